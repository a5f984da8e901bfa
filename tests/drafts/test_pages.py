"""Pages about drafts, as the people who use them meet them."""

import io
import re
from pathlib import Path

import html5lib

from consult.core.database import db
from consult.core.locking import version_of
from consult.drafts.models import Change, Draft, Lineage
from consult.drafts.outline import from_csv
from consult.drafts.queries import wordings_of
from tests.browser import Browser, Page
from tests.make import drafts as make

DATA = Path(__file__).parent / "data"
CSV = "number,pillar,text\nHR-P1,HR,Every person has a right to privacy.\nHR-L9,HR,A new clause.\n"


def uploaded(text: str | bytes, name: str = "text.csv") -> dict[str, object]:
    content = text.encode() if isinstance(text, str) else text
    return {"file": (io.BytesIO(content), name), "title": "Second draft"}


def test_an_administrator_founds_a_guideline_and_becomes_its_secretariat(browser: Browser) -> None:
    form = {"title": "Bill", "slug": "bill", "sentence": "A bill.", "notice": "", "language": "en"}
    page = browser.as_(browser.people.olga).post("drafts.found", form)
    assert "Manage “Bill”" in page
    assert "Import a draft" in page


def test_a_short_name_with_blanks_is_refused_with_what_to_do(browser: Browser) -> None:
    form = {"title": "Bill", "slug": "My Bill", "sentence": "A bill.", "notice": "", "language": "en"}
    assert "small letters, digits and hyphens" in browser.as_(browser.people.olga).post("drafts.found", form)


def test_an_import_shows_what_was_recognised_and_keeps_nothing_yet(browser: Browser) -> None:
    guideline = make.guideline(by=browser.people.sara)
    make.draft(guideline)
    sara = browser.as_(browser.people.sara)
    page = sara.post("drafts.import_outline", uploaded(CSV), slug="smart-cities")
    assert "1 continue a clause of draft 1; 1 are new." in page
    assert db.session.query(Draft).count() == 1


def test_every_fault_of_a_file_is_named_and_nothing_is_kept(browser: Browser) -> None:
    make.guideline(by=browser.people.sara)
    sara = browser.as_(browser.people.sara)
    page = sara.post("drafts.import_outline", uploaded("number,pillar,text\nA,,\nA,X,words\n"), slug="smart-cities")
    assert "Clause 1 (A): it has no text." in page
    assert "Clause 2 (A): this number stands twice." in page
    for content, name, says in (
        (b"number\xe9", "t.csv", "Line 1: This line is not in UTF-8"),
        (b"{", "t.json", "not JSON"),
        (b"x", "t.doc", "A text is read from Word (.docx), Markdown, HTML or Akoma Ntoso"),
        (b"a,b\n1,2\n", "t.csv", "missing: number, pillar, text"),
    ):
        assert says in sara.post("drafts.import_outline", uploaded(content, name), slug="smart-cities")
    assert db.session.query(Draft).count() == 0


def test_a_workbook_is_told_apart_and_what_to_do_never_leads_back_to_it(browser: Browser) -> None:
    make.guideline(by=browser.people.sara)
    sara = browser.as_(browser.people.sara)
    old, new = b"\xd0\xcf\x11\xe0\x00", b"PK\x03\x04\x14\x00\x06xl/workbook.xml"
    for content, name in [(new, "text.csv"), (old, "text.xls")]:
        page = sara.post("drafts.import_outline", uploaded(content, name), slug="smart-cities")
        assert "This is a workbook; a draft is read from CSV or JSON." in page
        assert "CSV UTF-8" in page
        assert ".xlsx" not in page
    page = sara.post("drafts.import_outline", uploaded("number\n".encode("utf-16-le")), slug="smart-cities")
    assert "UTF-16" in page
    assert ".xlsx" not in page


def test_an_export_read_again_is_the_same_text(browser: Browser) -> None:
    guideline = make.guideline(by=browser.people.sara)
    draft = make.draft(guideline)
    for file_format in ("json", "csv"):
        exported = browser.get("drafts.export", slug="smart-cities", number=1, file_format=file_format)
        content = exported.response.data
        page = browser.as_(browser.people.sara).post(
            "drafts.import_outline", uploaded(content, f"text.{file_format}"), slug="smart-cities"
        )
        assert f"{len(wordings_of(draft))} continue a clause" in page


def test_two_editors_at_once_lose_nothing(browser: Browser) -> None:
    draft = make.draft(make.guideline(by=browser.people.sara), published=False)
    wording = wordings_of(draft)[0]
    where = {"slug": "smart-cities", "number": 1, "wording_id": wording.id}
    sara = browser.as_(browser.people.sara)
    first = wording.text
    sara.post("drafts.edit_wording", {"text": "Mine.", "base_version": version_of(first)}, **where)
    page = sara.post("drafts.edit_wording", {"text": "Yours.", "base_version": version_of(first)}, **where)
    assert page.status == 409
    assert "Mine." in page
    assert "Yours." in page.html


def test_drafts_can_be_compared_word_by_word(browser: Browser) -> None:
    guideline = make.guideline(by=browser.people.sara)
    make.draft(guideline)
    sara = browser.as_(browser.people.sara)
    page = sara.post("drafts.import_outline", uploaded(CSV), slug="smart-cities")
    assert page.status == 200
    assert "only one draft" in browser.get("drafts.compare", slug="smart-cities")
    make.draft(guideline)
    assert "clauses changed" in browser.get("drafts.compare", slug="smart-cities")
    unread = browser.get("drafts.compare", slug="smart-cities", old=2, new=9)
    assert "no draft with this number that you can read" in unread
    assert "clauses changed" not in unread


def test_two_drafts_in_work_are_each_compared_with_the_one_in_force(browser: Browser) -> None:
    """In the list of clauses that continue, and where two drafts are compared."""
    guideline = make.guideline(by=browser.people.sara)
    force = make.draft(guideline, from_csv((DATA / "gov.csv").read_text("utf-8")))
    make.draft(guideline, published=False)
    sara = browser.as_(browser.people.sara)
    form, continues = recognised(imported(sara, "gov2.csv"))
    assert (continues, form["against"]) == (["1", "", "2", "3", "4"], "1")
    sara.post("drafts.keep_outline", form, slug="smart-cities")
    (third,) = db.session.query(Draft).filter_by(number=3)
    assert {w.clause_id for w in wordings_of(force)} <= {w.clause_id for w in wordings_of(third)}
    page = sara.get("drafts.compare", slug="smart-cities")
    chosen = re.findall(r'<option value="(\d)"\s+selected', page.html)
    assert chosen == ["1", "3"]


def recognised(page: Page) -> tuple[dict[str, str], list[str]]:
    """The form of the second step as it was shown, and the number that each clause is said to continue."""
    inputs = [e for e in html5lib.parse(page.html, namespaceHTMLElements=False).iter("input") if e.get("name")]
    form = {e.get("name"): e.get("value", "") for e in inputs}
    return form, [number for name, number in form.items() if name.startswith("continues-")]


def imported(sara: Browser, name: str) -> Page:
    return sara.post("drafts.import_outline", uploaded((DATA / name).read_bytes(), name), slug="smart-cities")


def test_a_clause_put_in_among_others_takes_nobodys_place(browser: Browser) -> None:
    """After liberland/Constitution#29 and #31."""
    guideline = make.guideline(by=browser.people.sara)
    make.draft(guideline, from_csv((DATA / "gov.csv").read_text("utf-8")))
    sara = browser.as_(browser.people.sara)
    form, continues = recognised(imported(sara, "gov2.csv"))
    assert continues == ["1", "", "2", "3", "4"]
    sara.post("drafts.keep_outline", form, slug="smart-cities")
    drafts = db.session.query(Draft).order_by("number")
    before, after = ({w.clause.uid: w.number for w in wordings_of(draft)} for draft in drafts)
    assert [before.get(uid) for uid in after] == ["1", None, "2", "3", "4"]


def test_a_person_changes_which_clause_is_continued(browser: Browser) -> None:
    guideline = make.guideline(by=browser.people.sara)
    make.draft(guideline, from_csv((DATA / "gov.csv").read_text("utf-8")))
    sara = browser.as_(browser.people.sara)
    form, _numbers = recognised(imported(sara, "gov2.csv"))
    for place, number, says in (("2", "3", "Another clause continues “3” already"), ("2", "9", "no clause “9”")):
        page = sara.post("drafts.keep_outline", form | {f"continues-{place}": number}, slug="smart-cities")
        assert page.status == 422
        assert says in page
    assert db.session.query(Draft).count() == 1
    changed = form | {"continues-2": "2", "continues-3": ""}
    page = sara.post("drafts.keep_outline", changed | {"title": ""}, slug="smart-cities")
    assert recognised(page)[1] == ["1", "2", "", "3", "4"]
    sara.post("drafts.keep_outline", changed | {"continues-5": ""}, slug="smart-cities")
    after = wordings_of(db.session.query(Draft).filter_by(number=2).one())
    before = {w.clause_id: w.number for w in wordings_of(db.session.query(Draft).filter_by(number=1).one())}
    assert [before.get(w.clause_id) for w in after] == ["1", "2", None, "3", None]


def test_what_was_split_and_merged_is_kept_as_a_person_says_it(browser: Browser) -> None:
    guideline = make.guideline(by=browser.people.sara)
    make.draft(guideline, from_csv((DATA / "gov.csv").read_text("utf-8")))
    sara = browser.as_(browser.people.sara)
    form, _numbers = recognised(imported(sara, "gov2.csv"))
    page = sara.post("drafts.keep_outline", form | {"also-1": "9"}, slug="smart-cities")
    assert (page.status, "no clause “9”" in page) == (422, True)
    sara.post("drafts.keep_outline", form | {"also-2": "1", "continues-4": "", "also-5": "3"}, slug="smart-cities")
    first, second = db.session.query(Draft).order_by("number")
    before, after = ({w.clause_id: w.number for w in wordings_of(draft)} for draft in (first, second))
    rows = db.session.query(Lineage).filter_by(draft_id=second.id).order_by("id")
    assert [(row.change, before[row.from_clause_id or 0], after[row.to_clause_id or 0]) for row in rows] == [
        (Change.SPLIT, "1", "1"),
        (Change.SPLIT, "1", "2"),
        (Change.MERGED, "3", "5"),
        (Change.MERGED, "4", "5"),
    ]


def test_the_page_says_which_clauses_would_be_lost(browser: Browser) -> None:
    guideline = make.guideline(by=browser.people.sara)
    sara = browser.as_(browser.people.sara)
    assert "There is no draft yet: every clause is new." in imported(sara, "gov.csv")
    make.draft(guideline)
    assert "6 clauses of draft 1 would be gone" in imported(sara, "gov.csv")


def test_a_draft_published_since_the_preview_is_not_taken_for_the_one_compared_with(browser: Browser) -> None:
    guideline = make.guideline(by=browser.people.sara)
    make.draft(guideline)
    sara = browser.as_(browser.people.sara)
    form, _numbers = recognised(imported(sara, "gov.csv"))
    make.draft(guideline)
    page = sara.post("drafts.keep_outline", form, slug="smart-cities")
    assert page.status == 409
    assert "Read the file again" in page


def test_a_guideline_without_a_short_name_has_one_made_from_its_title(browser: Browser) -> None:
    form = {"title": "The Air Bill", "slug": "", "sentence": "The Air Bill", "notice": "", "language": "en"}
    olga = browser.as_(browser.people.olga)
    assert "Manage “The Air Bill”" in olga.post("drafts.found", form)
    page = olga.get("tracing.guideline", slug="the-air-bill")
    assert '<p class="lead"' not in page.html, "a sentence that only repeats the title is not said twice"


def test_saving_a_clause_says_so(browser: Browser) -> None:
    guideline = make.guideline(by=browser.people.sara)
    draft = make.draft(guideline, published=False, by=browser.people.sara)
    wording = wordings_of(draft)[0]
    where = {"slug": "smart-cities", "number": 1, "wording_id": wording.id}
    form = {"text": "Other words.", "base_version": version_of(wording.text)}
    assert f"{wording.number} is saved." in browser.as_(browser.people.sara).post("drafts.edit_wording", form, **where)

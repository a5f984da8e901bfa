"""The publication pack of a draft: what anyone may read and no more, the same for the same state, made by a worker."""

import csv
import hashlib
import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from consult.accounts.models import Person
from consult.comments.moderation.actions import hide_comment
from consult.consultations.models import Visibility
from consult.core import clock
from consult.core.database import db
from consult.core.queue import queue
from consult.drafts.evidence.actions import add_finding
from consult.drafts.evidence.findings_file import FindingContent
from consult.drafts.models import Draft, Status
from consult.drafts.queries import wordings_of
from consult.drafts.translations.actions import GivenTranslation, keep_text
from consult.drafts.translations.models import TextKind
from consult.drafts.translations.sources import sources_of
from consult.drafts.translations.standing import TextChoice
from consult.drafts.weighing.actions import GivenJudgement, show_weighing, weigh
from consult.drafts.weighing.models import DecisionCriterion, Judgement
from consult.tracing.papers import contents
from consult.tracing.papers.cli import publish_pack
from consult.tracing.papers.html_paper import html_page
from consult.tracing.papers.margin import remarks as margin
from consult.tracing.papers.margin.annotated import annotated_lines
from consult.tracing.papers.margin.remarks import MarginRemark
from consult.tracing.papers.open_data.public_data import PublicData
from consult.tracing.papers.pack import write_publication_pack
from consult.tracing.papers.paper_lines import LineKind, PaperLine
from consult.tracing.papers.pdf import as_pdf
from consult.tracing.papers.rules import can_be_packed
from tests.browser import Browser
from tests.make import comments, consultations, drafts
from tests.world import SECRETS, World, build


@pytest.fixture
def world(browser: Browser) -> World:
    return build(browser.people)


def packed(draft: Draft) -> bytes:
    out = io.BytesIO()
    write_publication_pack(draft, out, clock.now(), with_pdf=False)
    return out.getvalue()


def texts_in(content: bytes) -> dict[str, str]:
    """Every file as text; of files that are archives themselves, what is in them."""
    found: dict[str, str] = {}
    for name in (archive := zipfile.ZipFile(io.BytesIO(content))).namelist():
        read = archive.read(name)
        inner = zipfile.ZipFile(io.BytesIO(read)) if read.startswith(b"PK") else None
        parts = [inner.read(part) for part in inner.namelist()] if inner is not None else [read]
        found[name] = b"\n".join(parts).decode(errors="replace")
    return found


def test_a_pack_holds_what_anyone_may_read_counted_described_and_the_same_each_time(world: World) -> None:
    made = packed(world.second)
    assert made == packed(world.second)
    files = texts_in(made)
    kept = [(name, what) for name, text in files.items() for what, secret in SECRETS.items() if secret in text]
    assert kept == []
    addresses = db.session.scalars(select(Person.email)).all()
    assert [(name, a) for name, text in files.items() for a in addresses if a and a in text] == []
    package = json.loads(files["datapackage.json"])
    rows = {}
    for resource in package["resources"]:
        text = files[resource["path"]]
        assert text.startswith("\ufeff")
        assert resource["hash"] == f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
        names, *rows[resource["name"]] = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
        assert names == [field["name"] for field in resource["schema"]["fields"]]
    public = {row[0]: row[-1] for row in rows["rounds"]}
    told = [row[1] for row in rows["comments"]]
    assert {name: str(told.count(name)) for name in public} == public
    assert len(rows["comments"]) > 0
    assert all(name in files["README.txt"] for name in files if name != "README.txt")
    compared = files["comparison/compared-with-draft-1.html"]
    listed = re.findall(r'href="#(c-[^"]*)"', compared.partition("List of changes")[2])
    assert listed, "what changed and why, clause by clause"
    assert [name for name in listed if compared.count(f'id="{name}"') != 1] == []
    assert "Why it changed" in files["comparison/compared-with-draft-1.docx"]

    assert "A publication pack is made of a draft that is published." in str(can_be_packed(world.third).refusal)

    earlier = texts_in(packed(world.first))  # nothing of a later draft is told
    told_of = earlier["data/comments.csv"].removeprefix("\ufeff")
    assert {row["draft"] for row in csv.DictReader(io.StringIO(told_of, newline=""))} == {"1"}
    assert not any(name.startswith("comparison/") for name in earlier)


@pytest.fixture
def draft(browser: Browser) -> Draft:
    guideline = drafts.guideline()
    browser.people.appoint_all(guideline)
    return drafts.draft(guideline, by=browser.people.sara)


def test_a_worker_makes_it_everyone_takes_it_until_something_in_it_is_taken_back(
    draft: Draft, browser: Browser
) -> None:
    people, address = browser.people, {"slug": draft.guideline.slug, "number": draft.number}
    round_ = consultations.round_(draft)
    said = comments.comment(round_, people.amina)
    assert "It has not been made yet" in browser.get("tracing.pack", **address)
    assert "It waits for a worker." in browser.as_(people.dana).post("tracing.make_pack", **address)
    queue.run_all()
    assert "Download the pack" in browser.get("tracing.pack", **address)
    taken = browser.get("tracing.take_pack", **address).response.get_data()
    assert "data/comments.csv" in zipfile.ZipFile(io.BytesIO(taken)).namelist()
    hide_comment(said, "Not civil.", by=people.sara)
    db.session.commit()
    assert "It must be made again." in browser.get("tracing.take_pack", status=403, **address)
    assert "Download the pack" not in browser.get("tracing.pack", **address)


def test_the_command_writes_it_or_says_why_not(draft: Draft, browser: Browser, tmp_path: Path) -> None:
    runner, out = browser.app.test_cli_runner(), tmp_path / "pack.zip"
    unknown = runner.invoke(publish_pack, [draft.guideline.slug, str(out), "--draft", "9"])
    assert f"“{draft.guideline.slug}” has no draft 9." in unknown.output
    assert "There is no guideline “other”." in runner.invoke(publish_pack, ["other", str(out), "--draft", "1"]).output
    nowhere = tmp_path / "not there" / "pack.zip"
    refused = runner.invoke(publish_pack, [draft.guideline.slug, str(nowhere), "--draft", "1"])
    assert f"{nowhere} cannot be written: No such file or directory." in refused.output
    assert list(tmp_path.iterdir()) == []
    written = runner.invoke(publish_pack, [draft.guideline.slug, str(out), "--draft", "1", "--no-pdf"])
    assert "this machine alone. Set CONSULT_BASE_URL." in written.output
    assert f"{out}: {len(zipfile.ZipFile(out).namelist())} files" in written.output


def test_comments_come_in_the_forms_of_other_bodies_with_what_was_answered(world: World) -> None:
    files = texts_in(packed(world.second))
    said = world.answer.reason
    assert said
    for name in ("data/comments.csv", "comments/iso.docx", "comments/iso.xlsx", "comments/w3c.xlsx"):
        assert said in files[name], name


def test_evidence_goes_out_with_how_it_was_weighed_where_readers_see_that(browser: Browser) -> None:
    people, guideline = browser.people, drafts.guideline()
    people.appoint_all(guideline)
    draft = drafts.draft(guideline, by=people.sara)
    data = PublicData(draft, clock.now())
    assert not {"findings", "weighing"} & {table.name for table in data.tables()}
    shown, kept = (wording.clause for wording in wordings_of(draft)[:2])
    number = wordings_of(draft)[0].number
    places = [shown, guideline.pillars[0]]
    content = FindingContent(statement="One in two.", source="WUP", reference="F1", year=2025)
    add_finding(guideline, content, places, by=people.dana)
    for clause, note in ((shown, "As [F1] says."), (kept, "Not for readers yet.")):
        weigh(clause, {DecisionCriterion.COST: GivenJudgement(Judgement.SAVINGS, note)}, by=people.dana)
    show_weighing(shown, public=True, by=people.dana)
    rows = {table.name: list(table.rows) for table in data.tables() if table.name in {"findings", "weighing"}}
    assert rows["findings"][0][:4] == ["F1", "finding", "", "One in two."]
    assert rows["findings"][0][8:13] == ["2025", "WUP", "", guideline.pillars[0].code, number]
    assert [row[1:5] for row in rows["weighing"]] == [[number, "cost", "savings", "As [F1] says."]]


def test_the_text_goes_out_in_every_language_with_what_is_not_translated_said(draft: Draft, browser: Browser) -> None:
    first, second, *rest = wordings_of(draft)
    comments.translated(draft, first.number, "المدن للناس.", language="ar", by=browser.people.dana)
    source = next(one for one in sources_of(draft, [second]) if one.kind == TextKind.CLAUSE)
    by_machine = GivenTranslation(source, "", "Des villes.", Status.MACHINE_TRANSLATED)
    keep_text(draft.guideline, by_machine, TextChoice("fr"), by=browser.people.dana)
    files = texts_in(packed(draft))
    assert {name for name in files if name.startswith("text/")} == {
        f"text/text-{language}.{suffix}" for language in ("en", "ar", "fr") for suffix in ("docx", "md", "xml", "html")
    }
    arabic, french = files["text/text-ar.html"], files["text/text-fr.html"]
    assert '<html lang="ar" dir="rtl">' in arabic
    assert "المدن للناس." in arabic
    assert arabic.count('class="text" lang="en" dir="ltr"') == len(rest) + 1
    assert "Des villes." in french
    assert "Des villes." in files["text/text-fr.docx"]
    assert french.count('class="by"') == arabic.count('class="by"') + 1 == len(rest) + 2  # this one says: a machine
    assert f'xml:lang="{draft.guideline.language}"' in files["text/text-fr.xml"]


def test_what_a_pack_leaves_out_is_told_where_it_is_taken(
    draft: Draft, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_ = consultations.round_(draft)
    for text in ("One.", "Two.", "Three."):
        comments.comment(round_, browser.people.amina, text)
    assert "Three." in texts_in(packed(draft))["comments/in-the-margin.html"]
    monkeypatch.setattr(margin, "MOST_IN_THE_MARGIN", 2)
    files = texts_in(packed(draft))
    assert not [name for name in files if "in-the-margin" in name]
    assert "No text has the comments in its margin" in files["README.txt"]


def test_the_margin_is_printed_with_its_tags_and_what_fonts_lack_is_known(browser: Browser) -> None:
    pytest.importorskip("weasyprint")
    line = PaperLine(LineKind.CLAUSE, "a", "Everyone is heard.", "HR-P1")
    remarks = {"clause HR-P1": [MarginRemark(f"C-{n}", "Say who.", quote="heard") for n in range(60)]}
    page = html_page("A guideline", "en", annotated_lines([line], remarks), wide=True)
    made, lacking = as_pdf(page)
    assert (made, lacking) == (as_pdf(page)[0], "")
    read = PdfReader(io.BytesIO(made))
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    words = " ".join(page.extract_text() for page in read.pages)
    assert [f"C-{n}" for n in range(60) if f"C-{n}\n" not in words] == []


def test_a_pdf_that_would_have_boxes_is_left_out_and_said(draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "why_no_pdf", lambda: "")
    monkeypatch.setattr(contents, "as_pdf", lambda page: (b"%PDF", "中" if b"Ballots" in page else ""))
    out = io.BytesIO()
    write_publication_pack(draft, out, clock.now())
    files = texts_in(out.getvalue())
    assert "text/text-en.pdf" in files
    assert "ballots/ballots.html" in files
    assert "ballots/ballots.pdf" not in files
    assert "ballots/ballots.pdf is left out: the fonts of this machine lack letters: 中" in files["README.txt"]


def test_what_the_tables_lack_because_a_round_is_not_for_everyone_is_counted(draft: Draft, browser: Browser) -> None:
    among = consultations.round_(draft, "among", title="Among ourselves", visibility=Visibility.EXPERTS_ONLY)
    open_ = consultations.round_(draft)
    for round_ in (among, open_):
        comments.comment(round_, browser.people.amina)
    told = texts_in(packed(draft))["README.txt"]
    assert "lack 1 of the 2 comments that data/rounds.csv counts" in told
    assert "Among ourselves" in told

"""Reading a register in as a person does: choose, look, import; and taking it out."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from consult.cli import main
from consult.comments.models import Comment
from consult.comments.register.file_reading import read_register
from consult.comments.register.file_writing import write_register
from consult.comments.register.models import RegisterUpload, StagedComment
from consult.consultations.models import Round, RoundRole
from consult.core.database import db
from consult.core.streaming import DOWNLOADS_AT_ONCE, download
from consult.drafts.queries import wordings_of
from tests.browser import Browser, Page
from tests.make import consultations as make_round
from tests.make import drafts as make

GOOD = [
    {"comment": "Say who pays.", "clause": "HR-L1", "source_id": "S-1", "author_name": "Amina"},
    {"comment": "Good."},
]
BAD = b"comment,type,mood\n,general,good\nFine,angry,bad\n"


@pytest.fixture
def round_(browser: Browser) -> Round:
    guideline = make.guideline(by=browser.people.sara)
    return make_round.round_(make.draft(guideline, by=browser.people.sara))


def choose(browser: Browser, content: bytes, *, round_slug: str = "open-round", name: str = "mail.csv") -> Page:
    form = {"file": (io.BytesIO(content), name), "round_slug": round_slug}
    return browser.post("comments.register", form, slug="smart-cities")


def import_(browser: Browser, page: Page, *, follow: bool = True) -> Page:
    """Say yes on the page that shows what was recognised."""
    return browser.post(action_in(page, "/import"), follow=follow)


def action_in(page: Page, ending: str) -> str:
    found = re.search(rf'action="([^"]*{ending})"', page.html)
    assert found, page.text
    return found[1]


@pytest.mark.parametrize("name", ["notes.docx", "notes.DOCX"])
def test_a_text_by_the_name_of_a_word_document_is_refused_with_what_to_do(
    browser: Browser, round_: Round, name: str
) -> None:
    page = choose(browser.as_(browser.people.sara), b"comment\nSay who pays.\n", name=name)
    assert (page.status, "whatever its name says" in page) == (200, True)
    assert "No register was read in yet" in page


def test_what_was_recognised_is_shown_before_anything_is_kept(browser: Browser, round_: Round) -> None:
    sara = browser.as_(browser.people.sara)
    assert "No register was read in yet" in sara.get("comments.register", slug="smart-cities")
    page = choose(sara, write_register(GOOD, "xlsx"), name="mail.xlsx")
    assert "2 comments are new" in page
    assert "Say who pays." in page
    assert db.session.scalars(select(Comment)).first() is None
    done = import_(sara, page)
    assert "2 comments are imported" in done
    assert "mail.xlsx" in done
    assert {c.provenance for c in db.session.scalars(select(Comment))} == {"mail.xlsx, row 2", "mail.xlsx, row 3"}
    again = choose(sara, write_register(GOOD, "xlsx"))
    assert "All 2 rows of the file are in the round already" in again


def test_every_fault_is_shown_by_row_and_nothing_is_kept(browser: Browser, round_: Round) -> None:
    page = choose(browser.as_(browser.people.sara), BAD)
    assert page.status == 422
    for said in ("2 faults", "in 2 rows", "The comment is missing", "“angry” is unknown here", "“mood” is not one of"):
        assert said in page
    assert db.session.scalars(select(RegisterUpload.content)).all() == [None]
    assert db.session.scalars(select(StagedComment)).first() is None
    assert "nothing in this file that waits" in import_(browser.as_(browser.people.sara), page_of_import(page))


def page_of_import(page: Page) -> Page:
    """The page as if it had the button, which it has not."""
    page.html += f'<form action="{page.response.request.path}/import">'
    return page


def test_a_page_without_a_file_or_a_round_says_so(browser: Browser, round_: Round) -> None:
    page = browser.as_(browser.people.sara).post("comments.register", {"round_slug": ""}, slug="smart-cities")
    assert "Choose a file." in page
    assert "Choose a round." in page


def test_a_stakeholder_is_told_that_this_is_not_theirs(browser: Browser, round_: Round) -> None:
    amina = browser.as_(browser.people.amina)
    assert "Only the drafting team" in amina.get("comments.register", slug="smart-cities", status=403)
    assert choose(amina, write_register(GOOD, "csv")).status == 403
    chosen = choose(browser.as_(browser.people.sara), write_register(GOOD, "csv"))
    assert amina.post(action_in(chosen, "/import")).status == 403
    assert amina.post(action_in(chosen, "/cancel")).status == 403
    amina.get("comments.take_register", slug="smart-cities", file_format="csv", status=403)
    browser.get("comments.register", slug="smart-cities", status=302)


def test_a_host_reads_into_their_own_round_alone(browser: Browser, round_: Round) -> None:
    other = make_round.round_(round_.draft, slug="other")
    make_round.place(round_, browser.people.bruno, RoundRole.HOST)
    bruno = browser.as_(browser.people.bruno)
    assert "2 comments are new" in choose(bruno, write_register(GOOD, "jsonl"))
    assert "This was not sent yet" in choose(bruno, write_register(GOOD, "jsonl"), round_slug=other.slug)


def test_the_team_takes_names_and_everyone_takes_none(browser: Browser, round_: Round) -> None:
    sara = browser.as_(browser.people.sara)
    import_(sara, choose(sara, write_register(GOOD, "csv")))
    for kind in ("csv", "xlsx", "jsonl"):
        theirs = sara.get("comments.take_register", slug="smart-cities", file_format=kind).response.get_data()
        public = browser.get("comments.open_data", slug="smart-cities", file_format=kind).response.get_data()
        assert [row.cells.get("author_name") for row in read_register(theirs).rows] == ["Amina", None]
        assert [row.cells.get("author_name") for row in read_register(public).rows] == [None, None]


def test_a_file_for_the_team_is_named_apart_and_says_so_in_each_row(browser: Browser, round_: Round) -> None:
    sara = browser.as_(browser.people.sara)
    import_(sara, choose(sara, write_register(GOOD, "csv")))
    for kind in ("csv", "xlsx", "jsonl"):
        theirs = sara.get("comments.take_register", slug="smart-cities", file_format=kind).response
        public = browser.get("comments.open_data", slug="smart-cities", file_format=kind).response
        assert f'filename="smart-cities-register-for-the-team.{kind}"' in theirs.headers["Content-Disposition"]
        assert f'filename="smart-cities-comments.{kind}"' in public.headers["Content-Disposition"]
        assert b"audience" not in public.get_data()
        assert not read_register(theirs.get_data()).notices  # it is read back, and nothing is said of that column
    team = sara.get("comments.take_register", slug="smart-cities", file_format="csv").response.get_data(as_text=True)
    assert [row["audience"] for row in csv.DictReader(io.StringIO(team))] == ["drafting team"] * 2


def test_no_file_holds_a_formula_that_lives(browser: Browser, round_: Round) -> None:
    wording = wordings_of(round_.draft)[0]
    wording.text = '=HYPERLINK("https://example.org")'
    db.session.commit()
    sara = browser.as_(browser.people.sara)
    import_(sara, choose(sara, write_register([{"comment": "=1+1", "title": "@SUM(1)"}], "csv")))
    files = [
        browser.get("comments.register_template", round_slug="open-round"),
        browser.get("comments.open_data", slug="smart-cities", file_format="xlsx"),
        sara.get("comments.take_register", slug="smart-cities", file_format="xlsx"),
    ]
    for page in files:
        book = load_workbook(io.BytesIO(page.response.get_data()))
        cells = [cell for sheet in book for row in sheet for cell in row if cell.value is not None]
        assert cells
        assert {cell.data_type for cell in cells} == {"s"}
        assert not [cell.value for cell in cells if str(cell.value)[0] in "=+-@" or cell.hyperlink]


def test_an_empty_register_brings_the_clauses_along(browser: Browser, round_: Round) -> None:
    made = browser.get("comments.register_template", round_slug="open-round").response.get_data()
    assert "There is no comment" in read_register(made).faults[0].message


def command(browser: Browser, *arguments: str) -> tuple[int, str, str]:
    done = browser.app.test_cli_runner().invoke(main, ["comments", *arguments])
    return done.exit_code, done.stdout, done.stderr


def test_the_command_answers_in_json(browser: Browser, round_: Round, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_bytes(write_register(GOOD, "csv"))
    bad.write_bytes(BAD)
    ask = ("--format", "register", "--round", "open-round", "--json")
    code, out, _err = command(browser, "import", str(good), *ask, "--dry-run")
    answer = json.loads(out)
    assert (code, answer["rows"], answer["accepted"], answer["faults"]) == (0, 2, 2, [])
    assert (answer["format"], answer["doubtful"]) == ("register", [])
    assert db.session.scalars(select(Comment)).first() is None
    assert json.loads(command(browser, "import", str(good), *ask)[1])["accepted"] == 2
    again = json.loads(command(browser, "import", str(good), *ask)[1])
    assert (again["rows"], again["accepted"], again["already"], again["faults"]) == (2, 0, 2, [])
    code, out, err = command(browser, "import", str(bad), *ask)
    assert (code, json.loads(out)["accepted"]) == (1, 0)
    assert [(f["row"], f["column"]) for f in json.loads(out)["faults"]] == [(2, "comment"), (3, "type")]
    assert "mood" in err


def test_the_command_says_what_it_did(browser: Browser, round_: Round, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_bytes(write_register(GOOD, "csv"))
    bad.write_bytes(BAD)
    assert (
        "2 rows: 2 imported, 0 in the round already."
        in command(browser, "import", str(good), "--round", "open-round")[1]
    )
    said = command(browser, "import", str(bad), "--round", "open-round")[1]
    assert "Row 2, comment: The comment is missing." in said
    assert "Nothing was imported" in said


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("import", "missing.csv", "--round", "open-round"), "does not exist"),
        (("import", __file__, "--round", "nowhere"), "There is no round “nowhere”. Known: open-round."),
        (("export", "nothing"), "There is no guideline “nothing”"),
        (("export", "smart-cities", "--round", "nowhere"), "There is no round “nowhere”"),
        (("export", "smart-cities", "--out", "/nowhere/at/all"), "cannot be written"),
    ],
)
def test_the_command_is_friendly_about_what_is_not_there(
    browser: Browser, round_: Round, arguments: tuple[str, ...], says: str
) -> None:
    code, _out, err = command(browser, *arguments)
    assert code == 2
    assert says in err


def test_the_command_exports(browser: Browser, round_: Round, tmp_path: Path) -> None:
    good, out = tmp_path / "good.csv", tmp_path / "out.xlsx"
    good.write_bytes(write_register(GOOD, "csv"))
    command(browser, "import", str(good), "--round", "open-round")
    assert "Amina" in command(browser, "export", "smart-cities")[1]
    assert "Amina" not in command(browser, "export", "smart-cities", "--public", "--format", "jsonl")[1]
    command(browser, "export", "smart-cities", "--round", "open-round", "--format", "xlsx", "--out", str(out))
    assert len(read_register(out.read_bytes()).rows) == 2


def test_a_column_that_is_not_ours_is_led_to_ours_and_faults_stand_as_in_the_file(
    browser: Browser, round_: Round
) -> None:
    content = "stance,comment,type,name,email,contry\nangry,Fine words.,odd,Amina,a@x.org,KE\n"
    page = choose(browser.as_(browser.people.sara), content.encode())
    for said in ("If you mean “author_name”", "If you mean “country”", "are never imported", "Row 2 Fine words."):
        assert said in page
    assert page.text.index("“angry” is unknown") < page.text.index("“odd” is unknown")


def test_one_more_is_told_when_to_ask_again_while_pages_answer(
    page_app: Flask, browser: Browser, online: Round
) -> None:
    slug = online.guideline.slug
    with page_app.test_request_context():
        begun = [download([b"a"], content_type="text/csv", name="a.csv") for _ in range(DOWNLOADS_AT_ONCE)]
    refused = browser.client.get(f"/guidelines/{slug}/comments.xlsx")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "30")
    assert "Wait half a minute" in refused.text
    assert browser.client.get(f"/guidelines/{slug}").status_code == 200
    for answer in begun:
        answer.close()
    assert browser.client.get(f"/guidelines/{slug}/comments.xlsx").status_code == 200


def test_a_row_of_another_form_whose_place_is_not_sure_is_named_before_it_is_imported(
    browser: Browser, round_: Round
) -> None:
    heading = "MB/NC,Line number,Clause/Subclause,Paragraph/Figure/Table,Type of comment,Comments,Proposed change"
    table = f"{heading}\nFR,,12.4,,ed,Where does this stand?,\nKE,,HR-L1,,te,Say who pays.,\n"
    page = choose(browser.as_(browser.people.sara), table.encode(), name="table.csv")
    for said in (
        "ISO/IEC commenting template",
        "1 row whose place is not sure",
        "Row 2 names “12.4”.",
        "on the whole text",
    ):
        assert said in page, page.text
    import_(browser.as_(browser.people.sara), page)
    assert sorted(bool(comment.clause_id) for comment in db.session.scalars(select(Comment))) == [False, True]


def test_a_row_whose_place_is_not_sure_is_put_on_its_clause_before_it_is_imported(
    browser: Browser, round_: Round
) -> None:
    names = ["MB/NC", "Line number", "Clause/Subclause", "Paragraph/Figure/Table", "Type of comment", "Comments"]
    rows = [
        [*names, "Proposed change"],
        ["KE", "", "9.9", "", "te", "Say who pays.", ""],
        ["BR", "", "8.8", "", "ge", "Good.", ""],
    ]
    file = "\n".join(",".join(row) for row in rows).encode()
    sara = browser.as_(browser.people.sara)
    page = choose(sara, file)
    assert "2 rows whose place is not sure" in page
    numbers = [int(number) for number in re.findall(r'name="place-(\d+)"', page.html)]
    place = action_in(page, "/place")
    wrong = sara.post(place, {f"place-{numbers[0]}": "HR-X9", f"place-{numbers[1]}": "-"})
    assert (wrong.status, "no clause “HR-X9”" in wrong, 'value="HR-X9"' in wrong.html) == (422, True, True)
    assert "1 row whose place is not sure" in wrong
    page = sara.post(place, {f"place-{numbers[0]}": "hr-l1"})
    assert "not sure" not in page
    import_(sara, page)
    placed = {c.text: c.clause_id for c in db.session.scalars(select(Comment))}
    clause = next(w.clause_id for w in wordings_of(round_.draft) if w.number == "HR-L1")
    assert placed == {"Say who pays.": clause, "Good.": None}


def test_a_place_that_several_rows_name_is_said_once(browser: Browser, round_: Round) -> None:
    names = "MB/NC,Line number,Clause/Subclause,Paragraph/Figure/Table,Type of comment,Comments,Proposed change"
    rows = [f"KE,,{place},,te,Say {said}.," for said, place in zip("abcd", ("9.9", "9.9", "8.8", "9.9"), strict=True)]
    sara = browser.as_(browser.people.sara)
    page = choose(sara, "\n".join([names, *rows]).encode())
    assert "All 3 rows that name this place" in page
    first, second, other, third = (int(n) for n in re.findall(r'name="place-(\d+)"', page.html))
    assert f'name="alike-{second}"' not in page.html
    typed = {f"place-{first}": "HR-L1", f"alike-{first}": "yes", f"place-{third}": "DI-L1"}
    left = sara.post(action_in(page, "/place"), typed)
    assert "1 row whose place is not sure" in left
    assert f'name="place-{other}"' in left.html
    import_(sara, left)
    numbers = {wording.clause_id: wording.number for wording in wordings_of(round_.draft)}
    placed = {c.text: numbers.get(c.clause_id or 0, "") for c in db.session.scalars(select(Comment))}
    assert placed == {"Say a.": "HR-L1", "Say b.": "HR-L1", "Say c.": "", "Say d.": "DI-L1"}


def test_words_that_lead_to_people_are_remarked_before_they_are_shown(browser: Browser, round_: Round) -> None:
    rows = [
        "author_name,named,comment",
        "Amina Hassan,no,I am amina  hassan of Mombasa.",
        "Amina Hassan,yes,I am Amina Hassan of Mombasa again.",
        "Amina,no,Write to a.b@example.org or not.",
        ",,Call +254 20 762 1234.",
        ",,Clause 12-34 of 2024 costs 1 000 000 + 3.",
    ]
    page = choose(browser.as_(browser.people.sara), "\n".join(rows).encode())
    assert "3 comments hold a mail address, a telephone number or the name of their author" in page
    assert "rows 2, 4, 5." in page

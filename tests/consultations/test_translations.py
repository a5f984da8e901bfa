"""The desk of translations: counted by language, out and in as files, one text beside its original."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from lxml import etree
from sqlalchemy import select

from consult.cli import main
from consult.comments.questions.actions import add_question
from consult.comments.questions.models import QuestionKind, RoundQuestion
from consult.consultations.models import Round
from consult.consultations.translations import texts
from consult.core.database import db
from consult.drafts.actions import add_milestone
from consult.drafts.models import Draft, Status
from consult.drafts.translations.actions import GivenTranslation, keep_text
from consult.drafts.translations.standing import TextChoice, TranslationState
from tests.browser import Browser
from tests.make import comments as make
from tests.make import consultations, drafts

ON = {"slug": "smart-cities", "number": 1}
FRENCH = TextChoice("fr")
PRIVACY = "Toute personne a droit au respect de sa vie privée dans la ville intelligente."
NS = "{urn:oasis:names:tc:xliff:document:1.2}"


@pytest.fixture
def draft(browser: Browser) -> Draft:
    guideline = drafts.guideline()
    browser.people.appoint_all(guideline)
    made = drafts.draft(guideline, by=browser.people.sara)
    consultations.round_(made)
    return made


def filled(content: bytes, words: dict[str, str]) -> bytes:
    """As a translator's program brings it back: targets for some sources."""
    root = etree.fromstring(content)
    for unit in root.iter(f"{NS}trans-unit"):
        source = unit.findtext(f"{NS}source")
        if source in words:
            etree.SubElement(unit, f"{NS}target").text = words[source]
    return bytes(etree.tostring(root))


def in_second(content: bytes, words: str, state: str = "translated") -> bytes:
    """As a program that writes XLIFF 2.1 brings it back: the sentence in two segments, with a blank between."""
    ours = next(
        unit.get("id")
        for unit in etree.fromstring(content).iter(f"{NS}trans-unit")
        if unit.findtext(f"{NS}source") == SOURCE
    )
    first, blank, second = words.partition(" dans ")
    parts = "".join(
        f'<segment state="{state}"><source>x</source><target>{one}<pc id="1"/></target></segment>{between}'
        for one, between in ((first, f"<ignorable><source>{blank}</source></ignorable>"), (second, ""))
    )
    unit = f'<unit id="u1" name="{ours}">{parts}</unit>'
    root = '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" srcLang="en" trgLang="fr-FR">'
    return f'{root}<file id="f">{unit}</file></xliff>'.encode()


def in_column(content: bytes, words: dict[str, str]) -> bytes:
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    back = io.StringIO()
    writer = csv.DictWriter(back, rows[0].keys(), delimiter=";")
    writer.writeheader()
    for row in rows:
        for original, cell in (("original_heading", "heading"), ("original", "text")):
            row[cell] = words.get(row[original], row[cell])
    writer.writerows(rows)
    return back.getvalue().encode()


SOURCE = "Every person has a right to privacy in the smart city."


@pytest.mark.parametrize("form", ["xliff", "csv"])
def test_a_language_goes_out_and_comes_back_and_the_same_file_again_changes_nothing(draft: Draft, form: str) -> None:
    out = texts.file_of(draft, FRENCH, form).content
    back = filled(out, {SOURCE: PRIVACY}) if form == "xliff" else in_column(out, {SOURCE: PRIVACY})
    read = texts.read_translations_file(draft, FRENCH, form, back)
    assert not read.faults
    assert len(read.texts) == 1
    assert len(read.empty) == len(texts.texts_of(draft)) - 1
    assert texts.take_in_translations(draft, FRENCH, read, machine=True, by=None) == (1, 0, 0)
    db.session.commit()
    assert texts.take_in_translations(draft, FRENCH, read, machine=True, by=None) == (0, 0, 1)
    again = texts.read_translations_file(draft, FRENCH, form, texts.file_of(draft, FRENCH, form).content)
    assert [(one.text, one.machine) for one in again.texts] == [(PRIVACY, True)]
    row = next(one for one in texts.with_translations(draft, FRENCH) if one.source.label == "HR-P1")
    assert row.kept is not None
    assert row.kept.status == Status.MACHINE_TRANSLATED


def come_back(
    draft: Draft, form: str, change: Callable[[bytes], bytes] = bytes, choice: TextChoice = FRENCH
) -> texts.TakenIn:
    out = change(texts.file_of(draft, choice, form).content)
    read = texts.read_translations_file(draft, choice, form, out)
    assert not read.faults
    taken = texts.take_in_translations(draft, choice, read, machine=False, by=None)
    db.session.commit()
    return taken


def state_of(draft: Draft, number: str) -> TranslationState:
    return next(one.state for one in texts.with_translations(draft, FRENCH) if one.source.label == number)


@pytest.fixture
def behind(browser: Browser, draft: Draft) -> Draft:
    """HR-L1 was reworded since it was translated; the translation of HR-P1 is authentic."""
    given = {"HR-P1": Status.AUTHENTIC, "HR-L1": Status.TRANSLATED}
    for one in texts.texts_of(draft):
        if one.label in given:
            told = GivenTranslation(one, "", PRIVACY, given[one.label])
            assert keep_text(draft.guideline, told, FRENCH, by=None)
    return drafts.successor(draft, by=browser.people.sara, texts={"HR-L1": "Local governments keep a register."})


@pytest.mark.parametrize("form", ["xliff", "csv"])
def test_what_goes_out_behind_and_comes_back_untouched_stays_behind(behind: Draft, form: str) -> None:
    assert come_back(behind, form) == (0, 0, 2)
    assert state_of(behind, "HR-L1") == TranslationState.BEHIND
    assert state_of(behind, "HR-P1") == TranslationState.AUTHENTIC


@pytest.mark.parametrize(
    ("form", "before", "after"),
    [
        ("xliff", b'state="needs-review-translation"', b'state="translated"'),
        ("xliff", b'approved="no" xml:space="preserve">\n          <source>Local', b'approved="yes"><source>Local'),
        ("csv", b",behind", b",translated"),
    ],
)
def test_the_same_words_are_current_when_their_row_says_that_they_were_reviewed(
    behind: Draft, form: str, before: bytes, after: bytes
) -> None:
    def reviewed(content: bytes) -> bytes:
        assert before in content
        return content.replace(before, after)

    assert come_back(behind, form, reviewed) == (0, 1, 1)
    assert state_of(behind, "HR-L1") == TranslationState.TRANSLATED


def test_the_page_counts_what_is_new_changed_and_untouched_apart(browser: Browser, behind: Draft) -> None:
    on = {"slug": "smart-cities", "number": behind.number, "text_language": "fr"}
    content = texts.file_of(behind, FRENCH, "csv").content
    sent = {"file": (io.BytesIO(content), "fr.csv")}
    page = browser.as_(browser.people.sara).post("consultations.translations_in", sent, **on)
    assert "0 translations are new. 2 stay as they were." in page


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        (lambda b: b[: len(b) // 2], "breaks off or is damaged"),
        (lambda b: b.replace(b'target-language="fr"', b'target-language="es"'), "The file is in “es”"),
        (lambda b: b.replace(b":text:", b":text:00", 1), "are others now"),
        (lambda b: b.replace(b'id="clause:', b'id="clause:zz', 9), "There is no text"),
        (lambda b: b.replace(b'source-language="en"', b'source-language="de"'), "not from the original"),
        (lambda b: b"<html/>", "no XLIFF 1.2"),
        (lambda b: b.replace(b"<xliff", b'<!DOCTYPE x [<!ENTITY e "e">]><xliff', 1), "document type"),
        (lambda b: b"", "breaks off"),
    ],
)
def test_each_fault_of_a_file_is_a_sentence(draft: Draft, changed: object, says: str) -> None:
    content = filled(texts.file_of(draft, FRENCH, "xliff").content, {SOURCE: PRIVACY})
    read = texts.read_translations_file(draft, FRENCH, "xliff", changed(content))  # type: ignore[operator]
    assert any(says in str(fault.message) for fault in read.faults), read


@pytest.mark.parametrize(("state", "reviewed"), [("reviewed", True), ("initial", False)])
def test_the_second_version_of_xliff_is_read_too(draft: Draft, state: str, reviewed: bool) -> None:
    content = in_second(texts.file_of(draft, FRENCH, "xliff").content, PRIVACY, state)
    (brought,) = texts.read_translations_file(draft, FRENCH, "xliff", content).texts
    assert (brought.text, brought.reviewed) == (PRIVACY, reviewed)
    odd = content.replace(b"fr-FR", b"es").replace(b' name="', b' other="')
    assert "is in “es”" in texts.read_translations_file(draft, FRENCH, "xliff", odd).faults[0].message


def test_a_row_of_another_language_and_a_missing_column_are_told(draft: Draft) -> None:
    content = texts.file_of(draft, TextChoice("es"), "csv").content
    assert "is in “es”" in str(texts.read_translations_file(draft, FRENCH, "csv", content).faults[0].message)
    assert "No column is named “kind”" in str(
        texts.read_translations_file(draft, FRENCH, "csv", b"a,b\n1,2\n").faults[0].message
    )


def test_the_command_says_as_json_what_it_did(draft: Draft, page_app: Flask, tmp_path: Path) -> None:
    runner, file = page_app.test_cli_runner(), tmp_path / "fr.xlf"
    asked = ["smart-cities", "--draft", "1", "--language", "fr", "--json"]
    said = runner.invoke(main, ["translations", "export", *asked, "--output", str(file)])
    assert json.loads(said.output)["language"] == "fr"
    file.write_bytes(filled(file.read_bytes(), {SOURCE: PRIVACY}))
    arguments = ["translations", "import", asked[0], str(file), *asked[1:]]
    assert json.loads(runner.invoke(main, [*arguments, "--dry-run"]).output)["new"] == 0
    assert json.loads(runner.invoke(main, arguments).output)["new"] == 1
    assert json.loads(runner.invoke(main, arguments).output)["new"] == 0
    file.write_bytes(file.read_bytes()[:200])
    said = runner.invoke(main, arguments)
    assert said.exit_code == 1
    assert "damaged" in json.loads(said.output)["faults"][0]["says"]


def test_a_text_is_translated_beside_its_original_and_counted(browser: Browser, draft: Draft) -> None:
    sara = browser.as_(browser.people.sara)
    uid = make.clause(draft, "HR-P1").uid
    one = {**ON, "text_language": "fr", "text_kind": "clause", "text_key": uid}
    page = sara.get("consultations.translate_text", **one)
    assert SOURCE in page
    digest = next(f.get("value") for f in page.tree.iter("input") if f.get("name") == "base_version")
    form = {"base_version": digest, "text": PRIVACY, "status": "translated", "do": "keep"}
    assert "It is kept." in sara.post("consultations.translate_text", form, **one)
    assert "1 of 4" in sara.get("consultations.translations", **ON)
    stale = sara.post("consultations.translate_text", {**form, "base_version": "other", "text": "Autre."}, **one)
    assert stale.status == 422
    assert "The original was changed meanwhile" in stale
    assert "Autre." in stale.html


def test_a_film_in_sign_language_needs_a_whole_address_and_stands_on_the_clause(browser: Browser, draft: Draft) -> None:
    sara = browser.as_(browser.people.sara)
    uid = make.clause(draft, "HR-P1").uid
    one = {**ON, "text_language": "fr.sign_language", "text_kind": "clause", "text_key": uid}
    page = sara.get("consultations.translate_text", **one)
    digest = next(f.get("value") for f in page.tree.iter("input") if f.get("name") == "base_version")
    form = {
        "base_version": digest,
        "heading": "LSF",
        "text": "http://example.org/film",
        "status": "translated",
        "do": "keep",
    }
    assert "beginning with https" in sara.post("consultations.translate_text", form, **one)
    sara.post("consultations.translate_text", {**form, "text": "https://example.org/film"}, **one)
    assert "Watch this clause in sign language (LSF)" in browser.get("comments.clause", uid=uid, **ON)


IN_ARABIC = {
    "Opening": "الافتتاح",
    "How clear is it?": "هل النص واضح؟",
    "Yes\nIn part": "نعم\nجزئيا",
    "Mandate": "الولاية",
    "Asked for.": "بطلب.",
}


@pytest.fixture
def asked(draft: Draft) -> Draft:
    """Its round has a session and a question, its guideline a milestone."""
    round_ = db.session.scalars(select(Round)).one()
    consultations.session(round_)
    add_question(round_, QuestionKind.SINGLE, "How clear is it?", ["Yes", "In part"], by=None)
    add_milestone(draft.guideline, "Mandate", date(2026, 1, 1), None, "Asked for.")
    db.session.commit()
    return draft


@pytest.mark.parametrize("form", ["xliff", "csv"])
def test_milestones_sessions_and_questions_are_read_in_the_language_of_their_reader(
    browser: Browser, asked: Draft, form: str
) -> None:
    bring = filled if form == "xliff" else in_column
    assert come_back(asked, form, lambda out: bring(out, IN_ARABIC), TextChoice("ar")).new == 3
    browser.post("accounts.choose_language", {"language": "ar"}, follow=False)
    page = browser.get("consultations.round", round_slug="open-round")
    named = {"".join(one.itertext()).strip() for one in page.tree.iter("bdi")}
    assert {"الافتتاح", "هل النص واضح؟", "نعم", "جزئيا"} <= named
    assert "How clear is it?" not in page
    home = browser.get("tracing.guideline", slug="smart-cities")
    assert "الولاية" in home
    assert "بطلب." in home


def test_a_question_is_translated_with_as_many_answers_as_it_has(browser: Browser, asked: Draft) -> None:
    number = db.session.scalars(select(RoundQuestion.id)).one()
    sara, one = browser.as_(browser.people.sara), {**ON, "text_language": "ar", "text_kind": "question"}
    page = sara.get("consultations.translate_text", text_key=str(number), **one)
    digest = next(f.get("value") for f in page.tree.iter("input") if f.get("name") == "base_version")
    form = {"base_version": digest, "heading": "هل النص واضح؟", "text": "نعم", "status": "translated", "do": "keep"}
    page = sara.post("consultations.translate_text", form, text_key=str(number), **one)
    assert (page.status, "as many answers as the original has, one in each line: 2." in page) == (422, True)
    sara.post("consultations.translate_text", {**form, "text": "نعم\nلا"}, text_key=str(number), **one)
    question = db.session.scalars(select(RoundQuestion)).one()
    question.options = ["Yes", "In part", "No"]
    db.session.commit()
    browser.post("accounts.choose_language", {"language": "ar"}, follow=False)
    page = browser.get("consultations.round", round_slug="open-round")
    assert "In part" in page, "answers that were translated before a third came are shown in the original"

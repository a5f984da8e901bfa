"""The team's own translation of a point: beside it at the desk, typed or by a file that is taken all or not at all."""

import csv
import io

import pytest

from consult.core.database import db
from consult.core.ruling import Refused
from consult.responses.translation.actions import keep_translation, read_translations
from consult.responses.translation.models import PointTranslation
from tests.browser import Browser
from tests.make import responses
from tests.people import People


def test_one_is_kept_changed_and_taken_away_by_the_team_alone(people: People) -> None:
    point = responses.consulted(people).sensors
    with pytest.raises(Refused):
        keep_translation(point, "Un registre.", by=people.ines)
    assert keep_translation(point, " Un registre. ", by=people.dana)
    assert not keep_translation(point, "Un registre.", by=people.dana)
    kept = db.session.get_one(PointTranslation, point.id)
    assert (kept.text, kept.of_text) == ("Un registre.", point.text)
    assert keep_translation(point, "", by=people.dana)
    assert db.session.get(PointTranslation, point.id) is None


def test_each_fault_of_a_file_is_named_by_its_row(people: People) -> None:
    first = responses.consulted(people).sensors
    guideline, head = first.comment.round.guideline, "point,reference,text,translation\n"
    file = head + f"{first.id},C-XXXX-YYYY,,Un.\n{first.id},,Other words.,Deux.\n999999,,,Trois.\n{first.id},,,\n"
    faults = [(fault.row, fault.column) for fault in read_translations(guideline, file).faults]
    assert faults == [(2, "reference"), (3, "text"), (4, "point")]
    assert read_translations(guideline, "point,text\n1,x\n").faults[0].column == "translation"


def test_a_translator_fills_in_the_file_and_the_desk_shows_it(browser: Browser) -> None:
    people = browser.people
    point = responses.consulted(people).sensors
    point.language = "fr"
    db.session.commit()
    slug, dana = point.comment.round.guideline.slug, browser.as_(people.dana)
    rows = list(
        csv.DictReader(io.StringIO(dana.client.get(f"/guidelines/{slug}/desk/translations.csv").text.lstrip("\ufeff")))
    )
    assert [row["point"] for row in rows] == [str(point.id)]
    filled = f"point,reference,translation\n{point.id},{rows[0]['reference']},A whole register.\n"

    def brought() -> str:
        return dana.post(
            "responses.import_translations", {"file": (io.BytesIO(filled.encode()), "t.csv")}, slug=slug
        ).text

    assert "1 translation is new." in brought()
    assert "0 translations are new." in brought()
    page = dana.get("responses.answer_point", point_id=point.id)
    assert "A whole register." in page
    assert "Translate it for the team" in page
    assert "A whole register." in dana.get("responses.translate", point_id=point.id).html
    typed = dana.post("responses.translate", {"text": "A complete register."}, point_id=point.id)
    assert "A complete register." in typed


def test_readers_are_shown_an_answer_in_their_language_with_the_original_at_hand(browser: Browser) -> None:
    people = browser.people
    point = responses.consulted(people).sensors
    people.ines.language = "ar"
    answer = responses.answer(point, people.dana)
    dana = browser.as_(people.dana)
    words = {"language": "ar", "text": "سجل كامل.", "status": "machine_translated"}
    assert "It is kept." in dana.post("responses.answer_languages", words, answer_id=answer.id)
    where = {"reference": point.comment.reference}
    assert "سجل كامل." not in browser.get("tracing.comment", **where)
    page = browser.as_(people.ines).get("tracing.comment", **where)
    assert any(
        (one.get("class"), one.get("lang"), one.get("dir")) == ("answer-reason", "ar", "rtl")
        for one in page.tree.iter("div")
    )
    assert "سجل كامل." in page
    assert answer.reason in page

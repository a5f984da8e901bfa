"""Answers begin with templates of the desk: fields filled in from the case, unknown ones told, each use listed."""

import pytest
from flask import Flask
from sqlalchemy import select

from consult.analysis.models import Point
from consult.core.database import db
from consult.core.ruling import Refused
from consult.drafts.text_diff import difference
from consult.responses.answer_templates.actions import note_use, put_away, write_template
from consult.responses.answer_templates.fields import filled_in, unknown_fields_in
from consult.responses.answer_templates.filling import words_for
from consult.responses.answer_templates.models import AnswerTemplate, TemplateUse
from consult.responses.bulk.actions import begin_bulk_act
from consult.responses.bulk.models import BulkKind
from consult.responses.models import Answer, Disposition
from consult.responses.queries import current_answer
from consult.revisions.models import RevisionState
from consult.revisions.redline_words import redline_in_words
from tests.browser import Browser
from tests.make import analysis, responses, revisions
from tests.make.responses import Consulted
from tests.people import People


@pytest.fixture
def it(browser: Browser) -> Consulted:
    return responses.consulted(browser.people)


def template(it: Consulted, people: People, text: str, name: str = "Thanks") -> AnswerTemplate:
    made = write_template(it.guideline, name, text, Disposition.NOTED, by=people.dana)
    db.session.commit()
    return made


@pytest.mark.parametrize(
    ("text", "filled", "missing"),
    [
        ("On {clause}: {clause}.", "On HR-L1: HR-L1.", ()),
        ("{redline} stays", "{redline} stays", ("redline",)),
        ("[text] {USA+ FRA-} { clause }", "[text] {USA+ FRA-} { clause }", ()),
        ("{title}", "{clause}", ()),  # braces in what is filled in are no field
    ],
)
def test_fields_are_filled_in_and_other_braces_are_words(text: str, filled: str, missing: tuple[str, ...]) -> None:
    found = filled_in(text, {"clause": "HR-L1", "title": "{clause}"})
    assert found == (filled, missing)
    assert unknown_fields_in("{clause} {claus} {USA+}") == ["claus"]


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ("Cities shall list sensors.", "“may” becomes “shall”"),
        ("Cities may list all sensors.", "“all” is added"),
        ("Cities may list.", "“sensors” is struck"),
    ],
)
def test_a_redline_is_told_in_words(sqlite_app: Flask, new: str, words: str) -> None:
    old = "Cities may list sensors."
    assert redline_in_words(difference(old, new), new) == words
    every = difference("a b c d e f g h i j k l m n", "z b y d x f w h v j u l t n")
    assert redline_in_words(every, "New.") == "it then reads “New.”"


def test_a_point_a_theme_and_an_ask_fill_in_what_they_are_about(people: People) -> None:
    it = responses.consulted(people)
    text = "{clause} {title} | {theme} | {points} by {people} | {round} | {revision}: {redline}"
    revisions.wording(it.draft).heading = "Registers"
    assert words_for("{revision}", it.sensors).missing == ("revision",)
    revision = revisions.revision(it.draft, people.dana, points=[it.sensors], state=RevisionState.BALLOTED)
    expected = f"HR-L1 Registers | A full register | 2 by 1 | {it.round.title} | {revision.title}: “should” becomes"
    for about in (it.sensors, it.theme, analysis.ask(it.theme, it.sensors, it.updates)):
        assert words_for(text, about).text.startswith(expected), about
    assert words_for("{theme}", it.cost).missing == ("theme",)
    for state in (RevisionState.DRAFT, RevisionState.PROPOSED):
        revision.state = state
        missing = words_for("{revision} {redline}", it.sensors).missing
        assert missing == ("revision", "redline"), "what readers do not see yet is not told"


def test_a_form_opens_with_the_template_and_each_use_is_listed(browser: Browser, it: Consulted) -> None:
    dana, made = browser.as_(browser.people.dana), template(it, browser.people, "On {clause}: thanks. {redline}")
    where = {"point_id": it.sensors.id, "template": made.id}
    page = dana.get("responses.answer_point", **where)
    assert "On HR-L1: thanks. {redline}</textarea>" in page.html
    assert "Nothing here fills in {redline}" in page
    form = {"disposition": "noted", "reason": "On HR-L1: thanks. {redline}", "base_version": "0"}
    page = dana.post("responses.answer_point", form, **where)
    assert "{redline} is not filled in." in page
    assert "thanks. {redline}</textarea>" in page.html
    assert db.session.scalars(select(Answer)).all() == []
    dana.post("responses.answer_point", {**form, "reason": "On HR-L1: thanks."}, **where)
    own = current_answer(point=it.sensors)
    assert own is not None
    assert own.reason == "On HR-L1: thanks."
    page = dana.get("responses.answer_template", template_id=made.id)
    assert it.sensors.comment.reference in page
    assert "1 answer began with it" in dana.get("responses.answer_templates", slug=it.guideline.slug)


def test_an_unknown_field_a_name_taken_and_a_change_of_a_colleague_are_told(browser: Browser, it: Consulted) -> None:
    dana, slug = browser.as_(browser.people.dana), it.guideline.slug
    form = {"name": "Thanks", "text": "On {claus} and [F999].", "disposition": "noted"}
    page = dana.post("responses.answer_templates", form, slug=slug)
    assert "{claus} is no field." in page
    assert "On {claus} and [F999].</textarea>" in page.html
    assert "no finding F999" in dana.post("responses.answer_templates", {**form, "text": "[F999]"}, slug=slug)
    page = dana.post("responses.answer_templates", {**form, "text": "On {clause}."}, slug=slug)
    assert "can be chosen wherever something is answered" in page
    assert "Another template has this name." in dana.post(
        "responses.answer_templates", {**form, "text": "x"}, slug=slug
    )
    made = db.session.scalars(select(AnswerTemplate)).one()
    changed = {**form, "text": "On {clause}, again.", "base_version": "1"}
    assert "It is kept." in dana.post("responses.answer_template", changed, template_id=made.id)
    assert dana.post("responses.answer_template", changed | {"text": "Mine."}, template_id=made.id).status == 409
    dana.post("responses.answer_template", {"do": "put_away"}, template_id=made.id)
    assert "Begin with a template" not in dana.get("responses.answer_point", point_id=it.cost.id)
    with pytest.raises(Refused, match="is no field"):
        write_template(it.guideline, "Other", "{nobody}", None, by=browser.people.dana)


def test_many_at_once_get_each_their_own_words_and_those_without_are_left_alone(people: People) -> None:
    it = responses.consulted(people)
    made = write_template(it.guideline, "Thanks", "On {clause} in {theme}.", None, by=people.dana)
    asked = {"disposition": "noted", "reason": made.text, "referred_to": None}
    numbers = [it.sensors.id, it.cost.id]
    wanted = select(Point.id).where(Point.id.in_(numbers))
    act = begin_bulk_act(it.guideline, BulkKind.ANSWER, asked, wanted, by=people.dana)
    assert (act.done, act.skipped) == (1, 1)
    own = current_answer(point=it.sensors)
    assert own is not None
    assert own.reason == "On HR-L1 in A full register."
    assert current_answer(point=it.cost) is None, "it is in no theme"
    note_use(made, act, by=people.dana)
    db.session.flush()
    put_away(made, away=True, by=people.dana)


def test_editorial_points_begin_with_a_template_too(browser: Browser, it: Consulted) -> None:
    dana, made = browser.as_(browser.people.dana), template(it, browser.people, "{clause} is mended.")
    where = {"slug": it.guideline.slug, "template": made.id}
    assert "{clause} is mended.</textarea>" in dana.get("responses.bulk", **where).html
    form = {"points": [str(it.typo.id)], "disposition": "accepted", "reason": "{theme} is mended."}
    page = dana.post("responses.bulk", form, **where)
    assert "A field of the words has nothing to say for it." in page
    assert "{theme} is mended.</textarea>" in page.html
    assert "{them} is no field." in dana.post("responses.bulk", {**form, "reason": "{them}"}, **where)
    dana.post("responses.bulk", {**form, "reason": "{clause} is mended."}, **where)
    own = current_answer(point=it.typo)
    assert own is not None
    assert own.reason == "HR-L1 is mended."
    assert db.session.scalars(select(TemplateUse.point_id)).all() == [it.typo.id]


def test_the_number_of_points_that_is_filled_in_is_that_of_the_button(browser: Browser, it: Consulted) -> None:
    made = template(it, browser.people, "{points} points by {people}.")
    responses.answer(it.updates, browser.people.dana)
    page = browser.as_(browser.people.dana).get("responses.answer_theme", theme_id=it.theme.id, template=made.id)
    assert "Apply to 1 point" in page.text
    assert "1 points by 1.</textarea>" in page.html
    ask = analysis.ask(it.theme, it.sensors, it.updates)
    page = browser.as_(browser.people.dana).get("responses.answer_ask", ask_id=ask.id, template=made.id)
    assert "One answer for 1 point." in page.text
    assert "1 points by 1.</textarea>" in page.html

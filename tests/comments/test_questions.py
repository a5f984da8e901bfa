"""Closed questions of a round: set before it opens, answered by guests and members, each person counted once."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from consult.accounts import actions as accounts
from consult.comments.models import Comment
from consult.comments.questions import actions
from consult.comments.questions.models import QuestionKind, RoundQuestion
from consult.comments.questions.queries import question_results, questions_of
from consult.comments.questions.rules import answers_of_file, answers_said, options_said
from consult.consultations.models import Round, Visibility
from consult.core import clock
from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.drafts.models import Draft
from tests.browser import Browser
from tests.make import comments as made
from tests.make import consultations

HERE = {"round_slug": "open-round"}


@pytest.fixture
def questions(online: Round) -> list[RoundQuestion]:
    steps = options_said(QuestionKind.SCALE, "", steps=3, lowest="unclear", highest="clear")
    made = [
        actions.add_question(online, QuestionKind.SCALE, "How clear is the text?", steps, by=None),
        actions.add_question(online, QuestionKind.SINGLE, "Is anything missing?", ["Yes", "No"], by=None),
        actions.add_question(online, QuestionKind.MULTIPLE, "For whom?", ["City", "State", "NGO"], by=None),
        actions.add_question(online, QuestionKind.OPEN, "What would you add?", by=None),
    ]
    db.session.commit()
    return made


def counts(round_: Round) -> list[tuple[list[int], int]]:
    return [([*one.counts], one.people) for one in question_results(round_)]


def ticked(questions: list[RoundQuestion], *places: list[int]) -> dict[str, list[str]]:
    return {f"q-{q.id}": [*map(str, said)] for q, said in zip(questions, places, strict=False)}


def test_a_scale_has_words_at_both_its_ends() -> None:
    assert options_said(QuestionKind.SCALE, "", steps=3, lowest="never", highest="") == ["1 (never)", "2", "3"]
    assert options_said(QuestionKind.SINGLE, "Yes\n\n No \nYes\nyES", steps=None, lowest="", highest="") == [
        "Yes",
        "No",
    ]


@pytest.mark.parametrize("said", ["9", "-1", "x", "²", "9" * 4301])
def test_an_answer_that_does_not_stand_there_is_refused(said: str) -> None:
    question = RoundQuestion(id=7, kind=QuestionKind.SINGLE, text="?", options=["Yes", "No"])
    assert answers_said([question], {"q-7": [said]}) == ({}, {"q-7": "Choose from the answers that stand there."})
    assert answers_said([question], {"q-7": ["0", "1"]})[1] == {"q-7": "Choose one answer here."}
    assert "Nothing is answered yet" in answers_said([question], {})[1]["q-7"]


def test_a_member_is_counted_once_with_what_they_answered_last(
    browser: Browser, online: Round, questions: list[RoundQuestion]
) -> None:
    amina = browser.as_(browser.people.amina)
    assert "How clear is the text?" in amina.get("consultations.round", **HERE)
    amina.post("comments.answer", ticked(questions, [2], [0], [0, 2]), **HERE)
    page = amina.post("comments.answer", ticked(questions, [0], [0]), **HERE)
    assert "Your answers are counted" in page
    assert counts(online) == [([1, 0, 0], 1), ([1, 0], 1), ([0, 0, 0], 0)]
    assert "1 person answered." in browser.as_(None).get("comments.results", **HERE)


def test_a_guest_counts_once_the_link_is_opened(
    browser: Browser, online: Round, questions: list[RoundQuestion]
) -> None:
    sent = ticked(questions, [1])
    page = browser.post("comments.answer", {"email": "lea@example.org", "token": "t", **sent}, **HERE)
    assert "opened the link that we sent to lea@example.org" in page
    assert counts(online)[0] == ([0, 0, 0], 0)
    link = next(word for word in db.session.scalars(select(Message.body)).one().split() if "/answers/confirm/" in word)
    link = link.partition("://")[2].partition("/")[2]
    assert "They do not count yet" in browser.get(f"/{link}")
    for _turn in range(2):
        assert "Your answers are counted" in browser.post(f"/{link}")
    assert counts(online)[0] == ([0, 1, 0], 1)


def test_a_stranger_with_ones_address_replaces_nothing(
    browser: Browser, online: Round, questions: list[RoundQuestion]
) -> None:
    actions.answer_questions(online, browser.people.amina, {questions[0].id: [2]})
    db.session.commit()
    browser.post(
        "comments.answer", {"email": browser.people.amina.email, "token": "t", **ticked(questions, [0])}, **HERE
    )
    assert counts(online)[0] == ([0, 0, 1], 1)


def test_what_is_wrong_is_said_and_what_was_ticked_stands_there_still(
    browser: Browser, online: Round, questions: list[RoundQuestion]
) -> None:
    page = browser.post("comments.answer", {"email": "lea", "token": "t", **ticked(questions, [1], [7])}, **HERE)
    assert page.status == 422
    assert "Choose from the answers that stand there." in page
    assert f'id="q-{questions[0].id}-1"' in page.html
    assert page.html.count(" checked") == 1
    assert counts(online)[0] == ([0, 0, 0], 0)


def test_nothing_is_answered_after_the_close_but_what_waited_in_time_counts(
    browser: Browser, online: Round, questions: list[RoundQuestion]
) -> None:
    sheet = actions.answer_as_guest(online, "lea@example.org", {questions[1].id: [1]}, language="en", proved=False)
    db.session.commit()
    with clock.at(online.closes_at + timedelta(minutes=1)):
        page = browser.post(
            "comments.answer", {"email": "kim@example.org", "token": "t", **ticked(questions, [1])}, **HERE
        )
        assert page.status == 422
        assert "This round closed" in page
        actions.confirm_sheet(sheet)
    assert counts(online)[1] == ([0, 1], 1)


def test_counts_are_shown_as_the_round_promises(browser: Browser, draft: Draft) -> None:
    quiet = consultations.round_(draft, "quiet", visibility=Visibility.AFTER_CLOSE)
    actions.add_question(quiet, QuestionKind.SINGLE, "Is it clear?", ["Yes", "No"], by=None)
    db.session.commit()
    assert browser.get("comments.results", status=403, round_slug="quiet")
    with clock.at(quiet.closes_at + timedelta(minutes=1)):
        assert browser.get("comments.results", round_slug="quiet").status == 200


def test_a_host_sets_questions_until_the_round_opens(browser: Browser, draft: Draft) -> None:
    consultations.upcoming_round(draft, "next-round")
    here = {"round_slug": "next-round"}
    sara = browser.as_(browser.people.sara)
    page = sara.post("comments.questions", {"question": "Clear?", "kind": "single", "options": "Yes"}, **here)
    assert "Give at least two answers" in page
    sara.post("comments.questions", {"question": "Clear?", "kind": "scale", "steps": "4", "highest": "fully"}, **here)
    outline = browser.as_(None).get("comments.outline", **here)
    assert "4 (fully)" in outline
    # The list keeps the direction of the page, so that its marks stand inside a narrow one; its words have their own.
    assert [one.get("dir") for one in outline.tree.findall(".//main//ol//ul/li")] == [None] * 4
    assert "Clear?" in browser.get("comments.outline_table", **here).html
    question = db.session.scalars(select(RoundQuestion)).one()
    sara.post("comments.take_out_question", **here, question_id=question.id)
    assert "No question is set" in sara.get("comments.questions", **here)


def test_the_first_questions_of_an_open_round_are_set_until_somebody_takes_part(
    browser: Browser, online: Round
) -> None:
    sara, asked = browser.as_(browser.people.sara), {"question": "Clear?", "kind": "single", "options": "Yes\nNo"}
    assert "Set its questions" in sara.get("consultations.round", **HERE)
    sara.post("comments.questions", asked, **HERE)
    assert [one.text for one in questions_of(online)] == ["Clear?"]
    made.comment(online, browser.people.amina)
    assert "Set its questions" not in sara.get("consultations.round", **HERE)
    page = sara.post("comments.questions", {**asked, "question": "Short?"}, status=403, **HERE)
    assert "The round has begun" in page


NEXT = {"round_slug": "next-round"}


def test_a_question_that_is_wrong_is_told_what_to_do(browser: Browser, draft: Draft) -> None:
    consultations.upcoming_round(draft, "next-round")
    sara = browser.as_(browser.people.sara)
    sound = {"question": "Is it clear?", "kind": "single", "options": "Yes\nNo"}
    sara.post("comments.questions", sound, **NEXT)
    for wrong, says in (
        ({"question": " is it  CLEAR? "}, "The round asks this already."),
        ({"question": "And short?", "options": "a\nb\n A "}, "“a” stands there twice. Give each answer once."),
        ({"question": "And short?", "options": "in part\nin  part"}, "“in part” stands there twice."),
        ({"question": "And short?", "kind": ""}, "Choose how it is answered."),
    ):
        page = sara.post("comments.questions", {**sound, **wrong}, **NEXT)
        assert (page.status, says in page) == (422, True), wrong
        assert wrong["question"].strip() in page.html
    del sound["kind"]
    assert "Choose how it is answered." in sara.post("comments.questions", {**sound, "question": "Short?"}, **NEXT)
    assert db.session.scalar(select(func.count()).select_from(RoundQuestion)) == 1


def test_a_question_is_corrected_until_somebody_takes_part(browser: Browser, draft: Draft) -> None:
    round_ = consultations.upcoming_round(draft, "next-round")
    sara = browser.as_(browser.people.sara)
    scale = {"question": "How clear?", "kind": "scale", "steps": "4", "lowest": "not (yet)", "highest": "fully"}
    sara.post("comments.questions", scale, **NEXT)
    sara.post("comments.questions", {"question": "Short?", "kind": "single", "options": "Yes\nNo"}, **NEXT)
    here = {**NEXT, "question_id": db.session.scalars(select(RoundQuestion.id).order_by(RoundQuestion.id)).first()}
    page = sara.get("comments.change_asked", **here)
    assert 'value="not (yet)"' in page.html
    assert 'value="fully"' in page.html
    read = next(one.get("value") for one in page.tree.iter("input") if one.get("name") == "base_version")
    page = sara.post("comments.change_asked", {**scale, "question": "SHORT?", "base_version": read}, **here)
    assert "The round asks this already." in page
    sara.post("comments.change_asked", {**scale, "question": "How clear is it?", "base_version": read}, **here)
    quicker = sara.post("comments.change_asked", {**scale, "question": "Clear?", "base_version": read}, **here)
    assert quicker.status == 409
    assert "How clear is it?" in quicker
    assert "Clear?" in quicker
    assert [one.text for one in questions_of(round_)] == ["How clear is it?", "Short?"]
    with clock.at(round_.opens_at):
        made.comment(round_, browser.people.amina)
        assert "its questions stand" in sara.post("comments.change_asked", scale, **here)


def test_a_question_that_was_answered_stands(browser: Browser, draft: Draft) -> None:
    """As of a questionnaire that was read in before the round opens."""
    round_ = consultations.upcoming_round(draft, "next-round")
    question = actions.add_question(round_, QuestionKind.SINGLE, "Clear?", ["Yes", "No"], by=None)
    actions.keep_answers_of_file(round_, {"r1": {question.id: [1]}}, now=clock.now())
    db.session.commit()
    here, sara = {**NEXT, "question_id": question.id}, browser.as_(browser.people.sara)
    for page in (
        sara.post("comments.change_asked", {"question": "Clear?", "kind": "single", "options": "Yes\nOh"}, **here),
        sara.post("comments.take_out_question", **here),
    ):
        assert (page.status, "People have answered this question already" in page) == (403, True)
    assert counts(round_) == [([0, 1], 1)]


def test_an_open_question_is_answered_by_a_comment_that_bears_it(
    browser: Browser, online: Round, questions: list[RoundQuestion]
) -> None:
    amina = browser.as_(browser.people.amina)
    page = amina.get("comments.write", **HERE, question=questions[3].id)
    assert "You answer the question: What would you add?" in page
    said = {"round": "open-round", "title": "What would you add?", "text": "A clause on trees.", "token": "t"}
    amina.post("comments.write", said, **HERE)
    assert db.session.scalars(select(Comment.title)).one() == "What would you add?"


def test_a_questionnaire_fills_the_questions_that_it_asks_in_the_same_words(
    online: Round, questions: list[RoundQuestion]
) -> None:
    said = {
        "r1": {"how clear is the  text?": "3", "For whom?": "City; NGO", "Other": "x"},
        "r2": {"Is anything missing?": "no", "How clear is the text?": "very"},
    }
    sheets, columns, odd = answers_of_file(questions, said)
    assert (columns, odd) == (3, 1), "“very” is no step"
    for _turn in range(2):  # the same file twice
        actions.keep_answers_of_file(online, sheets, now=clock.now())
    assert counts(online) == [([0, 0, 1], 1), ([0, 1], 1), ([1, 0, 1], 1)]


def test_a_guest_who_answered_first_is_called_by_the_name_that_they_gave_since(browser: Browser) -> None:
    person = accounts.guest("", "lea@example.org", language="en")
    for known, name in (("", "Léa Moreau"), ("lea", "Léa Moreau"), ("Léa M.", "Léa M.")):
        person.name = known
        accounts.keep_what_a_guest_said(person, name="Léa Moreau", country=None, stakeholder_type=None, organisation="")
        assert person.name == name

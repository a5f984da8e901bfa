"""Organisations speak by one position: drafted inside, sent by the focal point, one receipt over all its comments."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from consult.accounts.models import Organisation, Person, StakeholderType
from consult.accounts.organisations.models import OrganisationRole
from consult.comments.models import Capacity, Comment, CommentState, Stance
from consult.comments.positions import actions
from consult.comments.positions.models import Position, PositionState, SignatureAnswer
from consult.comments.positions.queries import comments_of_position, signatories_of
from consult.comments.statements import content_of_position
from consult.consultations.models import Round
from consult.core import clock
from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.core.ruling import Refused
from consult.core.transparency.canonical import commitment_to
from consult.core.transparency.models import LogLeaf
from consult.tracing.own_data.erasure import erase_person
from consult.tracing.record.verification import verify
from tests.browser import Browser, Page
from tests.make import comments, organisations


@pytest.fixture
def ministry(browser: Browser, online: Round) -> Organisation:
    """Amina is its focal point, Bruno reviews."""
    made = organisations.organisation(by=browser.people.sara)
    organisations.member(made, browser.people.amina)
    organisations.member(made, browser.people.bruno, OrganisationRole.REVIEWER)
    return made


class Hand:
    """Someone at a browser; each field filled, option chosen, button or link pressed is one action."""

    def __init__(self, browser: Browser, person: Person) -> None:
        self.browser, self.actions = browser.as_(person), 0

    def open(self, endpoint: str, **values: Any) -> Page:
        self.actions += 1
        return self.browser.get(endpoint, **values)

    def press(
        self, endpoint: str, filled: dict[str, str] | None = None, *, holds: dict[str, Any] | None = None, **values: Any
    ) -> Page:
        """`holds`: what the button itself sends."""
        self.actions += 1 + len(filled or {})
        return self.browser.post(endpoint, (filled or {}) | (holds or {}), **values)


def test_fifteen_comments_become_one_position_in_at_most_forty_actions(
    browser: Browser, ministry: Organisation, online: Round
) -> None:
    hand = Hand(browser, browser.people.amina)
    assert "Write the official position of Ministry of Housing" in hand.open(
        "consultations.round", round_slug=online.slug
    )
    hand.press("comments.begin_position", holds={"organisation": ministry.id}, round_slug=online.slug)
    position = db.session.scalars(select(Position)).one()
    for first in (0, 5, 10):
        rows = {f"rows-{n}-text": f"Ask number {first + n}." for n in range(5)}
        rows |= {f"rows-{n}-where": "hr-l1" for n in range(5)}
        page = hand.press("comments.add_to_position", rows, reference=position.reference)
    assert page.text.count("Ask number") == 15
    page = hand.press("comments.send_position", {"signed_off": "The cabinet"}, reference=position.reference)
    assert "Official position of Ministry of Housing" in page
    sent = db.session.scalars(select(Comment)).all()
    assert [(one.capacity, one.state) for one in sent] == [(Capacity.OFFICIAL, CommentState.SENT)] * 15
    assert hand.actions <= 40


def test_the_receipt_of_a_position_covers_each_of_its_comments(
    browser: Browser, ministry: Organisation, online: Round
) -> None:
    position = organisations.position(online, ministry, by=browser.people.amina)
    said = comments_of_position(position)
    assert [one["commitment"] for one in position.statement["comments"]] == [one.commitment for one in said]
    about = (LogLeaf.kind == "position", LogLeaf.subject_id == position.id)
    leaf = db.session.scalars(select(LogLeaf).where(*about)).one()
    assert leaf.commitment.hex() == position.commitment
    assert commitment_to(content_of_position(position), leaf.salt) == leaf.commitment
    assert verify(online.guideline).faults == []


def test_the_mail_of_a_position_holds_its_words(browser: Browser, ministry: Organisation, online: Round) -> None:
    organisations.position(online, ministry, by=browser.people.amina)
    bodies = db.session.scalars(select(Message.body).where(Message.recipient == browser.people.amina.email)).all()
    assert "> Say by when." in bodies[-1]


def test_a_comment_slipped_into_a_position_is_a_fault(browser: Browser, ministry: Organisation, online: Round) -> None:
    position = organisations.position(online, ministry, by=browser.people.amina)
    comments.comment(online, browser.people.bruno).position_id = position.id
    db.session.commit()
    assert any(position.reference in fault for fault in verify(online.guideline).faults)


def test_reviewers_suggest_and_what_nobody_took_is_not_sent(
    browser: Browser, ministry: Organisation, online: Round
) -> None:
    people = browser.people
    position = organisations.position(online, ministry, by=people.amina, sent=False)
    reviewer = browser.as_(people.bruno)
    page = reviewer.post("comments.add_to_position", {"rows-0-text": "Name the budget."}, reference=position.reference)
    assert "suggested by Bruno Costa" in page
    assert "The focal point and the deputies do that." in page
    assert reviewer.post("comments.send_position", {"signed_off": "I"}, reference=position.reference).status == 403
    browser.as_(people.amina).post("comments.send_position", {"signed_off": "C"}, reference=position.reference)
    assert "Name the budget." not in [one.text for one in comments_of_position(position)]


def test_a_suggestion_that_is_taken_is_sent_in_its_place(
    browser: Browser, ministry: Organisation, online: Round
) -> None:
    people = browser.people
    position = organisations.position(online, ministry, by=people.amina, sent=False)
    (item,) = actions.add_items(position, [(None, position.items[0].stance, "Name the budget.", "")], by=people.bruno)
    db.session.commit()
    focal = browser.as_(people.amina)
    for deed in ("take", "up", "up"):
        focal.post("comments.position_item_deed", {"do": deed}, reference=position.reference, item_id=item.id)
    focal.post("comments.send_position", {"signed_off": "The cabinet"}, reference=position.reference)
    assert comments_of_position(position)[0].text == "Name the budget."


def test_a_row_with_a_clause_that_is_not_there_keeps_all_that_was_typed(
    browser: Browser, ministry: Organisation, online: Round
) -> None:
    position = organisations.position(online, ministry, by=browser.people.amina, sent=False)
    rows = {"rows-0-text": "One ask.", "rows-0-where": "XX-9", "rows-1-text": "Another ask."}
    page = browser.as_(browser.people.amina).post("comments.add_to_position", rows, reference=position.reference)
    assert page.status == 422
    assert "There is no clause or pillar “XX-9” in this draft." in page
    assert "One ask." in page
    assert "Another ask." in page
    assert len(position.items) == 2


def test_rows_that_are_typed_when_it_is_sent_are_kept_and_shown_before_it_is_sent(
    browser: Browser, ministry: Organisation, online: Round
) -> None:
    position = organisations.position(online, ministry, by=browser.people.amina, sent=False)
    amina = browser.as_(browser.people.amina)
    page = amina.get("comments.position", reference=position.reference)
    assert page.html.count('form="rows"') >= 2, "rows come along with whatever button is pressed"
    typed = {"rows-0-text": "Typed and not kept.", "signed_off": "The cabinet"}
    page = amina.post("comments.send_position", typed, reference=position.reference)
    assert position.state == PositionState.DRAFTING
    assert "It is not sent yet" in page
    assert 'value="The cabinet"' in page.html
    amina.post("comments.send_position", {"rows-0-text": "", "signed_off": "The cabinet"}, reference=position.reference)
    assert "Typed and not kept." in [one.text for one in comments_of_position(position)]


@pytest.mark.parametrize(
    ("endpoint", "beside"),
    [("comments.send_position", {"signed_off": "C"}), ("comments.position_note", {"note": "Look at this."})],
)
def test_a_typed_row_with_a_fault_is_kept_as_typed_and_nothing_happens(
    browser: Browser, ministry: Organisation, online: Round, endpoint: str, beside: dict[str, str]
) -> None:
    position = organisations.position(online, ministry, by=browser.people.amina, sent=False)
    typed = {"rows-0-text": "Typed and not kept.", "rows-0-where": "XX-9", **beside}
    page = browser.as_(browser.people.amina).post(endpoint, typed, reference=position.reference)
    assert (page.status, position.state) == (422, PositionState.DRAFTING)
    assert "Typed and not kept." in page
    assert next(iter(beside.values())) in page.html
    assert len(position.items) == 2


def test_rows_beside_a_note_are_kept_and_without_a_position_until_one_is_chosen(
    browser: Browser, ministry: Organisation, online: Round
) -> None:
    position = organisations.position(online, ministry, by=browser.people.amina, sent=False)
    typed = {"rows-0-text": "Typed and not kept.", "note": "Look at this."}
    page = browser.as_(browser.people.amina).post("comments.position_note", typed, reference=position.reference)
    assert "Look at this." in page
    assert [(one.text, one.stance) for one in position.items][-1] == ("Typed and not kept.", Stance.NEUTRAL)
    assert '<option selected value="neutral">' in page.html


EVERY_BUTTON: list[tuple[str, dict[str, str]]] = [
    ("comments.add_to_position", {}),
    ("comments.ask_to_sign", {}),
    ("comments.send_position", {}),
    ("comments.position_item_deed", {"do": "down"}),
    ("comments.position_item_deed", {"do": "drop"}),
]


def of_button(endpoint: str, position: Position) -> dict[str, Any]:
    item = {"item_id": position.items[0].id} if endpoint == "comments.position_item_deed" else {}
    return {"reference": position.reference, **item}


@pytest.mark.parametrize(("endpoint", "holds"), EVERY_BUTTON)
def test_whatever_button_is_pressed_the_rows_the_note_and_who_signs_off_stay(
    browser: Browser, ministry: Organisation, online: Round, endpoint: str, holds: dict[str, str]
) -> None:
    position = organisations.position(online, ministry, by=browser.people.amina, sent=False)
    typed = {"rows-0-text": "Typed and not kept.", "note": "Half a no", "signed_off": "The cabinet"}
    page = browser.as_(browser.people.amina).post(endpoint, typed | holds, **of_button(endpoint, position))
    assert "Typed and not kept." in [one.text for one in position.items]
    assert re.search(r"<textarea[^>]* name=\"note\"[^>]*>\s*Half a no</textarea>", page.html)
    assert 'value="The cabinet"' in page.html
    assert position.state == PositionState.DRAFTING


@pytest.mark.parametrize(("endpoint", "holds"), [*EVERY_BUTTON, ("comments.position_note", {})])
def test_a_note_that_is_too_long_stays_as_typed_with_all_beside_it(
    browser: Browser, ministry: Organisation, online: Round, endpoint: str, holds: dict[str, str]
) -> None:
    position = organisations.position(online, ministry, by=browser.people.amina, sent=False)
    before = [one.id for one in position.items]
    typed = {"rows-0-text": "Typed and not kept.", "note": "word " * 4000, "signed_off": "The cabinet"}
    page = browser.as_(browser.people.amina).post(endpoint, typed | holds, **of_button(endpoint, position))
    assert page.status == 422
    assert "word " * 3999 in page.html
    assert "Typed and not kept." in page
    assert 'value="The cabinet"' in page.html
    assert [one.id for one in position.items] == before


def test_who_signs_off_stays_when_a_note_is_left_or_has_no_words(
    browser: Browser, ministry: Organisation, online: Round
) -> None:
    position = organisations.position(online, ministry, by=browser.people.amina, sent=False)
    amina = browser.as_(browser.people.amina)
    for note in ("Look at this.", ""):
        typed = {"note": note, "signed_off": "The cabinet"}
        page = amina.post("comments.position_note", typed, reference=position.reference)
        assert 'value="The cabinet"' in page.html
    assert page.html.count("Look at this.") == 1, "left once, and not in the field any more"


def test_a_note_too_large_to_carry_is_left_for_the_others(
    browser: Browser, ministry: Organisation, online: Round
) -> None:
    position = organisations.position(online, ministry, by=browser.people.amina, sent=False)
    note = "".join(chr(0x4E00 + place * 7 % 9000) for place in range(1900))
    amina = browser.as_(browser.people.amina)
    page = amina.post("comments.add_to_position", {"note": note}, reference=position.reference)
    assert note in page.html


def test_enter_in_a_row_keeps_the_rows_and_moves_no_comment(
    browser: Browser, ministry: Organisation, online: Round
) -> None:
    position = organisations.position(online, ministry, by=browser.people.amina, sent=False)
    page = browser.as_(browser.people.amina).get("comments.position", reference=position.reference)
    first, second = re.findall(r"<button[^>]*form=\"rows\"[^>]*>", page.html)[:2]
    assert "formaction" not in first
    assert 'name="do"' in second


def test_until_it_is_sent_nobody_else_knows_of_it(browser: Browser, ministry: Organisation, online: Round) -> None:
    position = organisations.position(online, ministry, by=browser.people.amina, sent=False)
    for person in (None, browser.people.sara, browser.people.ines):
        browser.as_(person).get("comments.position", reference=position.reference, status=404)


def test_a_part_of_a_position_is_not_changed_or_withdrawn_alone(
    browser: Browser, ministry: Organisation, online: Round
) -> None:
    position = organisations.position(online, ministry, by=browser.people.amina)
    part = comments_of_position(position)[0]
    amina = browser.as_(browser.people.amina)
    assert "Withdraw the position as a whole" in amina.get("comments.withdraw", reference=part.reference, status=403)
    assert "Replace the position as a whole" in amina.get("comments.edit", reference=part.reference, status=403)


def test_a_position_is_replaced_while_the_round_is_open(
    browser: Browser, ministry: Organisation, online: Round
) -> None:
    amina = browser.people.amina
    first = organisations.position(online, ministry, by=amina)
    page = browser.as_(amina).post("comments.end_position", {"do": "replace"}, reference=first.reference)
    assert f"It will replace {first.reference}" in page
    second = db.session.scalars(select(Position).where(Position.id != first.id)).one()
    assert comments_of_position(first)[0].state == CommentState.SENT
    browser.as_(amina).post("comments.send_position", {"signed_off": "The cabinet"}, reference=second.reference)
    assert (first.state, second.statement["replaces"]) == (PositionState.REPLACED, first.reference)
    assert {one.state for one in comments_of_position(first)} == {CommentState.WITHDRAWN}
    assert verify(online.guideline).faults == []


@pytest.mark.parametrize("deed", ["withdraw", "disown"])
def test_it_is_taken_back_also_after_close_and_the_record_says_how(
    browser: Browser, ministry: Organisation, online: Round, deed: str
) -> None:
    position = organisations.position(online, ministry, by=browser.people.amina)
    online.closes_at = clock.now() - timedelta(minutes=1)
    db.session.commit()
    browser.as_(browser.people.amina).post("comments.end_position", {"do": deed}, reference=position.reference)
    assert position.state == (PositionState.DISOWNED if deed == "disown" else PositionState.WITHDRAWN)
    assert {one.state for one in comments_of_position(position)} == {CommentState.WITHDRAWN}
    assert verify(online.guideline).faults == []


def test_a_joint_position_counts_who_confirmed_that_they_sign(
    browser: Browser, ministry: Organisation, online: Round
) -> None:
    people = browser.people
    others = [organisations.organisation(name, by=people.sara) for name in ("Ministry of Water", "Ministry of Roads")]
    for other, person in zip(others, (people.ines, people.farid), strict=True):
        organisations.member(other, person)
    position = organisations.position(online, ministry, by=people.amina, sent=False)
    for other in others:
        browser.as_(people.amina).post(
            "comments.ask_to_sign", {"organisation": str(other.id)}, reference=position.reference
        )
    water, roads = signatories_of(position)
    answers = ((people.ines, water, "signed"), (people.farid, roads, "denied"))
    for person, signatory, answer in answers:
        assert "to be signed" in browser.as_(person).get("comments.position", reference=position.reference)
        given = {"signatory": str(signatory.id), "answer": answer}
        browser.as_(person).post("comments.answer_signature", given, reference=position.reference)
    actions.send_position(position, signed_off="The cabinet", by=people.amina)
    db.session.commit()
    assert position.statement["signatories"] == ["Ministry of Water"]
    assert roads.answer == SignatureAnswer.DENIED


def test_nobody_signs_for_another(browser: Browser, ministry: Organisation, online: Round) -> None:
    people = browser.people
    other = organisations.organisation("Ministry of Water", by=people.sara)
    organisations.member(other, people.ines)
    position = organisations.position(online, ministry, by=people.amina, sent=False)
    actions.ask_to_sign(position, other, by=people.amina)
    with pytest.raises(Refused, match="focal point"):
        actions.answer_signature(signatories_of(position)[0], SignatureAnswer.SIGNED, by=people.amina)


def test_erasing_who_sent_it_leaves_the_position_to_the_organisation(
    browser: Browser, ministry: Organisation, online: Round
) -> None:
    people = browser.people
    position = organisations.position(online, ministry, by=people.amina)
    organisations.member(ministry, people.farid, OrganisationRole.DEPUTY)
    erase_person(people.amina)
    db.session.commit()
    said = comments_of_position(position)
    assert [one.text for one in said] == ["Say by when.", "A good text."]
    assert {one.author_id for one in said} == {people.farid.id}
    assert "Ministry of Housing" in browser.as_(None).get("comments.position", reference=position.reference)
    assert verify(online.guideline).faults == []


def test_whoever_types_a_ministrys_name_speaks_for_themselves_and_the_page_says_so(
    browser: Browser, ministry: Organisation, online: Round
) -> None:
    gus = browser.people.person(
        "Gus Hall", country="KE", kind=StakeholderType.NATIONAL_GOVERNMENT, organisation="Ministry of Housing"
    )
    said = comments.comment(online, gus, number="HR-L1")
    assert (said.capacity, said.stakeholder_type) == (Capacity.PERSONAL, StakeholderType.INDIVIDUAL)
    page = browser.as_(None).get("comments.comment", reference=said.reference)
    assert "Personal view; names Ministry of Housing (not confirmed)" in page
    with pytest.raises(Refused, match="Only a confirmed organisation speaks officially"):
        comments.comment(online, gus, number="HR-L1", capacity=Capacity.OFFICIAL)


def test_a_members_own_comment_stays_personal_beside_the_position(
    browser: Browser, ministry: Organisation, online: Round
) -> None:
    said = comments.comment(online, browser.people.amina, number="HR-L1")
    assert (said.capacity, said.confirmed_organisation_id) == (Capacity.PERSONAL, ministry.id)
    page = browser.as_(None).get("comments.comment", reference=said.reference)
    assert "Personal view" in page
    assert "not confirmed" not in page


def test_what_was_said_officially_before_is_shown_as_not_confirmed(
    browser: Browser, ministry: Organisation, online: Round
) -> None:
    said = comments.comment(online, browser.people.bruno, number="HR-L1")
    said.capacity, said.organisation, said.confirmed_organisation_id = Capacity.OFFICIAL, "Recife", None
    db.session.commit()
    for endpoint in ("comments.comment", "tracing.comment"):
        page = browser.as_(None).get(endpoint, reference=said.reference)
        assert "Says they speak for Recife (not confirmed)" in page


def test_a_position_on_a_private_guideline_is_not_there_for_strangers(
    browser: Browser, ministry: Organisation, online: Round
) -> None:
    position = organisations.position(online, ministry, by=browser.people.amina)
    online.guideline.public = False
    db.session.commit()
    browser.as_(None).get("comments.position", reference=position.reference, status=404)
    browser.as_(browser.people.amina).get("comments.position", reference=position.reference)

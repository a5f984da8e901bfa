"""What changes about rounds, on both databases: planned, opened again, closed by the sweep, extended."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from consult.consultations import actions
from consult.consultations.models import Kind, Round, RoundRole, Visibility
from consult.consultations.queries import attended, participation_of, round_for, rounds_of, sessions_of, targets_of
from consult.core import clock
from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.core.queue import queue
from consult.core.ruling import Refused
from consult.drafts.models import Draft
from tests.lookups import entries_about, open_rounds_on, rounds_on
from tests.make import consultations as make_round
from tests.make import drafts as make
from tests.people import People

A_DAY = timedelta(days=1)


@pytest.fixture
def draft(people: People) -> Draft:
    return make.draft(make.guideline(by=people.sara), by=people.sara)


def a_plan(**facts: object) -> actions.Plan:
    told = {"opens_at": clock.now() - A_DAY, "closes_at": clock.now() + A_DAY, **facts}
    return actions.Plan(title="A round", kind=Kind.REGIONAL, **told)


def test_rounds_are_told_apart_by_the_clock(draft: Draft) -> None:
    second = make_round.round_(draft, "later", closes_at=clock.now() + 9 * A_DAY)
    first = make_round.round_(draft, "sooner", closes_at=clock.now() + 2 * A_DAY)
    coming, past = make_round.upcoming_round(draft), make_round.closed_round(draft)
    found = rounds_of(draft.guideline, clock.now())
    assert (list(found.open), list(found.upcoming), list(found.past)) == ([first, second], [coming], [past])
    assert open_rounds_on(draft, clock.now()) == [first, second]
    assert set(rounds_on(draft)) == {first, second, coming, past}


def test_only_the_secretariat_plans(people: People, draft: Draft) -> None:
    actions.plan_round(draft, "planned", a_plan(), by=people.sara)
    with pytest.raises(Refused, match="Only the secretariat"):
        actions.plan_round(draft, "theirs", a_plan(), by=people.dana)


def test_the_sweep_marks_what_the_clock_has_closed_and_does_so_once(draft: Draft) -> None:
    round_ = make_round.round_(draft, closes_at=clock.now() + A_DAY)
    queue.run_sweeps()
    assert round_.closed_at is None
    with clock.at(clock.now() + 2 * A_DAY):
        queue.run_sweeps()
        marked = round_.closed_at
        queue.run_sweeps()
    assert marked is not None
    assert round_.closed_at == marked
    assert [entry.verb for entry in entries_about(round_)] == ["round.planned", "round.closed"]


def test_a_round_put_off_is_open_again(people: People, draft: Draft) -> None:
    round_ = make_round.closed_round(draft)
    plan = a_plan(opens_at=round_.opens_at, closes_at=clock.now() + A_DAY)
    actions.change_round(round_, plan, by=people.sara, now=clock.now())
    assert round_.closed_at is None
    assert open_rounds_on(draft, clock.now()) == [round_]


def test_the_action_refuses_what_the_rules_refuse(people: People, draft: Draft) -> None:
    round_ = make_round.round_(draft, visibility=Visibility.NEVER)
    plan = a_plan(opens_at=round_.opens_at, visibility=Visibility.AT_ONCE)
    with pytest.raises(Refused, match="not widened"):
        actions.change_round(round_, plan, by=people.sara, now=clock.now())
    with pytest.raises(Refused, match="host of this round"):
        actions.extend(round_, people.amina, clock.now() + A_DAY, by=people.bruno)


def test_an_invitation_is_one_place_and_one_mail(people: People, draft: Draft) -> None:
    round_ = make_round.round_(draft)
    emails = ["Amina@example.org", "amina@example.org", "new@example.org"]
    people.amina  # noqa: B018 - makes the account
    assert len(actions.invite(round_, emails, by=people.sara)) == 2
    assert actions.invite(round_, emails, by=people.sara) == []
    assert participation_of(people.amina, round_).roles == {RoundRole.INVITED}
    assert len(db.session.scalars(select(Message)).all()) == 2


def test_more_time_keeps_the_place_that_they_have(people: People, draft: Draft) -> None:
    round_ = make_round.round_(draft)
    make_round.place(round_, people.amina)
    until = round_.closes_at + A_DAY
    actions.extend(round_, people.amina, until, by=people.sara)
    db.session.commit()
    place = participation_of(people.amina, round_)
    assert (place.until, place.roles) == (until, {RoundRole.INVITED})
    assert participation_of(None, round_).roles == frozenset()


def test_attendance_is_replaced_and_added_up(people: People, draft: Draft) -> None:
    round_ = make_round.round_(draft)
    first, second = make_round.session(round_), make_round.session(round_, "Closing")
    actions.record_attendance(first, {("region", "africa"): 50, ("region", "asia"): 0}, by=people.sara)
    actions.record_attendance(first, {("region", "africa"): 12}, by=people.sara)
    actions.record_attendance(second, {("region", "africa"): 3, ("stakeholder_type", "academia"): 5}, by=None)
    db.session.commit()
    assert attended(draft.guideline) == {("region", "africa"): 15, ("stakeholder_type", "academia"): 5}
    assert attended(draft.guideline, Round.id != round_.id) == {}
    assert sessions_of(draft.guideline) == [first, second]


def test_a_target_is_set_changed_and_taken_away(people: People, draft: Draft) -> None:
    for number in (80, 90):
        actions.set_target(draft.guideline, "region", "oceania", number, by=people.sara)
    assert targets_of(draft.guideline) == {("region", "oceania"): 90}
    actions.set_target(draft.guideline, "region", "oceania", 0, by=people.sara)
    assert targets_of(draft.guideline) == {}
    assert (
        db.session.scalars(select(AuditEntry.verb).where(AuditEntry.verb == "target.set")).all() == ["target.set"] * 3
    )


def test_a_round_is_found_for_those_who_may_know_of_it(people: People, draft: Draft) -> None:
    round_ = make_round.round_(draft)
    assert round_for(None, "open-round") == (round_, round_for(None, "open-round")[1])  # type: ignore[index]
    assert round_for(None, "no-such") is None
    draft.guideline.public = False
    db.session.commit()
    assert round_for(people.amina, "open-round") is None
    assert round_for(people.sara, "open-round") is not None
    assert isinstance(round_, Round)

"""A ballot's life: planned, corrected, extended, void, on newer words, closed, certified, superseded, withdrawn."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from consult.core import clock
from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.core.ruling import Refused
from consult.drafts.models import Draft
from consult.revisions.actions import rebase_revision
from consult.revisions.models import RevisionState
from consult.voting import actions, jobs, life, queries
from consult.voting.group.models import RulesOfProcedure
from consult.voting.group.procedure import USUAL, Procedure
from consult.voting.joint.queries import rejections_of
from consult.voting.models import Ballot, BallotEventKind, Majority
from consult.voting.rules import reminder_times
from consult.voting.tally import Rule
from tests.browser import Browser
from tests.make import drafts as make_drafts
from tests.make import voting as make
from tests.people import People

A_DAY = timedelta(days=1)


@pytest.fixture
def draft(people: People) -> Draft:
    guideline = make_drafts.guideline()
    people.appoint_all(guideline)
    return make_drafts.draft(guideline, by=people.sara)


@pytest.fixture
def ballot(people: People, draft: Draft) -> Ballot:
    return make.ballot(make.revision(draft, by=people.dana), by=people.chen)


def mails(about: str) -> list[str]:
    return sorted(db.session.scalars(select(Message.recipient).where(Message.subject.contains(about))))


def carried(people: People, ballot: Ballot) -> Ballot:
    for voter in (people.ines, people.farid, people.chen):
        make.vote(ballot, voter)
    return make.closed(ballot)


def test_a_wrong_closing_time_is_put_right_to_either_side_before_the_first_vote(people: People, ballot: Ballot) -> None:
    sooner = ballot.opens_at + timedelta(hours=5)
    with pytest.raises(Refused, match="Say why"):
        life.correct_closing(ballot, sooner, reason=" ", by=people.chen)
    life.correct_closing(ballot, sooner, reason="The wrong week.", by=people.chen)
    life.correct_closing(ballot, sooner + A_DAY, reason="And the wrong day.", by=people.chen)
    assert (ballot.closes_at, ballot.first_closes_at) == (sooner + A_DAY, sooner + A_DAY)
    assert len(mails("Another closing time")) == 6
    make.vote(ballot, people.ines)
    with pytest.raises(Refused, match="Someone has voted"):
        life.correct_closing(ballot, sooner, reason="Again.", by=people.chen)
    assert [e.reason for e in queries.events_of(ballot) if e.kind == BallotEventKind.CORRECTED] == [
        "The wrong week.",
        "And the wrong day.",
    ]


def test_a_planned_ballot_opens_at_another_time_and_the_reason_stands_on_it(people: People, draft: Draft) -> None:
    set_rules(people, draft, notice_days=3)
    now = clock.now()
    on, rule = make.revision(draft, by=people.dana), Rule(Majority.TWO_THIRDS, 0.5)
    opens, closes = now + timedelta(days=5), now + timedelta(days=9)
    planned = actions.open_ballot(on, rule, opens_at=opens, closes_at=closes, by=people.chen)
    for until, says in ((now - timedelta(days=1), "in the past"), (closes, "before it opens")):
        with pytest.raises(Refused, match=says):
            actions.correct_opening(planned, until, reason="A slip.", by=people.chen)
    with pytest.raises(Refused, match="Only the chair"):
        actions.correct_opening(planned, opens, reason="A slip.", by=people.dana)
    earlier = now + timedelta(days=1)
    actions.correct_opening(planned, earlier, reason="The session was moved.", by=people.chen)
    assert (planned.opens_at, planned.departs_because) == (earlier, "The session was moved.")
    assert queries.events_of(planned)[-1].facts["opens"] == earlier.isoformat()
    with clock.at(earlier), pytest.raises(Refused, match="has opened"):
        actions.correct_opening(planned, opens, reason="Too late.", by=people.chen)


def test_extensions_are_bounded_in_number_and_in_days(people: People, ballot: Ballot) -> None:
    make.vote(ballot, people.ines)
    why: Any = {"reason": "Two members travel.", "by": people.chen}
    with pytest.raises(Refused, match="14 days in all"):
        life.extend_ballot(ballot, ballot.first_closes_at + timedelta(days=14, minutes=1), **why)
    life.extend_ballot(ballot, ballot.first_closes_at + A_DAY, **why)
    life.extend_ballot(ballot, ballot.first_closes_at + timedelta(days=14), **why)
    with pytest.raises(Refused, match="2 times at the most"):
        life.extend_ballot(ballot, ballot.closes_at + timedelta(minutes=1), **why)


def test_a_void_ballot_decides_nothing_and_the_revision_is_proposed_again(people: People, ballot: Ballot) -> None:
    make.vote(ballot, people.ines)
    with pytest.raises(Refused, match="Say why"):
        life.void_ballot(ballot, reason="", by=people.chen)
    life.void_ballot(ballot, reason="The wrong words were put to the vote.", by=people.chen)
    db.session.commit()
    assert (ballot.carried, ballot.revision.state) == (None, RevisionState.PROPOSED)
    assert queries.tally_of(ballot).in_favour == 1
    assert len(mails("Void:")) == 3
    with pytest.raises(Refused, match="has closed"):
        make.vote(ballot, people.farid)
    db.session.rollback()
    successor = carried(people, make.ballot(ballot.revision, by=people.chen))
    assert successor.carried
    assert queries.earlier_ballots(successor) == [ballot]
    assert queries.later_ballot(ballot) == successor


def test_a_carried_ballot_is_void_until_it_is_certified(people: People, ballot: Ballot) -> None:
    carried(people, ballot)
    life.void_ballot(ballot, reason="Two votes were cast by a stranger.", by=people.sara)
    assert (ballot.carried, ballot.revision.state) == (None, RevisionState.PROPOSED)
    second = carried(people, make.ballot(ballot.revision, by=people.chen))
    with pytest.raises(Refused, match="14 days after it closed"):
        life.certify_ballot(second, by=people.chen)
    with clock.at(second.closes_at + timedelta(days=15)):
        life.certify_ballot(second, by=people.chen)
        with pytest.raises(Refused, match="is certified"):
            life.void_ballot(second, reason="Too late.", by=people.chen)
    assert second.carried


def test_an_open_ballot_is_not_certified_and_a_drafter_certifies_none(people: People, ballot: Ballot) -> None:
    with pytest.raises(Refused, match="after it has closed"):
        life.certify_ballot(ballot, by=people.chen)
    with pytest.raises(Refused, match="Only the chair"):
        life.certify_ballot(carried(people, ballot), by=people.dana)


def test_a_planned_ballot_is_called_off(people: People, draft: Draft) -> None:
    soon = clock.now() + A_DAY
    on = make.revision(draft, by=people.dana)
    rule = Rule(Majority.TWO_THIRDS, 0.5)
    planned = actions.open_ballot(on, rule, opens_at=soon, closes_at=soon + A_DAY, by=people.chen)
    life.void_ballot(planned, reason="The meeting was moved.", by=people.chen)
    assert (planned.tally, on.state) == (None, RevisionState.PROPOSED)
    with clock.at(soon):
        jobs.open_due_ballots()
    assert planned.seated_at is None


def again(ballot: Ballot, people: People, because: str) -> Ballot:
    """The same revision is put to the vote once more."""
    made = actions.open_ballot(
        ballot.revision,
        Rule(Majority.TWO_THIRDS, 0.5),
        closes_at=clock.now() + A_DAY,
        conduct=actions.Conduct(again_because=because),
        by=people.chen,
    )
    db.session.commit()
    return made


def test_a_rejected_revision_is_voted_on_again_once_with_a_reason(people: People, ballot: Ballot) -> None:
    make.closed(ballot)  # without a quorum
    assert ballot.revision.state == RevisionState.NOT_CARRIED
    with clock.at(ballot.closes_at + A_DAY):
        with pytest.raises(Refused, match="Say why it is put to the vote again"):
            again(ballot, people, " ")
        db.session.rollback()
        second = make.closed(again(ballot, people, "The first one fell into the holidays."))
    assert rejections_of(second.revision) == [ballot, second]
    with clock.at(second.closes_at + A_DAY), pytest.raises(Refused, match="1 time at the most"):
        again(ballot, people, "Once more.")


def test_a_carried_decision_is_superseded_by_a_new_ballot(people: People, ballot: Ballot) -> None:
    carried(people, ballot)
    with clock.at(ballot.closes_at + A_DAY):
        new = again(ballot, people, "A member learned of new facts.")
    assert queries.waiting_decisions(ballot.revision.guideline) == []
    life.void_ballot(new, reason="Opened by mistake.", by=people.chen)
    assert ballot.revision.state == RevisionState.CARRIED  # the void one leaves what was decided before


def test_a_carried_decision_waits_in_the_open_and_is_withdrawn_with_a_reason(people: People, ballot: Ballot) -> None:
    carried(people, ballot)
    assert queries.waiting_decisions(ballot.revision.guideline) == [ballot]
    with pytest.raises(Refused, match="Only the chair"):
        life.withdraw_decision(ballot, reason="Overtaken.", by=people.dana)
    with pytest.raises(Refused, match="Say why"):
        life.withdraw_decision(ballot, reason="", by=people.chen)
    life.withdraw_decision(ballot, reason="Overtaken by a law.", by=people.chen)
    assert ballot.revision.state == RevisionState.WITHDRAWN
    assert len(mails("Withdrawn:")) == 3


def set_rules(people: People, draft: Draft, **terms: Any) -> None:
    values: dict[str, Any] = {name: getattr(USUAL, name) for name in Procedure.__dataclass_fields__} | terms
    rules = RulesOfProcedure(
        guideline=draft.guideline, version=1, set_at=clock.now(), set_by=people.sara, because="", **values
    )
    db.session.add(rules)
    db.session.commit()


def test_a_ballot_that_departs_from_the_rules_of_procedure_says_why(people: People, draft: Draft) -> None:
    set_rules(people, draft, notice_days=2)
    on = make.revision(draft, by=people.dana)
    with pytest.raises(Refused, match="departs from the group's rules of procedure"):
        actions.open_ballot(on, Rule(Majority.SIMPLE, 0.5), closes_at=clock.now() + 2 * A_DAY, by=people.chen)
    db.session.rollback()
    made = actions.open_ballot(
        on,
        Rule(Majority.SIMPLE, 0.5),
        closes_at=clock.now() + timedelta(hours=5),
        conduct=actions.Conduct(departs_because="The assembly meets tomorrow."),
        by=people.chen,
    )
    assert actions.departures_of(made, made.opens_at) == [
        "another majority than the group agreed on",
        "less notice than 2 days",
        "open for less than 1 day",
    ]


def test_where_none_are_set_the_usual_rules_bind(people: People, draft: Draft) -> None:
    on, until = make.revision(draft, by=people.dana), clock.now() + 2 * A_DAY
    simple, secret = Rule(Majority.SIMPLE, 0.5), actions.Conduct(secret=True)
    with pytest.raises(Refused, match="departs from the group's rules of procedure"):
        actions.open_ballot(on, simple, closes_at=until, conduct=secret, by=people.chen)
    db.session.rollback()
    made = make.ballot(on, by=people.chen, majority=Majority.SIMPLE, secret=True)
    assert actions.departures_of(made, made.opens_at) == [
        "another majority than the group agreed on",
        "secret instead of by roll call",
    ]


def test_only_the_chair_opens_where_the_rules_say_so(people: People, draft: Draft) -> None:
    set_rules(people, draft, opener="chair")
    with pytest.raises(Refused, match="only the chair opens"):
        make.ballot(make.revision(draft, by=people.dana), by=people.sara)


def test_who_may_not_open_it_by_the_rules_is_offered_no_ballot(browser: Browser) -> None:
    people, guideline = browser.people, make_drafts.guideline()
    people.appoint_all(guideline)
    draft = make_drafts.draft(guideline, by=people.sara)
    revision = make.revision(draft, by=people.dana)
    set_rules(people, draft, opener="chair")
    door = f"/revisions/{revision.id}/ballot"
    for endpoint, where in (
        ("revisions.revision", {"revision_id": revision.id}),
        ("voting.ballots", {"slug": guideline.slug}),
    ):
        assert door not in browser.as_(people.sara).get(endpoint, **where).html, endpoint
        assert door in browser.as_(people.chen).get(endpoint, **where).html, endpoint
    assert "only the chair opens a ballot" in browser.as_(people.sara).get(
        "revisions.revision", revision_id=revision.id
    )


def test_no_ballot_opens_on_words_that_stand_no_more(people: People, draft: Draft) -> None:
    revision = make.revision(draft, by=people.dana)
    make_drafts.successor(draft, by=people.sara, texts={"HR-L1": "Cities keep a register."})
    with pytest.raises(Refused, match="set it against the words of the newer draft"):
        make.ballot(revision, by=people.chen)
    db.session.rollback()
    rebase_revision(revision, base_version=str(revision.version), by=people.chen)
    make.ballot(revision, by=people.chen)
    assert revision.base is not None
    assert revision.base.text == "Cities keep a register."


def test_a_planned_ballot_whose_words_are_superseded_does_not_open(people: People, draft: Draft) -> None:
    soon = clock.now() + A_DAY
    on = make.revision(draft, by=people.dana)
    planned = actions.open_ballot(
        on, Rule(Majority.TWO_THIRDS, 0.5), opens_at=soon, closes_at=soon + A_DAY, by=people.chen
    )
    make_drafts.successor(draft, by=people.sara, texts={"HR-L1": "Cities keep a register."})
    with clock.at(soon):
        jobs.open_due_ballots()
    assert planned.voided_at == soon
    assert "newer draft" in planned.void_reason
    assert on.state == RevisionState.PROPOSED


def test_when_the_words_change_during_a_ballot_the_chair_may_go_on_with_a_reason(
    people: People, draft: Draft, ballot: Ballot
) -> None:
    make.vote(ballot, people.ines)
    make_drafts.successor(draft, by=people.sara, texts={"HR-L1": "Cities keep a register."})
    newer = life.newer_words(ballot.revision)
    assert newer is not None
    with pytest.raises(Refused, match="Say why"):
        life.continue_ballot(ballot, reason="", by=people.chen)
    life.continue_ballot(ballot, reason="Only the style of the old words changed.", by=people.chen)
    assert ballot.revision.base == newer
    assert len(mails("Newer words:")) == 3
    carried(people, ballot)
    assert ballot.revision.state == RevisionState.CARRIED
    assert ballot.revision.draft.state == "published"  # it can come into the next draft


def test_a_newer_draft_with_the_same_words_changes_nothing(people: People, draft: Draft, ballot: Ballot) -> None:
    following = make_drafts.successor(draft, by=people.sara, texts={"HR-L2": "Something else."})
    carried(people, ballot)
    assert ballot.revision.draft == following
    assert ballot.revision.state == RevisionState.CARRIED


def test_a_carried_revision_keeps_its_vote_where_the_newer_draft_has_the_same_words(
    people: People, draft: Draft, ballot: Ballot
) -> None:
    carried(people, ballot)
    make_drafts.successor(draft, by=people.sara, texts={"HR-L2": "Something else."})
    rebase_revision(ballot.revision, base_version=str(ballot.revision.version), by=people.dana)
    assert ballot.revision.state == RevisionState.CARRIED


@pytest.mark.parametrize(
    ("length", "before_the_end"),
    [
        (timedelta(hours=3), [timedelta(hours=1, minutes=30)]),
        (timedelta(days=1), [timedelta(hours=12)]),
        (timedelta(days=7), [A_DAY]),
        (timedelta(days=12), [6 * A_DAY, A_DAY]),
        (timedelta(days=21), [10.5 * A_DAY, 3 * A_DAY, A_DAY]),
    ],
)
def test_reminders_fit_the_length_of_a_ballot(length: timedelta, before_the_end: list[timedelta]) -> None:
    opens = datetime(2026, 11, 2, 9, tzinfo=UTC)
    assert reminder_times(opens, opens + length) == tuple(opens + length - before for before in before_the_end)


def test_a_ballot_of_three_weeks_reminds_three_times_and_no_more(people: People, draft: Draft) -> None:
    on = make.revision(draft, by=people.dana)
    long = make.ballot(on, by=people.chen, closes_at=clock.now() + timedelta(days=21))
    for hours in range(0, 21 * 24, 6):
        with clock.at(long.opens_at + timedelta(hours=hours)):
            jobs.send_last_calls()
    assert len(mails("not voted yet")) == 3 * 3

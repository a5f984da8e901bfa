"""When a round is open, who may comment, who may read: tables of cases, no database."""

from datetime import UTC, datetime, timedelta

import pytest

from consult.accounts.models import Person
from consult.consultations.labels import how_far, said_days, said_span, said_until
from consult.consultations.models import Access, Kind, Round, RoundRole, Visibility
from consult.consultations.participation import NO_PLACE, RoundMembership
from consult.consultations.queries import in_scope
from consult.consultations.rules import (
    RoundState,
    deadline_for,
    may_change_round,
    may_comment,
    may_join,
    may_manage_rounds,
    may_read_comments,
    may_report,
    may_reschedule,
    may_show,
    state_of_round,
)
from consult.drafts.membership import Membership
from consult.drafts.models import Draft, DraftState, Guideline, Pillar, Role

OPENS = datetime(2026, 11, 1, 9, tzinfo=UTC)
CLOSES = datetime(2026, 11, 27, 15, tzinfo=UTC)
BEFORE, DURING, AFTER = OPENS - timedelta(hours=1), OPENS + timedelta(days=3), CLOSES + timedelta(hours=1)
GUIDELINE = Guideline(id=1, slug="g")
AMINA = Person(id=1, email="amina@example.org", confirmed_at=OPENS)
UNCONFIRMED = Person(id=2, email="who@example.org", confirmed_at=None)


def a_round(access: Access = Access.OPEN, visibility: Visibility = Visibility.AT_ONCE, **facts: object) -> Round:
    draft = Draft(id=1, state=facts.pop("state", DraftState.PUBLISHED))
    told = {
        "kind": Kind.OPEN_ONLINE,
        "timezone": "Africa/Nairobi",
        "opens_at": OPENS,
        "closes_at": CLOSES,
        **facts,
    }
    return Round(draft=draft, access=access, visibility=visibility, **told)


def membership(*roles: Role, person: Person | None = AMINA) -> Membership:
    return Membership(person, GUIDELINE, frozenset(roles))


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (BEFORE, RoundState.UPCOMING),
        (OPENS, RoundState.OPEN),
        (DURING, RoundState.OPEN),
        (CLOSES - timedelta(microseconds=1), RoundState.OPEN),
        (CLOSES, RoundState.CLOSED),
        (AFTER, RoundState.CLOSED),
    ],
)
def test_a_round_opens_and_closes_by_the_clock(now: datetime, state: RoundState) -> None:
    assert state_of_round(a_round(), now) == state


@pytest.mark.parametrize(
    ("access", "person", "place", "now", "refusal"),
    [
        (Access.OPEN, None, NO_PLACE, DURING, ""),
        (Access.OPEN, AMINA, None, DURING, ""),
        (Access.OPEN, AMINA, NO_PLACE, BEFORE, "opens on Sun 1 Nov 2026, 12:00 (Nairobi)"),
        (Access.OPEN, AMINA, NO_PLACE, AFTER, "closed on Fri 27 Nov 2026, 18:00 (Nairobi)"),
        (Access.OPEN, AMINA, RoundMembership(until=AFTER + timedelta(days=1)), AFTER, ""),
        (Access.OPEN, AMINA, RoundMembership(until=AFTER), AFTER, "closed on Fri 27 Nov 2026, 19:00"),
        (Access.OPEN, AMINA, RoundMembership(until=DURING), DURING, ""),  # an earlier deadline takes nothing away
        (Access.REGISTERED, AMINA, NO_PLACE, DURING, ""),
        (Access.REGISTERED, None, NO_PLACE, DURING, "for registered people"),
        (Access.REGISTERED, UNCONFIRMED, NO_PLACE, DURING, "for registered people"),
        (Access.INVITED, AMINA, NO_PLACE, DURING, "for those invited"),
        (Access.INVITED, None, NO_PLACE, DURING, "for registered people"),
        (Access.INVITED, AMINA, RoundMembership(frozenset({RoundRole.INVITED})), DURING, ""),
        (Access.INVITED, AMINA, RoundMembership(frozenset({RoundRole.HOST})), DURING, ""),
        (Access.INVITED, AMINA, RoundMembership(frozenset({RoundRole.INVITED})), BEFORE, "opens on"),
    ],
)
def test_who_may_comment(
    access: Access, person: Person | None, place: RoundMembership | None, now: datetime, refusal: str
) -> None:
    ruling = may_comment(membership(person=person), place, a_round(access), now, person)
    assert bool(ruling) == (not refusal)
    assert refusal in ruling.refusal


def test_the_expert_group_needs_no_invitation_to_its_own_meeting() -> None:
    meeting = a_round(Access.INVITED, kind=Kind.EXPERT_MEETING)
    assert may_comment(membership(Role.EXPERT), NO_PLACE, meeting, DURING, AMINA)
    assert not may_comment(membership(Role.EXPERT), NO_PLACE, a_round(Access.INVITED), DURING, AMINA)


def test_nobody_comments_on_a_draft_that_is_still_in_work() -> None:
    assert (
        "not published" in may_comment(membership(), NO_PLACE, a_round(state=DraftState.EDITING), DURING, AMINA).refusal
    )


VISITOR, EXPERT, DRAFTER, MODERATOR = (), (Role.EXPERT,), (Role.DRAFTER,), (Role.MODERATOR,)


@pytest.mark.parametrize(
    ("visibility", "roles", "now", "may"),
    [
        (Visibility.AT_ONCE, VISITOR, DURING, True),
        (Visibility.AFTER_MODERATION, VISITOR, DURING, True),
        (Visibility.AFTER_CLOSE, VISITOR, DURING, False),
        (Visibility.AFTER_CLOSE, VISITOR, AFTER, True),
        (Visibility.AFTER_CLOSE, EXPERT, DURING, True),
        (Visibility.EXPERTS_ONLY, VISITOR, AFTER, False),
        (Visibility.EXPERTS_ONLY, EXPERT, DURING, True),
        (Visibility.NEVER, VISITOR, AFTER, False),
        (Visibility.NEVER, EXPERT, AFTER, False),
        (Visibility.NEVER, DRAFTER, DURING, True),
        (Visibility.NEVER, MODERATOR, DURING, False),
    ],
)
def test_who_may_read_the_comments(visibility: Visibility, roles: tuple[Role, ...], now: datetime, may: bool) -> None:
    assert bool(may_read_comments(membership(*roles), a_round(visibility=visibility), now)) is may


def test_the_secretariat_plans_and_the_host_changes_their_round() -> None:
    host, rapporteur = RoundMembership(frozenset({RoundRole.HOST})), RoundMembership(frozenset({RoundRole.RAPPORTEUR}))
    assert may_manage_rounds(membership(Role.SECRETARIAT))
    assert not may_manage_rounds(membership(Role.DRAFTER))
    assert may_change_round(membership(), host)
    assert not may_change_round(membership(), rapporteur)
    assert may_report(membership(), rapporteur)
    assert not may_report(membership(), NO_PLACE)


def test_the_link_to_a_session_is_for_those_who_may_come() -> None:
    nobody = membership(person=None)
    assert may_join(nobody, None, a_round())
    assert not may_join(nobody, None, a_round(Access.REGISTERED))
    assert may_join(membership(), None, a_round(Access.REGISTERED))
    assert not may_join(membership(), None, a_round(Access.INVITED))
    assert may_join(membership(), RoundMembership(frozenset({RoundRole.INVITED})), a_round(Access.INVITED))


def test_what_has_begun_stays_begun() -> None:
    later = CLOSES + timedelta(days=5)
    assert may_reschedule(a_round(), OPENS, later, DURING)
    assert may_reschedule(a_round(), OPENS, CLOSES, AFTER)  # nothing moved
    assert "cannot be moved" in may_reschedule(a_round(), BEFORE, CLOSES, DURING).refusal
    assert "still to come" in may_reschedule(a_round(), OPENS, DURING - timedelta(hours=1), DURING).refusal
    assert "closes after" in may_reschedule(a_round(), CLOSES, OPENS, BEFORE).refusal


def test_who_reads_the_comments_may_be_narrowed_but_never_widened_once_a_round_has_opened() -> None:
    assert not may_show(a_round(visibility=Visibility.NEVER), Visibility.AT_ONCE, DURING)
    assert may_show(a_round(visibility=Visibility.NEVER), Visibility.AT_ONCE, BEFORE)
    assert may_show(a_round(visibility=Visibility.AT_ONCE), Visibility.EXPERTS_ONLY, DURING)


def test_a_round_without_pillars_is_about_the_whole_text() -> None:
    hr, di = Pillar(id=1, code="HR"), Pillar(id=2, code="DI")
    assert in_scope(a_round(), di)
    assert in_scope(a_round(pillars=[hr]), hr)
    assert not in_scope(a_round(pillars=[hr]), di)


def test_midnight_belongs_to_the_day_that_ends_with_it() -> None:
    midnight = datetime(2026, 11, 27, 21, tzinfo=UTC)  # in Nairobi
    assert said_until(midnight, "Africa/Nairobi") == "Fri 27 Nov 2026, 24:00 (Nairobi)"
    assert said_until(CLOSES, "Africa/Nairobi") == "Fri 27 Nov 2026, 18:00 (Nairobi)"
    assert said_days(OPENS, midnight, "Africa/Nairobi") == "1 Nov 2026 – 27 Nov 2026"
    assert said_days(midnight, midnight + timedelta(days=1), "Africa/Nairobi") == "28 Nov 2026"


def test_a_session_names_its_day_once() -> None:
    assert said_span(OPENS, OPENS + timedelta(hours=2), "UTC") == "Sun 1 Nov 2026, 09:00–11:00 (UTC)"
    assert said_span(OPENS, CLOSES, "UTC").endswith("09:00 (UTC) to Fri 27 Nov 2026, 15:00 (UTC)")


@pytest.mark.parametrize(
    ("span", "ahead", "past"),
    [
        (timedelta(days=3), "in 3 days", "3 days ago"),
        (timedelta(days=1), "in 1 day", "1 day ago"),
        (timedelta(days=20), "in 20 days", "20 days ago"),
        (timedelta(hours=23, minutes=59), "in 23 hours", "23 hours ago"),
        (timedelta(minutes=59), "in 59 minutes", "59 minutes ago"),
        (timedelta(seconds=5), "in 1 minute", "1 minute ago"),
    ],
)
def test_how_far_off_less_than_a_day_is_never_said_longer_than_it_is(span: timedelta, ahead: str, past: str) -> None:
    assert (how_far(OPENS + span, OPENS, "UTC"), how_far(OPENS - span, OPENS, "UTC")) == (ahead, past)


@pytest.mark.parametrize(
    ("now", "moment", "zone", "said"),
    [
        ("2026-11-28T23:50", "2026-12-03T15:00", "UTC", "in 5 days"),
        ("2026-11-28T23:50", "2026-12-03T15:00", "Africa/Nairobi", "in 4 days"),  # it is the 29th there
        ("2026-11-28T00:10", "2026-12-03T15:00", "UTC", "in 5 days"),
        ("2026-11-28T09:00", "2026-11-25T23:00", "UTC", "3 days ago"),
        ("2026-03-27T12:00", "2026-03-30T10:00", "Europe/Paris", "in 3 days"),  # summer time begins between them
    ],
)
def test_days_are_counted_as_the_calendar_of_the_zone_shown_counts_them(
    now: str, moment: str, zone: str, said: str
) -> None:
    begun, then = (datetime.fromisoformat(when).replace(tzinfo=UTC) for when in (now, moment))
    assert how_far(then, begun, zone) == said


def test_days_to_the_end_at_midnight_are_those_to_the_date_that_is_said() -> None:
    midnight = datetime(2026, 11, 27, 21, tzinfo=UTC)  # in Nairobi; said as 24:00 of the 27th
    now = midnight - timedelta(days=3, hours=2)  # the 24th
    assert how_far(midnight, now, "Africa/Nairobi", ends=True) == "in 3 days"
    assert how_far(midnight, now, "Africa/Nairobi") == "in 4 days"
    assert how_far(midnight, midnight - timedelta(days=1), "Africa/Nairobi", ends=True) == "in 1 day"


def test_an_extension_never_shortens() -> None:
    assert deadline_for(RoundMembership(until=DURING), a_round()) == CLOSES
    assert deadline_for(None, a_round()) == CLOSES

"""Roles on terms: who may hold which beside which, states and their seats, terms, suspension, replacement, history."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from consult.core import clock
from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.core.locking import Stale, version_of
from consult.core.mail.outbox import Message
from consult.core.ruling import Refused
from consult.drafts.models import Appointment, Guideline, Role
from consult.drafts.people import actions, rules
from consult.drafts.people.jobs import begin_terms, end_terms, lapse_suspensions
from consult.drafts.people.offers import offer_role, take_up
from consult.drafts.people.queries import offers_to, role_changes_of, roles_held, seats_taken
from consult.drafts.people.terms import RoleTerms, role_terms_of
from consult.drafts.queries import membership_of, replacement_of, voting_seats
from consult.tracing.own_data.erasure import erase_person
from tests.browser import Browser
from tests.make import drafts as make
from tests.people import People

EXPERT, TODAY, YESTERDAY = Role.EXPERT, date(2026, 6, 1), date(2026, 5, 31)


@pytest.fixture
def guideline(people: People) -> Guideline:
    made = make.guideline()
    people.appoint_all(made)
    return made


def seat(person: object, guideline: Guideline, role: Role = EXPERT) -> Appointment:
    return next(held for held in roles_held(guideline, person) if held.role == role)  # type: ignore[arg-type]


def names(guideline: Guideline) -> set[str]:
    return {held.person.name.split()[0] for held in db.session.scalars(voting_seats(guideline.id))}


SOUND = [
    (RoleTerms(role=EXPERT, member_state="KE"), True, ""),
    (RoleTerms(role=EXPERT), False, ""),
    (RoleTerms(role=EXPERT), True, "Say which state appoints them"),
    (RoleTerms(role=EXPERT, seated=False), True, ""),
    (RoleTerms(role=Role.DRAFTER), True, ""),
    (RoleTerms(role=EXPERT, member_state="XX"), False, "no country with the code “XX”"),
    (RoleTerms(role=EXPERT, member_state="ke"), False, "no country with the code “ke”"),
    (RoleTerms(role=EXPERT, member_state="Kenya"), False, "no country with the code"),
    (RoleTerms(role=EXPERT, member_state=""), False, "no country with the code"),
    (RoleTerms(role=EXPERT, term_starts_on=TODAY, term_ends_on=TODAY), False, ""),
    (
        RoleTerms(role=EXPERT, term_starts_on=TODAY, term_ends_on=TODAY - timedelta(days=1)),
        False,
        "end before it begins",
    ),
    (RoleTerms(role=Role.SECRETARIAT, term_ends_on=TODAY), False, "has no last day"),
    (RoleTerms(role=EXPERT, alternate_of_id=1), False, "An alternate has no vote"),
]


@pytest.mark.parametrize(("terms", "of_states", "says"), SOUND)
def test_which_terms_can_be(people: People, terms: RoleTerms, of_states: bool, says: str) -> None:
    ruling = rules.is_sound(terms, of_states=of_states)
    assert bool(ruling) == (not says)
    assert says in ruling.refusal


VOTER, ADVISER = RoleTerms(role=EXPERT), RoleTerms(role=EXPERT, seated=False)
DRAFTER, CHAIR = RoleTerms(role=Role.DRAFTER), RoleTerms(role=Role.CHAIR)
BESIDE = [
    (VOTER, [], True),
    (VOTER, [CHAIR], True),
    (CHAIR, [VOTER], True),
    (CHAIR, [DRAFTER], True),
    (ADVISER, [DRAFTER], True),
    (DRAFTER, [ADVISER], True),
    *((VOTER, [RoleTerms(role=role)], False) for role in rules.WITHOUT_VOTE),
    *((RoleTerms(role=role), [VOTER], False) for role in rules.WITHOUT_VOTE),
    (VOTER, [CHAIR, DRAFTER], False),
]


@pytest.mark.parametrize(("terms", "others", "may"), BESIDE)
def test_who_writes_moderates_or_administers_has_no_vote(
    people: People, terms: RoleTerms, others: list[RoleTerms], may: bool
) -> None:
    assert bool(rules.may_hold_beside(terms, others)) == may


def test_it_is_refused_in_both_directions_with_a_sentence(people: People, guideline: Guideline) -> None:
    with pytest.raises(Refused, match="They vote in the expert group"):
        actions.appoint(guideline, people.ines, Role.DRAFTER)
    with pytest.raises(Refused, match="hold the role “Drafting team”"):
        actions.appoint(guideline, people.dana, EXPERT, member_state="SI")
    actions.appoint(guideline, people.dana, EXPERT, member_state="SI", seated=False)


def test_nobody_is_given_a_role_twice(people: People, guideline: Guideline) -> None:
    with pytest.raises(Refused, match="has that role already"):
        actions.appoint(guideline, people.ines, EXPERT, member_state="PT")


def test_an_offer_of_a_seat_is_not_taken_up_by_who_became_a_drafter_meanwhile(
    people: People, guideline: Guideline
) -> None:
    terms = RoleTerms(role=EXPERT, member_state="KE")
    offer = offer_role(guideline, people.amina.email, terms, by=people.sara, language="en")
    actions.appoint(guideline, people.amina, Role.DRAFTER)
    with pytest.raises(Refused, match="does not vote on it"):
        take_up(offer, by=people.amina)
    with pytest.raises(Refused, match="no country with the code"):
        offer_role(guideline, "x@example.org", RoleTerms(role=EXPERT, member_state="XX"), by=people.sara, language="en")


def test_a_vote_cannot_be_changed_into_a_third_seat_of_a_state(people: People, guideline: Guideline) -> None:
    actions.appoint(guideline, people.bruno, EXPERT, member_state="PT")
    adviser = seat(people.adele, guideline)
    terms = RoleTerms(role=EXPERT, member_state="PT", seated=True)
    with pytest.raises(Refused, match="two experts"):
        actions.change_role(adviser, terms, because="They vote.", by=people.sara)
    assert seats_taken(guideline, "PT") == 2


def test_a_role_that_was_changed_meanwhile_is_not_changed_over(people: People, guideline: Guideline) -> None:
    held = seat(people.ines, guideline)
    read = version_of(role_terms_of(held).columns)
    new = RoleTerms(role=EXPERT, member_state="PT", title="Lawyer")
    actions.change_role(held, new, because="As they asked.", base_version=read, by=people.sara)
    with pytest.raises(Stale):
        actions.change_role(held, new, because="Again.", base_version=read, by=people.sara)
    changes = [change for change in role_changes_of(held) if change.kind == "changed"]
    assert [(change.before, change.after) for change in changes] == [({"title": ""}, {"title": "Lawyer"})]


def test_a_suspended_role_gives_no_right_and_keeps_its_seat(people: People, guideline: Guideline) -> None:
    held = seat(people.ines, guideline)
    actions.suspend_role(held, because="On leave.", by=people.sara)
    assert not membership_of(people.ines, guideline).expert
    assert names(guideline) == {"Farid", "Chen"}
    assert seats_taken(guideline, "PT") == 1
    with pytest.raises(Refused, match="suspended already"):
        actions.suspend_role(held, because="Again.", by=people.sara)
    actions.resume_role(held, by=people.sara)
    assert membership_of(people.ines, guideline).expert


def test_a_suspension_with_a_last_day_lapses_by_itself_and_they_are_told(people: People, guideline: Guideline) -> None:
    held, now = seat(people.ines, guideline), clock.now()
    with pytest.raises(Refused, match="over before it begins"):
        actions.suspend_role(held, until=now.date() - timedelta(days=1), because="On leave.", by=people.sara)
    actions.suspend_role(held, until=now.date() + timedelta(days=2), because="On leave.", by=people.sara)
    db.session.commit()
    for days, votes in ((2, False), (3, True)):
        with clock.at(now + timedelta(days=days)):
            lapse_suspensions()
            assert ("Ines" in names(guideline)) == votes, days
    assert (held.suspended_at, held.suspended_until) == (None, None)
    assert [change.by for change in role_changes_of(held) if change.kind == "resumed"] == [None]
    assert "is resumed" in db.session.scalars(select(Message.body).where(Message.recipient == people.ines.email)).one()


def test_a_term_to_come_is_told_of_when_it_begins_and_once(people: People, guideline: Guideline) -> None:
    now = clock.now()
    first = now.date() + timedelta(days=2)
    actions.appoint(guideline, people.amina, EXPERT, member_state="KE", term_starts_on=first)
    actions.appoint(guideline, people.bruno, EXPERT, member_state="KE")  # begins at once: told when it is given
    db.session.commit()
    for days, mails in ((0, 0), (2, 1), (3, 1)):
        with clock.at(now + timedelta(days=days)):
            begin_terms()
        told = db.session.scalars(select(Message.recipient).where(Message.subject.startswith("Your role begins"))).all()
        assert list(told) == [people.amina.email] * mails


def test_who_administers_the_site_holds_no_voting_seat(people: People, guideline: Guideline) -> None:
    with pytest.raises(Refused, match="administer this site"):
        actions.appoint(guideline, people.olga, EXPERT, member_state="KE")
    assert actions.appoint(guideline, people.olga, EXPERT, member_state="KE", seated=False).id


def test_the_last_secretariat_is_neither_suspended_nor_ended_beside_a_suspended_one(
    people: People, guideline: Guideline
) -> None:
    sara = seat(people.sara, guideline, Role.SECRETARIAT)
    with pytest.raises(Refused, match="the last secretariat"):
        actions.suspend_role(sara, because="On leave.", by=people.sara)
    second = actions.appoint(guideline, people.amina, Role.SECRETARIAT)
    actions.suspend_role(second, because="On leave.", by=people.sara)
    with pytest.raises(Refused, match="the last secretariat"):
        actions.end_role(sara, by=people.sara)


def test_a_term_gives_rights_from_its_first_day_to_its_last_and_then_the_clock_ends_it(
    people: People, guideline: Guideline
) -> None:
    now = clock.now()
    first, last = now.date() + timedelta(days=2), now.date() + timedelta(days=4)
    held = actions.appoint(guideline, people.amina, EXPERT, member_state="KE", term_starts_on=first, term_ends_on=last)
    db.session.commit()
    for days, votes in ((0, False), (2, True), (4, True), (5, False)):
        with clock.at(now + timedelta(days=days)):
            assert ("Amina" in names(guideline)) == votes, days
            end_terms()
            end_terms()
    assert held.ended_at is not None
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "role.expired")).one()
    assert (entry.actor_id, entry.facts["member_state"]) == (None, "KE")


def test_a_member_is_replaced_and_the_seat_goes_on_as_one(people: People, guideline: Guideline) -> None:
    held = seat(people.ines, guideline)
    stood_in = actions.appoint(
        guideline, people.bruno, EXPERT, member_state="PT", seated=False, alternate_of_id=held.id
    )
    made = actions.replace_member(held, people.amina, because="They moved on.", by=people.sara)
    assert (made.member_state, made.seated, made.replaces_id) == ("PT", True, held.id)
    assert names(guideline) == {"Amina", "Farid", "Chen"}
    assert replacement_of(held) is made
    again = actions.replace_member(made, people.bruno, because="The alternate follows.", by=people.sara)
    assert replacement_of(held) is again
    assert stood_in.ended_at is not None, "an alternate who takes the seat over is an alternate no more"
    assert seats_taken(guideline, "PT") == 1
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "role.replaced").limit(1)).one()
    assert entry.facts["successor"] == made.id


@pytest.mark.parametrize(
    ("who", "says"),
    [
        ("ines", "replaced by themselves"),
        ("dana", "does not vote on it"),
        ("farid", "have a vote in the group already"),
    ],
)
def test_by_whom_nobody_is_replaced(people: People, guideline: Guideline, who: str, says: str) -> None:
    held = seat(people.ines, guideline)
    with pytest.raises(Refused, match=says):
        actions.replace_member(held, getattr(people, who), because="So.", by=people.sara)
    assert held.ended_at is None


def test_a_seat_offered_to_a_successor_passes_on_when_it_is_taken_up(people: People, guideline: Guideline) -> None:
    held = seat(people.ines, guideline)
    terms = RoleTerms(role=EXPERT, member_state="PT")
    asked = {"replaces": held, "by": people.sara, "language": "en"}
    offer_role(guideline, people.amina.email, terms, because="A new post in Lisbon.", **asked)
    with pytest.raises(Refused, match=r"already\. Withdraw that offer first"):
        offer_role(guideline, people.bruno.email, terms, **asked)
    assert seats_taken(guideline, "PT") == 1
    assert names(guideline) == {"Ines", "Farid", "Chen"}
    (offer,) = offers_to(people.amina)
    take_up(offer, by=people.amina)
    assert names(guideline) == {"Amina", "Farid", "Chen"}
    assert role_changes_of(held)[-1].because == "A new post in Lisbon."


def test_an_alternate_stands_for_a_voting_member_of_the_same_state(people: People, guideline: Guideline) -> None:
    ines, adele = seat(people.ines, guideline), seat(people.adele, guideline)
    for wrong in ({"member_state": "KE", "alternate_of_id": ines.id}, {"alternate_of_id": adele.id}):
        with pytest.raises(Refused):
            actions.appoint(guideline, people.amina, EXPERT, seated=False, **wrong)
    actions.appoint(guideline, people.amina, EXPERT, seated=False, member_state="PT", alternate_of_id=ines.id)


def test_who_has_only_ended_roles_can_be_erased(people: People, guideline: Guideline) -> None:
    held = seat(people.ines, guideline)
    with pytest.raises(Refused, match="You hold a role"):
        erase_person(people.ines)
    actions.end_role(held, by=people.sara, because="The term is over.")
    erase_person(people.ines)
    assert people.ines.erased
    assert db.session.get_one(Appointment, held.id).member_state == "PT"


# Pages


@pytest.fixture
def public(browser: Browser) -> Guideline:
    made = make.guideline()
    browser.people.appoint_all(made)
    return made


def test_a_role_is_changed_suspended_resumed_and_replaced_by_forms_with_a_reason(
    browser: Browser, public: Guideline
) -> None:
    people = browser.people
    sara, held = browser.as_(people.sara), seat(people.ines, public)
    place = {"slug": public.slug, "appointment_id": held.id}
    because = {"because": "As was agreed."}
    assert sara.post("drafts.suspend_role", **place).status == 422
    assert "is suspended" in sara.post("drafts.suspend_role", because, **place)
    assert "suspended" in sara.get("drafts.role", **place)
    assert "is resumed" in sara.post("drafts.resume_role", because, **place)
    terms = {"member_state": "PT", "title": "Lawyer", "seated": "y", "term_ends_on": "2099-12-31"}
    version = {"base_version": version_of(role_terms_of(held).columns)}
    page = sara.post("drafts.change_role", {**terms, **because, **version}, **place)
    assert "Last day of the term" in page
    stale = sara.post("drafts.change_role", {**terms, "title": "Judge", **because, **version}, **place)
    assert stale.status == 409
    assert "Judge" in stale.html
    assert people.amina.email
    page = sara.post("drafts.replace_member", {"email": "dana@example.org", **because}, **place)
    assert "does not vote on it" in page
    page = sara.post("drafts.replace_member", {"email": "amina@example.org", **because}, **place)
    assert "Amina Hassan has taken over the seat." in page
    assert "Replaced by someone else" in sara.get("drafts.role", **place)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"member_state": "Atlantis"}, "no country with the code “Atlantis”"),
        ({"term_starts_on": "2026-05-02", "term_ends_on": "2026-05-01"}, "end before it begins"),
        ({"member_state": "", "seated": "y"}, "Say which state appoints them"),
        ({"alternate_of": "9999"}, "Not a valid choice"),
    ],
)
def test_a_role_that_cannot_be_given_so_keeps_what_was_typed(
    browser: Browser, public: Guideline, wrong: dict[str, str], says: str
) -> None:
    sara = browser.as_(browser.people.sara)
    sara.post("drafts.say_of_whom", {"group_of_states": "y"}, slug=public.slug)
    form = {"email": "amina@example.org", "role": "expert", "member_state": "KE", "title": "Planner", "seated": "y"}
    assert browser.people.amina
    page = sara.post("drafts.people", {**form, **wrong}, slug=public.slug)
    assert page.status == 422
    assert says in page
    assert 'value="Planner"' in page.html

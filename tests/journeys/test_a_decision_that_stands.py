"""31 experts of 25 states: one is replaced while they vote, two refuse, the clock closes, the chair certifies; and a
void ballot with its successor."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import pytest

from consult.accounts.models import Person, StakeholderType
from consult.core import clock
from consult.core.database import db
from consult.drafts.models import Guideline, Role
from consult.drafts.people.actions import appoint, replace_member
from consult.revisions.models import Revision
from consult.voting import actions, jobs, life
from consult.voting.group.actions import set_rules
from consult.voting.group.procedure import Procedure
from consult.voting.models import Ballot, Choice
from consult.voting.queries import seat_of
from tests.journeys.conftest import Window
from tests.journeys.walker import Site
from tests.make import drafts, voting
from tests.people import People

T = TypeVar("T")
ONE_SEAT = "AU AT BE CA CL CO CZ DK EG FI FR GH ID JP MX NO PE PL SN"
TWO_SEATS = "AR BR DE IN KE ZA"
STATES = f"AR {ONE_SEAT} {TWO_SEATS} BR DE IN KE ZA".split()


@dataclass
class Group:
    chair: Person
    secretariat: Person
    members: list[Person]
    successor: Person
    first: int
    second: int


def inside(site: Site, work: Callable[[], T]) -> T:
    with site.app.app_context():
        done = work()
        db.session.commit()
        return done


@pytest.fixture(scope="module")
def group(served: Site) -> Group:
    def found() -> Group:
        people, kind = People(), StakeholderType.NATIONAL_GOVERNMENT
        guideline = drafts.guideline("thirty-one")
        members = [people.person(f"Delegate{n} of {state}", country=state, kind=kind) for n, state in enumerate(STATES)]
        chair, secretariat = (people.person(name, country="CH", kind=kind) for name in ("Carla Chair", "Seth Staff"))
        successor = people.person("Rita Replaces", country="AR", kind=kind)
        appoint(guideline, secretariat, Role.SECRETARIAT)
        appoint(guideline, chair, Role.CHAIR)
        for member, state in zip(members, STATES, strict=True):
            appoint(guideline, member, Role.EXPERT, member_state=state)
        draft = drafts.draft(guideline, by=secretariat)
        set_rules(guideline, Procedure(majority="iso", quorum_floor=11, objection_days=0), by=secretariat)
        first = voting.revision(draft, by=secretariat)
        second = voting.revision(draft, by=secretariat, number="HR-L2", text="Keep a counter in each ward.", title="B")
        made = Group(chair, secretariat, members, successor, first.id, second.id)
        for person in (chair, secretariat, successor, *members):
            db.session.refresh(person)
        db.session.expunge_all()
        return made

    return inside(served, found)


def cast(site: Site, ballot_id: int, person: Person, choice: Choice = Choice.APPROVE) -> None:
    def vote() -> None:
        ballot = db.session.get_one(Ballot, ballot_id)
        member = seat_of(db.session.get_one(Person, person.id), ballot.revision.guideline)
        assert member is not None
        actions.cast_vote(member, ballot, choice)

    inside(site, vote)


def refuse(window: Window, person: Person, ballot_id: int, words: str) -> None:
    page = window(person).open("voting.ballot", ballot_id=ballot_id)
    page.tick("Cannot accept, because … and would accept …").fill("Your comment or reason", "It asks too much.")
    page.fill("Words that you could accept", words).press("Cast my vote").sees("Your vote is recorded")


def replace(site: Site, group: Group) -> None:
    def pass_on() -> None:
        guideline = db.session.scalars(db.select(Guideline).where(Guideline.slug == "thirty-one")).one()
        member = seat_of(db.session.get_one(Person, group.members[0].id), guideline)
        assert member is not None
        new, by = (db.session.get_one(Person, one.id) for one in (group.successor, group.secretariat))
        replace_member(member, new, because="A new post.", by=by)

    inside(site, pass_on)


def close_by_the_clock(site: Site, ballot_id: int) -> None:
    def close() -> None:
        with clock.at(db.session.get_one(Ballot, ballot_id).closes_at + timedelta(minutes=1)):
            jobs.close_due_ballots()

    inside(site, close)


def certified(ballot_id: int, chair: Person) -> None:
    ballot = db.session.get_one(Ballot, ballot_id)
    with clock.at(ballot.closes_at + timedelta(minutes=2)):
        life.certify_ballot(ballot, by=db.session.get_one(Person, chair.id))


def test_thirty_one_experts_decide_and_the_chair_certifies(window: Window, group: Group) -> None:
    site = window.served
    chair = window(group.chair).open("voting.open", revision_id=group.first)
    chair.sees("31 experts have a vote.", "group's rules of procedure")
    chair.press("Open the ballot").sees("The ballot is open.")
    ballot = site.fresh(Ballot, revision_id=group.first)
    cast(site, ballot.id, group.members[0])
    replace(site, group)
    successor = window(group.successor).open("voting.ballot", ballot_id=ballot.id)
    successor.page.get_by_label("Abstain: take part, neither for nor against").check()
    successor.press("Replace my vote").sees("Your vote is recorded")
    refuse(window, group.members[1], ballot.id, "Local governments could publish a register.")
    refuse(window, group.members[2], ballot.id, "Cities may publish a register.")
    for member in group.members[3:24]:
        cast(site, ballot.id, member)
    close_by_the_clock(site, ballot.id)
    visitor = window().open("voting.ballot", ballot_id=ballot.id)
    visitor.sees("The revision is carried", "24 of 31 experts took part", "Rita Replaces", "Delegate0 of AR")
    visitor.sees("Cities may publish a register.", "by the clock")
    inside(site, lambda: certified(ballot.id, group.chair))
    chair.open("voting.certificate", ballot_id=ballot.id).sees(
        "Statement of the result", "Certified", "Carla Chair", "of the record"
    )
    assert site.fresh(Ballot, id=ballot.id).certified_at is not None


def test_a_void_ballot_and_its_successor(window: Window, group: Group) -> None:
    site = window.served
    chair = window(group.chair).open("voting.open", revision_id=group.second).press("Open the ballot")
    wrong = site.fresh(Ballot, revision_id=group.second)
    cast(site, wrong.id, group.members[5])
    chair.open("voting.decide", ballot_id=wrong.id, what="void").press("Declare it void").sees("Say why.")
    chair.fill("Why", "The wrong words were put to the vote.").press("Declare it void")
    chair.sees("This ballot is void", "The wrong words were put to the vote.")
    assert inside(site, lambda: db.session.get_one(Revision, group.second).state) == "proposed"
    chair.open("voting.open", revision_id=group.second).sees("Voted on before:", "void").press("Open the ballot")
    visitor = window(wide=360).open("voting.ballots", slug="thirty-one").sees("void")
    chair.sees("Voted on before:")
    visitor.open("voting.ballot", ballot_id=wrong.id).sees("Put to the vote again:", "count for nothing")

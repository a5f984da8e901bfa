"""The illustrative case, carried as far as its timeline says: a first draft, a vote, a second draft, an open round."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from consult.accounts.models import Person
from consult.comments.models import Comment
from consult.consultations.jobs import close_rounds_by_the_clock
from consult.consultations.models import Round
from consult.core.database import db
from consult.demo import (
    advising,
    bodies,
    coding,
    decisions,
    evidence,
    group,
    objections,
    people,
    reading,
    rounds,
    texts,
    translating,
)
from consult.demo.people import Everyone
from consult.demo.texts import days, on
from consult.demo.voices import Casting, send_all
from consult.drafts.models import Draft, Guideline
from consult.drafts.queries import current_draft, drafts_of, membership_of, wordings_of
from consult.voting.jobs import close_due_ballots

FIRST_DRAFT = -155  # days from now
SECOND_DRAFT = -46
HEARD_UNTIL = -51  # what is said on the first draft; then it is read, revised and voted on


@dataclass
class World:
    """What the steps hand on to each other."""

    guideline: Guideline
    draft: Draft
    everyone: Everyone
    experts: Sequence[Person]
    chair: Person
    casting: Casting
    rounds: dict[str, Round] = field(default_factory=dict)
    comments: dict[str, Comment] = field(default_factory=dict)

    @property
    def drafter(self) -> Person:
        return self.everyone.personas["dana"]

    @property
    def secretariat(self) -> Person:
        return self.everyone.personas["sara"]

    @property
    def moderator(self) -> Person:
        return self.everyone.personas["moses"]


def first_draft(everyone: Everyone) -> World:
    """The text, its people, the rounds that were held on the first draft and what was said in them."""
    with on(days(-420)):
        guideline = texts.cities(everyone.personas["olga"])
        people.appoint_personas(guideline)
        experts, chair = group.gather_group(guideline, everyone.personas["sara"])
        db.session.flush()
    draft = texts.cities_draft(guideline, everyone.personas["dana"], published=FIRST_DRAFT)
    world = World(guideline, draft, everyone, experts, chair, casting(everyone))
    with on(days(-152)):
        evidence.keep_evidence(guideline, world.drafter)
    with on(days(-310)):
        bodies.confirm_bodies(everyone.stakeholders, everyone.personas["bruno"], secretariat=world.secretariat)
    with on(days(-300)):
        group.declare_interests(guideline, experts, everyone.personas["sara"])
    rounds.set_targets(guideline, world.secretariat)
    plan_rounds(world, early=True)
    send_comments_of_stage(world, [row for row in reading.city_comments() if spoken_early(row)], early=True)
    return world


def casting(everyone: Everyone) -> Casting:
    return Casting(everyone.stakeholders, [everyone.personas["amina"], everyone.personas["bruno"]])


def plan_rounds(world: World, *, early: bool) -> None:
    for row in reading.city_file("rounds.json"):
        if (row["closes"] < SECOND_DRAFT) == early:
            world.rounds[row["slug"]] = rounds.plan_round_row(world.draft, row, world.secretariat)
            if row["kind"] == "open_online" and not early:
                rounds.ask_bodies(world.rounds[row["slug"]], world.secretariat)
            if row["kind"] == "expert_meeting":
                rounds.invite_experts(world.rounds[row["slug"]], list(world.experts), world.secretariat)


def send_comments_of_stage(world: World, rows: Sequence[Mapping[str, Any]], *, early: bool) -> None:
    """Comments go to the rounds of their time; advocacy events gather no comments of their own."""
    open_to_comments = [
        world.rounds[row["slug"]]
        for row in reading.city_file("rounds.json")
        if row["slug"] in world.rounds
        and row["kind"] not in {"advocacy", "expert_meeting"}
        and (row["closes"] < SECOND_DRAFT) == early
        and row["opens"] < 0
    ]
    until = days(HEARD_UNTIL if early else 0)
    world.comments |= send_all(rows, open_to_comments, world.casting, moderator=world.moderator, until=until)
    db.session.commit()
    for round_ in sorted(world.rounds.values(), key=lambda one: one.closes_at):
        if round_.closes_at < days(0):
            with on(round_.closes_at + timedelta(minutes=1)):
                close_rounds_by_the_clock()


def spoken_early(row: Mapping[str, Any]) -> bool:
    """What a closed ballot answered was said before it; of the rest, every other one. The letters came on line."""
    if row.get("note") == "campaign" or row["clause"] in decisions.open_now():
        return False
    return row["clause"] in decisions.closed_before() or int(row["id"].rpartition("-")[2]) % 2 == 0


def second_draft(world: World) -> None:
    """Four revisions, their ballots, answers to what was said, and the next draft from what was carried."""
    revisions = {}
    with on(days(-50.2)):
        for row in decisions.revisions(decisions.closed_before()):
            revisions[row["clause"]] = decisions.propose(row, world.draft, world.comments, world.drafter)
    for row in decisions.ballot_rows("closed"):
        with on(days(-50)):
            ballot = decisions.open_demo_ballot(revisions[row["clause"]], days(-47), world.chair)
        decisions.vote(ballot, row, began=-49.9, ended=-47.1)
    db.session.commit()
    with on(days(-46.9)):
        close_due_ballots()
    with on(days(-46.5)):  # after the vote: the reasons speak of what the experts decided
        decisions.answer(world.comments, world.drafter)
    with on(days(SECOND_DRAFT)):
        decisions.publish_demo(world.guideline, world.drafter, world.chair)
    world.draft = current_draft(world.guideline) or world.draft


def open_round(world: World) -> None:
    """The rounds on the second draft, and what was said in them until today."""
    objections.promise(world.guideline, world.secretariat)
    plan_rounds(world, early=False)
    send_comments_of_stage(world, [row for row in reading.city_comments() if not spoken_early(row)], early=False)
    round_ = bodies.open_to_all(world.rounds.values(), world.draft)
    with on(days(-40)):
        translating.translate_guideline(drafts_of(world.guideline, membership_of(None, world.guideline)), world.drafter)
        translating.translate_rounds(world.rounds.values(), world.guideline, world.drafter)
    rounds.ask_questions(round_, world.everyone.stakeholders[:40])
    with on(days(-34)):
        translating.translate_questions(round_, world.drafter)
    bodies.send_positions(round_, world.everyone.personas["bruno"], world.everyone.stakeholders)
    hosted = world.rounds[rounds.HOSTED]
    rounds.hold_session(hosted, world.everyone.personas["bruno"], world.moderator, by=world.secretariat)
    db.session.commit()


def stage_today(world: World) -> None:
    """What the team and the experts are at work on today."""
    advising.hold_delphi(world.guideline, world.chair)
    with on(days(-8)):
        decisions.answer(world.comments, world.drafter)
    objections.contest_an_answer(world.comments, drafter=world.drafter, secretariat=world.secretariat)
    revisions = {}
    with on(days(-7)):
        for row in decisions.revisions(decisions.clauses_still_open()):
            revisions[row["clause"]] = decisions.propose(row, world.draft, world.comments, world.drafter)
    decisions.certify(world.chair, when=-20)
    for row in decisions.ballot_rows("just_closed"):  # carried, and waiting for the third draft
        decisions.hold_void_ballot(revisions[row["clause"]], world.chair, opened=-6.9, voided=-6.2)
        with on(days(-6)):
            ballot = decisions.open_demo_ballot(revisions[row["clause"]], days(-2), world.chair)
        decisions.vote(ballot, row, began=-6, ended=-2.2)
    db.session.commit()
    with on(days(-1.9)):
        close_due_ballots()
    for row in decisions.ballot_rows("open"):
        with on(days(-4)):
            ballot = decisions.open_demo_ballot(revisions[row["clause"]], days(5), world.chair)
        decisions.vote(ballot, row, began=-4, ended=0)
    advising.take_a_refusal(world.guideline, "HR-N3", world.drafter)
    advising.advise(revisions, world.experts, world.drafter)
    advising.hold_en_bloc([revisions["DL-L1"], revisions["SR-N6"]], decisions.RULE, world.chair)
    decisions.send_for_clearance(world.comments, world.drafter)
    decisions.divide_work(world.guideline, world.drafter, world.secretariat)
    coders = {"dana": world.drafter, "sara": world.secretariat}
    coding.code_sample(world.guideline, world.comments, coders)
    with on(days(-3)):
        register = next(wording for wording in wordings_of(world.draft) if wording.number == "HR-L1")
        evidence.weigh_a_clause(register, world.drafter, world.secretariat)
        people.follow_things(world.everyone.personas["amina"], world.guideline, register.clause)

"""What experts say, rate and decide before a vote: remarks, Delphi rounds, a vote en bloc, an alternative."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from consult.accounts.models import Person
from consult.core.database import db
from consult.demo.texts import days, on
from consult.drafts.models import Appointment, Guideline
from consult.revisions.advice import actions as advice
from consult.revisions.advice.models import AdviceKind
from consult.revisions.models import Revision
from consult.voting.delphi import actions as delphi
from consult.voting.delphi import jobs as delphi_jobs
from consult.voting.delphi import queries as studies
from consult.voting.delphi.statistics import StopRule
from consult.voting.joint import actions as joint
from consult.voting.joint.models import JointKind
from consult.voting.joint.queries import acceptable_words, joint_items
from consult.voting.models import Choice
from consult.voting.queries import voters
from consult.voting.tally import Rule

STATEMENTS = (
    "An assessment of a system’s effect on people should be made and published before it is used, not after.",
    "An official should be able to overrule the system, and have the training, time and authority to do so.",
    "Every assessment should be made by a third party.",
)
# What the panel rates each statement, in turn over its members: mixed at first, closer in the second round.
RATINGS: Sequence[Sequence[Sequence[int]]] = (
    ((8, 7, 9, 8, 6, 7), (9, 8, 5, 7, 4, 8), (3, 5, 7, 2, 4, 6)),
    ((8, 8, 9, 8, 7, 7), (9, 8, 7, 7, 7, 8), (3, 5, 6, 2, 4, 6)),
)
REASONS = (
    (0, 0, "What is published after use is read by nobody who could still change it."),
    (0, 4, "Small administrations buy what others have assessed; they should publish that assessment."),
    (1, 2, "Authority without time is a signature. The statement should name both."),
    (2, 3, "There are not enough assessors in my region for every case."),
    (2, 2, "Whoever builds a system should not be the only one to judge it."),
)


def hold_delphi(guideline: Guideline, chair: Person) -> None:
    """Two rounds before the ballot on GR-N3, ended by their rule."""
    rule = StopRule(max_rounds=3, agreement=0.75, iqr_at_most=2, stable_below=0.15)
    aim = "How far the group agrees on assessment and human oversight, before GR-N3 is put to the vote."
    with on(days(-31)):
        study = delphi.plan_study(
            guideline, "Assessment and oversight of systems", aim, rule, statements=STATEMENTS, by=chair
        )
    for number, rated in enumerate(RATINGS):
        opens = days(-30 + 6 * number)
        with on(opens):
            round_ = delphi.open_delphi_round(study, opens + timedelta(days=5), timezone="Africa/Nairobi", by=chair)
        items = studies.items_to_rate(study, studies.round_before(round_))
        for turn, panelist in enumerate(studies.panel_of(study)):
            if (turn + number) % 7 == 6:  # some do not find the time
                continue
            said = {
                item.id: (rated[item.position - 1][turn % 6], reason(number, item.position - 1, turn)) for item in items
            }
            with on(opens + timedelta(hours=3 * turn + 2)):
                delphi.rate(panelist, round_, said)
        db.session.commit()
        with on(opens + timedelta(days=5, minutes=1)):
            delphi_jobs.close_due_rounds_of_delphi()


def reason(number: int, place: int, turn: int) -> str:
    return next((words for item, who, words in REASONS if number == 0 and item == place and who == turn), "")


def advise(revisions: Mapping[str, Revision], experts: Sequence[Person], drafter: Person) -> None:
    """Remarks on revisions that wait for a vote: a question answered, words to take, a ballot asked for."""
    with on(days(-5.5)):
        asked = advice.say_of(
            revisions["CP-N1"],
            "Does “independent body” rule out an ombudsperson who is appointed by the council?",
            kind=AdviceKind.QUESTION,
            by=experts[4],
        )
        advice.say_of(
            revisions["SP-N2"],
            "“The poorest fifth” is measured differently everywhere. This is what my ministry could apply.",
            kind=AdviceKind.AMENDMENT,
            proposed_text=revisions["SP-N2"].proposed_text.replace(
                "at a price that the poorest fifth of households can meet",
                "at a price that households in the lowest fifth of incomes can meet",
            ),
            by=experts[9],
        )
    with on(days(-5.2)):
        says = "No: what counts is that the body decides without instructions. The note to CP-N1 will say so."
        advice.reply_to(asked, says, settles=True, by=drafter)
        advice.say_of(
            revisions["SP-N2"],
            "My delegation would like to vote on this before the next session.",
            kind=AdviceKind.BALLOT_REQUEST,
            by=experts[14],
        )
    db.session.commit()


def hold_en_bloc(those: Sequence[Revision], rule: Rule, chair: Person) -> None:
    """Two revisions that nobody spoke against, in one vote; the first six of the group have voted."""
    with on(days(-3)):
        until = days(6)
        bloc = joint.open_together(JointKind.EN_BLOC, those, rule, closes_at=until, timezone="Africa/Nairobi", by=chair)
    seats: list[Appointment] = list(db.session.scalars(voters(those[0].guideline_id)).unique())
    for turn, seat in enumerate(seats[:6]):
        with on(days(-2.5 + 0.2 * turn)):
            joint.vote_en_bloc(seat, bloc, Choice.APPROVE if turn != 3 else Choice.ABSTAIN)
    with on(days(-1)):
        joint.take_out(seats[7], joint_items(bloc)[0])
    db.session.commit()


def take_a_refusal(guideline: Guideline, clause: str, drafter: Person) -> None:
    """The words of one who could not accept the revision of a clause, as an alternative in work."""
    refused = [words for words in acceptable_words(guideline) if words.ballot.revision.number == clause]
    with on(days(-5)):
        joint.make_alternative(refused[0], by=drafter)
    db.session.commit()

"""How consensus on the words was sought and found, by the items of ACCORD: of every ballot of the expert group up to a
draft, and of its Delphi studies that have ended. What the record knows is told, the rest is asked of people.

The 35 items are those of ACCORD (Gattrell et al., PLOS Medicine 21(1): e1004326, 2024), in our words.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from consult.core.database import db
from consult.core.i18n.dates import written
from consult.core.i18n.punctuation import MARKS, full_sentence
from consult.core.templating import number
from consult.core.urls import absolute_url
from consult.drafts.models import Draft
from consult.tracing.papers.open_data.public_data import PublicData
from consult.tracing.papers.synopsis import agree
from consult.tracing.papers.synopsis import sentences as told
from consult.tracing.papers.synopsis.sentences import SynopsisSection, SynopsisSentence
from consult.voting.delphi.accord import ACCORD_ITEMS, SECTIONS
from consult.voting.delphi.models import DelphiStudy
from consult.voting.delphi.queries import delphi_rounds_of, items_of, panel_of
from consult.voting.delphi.report import StudyReport, accord_answers
from consult.voting.group.labels import procedure_in_words
from consult.voting.group.procedure import procedure_in
from consult.voting.group.queries import rules_in_force
from consult.voting.joint.models import JointBallot, JointItem, JointKind
from consult.voting.labels import MAJORITY_NAMES
from consult.voting.models import Ballot, BallotEvent, BallotEventKind, BallotSeat
from consult.voting.tally import Tally

BALLOTS_TOLD = 100
Told = Iterator[SynopsisSentence]


@dataclass(frozen=True)
class ConsensusRecord:
    """What the record holds of it, read once for the items that ask for it."""

    data: PublicData

    @cached_property
    def ballots(self) -> Sequence[tuple[Ballot, Tally]]:
        """Those that count: a void one decided nothing."""
        return [(ballot, tally) for ballot, tally in self.data.ballots if ballot.voided_at is None]

    @cached_property
    def studies(self) -> Sequence[tuple[DelphiStudy, Mapping[str, str]]]:
        """Those that have ended by the time of this draft, with what each says of itself."""
        query = select(DelphiStudy).where(DelphiStudy.guideline_id == self.data.guideline.id)
        ended = db.session.scalars(query.where(DelphiStudy.ended_at.is_not(None)).order_by(DelphiStudy.id)).all()
        mine = [study for study in ended if study.ended_at is not None and study.ended_at <= self.told_until]
        return [
            (study, accord_answers(StudyReport(study, items_of(study), delphi_rounds_of(study), panel_of(study))))
            for study in mine
        ]

    @property
    def told_until(self) -> datetime:
        """Until the draft after this one was published, if one was: what is told of this one stays as it is."""
        later = (Draft.guideline_id == self.data.guideline.id, Draft.number > self.data.draft.number)
        return db.session.scalar(select(func.min(Draft.published_at)).where(*later)) or self.data.now

    @property
    def numbers(self) -> list[int]:
        return [ballot.id for ballot, _tally in self.ballots]

    def events(self, kind: BallotEventKind) -> int:
        query = select(func.count()).where(BallotEvent.ballot_id.in_(self.numbers), BallotEvent.kind == kind)
        return db.session.scalar(query) or 0

    def sentence(self, says: str) -> SynopsisSentence:
        return SynopsisSentence(says, absolute_url("voting.ballots", slug=self.data.guideline.slug))

    def by_rule(self, says: str) -> SynopsisSentence:
        return SynopsisSentence(says, absolute_url("voting.how_we_decide", slug=self.data.guideline.slug))


def accord_of(data: PublicData) -> list[SynopsisSection]:
    """Every item, those too of which the record knows nothing."""
    known = ConsensusRecord(data)
    return [
        SynopsisSection(
            f"accord-{item.code}",
            f"{item.code}. {item.asks}",
            [*(TELLS[item.code](known) if item.code in TELLS else ()), *_of_studies(known, item.code)],
            group=str(SECTIONS[item.code[0]]),
        )
        for item in ACCORD_ITEMS
    ]


def _of_studies(known: ConsensusRecord, code: str) -> Told:
    for study, answers in known.studies:
        if says := answers.get(code):
            named = _("Delphi study “%(title)s”: %(says)s", title=study.title, says=says)
            yield SynopsisSentence(str(named), absolute_url("voting.delphi_report", study_id=study.id))


def _method(known: ConsensusRecord) -> Told:
    if held := len(known.ballots):
        says = ngettext(
            "Consensus was sought in %(num)s ballot of the expert group.",
            "Consensus was sought in %(num)s ballots of the expert group.",
            held,
        )
        yield known.sentence(says)


def _before(known: ConsensusRecord) -> Told:
    before = known.data.draft.based_on
    if before is not None and before.published_at is not None:
        address = absolute_url("comments.read", slug=known.data.guideline.slug, number=before.number)
        day = written(before.published_at.date())
        says = _("It goes on from draft %(number)s, published on %(day)s.", number=before.number, day=day)
        yield SynopsisSentence(str(says), address)


def _registered(known: ConsensusRecord) -> Told:
    rules, first = rules_in_force(known.data.guideline), min((b.opens_at for b, _t in known.ballots), default=None)
    if rules is not None:
        day, version = written(rules.set_at.date()), number(rules.version)
        says = _("The rules of procedure, version %(version)s, were set on %(day)s.", version=version, day=day)
        yield known.by_rule(str(says))
    if rules is not None and first is not None:
        yield known.sentence(str(_("The first ballot opened on %(day)s.", day=written(first.date()))))


def _panel(known: ConsensusRecord) -> Told:
    yield from agree.who_decides(known.data)
    counted = (func.count(BallotSeat.appointment_id.distinct()), func.count(BallotSeat.member_state.distinct()))
    members, states = db.session.execute(select(*counted).where(BallotSeat.ballot_id.in_(known.numbers))).one()
    if members:
        people = ngettext("%(num)s member held a seat", "%(num)s members held a seat", members)
        whence = ngettext("from %(num)s state", "from %(num)s states", states)
        yield known.sentence(full_sentence(people, whence))


def _steps(known: ConsensusRecord) -> Told:
    rules = rules_in_force(known.data.guideline)
    for what, how in procedure_in_words(procedure_in(rules)) if rules is not None else ():
        yield known.by_rule(f"{what}{MARKS['colon']}{how}")
    query = select(JointBallot.kind, func.count(JointBallot.id.distinct())).join(JointItem)
    kinds = db.session.execute(query.where(JointItem.ballot_id.in_(known.numbers)).group_by(JointBallot.kind)).all()
    for kind, sets in kinds:
        counted = {
            JointKind.ALTERNATIVES: ngettext(
                "Alternatives of one clause were put to the vote together %(num)s time.",
                "Alternatives of one clause were put to the vote together %(num)s times.",
                sets,
            ),
            JointKind.EN_BLOC: ngettext(
                "Several clauses were put to one vote %(num)s time; any member could take one out.",
                "Several clauses were put to one vote %(num)s times; any member could take one out.",
                sets,
            ),
        }
        yield known.sentence(counted[kind])


def _defined(known: ConsensusRecord) -> Told:
    used = Counter(ballot.majority for ballot, _tally in known.ballots)
    for majority, ballots in used.most_common():
        says = ngettext("%(num)s ballot: %(rule)s", "%(num)s ballots: %(rule)s", ballots, rule=MAJORITY_NAMES[majority])
        yield known.sentence(says)


def _again(known: ConsensusRecord) -> Told:
    held = Counter(ballot.revision_id for ballot, _tally in known.ballots)
    again = sum(ballots > 1 for ballots in held.values())
    if held:
        says = ngettext(
            "%(num)s revision was voted on more than once.", "%(num)s revisions were voted on more than once.", again
        )
        yield known.sentence(says)


def _told_of_results(known: ConsensusRecord) -> Told:
    if hidden := sum(ballot.results_hidden for ballot, _tally in known.ballots):
        says = ngettext(
            "In %(num)s ballot nobody saw how others voted before it closed.",
            "In %(num)s ballots nobody saw how others voted before they closed.",
            hidden,
        )
        yield known.sentence(says)


def _anonymous(known: ConsensusRecord) -> Told:
    secret = sum(ballot.secret for ballot, _tally in known.ballots)
    if called := len(known.ballots) - secret:
        says = ngettext(
            "%(num)s ballot was by roll call: every vote is published with its name.",
            "%(num)s ballots were by roll call: every vote is published with its name.",
            called,
        )
        yield known.sentence(says)
    if secret:
        says = ngettext(
            "%(num)s ballot was secret: only its tally is known.",
            "%(num)s ballots were secret: only their tallies are known.",
            secret,
        )
        yield known.sentence(says)


def _dates(known: ConsensusRecord) -> Told:
    ballots = [ballot for ballot, _tally in known.ballots]
    if not ballots:
        return
    first, last = min(ballot.opens_at for ballot in ballots), max(b.closed_at or b.closes_at for b in ballots)
    says = _("From %(first)s to %(last)s.", first=written(first.date()), last=written(last.date()))
    yield known.sentence(str(says))
    days = [max(1, ((ballot.closed_at or ballot.closes_at) - ballot.opens_at).days) for ballot in ballots]
    shortest, longest = number(min(days)), number(max(days))
    yield known.sentence(
        str(_("A ballot was open for %(shortest)s to %(longest)s days.", shortest=shortest, longest=longest))
    )


def _departed(known: ConsensusRecord) -> Told:
    departed = sum(bool(ballot.departs_because) for ballot, _tally in known.ballots)
    void = len(known.data.ballots) - len(known.ballots)
    counted = (
        (departed, _departures(departed)),
        (
            extended := known.events(BallotEventKind.EXTENDED),
            ngettext("Ballots were extended %(num)s time.", "Ballots were extended %(num)s times.", extended),
        ),
        (void, ngettext("%(num)s ballot was declared void.", "%(num)s ballots were declared void.", void)),
    )
    yield from (known.sentence(says) for count, says in counted if count)


def _departures(ballots: int) -> str:
    says = ngettext(
        "%(num)s ballot departed from the rules of procedure; the reason stands on it.",
        "%(num)s ballots departed from the rules of procedure; the reason stands on each.",
        ballots,
    )
    return str(says)


def _took_part(known: ConsensusRecord) -> Told:
    shares = [(tally.took_part, tally.base) for _ballot, tally in known.ballots if tally.base]
    if not shares:
        return
    (low, of_low), (high, of_high) = (choose(shares, key=lambda one: one[0] / one[1]) for choose in (min, max))
    says = _(
        "Of the seats that could vote, between %(low)s of %(of_low)s and %(high)s of %(of_high)s took part.",
        low=number(low),
        of_low=number(of_low),
        high=number(high),
        of_high=number(of_high),
    )
    yield known.sentence(str(says))


def _outcome(known: ConsensusRecord) -> Told:
    yield from told.how_it_was_decided(known.data)
    deciding = [(ballot, tally) for ballot, tally in known.ballots if tally.decides]
    for ballot, tally in deciding[:BALLOTS_TOLD]:
        says = _(
            "“%(title)s”: %(in_favour)s for, %(against)s against, %(abstain)s abstaining; %(outcome)s.",
            title=ballot.revision.title,
            in_favour=number(tally.in_favour),
            against=number(tally.cannot_accept),
            abstain=number(tally.abstain),
            outcome=_("carried") if ballot.carried else _("not carried"),
        )
        yield SynopsisSentence(str(says), absolute_url("voting.ballot", ballot_id=ballot.id))


def _left_out(known: ConsensusRecord) -> Told:
    lost = sum(ballot.carried is False and tally.decides for ballot, tally in known.ballots)
    if known.ballots:
        yield known.sentence(ngettext("%(num)s revision was not carried.", "%(num)s revisions were not carried.", lost))
    query = select(func.count()).where(JointItem.ballot_id.in_(known.numbers), JointItem.taken_out_at.is_not(None))
    if taken_out := db.session.scalar(query):
        says = ngettext(
            "%(num)s clause was taken out of a vote on several, to be voted on alone.",
            "%(num)s clauses were taken out of votes on several, to be voted on alone.",
            taken_out,
        )
        yield known.sentence(says)


TELLS: Mapping[str, Callable[[ConsensusRecord], Told]] = {
    "T1": _method,
    "I2": lambda known: agree.aim(known.data),
    "I3": _before,
    "M1": _registered,
    "M3": _panel,
    "M5": lambda known: told.who_was_reached(known.data),
    "M6": lambda known: told.how_it_was_consulted(known.data),
    "M8": lambda known: agree.evidence_known(known.data),
    "M9": _steps,
    "M12": _defined,
    "M13": _again,
    "M17": _told_of_results,
    "M18": _anonymous,
    "R1": _dates,
    "R2": _departed,
    "R3": _took_part,
    "R4": _outcome,
    "R5": _left_out,
    "O2": lambda known: agree.interests_declared(known.data),
}

"""Recomputing what the record promises, and naming each thing that does not hold.

Nothing is repaired here. A fault is what cannot be explained by the journal; a note is what an auditor should
know: words that changed without a vote, a text from before seals were kept.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from consult.comments.models import Channel, Comment, CommentState, CommentVersion, Import
from consult.comments.positions.queries import comments_of_position, positions_with_statement
from consult.comments.references import comment_digest
from consult.comments.statements import author_as_shown
from consult.consultations.models import Round
from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.core.runtime import garbage
from consult.core.transparency.models import SITE_LOG
from consult.core.verbs import Verb
from consult.drafts.models import Clause, Guideline, Pillar
from consult.revisions.models import Revision
from consult.tracing.evidence.check import check_pack
from consult.tracing.evidence.log_checks import committed, committed_in, tree, tree_of
from consult.tracing.record.checks import Check
from consult.tracing.record.deed_checks import deeds
from consult.tracing.record.text_checks import seals, wordings
from consult.voting.models import Ballot
from consult.voting.queries import recount, seats_of_ballot, standing_votes
from consult.voting.tally import restored

NOT_SAID = (CommentState.DRAFT, CommentState.UNCONFIRMED)
SAID_WITH = ("reference", "quote", "prefix", "suffix", "title", "evidence_url", "language", "channel", "named")
STATES: dict[str, frozenset[CommentState]] = {
    Verb.COMMENT_SENT: frozenset({CommentState.SENT, CommentState.HELD}),
    Verb.COMMENT_ADMITTED: frozenset({CommentState.SENT, CommentState.HELD}),
    Verb.COMMENT_HIDDEN: frozenset({CommentState.HIDDEN}),
    Verb.COMMENT_RELEASED: frozenset({CommentState.SENT}),
    Verb.COMMENT_TAKEN_BACK: frozenset({CommentState.WITHDRAWN}),
    Verb.COMMENT_WITHDRAWN: frozenset({CommentState.WITHDRAWN}),
    Verb.COMMENT_ERASED: frozenset({CommentState.WITHDRAWN}),
}
SAID = ("digest", "type", "stance", "text", "proposed_text")


@dataclass(frozen=True)
class StateTold:
    """In which states the journal leaves a comment, and why it was hidden. A register's comments have no entry."""

    states: frozenset[CommentState] = STATES[Verb.COMMENT_SENT]
    reason: str = ""

    def after(self, verb: str, reason: str) -> "StateTold":
        """Edited words may wait for a moderator again, and are hidden no more."""
        if verb == Verb.COMMENT_EDITED:
            return StateTold(self.states - {CommentState.HIDDEN} | {CommentState.HELD})
        return StateTold(STATES[verb], reason)

    def contradicted_by(self, comment: Any) -> Iterator[str]:
        if comment.state not in self.states:
            yield "state"
        elif comment.state == CommentState.HIDDEN and comment.hidden_because != self.reason:
            yield "reason"


@dataclass(frozen=True)
class Report:
    guideline: str
    checks: tuple[Check, ...]

    @property
    def faults(self) -> list[str]:
        return [fault for check in self.checks for fault in check.faults]


def verify(guideline: Guideline) -> Report:
    return Report(guideline.slug, tuple(_then_collect(check(guideline)) for check in CHECKS))


def verify_site_log() -> Report:
    """What belongs to no guideline: the site's own log, and the entries that it commits to."""
    return Report("site-log", tuple(_then_collect(check(SITE_LOG)) for check in (committed_in, tree_of)))


def verify_pack(path: Path) -> Report:
    """An evidence pack, checked by the program that is in it. Raises NotAPack."""
    checks = check_pack(path)
    told = (Check(check.name, check.what, check.number, check.faults, check.notes) for check in checks)
    return Report(path.name, tuple(told))


def _then_collect(check: Check) -> Check:
    garbage.safe_point()
    return check


def receipts(guideline: Guideline) -> Check:
    """The hash of each receipt is that of the words kept as its current version, and the comment shows those words."""
    erased = set(_subjects(guideline, Verb.COMMENT_ERASED))
    last = select(func.max(CommentVersion.id)).group_by(CommentVersion.comment_id)
    rows = (
        select(
            Comment.id, *(getattr(Comment, name) for name in SAID), *(getattr(CommentVersion, name) for name in SAID)
        )
        .add_columns(Comment.reference)
        .join(Round, Round.id == Comment.round_id)
        .outerjoin(CommentVersion, (CommentVersion.comment_id == Comment.id) & CommentVersion.id.in_(last))
        .where(Round.guideline_id == guideline.id, Comment.state.not_in(NOT_SAID))
        .order_by(Comment.id)
    )
    check = Check("receipts", _("Receipts compared with the words that are kept"))
    for id_, *said, reference in db.session.execute(rows.execution_options(yield_per=1000)):
        check.number += 1
        if id_ not in erased:
            check.faults += _faults_of_receipt(reference, said[: len(SAID)], said[len(SAID) :])
    if erased:
        says = ngettext(
            "%(num)s comment was erased with its author; the journal says so.",
            "%(num)s comments were erased with their authors; the journal says so.",
            len(erased),
        )
        check.notes.append(says)
    return check


def _faults_of_receipt(reference: str, shown: Sequence[Any], version: Sequence[Any]) -> Iterable[str]:
    receipt, *words = shown
    kept, *sent = version
    if kept is None:
        yield _("Comment %(reference)s was acknowledged, and no version of it is kept.", reference=reference)
    elif kept != receipt or _digest(*sent) != receipt:
        yield _(
            "Comment %(reference)s: its receipt says %(receipt)s…, its words have %(words)s….",
            reference=reference,
            receipt=receipt[:12],
            words=_digest(*sent)[:12],
        )
    elif words != sent:
        yield _("Comment %(reference)s shows other words than its last version.", reference=reference)


def _digest(type_: str, stance: str, text: str, proposed_text: str) -> str:
    return comment_digest(type=type_, stance=stance, text=text, proposed_text=proposed_text)


def shown(guideline: Guideline) -> Check:
    """Each comment shows the place, the passage, the author and the state that it was sent with or given since."""
    last = select(func.max(CommentVersion.id)).group_by(CommentVersion.comment_id)
    rows = (
        select(*Comment.__table__.c, CommentVersion.as_said, CommentVersion.author_shown, Clause.uid, Pillar.code)
        .select_from(Comment)
        .join(Round, Round.id == Comment.round_id)
        .join(CommentVersion, (CommentVersion.comment_id == Comment.id) & CommentVersion.id.in_(last))
        .outerjoin(Clause, Clause.id == Comment.clause_id)
        .outerjoin(Pillar, Pillar.id == Comment.pillar_id)
        .where(Round.guideline_id == guideline.id, Comment.state.not_in(NOT_SAID))
        .order_by(Comment.id)
    )
    states, check = _states_told(guideline), Check("shown", _("Comments compared with what they were sent as"))
    nameless = set(_subjects(guideline, Verb.COMMENT_MADE_NAMELESS))
    for row in db.session.execute(rows.execution_options(yield_per=1000)):
        check.number += 1
        if wrong := _shown_otherwise(row, states.get(row.id, StateTold()), nameless=row.id in nameless):
            says = _("Comment %(reference)s shows another %(what)s than it was sent with.")
            check.faults.append(says % {"reference": row.reference, "what": ", ".join(wrong)})
    if nameless:
        check.notes.append(
            _(
                "%(n)s comments lost their author’s name when the author was erased; the journal says so.",
                n=len(nameless),
            )
        )
    return check


def _shown_otherwise(row: Any, told: StateTold, *, nameless: bool) -> list[str]:
    """`nameless`: the journal says that the author was erased; then no name is shown, and none may be."""
    said, wrong = row.as_said or {}, []
    clause = (said.get("clause") or {}).get("uid")
    if said:
        as_sent = said | {"named": False} if nameless else said
        wrong += [name for name in SAID_WITH if as_sent[name] != getattr(row, name)]
        wrong += ["clause"] if clause != row.uid else []
        wrong += ["pillar"] if said["pillar"] != row.code else []
    if nameless:
        wrong += ["name"] if row.author_name else []
    elif row.author_shown is not None:
        author = author_as_shown(row)
        wrong += [name for name in author | row.author_shown if author.get(name) != row.author_shown.get(name)]
    return [*wrong, *told.contradicted_by(row)]


def _states_told(guideline: Guideline) -> dict[int, StateTold]:
    """By comment, what its entries come to in their order."""
    about = (AuditEntry.subject == Comment.__tablename__, AuditEntry.verb.in_([*STATES, Verb.COMMENT_EDITED]))
    query = select(AuditEntry.subject_id, AuditEntry.verb, AuditEntry.facts)
    query = query.where(AuditEntry.guideline_id == guideline.id, *about).order_by(AuditEntry.id)
    found: dict[int, StateTold] = {}
    for id_, verb, facts in db.session.execute(query.execution_options(yield_per=1000)):
        found[id_] = found.get(id_, StateTold()).after(verb, str(facts.get("reason", "")))
    return found


def acknowledgements(guideline: Guideline) -> Check:
    """Each acknowledged comment has its journal entry, and each entry its comment; registers by their number."""
    sent = set(_subjects(guideline, Verb.COMMENT_SENT))
    query = select(Comment.id, Comment.reference, Comment.channel, Comment.round_id).join(Round)
    query = query.where(Round.guideline_id == guideline.id, Comment.state.not_in(NOT_SAID)).order_by(Comment.id)
    check = Check("acknowledgements", _("Comments looked for in the journal, and entries for their comments"))
    read_in: dict[int, int] = {}
    for number, reference, channel, round_id in db.session.execute(query):
        check.number += 1
        if number in sent:
            sent.remove(number)
        elif channel == Channel.SITE:
            check.faults.append(_("Comment %(reference)s is in no entry of the journal.", reference=reference))
        else:
            read_in[round_id] = read_in.get(round_id, 0) + 1
    check.faults += [
        _("The journal says that comment no. %(n)s was sent; it is not kept.", n=lost) for lost in sorted(sent)
    ]
    check.faults += _faults_of_registers(guideline, read_in)
    return check


def _faults_of_registers(guideline: Guideline, kept_rows: Mapping[int, int]) -> Iterable[str]:
    """As many comments as the imports in the journal accepted, round by round."""
    journal = set(_subjects(guideline, Verb.REGISTER_IMPORTED))
    query = select(Round, func.coalesce(func.sum(Import.accepted), 0))
    query = query.outerjoin(Import, (Import.round_id == Round.id) & Import.id.in_(journal))
    for round_, accepted in db.session.execute(query.where(Round.guideline_id == guideline.id).group_by(Round.id)):
        found = kept_rows.get(round_.id, 0)
        if found != accepted:
            yield _(
                "Round “%(round)s”: the journal speaks of %(accepted)s comments from registers, %(found)s are kept.",
                round=round_.title,
                accepted=accepted,
                found=found,
            )


def check_ballots(guideline: Guideline) -> Check:
    """The result of each closed ballot is what its standing votes give when they are counted again."""
    closed = select(Ballot).join(Ballot.revision).where(Revision.guideline_id == guideline.id)
    found = db.session.scalars(closed.where(Ballot.closed_at.is_not(None)).order_by(Ballot.id)).all()
    check = Check("ballots", _("Closed ballots counted again"), number=len(found))
    for ballot in found:
        check.faults += _faults_of_ballot(ballot)
    return check


def _faults_of_ballot(ballot: Ballot) -> Iterable[str]:
    title = ballot.revision.title
    if any(vote.cast_at > (ballot.voided_at or ballot.closed_at or vote.cast_at) for vote in standing_votes(ballot)):
        yield _("The ballot on “%(title)s” holds a vote cast after it closed.", title=title)
    if not _seats_are_those_of_the_opening(ballot):
        yield _("The ballot on “%(title)s” holds the vote of someone who was not to vote.", title=title)
    if ballot.tally is None:
        return
    try:
        tally = recount(ballot)
    except ValueError:
        yield _("The ballot on “%(title)s” holds more votes than there were experts.", title=title)
        return
    if tally != restored(ballot.tally):
        yield _("The ballot on “%(title)s”: its votes, counted again, give another result than is kept.", title=title)
    elif ballot.carried is not None and tally.carried != ballot.carried:
        yield _(
            "The ballot on “%(title)s” says that it was carried, its count that it was not, or the other way round.",
            title=title,
        )


def _seats_are_those_of_the_opening(ballot: Ballot) -> bool:
    """Those that the journal names, where it was opened since it names them; and each vote is of one of them."""
    seats = {seat.id: [seat.appointment_id, seat.member_state or ""] for seat in seats_of_ballot(ballot)}
    opened = (AuditEntry.verb == Verb.BALLOT_OPENED, AuditEntry.subject == "ballot", AuditEntry.subject_id == ballot.id)
    facts = [entry.facts for entry in db.session.scalars(select(AuditEntry).where(*opened)) if "seats" in entry.facts]
    said = all(sorted([seat[0], seat[-1] or ""] for seat in f["seats"]) == sorted(seats.values()) for f in facts)
    return said and all(vote.seat_id in seats for vote in standing_votes(ballot))


def positions(guideline: Guideline) -> Check:
    """The receipt of each organisation's position names its comments, each as it stands, and no other has its name."""
    check = Check("positions", _("Positions of organisations compared with their comments"))
    for position in positions_with_statement(guideline):
        check.number += 1
        named = {one["reference"]: one["commitment"] for one in (position.statement or {})["comments"]}
        kept = {comment.reference: comment.commitment for comment in comments_of_position(position)}
        if named != kept:
            says = _("The position %(reference)s does not hold the comments that its receipt names.")
            check.faults.append(says % {"reference": position.reference})
    return check


def _subjects(guideline: Guideline, verb: Verb) -> Iterable[int]:
    return db.session.scalars(
        select(AuditEntry.subject_id).where(AuditEntry.guideline_id == guideline.id, AuditEntry.verb == verb)
    )


CHECKS: tuple[Callable[[Guideline], Check], ...] = (
    receipts,
    acknowledgements,
    positions,
    check_ballots,
    wordings,
    seals,
    shown,
    deeds,
    committed,
    tree,
)

"""What stands in the way of publishing the next draft: each a sentence, a count and the page where it is dealt with."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Self

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Select, func, literal, select, union_all

from consult.analysis.models import AnalysisRun
from consult.comments.models import Comment, CommentState, CommentType
from consult.comments.queries import all_sent
from consult.consultations.models import Round
from consult.core import clock
from consult.core.database import db
from consult.drafts.models import Draft, Guideline
from consult.drafts.queries import current_draft
from consult.publishing.assembly_inputs import fault_in_words, faults_of
from consult.publishing.models import Carry
from consult.publishing.queries import DraftText, left_to_carry, text_of, unpublished_carried_revisions
from consult.publishing.rules import Blocker
from consult.publishing.words.history import UnvotedClause, clauses_without_a_vote
from consult.responses.tallies.queries import Counted, unanswered_tally
from consult.revisions.models import Revision
from consult.revisions.uptake.queries import promised_tally
from consult.voting.models import Ballot


def blockers_of(guideline: Guideline, draft: Draft | None) -> list[Blocker]:
    """Before (`draft` None) and after the next draft has been prepared. The first draft of all has none."""
    base = current_draft(guideline)
    return blockers_between(text_of(base), text_of(draft) if draft else None) if base is not None else []


def blockers_between(
    base: DraftText, made: DraftText | None, carried: Sequence[Revision] | None = None
) -> list[Blocker]:
    """The same for texts at hand: the draft in force, and the next one once it has been prepared; `carried` are the
    carried revisions that stand in no draft yet, where the caller has read them."""
    guideline = base.draft.guideline
    waiting = carried if carried is not None else unpublished_carried_revisions(guideline)
    counted = counted_together(_to_count(guideline, base.draft))
    counted["promised"] = ObstacleCount.of(promised_tally(guideline))
    found = [
        *_points(guideline, counted),
        *_promises(guideline, counted["promised"]),
        *_ballots(guideline, counted["ballots"]),
        *_comments_carried(guideline, base.draft, counted),
    ]
    return [*_revisions(base, made, waiting), *(_own(base, made) if made else ()), *found]


class ObstacleCount(NamedTuple):
    """How many rows; and a sum of their ids, which tells one set of rows from another of the same size."""

    rows: int
    which: str

    @classmethod
    def of(cls, counted: Counted) -> Self:
        return cls(counted.points, str(counted.ids))


def counted_together(queries: Mapping[str, Select[Any]]) -> dict[str, ObstacleCount]:
    """Rows of several selects that have an id, in one statement."""
    rows = {name: query.order_by(None).subquery() for name, query in queries.items()}
    each = (select(literal(name), func.count(), func.sum(of.c.id)).select_from(of) for name, of in rows.items())
    return {
        name: ObstacleCount(number, str(total or 0)) for name, number, total in db.session.execute(union_all(*each))
    }


def _to_count(guideline: Guideline, base: Draft) -> dict[str, Select[Any]]:
    running = select(Ballot.id).join(Revision, Revision.id == Ballot.revision_id)
    running = running.where(Ballot.closed_at.is_(None), Ballot.opens_at <= clock.now())  # a planned one is not open
    return {
        "unread": _not_analysed(guideline).with_only_columns(Comment.id),
        "ballots": running.where(Revision.guideline_id == guideline.id),
        "unconfirmed": select(Carry.id).where(Carry.draft_id == base.id, Carry.confirmed_at.is_(None)),
        "left": left_to_carry(base),
    }


def _points(guideline: Guideline, counted: Mapping[str, ObstacleCount]) -> Iterator[Blocker]:
    unanswered, which = ObstacleCount.of(unanswered_tally(guideline, CommentType.SUBSTANTIVE))
    if unanswered:
        says = ngettext(
            "%(num)s substantive point has no answer.", "%(num)s substantive points have no answer.", unanswered
        )
        others = unanswered_tally(guideline).points - unanswered
        if others:
            open_ones = _("They are among the %(all)s open at the desk; the others may wait.", all=others + unanswered)
            says = f"{says} {open_ones}"
        where = {"slug": guideline.slug, "type": "substantive"}
        yield Blocker("unanswered", unanswered, says, "responses.desk", where, fingerprint=which)
    unread, which = counted["unread"]
    if unread:
        says = ngettext(
            "%(num)s substantive comment came in since the last analysis, so its points are not known.",
            "%(num)s substantive comments came in since the last analysis, so their points are not known.",
            unread,
        )
        yield Blocker("not_analysed", unread, says, "analysis.run", {"slug": guideline.slug}, fingerprint=which)


def _promises(guideline: Guideline, promised: ObstacleCount) -> Iterator[Blocker]:
    """Answers that say "accepted" while nobody carried the words: what is published with the draft would repeat it."""
    if promised.rows:
        says = ngettext(
            "%(num)s point is answered “accepted”, and the expert group has not carried words for it.",
            "%(num)s points are answered “accepted”, and the expert group has not carried words for them.",
            promised.rows,
        )
        where = {"slug": guideline.slug}
        yield Blocker(
            "accepted_not_carried", promised.rows, says, "revisions.accepted", where, fingerprint=promised.which
        )


def _not_analysed(guideline: Guideline) -> Select[Comment]:
    """The moment is asked for first: compared with a number, it is found by an index; a key plus nothing keeps the
    key's own index out."""
    runs = select(func.max(AnalysisRun.created_at)).where(
        AnalysisRun.guideline_id == guideline.id, AnalysisRun.finished_at.is_not(None)
    )
    last = db.session.scalar(runs)
    if last is None:
        return all_sent(guideline).where(Comment.type == CommentType.SUBSTANTIVE)
    within = (Comment.round_id + 0).in_(select(Round.id).where(Round.guideline_id == guideline.id))
    later = (Comment.sent_at > last, Comment.state == CommentState.SENT, Comment.type == CommentType.SUBSTANTIVE)
    return select(Comment).where(*later, within)


def _ballots(guideline: Guideline, running: ObstacleCount) -> Iterator[Blocker]:
    if running.rows:
        says = ngettext("%(num)s ballot is still open.", "%(num)s ballots are still open.", running.rows)
        where = {"slug": guideline.slug}
        yield Blocker("open_ballots", running.rows, says, "voting.ballots", where, fingerprint=running.which)


def _comments_carried(guideline: Guideline, base: Draft, counted: Mapping[str, ObstacleCount]) -> Iterator[Blocker]:
    """The queue that the last publication left behind."""
    where = {"slug": guideline.slug, "number": base.number}
    unsettled, which = counted["unconfirmed"]
    if unsettled:
        says = ngettext(
            "%(num)s comment carried to draft %(number)s waits for someone to confirm where it belongs.",
            "%(num)s comments carried to draft %(number)s wait for someone to confirm where they belong.",
            unsettled,
            number=base.number,
        )
        yield Blocker("unconfirmed", unsettled, says, "publishing.carried", where, fingerprint=which)
    left, which_left = counted["left"]
    if left:
        says = ngettext(
            "%(num)s comment has not been carried to draft %(number)s yet.",
            "%(num)s comments have not been carried to draft %(number)s yet.",
            left,
            number=base.number,
        )
        yield Blocker("not_carried_over", left, says, "publishing.carried", where, fingerprint=which_left)


def _revisions(base: DraftText, made: DraftText | None, every: Sequence[Revision]) -> Iterator[Blocker]:
    """Carried revisions that do not fit, or that the draft in work leaves out."""
    guideline = base.draft.guideline
    taken = {source.revision.id for source in made.sources} if made else None
    chosen = [revision for revision in every if taken is None or revision.id in taken]
    where = {"slug": guideline.slug}
    for fault in faults_of(base.wordings, chosen):
        says = fault_in_words(fault, every, base.wordings)
        yield Blocker(fault.kind, len(fault.revisions), says, "publishing.prepare", where, passable=False)
    omitted = [revision.id for revision in every if revision not in chosen]
    left_out = len(omitted)
    if left_out:
        says = ngettext(
            "%(num)s carried revision is left out of this draft.",
            "%(num)s carried revisions are left out of this draft.",
            left_out,
        )
        which = ",".join(map(str, omitted))
        yield Blocker("left_out", left_out, says, "publishing.prepare", where, fingerprint=which)


def _own(base: DraftText, made: DraftText) -> Iterator[Blocker]:
    """What is the matter with the prepared draft itself."""
    draft, where = made.draft, {"slug": base.draft.guideline.slug}
    edit = {**where, "number": draft.number}
    if draft.based_on_id not in {None, base.draft.id}:
        says = _("This draft was made from one that is no longer current. Prepare it again.")
        yield Blocker("overtaken", 1, says, "publishing.prepare", where, passable=False)
    unvoted = clauses_without_a_vote(base, made)
    if unvoted:
        says = _said_of(unvoted)
        yield Blocker("without_a_vote", len(unvoted), says, "drafts.edit", edit, fingerprint=_words(unvoted))


def _said_of(unvoted: Sequence[UnvotedClause]) -> str:
    """Clauses that are there and those that are gone are told apart: together they may be more than the draft has."""
    gone = sum(clause.gone for clause in unvoted)
    here = len(unvoted) - gone
    put = ngettext(
        "%(num)s clause has words that nobody voted on.", "%(num)s clauses have words that nobody voted on.", here
    )
    out = ngettext(
        "%(num)s clause of the draft before is gone, and nobody voted to strike it.",
        "%(num)s clauses of the draft before are gone, and nobody voted to strike them.",
        gone,
    )
    return " ".join([*([put] if here else []), *([out] if gone else [])])


def _words(unvoted: Sequence[UnvotedClause]) -> str:
    """Other words by hand are another obstacle."""
    rows = [[clause.wording.id, clause.wording.text, clause.gone] for clause in unvoted]
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


def sentences(found: Sequence[Blocker]) -> str:
    """As it is kept with a publication that passed them over."""
    return "\n".join(obstacle.sentence for obstacle in found)

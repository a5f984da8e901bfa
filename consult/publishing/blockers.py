"""What stands in the way of publishing the next draft: each a sentence, a count and the page where it is dealt with."""

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from consult.analysis.models import AnalysisRun
from consult.comments.models import Comment, CommentType
from consult.comments.queries import all_sent
from consult.core.database import db
from consult.core.text import looks_same
from consult.drafts.models import Draft, Guideline, Wording
from consult.drafts.queries import current_draft
from consult.publishing.assembly_inputs import fault_in_words, faults_of
from consult.publishing.queries import DraftText, how_many_left, unpublished_carried_revisions, waiting
from consult.publishing.rules import Blocker
from consult.responses.queries import count_of, unanswered_points, unanswered_substantive_points
from consult.revisions.models import Revision
from consult.revisions.uptake.queries import promised_points
from consult.voting.queries import ballots_of


def blockers_of(guideline: Guideline, draft: Draft | None) -> list[Blocker]:
    """Before (`draft` None) and after the next draft has been prepared. The first draft of all has none."""
    base = current_draft(guideline)
    return blockers_between(DraftText(base), DraftText(draft) if draft else None) if base is not None else []


def blockers_between(base: DraftText, made: DraftText | None) -> list[Blocker]:
    """The same for texts at hand: the draft in force, and the next one once it has been prepared."""
    guideline = base.draft.guideline
    found = [
        *_points(guideline),
        *_promises(guideline),
        *_ballots(guideline),
        *_comments_carried(guideline, base.draft),
    ]
    return [*_revisions(base, made), *(_own(base, made) if made else ()), *found]


def _points(guideline: Guideline) -> Iterator[Blocker]:
    unanswered = count_of(unanswered_substantive_points(guideline))
    if unanswered:
        says = ngettext(
            "%(num)s substantive point has no answer.", "%(num)s substantive points have no answer.", unanswered
        )
        others = count_of(unanswered_points(guideline)) - unanswered
        if others:
            open_ones = _("They are among the %(all)s open at the desk; the others may wait.", all=others + unanswered)
            says = f"{says} {open_ones}"
        where = {"slug": guideline.slug, "type": "substantive"}
        yield Blocker("unanswered", unanswered, says, "responses.desk", where)
    unread = _not_analysed(guideline)
    if unread:
        says = ngettext(
            "%(num)s substantive comment came in since the last analysis, so its points are not known.",
            "%(num)s substantive comments came in since the last analysis, so their points are not known.",
            unread,
        )
        yield Blocker("not_analysed", unread, says, "analysis.run", {"slug": guideline.slug})


def _promises(guideline: Guideline) -> Iterator[Blocker]:
    """Answers that say "accepted" while nobody carried the words: what is published with the draft would repeat it."""
    promised = count_of(promised_points(guideline))
    if promised:
        says = ngettext(
            "%(num)s point is answered “accepted”, and the expert group has not carried words for it.",
            "%(num)s points are answered “accepted”, and the expert group has not carried words for them.",
            promised,
        )
        yield Blocker("accepted_not_carried", promised, says, "revisions.accepted", {"slug": guideline.slug})


def _not_analysed(guideline: Guideline) -> int:
    runs = select(func.max(AnalysisRun.created_at)).where(
        AnalysisRun.guideline_id == guideline.id, AnalysisRun.finished_at.is_not(None)
    )
    last = db.session.scalar(runs)
    later = all_sent(guideline).where(Comment.type == CommentType.SUBSTANTIVE)
    return count_of(later.where(Comment.sent_at > last) if last is not None else later)


def _ballots(guideline: Guideline) -> Iterator[Blocker]:
    running = sum(ballot.closed_at is None for ballot in ballots_of(guideline))
    if running:
        says = ngettext("%(num)s ballot is still open.", "%(num)s ballots are still open.", running)
        yield Blocker("open_ballots", running, says, "voting.ballots", {"slug": guideline.slug})


def _comments_carried(guideline: Guideline, base: Draft) -> Iterator[Blocker]:
    """The queue that the last publication left behind."""
    where = {"slug": guideline.slug, "number": base.number}
    unsettled = waiting(base)
    if unsettled:
        says = ngettext(
            "%(num)s comment carried to draft %(number)s waits for someone to confirm where it belongs.",
            "%(num)s comments carried to draft %(number)s wait for someone to confirm where they belong.",
            unsettled,
            number=base.number,
        )
        yield Blocker("unconfirmed", unsettled, says, "publishing.carried", where)
    left = how_many_left(base)
    if left:
        says = ngettext(
            "%(num)s comment has not been carried to draft %(number)s yet.",
            "%(num)s comments have not been carried to draft %(number)s yet.",
            left,
            number=base.number,
        )
        yield Blocker("not_carried_over", left, says, "publishing.carried", where)


def _revisions(base: DraftText, made: DraftText | None) -> Iterator[Blocker]:
    """Carried revisions that do not fit, or that the draft in work leaves out."""
    guideline = base.draft.guideline
    every = unpublished_carried_revisions(guideline)
    taken = {source.revision.id for source in made.sources} if made else None
    chosen = [revision for revision in every if taken is None or revision.id in taken]
    where = {"slug": guideline.slug}
    for fault in faults_of(base.wordings, chosen):
        says = fault_in_words(fault, every, base.wordings)
        yield Blocker(fault.kind, len(fault.revisions), says, "publishing.prepare", where, passable=False)
    left_out = len(every) - len(chosen)
    if left_out:
        says = ngettext(
            "%(num)s carried revision is left out of this draft.",
            "%(num)s carried revisions are left out of this draft.",
            left_out,
        )
        yield Blocker("left_out", left_out, says, "publishing.prepare", where)


def _own(base: DraftText, made: DraftText) -> Iterator[Blocker]:
    """What is the matter with the prepared draft itself."""
    draft, where = made.draft, {"slug": base.draft.guideline.slug}
    if draft.based_on_id not in {None, base.draft.id}:
        says = _("This draft was made from one that is no longer current. Prepare it again.")
        yield Blocker("overtaken", 1, says, "publishing.prepare", where, passable=False)
    unvoted = len(changed_without_a_vote(base, made))
    if unvoted:
        says = ngettext(
            "%(num)s clause has words that nobody voted on.",
            "%(num)s clauses have words that nobody voted on.",
            unvoted,
        )
        edit = {**where, "number": draft.number}
        yield Blocker("without_a_vote", unvoted, says, "drafts.edit", edit)


def changed_without_a_vote(base: DraftText, made: DraftText) -> list[Wording]:
    """Clauses of the draft (or, deleted, of the base) whose words differ and come from no carried revision."""
    came = {source.wording_id: source.revision for source in made.sources if source.wording_id is not None}
    deleted = {source.clause_id for source in made.sources if source.wording_id is None}
    before = {wording.clause_id: wording for wording in base.wordings}
    now = made.wordings
    odd = [wording for wording in now if not _is_voted(wording, came.get(wording.id), before.get(wording.clause_id))]
    here = {wording.clause_id for wording in now}
    return odd + [old for clause, old in before.items() if clause not in here and clause not in deleted]


def _is_voted(wording: Wording, revision: Revision | None, before: Wording | None) -> bool:
    if revision is not None:
        return looks_same(wording.text, revision.proposed_text)
    return before is not None and looks_same(wording.text, before.text)


def sentences(found: Sequence[Blocker]) -> str:
    """As it is kept with a publication that passed them over."""
    return "\n".join(obstacle.sentence for obstacle in found)

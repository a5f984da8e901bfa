"""What changes about position papers: attached, read, cut into comments, released, taken away."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, select, update

from consult.accounts.models import Person
from consult.comments.actions import acknowledge, hold_author, post_receipt, withdraw_made_of_paper
from consult.comments.content import CommentContent
from consult.comments.mail_in.models import ReceivedMail
from consult.comments.models import Comment, CommentState
from consult.comments.papers.ending import comments_made_of, end_paper
from consult.comments.papers.models import ExcerptState, PaperExcerpt, PaperState, PositionPaper
from consult.comments.papers.paragraphs import PaperPassage
from consult.comments.papers.queries import READ_PAPER
from consult.comments.papers.recognition import kept_name, kind_of_paper
from consult.comments.papers.rules import (
    MOST_PAPERS,
    is_of_standing_submission,
    is_theirs,
    may_attach_paper,
    may_release_paper,
    may_sort_excerpts,
    may_withdraw_paper,
    stands_in_paper,
)
from consult.comments.papers.suggesting import ClauseSuggester, Suggested, SuggestedFrom
from consult.comments.references import new_reference
from consult.consultations.models import Round
from consult.consultations.queries import participation_of
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import held
from consult.core.queue import queue
from consult.core.ruling import Refused, Ruling
from consult.core.verbs import Verb
from consult.drafts.models import Wording
from consult.drafts.queries import membership_of, wordings_of

AS_ITS_SUBMISSION = (
    *("round_id", "author_id", "author_name", "named", "organisation", "stakeholder_type", "country"),
    *("confirmed_organisation_id", "position_id", "capacity", "language", "channel"),
)


def attach_paper(comment: Comment, content: bytes, file_name: str, language: str, *, by: Person) -> PositionPaper:
    """Kept as received, and read by a worker. The same file again is the same paper. Raises UnreadableForm, Refused."""
    hold_author(by)
    comment = held(comment)
    ruling_on_attaching(comment, by).enforce()
    kind, digest = kind_of_paper(content, file_name), hashlib.sha256(content).hexdigest()
    standing = (PositionPaper.comment_id == comment.id, PositionPaper.state.in_((PaperState.READING, PaperState.READ)))
    there = db.session.scalars(select(PositionPaper).where(*standing)).all()
    if known := next((one for one in there if one.sha256 == digest), None):
        return known
    if len(there) >= MOST_PAPERS:
        raise Refused(_("A comment has at most %(most)s papers.", most=MOST_PAPERS))
    facts = {"file_name": kept_name(file_name), "kind": kind, "size": len(content), "sha256": digest}
    paper = PositionPaper(round_id=comment.round_id, comment=comment, content=content, language=language, **facts)
    paper.by, paper.attached_at = by, clock.now()
    _begin_reading(paper)
    told = {"kind": kind.value, "sha256": digest, "size": len(content)}
    _record(Verb.COMMENT_PAPER_ATTACHED, comment, by=by, **told)
    return paper


def attach_to_mail(mail: ReceivedMail, content: bytes, file_name: str, language: str) -> PositionPaper | None:
    """What came with a message; it belongs to no comment until that is placed. Raises UnreadableForm, Refused."""
    kind, digest = kind_of_paper(content, file_name), hashlib.sha256(content).hexdigest()
    there = db.session.scalars(select(PositionPaper.sha256).where(PositionPaper.mail_id == mail.id)).all()
    if digest in there:
        return None
    if len(there) >= MOST_PAPERS:
        raise Refused(_("A message has at most %(most)s papers.", most=MOST_PAPERS))
    facts = {"file_name": kept_name(file_name), "kind": kind, "size": len(content), "sha256": digest}
    paper = PositionPaper(round_id=mail.round_id, mail_id=mail.id, content=content, language=language, **facts)
    paper.attached_at = clock.now()
    _begin_reading(paper)
    return paper


def ruling_on_attaching(comment: Comment, by: Person) -> Ruling:
    membership, place = membership_of(by, comment.round.guideline), participation_of(by, comment.round)
    return may_attach_paper(comment, membership, place, clock.now())


def _begin_reading(paper: PositionPaper) -> None:
    db.session.add(paper)
    db.session.flush()
    queue.add(READ_PAPER, paper.id, guideline_id=paper.round.guideline_id, by=paper.by)
    db.session.flush()


def refuse_paper(paper: PositionPaper, says: str) -> None:
    """Nothing of it is kept but its digest and the sentence."""
    if paper.state == PaperState.READING:
        paper.state, paper.fault, paper.content = PaperState.FAULTY, says, None


def keep_excerpts(
    paper: PositionPaper, excerpts: Sequence[PaperPassage], *, pages: int | None, notes: Sequence[str]
) -> None:
    """What was read, each with the clause that it seems to be about. What an earlier try kept is dropped first."""
    if paper.state != PaperState.READING:
        return
    db.session.execute(delete(PaperExcerpt).where(PaperExcerpt.paper_id == paper.id))
    suggester = suggester_for(paper.round)
    for rank, one in enumerate(excerpts, start=1):
        found = suggester.suggested(one.text)
        row = PaperExcerpt(paper_id=paper.id, rank=rank, page=one.page, text=one.text, state=ExcerptState.WAITING)
        if found is not None:
            row.clause_id, row.certainty = found.clause_id, found.certainty
        db.session.add(row)
    paper.state, paper.pages, paper.notes = PaperState.READ, pages, list(notes)


def suggester_for(round_: Round) -> ClauseSuggester:
    return ClauseSuggester(
        [SuggestedFrom(w.clause_id, w.number, f"{w.heading} {w.text}".strip()) for w in wordings_of(round_.draft)]
    )


def keep_suggestions(suggested: Mapping[int, Suggested]) -> None:
    """By excerpt; what somebody decided about meanwhile, and what has a clause already, stays (optimistic check)."""
    for excerpt_id, found in suggested.items():
        waits = (PaperExcerpt.state == ExcerptState.WAITING, PaperExcerpt.clause_id.is_(None))
        change = update(PaperExcerpt).where(PaperExcerpt.id == excerpt_id, *waits)
        db.session.execute(change.values(clause_id=found.clause_id, certainty=found.certainty))


def release_paper(paper: PositionPaper, *, by: Person) -> None:
    """Whoever may read its comment can take it from now on. Pressing twice is pressing once."""
    paper = held(paper)
    may_release_paper(paper, membership_of(by, paper.round.guideline)).enforce()
    if paper.released_at is None and paper.comment is not None:
        paper.released_at, paper.released_by_id = clock.now(), by.id
        _record(Verb.COMMENT_PAPER_RELEASED, paper.comment, by=by, sha256=paper.sha256)


def withdraw_paper(paper: PositionPaper, *, by: Person) -> None:
    """Its bytes go. Its author also takes back what was made of it; the secretariat takes back nobody's words."""
    paper = held(paper)
    may_withdraw_paper(paper, membership_of(by, paper.round.guideline)).enforce()
    if paper.comment is not None and is_theirs(paper.comment, by):
        withdraw_made_of_paper(comments_made_of(paper), by=by)
    end_paper(paper)
    if paper.comment is not None:
        _record(Verb.COMMENT_PAPER_TAKEN_AWAY, paper.comment, by=by, sha256=paper.sha256)


@dataclass(frozen=True)
class SortedExcerpt:
    """What a person says of one: its words as they are to stand, and the number of its clause, or nothing."""

    text: str
    number: str


def _chosen(paper: PositionPaper, ids: Iterable[int]) -> list[PaperExcerpt]:
    mine = select(PaperExcerpt).where(PaperExcerpt.paper_id == paper.id, PaperExcerpt.id.in_(list(ids)))
    waiting = mine.where(PaperExcerpt.state == ExcerptState.WAITING).order_by(PaperExcerpt.rank)
    return list(db.session.scalars(waiting.with_for_update()))


def faults_of_sorting(paper: PositionPaper, typed: Mapping[int, SortedExcerpt], *, by: Person) -> dict[int, str]:
    """By excerpt, what is wrong with what was typed. The author may say it in other words, nobody else."""
    by_number = _wordings(paper)
    own = paper.comment is not None and is_theirs(paper.comment, by)
    faults = {}
    for one in _chosen(paper, typed):
        said = typed[one.id]
        if said.number and said.number.casefold() not in by_number:
            faults[one.id] = _("The draft of this round has no clause “%(number)s”.", number=said.number[:80])
        elif not said.text.strip():
            faults[one.id] = _("Nothing is left of it. Leave some words, or skip it.")
        elif not own and not stands_in_paper(said.text, one.text):
            faults[one.id] = _("These words do not stand in the paper. Leave words out with […], and add none.")
    return faults


def confirm_excerpts(paper: PositionPaper, typed: Mapping[int, SortedExcerpt], *, by: Person) -> list[Comment]:
    """Each a comment of the submission, quoted with its page. Those that somebody decided about meanwhile stay."""
    paper = held(paper)
    may_sort_excerpts(paper, membership_of(by, paper.round.guideline)).enforce()
    submission = paper.comment
    if submission is None:
        raise Refused(is_of_standing_submission(paper).refusal)
    if faults_of_sorting(paper, typed, by=by):
        raise Refused(_("Look at what is marked, and send it again."))
    by_number = _wordings(paper)
    made = []
    for one in _chosen(paper, typed):
        said = typed[one.id]
        comment = _comment_of(submission, one, said.text, by_number.get(said.number.casefold()))
        acknowledge(comment)
        _decide(one, ExcerptState.CONFIRMED, by, comment=comment)
        placed = {"page": one.page, "sha256": paper.sha256}
        _record(Verb.COMMENT_PLACED_FROM_PAPER, comment, by=by, **placed)
        made.append(comment)
    if made and submission.author is not None:
        post_receipt(made)
    return made


def _comment_of(submission: Comment, one: PaperExcerpt, text: str, wording: Wording | None) -> Comment:
    page = f", p. {one.page}" if one.page is not None else ""
    comment = Comment(
        reference=new_reference(),
        state=CommentState.DRAFT,
        saved_at=clock.now(),
        clause_id=wording.clause_id if wording is not None else None,
        pillar_id=wording.pillar_id if wording is not None else None,
        source_id=f"paper-{one.paper_id}-{one.rank}",
        provenance=f"position paper{page}",
        **{name: getattr(submission, name) for name in AS_ITS_SUBMISSION},
    )
    CommentContent(
        text=text.strip(), language=submission.language, capacity=submission.capacity, named=submission.named
    ).put_into(comment)
    db.session.add(comment)
    db.session.flush()
    return comment


def skip_excerpts(paper: PositionPaper, ids: Iterable[int], *, by: Person) -> int:
    """They ask for nothing that a comment would be made of."""
    paper = held(paper)
    may_sort_excerpts(paper, membership_of(by, paper.round.guideline)).enforce()
    chosen = _chosen(paper, ids)
    for one in chosen:
        _decide(one, ExcerptState.SKIPPED, by)
    return len(chosen)


def merge_excerpts(paper: PositionPaper, typed: Mapping[int, SortedExcerpt], *, by: Person) -> PaperExcerpt:
    """One excerpt of several, on the page of the first, which keeps its clause."""
    paper = held(paper)
    may_sort_excerpts(paper, membership_of(by, paper.round.guideline)).enforce()
    chosen = _chosen(paper, typed)
    if len(chosen) < 2:
        raise Refused(_("Tick two or more that belong together."))
    first, *others = chosen
    first.text = "\n".join(one.text for one in chosen)
    for one in others:
        _decide(one, ExcerptState.MERGED, by)
    return first


def _decide(one: PaperExcerpt, state: ExcerptState, by: Person, *, comment: Comment | None = None) -> None:
    one.state, one.decided_by_id, one.decided_at, one.comment = state, by.id, clock.now(), comment


def _wordings(paper: PositionPaper) -> dict[str, Wording]:
    return {wording.number.casefold(): wording for wording in wordings_of(paper.round.draft)}


def _record(verb: Verb, comment: Comment, *, by: Person | None, **facts: Any) -> None:
    record(verb, comment, by=by, guideline_id=comment.round.guideline_id, reference=comment.reference, **facts)

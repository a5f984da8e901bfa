"""A clause with what was said about it; the list of all comments; one comment."""

from typing import Any

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from consult.accounts.countries import Region
from consult.accounts.models import StakeholderType
from consult.accounts.views import safe_next
from consult.comments import actions
from consult.comments.blueprint import bp, not_shown, signed_in_to_write
from consult.comments.content import CommentContent
from consult.comments.editor.editor import CommentEditor
from consult.comments.editor.targets import (
    CommentTarget,
    draft_on,
    printed_clause,
    target_in,
    target_of,
    wording_with,
)
from consult.comments.models import CommentType, Stance
from consult.comments.moderation.queries import claim_of_another, open_appeal_about
from consult.comments.papers.rules import may_attach_paper
from consult.comments.queries import comment_for
from consult.comments.quotation import passages
from consult.comments.reading.outline import margins_of, number_on
from consult.comments.reading.threads import (
    CommentFilter,
    anchors_in,
    comments_on,
    numbers_said_on,
    page_of_listed,
    replies_to,
    thread_of,
    threads,
)
from consult.comments.rules import may_edit_comment, may_moderate, may_withdraw_comment
from consult.consultations.queries import participation_of
from consult.core import clock
from consult.core.database import db
from consult.core.i18n.languages import NAMES
from consult.core.pagination import paged
from consult.core.text import cleaned, one_line
from consult.drafts.models import Clause, DraftState
from consult.drafts.queries import current_draft, draft_for
from consult.drafts.translations.queries import films_of, reading_in

KINDS: dict[str, Any] = {
    "type": CommentType,
    "stance": Stance,
    "stakeholder_type": StakeholderType,
    "region": Region,
}


def filters_asked() -> CommentFilter:
    """What the address asks for; what it asks for and does not exist is not asked for."""
    asked = {name: kind(request.args[name]) for name, kind in KINDS.items() if request.args.get(name) in set(kind)}
    words = one_line(request.args.get("words", ""))[:200]
    language = request.args.get("language", "")
    return CommentFilter(
        **asked,
        language=language if language.isalpha() and len(language) <= 8 else "",
        words=words,
        most_endorsed=request.args.get("sort") == "endorsed",
    )


@bp.get("/guidelines/<slug>/drafts/<int:number>/clauses/<uid>")
def clause(slug: str, number: int, uid: str) -> ResponseReturnValue:
    """The clause, passages that were quoted marked in it; the form; what others say."""
    draft, membership = draft_for(current_user, slug, number) or abort(404)
    wording, *neighbours = printed_clause(draft, uid) or abort(404)
    now, filters = clock.now(), filters_asked()
    listed = comments_on(draft, membership, filters, now, clause=wording.clause)
    total, said, stances = numbers_said_on(listed, draft, membership, now, clause=wording.clause)
    page = paged(listed, size=20, total=total)
    reading = reading_in(draft, clauses=[uid])
    shown = reading.of("clause", uid, wording.heading, wording.text)
    read_in = "" if shown.original else reading.choice.code
    target = CommentTarget(draft, wording.pillar, wording, read=shown if read_in else None, read_in=read_in)
    desk = CommentEditor(target, membership, comment=draft_on(target, membership.person))
    in_force = current_draft(draft.guideline) if draft.state == DraftState.SUPERSEDED else None
    return render_template(
        "comments/clause.html",
        draft=draft,
        wording=wording,
        target=target,
        desk=desk,
        form=desk.form() if desk.rounds else None,
        reading=reading,
        shown=shown,
        films=films_of(draft, uid),
        marked=passages.marked(shown.text, anchors_in(draft, wording.clause, membership, now, read_in=read_in)),
        page=page,
        threads=threads(page.items, membership, now, known=[wording]),
        filters=filters,
        languages=NAMES,
        said=said,
        stances=stances,
        neighbours=neighbours,
        in_force=in_force,
        stands_in_force=in_force is not None and wording_with(in_force, Clause.uid == uid) is not None,
    )


@bp.get("/guidelines/<slug>/drafts/<int:number>/comments")
def comments(slug: str, number: int) -> ResponseReturnValue:
    """All that was said on the draft, or on one pillar of it (`?pillar=HR`)."""
    draft, membership = draft_for(current_user, slug, number) or abort(404)
    target = target_in(draft, code=request.args.get("pillar", "")) or abort(404)
    now, filters = clock.now(), filters_asked()
    margins = margins_of(draft, membership, now)
    if target.pillar is None and not filters.narrow and not filters.most_endorsed:
        page = page_of_listed(draft, membership, now)
    else:
        page = paged(comments_on(draft, membership, filters, now, pillar=target.pillar))
    return render_template(
        "comments/comments.html",
        draft=draft,
        target=target,
        page=page,
        threads=threads(page.items, membership, now),
        filters=filters,
        languages=NAMES,
        said=margins.total if target.pillar is None else number_on(target.pillar, draft, margins),
    )


@bp.get("/comments/<reference>")
def comment(reference: str) -> ResponseReturnValue:
    """One comment with its replies; its author and the team also see every version of it."""
    found = comment_for(current_user, reference)
    if found is None:
        return not_shown(reference)
    said, membership = found
    place, now = participation_of(membership.person, said.round), clock.now()
    page = paged(replies_to(said, membership, now), size=50)
    moderates = bool(may_moderate(membership, place, said.round))
    return render_template(
        "comments/comment.html",
        comment=said,
        membership=membership,
        target=target_of(said),
        thread=thread_of(said, page.items, membership, now),
        page=page,
        sees_versions=membership.team or membership.moderator or said.author_id == getattr(membership.person, "id", 0),
        may_edit=may_edit_comment(said, membership.person, place, now),
        may_withdraw=may_withdraw_comment(said, membership.person),
        may_moderate=moderates,
        looked_at=moderates and claim_of_another(said, membership.person, now),
        open_appeal=moderates and open_appeal_about(said),
        may_attach=membership.signed_in and may_attach_paper(said, membership, place, now),
    )


@bp.post("/comments/<reference>/endorse")
@signed_in_to_write
def endorse(reference: str) -> ResponseReturnValue:
    """This is mine too; pressed again, it is not."""
    said, _membership = comment_for(current_user, reference) or abort(404)
    given = actions.endorsement_by(current_user, said)
    if request.form.get("take_back") and given is not None:
        actions.take_back_endorsement(said, by=current_user)
    elif not request.form.get("take_back"):
        actions.endorse(said, by=current_user)
    db.session.commit()
    return redirect(f"{safe_next()}#{said.reference}")


@bp.post("/guidelines/<slug>/drafts/<int:number>/clauses/<uid>/redline")
def redline(slug: str, number: int, uid: str) -> ResponseReturnValue:
    """For the page's script: what the words typed so far change in the clause. Nothing is kept."""
    draft, _membership = draft_for(current_user, slug, number) or abort(404)
    target = target_in(draft, uid=uid) or abort(404)
    target = target.read_as(request.form.get("read_in", "")[:40])
    asked = {"quote": "quote", "before": "prefix", "after": "suffix", "proposed_text": "proposed_text"}
    typed: dict[str, Any] = {name: cleaned(request.form.get(shown, "")[:20_000]) for shown, name in asked.items()}
    content = passages.settled(CommentContent(**typed), target.words)
    segments = passages.redline(target.words, passages.anchor_of(content), content.proposed_text)
    return render_template("comments/redline.html", segments=segments, target=target, content=content)

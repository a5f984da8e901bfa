"""The revisions of a guideline, one revision with all that speaks for and against it, and its next step."""

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.accounts.models import Person
from consult.core import clock
from consult.core.database import db
from consult.core.text import looks_same
from consult.drafts.brackets.parsing import brackets_in
from consult.drafts.membership import Membership
from consult.drafts.queries import current_draft, guideline_for
from consult.drafts.redline.moves import with_moves
from consult.drafts.text_diff import Segment, difference
from consult.responses.clearance.queries import on_their_way
from consult.responses.points_by_theme import group_by_theme
from consult.responses.queries import effective_answers
from consult.revisions import actions, answered_points, queries, wording
from consult.revisions.advice.forms import RemarkForm, RemarkReplyForm
from consult.revisions.advice.queries import advice_on
from consult.revisions.blueprint import bp
from consult.revisions.force import normative_strength
from consult.revisions.merging import merged_words
from consult.revisions.models import Revision, RevisionKind, RevisionState
from consult.revisions.rules import on_draft_in_force


@bp.get("/guidelines/<slug>/revisions")
def revisions(slug: str) -> ResponseReturnValue:
    """By state, in the order in which a revision passes through them."""
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    found = queries.revisions_of(guideline, membership)
    by_state = {state: [r for r in found if r.state == state] for state in RevisionState}
    return render_template(
        "revisions/revisions.html",
        guideline=guideline,
        membership=membership,
        by_state=by_state,
        snippets={r.id: wording.snippet(redline_of(r)) for r in found},
        points=queries.numbers_of_points(found),
        collisions=queries.collisions_in(guideline) if membership.team or membership.expert else [],
        draft=current_draft(guideline),
    )


def redline_of(revision: Revision) -> list[Segment]:
    """From the words of its base to the words proposed; a deletion strikes them all."""
    return difference(revision.base_text, revision.proposed_text)


@bp.get("/revisions/<int:revision_id>")
def revision(revision_id: int) -> ResponseReturnValue:
    found, membership = queries.revision_for(current_user, revision_id) or abort(404)
    return revision_page(found, membership)


def revision_page(
    found: Revision,
    membership: Membership,
    remark_form: RemarkForm | None = None,
    *,
    reply: tuple[int, RemarkReplyForm] | None = None,
) -> str:
    """With what was said of it; a form that was sent with a fault is given back (`reply`: to which remark)."""
    points, _named = queries.points_answered(found, membership, clock.now())
    answers = effective_answers(points)
    decided = answered_points.count_by_disposition(points, answers)
    segments = redline_of(found)
    inside = membership.team or membership.expert
    return render_template(
        "revisions/revision.html",
        revision=found,
        guideline=found.guideline,
        membership=membership,
        segments=with_moves(segments),
        sides=(wording.before(segments), wording.after(segments)) if request.args.get("view") == "sides" else None,
        bracketed=brackets_in(found.proposed_text),
        remarks=remarks_on(found),
        groups=group_by_theme(points),
        sources=answered_points.count_sources(found.points),
        read=answered_points.count_sources(points),
        decided=decided,
        doubtful=answered_points.doubtful(decided),
        begun=len(on_their_way([p.id for p in points if p.id not in answers])) if membership.team else 0,
        first_unanswered=next((point for point in points if point.id not in answers), None),
        answers=answers,
        collisions=queries.collisions_of(found) if inside else [],
        newer=_newer_words(found),
        merged=_merged_with_newer(found),
        threads=advice_on(found, membership),
        remark_form=remark_form or RemarkForm(None),
        reply_form=_reply_forms(reply),
        replying_to=reply[0] if reply else None,
    )


def _reply_forms(sent: tuple[int, RemarkReplyForm] | None) -> Callable[[int], RemarkReplyForm]:
    """One to each remark, under a prefix of its own; the one that was sent with a fault as it was sent."""

    def form_for(number: int) -> RemarkReplyForm:
        return sent[1] if sent and sent[0] == number else RemarkReplyForm(None, prefix=f"reply-{number}-")

    return form_for


def remarks_on(found: Revision) -> list[normative_strength.Remark] | None:
    """The watch compares words with words: it has nothing to say of a clause that comes or goes whole."""
    if found.base is None or found.kind != RevisionKind.REWORD:
        return []
    return normative_strength.watch(found.base.text, found.proposed_text, found.base.language)


def _newer_words(found: Revision) -> list[Segment] | None:
    """What became of its base in the draft in force, where that is a newer one; None where it still stands."""
    if (
        found.base is None
        or on_draft_in_force(found)
        or found.state not in {RevisionState.DRAFT, RevisionState.PROPOSED, RevisionState.CARRIED}
    ):
        return None
    now_there = actions.current_wording(found.base)
    return difference(found.base.text, now_there.text if now_there is not None else "")


def _merged_with_newer(found: Revision) -> list[Segment] | None:
    """From the newer words of its clause to both changes together; None where there is nothing to merge."""
    if found.base is None or found.kind != RevisionKind.REWORD or on_draft_in_force(found):
        return None
    newer = actions.current_wording(found.base)
    if newer is None or looks_same(newer.text, found.base.text):
        return None
    words = merged_words(found.base.text, found.proposed_text, newer.text)
    return difference(newer.text, words) if words is not None else None


@bp.post("/revisions/<int:revision_id>/propose")
@login_required
def submit(revision_id: int) -> ResponseReturnValue:
    said = _("The revision is proposed: the experts vote on it when a ballot opens.")
    return _step(revision_id, actions.submit_revision, said)


@bp.post("/revisions/<int:revision_id>/withdraw")
@login_required
def withdraw(revision_id: int) -> ResponseReturnValue:
    return _step(revision_id, actions.withdraw_revision, _("The revision is withdrawn. The record keeps it."))


@bp.post("/revisions/<int:revision_id>/rebase")
@login_required
def rebase(revision_id: int) -> ResponseReturnValue:
    base_version = request.form.get("base_version", "")

    def taken(found: Revision, *, by: Person) -> Revision:
        merged = request.form.get("merged", "") == "1"
        return actions.rebase_revision(found, base_version=base_version, merged=merged, by=by)

    return _step(revision_id, taken, _("The revision stands against the current draft now. Read its redline again."))


def _step(revision_id: int, change: Callable[..., Revision], said: str) -> ResponseReturnValue:
    found, _membership = queries.revision_for(current_user, revision_id) or abort(404)
    change(found, by=current_user)
    db.session.commit()
    flash(said)
    return redirect(url_for("revisions.revision", revision_id=found.id))

"""Writing a comment: begun, saved, looked at, sent, changed; replies; what a guest sends."""

from collections.abc import Callable
from typing import Any

from flask import Response, abort, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.exc import IntegrityError

from consult.comments import actions
from consult.comments.blueprint import bp, round_asked, signed_in_to_write
from consult.comments.consents.actions import keep_first_choices
from consult.comments.content import CommentContent
from consult.comments.editor.editor import CommentEditor, Speaker
from consult.comments.editor.guest_sending_views import send_as_guest
from consult.comments.editor.targets import CommentTarget, draft_on, target_in, target_of
from consult.comments.models import Comment, CommentState
from consult.comments.queries import comment_and_place_for
from consult.comments.questions.queries import question_in
from consult.comments.rules import may_edit_comment, may_reply
from consult.consultations.queries import round_and_place_for
from consult.core import clock
from consult.core.database import db
from consult.core.ruling import Refused
from consult.drafts.queries import draft_for
from consult.drafts.translations.queries import reading_in


@bp.route("/rounds/<round_slug>/comment", methods=["GET", "POST"])
@bp.route("/guidelines/<slug>/drafts/<int:number>/comment", methods=["GET", "POST"])
@bp.route("/guidelines/<slug>/drafts/<int:number>/<code>/comment", methods=["GET", "POST"])
@bp.route("/guidelines/<slug>/drafts/<int:number>/clauses/<uid>/comment", methods=["GET", "POST"])
def write(round_slug: str = "", slug: str = "", number: int = 0, code: str = "", uid: str = "") -> ResponseReturnValue:
    """On a clause (`uid`), a pillar (`code`) or the whole; in the round named, or in one that is open to them."""
    desk = _desk_in_round(round_slug) if round_slug else _desk_on(slug, number, code, uid)
    begun = draft_on(desk.target, desk.membership.person) if request.method == "GET" else None
    if begun is not None and (desk.asked is None or begun.round_id == desk.asked.id):
        return redirect(url_for("comments.edit", reference=begun.reference, round=round_asked() or None))
    form = desk.form()
    if request.method == "GET" and round_slug:
        form.title.data = _question_asked(desk)
    if form.validate_on_submit():
        return once(lambda: act(desk, form))
    return _looked_at_again(desk, form)


def _question_asked(desk: CommentEditor) -> str:
    """That open question of the round which the address names."""
    number = request.args.get("question", type=int)
    question = question_in(desk.asked, number) if desk.asked is not None and number else None
    return question.text[:200] if question is not None and not question.closed else ""


def _desk_in_round(slug: str) -> CommentEditor:
    round_, membership, place = round_and_place_for(current_user, slug) or abort(404)
    wanted = {"uid": request.args.get("clause", ""), "code": request.args.get("pillar", "")}
    target = as_read(target_in(round_.draft, **wanted) or abort(404))
    return CommentEditor(target, membership, asked=round_, places={round_.id: place})


def _desk_on(slug: str, number: int, code: str, uid: str) -> CommentEditor:
    draft, membership = draft_for(current_user, slug, number) or abort(404)
    return CommentEditor(as_read(target_in(draft, uid=uid, code=code) or abort(404)), membership)


def as_read(target: CommentTarget, before: str | None = None) -> CommentTarget:
    """In the language that the form was opened in, else in that in which the comment was begun, or they read now."""
    if request.method == "POST":
        return target.read_as(request.form.get("read_in", before or ""))
    return target.read_as(reading_in(target.draft).choice.code if before is None else before)


@bp.route("/comments/<reference>/edit", methods=["GET", "POST"])
@signed_in_to_write
def edit(reference: str) -> ResponseReturnValue:
    """A draft, or a comment that was sent while its round is open."""
    comment, membership, place = comment_and_place_for(current_user, reference) or abort(404)
    may_edit_comment(comment, membership.person, place, clock.now()).enforce()
    desk = CommentEditor(as_read(target_of(comment), comment.read_in), membership, comment=comment)
    form = desk.form()
    if form.validate_on_submit():
        return act(desk, form) if comment.state == CommentState.DRAFT else _change(desk, form)
    return _looked_at_again(desk, form)


@bp.route("/comments/<reference>/reply", methods=["GET", "POST"])
@signed_in_to_write
def reply(reference: str) -> ResponseReturnValue:
    comment, membership, place = comment_and_place_for(current_user, reference) or abort(404)
    may_reply(comment, membership, place, clock.now()).enforce()
    about, round_ = target_of(comment), comment.round
    target = CommentTarget(about.draft, about.pillar, about.wording, comment)
    desk = CommentEditor(target, membership, asked=round_, places={round_.id: place})
    form = desk.form()
    if form.validate_on_submit():
        return once(lambda: act(desk, form))
    return _looked_at_again(desk, form)


def _looked_at_again(desk: CommentEditor, form: Any) -> ResponseReturnValue:
    """Before it is typed in, or with all that is wrong at once: what every field says, and what sending asks for."""
    if form.errors and request.form.get("do") not in {"save", "autosave"}:
        form.is_ready(desk.target.words)
    return desk.page(form, status=422 if form.errors else 200)


def once(deed: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    """The same form sent twice at the same moment: the second finds what the first one wrote."""
    try:
        return deed()
    except IntegrityError:
        db.session.rollback()
        return deed()


def act(desk: CommentEditor, form: Any) -> ResponseReturnValue:
    """What the pressed button says."""
    wanted = request.form.get("do", "send")
    if wanted == "preview":
        return _preview(desk, form)
    if desk.membership.person is None:
        return send_as_guest(desk, form)
    deeds = {"save": _save, "autosave": _autosave}
    return deeds.get(wanted, _send)(desk, form)


def _preview(desk: CommentEditor, form: Any) -> ResponseReturnValue:
    ready = form.is_ready(desk.target.words)
    content = form.content(CommentContent.of(desk.comment) if desk.comment else None)
    shown: dict[str, Any] = {
        "redline": desk.redline(content),
        "repeats": desk.repeats(content),
        "speaker": _speaker(desk, form),
    }
    return desk.page(form, preview=content, ready=ready, **shown)


def _speaker(desk: CommentEditor, form: Any) -> Speaker:
    """Who it will be shown to come from: what was recorded, what a guest says, or their profile as it is now."""
    person = desk.membership.person
    if desk.comment is not None and desk.comment.sent_at is not None:
        return Speaker.of_comment(desk.comment)
    if person is not None:
        return Speaker.of_person(person)
    return Speaker(form.name.data, form.organisation.data, form.kind, form.country.data or None)


def _kept(desk: CommentEditor, form: Any) -> Comment:
    """What they typed, as their draft. Nothing of it needs to be finished."""
    comment = _begun(desk, form)
    actions.keep_draft(comment)
    return comment


def _begun(desk: CommentEditor, form: Any) -> Comment:
    """What they typed; where it is new, no row yet."""
    round_ = desk.round_of(form) or abort(400)
    if desk.comment is not None:
        content = form.content(CommentContent.of(desk.comment))
        return actions.change_draft(
            desk.comment, content, round_=round_, base_version=form.base_version.data, there=desk.target.wording
        )
    about: dict[str, Any] = {
        "about": desk.target.about,
        "in_reply_to": desk.target.in_reply_to,
        "there": desk.target.wording,
    }
    author = desk.membership.person or abort(401)
    return actions.begin_comment(
        round_, author, form.content(), **about, token=form.token.data, base_version=form.base_version.data
    )


def _save(desk: CommentEditor, form: Any) -> ResponseReturnValue:
    reference = _kept(desk, form).reference  # read before the commit, which forgets what was read
    db.session.commit()
    flash(_("Your draft is saved. Only you see it until you send it."))
    return redirect(url_for("comments.edit", reference=reference))


def _autosave(desk: CommentEditor, form: Any) -> ResponseReturnValue:
    """For the page's script: what it shows beside the form, and what the next save starts from."""
    if not any(form[name].data for name in ("text", "quote", "proposed_text") if name in form):
        return Response(status=204, mimetype="application/json")
    comment = _kept(desk, form)
    reference, version = comment.reference, CommentContent.of(comment).version
    db.session.commit()
    address = url_for("comments.edit", reference=reference)
    return jsonify(base_version=version, address=address, reference=reference)


def _send(desk: CommentEditor, form: Any) -> ResponseReturnValue:
    if not form.is_ready(desk.target.words):
        return desk.page(form, status=422)
    if personal := desk.personal_data_asked(form):
        return desk.page(form, status=422, personal=personal)
    comment = _begun(desk, form)
    reference = comment.reference  # read before the commit, which forgets what was read
    if comment.state == CommentState.DRAFT:
        place = desk.place_in(comment.round)
        try:
            actions.send_comment(comment, there=desk.target.wording, membership=desk.membership, place=place)
        except Refused as refused:
            actions.keep_draft(comment)
            db.session.commit()
            flash(_("%(refusal)s What you wrote was not sent; it is kept as your draft.", refusal=str(refused)))
            return redirect(url_for("comments.edit", reference=reference))
        if comment.round.practice:
            db.session.commit()
            return redirect(url_for("comments.practised", round_slug=comment.round.slug))
        keep_first_choices(comment, contact=form.contact.data)
        actions.post_receipt([comment])
    db.session.commit()
    return redirect(url_for("comments.receipt", of=reference))


def _change(desk: CommentEditor, form: Any) -> ResponseReturnValue:
    """A comment that was sent: the new words at once, or a look at them first."""
    comment = desk.comment or abort(404)
    if request.form.get("do") == "preview":
        return _preview(desk, form)
    if not form.is_ready(desk.target.words):
        return desk.page(form, status=422)
    actions.edit_comment(
        comment, form.content(CommentContent.of(comment)), by=current_user, base_version=form.base_version.data
    )
    db.session.commit()
    flash(_("Your change is recorded. What you said before is kept with it."))
    return redirect(url_for("comments.comment", reference=comment.reference))

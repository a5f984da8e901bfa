"""Saying something of a revision, replying, settling, taking words; what is open, for those inside."""

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.core.database import db
from consult.core.ruling import Refused
from consult.core.templating import rule
from consult.drafts.queries import guideline_for
from consult.drafts.text_diff import Segment, difference
from consult.revisions import wording
from consult.revisions.advice import actions, queries, rules
from consult.revisions.advice.forms import AdvicePolicyForm, RemarkForm, RemarkReplyForm
from consult.revisions.advice.labels import ADVICE_NAMES, OPEN_TITLES, state_of_remark
from consult.revisions.blueprint import bp
from consult.revisions.models import Revision
from consult.revisions.queries import revision_for
from consult.revisions.views import revision_page

rule("advise", rules.may_advise)
rule("reply_to_remark", rules.may_reply_to_remark)
rule("settle_remark", rules.may_settle)
rule("take_words", rules.may_take_words)
rule("set_advice_policy", rules.may_set_policy)


@bp.app_context_processor
def advice_names() -> dict[str, object]:
    """For the mail too, which is drawn up outside of these pages."""
    return {"advice_names": ADVICE_NAMES, "state_of_remark": state_of_remark, "redline_between": _changes_in}


def _changes_in(revision: Revision, words: str) -> list[Segment]:
    """From the words proposed to those that an amendment gives; a part of the clause is shown as it is."""
    stands = revision.proposed_text or (revision.base.text if revision.base else "")
    return difference(stands, words) if wording.is_whole_clause(stands, words) else [Segment("same", words)]


@bp.get("/guidelines/<slug>/advice")
@login_required
def advice(slug: str) -> ResponseReturnValue:
    """What waits for an answer, a decision, a ballot; and the last that was said."""
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    if not rules.is_adviser(membership):
        raise Refused(_("What the experts and the drafting team say of a revision stays among them."))
    published = queries.advice_is_published(guideline)
    return render_template(
        "revisions/advice.html",
        guideline=guideline,
        membership=membership,
        open_advice=queries.open_advice(guideline),
        titles=OPEN_TITLES,
        latest=queries.latest_advice(guideline),
        published=published,
        form=AdvicePolicyForm(None, published=published),
    )


@bp.post("/guidelines/<slug>/advice/policy")
@login_required
def advice_policy(slug: str) -> ResponseReturnValue:
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    rules.may_set_policy(membership).enforce()
    form = AdvicePolicyForm()
    if form.validate_on_submit():
        actions.set_advice_policy(guideline, published=form.published.data, by=current_user)
        db.session.commit()
        flash(_("The choice is kept, and stands in the record."))
    return redirect(url_for("revisions.advice", slug=slug))


@bp.post("/revisions/<int:revision_id>/remarks")
@login_required
def remark(revision_id: int) -> ResponseReturnValue:
    revision, membership = revision_for(current_user, revision_id) or abort(404)
    rules.may_advise(membership, revision).enforce()
    form = RemarkForm()
    if not form.validate_on_submit():
        return revision_page(revision, membership, form), 422
    ruling = rules.may_say(membership, revision, form.chosen)
    if not ruling:
        form.kind.errors = [ruling.refusal]
        return revision_page(revision, membership, form), 422
    said = {"kind": form.chosen, "proposed_text": form.proposed_text.data}
    actions.say_of(revision, form.text.data, by=current_user, **said)
    db.session.commit()
    flash(_("It is said. The experts and the drafting team read it here, and hear of it by mail."))
    return _back_to(revision)


@bp.post("/remarks/<int:remark_id>/reply")
@login_required
def reply_to_remark(remark_id: int) -> ResponseReturnValue:
    found, membership = queries.remark_for(current_user, remark_id) or abort(404)
    rules.may_reply_to_remark(membership, found).enforce()
    form = RemarkReplyForm(prefix=f"reply-{found.id}-")
    if not form.validate_on_submit():
        return revision_page(found.revision, membership, reply=(found.id, form)), 422
    actions.reply_to(found, form.text.data, settles=bool(form.settles.data), by=current_user)
    db.session.commit()
    flash(_("The reply is kept."))
    return _back_to(found.revision)


@bp.post("/remarks/<int:remark_id>/settle")
@login_required
def settle_remark(remark_id: int) -> ResponseReturnValue:
    return _step(remark_id, actions.settle_remark, _("It is marked as settled."))


@bp.post("/remarks/<int:remark_id>/take")
@login_required
def take_words(remark_id: int) -> ResponseReturnValue:
    """An alternative revision in one press; whoever takes the words goes on to read it as a whole."""
    found, membership = queries.remark_for(current_user, remark_id) or abort(404)
    rules.may_take_words(membership, found).enforce()
    stands = found.revision.proposed_text
    alternative = actions.take_words(found, by=current_user)
    db.session.commit()
    say_taken(whole=wording.is_whole_clause(stands, found.proposed_text))
    return redirect(url_for("revisions.revision", revision_id=alternative.id))


def say_taken(*, whole: bool) -> None:
    """What is to be done with an alternative that was made in one press."""
    flash(_("These words are an alternative revision now. Read it, then propose it to the experts."))
    if not whole:
        flash(_("They are a part of the clause and stand after it: put them in their place before you propose it."))


def _step(remark_id: int, change: Callable[..., None], said: str) -> ResponseReturnValue:
    found, _membership = queries.remark_for(current_user, remark_id) or abort(404)
    change(found, by=current_user)
    db.session.commit()
    flash(said)
    return _back_to(found.revision)


def _back_to(revision: Revision) -> ResponseReturnValue:
    return redirect(url_for("revisions.revision", revision_id=revision.id, _anchor="advice"))

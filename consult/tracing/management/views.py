"""One page with all that can be kept in order about a guideline; who may read it, its archive, its end."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user, login_required

from consult.accounts.sessions.current import password_asked_again
from consult.consultations.queries import later_deadlines, practice_rounds_for, rounds_of
from consult.core import clock
from consult.core.database import db
from consult.core.forms import BaseForm, line, prose, required
from consult.core.locking import hold
from consult.drafts.frame import actions
from consult.drafts.membership import Membership
from consult.drafts.models import DraftState, Guideline
from consult.drafts.queries import drafts_of, guideline_for, milestones_of
from consult.drafts.rules import may_archive, may_manage, may_open_to_all
from consult.drafts.translations.naming import shown_name
from consult.tracing.blueprint import bp
from consult.tracing.management.removal import delete_guideline, holdings_of
from consult.tracing.rules import may_delete
from consult.voting.queries import open_ballots


class OpenForm(BaseForm):
    """A button: nothing to fill in."""


class ReasonForm(BaseForm):
    because = prose(
        _l("Why"), required(), longest=1000, description=_l("It stands in the record, for everyone to read.")
    )


class GuidelineDeletionForm(BaseForm):
    name = line(_l("Type the short name of the guideline to confirm"), required(), render_kw={"autocomplete": "off"})
    because = prose(_l("Why"), required(), longest=1000, description=_l("Kept in the record of the site."))


def _managed(slug: str) -> tuple[Guideline, Membership]:
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    may_manage(membership).enforce()
    return guideline, membership


@bp.get("/guidelines/<slug>/manage")
@login_required
def manage(slug: str) -> ResponseReturnValue:
    guideline, membership = _managed(slug)
    return render_template(
        "tracing/manage.html",
        guideline=guideline,
        membership=membership,
        rounds=rounds_of(guideline, clock.now(), practised=practice_rounds_for(membership)),
        drafts=drafts_of(guideline, membership),
        steps=len(milestones_of(guideline)),
        deletes=may_delete(membership, empty=holdings_of(guideline).empty),
    )


@bp.route("/guidelines/<slug>/manage/readers", methods=["GET", "POST"])
@login_required
@password_asked_again
def publicity(slug: str) -> ResponseReturnValue:
    """Made public with one button, after a look at what is in it; the way back needs a reason."""
    guideline, membership = _managed(slug)
    may_open_to_all(membership).enforce()
    form: BaseForm = ReasonForm() if guideline.public else OpenForm()
    if form.validate_on_submit():
        if guideline.public:
            actions.close_to_all(guideline, form["because"].data, by=current_user)
            said = _("The guideline is private now: its team and experts alone read it.")
        else:
            actions.open_to_all(guideline, by=current_user)
            said = _("The guideline is public now. Everyone finds it on the first page.")
        db.session.commit()
        flash(said)
        return redirect(url_for("tracing.manage", slug=slug))
    return render_template(
        "tracing/publicity.html",
        guideline=guideline,
        form=form,
        held=holdings_of(guideline),
        rounds=rounds_of(guideline, clock.now()),
        published=[d for d in drafts_of(guideline, membership) if d.state != DraftState.EDITING],
    )


def _going_on(guideline: Guideline) -> dict[str, int]:
    now = clock.now()
    rounds = rounds_of(guideline, now)
    return {
        "open_rounds": len(rounds.open) + len(rounds.upcoming),
        "later_deadlines": later_deadlines(guideline, now),
        "open_ballots": open_ballots(guideline),
    }


@bp.route("/guidelines/<slug>/manage/archive", methods=["GET", "POST"])
@login_required
def archive(slug: str) -> ResponseReturnValue:
    """Put it away, or take it out again."""
    guideline, membership = _managed(slug)
    may_open_to_all(membership).enforce()
    if request.method == "POST":
        hold(guideline, guideline)  # whoever plans a round at this moment is before it, or refused
    going_on = _going_on(guideline)
    form: BaseForm = OpenForm() if guideline.archived_at else ReasonForm()
    if form.validate_on_submit():
        if guideline.archived_at is not None:
            actions.take_out_of_archive(guideline, by=current_user)
            said = _("The guideline is in use again.")
        else:
            because = form["because"].data
            actions.archive(guideline, because, **going_on, by=current_user, now=clock.now())
            said = _("The guideline is archived. It stays readable at its address.")
        db.session.commit()
        flash(said)
        return redirect(url_for("tracing.manage", slug=slug))
    ruling = may_open_to_all(membership) if guideline.archived_at else may_archive(membership, **going_on)
    return render_template("tracing/archive.html", guideline=guideline, form=form, ruling=ruling)


@bp.route("/guidelines/<slug>/manage/delete", methods=["GET", "POST"])
@login_required
@password_asked_again
def remove(slug: str) -> ResponseReturnValue:
    guideline, membership = _managed(slug)
    may_open_to_all(membership).enforce()
    held = holdings_of(guideline)
    ruling = may_delete(membership, empty=held.empty)
    form = GuidelineDeletionForm()
    if ruling and form.validate_on_submit():
        if form.name.data == guideline.slug:
            title = shown_name(guideline)
            delete_guideline(guideline, form.because.data, by=current_user)
            db.session.commit()
            flash(_("“%(title)s” is deleted.", title=title))
            return redirect(url_for("tracing.home"))
        form.name.errors = [_("This is not its short name, which is “%(slug)s”. Nothing was deleted.", slug=slug)]
    page = render_template("tracing/remove.html", guideline=guideline, form=form, ruling=ruling, held=held)
    return page, (403 if request.method == "POST" and not ruling else 200)

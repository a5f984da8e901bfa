"""The late register of a round, and the pages of a practice round."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user, login_required

from consult.comments.blueprint import bp, signed_in_to_write
from consult.comments.queries import comment_for
from consult.comments.rules import may_admit_late
from consult.comments.special_rounds.actions import admit_late, wipe_practice
from consult.comments.special_rounds.queries import late_in, practised_in
from consult.consultations.models import Round
from consult.consultations.queries import participation_of, round_for
from consult.consultations.rules import may_change_round
from consult.core.database import db
from consult.core.forms import BaseForm, prose, required
from consult.core.pagination import paged


class AdmitForm(BaseForm):
    because: Any = prose(
        _l("Why it is admitted"), required(), longest=1000, description=_l("Shown with the comment to everyone.")
    )


@bp.get("/rounds/<round_slug>/late")
@login_required
def late_register(round_slug: str) -> ResponseReturnValue:
    """All that came after the close: what waits, and what was admitted with its reason."""
    round_, membership = round_for(current_user, round_slug) or abort(404)
    may_admit_late(membership).enforce()
    return render_template("comments/special_rounds/late.html", round=round_, page=paged(late_in(round_)))


@bp.route("/comments/<reference>/admit", methods=["GET", "POST"])
@signed_in_to_write
def admit(reference: str) -> ResponseReturnValue:
    comment, membership = comment_for(current_user, reference) or abort(404)
    may_admit_late(membership).enforce()
    form = AdmitForm()
    if form.validate_on_submit():
        admit_late(comment, form.because.data, by=current_user)
        db.session.commit()
        flash(_("%(reference)s is admitted. It stays marked as late.", reference=comment.reference))
        return redirect(url_for("comments.late_register", round_slug=comment.round.slug))
    page = render_template("comments/special_rounds/admit.html", comment=comment, form=form)
    return page, 422 if form.errors else 200


@bp.get("/rounds/<round_slug>/practised")
def practised(round_slug: str) -> ResponseReturnValue:
    """Where a receipt would be."""
    round_, _membership = round_for(current_user, round_slug) or abort(404)
    return render_template("comments/special_rounds/practised.html", round=_practice(round_))


@bp.route("/rounds/<round_slug>/practice", methods=["GET", "POST"])
@signed_in_to_write
def practice(round_slug: str) -> ResponseReturnValue:
    """What was practised, and the button that throws it away."""
    round_, membership = round_for(current_user, round_slug) or abort(404)
    may_change_round(membership, participation_of(current_user, round_)).enforce()
    form = BaseForm()
    if form.validate_on_submit():
        gone = wipe_practice(_practice(round_), by=current_user)
        db.session.commit()
        flash(ngettext("%(num)s comment is thrown away.", "%(num)s comments are thrown away.", gone))
        return redirect(url_for("comments.practice", round_slug=round_.slug))
    page = paged(practised_in(_practice(round_)))
    return render_template("comments/special_rounds/practice.html", round=round_, page=page, form=form)


def _practice(round_: Round) -> Round:
    return round_ if round_.practice else abort(404)

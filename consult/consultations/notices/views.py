"""The privacy notice of a round: read by everyone who may read the round, written by the secretariat."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import BooleanField

from consult.consultations.blueprint import bp
from consult.consultations.notices.actions import write_notice
from consult.consultations.notices.queries import notices_of
from consult.consultations.queries import round_for
from consult.consultations.rules import may_manage_rounds
from consult.core.database import db
from consult.core.forms import BaseForm, prose, required


class NoticeForm(BaseForm):
    """A new version of the notice."""

    notice = prose(
        _l("Privacy notice"),
        required(),
        longest=10_000,
        description=_l("Who answers for the data, what it is for, who reads it, how long it stays, how to object."),
    )
    for_all: Any = BooleanField(_l("For every round of this guideline that has no notice of its own"))


@bp.route("/rounds/<round_slug>/privacy", methods=["GET", "POST"])
def privacy_notice(round_slug: str) -> ResponseReturnValue:
    """With every version that was shown before."""
    round_, membership = round_for(current_user, round_slug) or abort(404)
    notices, manages = notices_of(round_), may_manage_rounds(membership)
    form = NoticeForm(notice=notices[0].text if notices else "")
    if form.is_submitted():
        if not current_user.is_authenticated:
            abort(401)
        manages.enforce()
    if form.validate_on_submit():
        notice = write_notice(round_, form.notice.data, for_all=form.for_all.data, by=current_user)
        db.session.commit()
        flash(_("Version %(number)s of the notice is in force.", number=notice.number))
        return redirect(url_for("consultations.privacy_notice", round_slug=round_.slug))
    return render_template(
        "consultations/privacy_notice.html", round=round_, notices=notices, form=form if manages else None
    )

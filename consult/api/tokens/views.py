"""Partners of a round: who may pass on comments, a token for each, ended at any time."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.accounts.sessions.current import password_asked_again
from consult.api.pages import programs
from consult.api.tokens.actions import end_token, make_token
from consult.api.tokens.forms import PartnerForm
from consult.api.tokens.queries import partner_in, partners_in
from consult.consultations.models import Round
from consult.consultations.queries import participation_of, round_for
from consult.consultations.rules import may_change_round
from consult.core.database import db
from consult.core.urls import absolute_url


@programs.route("/rounds/<round_slug>/partners", methods=["GET", "POST"])
@login_required
@password_asked_again
def partners(round_slug: str) -> ResponseReturnValue:
    """Sites that pass on comments; a new token is shown here, once."""
    round_ = _theirs(round_slug)
    form, token = PartnerForm(), ""
    if form.validate_on_submit():
        _row, token = make_token(round_, form.partner.data, by=current_user)
        db.session.commit()
        form = PartnerForm(formdata=None)
    page = render_template(
        "api/tokens/partners.html",
        round=round_,
        form=form,
        token=token,
        partners=partners_in(round_),
        address=absolute_url("api.submit_comment", round_slug=round_.slug),
        about=url_for("programs.for_programs"),
    )
    return page, 422 if form.errors else 200, {"Cache-Control": "no-store"}


@programs.post("/rounds/<round_slug>/partners/<int:token_id>/end")
@login_required
@password_asked_again
def end_partner(round_slug: str, token_id: int) -> ResponseReturnValue:
    round_ = _theirs(round_slug)
    token = partner_in(round_, token_id) or abort(404)
    name = token.partner
    end_token(token, by=current_user)
    db.session.commit()
    flash(_("%(name)s passes on nothing any more. What came in through it stays.", name=name))
    return redirect(url_for("programs.partners", round_slug=round_slug))


def _theirs(round_slug: str) -> Round:
    round_, membership = round_for(current_user, round_slug) or abort(404)
    may_change_round(membership, participation_of(current_user, round_)).enforce()
    return round_

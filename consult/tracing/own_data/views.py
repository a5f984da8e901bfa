"""All data held on oneself: to look at, to take away, to have erased."""

import json

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user, login_required
from wtforms import BooleanField

from consult.accounts.models import Person
from consult.accounts.sessions import current as sessions
from consult.accounts.sessions.current import password_asked_again
from consult.comments.labels import STATE_NAMES
from consult.core.database import db
from consult.core.forms import BaseForm, line, required
from consult.core.security.event_log import SecurityEvent, SecurityOutcome, here, security_event
from consult.tracing.blueprint import bp
from consult.tracing.own_data.data_export import counts, held_on, taken_away, words_endorsed
from consult.tracing.own_data.erasure import comments_of, erase_person, roles_of, stand_under_a_decision
from consult.tracing.rules import may_be_erased


class ErasureForm(BaseForm):
    email = line(_l("Type your e-mail address to confirm"), required(), render_kw={"autocomplete": "off"})
    sure = BooleanField(_l("I know that this cannot be undone"), [required(_l("Tick this to go on."))])


@bp.get("/mine")
@login_required
def mine() -> ResponseReturnValue:
    held = held_on(current_user)
    words = words_endorsed(current_user)
    return render_template("tracing/mine.html", held=held, counts=counts(held), words=words, state_names=STATE_NAMES)


@bp.get("/mine.json")
@login_required
@password_asked_again
def take_away() -> ResponseReturnValue:
    security_event(SecurityEvent.EXPORT, SecurityOutcome.DONE, account=current_user.id, about=here())
    text = json.dumps(taken_away(current_user), ensure_ascii=False, indent=1)
    name = 'attachment; filename="my-data.json"'
    return Response(text + "\n", mimetype="application/json", headers={"Content-Disposition": name})


@bp.route("/mine/erase", methods=["GET", "POST"])
@login_required
@password_asked_again
def erase() -> ResponseReturnValue:
    ruling = may_be_erased(current_user, roles_of(current_user))
    form = ErasureForm()
    if form.validate_on_submit():
        if form.email.data.lower() == current_user.email:
            erase_person(db.session.get_one(Person, current_user.id))
            sessions.sign_out()
            db.session.commit()
            flash(_("You are erased. What had been decided on stays without your name."))
            return redirect(url_for("tracing.home"))
        form.email.errors = [_("This is not the address that you signed in with.")]
    sent = [comment for comment in comments_of(current_user) if comment.sent_at]
    decided = stand_under_a_decision(sent)
    stay = [comment for comment in sent if comment.id in decided]
    go = [comment for comment in sent if comment.id not in decided]
    return render_template("tracing/erase.html", form=form, ruling=ruling, stay=stay, go=go)

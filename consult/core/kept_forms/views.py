"""Keeping what was typed into a form whose session had ended, and giving it back."""

import hashlib
import secrets
from datetime import timedelta

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from consult.core import clock
from consult.core.database import db
from consult.core.kept_forms.models import KEPT_FOR, KeptForm
from consult.core.kept_forms.typed import Typed, as_typed
from consult.core.security.rate_limit import TooMany, count_attempt, network_of

bp = Blueprint("kept_forms", __name__)
AN_HOUR, AT_MOST = timedelta(hours=1), 120  # forms an hour from one network
LONGEST = 100_000  # characters of one form


@bp.get("/kept/<token>")
def kept(token: str) -> ResponseReturnValue:
    """For whoever has the address, which stood on the page that said that the session had ended."""
    same = (KeptForm.token_digest == _digest(token), KeptForm.at >= clock.now() - KEPT_FOR)
    form = db.session.scalars(select(KeptForm).where(*same)).one_or_none() or abort(404)
    fields = as_typed(((name, text) for name, text in form.fields), form.path)
    return render_template("errors/kept.html", typed=fields, resend=form.path, at=form.at)


def keep(fields: list[Typed]) -> str:
    """The token under which they are found for a day; empty where there is nothing by hand, too much, or too often."""
    by_hand = [field for field in fields if field.label and not field.chosen]
    if not by_hand or sum(len(field.text) for field in fields) > LONGEST:
        return ""
    try:
        where = network_of(request.remote_addr or "", narrow=True)
        count_attempt("kept-form", where, allowed=AT_MOST, within=AN_HOUR)
    except TooMany:
        db.session.rollback()
        return ""
    token = secrets.token_urlsafe(24)
    said = [[field.name, field.text] for field in fields]
    path = request.full_path.rstrip("?")
    db.session.add(KeptForm(token_digest=_digest(token), path=path, fields=said, at=clock.now()))
    db.session.commit()
    return token


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

"""Comments that a partner's site passes on. Who speaks is believed once they have opened the link that is mailed."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from flask import abort, g, request
from flask_babel import gettext as _
from marshmallow import fields
from marshmallow.validate import Length, OneOf
from werkzeug.datastructures import MultiDict

from consult.accounts.models import StakeholderType
from consult.api.blueprint import bp
from consult.api.problems import refuse_fields
from consult.api.schemas import Strict
from consult.api.tokens.models import PartnerToken
from consult.api.tokens.queries import partner_with
from consult.comments.editor import guests
from consult.comments.editor.targets import CommentTarget, target_in
from consult.comments.forms import GuestForm
from consult.comments.models import CommentType, Stance
from consult.consultations.models import Round
from consult.core.database import db
from consult.core.mail.outbox import count_mail_to
from consult.core.ruling import Refused
from consult.core.security.headers import csrf
from consult.core.security.rate_limit import count_attempt
from consult.drafts.models import Draft
from consult.drafts.queries import wordings_of

AN_HOUR = 600  # comments of one partner
AS_ON_THE_PAGE = ("name", "email", "country", "stakeholder_type", "organisation", "stance", "type", "quote")


def partners_only(view: Callable[..., Any]) -> Callable[..., Any]:
    """Who passes on is known before anything that they sent is read; no cookie counts here."""

    @wraps(view)
    def known(*args: Any, round_slug: str, **named: Any) -> Any:
        g.partner = _partner(round_slug)
        return view(*args, round_slug=round_slug, **named)

    return known


def _text(says: str, *, longest: int = 20_000, **more: Any) -> fields.String:
    return fields.String(validate=Length(max=longest), metadata={"description": says}, **more)


class SubmissionSchema(Strict):
    """One comment; what it may hold is what the form on the page may."""

    source_id = fields.String(
        required=True,
        validate=Length(min=1, max=200),
        metadata={"description": "the partner's own number of it: sent again, it is the same comment"},
    )
    name = _text("who speaks", longest=200, required=True)
    email = _text("their address: the link to confirm goes there, it is never shown", longest=300, required=True)
    country = _text("ISO 3166-1 alpha-2", longest=2, required=True)
    stakeholder_type = fields.String(validate=OneOf(list(map(str, StakeholderType))), required=True)
    organisation = _text("empty where they speak for themselves", longest=300, load_default="")
    clause = _text("uid or number of the clause; empty for the whole text", longest=80, load_default="")
    pillar = _text("code of the pillar, where no clause is named", longest=60, load_default="")
    comment = _text("what they say", required=True)
    type = fields.String(validate=OneOf(list(map(str, CommentType))), load_default="general")
    stance = fields.String(validate=OneOf(list(map(str, Stance))), load_default="neutral")
    quote = _text("words of the clause, exactly", longest=5000, load_default="")
    proposed_text = _text("words proposed instead", load_default="")
    evidence_url = _text("begins with https://", longest=500, load_default="")
    language = _text("BCP 47; found out where it is empty", longest=10, load_default="")


class SubmittedSchema(Strict):
    """What became of it so far."""

    reference = fields.String(required=True)
    state = fields.String(required=True, metadata={"description": "unconfirmed until they opened the link"})


@bp.post("/rounds/<round_slug>/comments")
@csrf.exempt
@partners_only
@bp.doc(security=[{"token": []}])
@bp.arguments(SubmissionSchema)
@bp.response(201, SubmittedSchema)
def submit_comment(sent: dict[str, Any], round_slug: str) -> dict[str, str]:  # noqa: ARG001 - the token says which
    """Pass on a comment of a visitor. They are sent a link by mail; the comment counts once they have confirmed it."""
    partner: PartnerToken = g.partner
    count_attempt("partner", str(partner.id), allowed=AN_HOUR, within=timedelta(hours=1))
    uid = _uid_of(partner.round.draft, sent["clause"])
    target = target_in(partner.round.draft, uid=uid, code=sent["pillar"])
    if target is None:
        says = _("There is no such place in the draft of this round.")
        refuse_fields(**{"clause" if sent["clause"] else "pillar": says})
    form = _form(sent, partner.round, target)
    if not (form.validate() and form.is_ready(target.words)):
        refuse_fields(**{_sent_as(name): list(map(str, said)) for name, said in form.errors.items()})
    count_mail_to(form.email.data)
    own = f"partner {partner.id} {sent['source_id']}"
    guest, content = _guest(form), form.content()
    comment = guests.guest_comment(guest, partner.round, target, content, token=own, by_token=True)
    comment.provenance = comment.provenance or partner.partner
    told = {"reference": comment.reference, "state": comment.state.value}
    db.session.commit()
    return told


def _uid_of(draft: Draft, named: str) -> str:
    """Of a clause that is named by its uid, or by the number that is printed in the draft."""
    return next((w.clause.uid for w in wordings_of(draft) if named and w.number == named), named)


def _partner(round_slug: str) -> PartnerToken:
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    partner = partner_with(token.strip()) if scheme.lower() == "bearer" else None
    if partner is None:
        abort(401)
    if partner.round.slug != round_slug:
        raise Refused(_("This token is for another round."))
    return partner


def _form(sent: dict[str, Any], round_: Round, target: CommentTarget) -> Any:
    """The form of the page, filled in: one place says what a comment may be."""
    typed = {name: sent[name] for name in (*AS_ON_THE_PAGE, "proposed_text", "evidence_url", "language")}
    form = GuestForm(MultiDict({**typed, "text": sent["comment"], "named": "y"}), meta={"csrf": False})
    form.offer_countries()
    if target.wording is None:
        form.about_no_clause()
    form.offer_rounds([(round_.slug, round_.title)], round_.slug)
    return form


def _sent_as(name: str) -> str:
    return {"text": "comment"}.get(name, name)


def _guest(form: Any) -> guests.Guest:
    return guests.Guest(
        form.name.data,
        form.email.data,
        country=form.country.data,
        stakeholder_type=form.kind,
        organisation=form.organisation.data,
        language=form.language.data or None,
    )

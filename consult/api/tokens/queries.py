"""Whose token it is, and which there are."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import select

from consult.api.tokens.models import PartnerToken
from consult.consultations.models import Round
from consult.core.database import db


def token_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def partner_with(token: str) -> PartnerToken | None:
    """None where nobody has that token, or it was ended."""
    same = (PartnerToken.digest == token_digest(token), PartnerToken.ended_at.is_(None))
    return db.session.scalars(select(PartnerToken).where(*same)).one_or_none()


def partners_in(round_: Round) -> Sequence[PartnerToken]:
    """The newest first, also those that ended."""
    query = select(PartnerToken).where(PartnerToken.round_id == round_.id)
    return db.session.scalars(query.order_by(PartnerToken.id.desc())).all()


def partner_in(round_: Round, token_id: int) -> PartnerToken | None:
    same = (PartnerToken.round_id == round_.id, PartnerToken.id == token_id)
    return db.session.scalars(select(PartnerToken).where(*same)).one_or_none()

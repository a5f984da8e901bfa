"""A token made and ended, each an entry of the journal."""

import secrets

from consult.accounts.models import Person
from consult.api.tokens.models import PartnerToken
from consult.api.tokens.queries import token_digest
from consult.consultations.models import Round
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import held
from consult.core.verbs import Verb

PREFIX = "consult_"  # by which a scanner for secrets knows one that was put where others read it


def make_token(round_: Round, partner: str, *, by: Person) -> tuple[PartnerToken, str]:
    """The row, and the token: it is shown once and kept nowhere."""
    token = PREFIX + secrets.token_urlsafe(32)
    row = PartnerToken(round=round_, partner=partner, digest=token_digest(token), made_by=by, made_at=clock.now())
    db.session.add(row)
    db.session.flush()
    record(Verb.ROUND_PARTNER_ADMITTED, round_, by=by, guideline_id=round_.guideline_id, partner=partner)
    return row, token


def end_token(token: PartnerToken, *, by: Person) -> None:
    """What it passed on stays. Pressing twice is pressing once."""
    token = held(token)
    if token.ended_at is not None:
        return
    token.ended_at, token.ended_by_id = clock.now(), by.id
    round_ = token.round
    record(Verb.ROUND_PARTNER_ENDED, round_, by=by, guideline_id=round_.guideline_id, partner=token.partner)

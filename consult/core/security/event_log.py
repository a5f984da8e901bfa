"""What an operator watches: who signed in, was refused, got a role, took data away. One logger, no personal data.

Lines of `consult.security` name the event, its outcome, the number of the account and of the request. A number says
something to whoever has the database, and nothing to whoever has the log: no name, no address, of mail or of a
network, no token, no words that anybody typed.
"""

import logging
import re
import secrets
from enum import StrEnum

from flask import g, has_request_context, request
from sqlalchemy import event, inspect
from sqlalchemy.orm import Session

from consult.core.audit_log import AuditEntry
from consult.core.verbs import Verb

log = logging.getLogger("consult.security")
PLAIN = re.compile(r"[a-z0-9_.:-]{0,80}")
# A number that a proxy gave a request: hexadecimal, as nginx's $request_id and every UUID are. No word fits in.
GIVEN_ID = re.compile(r"[0-9a-fA-F-]{8,64}")


class SecurityEvent(StrEnum):
    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"
    SESSION_ENDED = "session_ended"
    PASSWORD_AGAIN = "password_again"  # noqa: S105 - the name of an event
    SECOND_FACTOR = "second_factor"
    LINK_ASKED = "link_asked"
    ACCESS = "access"  # a page that was refused
    FORM_WITHOUT_TOKEN = "form_without_token"  # noqa: S105
    LIMIT = "limit"
    EXPORT = "export_of_personal_data"
    ACCOUNT = "account"
    ROLE = "role"


class SecurityOutcome(StrEnum):
    DONE = "done"
    FAILED = "failed"
    REFUSED = "refused"


# Entries of the journal that are security events as well: logged when their transaction is committed.
VERBS = {
    Verb.PERSON_SIGNED_UP: SecurityEvent.ACCOUNT,
    Verb.PERSON_CONFIRMED: SecurityEvent.ACCOUNT,
    Verb.PERSON_PASSWORD_SET: SecurityEvent.ACCOUNT,
    Verb.PERSON_SUSPENDED: SecurityEvent.ACCOUNT,
    Verb.PERSON_RESTORED: SecurityEvent.ACCOUNT,
    Verb.PERSON_MADE_ADMINISTRATOR: SecurityEvent.ROLE,
    Verb.PERSON_ADMINISTRATION_ENDED: SecurityEvent.ROLE,
    Verb.PERSON_ERASED: SecurityEvent.ACCOUNT,
    Verb.PERSON_PASSKEY_ADDED: SecurityEvent.ACCOUNT,
    Verb.PERSON_PASSKEY_REMOVED: SecurityEvent.ACCOUNT,
    Verb.PERSON_IDENTITY_LINKED: SecurityEvent.ACCOUNT,
    Verb.PERSON_IDENTITY_UNLINKED: SecurityEvent.ACCOUNT,
    Verb.PERSON_SECOND_FACTOR_SET: SecurityEvent.SECOND_FACTOR,
    Verb.PERSON_SECOND_FACTOR_REMOVED: SecurityEvent.SECOND_FACTOR,
    Verb.PERSON_SECOND_FACTOR_RESET: SecurityEvent.SECOND_FACTOR,
    Verb.PERSON_RECOVERY_CODES_RENEWED: SecurityEvent.SECOND_FACTOR,
    Verb.PERSON_RECOVERY_CODE_USED: SecurityEvent.SECOND_FACTOR,
    **{verb: SecurityEvent.ROLE for verb in Verb if verb.startswith("role.")},
    Verb.ROUND_INVITED: SecurityEvent.ROLE,
    Verb.ROUND_PLACE_ENDED: SecurityEvent.ROLE,
}


def security_event(what: SecurityEvent, outcome: SecurityOutcome, *, account: int | None, about: str = "") -> None:
    """`about` is a word of ours (an endpoint, a verb and a row), never one that was typed."""
    if not PLAIN.fullmatch(about):
        raise ValueError("Only words of our own are written to the security log.")
    level = logging.INFO if outcome == SecurityOutcome.DONE else logging.WARNING
    who = account if account is not None else "-"
    log.log(level, "event=%s outcome=%s account=%s request=%s about=%s", what, outcome, who, request_id(), about or "-")


def request_id() -> str:
    """A number that ties the lines of one request together, and to what its answer says; "-" outside of one."""
    if not has_request_context():
        return "-"
    if "request_id" not in g:
        given = request.headers.get("X-Request-Id", "")
        g.request_id = given if GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
    known: str = g.request_id
    return known


def account_here() -> int | None:
    """The number of whoever is signed in, if that is known already; asks the database nothing."""
    person = g.get("_login_user") if has_request_context() else None  # Flask-Login's place for it
    known = inspect(person, raiseerr=False) if person is not None else None
    return known.identity[0] if known is not None and known.identity else None


def refused(what: SecurityEvent) -> None:
    """A request that was turned away, by the page that it asked for."""
    security_event(what, SecurityOutcome.REFUSED, account=account_here(), about=here())


def here() -> str:
    """The page that was asked for, by its endpoint: its address may hold a token."""
    return (request.endpoint or "nowhere").lower() if has_request_context() else ""


@event.listens_for(Session, "detached_to_persistent")
def _note_entry(session: Session, thing: object) -> None:
    """The journal inserts at once, without a flush: here the session is given the entry that was written."""
    if isinstance(thing, AuditEntry) and thing.verb in VERBS:
        told = (thing.verb, thing.actor_id, thing.subject, thing.subject_id)
        session.info.setdefault("security", []).append(told)


@event.listens_for(Session, "after_commit")
def _log_entries(session: Session) -> None:
    for verb, actor_id, subject, subject_id in session.info.pop("security", []):
        security_event(VERBS[verb], SecurityOutcome.DONE, account=actor_id, about=f"{verb}:{subject}:{subject_id}")


@event.listens_for(Session, "after_rollback")
def _forget_entries(session: Session) -> None:
    session.info.pop("security", None)

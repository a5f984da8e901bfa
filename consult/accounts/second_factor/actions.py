"""A second factor is set up, used, renewed, removed."""

import logging

from sqlalchemy import delete, update

from consult.accounts.models import Person
from consult.accounts.second_factor import codes
from consult.accounts.second_factor.models import RecoveryCode, SecondFactor
from consult.accounts.second_factor.queries import second_factor_of
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.mail import outbox as mail
from consult.core.security.encryption import CannotUnseal, keyed_digest, seal, unseal
from consult.core.verbs import Verb

log = logging.getLogger(__name__)


def begin_second_factor(person: Person) -> None:
    """A new secret for their app; it asks nothing at sign-in until a first code of it was given."""
    found = second_factor_of(person)
    if found is not None and found.confirmed_at is not None:
        return
    sealed = seal(codes.new_app_secret(), about=_about(person))
    if found is None:
        db.session.add(SecondFactor(person_id=person.id, sealed_secret=sealed, created_at=clock.now()))
    else:
        found.sealed_secret, found.created_at = sealed, clock.now()


def app_secret_of(person: Person) -> str | None:
    """To show while it is set up; None where it cannot be opened: the site's key is another one."""
    found = second_factor_of(person)
    try:
        return unseal(found.sealed_secret, about=_about(person)) if found is not None else None
    except CannotUnseal:
        log.warning("the second factor of account %s does not open: the site's secret key was changed", person.id)
        return None


def confirm_second_factor(person: Person, code: str) -> list[str]:
    """With the first code of the app it counts: recovery codes to show once, or nothing where the code is not right."""
    if not _app_code_holds(person, code):
        return []
    found = second_factor_of(person)
    if found is None or found.confirmed_at is not None:
        return []
    found.confirmed_at = clock.now()
    record(Verb.PERSON_SECOND_FACTOR_SET, person, by=person)
    _tell(person, "set")
    return _with_new_recovery_codes(person)


def accept_code(person: Person, code: str) -> bool:
    """Use up a code of the app, or a recovery code: each is right once, whoever is first."""
    return _app_code_holds(person, code) or _recovery_code_holds(person, code)


def renew_recovery_codes(person: Person) -> list[str]:
    """New ones, to show once; the old ones are worth nothing."""
    record(Verb.PERSON_RECOVERY_CODES_RENEWED, person, by=person)
    _tell(person, "renewed")
    return _with_new_recovery_codes(person)


def remove_second_factor(person: Person) -> None:
    forget_second_factor(person)
    record(Verb.PERSON_SECOND_FACTOR_REMOVED, person, by=person)
    _tell(person, "removed")


def reset_second_factor(person: Person, *, by: Person | None) -> None:
    """By an administrator, for someone who lost the app and the codes; they are told, and it is in the record."""
    forget_second_factor(person)
    record(Verb.PERSON_SECOND_FACTOR_RESET, person, by=by)
    _tell(person, "reset")


def forget_second_factor(person: Person) -> None:
    for kept in (SecondFactor, RecoveryCode):
        db.session.execute(delete(kept).where(kept.person_id == person.id))


def _app_code_holds(person: Person, code: str) -> bool:
    app_secret = app_secret_of(person)
    step = codes.time_step_of(app_secret, code, clock.now()) if app_secret is not None else None
    if step is None:
        return False
    # Compare and set: of two who send the same code at the same moment, one gets in.
    unused = (SecondFactor.person_id == person.id, SecondFactor.last_step < step)
    used = db.session.execute(update(SecondFactor).where(*unused).values(last_step=step))
    return bool(used.rowcount)  # type: ignore[attr-defined]


def _recovery_code_holds(person: Person, code: str) -> bool:
    digest = keyed_digest(codes.plain_code(code), about=_about(person))
    unused = (RecoveryCode.person_id == person.id, RecoveryCode.digest == digest, RecoveryCode.used_at.is_(None))
    used = db.session.execute(update(RecoveryCode).where(*unused).values(used_at=clock.now()))
    if not used.rowcount:  # type: ignore[attr-defined]
        return False
    record(Verb.PERSON_RECOVERY_CODE_USED, person, by=person)
    _tell(person, "used")
    return True


def _with_new_recovery_codes(person: Person) -> list[str]:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    shown = codes.new_recovery_codes()
    digests = [keyed_digest(codes.plain_code(code), about=_about(person)) for code in shown]
    now = clock.now()
    db.session.add_all(RecoveryCode(person_id=person.id, digest=digest, created_at=now) for digest in digests)
    return shown


def _about(person: Person) -> str:
    return f"second_factor:{person.id}"


def _tell(person: Person, what: str) -> None:
    """Whoever has the device or the password of another does not change this unseen."""
    mail.post(person.email, "accounts/second_factor", language=person.language, person=person, what=what)

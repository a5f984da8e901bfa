"""A passkey is added, used, removed; its owner is told by mail."""

from sqlalchemy import delete

from consult.accounts.models import Person
from consult.accounts.passkeys.ceremony import NewKey
from consult.accounts.passkeys.models import Passkey
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.mail import outbox as mail
from consult.core.verbs import Verb


def add_passkey(person: Person, key: NewKey, *, device: str) -> None:
    kept = {"credential_id": key.credential_id, "public_key": key.public_key, "sign_count": key.sign_count}
    db.session.add(Passkey(person_id=person.id, device=device, created_at=clock.now(), **kept))
    record(Verb.PERSON_PASSKEY_ADDED, person, by=person)
    mail.post(person.email, "accounts/passkey", language=person.language, person=person, device=device)


def use_passkey(passkey: Passkey, *, sign_count: int) -> None:
    passkey.sign_count, passkey.used_at = sign_count, clock.now()


def remove_passkey(person: Person, passkey_id: int) -> bool:
    """One of their own; whether there was one."""
    own = (Passkey.id == passkey_id, Passkey.person_id == person.id)
    gone = db.session.execute(delete(Passkey).where(*own))
    if gone.rowcount:  # type: ignore[attr-defined]
        record(Verb.PERSON_PASSKEY_REMOVED, person, by=person)
    return bool(gone.rowcount)  # type: ignore[attr-defined]


def forget_passkeys(person: Person) -> None:
    db.session.execute(delete(Passkey).where(Passkey.person_id == person.id))

"""What changes about people."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, update

from consult.accounts import passwords, signed_links
from consult.accounts.addresses import address_of
from consult.accounts.models import Organisation, Person, StakeholderType, UserSession
from consult.accounts.queries import administrators, organisation_named, person_with_email
from consult.accounts.rules import (
    has_account,
    may_administer,
    may_become_administrator,
    may_end_administration,
    may_sign_in,
    may_suspend,
)
from consult.accounts.sessions.tokens import digest_of, new_token
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import alone, held
from consult.core.mail import outbox as mail
from consult.core.verbs import Verb


def sign_up(name: str, email: str, *, language: str | None = None) -> Person:
    """A new person whose address is not confirmed yet, without a password. Raises NoAddress."""
    person = Person(
        name=name,
        email=address_of(email),
        password_hash=None,
        language=language,
        created_at=clock.now(),
        session_key=secrets.token_hex(8),
    )
    db.session.add(person)
    record(Verb.PERSON_SIGNED_UP, person, by=person)
    return person


def mail_sign_up_link(email: str, *, language: str | None) -> None:
    """The same work and the same answer whoever has the address; only its owner reads which of two mails it is.

    Nothing is kept of who asks: name and password are given on the page that the link leads to, so that whoever
    signs up with the address of another prepares nothing.
    """
    person = person_with_email(email)
    token = signed_links.sign("sign-up", address_of(email))
    there = person is not None and has_account(person)
    to = person.email if person is not None else address_of(email)
    language = (person.language if person is not None else None) or language
    mail.post(to, "accounts/already" if there else "accounts/confirm", language=language, token=token)


def open_account(email: str, name: str, password: str, *, language: str | None) -> Person:
    """Whoever holds the mailed link gives the name and the password: of a new person, or of a guest that was."""
    person = person_with_email(email) or sign_up(name, email, language=language)
    person.name = name
    set_password(person, password)
    return person


def confirm(person: Person) -> None:
    """The address is shown to be theirs."""
    if person.confirmed_at is None:
        person.confirmed_at = clock.now()
        person.session_key = secrets.token_hex(8)
        record(Verb.PERSON_CONFIRMED, person, by=person)


def keep_what_a_guest_said(
    person: Person, *, name: str, country: str | None, stakeholder_type: StakeholderType | None, organisation: str
) -> None:
    """Who they are and whom they speak for, as they said it as a guest, where it is not known yet: it is not asked a
    second time. The first half of an address is no name."""
    if not person.called:
        person.name = name or person.name
    person.country = person.country or country
    person.stakeholder_type = person.stakeholder_type or stakeholder_type
    if person.organisation is None and stakeholder_type == person.stakeholder_type:
        person.organisation = organisation_for(organisation, stakeholder_type, country)


def guest(name: str, email: str, *, language: str | None) -> Person:
    """The person behind a guest's address, found or made; no password is set and nothing of a member changes."""
    return person_with_email(email) or sign_up(name, email, language=language)


def mail_reset_link(email: str, *, language: str | None) -> None:
    """The same work for an address that nobody has: its owner is told so, and the page says nothing."""
    person = person_with_email(email)
    key = [person.id, person.session_key] if person is not None else [0, secrets.token_hex(8)]
    token = signed_links.sign("reset", key)
    template = "accounts/reset" if person is not None else "accounts/nobody"
    to = person.email if person is not None else address_of(email)
    language = (person.language if person is not None else None) or language
    mail.post(to, template, language=language, person=person, token=token)


def set_password(person: Person, password: str) -> None:
    """The new password ends every session, and proves that the address is theirs."""
    person.password_hash = passwords.hashed(password)
    person.session_key = secrets.token_hex(8)
    confirm(person)
    record(Verb.PERSON_PASSWORD_SET, person, by=person)
    end_sessions(person)


def start_session(person: Person, *, device: str, network: str = "", lasts: timedelta) -> str:
    """The token of a new session, for the cookie; it ends after that time however much it is used."""
    token, now = new_token(), clock.now()
    times = {"created_at": now, "seen_at": now, "proved_at": now, "ends_at": now + lasts}
    db.session.add(UserSession(digest=digest_of(token), person_id=person.id, device=device, network=network, **times))
    return token


def end_session(person: Person, session_id: int) -> bool:
    """One of their own sessions; whether there was one."""
    own = (UserSession.id == session_id, UserSession.person_id == person.id)
    ended = db.session.execute(delete(UserSession).where(*own))
    return bool(ended.rowcount)  # type: ignore[attr-defined]


def end_sessions(person: Person, *, but: int | None = None) -> None:
    """Every session, or every other one."""
    others = (UserSession.person_id == person.id, UserSession.id != (but or 0))
    db.session.execute(delete(UserSession).where(*others))


def prove_session(session_id: int) -> None:
    """The password was given again in it."""
    db.session.execute(update(UserSession).where(UserSession.id == session_id).values(proved_at=clock.now()))


def suspend(person: Person, *, by: Person | None) -> None:
    """Signed out everywhere, and not let in again until it is lifted; what they said stays."""
    person, by = _one_after_the_other(person, by)
    may_suspend(person, by, administrators()).enforce()
    person.suspended_at = clock.now()
    person.session_key = secrets.token_hex(8)
    end_sessions(person)
    record(Verb.PERSON_SUSPENDED, person, by=by)


def lift_suspension(person: Person, *, by: Person | None) -> None:
    person, by = _one_after_the_other(person, by)
    person.suspended_at = None
    record(Verb.PERSON_RESTORED, person, by=by)


def make_administrator(person: Person, *, by: Person | None) -> None:
    person, by = _one_after_the_other(person, by)
    may_become_administrator(person).enforce()
    person.administrator = True
    record(Verb.PERSON_MADE_ADMINISTRATOR, person, by=by)


def end_administration(person: Person, *, by: Person | None) -> None:
    person, by = _one_after_the_other(person, by)
    may_end_administration(person, administrators()).enforce()
    person.administrator = False
    record(Verb.PERSON_ADMINISTRATION_ENDED, person, by=by)


def _one_after_the_other(person: Person, by: Person | None) -> tuple[Person, Person | None]:
    """Both as they are now: whoever was ended a moment ago ends nobody, and the last administrator stays."""
    alone("administrators")
    person, by = held(person), held(by) if by is not None else None
    if by is not None:
        may_administer(by).enforce()
        may_sign_in(by).enforce()
    return person, by


def change_profile(
    person: Person,
    *,
    name: str,
    country: str | None,
    stakeholder_type: StakeholderType | None,
    organisation: str,
    language: str | None,
    timezone: str,
    languages_read: Sequence[str] | None = None,
) -> None:
    """`languages_read` None leaves the languages that they read as they are."""
    person.name = name
    person.country = country or None
    person.stakeholder_type = stakeholder_type
    person.language = language or None
    person.timezone = timezone
    person.reads = person.reads if languages_read is None else " ".join(languages_read)
    person.organisation = organisation_for(organisation, stakeholder_type, country)
    record(Verb.PERSON_PROFILE_CHANGED, person, by=person)


def learn_zone(person: Person, zone: str) -> None:
    """The zone that their browser says, where they have not said one themselves. An unknown one changes nothing."""
    if person.timezone == clock.UNSAID_ZONE and zone in clock.zones():
        person.timezone = zone


def prefer_language(person: Person, code: str) -> None:
    """The language of pages and of mail from now on; a matter of comfort, so the record says nothing of it."""
    person.language = code


def organisation_for(name: str, stakeholder_type: StakeholderType | None, country: str | None) -> Organisation | None:
    """The organisation of that name in that country, made if it is new; None without a name or a type."""
    if not name.strip() or stakeholder_type in {None, StakeholderType.INDIVIDUAL}:
        return None
    found = organisation_named(name, country)
    if found is not None:
        return found
    made = Organisation(
        name=name.strip(), stakeholder_type=stakeholder_type, country=country or "", created_at=clock.now()
    )
    db.session.add(made)
    db.session.flush()
    return made

"""What changes about people."""

import secrets

from consult.accounts import links, passwords
from consult.accounts.models import Organisation, Person
from consult.accounts.places import StakeholderType
from consult.accounts.queries import organisation_named, person_with_email
from consult.core import clock, mail
from consult.core.database import db
from consult.core.journal import record


def sign_up(name: str, email: str, password: str | None, *, language: str | None = None) -> Person:
    """A new person whose address is not confirmed yet; without a password she is a guest."""
    person = Person(
        name=name,
        email=email.strip().lower(),
        password_hash=passwords.hashed(password) if password else None,
        language=language,
        created_at=clock.now(),
        session_key=secrets.token_hex(8),
    )
    db.session.add(person)
    record("person.signed_up", person, by=person)
    return person


def sign_up_again(person: Person, name: str, password: str) -> None:
    """An address that was never confirmed belongs to nobody yet: what was given last counts."""
    person.name = name
    person.password_hash = passwords.hashed(password)
    person.session_key = secrets.token_hex(8)  # a link that was mailed for another password confirms nothing


def ask_to_confirm(person: Person) -> None:
    if person.confirmed_at is not None:
        return
    token = links.sign("confirm", [person.id, person.session_key])
    mail.post(person.email, "accounts/confirm", language=person.language, person=person, token=token)


def say_already_registered(person: Person) -> None:
    mail.post(person.email, "accounts/already", language=person.language, person=person)


def confirm(person: Person) -> None:
    """The link that was mailed has done its work: nobody signs in with it again."""
    if person.confirmed_at is None:
        person.confirmed_at = clock.now()
        person.session_key = secrets.token_hex(8)
        record("person.confirmed", person, by=person)


def keep_what_a_guest_said(
    person: Person, *, country: str | None, stakeholder_type: StakeholderType | None, organisation: str
) -> None:
    """Whom she speaks for, as she said it as a guest, where it is not known yet: it is not asked a second time."""
    person.country = person.country or country
    person.stakeholder_type = person.stakeholder_type or stakeholder_type
    if person.organisation is None and stakeholder_type == person.stakeholder_type:
        person.organisation = organisation_for(organisation, stakeholder_type, country)


def guest(name: str, email: str, *, language: str | None) -> Person:
    """The person behind a guest's address, found or made; no password is set and nothing of a member changes."""
    return person_with_email(email) or sign_up(name, email, None, language=language)


def ask_to_reset(person: Person) -> None:
    token = links.sign("reset", [person.id, person.session_key])
    mail.post(person.email, "accounts/reset", language=person.language, person=person, token=token)


def set_password(person: Person, password: str) -> None:
    """The new password ends every other session, and proves that the address is hers."""
    person.password_hash = passwords.hashed(password)
    person.session_key = secrets.token_hex(8)
    confirm(person)
    record("person.password_set", person, by=person)


def change_profile(
    person: Person,
    *,
    name: str,
    country: str | None,
    stakeholder_type: StakeholderType | None,
    organisation: str,
    language: str | None,
    timezone: str,
) -> None:
    person.name = name
    person.country = country or None
    person.stakeholder_type = stakeholder_type
    person.language = language or None
    person.timezone = timezone
    person.organisation = organisation_for(organisation, stakeholder_type, country)
    record("person.profile_changed", person, by=person)


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

"""An identity of a provider is recognised, linked, unlinked."""

from sqlalchemy import delete

from consult.accounts.actions import confirm, sign_up
from consult.accounts.addresses import NoAddress, address_of
from consult.accounts.models import Person
from consult.accounts.queries import person_with_email
from consult.accounts.single_sign_on.claims import ProvidedClaims
from consult.accounts.single_sign_on.models import ExternalIdentity
from consult.accounts.single_sign_on.queries import identity_with
from consult.accounts.single_sign_on.rules import may_be_linked_by_address, may_be_unlinked
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.mail import outbox as mail
from consult.core.verbs import Verb


class AddressNotVerified(Exception):
    """The provider does not say that it checked the address, or the address is none."""


class LinkedElsewhere(Exception):
    """This identity opens the account of someone else here."""


def person_for(claims: ProvidedClaims, *, language: str | None) -> Person:
    """Whose account the identity opens: the one linked with it, else that of its verified address, else a new one.

    Raises AddressNotVerified, and Refused where the account is not to be linked by its address alone.
    """
    known = identity_with(claims.issuer, claims.subject)
    if known is not None:
        return known.person
    try:
        email = address_of(claims.email)
    except NoAddress as wrong:
        raise AddressNotVerified from wrong
    person = person_with_email(email)
    if person is None:
        person = sign_up(claims.name or email.partition("@")[0], email, language=language)
        confirm(person)
        _link(person, claims)
        return person
    may_be_linked_by_address(person).enforce()
    confirm(person)  # the provider has seen that they read mail at this address
    _link(person, claims)
    mail.post(person.email, "accounts/linked", language=person.language, person=person)
    return person


def link_identity(person: Person, claims: ProvidedClaims) -> None:
    """By someone who is signed in and gave their password: whichever address the provider has."""
    known = identity_with(claims.issuer, claims.subject)
    if known is not None and known.person_id != person.id:
        raise LinkedElsewhere
    if known is None:
        _link(person, claims)
        mail.post(person.email, "accounts/linked", language=person.language, person=person)


def unlink_identities(person: Person) -> None:
    may_be_unlinked(person).enforce()
    forget_identities(person)
    record(Verb.PERSON_IDENTITY_UNLINKED, person, by=person)


def forget_identities(person: Person) -> None:
    db.session.execute(delete(ExternalIdentity).where(ExternalIdentity.person_id == person.id))


def _link(person: Person, claims: ProvidedClaims) -> None:
    identity = {"issuer": claims.issuer, "provider_subject": claims.subject}
    db.session.add(ExternalIdentity(person_id=person.id, **identity, linked_at=clock.now()))
    record(Verb.PERSON_IDENTITY_LINKED, person, by=person)

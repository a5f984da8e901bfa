"""May she sign in, sign up, administer?"""

from flask_babel import gettext as _

from consult.accounts.models import Person
from consult.core.ruling import Ruling, refuse_unless


def may_sign_in(person: Person) -> Ruling:
    return refuse_unless(
        person.confirmed_at is not None,
        _("Your e-mail address is not confirmed yet. Open the link in the mail we sent, or ask for a new one."),
    )


def has_account(person: Person) -> bool:
    """Has a password and a confirmed address: a link that was mailed for signing up has done its work."""
    return person.password_hash is not None and person.confirmed_at is not None


def may_administer(person: Person) -> Ruling:
    return refuse_unless(getattr(person, "administrator", False), _("This is for the administrators of this site."))

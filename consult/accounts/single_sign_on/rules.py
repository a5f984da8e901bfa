"""May an identity of a provider be linked with an account?"""

from datetime import datetime, timedelta

from flask_babel import gettext as _

from consult.accounts.models import Person
from consult.core.ruling import Ruling, refuse_unless

JUST_NOW = timedelta(minutes=5)


def may_be_linked_by_address(person: Person) -> Ruling:
    """A provider that is wrong, or was broken into, must not open the site's own administration."""
    return refuse_unless(
        not person.administrator,
        _("This address is of an administrator. Sign in with the password, and link the provider on the profile page."),
    )


def was_just_now(signed_in_at: float, now: datetime) -> bool:
    """Whether the provider asked for credentials for this, and did not only remember who it was."""
    return abs(now.timestamp() - signed_in_at) <= JUST_NOW.total_seconds()


def may_be_unlinked(person: Person) -> Ruling:
    return refuse_unless(
        person.password_hash is not None,
        _("Without a password you could not sign in any more. Set one first."),
    )

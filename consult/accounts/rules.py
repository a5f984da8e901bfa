"""May they sign in, sign up, administer?"""

from datetime import datetime, timedelta

from flask_babel import gettext as _

from consult.accounts.models import Person
from consult.core.ruling import ALLOWED, Ruling, refuse_unless


def may_sign_in(person: Person) -> Ruling:
    if person.suspended_at is not None:
        return Ruling(_("This account is suspended. Ask the administrators of this site why, and until when."))
    return refuse_unless(
        person.confirmed_at is not None,
        _("Your e-mail address is not confirmed yet. Sign up again with it, and open the link in the mail we send."),
    )


def has_account(person: Person) -> bool:
    """Has a password and a confirmed address: a link that was mailed for signing up has done its work."""
    return person.password_hash is not None and person.confirmed_at is not None


def may_administer(person: Person) -> Ruling:
    return refuse_unless(getattr(person, "administrator", False), _("This is for the administrators of this site."))


def may_become_administrator(person: Person) -> Ruling:
    if person.administrator:
        return Ruling(_("This person administers the site already."))
    return refuse_unless(
        person.suspended_at is None and has_account(person),
        _("Only someone who can sign in administers the site. Ask them to choose a password first."),
    )


def may_end_administration(person: Person, administrators: int) -> Ruling:
    if not person.administrator:
        return Ruling(_("This person does not administer the site."))
    return refuse_unless(
        administrators > 1 or person.suspended_at is not None,
        _("This is the last administrator. Make someone else one first."),
    )


def may_suspend(person: Person, by: Person | None, administrators: int) -> Ruling:
    if person.suspended_at is not None:
        return Ruling(_("This account is suspended already."))
    if by is not None and by.id == person.id:
        return Ruling(_("Nobody suspends themselves. Ask another administrator."))
    return may_end_administration(person, administrators) if person.administrator else ALLOWED


# For how long a password that was given counts as given for what cannot be undone: a little longer for a form
# that is sent than for the page it stands on, so that whoever opened the page can fill it in.
PROVED_FOR_READING, PROVED_FOR_SENDING = timedelta(minutes=30), timedelta(minutes=90)


def is_proved(proved_at: datetime, now: datetime, *, sending: bool) -> bool:
    return now - proved_at <= (PROVED_FOR_SENDING if sending else PROVED_FOR_READING)

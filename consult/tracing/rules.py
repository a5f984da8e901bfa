"""May she read names in the journal, erase herself? Pure."""

from flask_babel import gettext as _

from consult.accounts.models import Person
from consult.core.ruling import Ruling, refuse_unless
from consult.drafts.standing import Standing


def may_read_names(standing: Standing) -> Ruling:
    """The public journal names roles, not people."""
    return refuse_unless(standing.team, _("Names in the journal are shown to the drafting team only."))


def may_be_erased(person: Person, roles: int) -> Ruling:
    """Who votes or decides does so in public; her name is part of that record while she holds the role."""
    if person.administrator:
        return Ruling(_("You administer this site. Hand that over to someone else first."))
    return refuse_unless(
        not roles,
        _("You hold a role in a guideline, and what is done in it is on public record. Ask its secretariat first."),
    )

"""May they read names in the journal, erase themselves? Pure."""

from flask_babel import gettext as _

from consult.accounts.models import Person
from consult.core.ruling import Ruling, refuse_unless
from consult.drafts.membership import Membership


def may_read_names(membership: Membership) -> Ruling:
    """The public journal names roles, not people."""
    return refuse_unless(membership.team, _("Names in the journal are shown to the drafting team only."))


def may_name_witnesses(membership: Membership) -> Ruling:
    administers = membership.person is not None and membership.person.administrator
    return refuse_unless(
        membership.secretariat or administers, _("The secretariat and the administrators name witnesses.")
    )


def may_be_erased(person: Person, roles: int) -> Ruling:
    """Who votes or decides does so in public; their name is part of that record while they hold the role."""
    if person.administrator:
        return Ruling(_("You administer this site. Hand that over to someone else first."))
    return refuse_unless(
        not roles,
        _("You hold a role in a guideline, and what is done in it is on public record. Ask its secretariat first."),
    )


def may_delete(membership: Membership, *, empty: bool) -> Ruling:
    """What others had a part in (a comment, a published text, a ballot) is a record: not the team's alone to end."""
    if not membership.secretariat:
        return Ruling(_("Only the secretariat deletes a guideline."))
    administers = membership.person is not None and membership.person.administrator
    return refuse_unless(
        empty or administers,
        _(
            "People have commented, a draft was published or a ballot was held. Archive it instead; only an "
            "administrator of this site deletes it with everything in it."
        ),
    )

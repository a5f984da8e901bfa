"""May they declare, or decide how an interest is handled? Pure."""

from flask_babel import gettext as _

from consult.core.ruling import Ruling, refuse_unless
from consult.drafts.membership import Membership
from consult.drafts.models import Appointment, Role
from consult.drafts.rules import still_in_use
from consult.voting.interests.models import HandlingKind, Interest

MEMBERS = frozenset({Role.EXPERT, Role.CHAIR})


def may_declare(membership: Membership, place: Appointment | None) -> Ruling:
    """`place`: their own in the group."""
    if place is None or place.role not in MEMBERS:
        return Ruling(_("Only members of the expert group declare interests here."))
    return still_in_use(membership.guideline)


def may_update(membership: Membership, interest: Interest) -> Ruling:
    person = membership.person
    if person is None or interest.appointment.person_id != person.id:
        return Ruling(_("Only whoever declared an interest updates it."))
    if interest.superseded_at is not None:
        return Ruling(_("This was updated already. Look at what stands now."))
    return may_declare(membership, interest.appointment)


def may_handle(membership: Membership, interest: Interest, kind: HandlingKind | None = None) -> Ruling:
    """The chair or the secretariat; not their own; a vote is taken away by the secretariat alone."""
    if not membership.chair:
        return Ruling(_("Only the chair of the expert group or the secretariat decides how an interest is handled."))
    if membership.person is not None and interest.appointment.person_id == membership.person.id:
        return Ruling(_("Nobody decides about an interest of their own. Ask the secretariat or another chair."))
    if interest.superseded_at is not None:
        return Ruling(_("This was updated meanwhile. Decide about what stands now."))
    if kind == HandlingKind.EXCLUDED and not membership.secretariat:
        return Ruling(_("Only the secretariat takes a vote away."))
    return refuse_unless(
        kind != HandlingKind.EXCLUDED or interest.appointment.ended_at is None, _("This seat has ended already.")
    )

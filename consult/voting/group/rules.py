"""May someone set the rules of procedure, and can such rules be? Pure."""

from flask_babel import gettext as _

from consult.core.ruling import ALLOWED, Ruling, refuse_unless
from consult.drafts.membership import Membership
from consult.drafts.rules import still_in_use
from consult.voting.group.procedure import Procedure

NEEDS_NAMES = frozenset({"consensus", "silence"})  # whoever objects is asked what would lift the objection


def may_set_rules(membership: Membership) -> Ruling:
    if not membership.secretariat:
        return Ruling(_("Only the secretariat sets the rules of procedure of the group."))
    return still_in_use(membership.guideline)


def can_be_rules(procedure: Procedure, *, of_states: bool) -> Ruling:
    """Whether a group can decide by it."""
    if procedure.secret and (procedure.majority in NEEDS_NAMES or procedure.counting == "per_state"):
        return Ruling(_("Objections, and votes by state, need to be known by name. Choose a roll call."))
    if procedure.counting == "per_state" and not of_states:
        return Ruling(_("The experts of this group are not appointed by states, so each has a vote of their own."))
    if procedure.usual_days < procedure.shortest_days:
        return Ruling(_("The usual length is less than the shortest. Choose a longer one."))
    if procedure.extensions and not procedure.extension_days:
        return Ruling(_("A ballot may be extended, but by no day. Give the days, or allow no extension."))
    return ALLOWED


def departs_with_reason(because: str, version: int) -> Ruling:
    """The first version needs no reason; each later one changes what people rely on."""
    return refuse_unless(version == 1 or because, _("Say why the rules change: members read it."))

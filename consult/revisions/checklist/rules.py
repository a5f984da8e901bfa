"""May they see, rate and edit the checklist?"""

from flask_babel import gettext as _

from consult.core.ruling import ALLOWED, Ruling, refuse_unless
from consult.drafts.membership import Membership
from consult.drafts.rules import may_add_to, still_in_use
from consult.revisions.checklist.models import Fulfilment


def may_read_checklist(membership: Membership) -> Ruling:
    may = membership.team or membership.expert
    return refuse_unless(may, _("The checklist is for the drafting team and the experts."))


def may_rate_clauses(membership: Membership) -> Ruling:
    return may_read_checklist(membership) if (in_use := still_in_use(membership.guideline)) else in_use


def may_edit_criteria(membership: Membership) -> Ruling:
    if not (ruling := may_add_to(membership)):
        return ruling
    return refuse_unless(membership.secretariat, _("Only the secretariat edits the criteria of the checklist."))


def is_sound_rating(fulfilment: Fulfilment, note: str) -> Ruling:
    if fulfilment in {Fulfilment.MET, Fulfilment.NOT_APPLICABLE}:
        return ALLOWED
    return refuse_unless(note.strip(), _("Say in a note what is missing."))

"""May they have a pack made? Pure."""

from flask_babel import gettext as _

from consult.core.ruling import ALLOWED, Ruling, refuse_unless
from consult.drafts.membership import Membership
from consult.drafts.models import Draft, DraftState


def can_be_packed(draft: Draft) -> Ruling:
    if draft.state == DraftState.EDITING:
        return Ruling(_("This draft is in work. A publication pack is made of a draft that is published."))
    return ALLOWED


def may_make_pack(membership: Membership, draft: Draft) -> Ruling:
    if not (packed := can_be_packed(draft)):
        return packed
    return refuse_unless(membership.team, _("Only the drafting team has a publication pack made."))

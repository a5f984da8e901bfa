"""May she prepare, publish, confirm?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from consult.core.ruling import ALLOWED, Ruling, refuse_unless
from consult.drafts.membership import Membership
from consult.drafts.models import Draft, DraftState
from consult.publishing.models import Carry

SURE = 0.95  # proposals at least this sure may be confirmed many at a time


@dataclass(frozen=True)
class Blocker:
    """What stands in the way of publishing: a sentence, how many, and the page where it is dealt with.

    A firm one cannot be passed over; any other can, for a reason that is published.
    """

    kind: str
    count: int
    sentence: str
    endpoint: str
    values: Mapping[str, Any] = field(default_factory=dict)
    passable: bool = True


def may_prepare(membership: Membership) -> Ruling:
    return refuse_unless(membership.team, _("Only the drafting team prepares and publishes drafts."))


def may_make(membership: Membership, base: Draft | None, in_work: Draft | None) -> Ruling:
    """Whether the next draft can be made from carried revisions now."""
    team = may_prepare(membership)
    if not team:
        return team
    if base is None:
        return Ruling(_("No draft is published yet. Import the first one and publish it."))
    own = in_work is None or in_work.based_on_id == base.id
    return refuse_unless(
        own, _("A draft is in work that was not made from carried revisions. Publish it first, or discard it.")
    )


def may_publish(membership: Membership, draft: Draft, obstacles: Sequence[Blocker], reason: str) -> Ruling:
    team = may_prepare(membership)
    if not team:
        return team
    if draft.state != DraftState.EDITING:
        return Ruling(_("This draft is published already."))
    firm = [obstacle for obstacle in obstacles if not obstacle.passable]
    if firm:
        return Ruling(firm[0].sentence)
    return refuse_unless(
        not obstacles or reason.strip(),
        _("Something stands in the way. To publish all the same, give the reason; it is published with the draft."),
    )


def may_confirm(membership: Membership) -> Ruling:
    return refuse_unless(membership.team, _("Only the drafting team confirms where comments belong."))


def is_waiting(carry: Carry) -> Ruling:
    return ALLOWED if carry.confirmed_at is None else Ruling(_("Someone has settled this one already."))

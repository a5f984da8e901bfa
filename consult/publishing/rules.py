"""May they prepare, publish, confirm?"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from consult.core.ruling import ALLOWED, Ruling, refuse_unless
from consult.drafts.membership import Membership
from consult.drafts.models import Draft, DraftState
from consult.publishing.models import Carry, OverrideState, PublicationOverride

SURE = 0.95  # proposals at least this sure may be confirmed many at a time


@dataclass(frozen=True)
class Blocker:
    """What stands in the way of publishing: a sentence, how many, and the page where it is dealt with.

    A firm one cannot be passed over; any other can, for a reason that is published. `fingerprint` tells two of the
    same kind and number apart: what was agreed about one set of points is not agreed about another.
    """

    kind: str
    count: int
    sentence: str
    endpoint: str
    values: Mapping[str, Any] = field(default_factory=dict)
    passable: bool = True
    fingerprint: str = ""


def digest_of_obstacles(obstacles: Sequence[Blocker]) -> str:
    """SHA-256 of what stands in the way, in no language: another obstacle, or more of one, is another digest."""
    rows = sorted([each.kind, each.count, each.fingerprint] for each in obstacles)
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


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


def may_publish(
    membership: Membership,
    draft: Draft,
    obstacles: Sequence[Blocker],
    override: PublicationOverride | None,
    backing: Ruling,
) -> Ruling:
    team = may_prepare(membership)
    if not team:
        return team
    if draft.state != DraftState.EDITING:
        return Ruling(_("This draft is published already."))
    firm = [obstacle for obstacle in obstacles if not obstacle.passable]
    if firm:
        return Ruling(firm[0].sentence)
    return is_overridden(obstacles, override, backing) if obstacles else ALLOWED


def is_overridden(obstacles: Sequence[Blocker], override: PublicationOverride | None, backing: Ruling) -> Ruling:
    """Two people stand behind publishing all the same, and what they agreed on is what stands in the way now.

    `backing`: whether the two still hold the roles that let them.
    """
    if override is None:
        says = _("Something stands in the way.")
        way_out = _("To publish all the same, one person proposes it with reasons, another confirms; one is the chair.")
        return Ruling(f"{says} {way_out}")
    if override.digest != digest_of_obstacles(obstacles):
        if override.state != OverrideState.CONFIRMED:
            return Ruling(_("What stands in the way has changed since this was proposed. It has lapsed: propose it again."))  # fmt: skip  # noqa: E501
        return Ruling(_("What stands in the way has changed since it was agreed to publish all the same. Propose it again."))  # fmt: skip  # noqa: E501
    if not backing:
        return backing
    return refuse_unless(
        override.state == OverrideState.CONFIRMED,
        _("It is proposed to publish all the same, but nobody has confirmed it yet."),
    )


def may_confirm(membership: Membership) -> Ruling:
    return refuse_unless(membership.team, _("Only the drafting team confirms where comments belong."))


def is_waiting(carry: Carry) -> Ruling:
    return ALLOWED if carry.confirmed_at is None else Ruling(_("Someone has settled this one already."))

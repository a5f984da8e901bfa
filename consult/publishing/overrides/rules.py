"""May they propose, confirm, decline to publish all the same? Nobody does both, and one of the two is the chair."""

from collections.abc import Collection, Mapping, Sequence

from flask_babel import gettext as _

from consult.core.ruling import ALLOWED, Ruling, refuse_unless
from consult.drafts.membership import Membership
from consult.drafts.models import Draft, DraftState, Role
from consult.drafts.rules import is_reasoned
from consult.publishing.models import OverrideState, PublicationOverride
from consult.publishing.rules import Blocker, digest_of_obstacles

S = OverrideState
# Which state follows which.
TRANSITIONS: Mapping[OverrideState, frozenset[OverrideState]] = {
    S.PROPOSED: frozenset({S.CONFIRMED, S.DECLINED, S.WITHDRAWN, S.LAPSED}),
    S.CONFIRMED: frozenset({S.USED, S.LAPSED, S.WITHDRAWN}),
    S.DECLINED: frozenset(),
    S.WITHDRAWN: frozenset(),
    S.LAPSED: frozenset(),
    S.USED: frozenset(),
}


def acts_as_chair(membership: Membership, *, has_chair: bool) -> bool:
    """The chair; where the guideline has none, the secretariat stands in for them."""
    return Role.CHAIR in membership.roles if has_chair else membership.secretariat


def may_read_override(membership: Membership) -> Ruling:
    return refuse_unless(
        membership.team or Role.CHAIR in membership.roles,
        _("What stands in the way of the next draft is for the drafting team and the chair of the expert group."),
    )


def is_backed(two: Collection[Membership], *, has_chair: bool) -> Ruling:
    """Whether those who stand behind it still hold roles that let them: both, and one of them the chair's."""
    if not all(map(may_read_override, two)):
        return Ruling(_("Someone who stands behind it has no role that allows it any more. It has lapsed: propose it again."))  # fmt: skip  # noqa: E501
    return refuse_unless(
        len(two) < 2 or any(acts_as_chair(one, has_chair=has_chair) for one in two),
        _("None of the two who stand behind it leads the expert group any more. It has lapsed: propose it again."),
    )


def may_propose_override(membership: Membership, draft: Draft, obstacles: Sequence[Blocker]) -> Ruling:
    if not (reads := may_read_override(membership)):
        return reads
    if draft.state != DraftState.EDITING:
        return Ruling(_("This draft is published already."))
    firm = [obstacle for obstacle in obstacles if not obstacle.passable]
    if firm:
        return Ruling(firm[0].sentence)
    return refuse_unless(obstacles, _("Nothing stands in the way. The draft can be published as it is."))


def are_grounds_sound(obstacles: Sequence[Blocker], reasons: Mapping[str, str]) -> Ruling:
    """One reason of substance for each obstacle, by its kind."""
    for obstacle in obstacles:
        ruling = is_reasoned(reasons.get(obstacle.kind, ""))
        if not ruling:
            return Ruling(f"{obstacle.sentence} {ruling.refusal}")
    return ALLOWED


def may_answer_override(
    membership: Membership,
    override: PublicationOverride,
    proposer: Membership,
    obstacles: Sequence[Blocker],
    *,
    has_chair: bool,
) -> Ruling:
    """A second person confirms or declines. `proposer`: the roles that the first one holds."""
    if not (reads := may_read_override(membership)):
        return reads
    if override.state != S.PROPOSED:
        return Ruling(_("This proposal was answered already, or has lapsed."))
    if membership.person is not None and membership.person.id == override.proposed_by_id:
        return Ruling(_("You proposed this. It takes a second person to confirm it."))
    if override.digest != digest_of_obstacles(obstacles):
        return Ruling(_("What stands in the way has changed since this was proposed. It has lapsed: propose it again."))
    if not (backed := is_backed([proposer], has_chair=has_chair)):
        return backed
    one_is_chair = any(acts_as_chair(one, has_chair=has_chair) for one in (membership, proposer))
    return refuse_unless(
        one_is_chair,
        _("One of the two must be the chair of the expert group. Ask the chair to confirm it.")
        if has_chair
        else _("One of the two must be of the secretariat, since the expert group has no chair."),
    )


def is_waiting_for_second(override: PublicationOverride, obstacles: Sequence[Blocker]) -> bool:
    """Proposed, on what stands in the way now, and answered by nobody yet."""
    return override.state == S.PROPOSED and override.digest == digest_of_obstacles(obstacles)


def may_withdraw_override(membership: Membership, override: PublicationOverride) -> Ruling:
    """Either of the two may step back as long as it was not used."""
    if S.WITHDRAWN not in TRANSITIONS[override.state]:
        return Ruling(_("This proposal was answered already, or has lapsed."))
    own = membership.person is not None and membership.person.id in {override.proposed_by_id, override.answered_by_id}
    return refuse_unless(own, _("Only the people who stand behind a proposal withdraw it."))

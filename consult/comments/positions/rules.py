"""May they see, draft, send, end, sign a position? Pure. `member` is their standing membership, or None."""

from flask_babel import gettext as _

from consult.accounts.organisations.models import OrganisationMember
from consult.accounts.organisations.rules import is_confirmed, speaks_for
from consult.comments.positions.models import Position, PositionItem, PositionSignatory, PositionState
from consult.core.ruling import Ruling, refuse_unless


def may_draft_position(member: OrganisationMember | None) -> Ruling:
    """Write and suggest inside: any confirmed member of a confirmed organisation."""
    known = member is not None and is_confirmed(member) and member.organisation.confirmed_at is not None
    return refuse_unless(known, _("Only confirmed members of a confirmed organisation write its official position."))


def may_change_position(position: Position, member: OrganisationMember | None) -> Ruling:
    """Whatever is in it, while it is in work."""
    if not (ruling := may_draft_position(member)):
        return ruling
    return refuse_unless(
        position.state == PositionState.DRAFTING,
        _("This position was sent. Replace it with another while the round is open."),
    )


def may_change_item(item: PositionItem, member: OrganisationMember | None) -> Ruling:
    """Reviewers change their own suggestions until they are taken; who speaks for the organisation, anything."""
    if not (ruling := may_change_position(item.position, member)) or speaks_for(member):
        return ruling
    own = member is not None and item.written_by_id == member.person_id and item.suggested
    return refuse_unless(own, _("Reviewers change their own suggestions. Leave a note for the focal point instead."))


def may_consolidate(position: Position, member: OrganisationMember | None) -> Ruling:
    """Take suggestions, order, ask others to sign, send."""
    if not (ruling := may_change_position(position, member)):
        return ruling
    return refuse_unless(speaks_for(member), _("The focal point and the deputies do that."))


def may_send_position(position: Position, member: OrganisationMember | None, in_time: Ruling) -> Ruling:
    """`in_time`: whether the round takes comments of theirs now."""
    if not (ruling := may_consolidate(position, member)) or not (ruling := in_time):
        return ruling
    taken = any(not item.suggested for item in position.items)
    return refuse_unless(taken, _("There is nothing in it yet. Write a comment, or take a suggestion."))


def may_end_position(position: Position, member: OrganisationMember | None) -> Ruling:
    """Withdraw, or say that it was not them: also after the round has closed, as with one's own comment."""
    if not speaks_for(member):
        return Ruling(_("Only the focal point and the deputies of the organisation take its position back."))
    return refuse_unless(position.state == PositionState.SENT, _("There is no sent position to take back."))


def may_replace_position(position: Position, member: OrganisationMember | None, in_time: Ruling) -> Ruling:
    if not (ruling := may_end_position(position, member)):
        return ruling
    return in_time


def may_answer_signature(signatory: PositionSignatory, member: OrganisationMember | None) -> Ruling:
    if not speaks_for(member):
        return Ruling(_("Only the focal point and the deputies of the organisation that was asked answer."))
    open_yet = signatory.position.state in {PositionState.DRAFTING, PositionState.SENT}
    return refuse_unless(open_yet, _("This position stands no more; there is nothing to sign."))

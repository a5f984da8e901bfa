"""May she read, edit, publish this draft? And what is a sound text."""

from collections.abc import Mapping

from flask_babel import gettext as _

from consult.core.ruling import ALLOWED, Ruling, refuse_unless
from consult.drafts.models import Draft, DraftState
from consult.drafts.standing import Standing

# Which state a draft may go to.
TRANSITIONS: Mapping[DraftState, frozenset[DraftState]] = {
    DraftState.EDITING: frozenset({DraftState.PUBLISHED}),
    DraftState.PUBLISHED: frozenset({DraftState.SUPERSEDED}),
    DraftState.SUPERSEDED: frozenset(),
}

EXPERTS_PER_STATE = 2


def may_read_draft(standing: Standing, draft: Draft) -> Ruling:
    return refuse_unless(draft.state != DraftState.EDITING or standing.inside, _("This draft is not published yet."))


def may_edit_draft(standing: Standing, draft: Draft) -> Ruling:
    if draft.state != DraftState.EDITING:
        return Ruling(
            _("A published draft never changes. Propose a revision instead; it becomes part of the next draft.")
        )
    return refuse_unless(standing.team, _("Only the drafting team edits a draft."))


def may_publish_draft(standing: Standing, draft: Draft) -> Ruling:
    if DraftState.PUBLISHED not in TRANSITIONS[draft.state]:
        return Ruling(_("This draft is published already."))
    return refuse_unless(standing.team, _("Only the drafting team publishes a draft."))


def may_appoint(standing: Standing) -> Ruling:
    return refuse_unless(standing.secretariat, _("Only the secretariat gives out roles."))


def may_seat(member_state: str | None, already: int) -> Ruling:
    """An expert group has at most two members of one state."""
    if not member_state or already < EXPERTS_PER_STATE:
        return ALLOWED
    return Ruling(_("This member state already has two experts in the group, which is the most."))

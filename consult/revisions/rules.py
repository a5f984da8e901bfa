"""May they propose, edit, submit, withdraw, read a revision? And which states follow which."""

from collections.abc import Mapping

from flask_babel import gettext as _

from consult.core.ruling import ALLOWED, Ruling, refuse_unless
from consult.core.text import looks_same
from consult.drafts.membership import Membership
from consult.drafts.models import Draft, DraftState
from consult.revisions.models import Revision, RevisionKind, RevisionState

S = RevisionState
# `voting` moves a proposed revision through its ballot, `publishing` a carried one into the next draft.
TRANSITIONS: Mapping[RevisionState, frozenset[RevisionState]] = {
    S.DRAFT: frozenset({S.PROPOSED, S.WITHDRAWN}),
    S.PROPOSED: frozenset({S.BALLOTED, S.WITHDRAWN}),
    # A void ballot puts it back to where it came from; so does one that only asked for an indication.
    S.BALLOTED: frozenset({S.CARRIED, S.NOT_CARRIED, S.PROPOSED}),
    # Nothing that was carried is stuck: back to the desk where another draft came first, to another ballot, withdrawn.
    S.CARRIED: frozenset({S.PUBLISHED, S.DRAFT, S.WITHDRAWN, S.BALLOTED, S.PROPOSED}),
    S.NOT_CARRIED: frozenset({S.BALLOTED, S.PROPOSED}),  # voted on again by the rules of procedure; its ballot void
    S.WITHDRAWN: frozenset(),
    S.PUBLISHED: frozenset(),
}
# Its words may still change.
OPEN = frozenset({S.DRAFT, S.PROPOSED})
# It may still come into the text: what collisions are looked for among.
LIVE = frozenset({S.DRAFT, S.PROPOSED, S.BALLOTED, S.CARRIED})
# Once it was put to the vote, everyone who reads the guideline may read it.
PUBLIC = frozenset({S.BALLOTED, S.CARRIED, S.NOT_CARRIED, S.PUBLISHED})


def may_read_revision(membership: Membership, revision: Revision) -> Ruling:
    return refuse_unless(
        revision.state in PUBLIC or membership.team or membership.expert,
        _("This revision is with the drafting team and the experts until it is put to the vote."),
    )


def may_propose(membership: Membership) -> Ruling:
    return refuse_unless(membership.team, _("Only the drafting team proposes revisions."))


def may_edit_revision(membership: Membership, revision: Revision) -> Ruling:
    if revision.state not in OPEN:
        return Ruling(_("The words of a revision no longer change once it was put to the vote or withdrawn."))
    return may_propose(membership)


def may_submit(membership: Membership, revision: Revision) -> Ruling:
    if revision.state != S.DRAFT:  # a ballot that is void puts it back to proposed; nobody else does
        return Ruling(_("Only a revision that is being written is proposed to the experts."))
    if not on_draft_in_force(revision):
        return Ruling(_("There is a newer draft. Take its words as the base first."))
    return may_propose(membership)


def may_withdraw_revision(membership: Membership, revision: Revision) -> Ruling:
    if S.WITHDRAWN not in TRANSITIONS[revision.state] or (revision.state == S.CARRIED and not is_overtaken(revision)):
        return Ruling(_("It can no longer be withdrawn: it was put to the vote, or is withdrawn already."))
    return may_propose(membership)


def is_overtaken(revision: Revision) -> bool:
    """Carried, but a draft was published without it: its words were voted on against words that stand no more."""
    return revision.state == S.CARRIED and not on_draft_in_force(revision)


def may_rebase(membership: Membership, revision: Revision) -> Ruling:
    """One that was overtaken: with the same words in the newer draft its vote stands, with others it is voted on again.

    The chair may, too, since no ballot opens against words that stand no more.
    """
    if revision.state == S.PROPOSED and membership.chair:
        return ALLOWED
    return may_propose(membership) if is_overtaken(revision) else may_edit_revision(membership, revision)


def on_draft_in_force(revision: Revision) -> bool:
    return revision.draft.state == DraftState.PUBLISHED


def may_revise(draft: Draft | None) -> Ruling:
    """Revisions are made to the draft in force; one in work is edited, one superseded stays as it is."""
    if draft is not None and draft.state == DraftState.PUBLISHED:
        return ALLOWED
    return Ruling(_("Revisions are made to the current draft. A draft in work is edited directly."))


def is_sound_revision(kind: RevisionKind, base_text: str, proposed_text: str) -> Ruling:
    if kind == RevisionKind.DELETE:
        return ALLOWED
    if not proposed_text.strip():
        return Ruling(_("Give the words that you propose. To strike the whole clause, propose to delete it."))
    return refuse_unless(not looks_same(proposed_text, base_text), _("These are the words that stand already."))

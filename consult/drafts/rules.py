"""May they read, edit, publish this draft? And what is a sound text."""

from collections.abc import Collection, Mapping
from datetime import date

from flask_babel import gettext as _

from consult.core.ruling import ALLOWED, Ruling, refuse_unless
from consult.drafts.membership import Membership
from consult.drafts.models import Appointment, Draft, DraftState, Guideline
from consult.drafts.text_diff import diff_tokens

# Which state a draft may go to.
TRANSITIONS: Mapping[DraftState, frozenset[DraftState]] = {
    DraftState.EDITING: frozenset({DraftState.PUBLISHED}),
    DraftState.PUBLISHED: frozenset({DraftState.SUPERSEDED}),
    DraftState.SUPERSEDED: frozenset(),
}

WORDS_OF_A_REASON = 5
WORDS_OF_A_SHORT_REASON = 3  # for one edit: “a slip of the pen”


def is_reasoned(text: str, *, at_least: int = WORDS_OF_A_REASON) -> Ruling:
    """A reason of substance says something: so many words, and not one of them over and over."""
    words = [token.casefold() for token in diff_tokens(text) if any(sign.isalnum() for sign in token)]
    letters = {sign for word in words for sign in word}
    says_something = len(words) >= at_least and len(set(words)) > at_least // 2 and len(letters) >= at_least
    return refuse_unless(
        says_something,
        _(
            "Give the reason in a sentence of at least %(n)s words: it is published, and people judge by it.",
            n=at_least,
        ),
    )


def is_edit_explained(draft: Draft, in_force: Draft | None, reason: str) -> Ruling:
    """Words that change after a vote, or without one, are published with the reason; a first draft is being written."""
    if in_force is None or in_force.id == draft.id:
        return ALLOWED
    return is_reasoned(reason, at_least=WORDS_OF_A_SHORT_REASON)


def may_read_draft(membership: Membership, draft: Draft) -> Ruling:
    return refuse_unless(draft.state != DraftState.EDITING or membership.inside, _("This draft is not published yet."))


def may_edit_draft(membership: Membership, draft: Draft) -> Ruling:
    if draft.state != DraftState.EDITING:
        return Ruling(
            _("A published draft never changes. Propose a revision instead; it becomes part of the next draft.")
        )
    return refuse_unless(membership.team, _("Only the drafting team edits a draft."))


def may_discard_draft(membership: Membership, draft: Draft, *, used: Collection[str]) -> Ruling:
    """Only what nobody but the team has seen, and nothing hangs on. `used`: the tables of what does."""
    if not membership.team:
        return Ruling(_("Only the drafting team discards a draft."))
    if draft.state != DraftState.EDITING:
        return Ruling(_("A published draft stays: people have read it and commented on it."))
    if "round" in used:
        return Ruling(_("A round was planned on this draft. It stays with the round, even when that is cancelled."))
    return refuse_unless(not used, _("Another draft is based on this one. It stays."))


def may_publish_draft(membership: Membership, draft: Draft) -> Ruling:
    if DraftState.PUBLISHED not in TRANSITIONS[draft.state]:
        return Ruling(_("This draft is published already."))
    return refuse_unless(membership.team, _("Only the drafting team publishes a draft."))


def may_manage(membership: Membership) -> Ruling:
    """See what is to be kept in order here."""
    return refuse_unless(membership.team, _("This page is for the drafting team and the secretariat."))


def may_manage_frame(membership: Membership) -> Ruling:
    """Change the guideline's own page: its name, notices, pillars, parts and timeline."""
    return refuse_unless(
        membership.secretariat,
        _("Only the secretariat changes the guideline’s name, notices, pillars, parts and timeline."),
    )


def may_open_to_all(membership: Membership) -> Ruling:
    return refuse_unless(membership.secretariat, _("Only the secretariat decides who may read this guideline."))


def may_archive(membership: Membership, *, open_rounds: int, later_deadlines: int = 0, open_ballots: int = 0) -> Ruling:
    """What is still going on is not put away: people would find the door shut before the hour that they were told."""
    if not (ruling := may_open_to_all(membership)):
        return ruling
    if membership.guideline.archived_at is not None:
        return Ruling(_("This guideline is archived already."))
    if open_rounds:
        return Ruling(_("A round is open or still to come. Wait until it closes, or cancel it."))
    if later_deadlines:
        return Ruling(_("Some people were given more time in a round that has closed. Wait until it is over."))
    return refuse_unless(not open_ballots, _("A ballot is open or still to come. Wait until it has closed."))


def still_in_use(guideline: Guideline) -> Ruling:
    """Whoever takes words or votes asks this: what is put away is read, and takes none."""
    archived = guideline.archived_at is not None
    return refuse_unless(not archived, _("This guideline is archived. It can be read; nothing more is said in it."))


def may_add_to(membership: Membership) -> Ruling:
    """What is put away takes nothing new: no draft, no round, no register."""
    archived = membership.guideline.archived_at is not None
    return refuse_unless(not archived, _("This guideline is archived. Take it out of the archive first."))


def may_remove_pillar(membership: Membership, *, used: bool) -> Ruling:
    if not (ruling := may_manage_frame(membership)):
        return ruling
    return refuse_unless(
        not used, _("Clauses, comments or rounds belong to this pillar, in this draft or an earlier one: it stays.")
    )


def may_remove_part(membership: Membership, *, used: bool) -> Ruling:
    if not (ruling := may_manage_frame(membership)):
        return ruling
    return refuse_unless(
        not used, _("Clauses or revisions belong to this part, in this draft or an earlier one: it stays.")
    )


def may_merge_frame(membership: Membership, *, published: bool, used: bool) -> Ruling:
    """Two pillars or parts, while drafts in work alone know the one that goes: a published text keeps its frame."""
    if not (ruling := may_manage_frame(membership)):
        return ruling
    if published:
        return Ruling(_("A published draft has clauses here, so it stays. A revision moves clauses elsewhere."))
    return refuse_unless(
        not used, _("Comments, rounds or revisions belong here, not only clauses of a draft in work: it stays.")
    )


def gives_rights(role: Appointment, today: date) -> bool:
    """`in_force`, of a role at hand."""
    running = role.ended_at is None and role.suspended_at is None
    return running and (role.term_starts_on or today) <= today <= (role.term_ends_on or today)

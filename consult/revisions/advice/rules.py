"""May they read what is said inside, say something, settle it, take words of it?"""

from flask_babel import gettext as _

from consult.core.ruling import Ruling, refuse_unless
from consult.drafts.membership import Membership
from consult.drafts.rules import still_in_use
from consult.revisions.advice.models import AdviceKind, RevisionRemark
from consult.revisions.models import Revision, RevisionState
from consult.revisions.rules import OPEN, PUBLIC, may_propose, on_draft_in_force

S = RevisionState
# There is something to say until the experts have decided.
DISCUSSED = frozenset({S.DRAFT, S.PROPOSED, S.BALLOTED})


def is_adviser(membership: Membership) -> bool:
    return membership.team or membership.expert


def may_read_advice(membership: Membership, revision: Revision, *, published: bool) -> Ruling:
    """`published`: the guideline's choice that readers see it from the ballot on."""
    return refuse_unless(
        is_adviser(membership) or (published and revision.state in PUBLIC),
        _("What the experts and the drafting team say of a revision stays among them."),
    )


def may_advise(membership: Membership, revision: Revision) -> Ruling:
    if not is_adviser(membership):
        return Ruling(_("The experts and the drafting team advise on a revision. Everyone comments in the rounds."))
    if not (in_use := still_in_use(membership.guideline)):
        return in_use
    return refuse_unless(revision.state in DISCUSSED, _("This revision is decided; what was said of it stays."))


def may_say(membership: Membership, revision: Revision, kind: AdviceKind) -> Ruling:
    if not (ruling := may_advise(membership, revision)):
        return ruling
    if kind == AdviceKind.AMENDMENT and revision.state not in OPEN:
        return Ruling(
            _("The experts vote on these words now. Vote “cannot accept” and give the words that you accept.")
        )
    if kind != AdviceKind.BALLOT_REQUEST:
        return ruling
    if not membership.expert:
        return Ruling(_("The experts ask for a ballot. The drafting team proposes the revision to them."))
    reasons = {
        S.DRAFT: _("The drafting team still works on this revision. Ask for a ballot when it is proposed."),
        S.BALLOTED: _("A ballot on this revision is open already."),
    }
    return Ruling(str(reasons.get(revision.state, "")))


def may_reply_to_remark(membership: Membership, remark: RevisionRemark) -> Ruling:
    if remark.parent_id is not None:
        return Ruling(_("Reply to the remark that this one replies to."))
    return may_advise(membership, remark.revision)


def may_settle(membership: Membership, remark: RevisionRemark) -> Ruling:
    """A question by who asked it, and anything by the team or the chair: they are the ones asked."""
    if remark.kind == AdviceKind.REMARK:
        return Ruling(_("A remark asks for nothing, so there is nothing to settle."))
    if remark.settled_at is not None:
        return Ruling(_("This is settled already."))
    own = membership.person is not None and remark.author_id == membership.person.id
    return refuse_unless(
        membership.team or membership.chair or (own and is_adviser(membership)),
        _("Whoever asked, the drafting team or the chair settles this."),
    )


def may_take_words(membership: Membership, remark: RevisionRemark) -> Ruling:
    if remark.kind != AdviceKind.AMENDMENT:
        return Ruling(_("There are no other words in this remark."))
    if remark.taken_as_id is not None:
        return Ruling(_("These words are an alternative already."))
    if not on_draft_in_force(remark.revision):
        return Ruling(_("There is a newer draft. Propose a revision of its words instead."))
    return may_propose(membership)


def may_set_policy(membership: Membership) -> Ruling:
    if not membership.secretariat:
        return Ruling(_("The secretariat decides whether advice is published."))
    return still_in_use(membership.guideline)

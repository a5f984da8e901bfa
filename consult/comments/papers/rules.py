"""May they attach a paper, read it, cut it, release it, take it away? Pure."""

from datetime import datetime

from flask_babel import gettext as _

from consult.accounts.models import Person
from consult.comments.models import Comment
from consult.comments.papers.models import PaperState, PositionPaper
from consult.comments.rules import STANDING
from consult.consultations.participation import RoundMembership
from consult.consultations.rules import may_comment
from consult.core.ruling import ALLOWED, Ruling, refuse_unless
from consult.core.text import one_line
from consult.drafts.membership import Membership
from consult.drafts.rules import may_add_to

MOST_PAPERS = 5  # of one submission


def is_theirs(comment: Comment, person: Person | None) -> bool:
    return person is not None and comment.author_id == person.id


def may_attach_paper(comment: Comment, membership: Membership, place: RoundMembership | None, now: datetime) -> Ruling:
    """Its author while they may comment; the secretariat, for somebody, at any time."""
    if comment.state not in STANDING:
        return Ruling(_("A paper is attached to a comment that was sent and not withdrawn."))
    if is_theirs(comment, membership.person) and not membership.secretariat:
        return may_comment(membership, place, comment.round, now, membership.person)
    if not membership.secretariat:
        return Ruling(_("Its author attaches a paper to a comment, and the secretariat for somebody."))
    return may_add_to(membership)


def may_sort_excerpts(paper: PositionPaper, membership: Membership) -> Ruling:
    """Say which words are points of their own, and where they belong."""
    if paper.state != PaperState.READ:
        return Ruling(_("This paper is not read yet, or is not kept any more."))
    own = paper.comment is not None and is_theirs(paper.comment, membership.person)
    if not own and not membership.secretariat:
        return Ruling(_("Its author and the secretariat do that."))
    return is_of_standing_submission(paper)


def is_of_standing_submission(paper: PositionPaper) -> Ruling:
    """What is cut out of it becomes comments of the submission that it came with."""
    stands = paper.comment is not None and paper.comment.state in STANDING
    return refuse_unless(stands, _("The submission that this paper belongs to is not confirmed, or was withdrawn."))


def may_take_paper(paper: PositionPaper, membership: Membership) -> Ruling:
    """`membership`: of who may read its comment. The file names its author: where the name is not shown, nor is it."""
    if paper.state not in {PaperState.READ, PaperState.READING}:
        return Ruling(_("This paper is not kept any more."))
    own = paper.comment is not None and is_theirs(paper.comment, membership.person)
    if own or membership.team:
        return ALLOWED
    if paper.comment is None or paper.released_at is None:
        return Ruling(_("The secretariat looks at this paper before others can take it."))
    return refuse_unless(paper.comment.named, _("Its author did not want to be named, and the paper names them."))


def may_release_paper(paper: PositionPaper, membership: Membership) -> Ruling:
    if not membership.moderator or (not membership.team and not may_take_paper(paper, membership)):
        return Ruling(_("The secretariat and the moderators of the team say what others can take."))
    return refuse_unless(paper.state == PaperState.READ, _("This paper is not read yet, or is not kept any more."))


def may_withdraw_paper(paper: PositionPaper, membership: Membership) -> Ruling:
    own = paper.comment is not None and is_theirs(paper.comment, membership.person)
    if not (own or membership.secretariat):
        return Ruling(_("Its author and the secretariat take a paper away."))
    return refuse_unless(paper.state != PaperState.WITHDRAWN, _("This paper is not kept any more."))


def may_look_through_papers(membership: Membership) -> Ruling:
    """Also what nobody has placed, or let others take."""
    return refuse_unless(membership.secretariat, _("The secretariat looks through what came with submissions."))


def stands_in_paper(words: str, excerpt: str) -> bool:
    """Whether words are the paper's: pieces of the excerpt in their order, with “[…]” for what is left out."""
    whole, at = one_line(excerpt), 0
    for piece in words.replace("[...]", "[…]").split("[…]"):
        at = whole.find(one_line(piece), at)
        if at < 0:
            return False
        at += len(one_line(piece))
    return True

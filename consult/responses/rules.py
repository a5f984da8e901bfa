"""May they answer, tell, be satisfied? And what is a sound answer."""

from collections.abc import Iterable, Sized

from flask_babel import gettext as _

from consult.accounts.models import Person
from consult.analysis.models import Theme, ThemeState
from consult.comments.models import Comment, CommentState, CommentType
from consult.core.ruling import ALLOWED, Ruling, refuse_unless
from consult.drafts.membership import Membership
from consult.drafts.models import Clause
from consult.responses.models import AnswerDraft, AnswerStage, Disposition


def may_answer(membership: Membership) -> Ruling:
    return refuse_unless(membership.team, _("Only the drafting team answers comments."))


def is_active(theme: Theme) -> Ruling:
    told = _("This theme was merged or set aside. Answer the theme that its points belong to now.")
    return refuse_unless(theme.state == ThemeState.ACTIVE, told)


def may_answer_theme(membership: Membership, theme: Theme) -> Ruling:
    active = is_active(theme)
    return may_answer(membership) if active else active


def is_still_said(comment: Comment) -> Ruling:
    """What is said no more wants no answer, however much of one was written meanwhile."""
    if comment.state == CommentState.WITHDRAWN:
        return Ruling(_("Its author has withdrawn this comment: it wants no answer. Nothing was changed."))
    if comment.state == CommentState.HIDDEN:
        return Ruling(_("A moderator has hidden this comment: it wants no answer. Nothing was changed."))
    return ALLOWED


def has_points(members: Sized) -> Ruling:
    """An ask whose points all went to other asks, or left the text, has nobody to answer."""
    return refuse_unless(len(members) > 0, _("Nobody asks this any more: its points stand elsewhere now."))


def reaches_points(count: int) -> Ruling:
    """An answer to an ask is for those of its points that have none of their own."""
    return refuse_unless(
        count > 0, _("Each point of this ask has an answer of its own, or left it. Withdraw one of these first.")
    )


def may_answer_in_bulk(membership: Membership, comment: Comment) -> Ruling:
    """Only editorial points may be answered many at a time; anything else deserves to be read one by one."""
    if comment.type != CommentType.EDITORIAL:
        return Ruling(
            _("Only editorial points are answered many at a time. Answer this one by itself or by its theme.")
        )
    return may_answer(membership)


def may_answer_all_in_bulk(membership: Membership, comments: Iterable[Comment]) -> Ruling:
    rulings = (may_answer_in_bulk(membership, comment) for comment in comments)
    return next((ruling for ruling in rulings if not ruling), ALLOWED)


def may_answer_many(membership: Membership, *, clearing: bool, others: int) -> Ruling:
    """Of any type where a second reader looks at each answer before it is public; else editorial ones (`others` are
    not)."""
    if others and not clearing:
        return Ruling(
            _("Without a second reader only editorial points are answered many at a time. Narrow the list to these.")
        )
    return may_answer(membership)


def may_clear(membership: Membership, draft: AnswerDraft) -> Ruling:
    """A second reader: nobody clears their own words."""
    if draft.stage != AnswerStage.FOR_CLEARANCE:
        return Ruling(_("This answer does not wait for clearance."))
    if membership.person is not None and membership.person.id == draft.by_id:
        return Ruling(_("Somebody else of the drafting team clears what you wrote."))
    return may_answer(membership)


def may_make_public(membership: Membership, draft: AnswerDraft, *, required: bool) -> Ruling:
    ready = {AnswerStage.CLEARED} if required else {AnswerStage.DRAFT, AnswerStage.FOR_CLEARANCE, AnswerStage.CLEARED}
    if draft.stage not in ready:
        return Ruling(_("An answer is public once a second person has cleared it."))
    return may_answer(membership)


def may_set_clearance(membership: Membership) -> Ruling:
    return refuse_unless(membership.secretariat, _("The secretariat decides whether answers need a second reader."))


def is_sound_answer(disposition: Disposition, reason: str, referred_to: Clause | None) -> Ruling:
    if not reason.strip():
        return Ruling(_("Say why. Everyone who made the point is told the reason."))
    if disposition == Disposition.REFERRED and referred_to is None:
        return Ruling(_("Name the clause that this is referred to."))
    return ALLOWED


def says_why_taken_back(because: str) -> Ruling:
    return refuse_unless(
        bool(because.strip()), _("Say why the answer is taken back. Everyone reads it where the answer stood.")
    )


def may_say_whether_satisfied(person: Person | None, comment: Comment, *, answered: bool) -> Ruling:
    """The author alone, signed in or by the link in the mail that told them."""
    if person is None or comment.author_id is None or comment.author_id != person.id:
        return Ruling(_("Only the author of a comment says whether the answer satisfies."))
    return refuse_unless(answered, _("Not every point of this comment has an answer yet. You are told when it has."))

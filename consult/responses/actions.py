"""What changes about answers: given, changed, withdrawn, told, judged."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from consult.accounts.models import Person
from consult.analysis.asks.models import Ask
from consult.analysis.models import Point, Theme, ThemeState
from consult.analysis.themes.actions import heir_of
from consult.comments.models import Comment
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import Stale, enforce_base_version, held
from consult.core.queue import queue
from consult.core.ruling import Refused
from consult.core.verbs import Verb
from consult.drafts.evidence.queries import citations_known
from consult.drafts.models import Clause, Guideline
from consult.drafts.queries import membership_of
from consult.responses import rules
from consult.responses.coverage.actions import Members, cover
from consult.responses.coverage.members import members_of_answer
from consult.responses.coverage.queries import covered_by, kept_by_asks, points_of_ask, points_of_theme
from consult.responses.models import Answer, Disposition, ReopenedPoint, Satisfaction, version_of_answer
from consult.responses.notifications import TELL
from consult.responses.queries import current_answer, effective_answers, points_of_comment, satisfaction_with


def answer_point(
    point: Point,
    disposition: Disposition,
    reason: str,
    *,
    by: Person,
    referred_to: Clause | None = None,
    base_version: str | None = None,
) -> Answer:
    """A point's own answer, over whatever its theme hands down. `base_version` is of the answer that it replaces."""
    guideline = point.comment.round.guideline
    rules.may_answer(membership_of(by, guideline)).enforce()
    enforce_sound_answer(guideline, disposition, reason, referred_to)
    enforce_still_said(point, reason)
    new = Answer(point=point, disposition=disposition, reason=reason, referred_to=referred_to, by=by)
    return _given(new, current_answer(point=point), guideline, base_version=base_version)


def answer_theme(
    theme: Theme,
    disposition: Disposition,
    reason: str,
    *,
    by: Person,
    referred_to: Clause | None = None,
    base_version: str | None = None,
    members: Members | None = None,
    elsewhere: bool = False,
) -> Answer:
    """One answer for the points that belong mainly to a theme now, or did when it was drafted; if asked also for those
    that belong mainly `elsewhere`. Changed, it stays with those it was given to: what came since waits for a person
    (`coverage`)."""
    enforce_not_merged(theme, reason)
    rules.may_answer_theme(membership_of(by, theme.guideline), theme).enforce()
    enforce_sound_answer(theme.guideline, disposition, reason, referred_to)
    new = Answer(theme=theme, disposition=disposition, reason=reason, referred_to=referred_to, by=by)
    old = current_answer(theme=theme)
    if members is None:
        members = members_of_answer(theme, old, reason, base_version=base_version, elsewhere=elsewhere)
    kept = kept_by_asks(point_id for point_id, _p in members)
    members = [member for member in members if member[0] not in kept]
    return _given(new, old, theme.guideline, base_version=base_version, members=members)


def answer_ask(
    ask: Ask,
    disposition: Disposition,
    reason: str,
    *,
    by: Person,
    referred_to: Clause | None = None,
    base_version: str | None = None,
    members: Members | None = None,
) -> Answer:
    """One answer for the points of an ask, over whatever was given to their theme. What the machine puts into the ask
    later waits; changed, the answer stays with those it was given to."""
    theme = ask.theme
    rules.may_answer(membership_of(by, theme.guideline)).enforce()
    enforce_sound_answer(theme.guideline, disposition, reason, referred_to)
    old = current_answer(ask=ask)
    if members is None:
        members = covered_by(old) if old is not None else points_of_ask(ask)
    rules.has_points(members).enforce()
    new = Answer(theme=theme, ask=ask, disposition=disposition, reason=reason, referred_to=referred_to, by=by)
    return _given(new, old, theme.guideline, base_version=base_version, members=members)


def enforce_still_said(point: Point, reason: str) -> None:
    """Raises Stale, with what was written, where the comment was withdrawn or hidden meanwhile."""
    if not (ruling := rules.is_still_said(held(point.comment))):
        guideline = point.comment.round.guideline
        on = ("responses.desk", {"slug": guideline.slug}, str(_("Go on at the clause desk")))
        raise Stale(ruling.refusal, yours=reason, go=on, again=False)


def enforce_not_merged(theme: Theme, reason: str) -> None:
    """Raises Stale, with the way to the theme that took its points, where it was merged."""
    if theme.state == ThemeState.MERGED:
        heir = heir_of(theme)
        says = _("“%(theme)s” was merged into “%(heir)s”: answer that.", theme=theme.label, heir=heir.label)
        on = ("responses.answer_theme", {"theme_id": heir.id}, str(_("Answer “%(theme)s”", theme=heir.label)))
        raise Stale(str(says), yours=reason, go=on, again=False)


def enforce_sound_answer(
    guideline: Guideline, disposition: Disposition, reason: str, referred_to: Clause | None
) -> None:
    rules.is_sound_answer(disposition, reason, referred_to).enforce()
    citations_known(guideline, reason).enforce()


def _given(
    new: Answer, old: Answer | None, guideline: Guideline, *, base_version: str | None, members: Members = ()
) -> Answer:
    """Let `new` supersede `old`; the same answer given twice is one answer. Raises Stale on another's change."""
    if old is not None and _says(old) == _says(new):
        return old
    base_version = base_version.partition(":")[0] if base_version is not None else None
    enforce_base_version(base_version, version_of_answer(old), theirs=old.reason if old else "", yours=new.reason)
    new.at = clock.now()
    try:
        with db.session.begin_nested():
            _supersede(old)
            db.session.add(new)
            cover(new, members)
    except IntegrityError as twice:
        raise Stale(_("Someone else answered this at the same moment. Open it again."), yours=new.reason) from twice
    verb = Verb.ANSWER_CHANGED if old is not None else Verb.ANSWER_GIVEN
    record(verb, new, by=new.by, guideline_id=guideline.id, **_facts(new, members))
    return new


def _says(answer: Answer) -> tuple[Disposition, str, Clause | None]:
    return answer.disposition, answer.reason, answer.referred_to


def _facts(answer: Answer, members: Members = ()) -> dict[str, Any]:
    """What the journal keeps, so that it can be read without the row."""
    clause = answer.referred_to.uid if answer.referred_to is not None else None
    about = {"point": answer.point_id} if answer.point_id else {"theme": answer.theme_id}
    about |= {"ask": answer.ask_id} if answer.ask_id else {}
    covers = {"covers": [point_id for point_id, _p in members]} if members else {}
    return {**about, **covers, "disposition": answer.disposition, "reason": answer.reason, "referred_to": clause}


def _supersede(old: Answer | None) -> None:
    if old is not None:
        old.superseded_at = clock.now()
        db.session.flush()  # before the new row: only one may stand


def take_answer_along(theme: Theme, given: Answer) -> Answer:
    """A theme that was split off is answered as the whole was: what was decided about its points stays decided."""
    told = {"disposition": given.disposition, "reason": given.reason, "referred_to": given.referred_to}
    answer = Answer(theme=theme, by=given.by, at=given.at, **told)
    db.session.add(answer)
    covered = dict(covered_by(given))
    members = [(point_id, p) for point_id, p in points_of_theme(theme) if point_id in covered]
    cover(answer, members)
    record(Verb.ANSWER_TAKEN_ALONG, answer, guideline_id=theme.guideline_id, of=given.id, **_facts(answer, members))
    return answer


def answer_here(
    theme: Theme,
    points: Sequence[Point],
    disposition: Disposition,
    reason: str,
    *,
    by: Person,
    referred_to: Clause | None = None,
) -> list[Point]:
    """One answer for some points of a theme, each as its own. Those with their own, or their ask's, are left alone.
    Says which."""
    enforce_not_merged(theme, reason)
    rules.may_answer_theme(membership_of(by, theme.guideline), theme).enforce()
    enforce_sound_answer(theme.guideline, disposition, reason, referred_to)
    given = effective_answers(points)
    without = [point for point in points if point.id not in given or given[point.id].from_theme]
    said = {"disposition": disposition, "reason": reason, "referred_to": referred_to, "by": by, "at": clock.now()}
    db.session.add_all(Answer(point=point, **said) for point in without)
    facts = {"points": [point.id for point in without], "disposition": disposition, "reason": reason}
    if without:
        record(Verb.ANSWER_GIVEN_HERE, theme, by=by, guideline_id=theme.guideline_id, **facts)
    return without


def answer_points_in_bulk(
    points: Sequence[Point], disposition: Disposition, reason: str, *, by: Person, referred_to: Clause | None = None
) -> int:
    """One answer for many editorial points, each as its own. Those answered already are left alone. Says how many."""
    if not points:
        return 0
    guideline = points[0].comment.round.guideline
    membership = membership_of(by, guideline)
    for point in points:
        rules.may_answer_in_bulk(membership, point.comment).enforce()
        if point.comment.round.guideline_id != guideline.id:
            raise Refused(_("These points belong to different guidelines."))
    enforce_sound_answer(guideline, disposition, reason, referred_to)
    answered = effective_answers(points)
    open_points = [point for point in points if point.id not in answered]
    said = {"disposition": disposition, "reason": reason, "referred_to": referred_to, "by": by, "at": clock.now()}
    db.session.add_all(Answer(point=point, **said) for point in open_points)
    facts = {"points": [point.id for point in open_points], "disposition": disposition, "reason": reason}
    if open_points:
        record(Verb.ANSWER_GIVEN_IN_BULK, guideline, by=by, guideline_id=guideline.id, **facts)
    return len(open_points)


def withdraw_answer(answer: Answer, because: str, *, by: Person) -> None:
    """The answer no longer stands: its point inherits again, or its theme's points are open again. Everyone reads that
    one was taken back, when and why."""
    guideline = answer.theme.guideline if answer.theme is not None else answer.point.comment.round.guideline  # type: ignore[union-attr]
    rules.may_answer(membership_of(by, guideline)).enforce()
    rules.says_why_taken_back(because).enforce()
    answer = held(answer)
    if answer.superseded_at is not None:
        raise Stale(_("This answer was changed or withdrawn meanwhile."), yours=because)
    answer.taken_back_because = because.strip()
    _supersede(answer)
    facts = {**_facts(answer), "because": answer.taken_back_because}
    record(Verb.ANSWER_WITHDRAWN, answer, by=by, guideline_id=guideline.id, **facts)


def reopen_points(points: Sequence[Point], because: str, *, by: Person) -> None:
    """What was decided about these points is to be decided again; their own answers are superseded, and others that
    were handed down hold for them no more. The record keeps what was said. The caller says who may."""
    now = clock.now()
    for point in points:
        old = current_answer(point=point)
        if old is not None:
            old.superseded_at = now
        db.session.add(ReopenedPoint(point_id=point.id, by=by, at=now, because=because))
        guideline_id = point.comment.round.guideline_id
        record(Verb.POINT_REOPENED, point, by=by, guideline_id=guideline_id, comment=point.comment_id)
    db.session.flush()


def tell_commenters(guideline: Guideline, *, by: Person) -> None:
    """Let a job write to everyone whose comments are answered and who does not know yet."""
    rules.may_answer(membership_of(by, guideline)).enforce()
    record(Verb.COMMENTERS_TOLD, guideline, by=by, guideline_id=guideline.id)
    queue.add(TELL, guideline.id, guideline_id=guideline.id, by=by)


def say_whether_satisfied(comment: Comment, person: Person, *, satisfied: bool, because: str = "") -> Satisfaction:
    """The author's word on what was decided; they may change it."""
    comment = held(comment)
    points = points_of_comment(comment)
    answered = bool(points) and len(effective_answers(points)) == len(points)
    rules.may_say_whether_satisfied(person, comment, answered=answered).enforce()
    said = satisfaction_with(comment)
    if said is None:
        said = Satisfaction(comment=comment)
        db.session.add(said)
    said.satisfied, said.because, said.at = satisfied, because, clock.now()
    record(Verb.SATISFACTION_SAID, said, by=person, guideline_id=comment.round.guideline_id, satisfied=satisfied)
    return said

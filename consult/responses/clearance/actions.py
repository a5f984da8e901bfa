"""Drafts of answers: saved, handed to a second reader, cleared or given back, made public, dropped."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from consult.accounts.models import Person
from consult.analysis.asks.models import Ask
from consult.analysis.models import Point, Theme
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import Stale, enforce_base_version, held
from consult.core.verbs import Verb
from consult.drafts.models import Clause, Guideline
from consult.drafts.queries import membership_of
from consult.responses import rules
from consult.responses.actions import (
    answer_ask,
    answer_point,
    answer_theme,
    enforce_not_merged,
    enforce_sound_answer,
    enforce_still_said,
)
from consult.responses.clearance.queries import clearance_required, open_draft
from consult.responses.coverage.members import members_of_answer
from consult.responses.coverage.queries import covered_by, points_of_ask, points_of_theme, taken_along
from consult.responses.labels import DISPOSITION_NAMES
from consult.responses.models import (
    Answer,
    AnswerDraft,
    AnswerStage,
    ClearancePolicy,
    Disposition,
    version_of_answer,
)
from consult.responses.queries import current_answer


def save_draft(
    about: Point | Theme | Ask,
    disposition: Disposition,
    reason: str,
    *,
    by: Person,
    referred_to: Clause | None = None,
    base_version: str | None = None,
    elsewhere: bool | None = None,
) -> AnswerDraft:
    """Write the draft that is open for a point, theme or ask, or begin one; what was cleared is to be cleared again.
    `elsewhere`: of a theme also what belongs mainly to another, or not; None: as it is. Stale if others wrote it."""
    subject = _subject_of(about)
    theme = about.theme if isinstance(about, Ask) else subject["theme"]
    guideline = theme.guideline if theme is not None else subject["point"].comment.round.guideline
    membership = membership_of(by, guideline)
    rules.may_answer(membership).enforce()
    enforce_sound_answer(guideline, disposition, reason, referred_to)
    _enforce_there(about, reason)
    given, draft = current_answer(**subject), open_draft(**subject)
    draft = held(draft) if draft is not None else None
    _enforce_stood(base_version, given, draft, reason)
    if draft is None:
        draft = AnswerDraft(guideline=guideline, point=subject["point"], theme=theme, ask=subject["ask"], version=0)
        draft.members = _members(about, given, reason, base_version)
    if isinstance(about, Theme) and elsewhere is not None:
        draft.members = _with_those_elsewhere(about, draft) if elsewhere else _without_them(about, draft)
    before = draft.by_id if draft.version and draft.by_id != by.id else None
    draft.disposition, draft.reason, draft.referred_to = disposition, reason, referred_to
    draft.stage = AnswerStage.DRAFT
    draft.version += 1
    draft.by, draft.at, draft.cleared_by, draft.cleared_at = by, clock.now(), None, None
    draft.base_id = given.id if given is not None else None
    try:
        with db.session.begin_nested():
            db.session.add(draft)
    except IntegrityError as twice:
        raise Stale(_("Someone else answered this at the same moment. Open it again."), yours=reason) from twice
    _told(Verb.ANSWER_DRAFTED, draft, by, **({"instead_of": before} if before else {}))
    return draft


def _enforce_there(about: Point | Theme | Ask, reason: str) -> None:
    if isinstance(about, Point):
        enforce_still_said(about, reason)
    if isinstance(about, Theme):
        enforce_not_merged(about, reason)
        rules.is_active(about).enforce()


def _enforce_stood(base_version: str | None, given: Answer | None, draft: AnswerDraft | None, reason: str) -> None:
    theirs = draft.reason if draft is not None else given.reason if given is not None else ""
    stood = base_version.partition(":")[0] if base_version is not None else None
    enforce_base_version(stood, version_of_answer(given, draft), theirs=theirs, yours=reason)


def save_drafts_unseen(
    points: Sequence[Point], disposition: Disposition, reason: str, *, by: Person, referred_to: Clause | None = None
) -> list[AnswerDraft]:
    """The same words for many points, none of which was opened: no colleague's draft is written over. Raises Stale."""
    for point in points:
        draft = open_draft(point=point)
        if draft is not None and draft.by_id != by.id:
            says = _("Someone else answered this at the same moment. Open it again.")
            raise Stale(says, theirs=draft.reason, yours=reason)
    return [save_draft(point, disposition, reason, by=by, referred_to=referred_to) for point in points]


def _subject_of(about: Point | Theme | Ask) -> dict[str, Any]:
    kinds = (("point", Point), ("theme", Theme), ("ask", Ask))
    return {name: about if isinstance(about, kind) else None for name, kind in kinds}


def _members(about: Point | Theme | Ask, given: Answer | None, reason: str, base_version: str | None) -> list[Any]:
    if isinstance(about, Point):
        return []
    if isinstance(about, Theme):
        now = members_of_answer(about, given, reason, base_version=base_version)
    else:
        now = covered_by(given) if given is not None else points_of_ask(about)
    return [list(member) for member in now]


def _with_those_elsewhere(theme: Theme, draft: AnswerDraft) -> list[Any]:
    """As it was written for, and what is in the theme, belongs mainly to another and has no answer."""
    known = {number for number, _p in draft.members} | {number for number, _p in points_of_theme(theme)}
    more = [list(member) for member in points_of_theme(theme, elsewhere=True) if member[0] not in known]
    return [*draft.members, *more]


def _without_them(theme: Theme, draft: AnswerDraft) -> list[Any]:
    along = taken_along(theme, draft)
    return [member for member in draft.members if member[0] not in along]


def _told(verb: Verb, draft: AnswerDraft, by: Person, **more: Any) -> None:
    about = {"point": draft.point_id} if draft.point_id else {"theme": draft.theme_id}
    about |= {"ask": draft.ask_id} if draft.ask_id else {}
    record(verb, draft, by=by, guideline_id=draft.guideline_id, version=draft.version, **about, **more)


def ask_for_clearance(draft: AnswerDraft, *, by: Person) -> None:
    rules.may_answer(membership_of(by, draft.guideline)).enforce()
    draft = _at(draft, AnswerStage.DRAFT)
    draft.stage = AnswerStage.FOR_CLEARANCE
    _told(Verb.ANSWER_SENT_FOR_CLEARANCE, draft, by)


def clear(draft: AnswerDraft, *, by: Person, version: int | None = None, read: str = "") -> None:
    """The second reader's yes, to the words that they read, and to the disposition that they `read`."""
    draft = held(draft)
    rules.may_clear(membership_of(by, draft.guideline), draft).enforce()
    _same_version(draft, version, read)
    draft.stage, draft.cleared_by, draft.cleared_at = AnswerStage.CLEARED, by, clock.now()
    _told(Verb.ANSWER_CLEARED, draft, by)


def give_back(draft: AnswerDraft, note: str, *, by: Person) -> None:
    """With a note for the team alone."""
    rules.may_answer(membership_of(by, draft.guideline)).enforce()
    draft = _at(draft, AnswerStage.FOR_CLEARANCE, AnswerStage.CLEARED)
    draft.stage, draft.note, draft.cleared_by, draft.cleared_at = AnswerStage.DRAFT, note.strip(), None, None
    _told(Verb.ANSWER_GIVEN_BACK, draft, by)


def drop_draft(draft: AnswerDraft, *, by: Person) -> None:
    rules.may_answer(membership_of(by, draft.guideline)).enforce()
    draft = _at(draft, AnswerStage.DRAFT, AnswerStage.FOR_CLEARANCE, AnswerStage.CLEARED)
    draft.stage = AnswerStage.DROPPED
    _told(Verb.ANSWER_DRAFT_DROPPED, draft, by)


def make_public(draft: AnswerDraft, *, by: Person) -> Answer:
    """The draft becomes the answer of the points that it was written for; Stale if another answer was given since."""
    draft = held(draft)
    membership = membership_of(by, draft.guideline)
    rules.may_make_public(membership, draft, required=clearance_required(draft.guideline)).enforce()
    said = (draft.disposition, draft.reason)
    author = draft.by if rules.may_answer(membership_of(draft.by, draft.guideline)) else by
    more: dict[str, Any] = {"by": author, "referred_to": draft.referred_to, "base_version": str(draft.base_id or 0)}
    if draft.ask is not None:
        answer = answer_ask(draft.ask, *said, members=[(number, p) for number, p in draft.members], **more)
    elif draft.theme is not None:
        now = points_of_theme(draft.theme, elsewhere=True)
        there = {number for number, _p in now} | {number for number, _p in _covered(draft)}
        members = [(number, p) for number, p in draft.members if number in there]
        answer = answer_theme(draft.theme, *said, members=members, **more)
    else:
        point = db.session.get_one(Point, draft.point_id)
        answer = answer_point(point, *said, **more)
    draft.stage = AnswerStage.PUBLIC
    db.session.flush()
    _told(Verb.ANSWER_MADE_PUBLIC, draft, by, answer=answer.id, cleared_by=draft.cleared_by_id)
    return answer


def _covered(draft: AnswerDraft) -> list[tuple[int, float]]:
    standing = current_answer(theme=draft.theme)
    return covered_by(standing) if standing is not None else []


def _at(draft: AnswerDraft, *stages: AnswerStage) -> AnswerDraft:
    draft = held(draft)
    if draft.stage not in stages:
        raise Stale(_("Someone else went on with this answer meanwhile. Look at it again."), theirs=draft.reason)
    return draft


def _same_version(draft: AnswerDraft, version: int | None, read: str) -> None:
    if version is None or version == draft.version:
        return
    now = DISPOSITION_NAMES[draft.disposition]
    says = _("The words were changed since you read them. Read them again.")
    if read in set(Disposition) and read != draft.disposition:
        was = DISPOSITION_NAMES[Disposition(read)]
        told = {"was": was, "now": now, "name": draft.by.name}
        says = _("%(name)s changed it since you read it, from “%(was)s” to “%(now)s”. Read it again.", **told)
    on = ("responses.clearance", {"slug": draft.guideline.slug}, str(_("Back to the answers on their way")))
    raise Stale(str(says), theirs=f"{now}\n\n{draft.reason}", go=on, again=False)


def set_clearance(guideline: Guideline, *, required: bool, by: Person) -> None:
    rules.may_set_clearance(membership_of(by, guideline)).enforce()
    policy = db.session.get(ClearancePolicy, guideline.id) or ClearancePolicy(guideline_id=guideline.id)
    policy.required, policy.by_id, policy.at = required, by.id, clock.now()
    db.session.add(policy)
    record(Verb.ANSWER_CLEARANCE_SET, guideline, by=by, guideline_id=guideline.id, required=required)

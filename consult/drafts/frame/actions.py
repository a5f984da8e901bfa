"""What changes about a guideline's own page: its name and notices, its pillars, its timeline, who may read it."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from consult.accounts.models import Person
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import Stale, enforce_base_version, held, version_of
from consult.core.references import is_referred_to
from consult.core.verbs import Verb
from consult.drafts.models import Guideline, Milestone, Pillar
from consult.drafts.queries import membership_of, milestones_of, newest_draft
from consult.drafts.rules import may_archive, may_manage_frame, may_open_to_all, may_remove_pillar


@dataclass(frozen=True, kw_only=True)
class Details:
    """What a guideline says of itself."""

    title: str
    sentence: str
    notice: str = ""
    attribution: str = ""
    language: str = "en"


@dataclass(frozen=True, kw_only=True)
class PillarFacts:
    code: str
    title: str
    kind: str = ""
    summary: str = ""


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step of the timeline; one day long without an end."""

    title: str
    starts_on: date
    ends_on: date | None = None
    detail: str = ""


def change_details(guideline: Guideline, details: Details, *, base_version: str | None = None, by: Person) -> None:
    """Raises Stale when it no longer says what they started from."""
    guideline = held(guideline)
    may_manage_frame(membership_of(by, guideline)).enforce()
    was = details_of(guideline)
    enforce_base_version(base_version, version_of(vars(was)), theirs=was.title, yours=details.title)
    if details.language != guideline.language and newest_draft(guideline) is not None:
        raise Stale(_("There is a draft in this language now, so the language stays. Change the rest again."))
    _write(guideline, details)
    record(Verb.GUIDELINE_CHANGED, guideline, by=by, guideline_id=guideline.id, was=asdict(was))


def details_of(guideline: Guideline) -> Details:
    return Details(**{name: getattr(guideline, name) for name in Details.__dataclass_fields__})


def facts_of(pillar: Pillar) -> PillarFacts:
    return PillarFacts(**{name: getattr(pillar, name) for name in PillarFacts.__dataclass_fields__})


def _write(row: Any, facts: Any) -> None:
    for name, value in vars(facts).items():
        setattr(row, name, value)


# Who may read it


def open_to_all(guideline: Guideline, *, by: Person) -> None:
    may_open_to_all(membership_of(by, guideline)).enforce()
    if not guideline.public:
        guideline.public = True
        record(Verb.GUIDELINE_MADE_PUBLIC, guideline, by=by, guideline_id=guideline.id)


def close_to_all(guideline: Guideline, because: str, *, by: Person) -> None:
    """Its team and experts alone read it, until it is public again. Nothing in it is changed."""
    may_open_to_all(membership_of(by, guideline)).enforce()
    if guideline.public:
        guideline.public = False
        record(Verb.GUIDELINE_MADE_PRIVATE, guideline, by=by, guideline_id=guideline.id, because=because)


def archive(guideline: Guideline, because: str, *, by: Person, now: datetime, **going_on: int) -> None:
    """Put it away: it stays readable at its address, leaves the first page, and takes no more comments or votes.

    `going_on`: what is not put away, as `may_archive` counts it.
    """
    may_archive(membership_of(by, guideline), **going_on).enforce()
    guideline.archived_at = now
    record(Verb.GUIDELINE_ARCHIVED, guideline, by=by, guideline_id=guideline.id, because=because)


def take_out_of_archive(guideline: Guideline, *, by: Person) -> None:
    may_open_to_all(membership_of(by, guideline)).enforce()
    if guideline.archived_at is not None:
        guideline.archived_at = None
        record(Verb.GUIDELINE_UNARCHIVED, guideline, by=by, guideline_id=guideline.id)


# Pillars


def add_pillar(guideline: Guideline, facts: PillarFacts, *, by: Person) -> Pillar:
    may_manage_frame(membership_of(by, guideline)).enforce()
    pillar = Pillar(guideline_id=guideline.id, position=_last(guideline) + 1, **vars(facts))
    guideline.pillars.append(pillar)
    record(Verb.PILLAR_ADDED, pillar, by=by, guideline_id=guideline.id, code=facts.code)
    return pillar


def _last(guideline: Guideline) -> int:
    return max((pillar.position for pillar in guideline.pillars), default=0)


def change_pillar(
    guideline: Guideline, pillar: Pillar, facts: PillarFacts, *, base_version: str | None = None, by: Person
) -> None:
    pillar = held(pillar)
    may_manage_frame(membership_of(by, guideline)).enforce()
    was = facts_of(pillar)
    enforce_base_version(base_version, version_of(vars(was)), theirs=was.title, yours=facts.title)
    _write(pillar, facts)
    record(Verb.PILLAR_CHANGED, pillar, by=by, guideline_id=guideline.id, code=facts.code, was=asdict(was))


def move_pillar(guideline: Guideline, pillar: Pillar, by_places: int, *, by: Person) -> None:
    """One place up (-1) or down (+1) among the pillars; the numbers of clauses stay as they are."""
    may_manage_frame(membership_of(by, guideline)).enforce()
    if _swap(list(guideline.pillars), pillar, by_places):
        record(Verb.PILLAR_MOVED, pillar, by=by, guideline_id=guideline.id, code=pillar.code)
        db.session.expire(guideline, ["pillars"])


def remove_pillar(guideline: Guideline, pillar: Pillar, *, by: Person) -> None:
    may_remove_pillar(membership_of(by, guideline), used=is_referred_to(pillar)).enforce()
    record(Verb.PILLAR_REMOVED, pillar, by=by, guideline_id=guideline.id, code=pillar.code)
    db.session.delete(pillar)
    db.session.flush()
    db.session.expire(guideline, ["pillars"])


# The timeline


def add_step(guideline: Guideline, step: Step, *, by: Person) -> Milestone:
    may_manage_frame(membership_of(by, guideline)).enforce()
    milestone = Milestone(guideline_id=guideline.id, position=_place_on(guideline, step.starts_on), **vars(step))
    db.session.add(milestone)
    record(Verb.MILESTONE_ADDED, milestone, by=by, guideline_id=guideline.id, title=step.title)
    return milestone


def _place_on(guideline: Guideline, day: date) -> int:
    return 1 + max((m.position for m in milestones_of(guideline) if m.starts_on == day), default=-1)


def change_step(
    guideline: Guideline, milestone: Milestone, step: Step, *, base_version: str | None = None, by: Person
) -> None:
    milestone = held(milestone)
    may_manage_frame(membership_of(by, guideline)).enforce()
    was = step_of(milestone)
    enforce_base_version(base_version, version_of(vars(was)), theirs=was.title, yours=step.title)
    if step.starts_on != milestone.starts_on:
        milestone.position = _place_on(guideline, step.starts_on)
    _write(milestone, step)
    record(Verb.MILESTONE_CHANGED, milestone, by=by, guideline_id=guideline.id, title=step.title, was=was.title)


def step_of(milestone: Milestone) -> Step:
    return Step(**{name: getattr(milestone, name) for name in Step.__dataclass_fields__})


def move_step(guideline: Guideline, milestone: Milestone, by_places: int, *, by: Person) -> None:
    """One place up or down among the steps that begin on the same day; the days order the others."""
    may_manage_frame(membership_of(by, guideline)).enforce()
    same_day = [m for m in milestones_of(guideline) if m.starts_on == milestone.starts_on]
    if _swap(same_day, milestone, by_places):
        record(Verb.MILESTONE_MOVED, milestone, by=by, guideline_id=guideline.id, title=milestone.title)


def remove_step(guideline: Guideline, milestone: Milestone, *, by: Person) -> None:
    may_manage_frame(membership_of(by, guideline)).enforce()
    record(Verb.MILESTONE_REMOVED, milestone, by=by, guideline_id=guideline.id, title=milestone.title)
    db.session.delete(milestone)


def _swap(rows: list[Any], row: Any, by_places: int) -> bool:
    """Number the rows in their order with `row` at its new place. Whether anything moved."""
    place = rows.index(row)
    there = place + by_places
    if not 0 <= there < len(rows):
        return False
    rows[place], rows[there] = rows[there], rows[place]
    for position, one in enumerate(rows, start=1):
        one.position = position
    return True

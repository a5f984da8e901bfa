"""What changes about a guideline's own page: name and notices, pillars and parts, timeline, who may read it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from consult.accounts.models import Person
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import Stale, enforce_base_version, held, version_of
from consult.core.references import is_referred_to, tables_referring_to
from consult.core.ruling import Refused, Ruling
from consult.core.verbs import Verb
from consult.drafts.models import Draft, DraftState, Guideline, Milestone, Part, Pillar, Wording
from consult.drafts.queries import membership_of, milestones_of, newest_draft
from consult.drafts.rules import (
    may_archive,
    may_manage_frame,
    may_merge_frame,
    may_open_to_all,
    may_remove_part,
    may_remove_pillar,
)


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
class PartFacts:
    """`addressee`: who is meant by what stands in it, where its name does not say so."""

    code: str
    title: str
    addressee: str = ""


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
    pillar = Pillar(guideline_id=guideline.id, position=_last(guideline.pillars) + 1, **vars(facts))
    guideline.pillars.append(pillar)
    record(Verb.PILLAR_ADDED, pillar, by=by, guideline_id=guideline.id, code=facts.code)
    return pillar


def _last(rows: Sequence[Pillar] | Sequence[Part]) -> int:
    return max((row.position for row in rows), default=0)


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
    _deleted(guideline, pillar)


# Parts: the second axis, mostly for whom something is meant


def add_part(guideline: Guideline, facts: PartFacts, *, by: Person) -> Part:
    may_manage_frame(membership_of(by, guideline)).enforce()
    part = Part(guideline_id=guideline.id, position=_last(guideline.parts) + 1, **vars(facts))
    guideline.parts.append(part)
    record(Verb.PART_ADDED, part, by=by, guideline_id=guideline.id, code=facts.code)
    return part


def part_facts_of(part: Part) -> PartFacts:
    return PartFacts(**{name: getattr(part, name) for name in PartFacts.__dataclass_fields__})


def change_part(
    guideline: Guideline, part: Part, facts: PartFacts, *, base_version: str | None = None, by: Person
) -> None:
    part = held(part)
    may_manage_frame(membership_of(by, guideline)).enforce()
    was = part_facts_of(part)
    enforce_base_version(base_version, version_of(vars(was)), theirs=was.title, yours=facts.title)
    _write(part, facts)
    record(Verb.PART_CHANGED, part, by=by, guideline_id=guideline.id, code=facts.code, was=asdict(was))


def move_part(guideline: Guideline, part: Part, by_places: int, *, by: Person) -> None:
    """One place up (-1) or down (+1) among the parts; clauses keep their numbers and their order."""
    may_manage_frame(membership_of(by, guideline)).enforce()
    if _swap(list(guideline.parts), part, by_places):
        record(Verb.PART_MOVED, part, by=by, guideline_id=guideline.id, code=part.code)
        db.session.expire(guideline, ["parts"])


def remove_part(guideline: Guideline, part: Part, *, by: Person) -> None:
    may_remove_part(membership_of(by, guideline), used=is_referred_to(part)).enforce()
    record(Verb.PART_REMOVED, part, by=by, guideline_id=guideline.id, code=part.code)
    _deleted(guideline, part)


# Two become one, while nothing but drafts in work knows them


def merge_parts(guideline: Guideline, part: Part, into: Part, *, by: Person) -> int:
    """The clauses of `part` belong to `into` afterwards, and it is gone. How many there were, in all languages."""
    return _merge(guideline, held(part), into, Verb.PART_MERGED, by=by)


def merge_pillars(guideline: Guideline, pillar: Pillar, into: Pillar, *, by: Person) -> int:
    """As `merge_parts`; its summary goes with it."""
    return _merge(guideline, held(pillar), into, Verb.PILLAR_MERGED, by=by)


def ruling_on_merging(guideline: Guideline, row: Pillar | Part, *, by: Person) -> Ruling:
    column = _column_of(row)
    published, used = _is_published(column, row.id), _holders(row, column.key)
    return may_merge_frame(membership_of(by, guideline), published=published, used=used)


def _column_of(row: Pillar | Part) -> InstrumentedAttribute[Any]:
    return Wording.pillar_id if isinstance(row, Pillar) else Wording.part_id


def _merge(guideline: Guideline, row: Pillar | Part, into: Pillar | Part, verb: Verb, *, by: Person) -> int:
    column = _column_of(row)
    ruling_on_merging(guideline, row, by=by).enforce()
    if row.id == into.id:
        raise Refused(_("It cannot be merged into itself. Choose another."))
    moved = db.session.scalars(select(Wording).where(column == row.id)).unique().all()
    for wording in moved:
        setattr(wording, column.key, into.id)
    record(verb, row, by=by, guideline_id=guideline.id, code=row.code, into=into.code, clauses=len(moved))
    _deleted(guideline, row)
    return len(moved)


def _holders(row: Pillar | Part, column: str) -> bool:
    """Whether anything but clauses belongs to it."""
    return bool(tables_referring_to(row, apart_from=(f"wording.{column}",)))


def _is_published(column: InstrumentedAttribute[Any], row_id: int) -> bool:
    held_by = select(Wording.id).join(Draft, Draft.id == Wording.draft_id).where(column == row_id)
    return db.session.scalar(held_by.where(Draft.state != DraftState.EDITING).limit(1)) is not None


def _deleted(guideline: Guideline, row: Pillar | Part) -> None:
    db.session.flush()
    db.session.delete(row)
    db.session.flush()
    db.session.expire(guideline, ["pillars", "parts"])


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

"""A draft as it is read: pillars, parts and clauses in order, with the number of comments in the margin.

Rows, not objects, and one grouped count: a page of 212 clauses under 50,000 comments must open at once.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import func, select

from consult.accounts.models import Person
from consult.comments.models import Comment, CommentState
from consult.comments.queries import KEPT_BACK, rounds_overseen_by, rounds_read_by
from consult.comments.tallies.queries import SENT, comments_by_place
from consult.consultations.models import Round
from consult.core.database import db
from consult.drafts.membership import Membership
from consult.drafts.models import Clause, Draft, Part, Pillar, Wording
from consult.drafts.row_cache.rows import value_of


@dataclass(frozen=True)
class Margins:
    """Comments that they may read: by clause, by pillar as such, on the whole text; and where they have a draft."""

    by_clause: Mapping[int, int] = field(default_factory=dict)
    by_pillar: Mapping[int, int] = field(default_factory=dict)
    on_whole: int = 0
    drafted: frozenset[int] = frozenset()

    @property
    def total(self) -> int:
        return sum(self.by_clause.values()) + sum(self.by_pillar.values()) + self.on_whole


@dataclass(frozen=True)
class Section:
    """Clauses of one part that follow each other. Without a part: those to which the frame gives none."""

    part: Part | None
    clauses: Sequence[Any]
    anchor: str = ""  # of the first section of that part only: an address stands once in a page


@dataclass(frozen=True)
class Chapter:
    """A pillar with its sections; `clauses` and `comments` count all in it."""

    pillar: Pillar
    sections: Sequence[Section]
    comments: int

    @property
    def clauses(self) -> int:
        return sum(len(section.clauses) for section in self.sections)


def margins_of(draft: Draft, membership: Membership, now: datetime) -> Margins:
    """What `queries.readable` lets them read, replies among them.

    Which rounds they read is asked first, so that the count needs nothing but tallies.
    """
    rounds, overseen = rounds_read_by(membership, draft, now), rounds_overseen_by(membership, draft, now)
    theirs = _theirs_on(draft, membership.person)
    rows = [*comments_by_place((rounds, SENT), (overseen, KEPT_BACK))]
    rows += [(one.clause_id, one.pillar_id, one.number) for one in theirs if _is_elsewhere(one, rounds, overseen)]
    by_clause, by_pillar, on_whole = Counter[int](), Counter[int](), 0
    for clause_id, pillar_id, number in rows:
        if clause_id:
            by_clause[clause_id] += number
        elif pillar_id:
            by_pillar[pillar_id] += number
        else:
            on_whole += number
    drafted = frozenset(one.clause_id for one in theirs if one.state == CommentState.DRAFT and one.clause_id)
    return Margins(by_clause, by_pillar, on_whole, drafted=drafted)


def _theirs_on(draft: Draft, person: Person | None) -> Sequence[Any]:
    """What they wrote on the draft: by round, state and place, how many."""
    if person is None:
        return []
    place = (Comment.round_id, Comment.state, Comment.clause_id, Comment.pillar_id)
    query = select(*place, func.count().label("number")).join(Round, Round.id == Comment.round_id)
    query = query.where(Round.draft_id == draft.id, Comment.author_id == person.id)
    return db.session.execute(query.group_by(*place)).all()


def _is_elsewhere(own: Any, rounds: Sequence[int], overseen: Sequence[int]) -> bool:
    """Whether they would not read it if it were another's."""
    sent = own.state == CommentState.SENT and own.round_id not in rounds
    return sent or (own.state in KEPT_BACK and own.round_id not in overseen)


def chapters_of(draft: Draft, margins: Margins, *, pillar: Pillar | None = None) -> list[Chapter]:
    """In reading order; only those pillars that have a clause in this draft, or the one asked for."""
    columns = (Wording.clause_id, Wording.pillar_id, Wording.part_id, Wording.number, Wording.heading, Wording.text)
    query = select(*columns, Wording.language, Wording.status, Clause.uid).join(Clause, Clause.id == Wording.clause_id)
    query = query.where(Wording.draft_id == draft.id, Wording.language == draft.guideline.language)
    if pillar is not None:
        query = query.where(Wording.pillar_id == pillar.id)
    rows = db.session.execute(query.order_by(Wording.position)).all()
    parts = {part.id: part for part in draft.guideline.parts}
    found = {p.id: [row for row in rows if row.pillar_id == p.id] for p in draft.guideline.pillars}
    return [
        Chapter(p, _sections(found[p.id], parts), _comments_in(p, found[p.id], margins))
        for p in draft.guideline.pillars
        if found[p.id]
    ]


def uids_in(chapters: Sequence[Chapter]) -> list[str]:
    return [row.uid for chapter in chapters for section in chapter.sections for row in section.clauses]


def _sections(rows: Sequence[Any], parts: Mapping[int, Part]) -> list[Section]:
    sections: list[Section] = []
    for part_id, own in groupby(rows, key=lambda row: row.part_id):
        part = parts.get(part_id)
        first = part is not None and all(section.part != part for section in sections)
        sections.append(Section(part, list(own), f"part-{part.code}" if part and first else ""))
    return sections


def number_on(pillar: Pillar, draft: Draft, margins: Margins) -> int:
    """Comments on the pillar as such and on its clauses in this draft."""
    columns = select(Wording.clause_id).where(Wording.draft_id == draft.id, Wording.pillar_id == pillar.id)
    return _comments_in(pillar, db.session.execute(columns.distinct()).all(), margins)


def _comments_in(pillar: Pillar, rows: Sequence[Any], margins: Margins) -> int:
    return margins.by_pillar.get(pillar.id, 0) + sum(margins.by_clause.get(row.clause_id, 0) for row in rows)


@dataclass(frozen=True)
class OutlineEntry:
    """A pillar in the outline: how many clauses and comments it has, without their words."""

    pillar: Pillar
    clauses: int
    comments: int
    parts: Sequence[tuple[Part, int]]
    rows: Sequence[Any] = ()  # its clauses, each with number, uid and part

    def of_part(self, part: Part | None) -> list[Any]:
        return [row for row in self.rows if row.part_id == (part.id if part is not None else None)]


def margin_outline(draft: Draft, margins: Margins) -> list[OutlineEntry]:
    """Every pillar with a clause in this draft, counted."""
    rows = value_of(draft.guideline, ("outline", draft.id), lambda: _places_in(draft))
    entries = []
    for pillar in draft.guideline.pillars:
        own = [row for row in rows if row.pillar_id == pillar.id]
        sizes = [(part, sum(row.part_id == part.id for row in own)) for part in draft.guideline.parts]
        parts = [(part, size) for part, size in sizes if size]
        if own:
            entries.append(OutlineEntry(pillar, len(own), _comments_in(pillar, own, margins), parts, own))
    return entries


def _places_in(draft: Draft) -> Sequence[Any]:
    """(clause, pillar, part, number, identity) in reading order."""
    columns = (Wording.clause_id, Wording.pillar_id, Wording.part_id, Wording.number, Clause.uid)
    query = select(*columns).join(Clause, Clause.id == Wording.clause_id)
    query = query.where(Wording.draft_id == draft.id, Wording.language == draft.guideline.language)
    return db.session.execute(query.order_by(Wording.position)).all()

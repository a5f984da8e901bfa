"""The changes that a real drafting team made, from its own table: each proposed as it was, and the next draft made."""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from consult.drafts.models import Draft, Wording
from consult.drafts.outline import ClauseOutline, Outline, PillarOutline
from consult.drafts.queries import wordings_of
from consult.publishing.assembly import assemble, steps_between
from consult.publishing.assembly_inputs import amendments_of, clause_texts, faults_of
from consult.revisions.models import Revision, RevisionKind
from consult.revisions.structure.actions import as_it_stands
from consult.revisions.structure.changes import ClauseChange, Placing, ProposedClause
from tests.make import drafts as make_drafts
from tests.make import structure as make
from tests.people import People

DATA = Path(__file__).with_name("data")
Row = Mapping[str, str]


def rows(name: str) -> list[Row]:
    with (DATA / f"federal_data_strategy_{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def people(page_app: Flask) -> People:
    return People()


@pytest.fixture
def base(people: People) -> Draft:
    """One pillar for each heading of either text: the clauses go from the old headings to the new."""
    titles = list(
        dict.fromkeys([*(row["category"] for row in rows("draft")), *(r["category"] for r in rows("changes"))])
    )
    codes = {title: f"P{n}" for n, title in enumerate(titles, start=1)}
    clauses = tuple(
        ClauseOutline(row["number"], codes[row["category"]], row["text"], heading=row["title"]) for row in rows("draft")
    )
    pillars = tuple(PillarOutline(code, title) for title, code in codes.items())
    guideline = make_drafts.guideline()
    people.appoint_all(guideline)
    return make_drafts.draft(
        guideline,
        Outline(language="en", title="October 2018", pillars=pillars, parts=(), clauses=clauses),
        by=people.sara,
    )


def grouped(changes: Sequence[Row]) -> Iterator[list[Row]]:
    """Rows that are one decision: the two halves of the practice that was split."""
    by_source: dict[str, list[Row]] = {}
    for row in changes:
        by_source.setdefault(row["draft_numbers"] if row["change_type"] == "split" else f"row {row['row']}", []).append(
            row
        )
    yield from by_source.values()


KINDS = {
    "split": RevisionKind.SPLIT,
    "merge": RevisionKind.MERGE,
    "revise": RevisionKind.MOVE,
    "new": RevisionKind.SEVERAL,
}


def as_proposed(base: Draft, those: Sequence[Row]) -> ClauseChange:
    """Number, heading, words and pillar of the final text, as the table has them."""
    standing = {wording.number: wording for wording in wordings_of(base)}
    numbers = [number for number in those[0]["draft_numbers"].split(";") if number]
    bases = [standing[number] for number in numbers]
    results = tuple(final(base, row, bases, first=row is those[0]) for row in those)
    return ClauseChange(tuple(one.id for one in bases), results)


def final(base: Draft, row: Row, bases: Sequence[Wording], *, first: bool) -> ProposedClause:
    heading, _colon, text = row["final_text"].partition(": ")
    pillar = next(p for p in base.guideline.pillars if p.title == row["category"])
    made = as_it_stands(bases[0], text=text) if bases else ProposedClause(text=text, pillar_id=pillar.id)
    keeps = 0 if bases and first else None
    placed = {"number": row["final_number"], "pillar_id": pillar.id, "continues": keeps, "placing": Placing.NUMBER}
    return replace(made, heading=heading, **placed)


def test_all_forty_changes_can_be_voted_on_as_they_were_and_make_the_final_text(people: People, base: Draft) -> None:
    changes = rows("changes")
    proposed: list[Revision] = []
    for those in grouped(changes):
        kind = KINDS[those[0]["change_type"]]
        proposed.append(make.proposed(base, kind, as_proposed(base, those), by=people.dana, meant=True))
    assert sum(len(revision.results) for revision in proposed) == len(changes) == 40
    assert len(proposed) == 39, "a split is one decision"
    wordings = wordings_of(base)
    assert faults_of(wordings, proposed) == []
    made = assemble(clause_texts(wordings), amendments_of(wordings, proposed))
    told = [(words.number, f"{words.heading}: {words.text}") for words in made if words.revision is not None]
    assert told == [(row["final_number"], row["final_text"]) for row in changes]
    assert len(made) == 40, "every practice of the draft went into one of the final text"
    lineage = Counter(step.change.value for step in steps_between(clause_texts(wordings), made))
    assert (lineage["added"], lineage["deleted"]) == (3, 10), "a split and merges are told with the draft itself"

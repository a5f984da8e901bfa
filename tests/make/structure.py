"""Revisions of the structure of the small guideline: splits, merges, moves, and several as one; voted on, too."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from consult.accounts.models import Person
from consult.analysis.models import Point
from consult.core.database import db
from consult.drafts.models import Draft
from consult.revisions.actions import RevisionContent, submit_revision
from consult.revisions.models import Revision, RevisionKind
from consult.revisions.structure.actions import as_it_stands, propose_structure
from consult.revisions.structure.changes import ClauseChange, Placing, ProposedClause
from consult.voting.models import Ballot
from tests.make import voting
from tests.make.revisions import wording

REGISTER, SENSORS = "Local governments should publish a register.", "It holds the sensors they run."


def why(title: str = "A change of structure", points: Sequence[Point] = ()) -> RevisionContent:
    return RevisionContent(title=title, rationale="Many asked for it.", points=points)


def proposed(draft: Draft, kind: RevisionKind, *changes: ClauseChange, by: Person, **options: Any) -> Revision:
    told = why(points=options.pop("points", ()))
    made = propose_structure(draft, kind, changes, told, by=by, **options)
    db.session.commit()
    return made


def split_of(draft: Draft, *texts: str, number: str = "HR-L1", second: str = "") -> ClauseChange:
    base = wording(draft, number)
    first = as_it_stands(base, text=texts[0])
    others = [replace(first, text=text, continues=None, number=second) for text in texts[1:]]
    return ClauseChange((base.id,), (first, *others))


def split(draft: Draft, by: Person, *texts: str, **options: Any) -> Revision:
    """Of HR-L1, unless it is said, into a register and what it holds."""
    change = split_of(draft, *(texts or (REGISTER, SENSORS)))
    return proposed(draft, RevisionKind.SPLIT, change, by=by, **{"meant": True, **options})


def merge_of(draft: Draft, text: str, *numbers: str) -> ClauseChange:
    bases = [wording(draft, number) for number in numbers]
    return ClauseChange(tuple(base.id for base in bases), (as_it_stands(bases[0], text=text),))


def merge(draft: Draft, by: Person, text: str, *numbers: str, **options: Any) -> Revision:
    change = merge_of(draft, text, *numbers)
    return proposed(draft, RevisionKind.MERGE, change, by=by, **{"meant": True, **options})


def move_of(draft: Draft, which: str, /, **elsewhere: Any) -> ClauseChange:
    base = wording(draft, which)
    return ClauseChange((base.id,), (replace(as_it_stands(base), **elsewhere),))


def move(draft: Draft, by: Person, which: str, /, *, before: str = "", after: str = "", **elsewhere: Any) -> Revision:
    if before or after:
        beside = wording(draft, before or after)
        elsewhere |= {"placing": Placing.BEFORE if before else Placing.AFTER, "beside": beside.clause_id}
    return proposed(draft, RevisionKind.MOVE, move_of(draft, which, **elsewhere), by=by)


def deletion_of(draft: Draft, number: str) -> ClauseChange:
    return ClauseChange((wording(draft, number).id,), ())


def addition_of(draft: Draft, text: str, number: str, like: str) -> ClauseChange:
    beside = wording(draft, like)
    home = {"pillar_id": beside.pillar_id, "part_id": beside.part_id}
    return ClauseChange((), (ProposedClause(text=text, number=number, placing=Placing.NUMBER, **home),))


def carried(revision: Revision, *voters: Person, by: Person, author: Person) -> Ballot:
    """Proposed to the experts, voted on by these people, closed."""
    submit_revision(revision, by=author)
    made = voting.ballot(revision, by=by)
    for voter in voters:
        voting.vote(made, voter)
    return voting.closed(made)

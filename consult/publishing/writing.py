"""Writing an assembled text into a draft in work: wordings, where they came from, and what became of each clause."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from consult.core.database import db
from consult.drafts.actions import new_clause
from consult.drafts.models import Clause, Draft, Lineage, Part, Pillar, Wording
from consult.drafts.queries import wordings_of
from consult.publishing.assembly import Assembly, Words
from consult.publishing.models import Provenance
from consult.publishing.queries import carrying_ballots, provenances_into
from consult.revisions.models import Revision, RevisionKind


@dataclass(frozen=True)
class Sources:
    """What the rows of a draft are made from; `known` are the identities that new clauses were given before."""

    before: Mapping[int, Wording]
    revisions: Mapping[int, Revision]
    known: Mapping[int, Clause]


def write(made: Assembly, draft: Draft, base: Draft, revisions: Sequence[Revision]) -> None:
    """Fill the draft; what was prepared in it before is taken out first."""
    known = _cleared(draft)
    sources = Sources(
        before={wording.clause_id: wording for wording in wordings_of(base)},
        revisions={revision.id: revision for revision in revisions},
        known=known,
    )
    came = _write_clauses(made, draft, sources)
    for step in made.steps:
        to = came[step.revision].id if step.to_clause is None and step.revision in came else step.to_clause
        db.session.add(Lineage(draft_id=draft.id, change=step.change, from_clause_id=step.from_clause, to_clause_id=to))
    _copy_translations(made, draft, base)
    for unused in (clause for revision, clause in known.items() if revision not in came):
        db.session.delete(unused)
    db.session.flush()


def _cleared(draft: Draft) -> dict[int, Clause]:
    added = [p for p in provenances_into(draft) if p.wording is not None and p.revision.kind == RevisionKind.ADD]
    known = {p.revision_id: p.wording.clause for p in added if p.wording is not None}
    db.session.execute(delete(Provenance).where(Provenance.draft_id == draft.id))
    db.session.execute(delete(Lineage).where(Lineage.draft_id == draft.id))
    db.session.execute(delete(Wording).where(Wording.draft_id == draft.id))
    return known


def _write_clauses(made: Assembly, draft: Draft, sources: Sources) -> dict[int, Clause]:
    """Returns the clauses that revisions put there, by revision."""
    ballots = carrying_ballots(sources.revisions.values())
    came: dict[int, Clause] = {}
    for position, words in enumerate(made.clauses, start=1):
        wording = _wording(draft, words, position, sources)
        db.session.add(wording)
        if words.revision is not None:
            came[words.revision] = wording.clause
            ballot = ballots[words.revision]
            facts = {"draft_id": draft.id, "revision_id": words.revision, "ballot_id": ballot.id}
            db.session.add(Provenance(wording=wording, **facts))
    for revision in sources.revisions.values():
        if revision.kind == RevisionKind.DELETE:
            ballot = ballots[revision.id]
            db.session.add(Provenance(draft_id=draft.id, revision_id=revision.id, ballot_id=ballot.id))
    return came


def _wording(draft: Draft, words: Words, position: int, sources: Sources) -> Wording:
    clause, pillar, part = _home(draft, words, sources)
    return Wording(
        draft=draft,
        clause=clause,
        pillar=pillar,
        part=part,
        number=words.number,
        position=position,
        heading=words.heading,
        text=words.text,
        language=draft.guideline.language,
    )


def _home(draft: Draft, words: Words, sources: Sources) -> tuple[Clause, Pillar | None, Part | None]:
    """The identity of a clause and its place in the frame; a new one has its revision's."""
    if words.clause is not None:
        old = sources.before[words.clause]
        return old.clause, old.pillar, old.part
    revision = sources.revisions[words.revision or 0]
    clause = sources.known.get(revision.id) or new_clause(draft.guideline)
    return clause, revision.pillar, revision.part


def _copy_translations(made: Assembly, draft: Draft, base: Draft) -> None:
    """Other languages of clauses whose words stand; a changed clause has to be translated again."""
    place = {w.clause: (at, w.number) for at, w in enumerate(made.clauses, start=1) if w.clause and not w.revision}
    others = select(Wording).where(Wording.draft_id == base.id, Wording.language != draft.guideline.language)
    for old in db.session.scalars(others).unique():
        if old.clause_id not in place:
            continue
        position, number = place[old.clause_id]
        copied = {name: getattr(old, name) for name in ("clause_id", "pillar_id", "part_id", "heading", "text")}
        copied |= {"language": old.language, "status": old.status, "number": number, "position": position}
        db.session.add(Wording(draft=draft, **copied))

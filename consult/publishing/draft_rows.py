"""Writing an assembled text into a draft in work; at publication, where its words came from."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from consult.core.database import db
from consult.drafts.actions import new_clause
from consult.drafts.models import Clause, Draft, Lineage, Part, Pillar, Wording
from consult.publishing.assembly import ClauseText, steps_between
from consult.publishing.assembly_inputs import clause_texts
from consult.publishing.models import PreparedWording, Provenance
from consult.publishing.queries import DraftText, Source, draft_sources
from consult.publishing.words.attribution import effect_of_vote
from consult.revisions.models import Revision, RevisionKind


@dataclass(frozen=True)
class DraftSources:
    """What the rows of a draft are made from; `known` are the identities that new clauses were given before."""

    before: Mapping[int, Wording]
    revisions: Mapping[int, Revision]
    known: Mapping[int, Clause]


def write_draft_rows(made: Sequence[ClauseText], draft: Draft, base: DraftText, revisions: Sequence[Revision]) -> None:
    """Fill the draft, and note which revision wrote what; what was prepared in it before is taken out first."""
    known = _cleared(draft, {wording.clause_id for wording in base.wordings})
    sources = DraftSources(
        before={wording.clause_id: wording for wording in base.wordings},
        revisions={revision.id: revision for revision in revisions},
        known=known,
    )
    wordings = {}
    for position, words in enumerate(made, start=1):
        wording = _wording(draft, words, position, sources)
        db.session.add(wording)
        if words.revision is not None:
            wordings[words.revision] = wording
    _copy_translations(made, draft, base.draft)
    for unused in (clause for revision, clause in known.items() if revision not in wordings):
        db.session.delete(unused)
    db.session.flush()
    for revision in revisions:
        there = wordings[revision.id].id if revision.id in wordings else None
        db.session.add(PreparedWording(draft_id=draft.id, revision_id=revision.id, wording_id=there))


def _cleared(draft: Draft, earlier: Collection[int]) -> dict[int, Clause]:
    """Take out its words and what was noted of their origins; returns the identities that new clauses were given, by
    revision, but those that a hand took from an earlier clause."""
    added = {s.revision.id: s.clause_id for s in draft_sources(draft) if s.revision.kind == RevisionKind.ADD}
    clauses = {clause.id: clause for clause in db.session.scalars(select(Clause).where(Clause.id.in_(added.values())))}
    db.session.execute(delete(PreparedWording).where(PreparedWording.draft_id == draft.id))
    db.session.execute(delete(Lineage).where(Lineage.draft_id == draft.id))
    db.session.execute(delete(Wording).where(Wording.draft_id == draft.id))
    return {revision: clauses[clause] for revision, clause in added.items() if clause and clause not in earlier}


def _wording(draft: Draft, words: ClauseText, position: int, sources: DraftSources) -> Wording:
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


def _home(draft: Draft, words: ClauseText, sources: DraftSources) -> tuple[Clause, Pillar | None, Part | None]:
    """The identity of a clause and its place in the frame; a new one has its revision's."""
    if words.clause is not None:
        old = sources.before[words.clause]
        return old.clause, old.pillar, old.part
    revision = sources.revisions[words.revision or 0]
    clause = sources.known.get(revision.id) or new_clause(draft.guideline)
    return clause, revision.pillar, revision.part


def _copy_translations(made: Sequence[ClauseText], draft: Draft, base: Draft) -> None:
    """Other languages of clauses whose words stand; a changed clause has to be translated again."""
    place = {w.clause: (at, w.number) for at, w in enumerate(made, start=1) if w.clause and not w.revision}
    others = select(Wording).where(Wording.draft_id == base.id, Wording.language != draft.guideline.language)
    for old in db.session.scalars(others).unique():
        if old.clause_id not in place:
            continue
        position, number = place[old.clause_id]
        copied = {name: getattr(old, name) for name in ("clause_id", "pillar_id", "part_id", "heading", "text")}
        copied |= {"language": old.language, "status": old.status, "number": number, "position": position}
        db.session.add(Wording(draft=draft, **copied))


def write_provenance(made: DraftText) -> tuple[list[Revision], list[Revision]]:
    """At publication: which ballot put which words there. Returns the revisions whose words stand, and those most of
    whose words someone changed by hand: they get no provenance, and stay carried."""
    texts = {wording.id: wording.text for wording in made.wordings}
    clauses = {wording.clause_id for wording in made.wordings}
    stand, rewritten = [], []
    for source in made.sources:
        if not _stands(source, texts.get(source.wording_id or 0), source.clause_id in clauses):
            rewritten.append(source.revision)
            continue
        stand.append(source.revision)
        facts = {"wording_id": source.wording_id, "draft_id": made.draft.id}
        db.session.add(Provenance(**facts, revision_id=source.revision.id, ballot_id=source.ballot.id))
    return stand, rewritten


def _stands(source: Source, now: str | None, there: bool) -> bool:
    revision = source.revision
    if revision.kind == RevisionKind.DELETE:
        return not there
    if now is None:
        return False
    if now == revision.proposed_text:
        return True
    return effect_of_vote(revision.base.text if revision.base else "", revision.proposed_text, now).stands


def write_lineage(made: DraftText, before: DraftText) -> None:
    """What became of each clause, read off the two texts: also where the next draft was imported or edited.

    A split or merge that was noted while the draft was in work stands; its clauses are neither added nor deleted.
    """
    noted = db.session.scalars(select(Lineage).where(Lineage.draft_id == made.draft.id)).all()
    became, came = {row.from_clause_id for row in noted}, {row.to_clause_id for row in noted}
    for step in steps_between(clause_texts(before.wordings), clause_texts(made.wordings)):
        if (step.from_clause is None and step.to_clause in came) or (
            step.to_clause is None and step.from_clause in became
        ):
            continue
        change = {"change": step.change, "from_clause_id": step.from_clause, "to_clause_id": step.to_clause}
        db.session.add(Lineage(draft_id=made.draft.id, **change))

"""Writing an assembled text into a draft in work; at publication, where its words came from."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from consult.core.database import db
from consult.drafts.actions import new_clause
from consult.drafts.clause_matching import splits_and_merges
from consult.drafts.models import Clause, Draft, Guideline, Lineage, Part, Pillar, Wording
from consult.publishing.assembly import steps_between
from consult.publishing.assembly_inputs import clause_texts, section
from consult.publishing.clause_placing import ClauseText, Section, translations_stand
from consult.publishing.models import PreparedWording, Provenance
from consult.publishing.queries import DraftText, Source, draft_sources
from consult.publishing.words.attribution import VoteEffect
from consult.revisions.models import Revision, RevisionKind

Put = tuple[int, int | None]  # a revision, and the place of a clause among those that it puts


@dataclass(frozen=True)
class DraftSources:
    """What the rows of a draft are made from; `known` are the identities that new clauses were given before, by
    revision and by their place in it."""

    before: Mapping[int, Wording]
    revisions: Mapping[int, Revision]
    known: Mapping[Put, Clause]
    frame: Mapping[Section, tuple[Pillar | None, Part | None]]


def write_draft_rows(made: Sequence[ClauseText], draft: Draft, base: DraftText, revisions: Sequence[Revision]) -> None:
    """Fill the draft, and note which revision wrote what; what was prepared in it before is taken out first."""
    known = _cleared(draft, {wording.clause_id for wording in base.wordings})
    sources = DraftSources(
        before={wording.clause_id: wording for wording in base.wordings},
        revisions={revision.id: revision for revision in revisions},
        known=known,
        frame=_frame(draft.guideline),
    )
    wordings: dict[Put, Wording] = {}
    here = []
    for position, words in enumerate(made, start=1):
        here.append(_wording(draft, words, position, sources))
        db.session.add(here[-1])
        wordings |= dict.fromkeys(words.puts, here[-1])
    _copy_translations(made, draft, base)
    for unused in (clause for put, clause in known.items() if put not in wordings):
        db.session.delete(unused)
    db.session.flush()
    for revision in revisions:
        db.session.add_all(_prepared(draft, revision, wordings))
    _note_lineage(draft, made, here)


def _prepared(draft: Draft, revision: Revision, wordings: Mapping[Put, Wording]) -> Iterator[PreparedWording]:
    """One for a revision of a single clause; of one of the structure one for each clause that it puts or takes out."""
    same = {"draft_id": draft.id, "revision_id": revision.id}
    if revision.structure is None:
        there = wordings.get((revision.id, None))
        yield PreparedWording(**same, wording_id=there.id if there is not None else None)
        return
    for place in range(len(revision.results)):
        yield PreparedWording(**same, wording_id=wordings[revision.id, place].id, place=place)
    stay = {wording.clause_id for (number, _place), wording in wordings.items() if number == revision.id}
    for wording in revision.bases:
        if wording.clause_id not in stay:
            yield PreparedWording(**same, wording_id=None, clause_id=wording.clause_id)


def _note_lineage(draft: Draft, made: Sequence[ClauseText], wordings: Sequence[Wording]) -> None:
    """Splits and merges, which the two texts alone do not tell."""
    uids = [str(words.clause or "") for words in made]
    also = [[str(clause) for clause in words.origins] for words in made]
    for change, clause, at in splits_and_merges(uids, also):
        row = {"change": change, "from_clause_id": int(clause), "to_clause_id": wordings[at].clause_id}
        db.session.add(Lineage(draft_id=draft.id, **row))


def _cleared(draft: Draft, earlier: Collection[int]) -> dict[Put, Clause]:
    """Take out its words and what was noted of their origins; returns the identities that new clauses were given, by
    revision and place, but those that a hand took from an earlier clause."""
    added = {(s.revision.id, s.place): s.clause_id for s in draft_sources(draft) if s.wording_id is not None}
    clauses = {clause.id: clause for clause in db.session.scalars(select(Clause).where(Clause.id.in_(added.values())))}
    db.session.execute(delete(PreparedWording).where(PreparedWording.draft_id == draft.id))
    db.session.execute(delete(Lineage).where(Lineage.draft_id == draft.id))
    db.session.execute(delete(Wording).where(Wording.draft_id == draft.id))
    return {put: clauses[clause] for put, clause in added.items() if clause and clause not in earlier}


def _frame(guideline: Guideline) -> dict[Section, tuple[Pillar | None, Part | None]]:
    parts: list[Part | None] = [None, *guideline.parts]
    return {section(pillar, part): (pillar, part) for pillar in guideline.pillars for part in parts}


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
        if section(old.pillar, old.part) == words.section:
            return old.clause, old.pillar, old.part
        return old.clause, *sources.frame[words.section]
    clause = sources.known.get(words.puts[0]) or new_clause(draft.guideline)
    if words.place is None:
        revision = sources.revisions[words.revision or 0]
        return clause, revision.pillar, revision.part
    return clause, *sources.frame[words.section]


def _copy_translations(made: Sequence[ClauseText], draft: Draft, base: DraftText) -> None:
    """Other languages of clauses whose words stand; a changed clause has to be translated again."""
    before = {words.clause: words for words in clause_texts(base.wordings) if words.clause is not None}
    place = {words.clause: (at, words) for at, words in enumerate(made, start=1) if translations_stand(words, before)}
    frame = _frame(draft.guideline)
    others = select(Wording).where(Wording.draft_id == base.draft.id, Wording.language != draft.guideline.language)
    for old in db.session.scalars(others).unique():
        if old.clause_id not in place:
            continue
        position, words = place[old.clause_id]
        copied = {name: getattr(old, name) for name in ("clause_id", "heading", "text", "language", "status")}
        stays = section(old.pillar, old.part) == words.section
        pillar, part = (old.pillar, old.part) if stays else frame[words.section]
        copied |= {"pillar": pillar, "part": part, "number": words.number, "position": position}
        db.session.add(Wording(draft=draft, **copied))


def write_provenance(made: DraftText) -> tuple[list[Revision], list[Revision]]:
    """At publication: which ballot put which words there. Returns the revisions whose words stand, and those most of
    whose words someone changed by hand: they get no provenance, and stay carried."""
    texts = {wording.id: wording.text for wording in made.wordings}
    clauses = {wording.clause_id for wording in made.wordings}
    by_revision: dict[int, list[Source]] = defaultdict(list)
    for source in made.sources:
        by_revision[source.revision.id].append(source)
    stand, rewritten = [], []
    for sources in by_revision.values():
        if not _stand(sources, texts, clauses):
            rewritten.append(sources[0].revision)
            continue
        stand.append(sources[0].revision)
        db.session.add_all(_provenance(source, made.draft) for source in sources)
    return stand, rewritten


def _provenance(source: Source, draft: Draft) -> Provenance:
    facts = {"wording_id": source.wording_id, "draft_id": draft.id, "place": source.place}
    if source.revision.structure is not None and source.place is None:
        facts["clause_id"] = source.clause_id
    return Provenance(**facts, revision_id=source.revision.id, ballot_id=source.ballot.id)


def _stand(sources: Sequence[Source], texts: Mapping[int, str], clauses: Collection[int]) -> bool:
    """Every clause that was put is there, every one that was taken out is not, and most of the words stand."""
    effects = []
    for source in sources:
        if source.wording_id is None:
            is_gone = source.place is None and source.clause_id not in clauses
            if not is_gone or (source.revision.structure is None and source.revision.kind != RevisionKind.DELETE):
                return False
            continue
        now = texts.get(source.wording_id)
        if now is None:
            return False
        if len(sources) > 1 or now != source.text:
            effects.append(source.effect_in(now))
    changed, standing = sum(effect.changed for effect in effects), sum(effect.standing for effect in effects)
    return VoteEffect(changed, standing).stands


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

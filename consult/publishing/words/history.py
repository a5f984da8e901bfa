"""The words of a clause through its drafts: base, what was voted, what was changed by hand. One telling for every page.

Each draft adds steps to the chain of texts that `attribution` reads: the words of a revision that was carried, then
each edit by hand in the order in which it was made. What neither explains is said to be unexplained.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from consult.core.database import db
from consult.core.text import looks_same
from consult.drafts.models import Change, Draft, DraftState, Guideline, Lineage, Wording
from consult.drafts.row_cache.rows import rows_held, value_of
from consult.drafts.wording_edits import WordingEdit
from consult.publishing.models import PreparedWording, Provenance
from consult.publishing.queries import DraftText, Source, carrying_ballots
from consult.publishing.words.attribution import (
    Attribution,
    SourceKind,
    attribution,
    words_by_origin,
    words_changed,
    words_in,
)
from consult.revisions.models import Revision, RevisionKind
from consult.voting.models import Ballot

WITHOUT_A_VOTE = frozenset({SourceKind.HAND, SourceKind.UNEXPLAINED})


@dataclass(frozen=True)
class WordSource:
    """One step of a clause: who put these words, in which draft. `revision` and `ballot` for a vote, `edit` by hand."""

    kind: SourceKind
    draft: Draft
    text: str
    revision: Revision | None = None
    ballot: Ballot | None = None
    edit: WordingEdit | None = None
    inherited: bool = False  # a step of another clause, which this one came out of

    @property
    def voted(self) -> bool:
        return self.kind == SourceKind.VOTE


@dataclass(frozen=True)
class WordGroup:
    """The sources of one kind in one draft, with how many words of the text are theirs; `mark` names it on a page."""

    sources: Sequence[WordSource]
    words: int

    @property
    def first(self) -> WordSource:
        return self.sources[0]

    @property
    def mark(self) -> str:
        return mark_of(self.first)


def mark_of(source: WordSource) -> str:
    """The number of the draft; with an asterisk where a hand put the words without a vote."""
    return f"{source.draft.number}*" if source.kind in WITHOUT_A_VOTE else str(source.draft.number)


@dataclass(frozen=True)
class TakenOut:
    """Words that are gone: who had put them, and who took them out."""

    text: str
    put: WordSource
    taken: WordSource


@dataclass(frozen=True)
class ClauseWords:
    """A clause's words, each with its one source; `sources` is the chain, oldest first."""

    sources: Sequence[WordSource] = ()

    @property
    def own_steps(self) -> list[WordSource]:
        """Its steps without those of clauses that it was split off from, or that were merged into it."""
        return [source for source in self.sources if not source.inherited]

    @cached_property
    def attribution(self) -> Attribution:
        return attribution([source.text for source in self.sources])

    @property
    def runs(self) -> list[tuple[str, WordSource]]:
        """In reading order; together they spell the text."""
        return [(run.text, self.sources[run.origin]) for run in self.attribution.runs]

    @property
    def counted(self) -> list[tuple[WordSource, int]]:
        """The sources that still have words in the text, the oldest first, with how many."""
        counted = words_by_origin(self.attribution.runs)
        return [(self.sources[place], counted[place]) for place in sorted(counted)]

    @property
    def groups(self) -> list[WordGroup]:
        """The same by mark: a draft's vote, and what was changed by hand in it."""
        by_mark: dict[str, list[tuple[WordSource, int]]] = {}
        for source, words in self.counted:
            by_mark.setdefault(mark_of(source), []).append((source, words))
        return [WordGroup([s for s, _n in those], sum(n for _s, n in those)) for those in by_mark.values()]

    @property
    def taken_out(self) -> list[TakenOut]:
        removed = self.attribution.removed
        return [TakenOut(run.text, self.sources[run.origin], self.sources[run.removed_by]) for run in removed]

    def put_in(self, draft: Draft) -> list[tuple[str, WordSource]]:
        """What that draft put and still stands."""
        return [(text, source) for text, source in self.runs if source.draft.id == draft.id]

    def taken_in(self, draft: Draft) -> list[TakenOut]:
        return [gone for gone in self.taken_out if gone.taken.draft.id == draft.id]

    def unvoted_in(self, draft: Draft) -> int:
        """Words that a hand put in or took out on the way into a draft, although a vote or the draft before had them
        otherwise."""
        put = sum(words_in(text) for text, source in self.put_in(draft) if source.kind in WITHOUT_A_VOTE)
        return put + sum(words_in(gone.text) for gone in self.taken_in(draft) if gone.taken.kind in WITHOUT_A_VOTE)


@dataclass(frozen=True)
class StepsInto:
    """What brings a clause from the draft before into a draft; `prepared` says that the draft was made of revisions."""

    draft: Draft
    prepared: bool
    before: str | None
    source: Source | None = None
    edits: Sequence[WordingEdit] = field(default=())

    def into(self, now: str) -> list[WordSource]:
        """The steps that this draft adds to the chain of the clause; none where its words came over."""
        if self.before is None and self.source is None and self.draft.based_on_id is None:
            return [WordSource(SourceKind.TEXT, self.draft, now)]  # a first draft is written, not voted on
        steps = [*self._first(), *(WordSource(SourceKind.HAND, self.draft, e.text, edit=e) for e in self.edits)]
        last = steps[-1].text if steps else self.before
        if last is None or not looks_same(last, now):
            by_hand = self.prepared or self.edits
            steps.append(WordSource(SourceKind.UNEXPLAINED if by_hand else SourceKind.TEXT, self.draft, now))
        return steps

    def _first(self) -> Iterator[WordSource]:
        """What stood in the draft before anyone edited it by hand."""
        if self.source is not None:
            revision, ballot = self.source.revision, self.source.ballot
            yield WordSource(SourceKind.VOTE, self.draft, self.source.text, revision=revision, ballot=ballot)
            return
        first = self.edits[0].was if self.edits else ""
        if first and not self.prepared and (self.before is None or not looks_same(first, self.before)):
            yield WordSource(SourceKind.TEXT, self.draft, first)


Origins = Mapping[tuple[int, int], Sequence[int]]  # by draft and clause: other clauses that it came out of there


def words_of_clauses(
    guideline: Guideline, clause_ids: Collection[int] | None = None, *, up_to: Draft | None = None
) -> dict[int, ClauseWords]:
    """By clause, its words as they stand in the draft `up_to` (one in work too) or in the last it stood in. Five
    queries, for one clause or for all.

    The words of a clause that was split off, or merged into another, keep the sources that they had there.
    """
    origins = _origins(guideline)
    wordings = _wordings(guideline, _with_origins(clause_ids, origins), up_to)
    sources, prepared = _sources(wordings)
    edits = edits_of(wordings)
    chains: dict[int, tuple[WordSource, ...]] = {}
    for _draft, here in groupby(wordings, key=lambda wording: wording.draft_id):
        added = {}
        for wording in here:
            came = _chain_before(wording, chains, origins)
            steps = StepsInto(
                wording.draft,
                wording.draft_id in prepared,
                came[-1].text if came else None,
                sources.get(wording.id),
                edits.get(wording.id, ()),
            )
            added[wording.clause_id] = (*came, *steps.into(wording.text))
        chains |= added
    wanted = chains if clause_ids is None else {clause: chains[clause] for clause in clause_ids if clause in chains}
    return {clause: ClauseWords(chain) for clause, chain in wanted.items()}


def _chain_before(
    wording: Wording, chains: Mapping[int, tuple[WordSource, ...]], origins: Origins
) -> tuple[WordSource, ...]:
    """The clause's own steps, then those of each clause that it came out of, its text behind what there is so far: one
    chain, in which each word keeps its source."""
    chain = chains.get(wording.clause_id, ())
    for clause in origins.get((wording.draft_id, wording.clause_id), ()):
        before = f"{chain[-1].text}\n\n" if chain else ""
        joined = (replace(step, text=before + step.text, inherited=True) for step in chains.get(clause, ()))
        chain = (*chain, *joined)
    return chain


def _origins(guideline: Guideline) -> Origins:
    return value_of(guideline, "origins", lambda: _read_origins(guideline))


def _read_origins(guideline: Guideline) -> Origins:
    query = select(Lineage.draft_id, Lineage.from_clause_id, Lineage.to_clause_id).join(
        Draft, Draft.id == Lineage.draft_id
    )
    told = (Draft.guideline_id == guideline.id, Lineage.change.in_((Change.SPLIT, Change.MERGED)))
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    for draft, was, now in db.session.execute(query.where(*told).order_by(Lineage.id)):
        if was is not None and now is not None and was != now and was not in found[draft, now]:
            found[draft, now].append(was)
    return found


def _with_origins(clause_ids: Collection[int] | None, origins: Origins) -> Collection[int] | None:
    """These clauses and all that they came out of, however long ago."""
    if clause_ids is None:
        return None
    by_clause: dict[int, set[int]] = defaultdict(set)
    for (_draft, now), were in origins.items():
        by_clause[now].update(were)
    reached, left = set(clause_ids), list(clause_ids)
    while left:
        new = by_clause.get(left.pop(), set()) - reached
        reached |= new
        left += new
    return reached


def _wordings(guideline: Guideline, clause_ids: Collection[int] | None, up_to: Draft | None) -> Sequence[Wording]:
    seen = Draft.state != DraftState.EDITING
    if up_to is not None:
        seen = (Draft.number <= up_to.number) & (seen | (Draft.id == up_to.id))
    query = select(Wording).join(Wording.draft).options(contains_eager(Wording.draft))
    query = query.where(Draft.guideline_id == guideline.id, Wording.language == guideline.language, seen)
    query = query.order_by(Draft.number, Wording.position)
    if clause_ids is None:
        return db.session.scalars(query).unique().all()
    of_few = query.where(Wording.clause_id.in_(clause_ids))
    name = ("words of", *sorted(clause_ids), up_to.id if up_to is not None else 0)
    return rows_held(guideline, name, of_few, "draft", "pillar", "part")


def edits_of(wordings: Sequence[Wording]) -> Mapping[int, Sequence[WordingEdit]]:
    """Edits by hand of these wordings, in the order in which they were made. Asked by draft: a list may be long."""
    drafts = {wording.draft_id for wording in wordings}
    query = select(WordingEdit).join(Wording, Wording.id == WordingEdit.wording_id).where(Wording.draft_id.in_(drafts))
    query = query.options(joinedload(WordingEdit.by))
    found: dict[int, list[WordingEdit]] = defaultdict(list)
    for edit in db.session.scalars(query.order_by(WordingEdit.id)).unique():
        found[edit.wording_id].append(edit)
    return found


def _sources(wordings: Sequence[Wording]) -> tuple[dict[int, Source], set[int]]:
    """By wording, the carried revision that was written there; and the drafts that were made of revisions.

    A revision most of which was rewritten by hand has no provenance, but some words of it may stand: `PreparedWording`
    knows. Drafts published before that was kept are read from their provenance.
    """
    drafts = {wording.draft_id for wording in wordings}
    made = select(PreparedWording).where(PreparedWording.draft_id.in_(drafts))
    rows = db.session.scalars(made.options(joinedload(PreparedWording.revision))).unique().all()
    put = select(Provenance).where(Provenance.draft_id.in_(drafts))
    put = put.options(joinedload(Provenance.revision), joinedload(Provenance.ballot))
    provenances = db.session.scalars(put).unique().all()
    ballots = {p.revision_id: p.ballot for p in provenances}
    ballots = {**carrying_ballots(row.revision for row in rows if row.revision_id not in ballots), **ballots}
    found: dict[int, Source] = {}
    every: list[PreparedWording | Provenance] = [*rows, *provenances]
    for row in every:
        known = row.revision_id in ballots  # not where a ballot no longer carries it
        if row.wording_id is not None and known and row.revision.kind != RevisionKind.DELETE:
            source = Source(row.revision, ballots[row.revision_id], None, row.wording_id, row.place)
            found[row.wording_id] = preferred(found.get(row.wording_id), source)
    return found, {row.draft_id for row in every}


def preferred(one: Source | None, other: Source) -> Source:
    """Of two revisions that made a clause what it is, the one that put its words."""
    return other if one is None or other.changes_words else one


@dataclass(frozen=True)
class UnvotedClause:
    """A clause of a draft with words that nobody voted on; `wording` is that of the draft before where it is gone."""

    wording: Wording
    gone: bool
    source: Source | None
    edits: Sequence[WordingEdit]
    expected: str  # what it would say by the vote, or by the draft before

    @property
    def count(self) -> int:
        """Counted from the same two texts as its redline: also of a draft that was read in as a whole."""
        return words_changed(self.expected, "" if self.gone else self.wording.text)


def clauses_without_a_vote(base: DraftText, made: DraftText) -> list[UnvotedClause]:
    """Clauses of a draft whose words are not those that were voted on, nor those of the draft before.

    With them the clauses of the draft before that are gone although no revision deleted them.
    """
    came: dict[int, Source] = {}
    for source in made.sources:
        if source.wording_id is not None:
            came[source.wording_id] = preferred(came.get(source.wording_id), source)
    deleted = {source.clause_id for source in made.sources if source.wording_id is None}
    before = {wording.clause_id: wording.text for wording in base.wordings}
    other = [w for w in made.wordings if not _is_expected(w, came.get(w.id), before.get(w.clause_id))]
    edits = edits_of(other) if other else {}
    found = []
    for wording in other:
        put, was = came.get(wording.id), before.get(wording.clause_id)
        expected = put.text if put is not None else was or ""
        found.append(UnvotedClause(wording, False, put, edits.get(wording.id, ()), expected))
    here = {wording.clause_id for wording in made.wordings}
    lost = [w for w in base.wordings if w.clause_id not in here and w.clause_id not in deleted]
    return found + [UnvotedClause(w, True, None, (), w.text) for w in lost]


def _is_expected(wording: Wording, source: Source | None, before: str | None) -> bool:
    if source is not None:
        return looks_same(wording.text, source.text)
    return before is not None and looks_same(wording.text, before)

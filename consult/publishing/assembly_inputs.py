"""Drafts and revisions as plain values for `assembly`, and its faults as sentences."""

from collections.abc import Iterator, Mapping, Sequence

from flask_babel import gettext as _

from consult.core.i18n.punctuation import quoted
from consult.drafts.models import Part, Pillar, Wording
from consult.publishing.assembly import Amendment, AssemblyFault, FaultKind, faults
from consult.publishing.clause_placing import ClausePut, ClauseStep, ClauseText, Section
from consult.revisions.models import Revision, RevisionKind
from consult.revisions.structure.changes import ClauseChange, ProposedClause


def section(pillar: Pillar | None, part: Part | None) -> Section:
    return (pillar.position if pillar else 0, part.position if part else 0)


def clause_texts(wordings: Sequence[Wording]) -> list[ClauseText]:
    """A draft's clauses, in reading order."""
    return [ClauseText(w.clause_id, w.number, section(w.pillar, w.part), w.text, heading=w.heading) for w in wordings]


def amendments_of(wordings: Sequence[Wording], revisions: Sequence[Revision]) -> list[Amendment]:
    """A new clause has its title as heading where other clauses have headings."""
    headed = any(wording.heading for wording in wordings)
    return [_amendment(revision, headed=headed) for revision in revisions]


def _amendment(revision: Revision, *, headed: bool) -> Amendment:
    return Amendment(
        revision=revision.id,
        kind=revision.kind,
        clause=revision.clause_id,
        base=revision.base_text,
        text=revision.proposed_text,
        number=revision.number.strip(),
        section=section(revision.pillar, revision.part),
        heading=revision.title if headed and revision.kind == RevisionKind.ADD else "",
        steps=tuple(_steps(revision)),
    )


def _steps(revision: Revision) -> Iterator[ClauseStep]:
    """What a revision of the structure does, in its order."""
    wordings = {wording.id: wording for wording in revision.bases}
    first = 0
    for change in revision.changes:
        bases = tuple((wordings[number].clause_id, wordings[number].text) for number in change.bases)
        puts = tuple(_put(revision, change, result, wordings) for result in change.results)
        yield ClauseStep(revision.id, bases, puts, first)
        first += len(puts)


def _put(
    revision: Revision, change: ClauseChange, result: ProposedClause, wordings: Mapping[int, Wording]
) -> ClausePut:
    frame = revision.guideline
    pillar = next((one for one in frame.pillars if one.id == result.pillar_id), None)
    part = next((one for one in frame.parts if one.id == result.part_id), None)
    return ClausePut(
        result.text,
        result.heading,
        result.number,
        section(pillar, part),
        wordings[change.bases[result.continues]].clause_id if result.continues is not None else None,
        result.placing,
        result.beside,
    )


def faults_of(wordings: Sequence[Wording], revisions: Sequence[Revision]) -> list[AssemblyFault]:
    """What keeps these revisions from making the next draft from this text."""
    homeless = [
        AssemblyFault(FaultKind.UNPLACED, None, (revision.id,))
        for revision in revisions
        if revision.kind == RevisionKind.ADD and revision.pillar_id is None
    ]
    return homeless or faults(clause_texts(wordings), amendments_of(wordings, revisions))


def fault_in_words(fault: AssemblyFault, revisions: Sequence[Revision], wordings: Sequence[Wording]) -> str:
    named = {revision.id: revision.title for revision in revisions}
    numbers = {wording.clause_id: wording.number for wording in wordings}
    number = numbers.get(fault.clause or 0, "")
    titles = " + ".join(quoted(named[revision]) for revision in fault.revisions)
    says = {
        FaultKind.COLLISION: _("Carried revisions collide on %(number)s: %(titles)s.", number=number, titles=titles),
        FaultKind.STALE: _(
            "%(number)s has other words now than those that %(titles)s was voted on against.",
            number=number,
            titles=titles,
        ),
        FaultKind.MISSING: _("The clause that %(titles)s changes is not in the draft any more.", titles=titles),
        FaultKind.UNPLACED: _(
            "There is no place for the new clause %(titles)s: its number is taken, or its pillar is not named.",
            titles=titles,
        ),
    }
    return str(says[fault.kind])

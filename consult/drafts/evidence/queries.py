"""Findings of a guideline, found: by filter, by reference, on a clause and those it continues, on its pillar."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import selectinload

from consult.core.database import db
from consult.core.ruling import ALLOWED, Ruling
from consult.drafts.evidence.citations import cited_in, unknown_in
from consult.drafts.evidence.models import Finding, FindingKind, FindingPlace
from consult.drafts.membership import Membership
from consult.drafts.models import Change, Clause, Guideline, Lineage, Pillar, Wording
from consult.drafts.queries import current_draft, draft_in_work, guideline_for, wordings_of
from consult.drafts.row_cache.rows import rows_held, value_of

STANDS = Finding.withdrawn_at.is_(None)


@dataclass(frozen=True, kw_only=True)
class EvidenceFilter:
    """What a reader asks for; empty is everything that was not withdrawn."""

    words: str = ""
    kind: str = ""
    pillar: str = ""  # its code; what is attached to a clause of it counts
    region: str = ""
    since: int | None = None
    withdrawn: bool = False

    @property
    def narrow(self) -> bool:
        return self != EvidenceFilter()


def library(guideline: Guideline, asked: EvidenceFilter) -> Select[Finding]:
    """In the order of subject and reference as they were put in."""
    query = select(Finding).where(Finding.guideline_id == guideline.id)
    query = query.where(Finding.withdrawn_at.is_not(None) if asked.withdrawn else STANDS)
    for word in asked.words.split():
        columns = (Finding.reference, Finding.statement, Finding.subject, Finding.population, Finding.source)
        query = query.where(or_(*(column.icontains(word, autoescape=True) for column in columns)))
    if asked.kind in set(FindingKind):
        query = query.where(Finding.kind == FindingKind(asked.kind))
    if asked.region:
        query = query.where(Finding.region == asked.region)
    if asked.since is not None:
        query = query.where(Finding.year >= asked.since)
    if asked.pillar:
        query = query.where(Finding.id.in_(_under_pillar(guideline, asked.pillar)))
    return query.options(*with_places()).order_by(Finding.id)


def with_places() -> tuple[Any, ...]:
    return (
        selectinload(Finding.places).joinedload(FindingPlace.pillar),
        selectinload(Finding.places).joinedload(FindingPlace.clause),
    )


def _under_pillar(guideline: Guideline, code: str) -> Select[int]:
    named = select(Pillar.id).where(Pillar.guideline_id == guideline.id, Pillar.code == code)
    clauses = select(Wording.clause_id).where(Wording.pillar_id.in_(named))
    at = or_(FindingPlace.pillar_id.in_(named), FindingPlace.clause_id.in_(clauses))
    return select(FindingPlace.finding_id).where(at)


def regions_of(guideline: Guideline) -> Sequence[str]:
    query = select(Finding.region).where(Finding.guideline_id == guideline.id, Finding.region != "")
    return db.session.scalars(query.distinct().order_by(Finding.region)).all()


def finding_for(person: Any, slug: str, reference: str) -> tuple[Finding, Membership] | None:
    found = guideline_for(person, slug)
    if found is None:
        return None
    guideline, membership = found
    named = select(Finding).where(Finding.guideline_id == guideline.id, Finding.reference == reference.upper())
    finding = db.session.scalars(named.options(*with_places())).one_or_none()
    return (finding, membership) if finding is not None else None


def references_of(guideline: Guideline) -> set[str]:
    """Withdrawn ones among them: what was cited can still be looked up."""
    return set(db.session.scalars(select(Finding.reference).where(Finding.guideline_id == guideline.id)))


def citations_known(guideline: Guideline, *texts: str) -> Ruling:
    """Whoever follows a citation finds something. The library is asked only where something is cited."""
    unknown = unknown_in(references_of(guideline), *texts) if cited_in(*texts) else []
    if not unknown:
        return ALLOWED
    says = _("The library of evidence has no finding %(references)s.", references=", ".join(unknown))
    more = _("Add it there first, cite another, or write it without the square brackets.")
    return Ruling(f"{says} {more}")


TO_CITE = 100  # findings that are listed beside what is written; the library has the others


def findings_to_cite(guideline: Guideline, wording: Wording | None = None) -> Sequence[Finding]:
    """Those that stand; what is attached to the clause, then to its pillar, leads. One statement where they are more
    than the process holds."""
    query = select(Finding).where(Finding.guideline_id == guideline.id, STANDS)
    held = rows_held(guideline, "findings", query.order_by(Finding.id).limit(TO_CITE))
    if wording is None:
        return held
    if len(held) < TO_CITE:
        places = value_of(guideline, "finding places", lambda: _places_of_findings(guideline))
        on_clause, on_pillar = ((wording.clause_id, None), (None, wording.pillar_id))
        return sorted(
            held, key=lambda it: ((it.id, *on_clause) not in places, (it.id, *on_pillar) not in places, it.id)
        )
    here = (FindingPlace.clause_id == wording.clause_id, FindingPlace.pillar_id == wording.pillar_id)
    order = [Finding.id.not_in(select(FindingPlace.finding_id).where(place)) for place in here]
    return db.session.scalars(query.order_by(*order, Finding.id).limit(TO_CITE)).all()


def _places_of_findings(guideline: Guideline) -> frozenset[tuple[int, int | None, int | None]]:
    """(finding, clause, pillar)."""
    query = select(FindingPlace.finding_id, FindingPlace.clause_id, FindingPlace.pillar_id).join(Finding)
    rows = db.session.execute(query.where(Finding.guideline_id == guideline.id))
    return frozenset((finding, clause, pillar) for finding, clause, pillar in rows)


@dataclass(frozen=True)
class EvidenceOn:
    """What stands on a clause, and what stands on its pillar as a whole."""

    clause: Sequence[Finding]
    pillar: Sequence[Finding]

    def __len__(self) -> int:
        return len(self.clause) + len(self.pillar)


def evidence_on(wording: Wording) -> EvidenceOn:
    """A clause that was split or merged has what was attached to those that it came from."""
    guideline = wording.draft.guideline
    where = ("on", wording.clause_id, wording.pillar_id)
    places = value_of(guideline, ("evidence", *where), lambda: _evidence_at(wording.clause_id, wording.pillar_id))
    if not places:
        return EvidenceOn([], [])
    query = select(Finding).where(Finding.id.in_({finding_id for finding_id, _pillar in places}))
    findings = rows_held(guideline, ("findings", *where), query.order_by(Finding.id))
    on_clause = {finding_id for finding_id, pillar_id in places if pillar_id is None}
    return EvidenceOn(
        [finding for finding in findings if finding.id in on_clause],
        [finding for finding in findings if finding.id not in on_clause],
    )


def _evidence_at(clause_id: int, pillar_id: int) -> Sequence[tuple[int, int | None]]:
    """(finding, pillar) of what stands on the clause, where there is no pillar, and on its pillar as a whole."""
    clauses = select(_continued(clause_id).c.id)
    at = or_(FindingPlace.clause_id.in_(clauses), FindingPlace.pillar_id == pillar_id)
    query = select(Finding.id, FindingPlace.pillar_id).join(FindingPlace).where(at, STANDS).order_by(Finding.id)
    return [(finding, pillar) for finding, pillar in db.session.execute(query)]


def _continued(clause_id: int) -> Any:
    """The clause and, back through splits and merges, those that went into it."""
    back = select(Clause.id).where(Clause.id == clause_id).cte("continued", recursive=True)
    joined = (Lineage.to_clause_id == back.c.id, Lineage.from_clause_id.is_not(None))
    changed = Lineage.change.in_((Change.SPLIT, Change.MERGED))
    return back.union(select(Lineage.from_clause_id).where(*joined, changed))


def places_by_name(guideline: Guideline) -> dict[str, Pillar | Clause]:
    """Codes of pillars; numbers and lasting identities of the clauses of the draft in force, else of that in work."""
    draft = current_draft(guideline) or draft_in_work(guideline)
    found: dict[str, Pillar | Clause] = {}
    for wording in wordings_of(draft) if draft is not None else ():
        found[wording.number.casefold()] = wording.clause
        found[wording.clause.uid.casefold()] = wording.clause
    return {**found, **{pillar.code.casefold(): pillar for pillar in guideline.pillars}}


def numbers_now(guideline: Guideline) -> dict[int, Wording]:
    """The words of each clause in the draft in force, else in work, by the clause's id."""
    draft = current_draft(guideline) or draft_in_work(guideline)
    return {wording.clause_id: wording for wording in wordings_of(draft)} if draft is not None else {}


def names_of_places(finding: Finding, now: dict[int, Wording]) -> list[str]:
    """As a person writes them: the code of a pillar, the number of a clause; the identity of one that is gone."""
    named = []
    for place in finding.places:
        if place.pillar is not None:
            named.append(place.pillar.code)
        elif place.clause is not None:
            wording = now.get(place.clause.id)
            named.append(wording.number if wording is not None else place.clause.uid)
    return named

"""What changes about the library: findings added, changed, attached, withdrawn, restored, imported."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from consult.accounts.models import Person
from consult.core import clock
from consult.core.audit_log import record
from consult.core.csv_files.reading import TableFault
from consult.core.database import db
from consult.core.locking import enforce_base_version, held, hold, version_of
from consult.core.ruling import Refused
from consult.core.verbs import Verb
from consult.drafts.evidence.findings_file import NO_SOURCE, FindingContent, FindingRow, FindingsRead, doubts_of
from consult.drafts.evidence.models import Finding, FindingPlace
from consult.drafts.evidence.queries import with_places
from consult.drafts.evidence.rules import may_keep_evidence
from consult.drafts.models import Clause, Guideline, Pillar
from consult.drafts.queries import membership_of

Places = Sequence[Pillar | Clause]


def content_of_finding(finding: Finding) -> FindingContent:
    names = (name for name in FindingContent.__dataclass_fields__ if name != "places")
    return FindingContent(**{name: getattr(finding, name) for name in names})


def version_of_finding(finding: Finding) -> str:
    places = sorted((place.pillar_id or 0, place.clause_id or 0) for place in finding.places)
    return version_of(_facts(content_of_finding(finding)), places)


def _facts(content: FindingContent) -> dict[str, Any]:
    """What the journal keeps of it; what is empty is left out."""
    told = {name: value for name, value in asdict(content).items() if name != "places"}
    return {name: value for name, value in told.items() if value not in {"", None}}


def add_finding(guideline: Guideline, content: FindingContent, places: Places, *, by: Person) -> Finding:
    """Without a reference it gets the next free one."""
    may_keep_evidence(membership_of(by, guideline)).enforce()
    hold(guideline)
    taken = set(db.session.scalars(select(Finding.reference).where(Finding.guideline_id == guideline.id)))
    if content.reference in taken:
        raise Refused(_("Another finding has the reference %(reference)s.", reference=content.reference))
    return _added(guideline, content, places, taken, by=by)


def _added(guideline: Guideline, content: FindingContent, places: Places, taken: set[str], *, by: Person) -> Finding:
    content = content if content.reference else replace(content, reference=_next_reference(taken))
    taken.add(content.reference)
    told = {name: value for name, value in vars(content).items() if name != "places"}
    finding = Finding(guideline_id=guideline.id, **told, by_id=by.id, at=clock.now())
    db.session.add(finding)
    finding.places = [_place(thing) for thing in places]
    facts = {"content": _facts(content), "places": _named(places)}
    record(Verb.FINDING_ADDED, finding, by=by, guideline_id=guideline.id, reference=content.reference, **facts)
    return finding


def _next_reference(taken: Iterable[str]) -> str:
    numbers = [int(reference[1:]) for reference in taken if reference[0] == "F" and reference[1:].isdecimal()]
    return f"F{max(numbers, default=0) + 1:02}"


def _place(thing: Pillar | Clause) -> FindingPlace:
    return FindingPlace(pillar_id=thing.id) if isinstance(thing, Pillar) else FindingPlace(clause_id=thing.id)


def _named(places: Places) -> list[str]:
    return [thing.code if isinstance(thing, Pillar) else thing.uid for thing in places]


def change_finding(
    finding: Finding, content: FindingContent, places: Places, *, base_version: str | None = None, by: Person
) -> Finding:
    """Its reference stays: it is cited by it. Raises Stale when someone else changed it since."""
    finding = held(finding)
    may_keep_evidence(membership_of(by, finding.guideline)).enforce()
    enforce_base_version(base_version, version_of_finding(finding), theirs=finding.statement, yours=content.statement)
    content = replace(content, reference=finding.reference)
    _put(finding, content, places, by=by)
    return finding


def _put(finding: Finding, content: FindingContent, places: Places, *, by: Person) -> bool:
    """Write what differs; whether anything did."""
    was, wanted = content_of_finding(finding), {_key(thing): thing for thing in places}
    there = {(place.pillar_id, place.clause_id): place for place in finding.places}
    came, left = wanted.keys() - there.keys(), there.keys() - wanted.keys()
    if was == content and not came and not left:
        return False
    for name, value in vars(content).items():
        if name != "places":
            setattr(finding, name, value)
    finding.places = [place for key, place in there.items() if key in wanted]
    finding.places += [_place(thing) for key, thing in wanted.items() if key in came]
    facts = {"content": _facts(content), "was": _facts(was), "places": _named(list(wanted.values()))}
    guideline_id, reference = finding.guideline_id, finding.reference
    record(Verb.FINDING_CHANGED, finding, by=by, guideline_id=guideline_id, reference=reference, **facts)
    return True


def _key(thing: Pillar | Clause) -> tuple[int | None, int | None]:
    return (thing.id, None) if isinstance(thing, Pillar) else (None, thing.id)


def withdraw_finding(finding: Finding, because: str, *, by: Person) -> None:
    """It stays to be looked up where it is cited, marked as withdrawn with the reason."""
    finding = held(finding)
    may_keep_evidence(membership_of(by, finding.guideline)).enforce()
    if not because.strip():
        raise Refused(_("Say why it is withdrawn: whoever finds it cited reads the reason."))
    if finding.withdrawn_at is not None:
        return
    finding.withdrawn_at, finding.withdrawn_because = clock.now(), because.strip()
    facts = {"reference": finding.reference, "because": finding.withdrawn_because}
    record(Verb.FINDING_WITHDRAWN, finding, by=by, guideline_id=finding.guideline_id, **facts)


def restore_finding(finding: Finding, *, by: Person) -> None:
    finding = held(finding)
    may_keep_evidence(membership_of(by, finding.guideline)).enforce()
    if finding.withdrawn_at is not None:
        finding.withdrawn_at, finding.withdrawn_because = None, ""
        record(Verb.FINDING_RESTORED, finding, by=by, guideline_id=finding.guideline_id, reference=finding.reference)


# Import: planned, shown, done.


@dataclass(frozen=True)
class PlannedFinding:
    """A row with the finding that it is, if there is one, and the places that it names."""

    row: FindingRow
    places: Places
    finding: Finding | None = None


@dataclass(frozen=True)
class FindingsImport:
    """What a file would do. With faults nothing; `doubts` are (row, sentence), and ask for a person's yes."""

    new: Sequence[PlannedFinding] = ()
    changed: Sequence[PlannedFinding] = ()
    same: int = 0
    faults: Sequence[TableFault] = ()
    doubts: Sequence[tuple[int, str]] = ()


def planned_import(guideline: Guideline, read: FindingsRead, places: Mapping[str, Pillar | Clause]) -> FindingsImport:
    """`places` by their names, as `places_by_name` tells them."""
    query = select(Finding).where(Finding.guideline_id == guideline.id).options(*with_places())
    there = {finding.reference: finding for finding in db.session.scalars(query)}
    faults, doubts = list(read.faults), [(1, _unread(heading)) for heading in read.unread]
    by_words = {_saying(content_of_finding(finding)): finding.reference for finding in there.values()}
    new, changed, same = list[PlannedFinding](), list[PlannedFinding](), 0
    for row in read.rows:
        faults += [TableFault(row.row, row.line, "places", _no_place(n)) for n in _unknown(row, places)]
        named = [places[name.casefold()] for name in row.content.places if name.casefold() in places]
        known = there.get(row.content.reference or by_words.get(_saying(row.content), ""))
        if known is not None:
            row = _completed(row, known, read.absent)  # noqa: PLW2901 - the same row, with what it leaves standing
        elif not row.content.source:
            faults.append(TableFault(row.row, row.line, "source", str(NO_SOURCE)))
        if known is not None and _says_the_same(known, row.content, named):
            same += 1
            continue
        doubts += [(row.row, says) for says in doubts_of(row.content, clock.now().year)]
        doubts += [(row.row, says) for says in _against_what_stands(row.content, known, by_words)]
        (new if known is None else changed).append(PlannedFinding(row, named, known))
    return FindingsImport(new, changed, same, faults, doubts)


def _completed(row: FindingRow, known: Finding, absent: Collection[str]) -> FindingRow:
    """What a file has no column for is left as it is. A source said once for the file stands for that column."""
    kept = {name: getattr(known, name) for name in absent if name != "source" or not row.content.source}
    return replace(row, content=replace(row.content, **kept))


def _unknown(row: FindingRow, places: Mapping[str, Pillar | Clause]) -> list[str]:
    return [name for name in row.content.places if name.casefold() not in places]


def _no_place(name: str) -> str:
    return str(_("“%(name)s” is neither the code of a pillar nor the number of a clause here.", name=name))


def _unread(heading: str) -> str:
    return str(_("The column “%(name)s” is not read.", name=heading))


def _saying(content: FindingContent) -> tuple[object, ...]:
    """Two findings with this alike are most likely one."""
    return (content.statement.casefold(), content.value, content.population, content.region, content.year)


def _says_the_same(finding: Finding, content: FindingContent, named: Places) -> bool:
    there = {(place.pillar_id, place.clause_id) for place in finding.places}
    told = replace(content, reference=finding.reference)
    return content_of_finding(finding) == told and {_key(thing) for thing in named} <= there


def _against_what_stands(
    content: FindingContent, known: Finding | None, by_words: Mapping[tuple[object, ...], str]
) -> list[str]:
    if known is not None:
        was, now = _facts(content_of_finding(known)), _facts(replace(content, reference=known.reference))
        names = [name for name in FindingContent.__dataclass_fields__ if was.get(name) != now.get(name)]
        told = {"reference": known.reference, "names": ", ".join(names) or "places"}
        return [_("%(reference)s is in the library and says something else: %(names)s. It would be changed.", **told)]
    other = by_words.get(_saying(content))
    return [_("%(reference)s says the same.", reference=other)] if other else []


def import_findings(guideline: Guideline, plan: FindingsImport, *, by: Person) -> None:
    """All of it or nothing; done twice, the second time finds everything there. Places are added, never taken away."""
    may_keep_evidence(membership_of(by, guideline)).enforce()
    if plan.faults:
        raise Refused(_("The file has faults. Nothing was imported."))
    hold(guideline)
    taken = set(db.session.scalars(select(Finding.reference).where(Finding.guideline_id == guideline.id)))
    taken |= {planned.row.content.reference for planned in plan.new} - {""}
    for planned in plan.new:
        _added(guideline, planned.row.content, planned.places, taken, by=by)
    for planned in plan.changed:
        finding = planned.finding
        if finding is not None:
            stays = [place.pillar or place.clause for place in finding.places]
            everywhere = {_key(thing): thing for thing in [*stays, *planned.places] if thing is not None}
            content = replace(planned.row.content, reference=finding.reference)
            _put(finding, content, list(everywhere.values()), by=by)


def attach_findings(clause: Clause, references: Sequence[str], *, by: Person) -> list[str]:
    """All of those named, or none: says which are not in the library. One that is attached already stays so."""
    may_keep_evidence(membership_of(by, clause.guideline)).enforce()
    named = (Finding.guideline_id == clause.guideline_id, Finding.reference.in_(references))
    found = {finding.reference: finding for finding in db.session.scalars(select(Finding).where(*named))}
    missing = [reference for reference in references if reference not in found]
    for finding in [] if missing else map(held, found.values()):
        stays = [thing for place in finding.places if (thing := place.pillar or place.clause) is not None]
        _put(finding, content_of_finding(finding), [*stays, clause], by=by)
    return missing

"""A draft to an outline and a file to an outline: the two ends of import and export."""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from flask_babel import gettext as _

from consult.core.csv_files.reading import UnreadableText, decoded
from consult.core.ruling import Ruling
from consult.drafts.clause_matching import also_continued, matched, splits_and_merges
from consult.drafts.membership import Membership
from consult.drafts.models import Change, Draft, Guideline
from consult.drafts.outline import (
    ClauseOutline,
    Outline,
    PartOutline,
    PillarOutline,
    UnreadableOutline,
    from_csv,
    from_json,
)
from consult.drafts.queries import draft_to_continue, wordings_of
from consult.drafts.rules import may_add_to

ARCHIVE, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"  # how .xlsx and .docx begin, and .xls and .doc


def may_import(membership: Membership) -> Ruling:
    if not membership.team:
        return Ruling(_("Only the drafting team imports a text."))
    return may_add_to(membership)


def read_outline(name: str, content: bytes, *, language: str) -> Outline:
    """The outline in a file, by the ending of its name. Raises Unreadable with what to do."""
    if _is_workbook(name, content):
        says = _("This is a workbook; a draft is read from CSV or JSON.")
        how = _("In the spreadsheet, save it again as “CSV UTF-8”.")
        raise UnreadableOutline([f"{says} {how}"])
    if not name.lower().endswith((".json", ".csv")):
        raise UnreadableOutline([_("The name of the file must end in .docx, .md, .html, .xml, .csv or .json.")])
    try:
        text = decoded(content)
    except UnreadableText as error:
        raise UnreadableOutline([_("Line %(line)s: %(says)s", line=error.line, says=str(error))]) from error
    if name.lower().endswith(".json"):
        return in_language(from_json(text, language=language), language)
    return from_csv(text, language=language)


def _is_workbook(name: str, content: bytes) -> bool:
    """By what is in it, and the old form by its name."""
    return (content.startswith(ARCHIVE) and b"xl/" in content) or (
        content.startswith(OLD_OFFICE) and name.lower().endswith(".xls")
    )


def in_language(outline: Outline, language: str) -> Outline:
    """Words in another language than the guideline's would be kept, and shown to nobody."""
    if outline.language != language:
        says = _("The file says that its words are in “%(theirs)s”; the guideline is written in “%(ours)s”.")
        raise UnreadableOutline([says % {"theirs": outline.language, "ours": language}])
    return outline


def recognised(outline: Outline, guideline: Guideline) -> Outline:
    """The outline with the identities of the clauses that it continues."""
    before = draft_to_continue(guideline)
    if before is None:
        return outline
    uids = matched(outline.clauses, outline_of(before).clauses)
    clauses = (replace(clause, uid=uid) for clause, uid in zip(outline.clauses, uids, strict=True))
    return replace(outline, clauses=tuple(clauses))


@dataclass(frozen=True)
class Continuing:
    """Which clause of the draft before each clause continues, by printed number ("" for a new one); and which are lost.

    `also`: what else was merged into it or split into it, as numbers with commas.
    `faults` are by place, from 1: a number that is not there, or that two clauses continue.
    """

    outline: Outline
    numbers: Sequence[str]
    also: Sequence[str] = ()
    lineage: Sequence[tuple[Change, str, int]] = ()  # splits and merges: from which uid, to which place
    lost: Sequence[ClauseOutline] = ()
    earlier: Sequence[ClauseOutline] = ()
    faults: Mapping[int, str] = field(default_factory=dict)

    @property
    def continued(self) -> int:
        return sum(map(bool, self.numbers))


def continuing(
    outline: Outline,
    before: Draft | None,
    chosen: Mapping[int, str] | None = None,
    also_chosen: Mapping[int, str] | None = None,
) -> Continuing:
    """As recognised, or as a person has chosen: by place from 1, the number of the clause before, or nothing.

    `also_chosen`: by place, with commas, the numbers of what was merged into it or split into it besides.
    """
    earlier = outline_of(before).clauses if before is not None else ()
    by_number = {clause.number: clause for clause in earlier}
    by_uid = {clause.uid: clause.number for clause in earlier}
    numbers = [
        (chosen or {}).get(place, by_uid.get(clause.uid, "")) for place, clause in enumerate(outline.clauses, start=1)
    ]
    also = _also(outline, earlier, also_chosen)
    faults = dict(_faults_of(numbers, by_number)) | dict(_faults_of_also(also, by_number))
    new = {clause.uid: "" for clause in earlier}  # another site's identity is kept, an earlier clause's is not
    uids = [
        by_number[number].uid if number in by_number else new.get(clause.uid, clause.uid)
        for clause, number in zip(outline.clauses, numbers, strict=True)
    ]
    clauses = tuple(replace(clause, uid=uid) for clause, uid in zip(outline.clauses, uids, strict=True))
    others = [[by_number[number].uid for number in _listed(cell) if number in by_number] for cell in also]
    lineage = splits_and_merges([uid if uid in by_uid else "" for uid in uids], others)
    kept = {*numbers, *(number for cell in also for number in _listed(cell))}
    lost = [clause for clause in earlier if clause.number not in kept]
    return Continuing(replace(outline, clauses=clauses), numbers, also, lineage, lost, earlier, faults)


def _also(outline: Outline, earlier: Sequence[ClauseOutline], chosen: Mapping[int, str] | None) -> list[str]:
    if chosen is not None:
        return [chosen.get(place, "") for place in range(1, len(outline.clauses) + 1)]
    numbers = {clause.uid: clause.number for clause in earlier}
    return [", ".join(numbers[uid] for uid in uids) for uids in also_continued(outline.clauses, earlier)]


def _listed(cell: str) -> list[str]:
    return [number for part in re.split("[,;،、]", cell) if (number := part.strip())]


def _faults_of_also(also: Sequence[str], known: Container[str]) -> Iterator[tuple[int, str]]:
    for place, cell in enumerate(also, start=1):
        for number in _listed(cell):
            if number not in known:
                yield place, str(_("The draft before has no clause “%(number)s”.", number=number[:80]))


def _faults_of(numbers: Sequence[str], known: Container[str]) -> Iterator[tuple[int, str]]:
    for place, number in enumerate(numbers, start=1):
        if number and number not in known:
            yield place, str(_("The draft before has no clause “%(number)s”.", number=number[:80]))
        elif number and number in numbers[: place - 1]:
            yield place, str(_("Another clause continues “%(number)s” already. One of them is new.", number=number))


def outline_of(draft: Draft) -> Outline:
    guideline = draft.guideline
    return Outline(
        language=guideline.language,
        title=draft.title,
        pillars=tuple(PillarOutline(p.code, p.title, p.kind, p.summary) for p in guideline.pillars),
        parts=tuple(PartOutline(p.code, p.title, p.addressee) for p in guideline.parts),
        clauses=tuple(
            ClauseOutline(
                number=w.number,
                pillar=w.pillar.code,
                text=w.text,
                part=w.part.code if w.part else "",
                heading=w.heading,
                uid=w.clause.uid,
            )
            for w in wordings_of(draft)
        ),
    )

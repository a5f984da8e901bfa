"""Translations kept and taken away; a translator's file taken in, all or none."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from flask_babel import gettext as _

from consult.accounts.models import Person
from consult.analysis.models import Point
from consult.core import clock
from consult.core.audit_log import record
from consult.core.csv_files.reading import TableFault, read_csv
from consult.core.database import db
from consult.core.ruling import Refused
from consult.core.text import cleaned, looks_same, one_line
from consult.core.verbs import Verb
from consult.drafts.models import Guideline
from consult.drafts.queries import membership_of
from consult.responses.rules import may_answer
from consult.responses.translation.models import PointTranslation
from consult.responses.translation.queries import points_by_id

COLUMNS = ("point", "reference", "language", "text", "translation")
LONGEST = 20_000


def keep_translation(point: Point, text: str, *, by: Person, imported: bool = False) -> bool:
    """Whether anything changed; an empty text takes the translation away."""
    guideline = point.comment.round.guideline
    may_answer(membership_of(by, guideline)).enforce()
    there, text = db.session.get(PointTranslation, point.id), cleaned(text)
    if len(text) > LONGEST:
        raise Refused(_("This is longer than %(most)s characters.", most=LONGEST))
    if (there is None and not text) or (there is not None and (there.text, there.of_text) == (text, point.text)):
        return False
    if not text:
        db.session.delete(there)
    else:
        there = there or PointTranslation(point_id=point.id)
        there.text, there.of_text, there.imported = text, point.text, imported
        there.by_id, there.at = by.id, clock.now()
        db.session.add(there)
    record(Verb.POINT_TRANSLATED, point, by=by, guideline_id=guideline.id, imported=imported, taken_away=not text)
    return True


class ReadTranslations(NamedTuple):
    texts: Mapping[int, str]  # by the number of the point
    faults: list[TableFault]


def read_translations(guideline: Guideline, text: str) -> ReadTranslations:
    """Every fault by row: a point that is not here, another comment's reference, words that changed since."""
    table = read_csv(text, known=COLUMNS)
    faults = list(table.faults)
    missing = [name for name in ("point", "translation") if name not in table.names]
    if not faults and missing:
        says = _("No column is named “%(name)s”. Take the file from here, and fill it in.", name=missing[0])
        faults.append(TableFault(table.row, table.row, missing[0], says))
    if faults:
        return ReadTranslations({}, faults)
    rows = [(record_, table.cells_of(record_)) for record_ in table.records]
    rows = [(record_, cells) for record_, cells in rows if cells.get("translation", "").strip()]
    numbers = [int(cells["point"]) for _row, cells in rows if _is_number(cells.get("point", ""))]
    there, texts = points_by_id(guideline, numbers), dict[int, str]()
    for record_, cells in rows:
        found = list(_faults_of(cells, there, texts))
        faults += [TableFault(record_.row, record_.line, name, says) for name, says in found]
        if not found:
            texts[int(cells["point"])] = cells["translation"]
    return ReadTranslations(texts, faults)


def _is_number(cell: str) -> bool:
    return cell.strip().isascii() and cell.strip().isdigit() and len(cell.strip()) < 10


def _faults_of(
    cells: Mapping[str, str], there: Mapping[int, tuple[Point, str]], before: Mapping[int, str]
) -> Iterator[tuple[str, str]]:
    number = int(cells["point"]) if _is_number(cells.get("point", "")) else 0
    if number not in there:
        yield "point", _("There is no such point here.")
        return
    point, reference = there[number]
    if number in before:
        yield "point", _("This point stands in an earlier row already.")
    if cells.get("reference", "").strip() and one_line(cells["reference"]) != reference:
        yield "reference", _("This point belongs to the comment %(reference)s.", reference=reference)
    if cells.get("text", "").strip() and not looks_same(cells["text"], point.text):
        yield "text", _("The words of this point are others now. Take the file once more.")
    if len(cells["translation"]) > LONGEST:
        yield "translation", _("This is longer than %(most)s characters.", most=LONGEST)


def import_translations(guideline: Guideline, read: ReadTranslations, *, by: Person) -> int:
    """How many are new or changed; the same file again changes nothing."""
    if read.faults:
        raise Refused(_("The file has faults. Nothing was imported."))
    there = points_by_id(guideline, list(read.texts))
    return sum(keep_translation(there[number][0], text, by=by, imported=True) for number, text in read.texts.items())

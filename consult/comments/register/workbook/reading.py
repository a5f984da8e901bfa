"""Workbooks (XLSX) read as rows of text, as a stream, so that no file costs more than its limits.

A tree of the document, as most libraries build it, lets eleven kilobytes hold a gigabyte. Here each part is inflated
and parsed piece by piece: bytes, cells, and the letters of all cells together are counted as they come.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO, NoReturn
from xml.parsers import expat

from flask_babel import gettext as _
from flask_babel import ngettext

from consult.comments.register.workbook.cells import Styles, format_named, shown, unescaped
from consult.core.csv_files.reading import MOST_COLUMNS, MOST_FAULTS, MOST_ROWS

INFLATED = 64 * 1024 * 1024  # bytes of the parts that are read
LETTERS = 64_000_000  # in all cells together: a text may be shared by many of them
CELLS = 5_000_000
CELL = 32_768  # letters that a cell of a spreadsheet can hold, and one more
MEMBERS = 2000
ENCRYPTED = 0x1  # bit of a member's flags
CHUNK = 1 << 16
GAP = 10_000  # empty rows that are looked past
OURS = {"register", "clauses", "words", "about"}  # sheets of our own files
KINDS = {
    "word/document.xml": "Word",
    "ppt/presentation.xml": "PowerPoint",
    "content.xml": "LibreOffice (OpenDocument)",
    "xl/workbook.bin": "Excel (XLSB)",
}

CellFault = tuple[int, int, str]  # row from 1, column from 0, what is wrong


class Unreadable(ValueError):
    """No workbook that can be read; the message says what to do."""


@dataclass
class Sheet:
    """Rows that hold something, with their numbers; faults of cells; what a person should know of it."""

    name: str = ""
    rows: list[tuple[int, Sequence[str]]] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    others: Sequence[str] = ()  # visible sheets that were not read


def read(content: bytes, *, name: str, tick: Callable[[], None] = lambda: None) -> Sheet:
    """The visible sheet called `name`, or else the first visible one. `tick` is called now and then, and may raise.

    Raises Unreadable.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if len(archive.infolist()) > MEMBERS:
                raise Unreadable(_("This workbook has too many parts. Copy the sheet into a new one."))
            if any(member.flag_bits & ENCRYPTED for member in archive.infolist()):
                raise Unreadable(_("The workbook is protected by a password. Save it without one."))
            return _Book(archive, tick).read(name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, expat.ExpatError) as error:
        raise Unreadable(_damaged()) from error
    except (KeyError, ValueError, IndexError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(_damaged()) from error


def inflated(content: bytes) -> int:
    """Bytes that a file says it holds when unpacked; what it says may be wrong. 0 where it is no archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return 0


def has_sheet(content: bytes, name: str) -> bool:
    """Whether an archive is a workbook with a sheet of this name."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open("xl/workbook.xml") as part:
            return f'name="{name}"'.encode() in part.read(CHUNK)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, KeyError, ValueError, RuntimeError):
        return False


def merged_cell() -> str:
    return str(_("This cell is merged with others, so that it holds nothing. Split the cells, and fill each."))


def _damaged() -> str:
    return str(_("The workbook is damaged. Open it in a spreadsheet and save it again."))


class _Book:
    """The parts of one archive, each parsed as it is inflated."""

    def __init__(self, archive: zipfile.ZipFile, tick: Callable[[], None]) -> None:
        self.archive, self.tick = archive, tick
        self.names = set(archive.namelist())
        self.inflated = 0

    def read(self, name: str) -> Sheet:
        self._refuse_other_kinds()
        listed = _Sheets()
        self._parse("xl/workbook.xml", listed)
        chosen = next((one for one in listed.visible if one[0].strip().casefold() == name.strip().casefold()), None)
        chosen = chosen or next(iter(listed.visible), None)
        if chosen is None:
            raise Unreadable(_("Every sheet of this workbook is hidden. Show the one that is to be read."))
        relations = _Relations()
        self._parse("xl/_rels/workbook.xml.rels", relations)
        strings, styles = _Strings(), _StyleSheet()
        styles.styles.from_1904 = listed.from_1904
        for part, parser in ((relations.of("sharedStrings"), strings), (relations.of("styles"), styles)):
            if part in self.names:
                self._parse(part, parser)
        rows = _Rows(strings, styles.styles, self.tick)
        self._parse(relations.targets[chosen[1]], rows)
        rows.sheet.name = chosen[0]
        rows.sheet.others = [one for one, _relation in listed.visible if one != chosen[0]]
        rows.sheet.notices = [*listed.not_read(chosen[0]), *self._beside(), *rows.notices()]
        rows.sheet.faults += rows.merged_cells()
        return rows.sheet

    def _beside(self) -> Iterator[str]:
        if any(name.startswith("xl/embeddings/") for name in self.names):
            yield str(_("Other files that lie in this one were not read."))

    def _refuse_other_kinds(self) -> None:
        if any(name.endswith("vbaProject.bin") for name in self.names):
            raise Unreadable(_("This file holds macros. Save it as .docx or .xlsx, without them."))
        if "xl/workbook.xml" in self.names:
            return
        kind = next((kind for part, kind in KINDS.items() if part in self.names), "")
        if kind:
            how = _("Save its table as .xlsx or as CSV.")
            raise Unreadable(_("This is a file of %(kind)s, not a workbook in .xlsx. %(how)s", kind=kind, how=how))
        if not any(name.startswith("xl/") for name in self.names):
            raise Unreadable(_("This is an archive of files, not a workbook. Choose the file with the table itself."))
        raise Unreadable(_damaged())

    def _parse(self, part: str, parser: "_Parser") -> None:
        with self.archive.open(part) as stream:
            parser.parse(self._counted(stream))

    def _counted(self, stream: IO[bytes]) -> Iterator[bytes]:
        while chunk := stream.read(CHUNK):
            self.inflated += len(chunk)
            if self.inflated > INFLATED:
                most = INFLATED // 1024**2
                raise Unreadable(_("Unpacked, this workbook is larger than %(most)s MB. Split it.", most=most))
            self.tick()
            yield chunk


class _Parser:
    """Events of one part. Names come without their namespace."""

    def parse(self, chunks: Iterable[bytes]) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = lambda name, given: self.start(name.rpartition(" ")[2], given)
        parser.EndElementHandler = lambda name: self.end(name.rpartition(" ")[2])
        parser.CharacterDataHandler = self.characters
        parser.EntityDeclHandler = self._entity
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)

    def _entity(self, *_declared: object) -> NoReturn:
        raise Unreadable(_("This workbook defines entities, which no spreadsheet does. It was not read."))

    def start(self, name: str, given: Mapping[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def characters(self, text: str) -> None:
        """Text between two elements."""


class _Sheets(_Parser):
    """The names of the sheets in their order: (name, relation), and whether they are seen."""

    def __init__(self) -> None:
        self.visible: list[tuple[str, str]] = []
        self.hidden: list[str] = []
        self.from_1904 = False

    def start(self, name: str, given: Mapping[str, str]) -> None:
        if name == "workbookPr":
            self.from_1904 = given.get("date1904") in {"1", "true"}
        if name == "sheet" and given.get("state", "visible") == "visible":
            relation = next(value for key, value in given.items() if key.endswith(" id"))
            self.visible.append((given["name"], relation))
        elif name == "sheet":
            self.hidden.append(given["name"])

    def not_read(self, chosen: str) -> Iterator[str]:
        others = [name for name, _relation in self.visible if name != chosen]
        foreign = [name for name in others if chosen.casefold() not in OURS or name.casefold() not in OURS]
        if foreign:
            listed = ", ".join(f"“{name}”" for name in foreign)
            yield str(_("The sheet “%(name)s” was read. Not read: %(others)s.", name=chosen, others=listed))
        if self.hidden:
            listed = ", ".join(f"“{name}”" for name in self.hidden)
            yield str(_("The sheet “%(name)s” was read. Hidden and not read: %(others)s.", name=chosen, others=listed))


class _Relations(_Parser):
    """Where the parts of the workbook lie."""

    def __init__(self) -> None:
        self.targets: dict[str, str] = {}
        self.kinds: dict[str, str] = {}

    def start(self, name: str, given: Mapping[str, str]) -> None:
        if name == "Relationship" and given.get("TargetMode") != "External":
            target = given["Target"]
            path = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
            self.targets[given["Id"]] = path
            self.kinds.setdefault(given["Type"].rpartition("/")[2], path)

    def of(self, kind: str) -> str:
        return self.kinds.get(kind, "")


class _Text:
    """The words of a shared string or of a cell, cut where no spreadsheet could hold them; what reads aloud is not it.

    `struck`: some of it is struck through.
    """

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.open = self.aloud = self.struck = False

    def start(self, name: str, given: Mapping[str, str]) -> None:
        self.open = name == "t" and not self.aloud
        self.aloud = self.aloud or name == "rPh"
        if name == "strike" and given.get("val", "1") not in {"0", "false"}:
            self.struck = True

    def end(self, name: str) -> None:
        self.open = False
        self.aloud = self.aloud and name != "rPh"

    def characters(self, text: str) -> None:
        if self.open and self.length < CELL:
            self.parts.append(text[: CELL - self.length])
            self.length += len(text)

    def whole(self) -> str:
        return unescaped("".join(self.parts))


class _Strings(_Parser):
    """The texts that cells share, by their number."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.struck: set[int] = set()
        self.now = _Text()

    def start(self, name: str, given: Mapping[str, str]) -> None:
        if name == "si":
            self.now = _Text()
        else:
            self.now.start(name, given)

    def end(self, name: str) -> None:
        self.now.end(name)
        if name == "si":
            if self.now.struck:
                self.struck.add(len(self.texts))
            self.texts.append(self.now.whole())

    def characters(self, text: str) -> None:
        self.now.characters(text)


class _StyleSheet(_Parser):
    """Forms of numbers, and fonts that strike through."""

    def __init__(self) -> None:
        self.styles = Styles()
        self.codes: dict[int, str] = {}
        self.fonts: list[bool] = []
        self.inside = ""

    def start(self, name: str, given: Mapping[str, str]) -> None:
        if name in {"fonts", "cellXfs", "cellStyleXfs", "dxfs"}:
            self.inside = name
        elif name == "numFmt" and self.inside != "dxfs":
            self.codes[int(given["numFmtId"])] = given.get("formatCode", "")
        elif name == "font" and self.inside == "fonts":
            self.fonts.append(False)
        elif name == "strike" and self.inside == "fonts" and self.fonts:
            self.fonts[-1] = given.get("val", "1") not in {"0", "false"}
        elif name == "xf" and self.inside == "cellXfs":
            font = int(given.get("fontId", "0"))
            self.styles.number_formats.append(format_named(int(given.get("numFmtId", "0")), self.codes))
            self.styles.struck.append(font < len(self.fonts) and self.fonts[font])


class _Rows(_Parser):
    """The rows of a sheet, with what is wrong in their cells."""

    def __init__(self, strings: _Strings, styles: Styles, tick: Callable[[], None]) -> None:
        self.strings, self.styles, self.tick = strings, styles, tick
        self.sheet = Sheet()
        self.hidden: list[int] = []
        self.struck: list[int] = []
        self.merged: list[tuple[int, int, int, int]] = []
        self.row = self.place = self.cells = self.letters = self.last = 0
        self.row_hidden = self.formula = self.in_value = False
        self.now: dict[int, str] = {}
        self.cell: Mapping[str, str] = {}
        self.value: list[str] = []
        self.text = _Text()

    def start(self, name: str, given: Mapping[str, str]) -> None:
        if name == "c":
            self._begin_cell(given)
        elif name == "v":
            self.in_value = True
        elif name == "row":
            self.row, self.place = int(given.get("r") or self.row + 1), -1
            self.row_hidden, self.now = given.get("hidden") in {"1", "true"}, {}
        elif name == "f":
            self.formula = True
        elif name == "mergeCell" and len(self.merged) < MOST_FAULTS:
            self.merged.append(_range(given["ref"]))
        else:
            self.text.start(name, given)

    def end(self, name: str) -> None:
        if name == "c":
            self._end_cell()
        elif name == "v":
            self.in_value = False
        elif name == "row":
            self._end_row()
        else:
            self.text.end(name)

    def characters(self, text: str) -> None:
        if self.in_value:
            self.value.append(text)
        else:
            self.text.characters(text)

    def _begin_cell(self, given: Mapping[str, str]) -> None:
        self.cells += 1
        if self.cells > CELLS:
            raise Unreadable(_("This sheet has more than %(most)s cells. Split it.", most=f"{CELLS:,}"))
        where = given.get("r")
        self.place = _column(where) if where else self.place + 1
        self.cell, self.value, self.text, self.formula = given, [], _Text(), False

    def _end_cell(self) -> None:
        if self.place > MOST_COLUMNS:
            return
        text = self._shown()
        if not text:
            return
        self.letters += len(text)
        if self.letters > LETTERS:
            most = f"{LETTERS // 1_000_000}"
            raise Unreadable(_("The cells of this sheet hold more than %(most)s million letters. Split it.", most=most))
        self.now[self.place] = text

    def _shown(self) -> str:
        kind, value = self.cell.get("t", "n"), "".join(self.value)[:CELL]
        style = int(self.cell.get("s", "0"))
        if self.formula:
            self._fault(_("This cell is a formula. Copy the cell and paste it as a value, or write the text."))
        elif kind == "e":
            self._fault(_("The spreadsheet shows an error in this cell. Write the text."))
        text = self._by_kind(kind, value, style)
        if text and (self.styles.is_struck(style) or self.text.struck or self._shares_struck(kind, value)):
            self.struck.append(self.row)
        return text

    def _by_kind(self, kind: str, value: str, style: int) -> str:
        if kind == "s":
            return self.strings.texts[int(value)] if value else ""
        if kind == "inlineStr":
            return self.text.whole()
        if kind == "b":
            return "yes" if value.strip() == "1" else "no"
        if kind != "n" or not value:
            return unescaped(value)
        found = shown(value, self.styles.number_format(style), from_1904=self.styles.from_1904)
        if found is None:
            self._fault(_("This number has a form that cannot be read here. Write it as text."))
        return value if found is None else found

    def _shares_struck(self, kind: str, value: str) -> bool:
        return kind == "s" and bool(value) and int(value) in self.strings.struck

    def _fault(self, says: str) -> None:
        if len(self.sheet.faults) < MOST_FAULTS:
            self.sheet.faults.append((self.row, self.place, str(says)))

    def _end_row(self) -> None:
        self.tick()
        if not any(text.strip() for text in self.now.values()) or len(self.sheet.rows) > MOST_ROWS + 1:
            return
        if self.row - self.last > GAP:
            raise Unreadable(_("Thousands of empty rows stand before a row. Delete the empty rows."))
        self.last = self.row
        if self.row_hidden:
            self.hidden.append(self.row)
        self.sheet.rows.append((self.row, [self.now.get(place, "") for place in range(max(self.now) + 1)]))

    def merged_cells(self) -> Iterator[CellFault]:
        """A fault for each cell below the first row that another one covers: it shows words, and holds none."""
        says = merged_cell()
        first, found = (self.sheet.rows[0][0] if self.sheet.rows else 0), 0
        for top, left, bottom, right in self.merged:
            for row in range(max(top, first + 1), min(bottom, self.row) + 1):
                place = left if row > top else left + 1
                if place <= right and found < MOST_FAULTS:
                    found += 1
                    yield row, place, says

    def notices(self) -> Iterator[str]:
        if self.hidden:
            listed = _numbers(self.hidden)
            yield ngettext(
                "%(num)s row is hidden in the spreadsheet and was read all the same: %(rows)s.",
                "%(num)s rows are hidden in the spreadsheet and were read all the same: %(rows)s.",
                len(self.hidden),
                rows=listed,
            )
        struck = list(dict.fromkeys(self.struck))
        if struck:
            listed = _numbers(struck)
            yield ngettext(
                "%(num)s row has words that are struck through. They were read as if they stood: %(rows)s.",
                "%(num)s rows have words that are struck through. They were read as if they stood: %(rows)s.",
                len(struck),
                rows=listed,
            )


def _numbers(rows: Sequence[int]) -> str:
    return ", ".join(map(str, rows[:20])) + (", …" if len(rows) > 20 else "")


def _column(where: str) -> int:
    """The place, from 0, of a cell called AB12."""
    place = 0
    for sign in where:
        if not "A" <= sign <= "Z":
            break
        place = place * 26 + ord(sign) - 64
    return place - 1


def _range(where: str) -> tuple[int, int, int, int]:
    """Top, left, bottom, right of a range called A2:B4."""
    first, _colon, last = where.partition(":")
    top, bottom = (int(re.sub(r"\D", "", corner)) for corner in (first, last or first))
    return top, _column(first), bottom, _column(last or first)

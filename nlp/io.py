"""Files in and files out for `python -m nlp`: comments, pillars, results; every fault named in a sentence."""

import csv
import json
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from nlp.types import Category, PointResult, Representative, Text, TextResult, ThemeResult, ThemeShare

_DELIMITERS = ",;\t|"
_SEPARATOR = re.compile(r'"?sep=(\\t|.)"?', re.IGNORECASE)


class UnreadableFile(Exception):
    """A file that cannot be used, with a sentence for the person who gave it."""


@dataclass(frozen=True)
class Fields:
    """Which columns hold what. Without an id column, lines are numbered from 1."""

    text: str
    id: str | None = None
    language: str | None = None


def read_texts(path: Path, fields: Fields) -> list[Text]:
    """The comments of a .csv (header line; comma, semicolon, tab or bar) or .jsonl file, one a line, in order."""
    if path.suffix.lower() not in {".csv", ".jsonl"}:
        raise UnreadableFile(f"{path.name}: the name should end in .csv or .jsonl, so that we know how to read it.")
    with _opened(path) as lines:
        rows = _json_lines(lines, path) if path.suffix.lower() == ".jsonl" else _csv_rows(lines, path, fields)
        texts = [_text(row, place, number, fields, path) for number, (place, row) in enumerate(rows, 1)]
    if not texts:
        raise UnreadableFile(f"{path.name}: there are no comments in this file.")
    return texts


def read_frames(path: Path) -> list[Category]:
    """Pillars from a JSON list of {"code", "title", "texts": […]}."""
    with _opened(path) as lines:
        try:
            listed = json.load(lines)
        except ValueError as fault:
            raise UnreadableFile(f"{path.name}: this is not JSON ({fault}).") from fault
    if not isinstance(listed, list):
        raise UnreadableFile(f'{path.name}: a list of pillars is wanted: [{{"code", "title", "texts": […]}}, …].')
    frames = [_frame(item, number, path) for number, item in enumerate(listed, 1)]
    codes = [frame.code for frame in frames]
    if len(set(codes)) < len(codes):
        raise UnreadableFile(f"{path.name}: two pillars have the same code.")
    return frames


def write_all(files: Sequence[tuple[Path, Iterable[str]]]) -> None:
    """Write the files whole or not at all: each beside its place first, then all are moved there."""
    ready: list[tuple[str, Path]] = []
    try:
        for path, lines in files:
            ready.append((_beside(path, lines), path))
        for written, path in ready:
            Path(written).replace(path)
    except OSError as fault:
        raise UnreadableFile(f"{fault.filename or files[0][0]}: cannot be written ({fault.strerror}).") from fault
    finally:
        for written, _ in ready:
            Path(written).unlink(missing_ok=True)


def text_line(text: TextResult) -> str:
    """One line of the result; this form is kept for ever."""
    return _json(
        {
            "id": text.id,
            "language": text.language,
            "campaign": text.campaign,
            "themes": _shares(text.themes),
            "points": [_point(point) for point in text.points],
        }
    )


def themes_document(themes: Sequence[ThemeResult]) -> Iterator[str]:
    """A JSON list of themes, one a line; this form is kept for ever."""
    yield "[\n"
    for number, theme in enumerate(themes, 1):
        line = {
            "id": theme.id,
            "label": theme.label,
            "keywords": list(theme.keywords),
            "size": theme.size,
            "people": theme.people,
            "representatives": [shown.quote for shown in theme.representatives],
            "comments": [shown.text for shown in theme.representatives],
            "asks": [_asked(shown) for shown in theme.representatives],
            "language": theme.language,
            "parent": theme.parent,
            "loose": theme.loose,
        }
        yield _json(line).rstrip("\n") + (",\n" if number < len(themes) else "\n")
    yield "]\n"


def _asked(shown: Representative) -> str | None:
    """The sentence of it that asks for something."""
    if shown.asks is None:
        return None
    return shown.quote[shown.asks.start - shown.start : shown.asks.end - shown.start]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8") + "\n"


def _shares(shares: Sequence[ThemeShare]) -> list[dict[str, Any]]:
    return [{"id": share.id, "p": share.p} for share in shares]


def _point(point: PointResult) -> dict[str, Any]:
    return {
        "start": point.start,
        "end": point.end,
        "themes": _shares(point.themes),
        "pillar": {"code": point.pillar.code, "p": point.pillar.p},
    }


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            yield lines
    except OSError as fault:
        raise UnreadableFile(f"{path}: cannot be read ({fault.strerror}).") from fault
    except UnicodeDecodeError as fault:
        raise UnreadableFile(f"{path.name}: this is not UTF-8 text (byte {fault.start}). Save it as UTF-8.") from fault


def _json_lines(lines: TextIO, path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as fault:
            raise UnreadableFile(f"{path.name}: line {number} is not JSON ({fault}).") from fault
        if not isinstance(row, dict):
            raise UnreadableFile(f'{path.name}: line {number} should be an object such as {{"text": "…"}}.')
        yield f"line {number}", row


def _csv_rows(lines: TextIO, path: Path, fields: Fields) -> Iterator[tuple[str, dict[str, Any]]]:
    csv.field_size_limit(2**31 - 1)
    try:
        delimiter, before = _delimiter(lines, fields)
        rows = csv.DictReader((line.replace("\0", "") for line in lines), delimiter=delimiter, strict=True)
        for row in rows:
            yield f"line {rows.line_num + before}", row
    except csv.Error as fault:
        raise UnreadableFile(f"{path.name}: line {rows.line_num + before} is not well-formed CSV ({fault}).") from fault


def _delimiter(lines: TextIO, fields: Fields) -> tuple[str, int]:
    """What parts the columns, and how many lines stand before the header; the file stands at the header.

    A spreadsheet's "sep=;" says it; else that with which the header has the wanted names, then most names, what stands
    in quotation marks aside: a heading may be a whole question.
    """
    stated = lines.readline()
    if (told := _SEPARATOR.fullmatch(stated.strip())) is not None:
        return "\t" if told[1] == "\\t" else told[1], 1
    lines.seek(0)
    found: dict[str, list[str]] = {}
    for delimiter in _DELIMITERS:
        with suppress(csv.Error):
            found[delimiter] = next(csv.reader(lines, delimiter=delimiter, strict=True), [])
        lines.seek(0)
    wanted = {fields.text, fields.id, fields.language} - {None}
    return max(_DELIMITERS, key=lambda mark: (len(wanted & set(found.get(mark, []))), len(found.get(mark, [])))), 0


def _text(row: dict[str, Any], place: str, number: int, fields: Fields, path: Path) -> Text:
    for name in (fields.text, fields.id, fields.language):
        if name is not None and name not in row:
            known = ", ".join(str(key) for key in row if key is not None) or "none at all"
            raise UnreadableFile(f'{path.name}: {place} has no field "{name}"; its fields are: {known}.')
    text = row[fields.text]
    if text is not None and not isinstance(text, str):
        raise UnreadableFile(f'{path.name}: {place}: the field "{fields.text}" should be text, not {_kind(text)}.')
    language = row[fields.language] if fields.language else None
    key = row[fields.id] if fields.id else number
    return Text(str(key), text or "", str(language)[:2].lower() if language else None)


def _kind(value: object) -> str:
    return {"int": "a number", "float": "a number", "list": "a list", "dict": "an object", "bool": "true or false"}.get(
        type(value).__name__, "something else"
    )


def _frame(item: object, number: int, path: Path) -> Category:
    if not isinstance(item, dict) or not isinstance(item.get("code"), str) or not item["code"]:
        raise UnreadableFile(f'{path.name}: pillar {number} should be an object with a "code".')
    texts = item.get("texts", [])
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise UnreadableFile(f'{path.name}: pillar {item["code"]}: "texts" should be a list of clause texts.')
    return Category(item["code"], str(item.get("title") or item["code"]), tuple(texts))


def _beside(path: Path, lines: Iterable[str]) -> str:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
        out.writelines(lines)
    mask = os.umask(0)
    os.umask(mask)
    Path(name).chmod(0o666 & ~mask)
    return name

"""A text as a list of clauses in a CSV file: columns `id` and `text`. The id is a label, never evidence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from consult.core.csv_files.reading import Table, UnreadableText, decoded, read_csv
from consult.core.text import cleaned, one_line

COLUMNS = ("id", "text")
MOST_CLAUSES = 10_000


class UnreadableClauses(ValueError):
    """A file that is no list of clauses; `faults` are sentences, with their line."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class ClauseList:
    """Labels and texts, in the order of the file."""

    ids: Sequence[str]
    texts: Sequence[str]


def read_clauses(content: bytes) -> ClauseList:
    """Every clause in the file. Raises UnreadableClauses with each fault."""
    try:
        table = read_csv(decoded(content), known=COLUMNS)
    except UnreadableText as error:
        raise UnreadableClauses([_("Line %(line)s: %(says)s", line=error.line, says=str(error))]) from error
    faults = [_("Line %(line)s: %(says)s", line=fault.line, says=fault.message) for fault in table.faults]
    missing = [column for column in COLUMNS if column not in table.names]
    if missing and not faults:
        says = _("The column “%(column)s” is missing. The first row names the columns: id and text.")
        faults = [says % {"column": column} for column in missing]
    faults = faults or list(_faults_of_rows(table))
    if faults:
        raise UnreadableClauses(faults)
    rows = [table.cells_of(record) for record in table.records]
    return ClauseList([one_line(row["id"]) for row in rows], [cleaned(row["text"]) for row in rows])


def _faults_of_rows(table: Table) -> Iterator[str]:
    if not table.records:
        yield _("The file has no clause: nothing stands below its first row.")
    if len(table.records) > MOST_CLAUSES:
        yield _("There are more than %(most)s clauses. Split the file.", most=f"{MOST_CLAUSES:,}")
        return
    seen: dict[str, int] = {}
    for record in table.records:
        cells = table.cells_of(record)
        label = one_line(cells.get("id"))
        if not label:
            yield _("Line %(line)s: the id is empty.", line=record.line)
        elif label in seen:
            yield _("Line %(line)s: the id “%(id)s” stands in line %(first)s, too.", line=record.line, id=label[:80], first=seen[label])  # fmt: skip  # noqa: E501
        if not cleaned(cells.get("text")):
            yield _("Line %(line)s: the text is empty.", line=record.line)
        seen.setdefault(label, record.line)

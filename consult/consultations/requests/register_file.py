"""The register of who was asked as a table: read from CSV, every fault named by row. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.accounts.addresses import NoAddress, address_of
from consult.accounts.countries import country_meant
from consult.accounts.models import StakeholderType
from consult.consultations.models import RoundRole
from consult.consultations.targets.targets_file import type_meant
from consult.core.csv_files.reading import Record, Table, TableFault, plain_name, read_csv
from consult.core.text import one_line

COLUMNS = ("organisation", "name", "email", "country", "stakeholder_type", "list", "role", "asked_on")
ALIASES: Mapping[str, str] = {
    **{name: name for name in COLUMNS},
    **dict.fromkeys(("organization", "body"), "organisation"),
    **dict.fromkeys(("person", "contact", "full_name"), "name"),
    **dict.fromkeys(("e_mail", "mail", "address", "email_address"), "email"),
    **dict.fromkeys(("type", "kind"), "stakeholder_type"),
    **dict.fromkeys(("list_name", "source"), "list"),
    **dict.fromkeys(("asked", "asked_at", "date"), "asked_on"),
}
MOST_REQUESTS = 5000
LONGEST = 300


@dataclass(frozen=True, kw_only=True)
class RequestContent:
    """Who is asked, as plain values."""

    organisation: str = ""
    name: str = ""
    email: str = ""
    country: str | None = None
    stakeholder_type: StakeholderType | None = None
    list_name: str = ""
    role: RoundRole = RoundRole.INVITED
    asked_at: datetime | None = None


def read_requests(text: str, *, list_name: str = "") -> tuple[list[RequestContent], Sequence[TableFault]]:
    """`list_name` is that of rows that name none. Faults refuse the whole file."""
    table = read_csv(text, known=ALIASES)
    if table.faults:
        return [], table.faults
    if not {"organisation", "name", "email"} & {ALIASES.get(name) for name in table.names}:
        says = _("No column is named “organisation”, “name” or “email”: name at least one of them in the first row.")
        return [], [TableFault(table.row, table.row, "", says)]
    if len(table.records) > MOST_REQUESTS:
        says = _("There are more than %(most)s rows. Split the file.", most=MOST_REQUESTS)
        return [], [TableFault(table.records[MOST_REQUESTS].row, 0, "", says)]
    faults: list[TableFault] = []
    rows = [(record, _content(table, record, list_name, faults)) for record in table.records]
    faults += _named_twice(rows)
    return [content for _record, content in rows], sorted(faults)


def _content(table: Table, record: Record, list_name: str, faults: list[TableFault]) -> RequestContent:
    cells = dict.fromkeys(COLUMNS, "")
    for name, cell in table.cells_of(record).items():
        if (ours := ALIASES.get(name)) is not None:
            cells[ours] = cells[ours] or one_line(cell)
    faults += [TableFault(record.row, record.line, name, says) for name, says in _faults_of(cells)]
    return RequestContent(
        organisation=cells["organisation"],
        name=cells["name"],
        email=_address(cells["email"]) or "",
        country=country_meant(cells["country"]),
        stakeholder_type=type_meant(cells["stakeholder_type"]),
        list_name=cells["list"] or list_name,
        role=_role(cells["role"]) or RoundRole.INVITED,
        asked_at=_day(cells["asked_on"]),
    )


def _faults_of(cells: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name in COLUMNS:
        if len(cells[name]) > LONGEST:
            yield name, _("This is longer than %(most)s characters.", most=LONGEST)
    if not (cells["organisation"] or cells["name"] or cells["email"]):
        yield "", _("This row names nobody: give an organisation, a name or an address.")
    for name, read, says in _READ:
        if cells[name] and read(cells[name]) is None:
            yield name, str(says) % {"was": cells[name]}


def _address(typed: str) -> str | None:
    try:
        return address_of(typed) if typed else None
    except NoAddress:
        return None


def _role(typed: str) -> RoundRole | None:
    name = plain_name(typed)
    return RoundRole(name) if name in set(RoundRole) else None


def _day(typed: str) -> datetime | None:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


_READ: Sequence[tuple[str, Callable[[str], object | None], str]] = (
    ("email", _address, _l("“%(was)s” is not an e-mail address.")),
    ("country", country_meant, _l("“%(was)s” is no country that is known here; write its code of two letters.")),
    ("stakeholder_type", type_meant, _l("“%(was)s” is no type of stakeholder that is known here.")),
    ("role", _role, _l("“%(was)s” is no role in a round. It is one of: invited, host, rapporteur, moderator.")),
    ("asked_on", _day, _l("“%(was)s” is no day; write it as 2026-11-29.")),
)


def _named_twice(rows: Sequence[tuple[Record, RequestContent]]) -> Iterator[TableFault]:
    first: dict[str, int] = {}
    for record, content in rows:
        if content.email and content.email in first:
            says = _("This address stands in row %(row)s already.", row=first[content.email])
            yield TableFault(record.row, record.line, "email", says)
        first.setdefault(content.email, record.row)

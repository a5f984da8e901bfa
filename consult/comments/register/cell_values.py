"""What one cell of the register holds: read and checked by itself, each fault with what to do. Pure."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from flask_babel import gettext as _

from consult.accounts.countries import country_meant
from consult.core.urls import is_web_address

LONGEST = 20_000
DAY_NOUGHT = datetime(1899, 12, 30)  # noqa: DTZ001 - spreadsheets count days from here, in no zone
SERIAL = re.compile(r"[2-6]\d{4}(?:\.\d+)?")  # of a day between 1954 and 2091
SECONDS = re.compile(r"1\d{9}(?:\d{3})?")  # since 1970, of a moment after 2001; or thousandths of them


class CellError(ValueError):
    """A cell that cannot be taken as it is; the message says what to do."""


def date_of_number(cell: str) -> datetime | None:
    """A day as spreadsheets count them where a cell lost its form, or the seconds that programs count."""
    if SERIAL.fullmatch(cell):
        return DAY_NOUGHT + timedelta(seconds=round(float(cell) * 86_400))
    if SECONDS.fullmatch(cell):
        return datetime.fromtimestamp(int(cell[:10]), UTC)
    return None


def text_up_to(longest: int) -> Callable[[str], str]:
    def read(cell: str) -> str:
        if len(cell) > longest:
            says = _(
                "This has %(there)s characters; at most %(most)s fit.", there=f"{len(cell):,}", most=f"{longest:,}"
            )
            raise CellError(says + (" " + _("Split it into several rows.") if longest == LONGEST else ""))
        return cell

    return read


def comment_text(cell: str) -> str:
    if not cell:
        raise CellError(_("The comment is missing."))
    return text_up_to(LONGEST)(cell)


def one_word_of(choices: type[StrEnum], default: StrEnum | None) -> Callable[[str], StrEnum | None]:
    def read(cell: str) -> StrEnum | None:
        name = re.sub(r"[\s_-]+", "_", cell.lower())
        if not name:
            return default
        if name not in {choice.value for choice in choices}:
            listed = ", ".join(choices)
            raise CellError(_("“%(cell)s” is unknown here. Use one of: %(listed)s.", cell=cell[:80], listed=listed))
        return choices(name)

    return read


def country_code(cell: str) -> str | None:
    if not cell:
        return None
    meant = country_meant(cell)
    if meant is None:
        says = _("“%(cell)s” is no country. Use its two-letter code (ISO 3166), for example KE.", cell=cell[:80])
        raise CellError(says)
    return meant


def language_code(cell: str) -> str | None:
    if cell and not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", cell):
        raise CellError(_("Use the code of the language (BCP 47), for example en, fr or zh."))
    main, hyphen, rest = cell.partition("-")
    return f"{main.lower()}{hyphen}{rest}" or None


def whole_number(cell: str) -> int | None:
    if cell and not (cell.isascii() and cell.isdigit() and len(cell) < 9):
        raise CellError(_("Give a whole number, or leave it empty."))
    return int(cell) if cell else None


def web_address(cell: str) -> str:
    if cell and not is_web_address(cell):
        raise CellError(_("Give the whole address, beginning with https://."))
    return text_up_to(2000)(cell)


def yes_or_no(cell: str) -> bool:
    if cell.lower() in {"yes", "true", "1"}:
        return True
    if cell.lower() in {"", "no", "false", "0"}:
        return False
    raise CellError(_("Write yes or no."))

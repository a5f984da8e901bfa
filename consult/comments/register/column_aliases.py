"""Columns of a file that are not ours: which of ours was probably meant, in words. Pure."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from flask_babel import gettext as _

from consult.comments.register.columns import COLUMNS

MEANT = {alias: column.name for column in COLUMNS for alias in column.aliases}
NEVER = {"email", "e_mail", "mail", "email_address", "phone", "telephone", "mobile", "address"}


def notices_of(unknown: Iterable[tuple[str, str]], columns: Sequence[str]) -> list[str]:
    """A sentence for each column that was not read, as (its heading, the heading made plain)."""
    return list(dict.fromkeys(_notice(heading, plain, columns) for heading, plain in unknown))


def _notice(heading: str, plain: str, columns: Sequence[str]) -> str:
    if not plain:
        return str(_("A column without a name was not read."))
    not_read = str(_("The column “%(name)s” is not one of ours and was not read.", name=heading))
    if plain in NEVER:
        never = _("Mail addresses and telephone numbers are never imported.")
        return f"{not_read} {never}"
    meant = MEANT.get(plain) or next(iter(get_close_matches(plain, columns, n=1, cutoff=0.75)), None)
    if not meant:
        return not_read
    instead = _("If you mean “%(ours)s”, give it that name.", ours=meant)
    return f"{not_read} {instead}"

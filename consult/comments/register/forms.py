"""Forms for reading a register: which file into which round, then yes."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from consult.comments.register.row_parser import LISTED
from consult.core.forms import BaseForm, choice, required

# What goes into the columns that need a word of explanation.
HINTS: Mapping[str, Any] = {
    **{name: ", ".join(listed) for name, listed in LISTED.items()},
    "country": _l("two letters (ISO 3166), or its name in one of the six UN languages"),
    "quote": _l("words that stand in the clause, exactly"),
    "source_id": _l("your own number for the comment: by it, a row that was read before is known again"),
    "in_reply_to": _l("the source_id or the reference of the comment it answers"),
    "received_at": _l("2026-11-20 or 2026-11-20T14:30+01:00; without a zone, in the round’s"),
    "named": _l("yes, if the author’s name may be shown to readers; otherwise only the team sees it"),
}


class UploadForm(BaseForm):
    file: Any = FileField(
        _l("File (CSV, XLSX or JSON Lines)"),
        [FileRequired(_l("Choose a file."))],
        description=_l("One comment in each row; the first row names the columns."),
    )
    round_slug = choice(_l("Round that the comments are for"), [], required(_l("Choose a round.")))

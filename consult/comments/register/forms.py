"""Forms for reading a register: which file into which round, then yes."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from consult.comments.register.columns import COLUMNS
from consult.core.forms import BaseForm, choice, required

# What goes into the columns that need a word of explanation.
HINTS: Mapping[str, Any] = {
    column.name: ", ".join(column.words) if column.words else column.hint
    for column in COLUMNS
    if column.words or column.hint
}


class UploadForm(BaseForm):
    file: Any = FileField(
        _l("File (CSV, XLSX, JSON Lines or Word)"),
        [FileRequired(_l("Choose a file."))],
        description=_l("One comment in each row; the first row names the columns."),
    )
    file_format = choice(_l("Form of the file"), [])
    round_slug = choice(_l("Round that the comments are for"), [], required(_l("Choose a round.")))

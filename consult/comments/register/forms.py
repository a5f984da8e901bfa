"""Forms for reading a register: which file into which round, then yes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import ValidationError

from consult.comments.register.columns import COLUMNS
from consult.consultations.models import Round
from consult.core.forms import BaseForm, choice, required, select_choices
from consult.core.word.file_kinds import kind_of_file

# What goes into the columns that need a word of explanation.
HINTS: Mapping[str, Any] = {
    column.name: ", ".join(column.words) if column.words else column.hint
    for column in COLUMNS
    if column.words or column.hint
}


SIGNATURE = 512  # bytes that say what kind of file it is
NO_DOCUMENT = _l("This is no Word document, whatever its name says. Save it as .docx in a word processor.")


class UploadForm(BaseForm):
    file: Any = FileField(
        _l("File (CSV, XLSX, JSON Lines or Word)"),
        [FileRequired(_l("Choose a file."))],
        description=_l("One comment in each row; the first row names the columns."),
    )
    file_format = choice(_l("Form of the file"), [])
    round_slug = choice(_l("Round that the comments are for"), [], required(_l("Choose a round.")))

    def validate_file(self, field: Any) -> None:
        """A text by the name of a Word document is no table of comments: it would be read as one column of them."""
        begins = field.data.stream.read(SIGNATURE)
        field.data.stream.seek(0)
        named = (field.data.filename or "").lower().endswith(".docx")
        if named and begins.strip() and not begins.startswith(b"PK") and not kind_of_file(begins):
            raise ValidationError(str(NO_DOCUMENT))


def upload_form(
    rounds: Sequence[Round], titles: Mapping[str, Any], now: datetime
) -> tuple[UploadForm, Sequence[Round]]:
    """The form, with the open rounds first, chosen where there is but one; and those. `titles`: of forms of files."""
    now_open = [one for one in rounds if one.opens_at <= now < one.closes_at]
    form = UploadForm(round_slug=now_open[0].slug if len(now_open) == 1 else "")
    form.file_format.choices = select_choices([("", _("As recognised")), *titles.items()])
    offered = [(one.slug, _("%(title)s (open now)", title=one.title)) for one in now_open]
    offered += [(one.slug, one.title) for one in rounds if one not in now_open]
    form.round_slug.choices = select_choices([("", _("Choose a round")), *offered])
    return form, now_open

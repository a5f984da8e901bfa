"""Forms for reading a register: which file into which round, then yes."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField

from consult.core.forms import BaseForm, choice, required


class UploadForm(BaseForm):
    file: Any = FileField(
        _l("File (CSV, XLSX or JSON Lines)"),
        [FileRequired(_l("Choose a file."))],
        description=_l("One comment in each row; the first row names the columns."),
    )
    round_slug = choice(_l("Round that the comments are for"), [], required(_l("Choose a round.")))


class ImportForm(BaseForm):
    """The second step: which file, kept by its digest, into which round."""

    round_slug: Any = HiddenField(validators=[required()])
    digest: Any = HiddenField(validators=[required()])
    file_name: Any = HiddenField()

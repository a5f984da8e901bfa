"""The form that a paper is attached with."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from consult.core.forms import BaseForm


class PaperForm(BaseForm):
    paper: Any = FileField(_l("Your paper (PDF or Word, .docx)"), [FileRequired(_l("Choose a file."))])

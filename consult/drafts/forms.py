"""Forms about guidelines and drafts."""

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import Field, HiddenField, ValidationError

from consult.core.forms import BaseForm, choice, line, prose, required
from consult.core.i18n.languages import NAMES, language_now


class GuidelineForm(BaseForm):
    title = line(_l("Title"), required())
    slug = line(
        _l("Short name in addresses"),
        longest=60,
        description=_l("Small letters, digits and hyphens. Left empty, it is made from the title."),
    )
    sentence = prose(_l("What it is, in one sentence"), required(), longest=500)
    notice = prose(_l("A notice shown with the text"), longest=500, description=_l("For example that it is a draft."))
    language = choice(_l("Language of the authentic text"), list(NAMES.items()), required(), default=language_now)

    def validate_slug(self, field: Field) -> None:
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", field.data or ""):
            raise ValidationError(str(_l("Use small letters, digits and hyphens, for example smart-cities.")))


class OutlineForm(BaseForm):
    file: Any = FileField(
        _l("File (Word, Markdown, HTML, Akoma Ntoso, CSV or JSON)"), [FileRequired(_l("Choose a file."))]
    )
    title = line(_l("Title of the draft"), required(), description=_l("For example: First draft for consultation."))


class KeepForm(BaseForm):
    """The second step of an import: what was recognised is carried in the page until it is kept."""

    title = line(_l("Title of the draft"), required())
    outline: Any = HiddenField(validators=[required()])
    against: Any = HiddenField()  # number of the draft whose clauses it continues; empty where there was none
    roles: Any = HiddenField()  # what the styles of a paper stand for, kept for its next version


class StylesForm(BaseForm):
    """What was read of a paper, carried in the page while a person says what its styles stand for."""

    blocks: Any = HiddenField(validators=[required()])
    remarks: Any = HiddenField()
    title: Any = HiddenField(id="title-carried")


class WordingForm(BaseForm):
    text = prose(_l("Words of the clause"), required())
    reason = line(
        _l("Why they are changed by hand"),
        longest=500,
        description=_l("Nobody votes on these words. They are listed with this reason when the draft is published."),
    )
    base_version: Any = HiddenField()

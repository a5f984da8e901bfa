"""One text translated beside its original; a file of a language brought in."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField

from consult.core.forms import BaseForm, line, one_of, prose
from consult.drafts.labels import STATUS_NAMES
from consult.drafts.translations.rules import LONGEST


class TextTranslationForm(BaseForm):
    base_version = HiddenField()  # digest of the words that were before the translator
    heading = line(_l("Heading"), longest=LONGEST)
    text = prose(_l("Text"), longest=LONGEST, description=_l("Empty takes the translation away."))
    status = one_of(_l("What it is"), list(STATUS_NAMES.items()))


class TranslationsFileForm(BaseForm):
    file: Any = FileField(_l("File (XLIFF 1.2 or CSV)"), [FileRequired(_l("Choose a file."))])
    machine: Any = BooleanField(
        _l("It was translated by a machine"), description=_l("Readers are told so, until somebody has looked at it.")
    )
    sound_only: Any = BooleanField(_l("Take the rows without faults, leave out the others"))

"""Forms of curation."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField
from wtforms.validators import DataRequired, InputRequired, NumberRange

from consult.comments.labels import STANCE_NAMES
from consult.comments.models import Stance
from consult.core.forms import BaseForm, choice, line, one_of, required

NEW = "new"


class RenameForm(BaseForm):
    label = line(
        _l("Name of the theme"),
        DataRequired(_l("A theme needs a name.")),  # blanks are no name
        longest=120,
        description=_l("A few words that say what is asked. The name stays when the analysis runs again."),
    )
    base_version: Any = HiddenField()


class MergeForm(BaseForm):
    into = choice(_l("Merge it into"), [], required(_l("Choose the theme that stays.")), coerce=str)


class FileForm(BaseForm):
    """Some points put under one theme, or under a new one: a name alone begins one; `next` is where to go back to."""

    theme = choice(_l("Theme"), [])
    label = line(_l("Name of the new theme"), longest=120)
    next: Any = HiddenField()


class AskForm(BaseForm):
    """Into how many parts a theme might be split."""

    number = choice(
        _l("Into how many parts?"),
        [("", _l("As many as the machine sees")), ("2", _l("Two")), ("3", _l("Three")), ("4", _l("Four"))],
    )


class SplitForm(BaseForm):
    """Names of the parts, and which of them stays the theme; a field for each part is made by `named`."""

    split: Any = HiddenField()
    stays = one_of(
        _l("Which part stays under this theme?"), [], required(_l("Choose the part that stays.")), coerce=int
    )
    with_filed: Any = BooleanField(_l("Points that people filed here go along with their part"))


class PillarForm(BaseForm):
    pillar = choice(_l("It speaks of"), [], required(_l("Choose a pillar.")))
    next: Any = HiddenField()


class DrawForm(BaseForm):
    size: Any = IntegerField(
        _l("How many points"),
        [InputRequired(_l("Between 10 and 400.")), NumberRange(min=10, max=400, message=_l("Between 10 and 400."))],
        default=100,
        description=_l("A hundred take two people about an hour each. Fewer than fifty tell little."),
    )


class StanceForm(BaseForm):
    stance = one_of(
        _l("Where does it stand towards the text that it is about?"),
        [(stance.value, STANCE_NAMES[stance]) for stance in (Stance.SUPPORT, Stance.OPPOSE, Stance.NEUTRAL)],
        required(_l("Choose one of the three.")),
    )
    point: Any = HiddenField()


class CodeForm(BaseForm):
    theme = one_of(_l("Which theme?"), [], required(_l("Choose a theme, or that it is in none.")))
    pillar = one_of(_l("Which pillar does it speak of?"), [], required(_l("Choose a pillar, or none.")))
    sampled: Any = HiddenField()

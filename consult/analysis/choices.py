"""What lists of points can be narrowed by, and where points can be filed: names by key, as forms offer them."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from consult.accounts.places import REGION_NAMES, TYPE_NAMES
from consult.analysis.counting import of_points
from consult.analysis.models import Point, ThemeState
from consult.analysis.queries import themes_of
from consult.analysis.selection import NONE
from consult.comments.words import STANCE_NAMES
from consult.core.database import db
from consult.core.languages import NAMES
from consult.drafts.models import Guideline

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Choices:
    theme: Pairs
    pillar: Pairs
    type: Pairs
    region: Pairs
    language: Pairs
    stance: Pairs


def choices_of(guideline: Guideline) -> Choices:
    spoken = db.session.scalars(of_points(guideline, Point.language).distinct().order_by(Point.language))
    return Choices(
        theme=[*themes_to_file_under(guideline), (NONE, _("In no theme"))],
        pillar=[*((pillar.code, f"{pillar.code} · {pillar.title}") for pillar in guideline.pillars), (NONE, _("None"))],
        type=[*TYPE_NAMES.items(), (NONE, _("Not said"))],
        region=[*REGION_NAMES.items(), (NONE, _("Not said"))],
        language=[(code, NAMES.get(code, code)) for code in spoken],
        stance=list(STANCE_NAMES.items()),
    )


def themes_to_file_under(guideline: Guideline) -> list[tuple[str, str]]:
    """By name; what was set aside can still take what is as little of a theme."""
    active = [(str(theme.id), theme.label) for theme in themes_of(guideline)]
    aside = themes_of(guideline, ThemeState.SET_ASIDE)
    return active + [(str(theme.id), _("%(label)s (set aside)", label=theme.label)) for theme in aside]

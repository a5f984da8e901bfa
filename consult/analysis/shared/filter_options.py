"""What lists of points can be narrowed by, and where points can be filed: names by key, as forms offer them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from consult.accounts.countries import REGION_NAMES, region_of
from consult.accounts.labels import STAKEHOLDER_TYPE_NAMES
from consult.analysis.kept.reports import Reports
from consult.analysis.kept.said import SAID, said_in
from consult.analysis.models import ThemeState
from consult.analysis.queries import themes_of
from consult.analysis.shared.point_filter import NONE, Selection
from consult.comments.labels import STANCE_NAMES
from consult.core.i18n.languages import NAMES
from consult.drafts.membership import Membership
from consult.drafts.models import Guideline
from consult.drafts.translations.naming import shown_name

Pairs = Sequence[tuple[str, str]]
ANY = Selection()


@dataclass(frozen=True)
class Choices:
    theme: Pairs
    pillar: Pairs
    type: Pairs
    region: Pairs
    language: Pairs
    stance: Pairs


def choices_of(
    guideline: Guideline,
    membership: Membership | None = None,
    selection: Selection = ANY,
    *,
    reports: Reports | None = None,
) -> Choices:
    """Of kinds, regions and languages those that occur in what they may read, and the one that is selected."""
    said = said_in(reports or Reports(guideline, membership, SAID), membership)
    languages = set(said.languages) | {selection.language} - {""}
    kinds = {kind or NONE for kind in said.types} | {selection.type}
    regions = {region_of(country) or NONE for country in said.countries} | {selection.region}
    return Choices(
        theme=[*themes_to_file_under(guideline), (NONE, _("In no theme"))],
        pillar=[
            *((pillar.code, f"{pillar.code} · {shown_name(pillar)}") for pillar in guideline.pillars),
            (NONE, _("None")),
        ],
        type=_those([*STAKEHOLDER_TYPE_NAMES.items(), (NONE, _("Not said"))], kinds),
        region=_those([*REGION_NAMES.items(), (NONE, _("Not said"))], regions),
        language=[(code, NAMES.get(code, code)) for code in sorted(languages)],
        stance=list(STANCE_NAMES.items()),
    )


def _those(named: Iterable[tuple[str, str]], keys: set[str]) -> Pairs:
    return [(key, name) for key, name in named if key in keys]


def themes_to_file_under(guideline: Guideline) -> list[tuple[str, str]]:
    """By name; what was set aside can still take what is as little of a theme."""
    every = themes_of(guideline, ThemeState.ACTIVE, ThemeState.SET_ASIDE)
    active = [(str(theme.id), theme.label) for theme in every if theme.state == ThemeState.ACTIVE]
    aside = [theme for theme in every if theme.state == ThemeState.SET_ASIDE]
    return active + [(str(theme.id), _("%(label)s (set aside)", label=theme.label)) for theme in aside]

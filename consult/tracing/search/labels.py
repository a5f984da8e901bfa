"""What kinds of results, filters and their values are called."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from babel import Locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from consult.accounts.countries import REGION_NAMES, country_name
from consult.accounts.labels import STAKEHOLDER_TYPE_NAMES
from consult.analysis.models import Theme
from consult.analysis.read_points.queries import ME, OTHERS
from consult.comments.labels import CAPACITY_NAMES, CHANNEL_NAMES, STANCE_NAMES, TYPE_NAMES
from consult.comments.models import UNSAID
from consult.consultations.models import Round
from consult.core.database import db
from consult.core.i18n.languages import NAMES, language_now
from consult.core.search.models import SearchKind
from consult.drafts.models import Clause, Guideline, Wording
from consult.drafts.translations.models import TextKind
from consult.drafts.translations.naming import NamedText, shown_name
from consult.responses.assignments.queries import team_of
from consult.responses.labels import DISPOSITION_NAMES
from consult.revisions.labels import STATE_NAMES
from consult.tracing.search.search_filter import NONE, NOT_BEGUN, UNREAD, SearchFilter

KIND_LABELS: Mapping[SearchKind, str] = {
    SearchKind.CLAUSE: _l("Clauses"),
    SearchKind.CLAUSE_TRANSLATION: _l("Translations of clauses"),
    SearchKind.COMMENT: _l("Comments"),
    SearchKind.POINT: _l("Points"),
    SearchKind.POINT_TRANSLATION: _l("The team’s translations of points"),
    SearchKind.ANSWER: _l("Answers"),
    SearchKind.REVISION: _l("Revisions"),
}
FACET_LABELS: Mapping[str, str] = {
    "pillar": _l("Pillar"),
    "clause": _l("Clause"),
    "type": _l("Kind of comment"),
    "stance": _l("Stance"),
    "who": _l("Who"),
    "region": _l("Region"),
    "country": _l("Country"),
    "language": _l("Language"),
    "round": _l("Round"),
    "channel": _l("How it came in"),
    "sent": _l("Month"),
    "theme": _l("Theme"),
    "disposition": _l("Answer"),
    "read": _l("Read by"),
    "assignee": _l("Whose work"),
    "capacity": _l("Capacity"),
    "campaign": _l("Letters in copies"),
    "draft": _l("Draft"),
    "state": _l("State"),
}


@dataclass(frozen=True)
class FacetOption:
    value: str
    label: str
    count: int | None  # None: not counted
    chosen: bool


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    options: Sequence[FacetOption]

    @property
    def narrowed(self) -> bool:
        return any(option.chosen for option in self.options)


OFFERED = 30  # values of one facet, those with the most results


def facets_named(
    guideline: Guideline, counted: Mapping[str, Sequence[tuple[str, int]]], wanted: SearchFilter, *, team: bool = False
) -> list[Facet]:
    """Those that would narrow: more than one value, or one that is chosen. The team may ask what nobody has begun,
    and what they themselves have not read."""
    found = []
    for name, values in counted.items():
        chosen = getattr(wanted, name)
        offered: list[tuple[str, int | None]] = [*values[:OFFERED], *(p for p in values[OFFERED:] if p[0] == chosen)]
        if team and name == "disposition" and (NONE in dict(values) or chosen == NOT_BEGUN):
            offered.append((NOT_BEGUN, None))
        if team and name == "read" and (len(values) > 1 or chosen == UNREAD):
            offered.append((UNREAD, None))
        if chosen and chosen not in dict(offered):
            offered.append((chosen, 0))
        if len(offered) > 1 or chosen:
            called = _names(guideline, name, [value for value, _count in offered])
            options = [FacetOption(value, called(value), count, value == chosen) for value, count in offered]
            found.append(Facet(name, str(FACET_LABELS[name]), options))
    return found


def _names(guideline: Guideline, name: str, values: Sequence[str]) -> Callable[[str], str]:
    """A function from a value of the facet to what it is called."""
    known = {**_LISTED.get(name, {}), **_looked_up(guideline, name, values)}
    without = {"theme": _("In no theme"), "disposition": _("Not answered"), "campaign": _("No letter")}
    without |= {"assignee": _("Nobody's yet"), "read": _("Read by nobody yet")}

    def called(value: str) -> str:
        if value == NOT_BEGUN:
            return str(_("Not answered, nor on its way"))
        if value == UNREAD:
            return str(_("Not read by you yet"))
        if value == NONE:
            return str(without.get(name) or _("Not said"))
        if name == "country":
            return str(country_name(value, language_now()))
        return str(known.get(value, value))

    return called


_LISTED: Mapping[str, Mapping[Any, Any]] = {
    "type": TYPE_NAMES,
    "stance": STANCE_NAMES,
    "who": STAKEHOLDER_TYPE_NAMES,
    "region": REGION_NAMES,
    "channel": CHANNEL_NAMES,
    "disposition": DISPOSITION_NAMES,
    "state": STATE_NAMES,
    "capacity": {**CAPACITY_NAMES, UNSAID: _l("Not said; names an organisation")},
    "read": {ME: _l("Read by you"), OTHERS: _l("Read by colleagues, not by you")},
    "campaign": {"yes": _l("Letters, every copy")},
}


def _looked_up(guideline: Guideline, name: str, values: Sequence[str]) -> Mapping[str, str]:
    if name == "pillar":
        return {pillar.code: f"{pillar.code} · {shown_name(pillar)}" for pillar in guideline.pillars}
    if name == "language":
        names = Locale(language_now()).languages
        return {value: NAMES.get(value) or names.get(value, value) for value in values}
    if name == "clause":
        return _clause_numbers(guideline, values)
    if name == "round":
        rounds = select(Round.slug, Round.title).where(Round.guideline_id == guideline.id, Round.slug.in_(values))
        named = partial(NamedText, guideline.id, guideline.language, TextKind.ROUND)
        return {slug: shown_name(named(slug, title)) for slug, title in db.session.execute(rounds)}
    if name == "assignee":
        return {str(person.id): person.name for person in team_of(guideline)}
    if name == "theme":
        numbers = [int(value) for value in values if value.isdecimal()]
        themes = select(Theme.id, Theme.label).where(Theme.guideline_id == guideline.id, Theme.id.in_(numbers))
        return {str(number): label for number, label in db.session.execute(themes)}
    return {}


def _clause_numbers(guideline: Guideline, uids: Sequence[str]) -> Mapping[str, str]:
    """The number that each had last."""
    query = select(Clause.uid, Wording.number).join(Wording, Wording.clause_id == Clause.id)
    query = query.where(Clause.guideline_id == guideline.id, Clause.uid.in_(uids))
    return dict(db.session.execute(query.order_by(Wording.id)).all())

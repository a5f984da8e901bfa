"""What was done about a theme or a point, by whom and when, in words; and what of it can be undone."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import Select, and_, or_, select

from consult.accounts.models import Person
from consult.analysis.assignment.actions import ACTS, DECIDED
from consult.analysis.models import Point, Theme
from consult.analysis.theme_models import CurationChange
from consult.core.database import db
from consult.core.i18n.punctuation import join_list, quoted
from consult.core.verbs import Verb
from consult.drafts.models import Guideline

# Of each kind the last one can be undone: what came after it depends on it. Each filing of points stands by itself:
# those of its points that were not decided again since go back.
KINDS: Mapping[str, str] = {
    Verb.THEME_RENAMED: "name",
    Verb.THEME_MERGED: "state",
    Verb.THEME_SET_ASIDE: "state",
    Verb.THEME_BROUGHT_BACK: "state",
    Verb.THEME_SPLIT: "state",
    Verb.THEME_FOUNDED: "founding",
    **dict.fromkeys(ACTS, "points"),
    **dict.fromkeys(DECIDED, "points"),
    Verb.POINT_PILLAR_DECIDED: "pillar",
}


@dataclass(frozen=True)
class ListedChange:
    """One change. `by` None is the machine. `undoable` is the last of its kind that stands."""

    entry: CurationChange
    by: Person | None
    words: str
    undone: bool
    undoable: bool


def changes_of(thing: Theme | Point) -> Sequence[CurationChange]:
    """The oldest first; of a theme also the merges that brought others into it."""
    mine = and_(CurationChange.subject == thing.__tablename__, CurationChange.subject_id == thing.id)
    if isinstance(thing, Theme):
        merges = and_(CurationChange.verb == Verb.THEME_MERGED, CurationChange.guideline_id == thing.guideline_id)
        entries = db.session.scalars(select(CurationChange).where(or_(mine, merges)).order_by(CurationChange.id))
        return [e for e in entries if e.subject_id == thing.id or e.facts.get("into") == thing.id]
    return db.session.scalars(select(CurationChange).where(mine).order_by(CurationChange.id)).all()


def undone_of(entries: Iterable[CurationChange]) -> set[int]:
    """Numbers of the entries that were undone by later ones. Pure."""
    return {entry.undoes_id for entry in entries if entry.undoes_id is not None}


def undone_elsewhere(entries: Sequence[CurationChange]) -> set[int]:
    """Of entries about several themes: a merge is undone on the page of the theme that was merged."""
    merged = {entry.subject_id for entry in entries if entry.verb == Verb.THEME_MERGED}
    parted = select(CurationChange).where(
        CurationChange.subject == "theme", CurationChange.subject_id.in_(merged), CurationChange.undoes_id.is_not(None)
    )
    return undone_of(db.session.scalars(parted)) if merged else set()


def undoable(entries: Sequence[CurationChange], undone: set[int]) -> set[int]:
    """Of each kind the last that stands, and each filing; a founding only while nothing else does. Pure."""
    effective = [entry for entry in entries if entry.verb in KINDS and entry.id not in undone]
    founding = [entry for entry in effective if entry.verb == Verb.THEME_FOUNDED]
    own = {entry.id for entry in effective if entry.verb in ACTS and entry.part_of_id is not None}
    if founding and {entry.id for entry in effective} == own | {founding[0].id}:
        return {founding[0].id}
    last = {KINDS[entry.verb]: entry.id for entry in effective if entry.id not in own}
    last.pop("founding", None)
    return {*last.values(), *(entry.id for entry in effective if entry.verb in ACTS and entry.id not in own)}


def changes_of_thing(thing: Theme | Point) -> list[ListedChange]:
    """Newest first."""
    whole = changes_of(thing)
    entries = [entry for entry in whole if entry.verb in WORDS or entry.verb in PLAIN]
    undone = undone_of(whole) | undone_elsewhere(whole)
    open_ = undoable(whole, undone)
    people = _named(Person, {entry.by_id for entry in entries})
    labels = {number: theme.label for number, theme in _named(Theme, _themes_in(entries)).items()}
    by_number = {entry.id: entry for entry in entries}

    def words_of(entry: CurationChange) -> str:
        undid = by_number.get(entry.undoes_id or 0) if entry.verb == Verb.THEME_UNDONE else None
        told = ChangeFacts(entry, thing, labels, undid=words_of(undid) if undid is not None else "")
        return WORDS[entry.verb](told) if entry.verb in WORDS else str(PLAIN[entry.verb])

    return [
        ListedChange(
            entry=entry,
            by=people.get(entry.by_id or 0),
            words=words_of(entry),
            undone=entry.id in undone,
            undoable=entry.id in open_,
        )
        for entry in reversed(entries)
    ]


def changes_in(guideline: Guideline) -> Select[CurationChange]:
    """What people changed about the themes and points of a guideline, each act once; newest first."""
    changed = [verb for verb in KINDS if verb not in DECIDED]
    query = select(CurationChange).where(CurationChange.guideline_id == guideline.id, CurationChange.verb.in_(changed))
    return query.order_by(CurationChange.id.desc())


@dataclass(frozen=True)
class ThemeChange:
    """One change with what it happened to; of a theme that is gone only the words noted then are left."""

    thing: Theme | Point | None
    done: ListedChange


def as_changed(entries: Sequence[CurationChange]) -> list[ThemeChange]:
    """The entries with their words and whether they can be undone; each thing's history is read once."""
    things = {(entry.subject, entry.subject_id): _thing(entry) for entry in entries}
    there = [thing for thing in things.values() if thing is not None]
    done = {one.entry.id: one for thing in there for one in changes_of_thing(thing)}
    return [
        ThemeChange(things[entry.subject, entry.subject_id], done.get(entry.id) or _of_nothing(entry))
        for entry in entries
    ]


def _thing(entry: CurationChange) -> Theme | Point | None:
    if entry.subject == "theme":
        return db.session.get(Theme, entry.subject_id)
    return db.session.get(Point, entry.subject_id)


def _of_nothing(entry: CurationChange) -> ListedChange:
    words = _("About “%(label)s”, which is gone", label=entry.facts.get("label", "…"))
    return ListedChange(entry, by=None, words=str(words), undone=True, undoable=False)


@dataclass(frozen=True)
class ChangeFacts:
    """What the words of an entry are made of."""

    entry: CurationChange
    thing: Theme | Point
    labels: Mapping[int, str]
    undid: str = ""  # in words, of what undoes

    @property
    def facts(self) -> Mapping[str, Any]:
        return self.entry.facts

    @property
    def many(self) -> int:
        return len(self.facts.get("points", ()))

    def label(self, name: str) -> str:
        """Of the theme that a fact names, as it was called then; older entries hold only its number."""
        then = self.facts.get("label" if name == "theme" else f"{name}_label")
        return then or self.labels.get(self.facts.get(name) or 0, "…")


def _merged(told: ChangeFacts) -> str:
    if told.entry.subject_id == told.thing.id:
        return str(_("Merged into “%(label)s”", label=told.label("into")))
    return str(
        _(
            "“%(label)s” was merged into it",
            label=told.facts.get("label") or told.labels.get(told.entry.subject_id, "…"),
        )
    )


def _split(told: ChangeFacts) -> str:
    names = [quoted(part["label"]) for part in told.facts["parts"]]
    return str(_("Split off: %(names)s", names=join_list(names)))


PLAIN: Mapping[str, Any] = {
    Verb.THEME_SET_ASIDE: _l("Set aside"),
    Verb.THEME_BROUGHT_BACK: _l("Brought back into use"),
    Verb.THEME_LEFT_WHOLE: _l("A split was looked at; it was left whole"),
    Verb.POINT_CUT: _l("Its comment was cut into points by hand"),
    Verb.POINT_GIVEN_BACK: _l("Its comment was left to the machine to cut"),
    Verb.POINT_PUT_BACK: _l("Put back to where it was"),
    Verb.POINT_PILLAR_PUT_BACK: _l("What it speaks of was put back"),
}
WORDS: Mapping[str, Callable[[ChangeFacts], str]] = {
    Verb.THEME_FOUNDED: lambda told: _("Begun as “%(label)s”", label=told.facts["label"]),
    Verb.THEME_RENAMED: lambda told: _(
        "Renamed from “%(was)s” to “%(label)s”", was=told.facts["was"], label=told.facts["label"]
    ),
    Verb.THEME_MERGED: _merged,
    Verb.THEME_UNDONE: lambda told: _("Undone: %(what)s", what=told.undid) if told.undid else _("A change was undone"),
    Verb.THEME_PARTED: lambda told: _("Parted again from “%(label)s”", label=told.label("was_in")),
    Verb.THEME_SPLIT: _split,
    Verb.THEME_SPLIT_OFF: lambda told: _("Split off from “%(label)s”", label=told.label("origin")),
    Verb.THEME_POINTS_FILED: lambda told: ngettext("%(num)s point filed here", "%(num)s points filed here", told.many),
    Verb.THEME_POINTS_FILED_TOO: lambda told: ngettext(
        "%(num)s point filed here, too", "%(num)s points filed here, too", told.many
    ),
    Verb.THEME_POINTS_KEPT: lambda told: ngettext("%(num)s point kept here", "%(num)s points kept here", told.many),
    Verb.THEME_POINTS_TAKEN_OUT: lambda told: ngettext(
        "%(num)s point taken out", "%(num)s points taken out", told.many
    ),
    Verb.THEME_FOLLOWED: lambda told: ngettext(
        "%(num)s point followed people's examples", "%(num)s points followed people's examples", told.many
    ),
    Verb.POINT_FILED: lambda told: _("Filed under “%(label)s”", label=told.label("theme")),
    Verb.POINT_FILED_TOO: lambda told: _("Filed under “%(label)s”, too", label=told.label("theme")),
    Verb.POINT_KEPT: lambda told: _("Kept in “%(label)s”", label=told.label("theme")),
    Verb.POINT_TAKEN_OUT: lambda told: _("Taken out of “%(label)s”", label=told.label("theme")),
    Verb.POINT_PILLAR_DECIDED: lambda told: (
        _("Speaks of %(code)s", code=told.facts["code"]) if told.facts.get("code") else _("Speaks of no pillar")
    ),
}


def _themes_in(entries: Iterable[CurationChange]) -> set[int | None]:
    numbers: set[int | None] = set()
    for entry in entries:
        numbers |= {entry.facts.get(name) for name in ("into", "was_in", "origin", "theme")}
        numbers.add(entry.subject_id if entry.verb == Verb.THEME_MERGED else None)
    return numbers


def _named(model: Any, ids: set[int | None]) -> dict[int, Any]:
    wanted = [number for number in ids if number is not None]
    query = select(model).where(model.id.in_(wanted))
    return {thing.id: thing for thing in db.session.scalars(query)} if wanted else {}

"""Any change that people made about themes and points taken back; the taking back is in the record, too."""

from collections.abc import Callable, Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy import delete, select, update

from consult.accounts.models import Person
from consult.analysis.assignment.actions import ACTS, DECIDED, restore, restore_all, restore_pillar, teach
from consult.analysis.models import Assignment, Point, Theme, ThemeState
from consult.analysis.rules import may_curate
from consult.analysis.shared.changes import record_change
from consult.analysis.theme_models import CurationChange, Exclusion
from consult.analysis.themes import actions
from consult.analysis.themes import split as splitting
from consult.analysis.themes.change_history import changes_of, undoable, undone_elsewhere, undone_of
from consult.core.bulk_sql import pointed_at
from consult.core.database import db
from consult.core.locking import Stale, hold
from consult.core.ruling import Refused
from consult.core.verbs import Verb
from consult.drafts.models import Guideline
from consult.drafts.queries import membership_of


def undo(thing: Theme | Point, change: int | None, *, by: Person) -> int:
    """Take back a change of a theme or a point: the one named, or the last. Says how many points stayed.

    Refused, with the reason, where something came of it since. Points that were decided again since stay.
    """
    guideline = guideline_of(thing)
    may_curate(membership_of(by, guideline)).enforce()
    hold(guideline, thing)
    entries = changes_of(thing)
    undone = undone_of(entries) | undone_elsewhere(entries)
    open_ = sorted(undoable(entries, undone))
    wanted = change if change is not None else (open_[-1] if open_ else None)
    entry = next((entry for entry in entries if entry.id == wanted), None)
    if entry is None:
        raise Stale(_("There is nothing here to undo."))
    if entry.id in undone:
        raise Stale(_("This was undone already."))
    if entry.id not in open_:
        raise Refused(_("Something came after this that depends on it. Undo that first."))
    return _undo(thing, entry, by)


def _undo(thing: Theme | Point, entry: CurationChange, by: Person) -> int:
    if isinstance(thing, Point):
        back = restore_pillar if entry.verb == Verb.POINT_PILLAR_DECIDED else restore
        back(thing, entry, by=by)
        if back is restore:
            teach(guideline_of(thing))
        return 0
    if entry.verb in ACTS:
        return _undo_act(thing, entry, by)
    UNDO[entry.verb](thing, entry, by)
    return 0


def guideline_of(thing: Theme | Point) -> Guideline:
    return thing.guideline if isinstance(thing, Theme) else thing.comment.round.guideline


def _undo_act(theme: Theme, act: CurationChange, by: Person) -> int:
    """A whole filing of points is one undo."""
    decisions, later = decisions_of(act)
    if not decisions:
        raise Refused(_("Each of these points was decided again since. Undo that first, on the page of the point."))
    points = {point.id: point for point in db.session.scalars(select(Point).where(Point.id.in_(decisions)))}
    restore_all([(points[number], decision) for number, decision in decisions.items() if number in points], by=by)
    record_change(Verb.THEME_UNDONE, theme, by=by, guideline_id=theme.guideline_id, of=act.id, undid=act.verb)
    teach(theme.guideline)
    return later


def decisions_of(act: CurationChange) -> tuple[dict[int, CurationChange], int]:
    """By point, the decisions of an act that are still the last one about it; and how many were decided again."""
    ids: Sequence[int] = act.facts["points"]
    since = select(CurationChange).where(
        CurationChange.subject == "point", CurationChange.subject_id.in_(ids), CurationChange.id > act.id
    )
    entries = db.session.scalars(since.order_by(CurationChange.id)).all()
    undone = undone_of(entries)
    last = {entry.subject_id: entry for entry in entries if entry.verb in DECIDED and entry.id not in undone}
    mine = {number: entry for number, entry in last.items() if entry.part_of_id == act.id}
    return mine, len(last) - len(mine)


def _give_name_back(theme: Theme, entry: CurationChange, by: Person) -> None:
    theme.label, theme.named_by_id = entry.facts["was"], entry.facts.get("was_by")
    _note(theme, entry, by)


def _part(_into: Theme, entry: CurationChange, by: Person) -> None:
    actions.part_theme(db.session.get_one(Theme, entry.subject_id), by=by)


def _bring_back(theme: Theme, entry: CurationChange, by: Person) -> None:
    theme.state = ThemeState.ACTIVE
    _note(theme, entry, by)


def _set_aside(theme: Theme, entry: CurationChange, by: Person) -> None:
    theme.state = ThemeState.SET_ASIDE
    _note(theme, entry, by)


def _unfound(theme: Theme, entry: CurationChange, by: Person) -> None:
    """The points go back, and the theme goes, as if it had never been begun; the journal alone remembers it."""
    for act in changes_of(theme):
        if act.part_of_id == entry.id and act.verb in ACTS:
            _undo_act(theme, act, by)
    db.session.flush()
    decided = select(Assignment.id).where(Assignment.theme_id == theme.id, Assignment.by_id.is_not(None))
    needed = pointed_at(Theme, [theme.id], apart_from=[Assignment, Point, Exclusion])
    if needed or db.session.scalars(decided.limit(1)).first() is not None:
        raise Refused(_("Points were filed under it, or it was answered or sampled since. Set it aside instead."))
    _note(theme, entry, by)
    for model in (Assignment, Exclusion):
        db.session.execute(delete(model).where(model.theme_id == theme.id))
    db.session.execute(update(Point).where(Point.nearest_theme_id == theme.id).values(nearest_theme_id=None))
    db.session.delete(theme)


def _make_whole(theme: Theme, entry: CurationChange, by: Person) -> None:
    splitting.undo_split(theme, entry)
    _note(theme, entry, by)


def _note(theme: Theme, entry: CurationChange, by: Person) -> None:
    record_change(Verb.THEME_UNDONE, theme, by=by, guideline_id=theme.guideline_id, of=entry.id, undid=entry.verb)


UNDO: Mapping[str, Callable[[Theme, CurationChange, Person], None]] = {
    Verb.THEME_RENAMED: _give_name_back,
    Verb.THEME_MERGED: _part,
    Verb.THEME_SET_ASIDE: _bring_back,
    Verb.THEME_BROUGHT_BACK: _set_aside,
    Verb.THEME_SPLIT: _make_whole,
    Verb.THEME_FOUNDED: _unfound,
}

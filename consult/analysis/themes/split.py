"""A theme in two to four: asked for, proposed by the machine (pipeline/theme_jobs.py), decided by a person, undone."""

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, update

from consult.accounts.models import Person
from consult.analysis.models import Assignment, Point, Theme, ThemeState
from consult.analysis.queries import heirs_of, names_in_use, themes_of
from consult.analysis.rules import (
    may_be_called,
    may_curate,
    may_decide_split,
    may_split,
    may_undo_split,
    still_as_shown,
)
from consult.analysis.shared.changes import record_change
from consult.analysis.theme_models import CurationChange, Split, SplitPart, SplitState
from consult.analysis.themes.change_history import changes_of, undone_of
from consult.core import clock
from consult.core.bulk_sql import chunks
from consult.core.database import db
from consult.core.locking import Stale, hold
from consult.core.queue import Job, queue
from consult.core.verbs import Verb
from consult.drafts.queries import membership_of


def ask_for_split(theme: Theme, number: int | None, *, by: Person) -> Split:
    """Let the machine propose parts, as many as asked for or as many as it sees; one that waits serves again."""
    may_curate(membership_of(by, theme.guideline)).enforce()
    hold(theme.guideline, theme)
    may_split(theme).enforce()
    last = last_split(theme)
    if last is not None and last.state == SplitState.ASKED and last.number == number and not _gave_up(last):
        return last
    open_ = (Split.theme_id == theme.id, Split.state.in_((SplitState.ASKED, SplitState.PROPOSED)))
    db.session.execute(update(Split).where(*open_).values(state=SplitState.LEFT))
    split = Split(theme=theme, by=by, number=number, at=clock.now())
    db.session.add(split)
    db.session.flush()
    queue.add("propose_split", split.id, guideline_id=theme.guideline_id, by=by)
    return split


def last_split(theme: Theme) -> Split | None:
    """The one asked for last, whatever became of it."""
    query = select(Split).where(Split.theme_id == theme.id).order_by(Split.id.desc()).limit(1)
    return db.session.scalars(query).first()


def job_of(split: Split) -> Job | None:
    query = select(Job).where(Job.kind == "propose_split", Job.subject_id == split.id).order_by(Job.id.desc())
    return db.session.scalars(query.limit(1)).first()


def _gave_up(split: Split) -> bool:
    job = job_of(split)
    return job is not None and job.ended_badly


def leave_whole(split: Split, *, by: Person) -> None:
    theme = split.theme
    may_curate(membership_of(by, theme.guideline)).enforce()
    hold(theme.guideline, split)
    may_decide_split(split).enforce()
    split.state = SplitState.LEFT
    record_change(
        Verb.THEME_LEFT_WHOLE, theme, by=by, guideline_id=theme.guideline_id, split=split.id, label=theme.label
    )


def apply_split(
    split: Split, stays: SplitPart, names: Mapping[int, str], *, by: Person, with_filed: bool = False
) -> CurationChange:
    """The part that stays keeps the theme, with its number, answers and history; each other one is a new theme.

    `names` are by position; a part without one, or with the machine's own, keeps the proposed name. Points that
    people filed here stay, unless they go along with their part (`with_filed`). Raises Stale if points left since.
    """
    theme = split.theme
    may_curate(membership_of(by, theme.guideline)).enforce()
    hold(theme.guideline, theme, split)
    may_split(theme).enforce()
    may_decide_split(split).enforce()
    ruling = still_as_shown({point for part in split.parts for point in part.points}, points_in(theme))
    if not ruling:
        raise Stale(ruling.refusal, yours="\n".join(names.values()))
    others = names_in_use(theme.guideline, but=theme)
    for label in called_after(split, stays, names).values():
        may_be_called(label, others).enforce()
    split.before = _centres(theme)
    db.session.execute(update(Theme).where(Theme.id.in_(map(int, split.before))).values(centre=None))
    was = _as_it_was(theme)
    leaving = [part for part in split.parts if part is not stays]
    founded = [_split_off(theme, part, names.get(part.position, ""), by, with_filed=with_filed) for part in leaving]
    _settle(theme, stays, names.get(stays.position, ""), by)
    split.state = SplitState.APPLIED
    parts = [
        {"theme": new.id, "label": new.label, "points": part.points} for new, part in zip(founded, leaving, strict=True)
    ]
    facts = {"split": split.id, "parts": parts, "was": was, "label": theme.label}
    done = record_change(Verb.THEME_SPLIT, theme, by=by, guideline_id=theme.guideline_id, **facts)
    came = {"guideline_id": theme.guideline_id, "origin": theme.id, "origin_label": was["label"]}
    for new in founded:
        record_change(Verb.THEME_SPLIT_OFF, new, by=by, label=new.label, **came)
    return done


def _as_it_was(theme: Theme) -> dict[str, Any]:
    """What an undo gives back to the theme."""
    named = {"label": theme.label, "named_by": theme.named_by_id}
    return {**named, "examples": representatives_of(theme), "keywords": theme.keywords, "words": theme.words}


def called_after(split: Split, stays: SplitPart | None, names: Mapping[int, str]) -> dict[int, str]:
    """By position, what each part would be called. Pure."""
    called = {part.position: names.get(part.position, "") or part.label for part in split.parts}
    if stays is not None:
        called[stays.position] = _name_of_what_stays(split.theme, stays, names.get(stays.position, ""))
    return called


def _name_of_what_stays(theme: Theme, part: SplitPart, name: str) -> str:
    """A name that people gave the theme stays, unless it was given another."""
    if name and name not in {part.label, theme.label}:
        return name
    return part.label if theme.named_by_id is None and name != theme.label else theme.label


def points_in(theme: Theme) -> set[int]:
    return set(db.session.scalars(select(Assignment.point_id).where(Assignment.theme_id == theme.id)))


def _centres(theme: Theme) -> dict[str, str]:
    """Of the theme and of those merged into it: after the split each part has its own, and theirs would pull back."""
    heirs = heirs_of(theme.guideline)
    owners = [number for number, heir in heirs.items() if heir == theme.id]
    rows = db.session.execute(select(Theme.id, Theme.centre).where(Theme.id.in_(owners)))
    return {str(number): b64encode(centre).decode() for number, centre in rows if centre}


def _split_off(theme: Theme, part: SplitPart, name: str, by: Person, *, with_filed: bool) -> Theme:
    new = Theme(
        guideline_id=theme.guideline_id,
        label=name or part.label,
        named_by=by if name and name != part.label else None,
        keywords=part.keywords,
        words=part.words,
        heading=theme.heading,
        centre=part.centre,
        change="split",
        origin_id=theme.id,
        created_at=clock.now(),
    )
    db.session.add(new)
    db.session.flush()
    for portion in chunks(part.points):
        here = update(Assignment).where(Assignment.theme_id == theme.id, Assignment.point_id.in_(portion))
        here = here if with_filed else here.where(Assignment.by_id.is_(None))
        db.session.execute(here.values(theme_id=new.id, representative=None))
    show_examples(new, enumerated(part.examples))
    return new


def _settle(theme: Theme, part: SplitPart, name: str, by: Person) -> None:
    """What stays: its own centre, words and examples; a name that people gave it, unless it was given another."""
    theme.centre, theme.keywords, theme.words = part.centre, part.keywords, part.words
    label = _name_of_what_stays(theme, part, name)
    if name and name == label != theme.label and name != part.label:
        theme.named_by = by
    theme.label = label
    show_examples(theme, enumerated(part.examples))


def representatives_of(theme: Theme) -> list[list[int]]:
    """For the journal: each point that is shown as what the theme is about, and its rank."""
    shown = select(Assignment.point_id, Assignment.representative).where(Assignment.representative.is_not(None))
    rows = db.session.execute(shown.where(Assignment.theme_id == theme.id).order_by(Assignment.representative))
    return [[point, rank] for point, rank in rows if rank is not None]


def enumerated(points: Sequence[int]) -> list[list[int]]:
    return [[point, rank] for rank, point in enumerate(points, start=1)]


def show_examples(theme: Theme, examples: Sequence[Sequence[int]]) -> None:
    """These and no others, as far as they are in it."""
    db.session.execute(update(Assignment).where(Assignment.theme_id == theme.id).values(representative=None))
    for point, rank in examples:
        mine = (Assignment.theme_id == theme.id, Assignment.point_id == point)
        db.session.execute(update(Assignment).where(*mine).values(representative=rank))


def undo_split(theme: Theme, done: CurationChange) -> None:
    """The parts go back into the theme as merged ones, with all that came to them since; its centre is what it was."""
    parts = [db.session.get_one(Theme, part["theme"]) for part in done.facts["parts"]]
    for part in parts:
        db.session.refresh(part)
        may_undo_split(theme, part, was_split=bool(splits_standing(part))).enforce()
    for part in parts:
        _fold(part, theme)
    split = db.session.get_one(Split, done.facts["split"])
    for number, centre in split.before.items():
        owner = db.session.get(Theme, int(number))
        if owner is not None:
            owner.centre = b64decode(centre)
    split.state = SplitState.LEFT
    was, became = done.facts["was"], done.facts["label"]
    if theme.label == became:  # otherwise it was renamed since
        theme.label, theme.named_by_id = was["label"], was["named_by"]
    if "examples" in was:  # what an older entry does not hold stays as it is
        theme.keywords, theme.words = was["keywords"], was["words"]
        show_examples(theme, was["examples"])


def _fold(part: Theme, theme: Theme) -> None:
    """All that is in `part` goes into `theme`; of a point in both, what a person said stays."""
    there = {a.point_id: a for a in db.session.scalars(select(Assignment).where(Assignment.theme_id == theme.id))}
    for assignment in db.session.scalars(select(Assignment).where(Assignment.theme_id == part.id)).all():
        twin = there.get(assignment.point_id)
        if twin is not None:
            db.session.delete(twin if assignment.by_id is not None else assignment)
    db.session.flush()
    moved = update(Assignment).where(Assignment.theme_id == part.id)
    db.session.execute(moved.values(theme_id=theme.id, representative=None))
    nearest = update(Point).where(Point.nearest_theme_id == part.id)
    db.session.execute(nearest.values(nearest_theme_id=theme.id))
    part.state, part.merged_into_id, part.centre = ThemeState.MERGED, theme.id, None


def splits_standing(theme: Theme, *, since: int = 0) -> list[CurationChange]:
    """The splits of a theme by people that were not undone, after an entry of the journal."""
    entries = changes_of(theme)
    undone = undone_of(entries)
    return [e for e in entries if e.verb == Verb.THEME_SPLIT and e.id not in undone and e.id > since]


def split_off_from(theme: Theme) -> Sequence[Theme]:
    """Those that stand: the page of a theme lists all that do anyway."""
    standing = themes_of(theme.guideline, ThemeState.ACTIVE, ThemeState.SET_ASIDE)
    return [one for one in standing if one.origin_id == theme.id]

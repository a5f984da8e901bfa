"""What people do about themes and points: each change says who and is in the journal; simple ones can be undone."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, select, update

from consult.accounts.models import Person
from consult.analysis.models import (
    AnalysisRun,
    Assignment,
    Coding,
    Point,
    Sample,
    SampledPoint,
    Theme,
    ThemeState,
)
from consult.analysis.queries import names_in_use, unfinished_run
from consult.analysis.reliability.sampling import drawn
from consult.analysis.rules import (
    may_be_called,
    may_bring_back,
    may_code,
    may_curate,
    may_draw,
    may_merge,
    may_part,
    may_part_after,
    may_set_aside,
)
from consult.analysis.shared.changes import record_change
from consult.analysis.theme_models import CurationChange
from consult.analysis.themes.split import representatives_of, show_examples, splits_standing
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import enforce_base_version, hold, version_of
from consult.core.queue import queue
from consult.core.verbs import Verb
from consult.drafts.models import Guideline, Pillar
from consult.drafts.queries import membership_of


def new_run(guideline: Guideline, *, by: Person | None) -> AnalysisRun:
    """The record of a reading that is about to begin."""
    run = AnalysisRun(guideline=guideline, asked_by_id=by.id if by is not None else None, created_at=clock.now())
    db.session.add(run)
    record(Verb.ANALYSIS_ASKED, run, by=by, guideline_id=guideline.id)
    return run


def start_run(guideline: Guideline, *, by: Person | None) -> AnalysisRun:
    """Queue a reading of all comments; one that waits already serves again."""
    if by is not None:
        may_curate(membership_of(by, guideline)).enforce()
    under_way = unfinished_run(guideline)
    if under_way is not None:
        return under_way[0]
    run = new_run(guideline, by=by)
    queue.add("analyse", run.id, guideline_id=guideline.id, by=by)
    return run


# Themes


def rename_theme(theme: Theme, label: str, *, by: Person, base_version: str | None = None) -> CurationChange:
    """A name that people gave stays over re-runs. `base_version` is of the name that they saw."""
    _may_curate(theme, by)
    if base_version is not None:
        says = _named_meanwhile(theme, by)
        enforce_base_version(base_version, version_of(theme.label), says, theirs=theme.label, yours=label)
    may_be_called(label, names_in_use(theme.guideline, but=theme)).enforce()
    was = {"was": theme.label, "was_by": theme.named_by_id}
    theme.label, theme.named_by = label, by
    return record_change(Verb.THEME_RENAMED, theme, by=by, guideline_id=theme.guideline_id, label=label, **was)


def _named_meanwhile(theme: Theme, by: Person) -> Any:
    """That it is not called any more what they saw: of a name that they gave themselves, that it was they."""
    last = select(CurationChange).where(
        CurationChange.subject == "theme",
        CurationChange.subject_id == theme.id,
        CurationChange.verb == Verb.THEME_RENAMED,
    )
    entry = db.session.scalars(last.order_by(CurationChange.id.desc()).limit(1)).first()
    if entry is not None and entry.by_id == by.id and entry.facts["label"] == theme.label:
        return _(
            "You named it “%(label)s” meanwhile, perhaps in another window. Send the name again if it is better.",
            label=theme.label,
        )
    return _(
        "It was named “%(label)s” while you were thinking of a name. Send yours again if it is better.",
        label=theme.label,
    )


def merge_theme(theme: Theme, into: Theme, *, by: Person) -> CurationChange:
    """All points of `theme` go to `into`; the change keeps which, so that they can be parted again."""
    _may_curate(theme, by, into)
    may_merge(theme, into).enforce()
    there = set(db.session.scalars(select(Assignment.point_id).where(Assignment.theme_id == into.id)))
    moving = db.session.scalars(select(Assignment).where(Assignment.theme_id == theme.id)).all()
    both = [assignment.point_id for assignment in moving if assignment.point_id in there]
    examples = representatives_of(theme)
    db.session.execute(delete(Assignment).where(Assignment.theme_id == theme.id, Assignment.point_id.in_(both)))
    db.session.execute(
        update(Assignment).where(Assignment.theme_id == theme.id).values(theme_id=into.id, representative=None)
    )
    _redirect_nearest(theme, into)
    theme.state, theme.merged_into_id = ThemeState.MERGED, into.id
    points = sorted(assignment.point_id for assignment in moving)
    facts = {
        "into": into.id,
        "points": points,
        "both": both,
        "examples": examples,
        "label": theme.label,
        "into_label": into.label,
    }
    return record_change(Verb.THEME_MERGED, theme, by=by, guideline_id=theme.guideline_id, **facts)


def part_theme(theme: Theme, *, by: Person) -> CurationChange:
    """Undo a merge: the points that came with it go back, except those that people filed elsewhere since."""
    _may_curate(theme, by)
    may_part(theme).enforce()
    heir = heir_of(theme)
    into = heir.id
    merge = (
        select(CurationChange)
        .where(CurationChange.verb == Verb.THEME_MERGED, CurationChange.subject_id == theme.id)
        .order_by(CurationChange.id.desc())
    )
    entry = db.session.scalars(merge.limit(1)).first()
    facts, since = (entry.facts, entry.id) if entry is not None else ({}, 0)
    may_part_after(heir, was_split=bool(splits_standing(heir, since=since))).enforce()
    theme.state, theme.merged_into_id = ThemeState.ACTIVE, None
    both = set(facts.get("both", []))
    going = select(Assignment).where(Assignment.theme_id == into, Assignment.point_id.in_(facts.get("points", [])))
    for assignment in db.session.scalars(going):
        if assignment.point_id in both:
            again = {"p": assignment.p, "by_id": assignment.by_id, "at": assignment.at}
            db.session.add(Assignment(point_id=assignment.point_id, theme_id=theme.id, **again))
        else:
            assignment.theme_id, assignment.representative = theme.id, None
    db.session.flush()
    show_examples(theme, facts.get("examples", []))
    return record_change(
        Verb.THEME_PARTED,
        theme,
        by=by,
        guideline_id=theme.guideline_id,
        was_in=into,
        of=since or None,
        label=theme.label,
        was_in_label=heir.label,
    )


def set_theme_aside(theme: Theme, *, by: Person) -> CurationChange:
    """Out of the ranking: what is no theme (greetings, thanks). Its points stay in it, and are listed there."""
    _may_curate(theme, by)
    may_set_aside(theme).enforce()
    theme.state = ThemeState.SET_ASIDE
    return record_change(Verb.THEME_SET_ASIDE, theme, by=by, guideline_id=theme.guideline_id, label=theme.label)


def bring_theme_back(theme: Theme, *, by: Person) -> CurationChange:
    _may_curate(theme, by)
    may_bring_back(theme).enforce()
    theme.state = ThemeState.ACTIVE
    return record_change(Verb.THEME_BROUGHT_BACK, theme, by=by, guideline_id=theme.guideline_id, label=theme.label)


def heir_of(theme: Theme) -> Theme:
    """The theme that it ended up in, over as many merges as there were."""
    while theme.merged_into_id is not None:
        theme = db.session.get_one(Theme, theme.merged_into_id)
    return theme


def _may_curate(theme: Theme, by: Person, *others: Theme) -> None:
    """And look at the themes afresh: someone else may have been at work on them."""
    may_curate(membership_of(by, theme.guideline)).enforce()
    hold(theme.guideline, theme, *others)


def _redirect_nearest(theme: Theme, into: Theme) -> None:
    db.session.execute(update(Point).where(Point.nearest_theme_id == theme.id).values(nearest_theme_id=into.id))


# Samples


def draw_sample(guideline: Guideline, size: int, *, by: Person, seed: int) -> Sample:
    """Points at random for people to code blind, with what the machine says of each now."""
    may_draw(membership_of(by, guideline)).enforce()
    sample = Sample(guideline=guideline, by_id=by.id, at=clock.now())
    db.session.add(sample)
    db.session.flush()
    db.session.add_all(SampledPoint(sample_id=sample.id, **row) for row in drawn(guideline, size, seed=seed))
    record(Verb.SAMPLE_DRAWN, sample, by=by, guideline_id=guideline.id, size=size, seed=seed)
    return sample


def code_point(sampled: SampledPoint, theme: Theme | None, pillar: Pillar | None, *, by: Person) -> Coding:
    """What they say a sampled point is about; said once more, it replaces what they said before."""
    guideline = sampled.point.comment.round.guideline
    may_code(membership_of(by, guideline)).enforce()
    mine = select(Coding).where(Coding.sampled_id == sampled.id, Coding.coder_id == by.id)
    coding = db.session.scalars(mine).one_or_none()
    if coding is None:
        coding = Coding(sampled=sampled, coder=by)
        db.session.add(coding)
    coding.theme_id = theme.id if theme is not None else None
    coding.pillar_id = pillar.id if pillar is not None else None
    coding.at = clock.now()
    return coding

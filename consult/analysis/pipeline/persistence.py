"""What a reading found, written in bulk. What people decided stays as they left it; nothing is committed here.

Of very many comments it is written in portions, each a transaction: nobody who comments meanwhile waits for all of it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import delete, exists, func, select

from consult.analysis.asks.models import Ask, AskMember
from consult.analysis.assignment.actions import follow_what_it_did_not_know
from consult.analysis.models import AnalysisRun, Assignment, Campaign, Point, SampledPoint, Theme
from consult.analysis.pipeline.assignment_sync import keep_assignments
from consult.analysis.segmentation.queries import cuts_of
from consult.analysis.shared.point_matching import Matched, claim_back, match
from consult.analysis.shared.population import of_points
from consult.analysis.shared.records import Findings, FoundPoint, FoundTheme, Material
from consult.analysis.shared.run_comparison import NO_THEME, moves
from consult.analysis.stance.models import PointStance, StanceSuggestion
from consult.analysis.theme_models import CurationChange, Exclusion
from consult.core import clock
from consult.core.audit_log import record
from consult.core.bulk_sql import delete_rows, insert_rows, pointed_at, rows_where, update_rows
from consult.core.database import db
from consult.core.locking import hold
from consult.core.verbs import Verb
from consult.drafts.models import Guideline

_STRONGEST = 5
PORTION = 5_000  # comments


def keep_run(run: AnalysisRun, found: Findings, material: Material) -> Iterator[None]:
    """A whole reading: themes, campaigns, points, assignments, and the run's own record.

    Yields after each portion but the last; whoever calls commits there.
    """
    hold(run.guideline)
    before, named = _main_themes(run.guideline), _labels(run.guideline)
    themes, campaigns = _keep_themes(run, found), _keep_campaigns(run.guideline, found)
    portions = list(_portions(found, material))
    for place, (some, part) in enumerate(portions, start=1):
        _keep(run.guideline, some, part, themes, campaigns)
        if place < len(portions):
            yield
            hold(run.guideline)
    _drop_empty_campaigns(run.guideline)
    run.finished_at = clock.now()
    run.comments, run.points = len(material.comments), len(found.points)
    changed = {**moves(before, _main_themes(run.guideline)), "labels": named}
    run.counts = _counts(found, material) | ({"since": changed} if material.themes else {})
    run.seconds, run.versions, run.settings = dict(found.seconds), dict(found.versions), dict(found.settings)
    record(Verb.ANALYSIS_FINISHED, run, guideline_id=run.guideline_id, comments=run.comments, points=run.points)
    follow_what_it_did_not_know(run.guideline, run.created_at)


def keep_new(run: AnalysisRun, found: Findings, material: Material) -> None:
    """Some comments filed under the themes of the last run, which changes in nothing else."""
    hold(run.guideline)
    of_guideline = select(Theme.id).where(Theme.guideline_id == run.guideline_id)
    themes = {number: number for number in db.session.scalars(of_guideline)}
    _keep(run.guideline, found, material, themes, _keep_campaigns(run.guideline, found), letters_stay=True)
    _drop_empty_campaigns(run.guideline)
    read = {comment.id for comment in material.comments}
    pointless = set(run.counts.get("pointless", [])) - read | set(_pointless(found, material))
    run.counts = {**run.counts, "pointless": sorted(pointless)}


def _portions(found: Findings, material: Material) -> Iterator[tuple[Findings, Material]]:
    """Comments as they were given, with their points."""
    if len(material.comments) <= PORTION:
        yield found, material
        return
    points: defaultdict[int, list[FoundPoint]] = defaultdict(list)
    for point in found.points:
        points[point.comment_id].append(point)
    for start in range(0, len(material.comments), PORTION):
        some = material.comments[start : start + PORTION]
        mine = tuple(point for comment in some for point in points[comment.id])
        yield replace(found, points=mine), replace(material, comments=some)


def _keep(
    guideline: Guideline,
    found: Findings,
    material: Material,
    themes: Mapping[int, int],
    campaigns: Mapping[int, int],
    *,
    letters_stay: bool = False,
) -> None:
    found, texts = _as_they_are_cut(found, material)
    known = {row.id: row for row in rows_where(select(*Point.__table__.columns), Point.comment_id, list(texts))}
    matched = match(found.points, (row for row in known.values() if row.start >= 0), texts)
    claim_back(found.points, (row for row in known.values() if row.start < 0), matched)
    let_go(matched.gone)
    letters = {row.id: row.campaign_id for row in known.values()} if letters_stay else {}
    numbers = {"campaigns": campaigns, "themes": themes, "letters": letters}
    _keep_points(guideline, found.points, matched, known, numbers)
    there = {row.id for row in known.values() if row.start >= 0}
    keep_assignments(guideline, found, list(texts), themes, there)


def _as_they_are_cut(found: Findings, material: Material) -> tuple[Findings, dict[int, str]]:
    """What was found but for comments that people cut otherwise while they were read: those are read again soon."""
    texts = {comment.id: comment.text for comment in material.comments}
    cuts = cuts_of(texts)
    read = {comment.id: comment.text for comment in material.comments if cuts.get(comment.id) == comment.cut}
    if len(read) == len(texts):
        return found, texts
    return replace(found, points=tuple(point for point in found.points if point.comment_id in read)), read


def _counts(found: Findings, material: Material) -> dict[str, Any]:
    return {
        "first": not material.themes,
        "themes": len(found.themes),
        "campaigns": len(found.campaigns),
        "folded": sum(map(len, found.campaigns)),
        "unplaced": sum(not point.themes for point in found.points),
        "no_pillar": sum(point.pillar is None for point in found.points),
        "pointless": _pointless(found, material),
    }


def _main_themes(guideline: Guideline) -> dict[int, int]:
    """By point whose words stand, the theme that it most probably belongs to."""
    strongest = select(Assignment.point_id, Assignment.theme_id).join(Theme, Theme.id == Assignment.theme_id)
    found = dict.fromkeys(db.session.scalars(of_points(guideline, Point.id)), NO_THEME)
    ordered = strongest.where(_of(guideline)).order_by(Assignment.p, Assignment.theme_id.desc())
    return found | {point: theme for point, theme in db.session.execute(ordered) if point in found}


def _labels(guideline: Guideline) -> dict[str, str]:
    """What each theme is called, by its number as a word: JSON knows no other keys."""
    return {
        str(theme): label for theme, label in db.session.execute(select(Theme.id, Theme.label).where(_of(guideline)))
    }


def _pointless(found: Findings, material: Material) -> list[int]:
    """Comments without a single point: an emoji, a dash."""
    return sorted({comment.id for comment in material.comments} - {point.comment_id for point in found.points})


# Themes


def _keep_themes(run: AnalysisRun, found: Findings) -> dict[int, int]:
    """Our number for each theme of the reading; a new one gets a row."""
    themes = {theme.id: theme for theme in db.session.scalars(select(Theme).where(_of(run.guideline)))}
    merged, split = _merged_since_last(run), _split_off_since_last(run)
    numbers = {}
    for fresh in found.themes:
        theme = themes.get(fresh.id)
        if theme is None:
            origin = fresh.origin if fresh.origin in themes else None
            theme = Theme(guideline=run.guideline, label="", keywords=[], origin_id=origin, created_at=clock.now())
            db.session.add(theme)
        _describe(theme, fresh, merged, split)
        db.session.flush()
        numbers[fresh.id] = theme.id
        theme.centre = found.centres.get(fresh.id, theme.centre)
        theme.subject = found.subjects.get(fresh.id)
    for number, centre in found.centres.items():
        if number in themes:
            themes[number].centre = centre
    db.session.flush()
    return numbers


def _describe(theme: Theme, fresh: FoundTheme, merged: set[int], split: set[int]) -> None:
    remainder = theme.loose or fresh.loose  # what is or was left over has no name that people could have learnt
    if theme.named_by_id is None and (remainder or not _still_fits(theme.label, fresh)):
        theme.label = fresh.label
    theme.loose = fresh.loose
    theme.keywords = list(fresh.keywords)
    theme.words = {language: list(words) for language, words in fresh.words.items()}
    theme.heading = fresh.heading
    theme.change = "merged" if theme.id in merged else "split" if theme.id in split else fresh.change


def _still_fits(label: str, fresh: FoundTheme) -> bool:
    """A name that people have read is kept as long as one of the strongest words of the theme stands in it."""
    return any(word.casefold() in label.casefold() for word in fresh.keywords[:_STRONGEST])


def _merged_since_last(run: AnalysisRun) -> set[int]:
    """Themes that others were merged into since the run before this one."""
    return {entry.facts["into"] for entry in _since_last(run, Verb.THEME_MERGED)}


def _split_off_since_last(run: AnalysisRun) -> set[int]:
    """Themes that people split off from others since the run before this one."""
    return {entry.subject_id for entry in _since_last(run, Verb.THEME_SPLIT_OFF)}


def _since_last(run: AnalysisRun, verb: Verb) -> Iterable[CurationChange]:
    before = select(func.max(AnalysisRun.created_at)).where(
        AnalysisRun.guideline_id == run.guideline_id, AnalysisRun.id != run.id, AnalysisRun.finished_at.is_not(None)
    )
    entries = select(CurationChange).where(CurationChange.verb == verb, CurationChange.guideline_id == run.guideline_id)
    last = db.session.scalar(before)
    return db.session.scalars(entries.where(CurationChange.at > last) if last else entries)


def _of(guideline: Guideline) -> Any:
    return Theme.guideline_id == guideline.id


# Campaigns


def _keep_campaigns(guideline: Guideline, found: Findings) -> dict[int, int]:
    """Our number for each campaign of the reading; it is known by the comment that stands for all."""
    known = select(Campaign).where(Campaign.guideline_id == guideline.id)
    by_first = {campaign.first_comment_id: campaign for campaign in db.session.scalars(known)}
    numbers = {}
    for place, members in enumerate(found.campaigns):
        campaign = by_first.get(members[0])
        if campaign is None:
            campaign = Campaign(guideline_id=guideline.id, first_comment_id=members[0], size=len(members))
            db.session.add(campaign)
        campaign.size = len(members)
        db.session.flush()
        numbers[place] = campaign.id
    return numbers


def _drop_empty_campaigns(guideline: Guideline) -> None:
    empty = ~exists().where(Point.campaign_id == Campaign.id)
    db.session.execute(
        delete(Campaign).where(Campaign.guideline_id == guideline.id, empty),
        execution_options={"synchronize_session": False},
    )


# Points


def let_go(gone: Sequence[int]) -> None:
    """Points whose words no longer stand. One that an answer or a revision names is kept, without a place."""
    needed = pointed_at(
        Point, gone, apart_from=[Ask, AskMember, Assignment, Exclusion, PointStance, SampledPoint, StanceSuggestion]
    )
    delete_rows(Point, Point.id, [number for number in gone if number not in needed])
    park(sorted(needed))


def park(ids: Iterable[int]) -> None:
    """Take points from their places, so that others can take them; a place before the text is no place."""
    update_rows(Point, [{"id": number, "start": -2 * number, "end": -2 * number + 1} for number in ids])


def _keep_points(
    guideline: Guideline,
    found: Sequence[FoundPoint],
    matched: Matched,
    known: Mapping[int, Any],
    numbers: Mapping[str, Mapping[int, int]],
) -> None:
    pillars = {pillar.code: pillar.id for pillar in guideline.pillars}
    fresh, again = [], []
    for place, point in enumerate(found):
        row = _row(point, pillars, numbers)
        if place not in matched.same:
            fresh.append({"comment_id": point.comment_id, **row})
            continue
        was = known[matched.same[place]]
        if was.pillar_by_id is not None:
            row |= {"pillar_id": was.pillar_id, "pillar_p": was.pillar_p}
        if was.text == point.text and row["campaign_id"] is None:
            row["campaign_id"] = numbers["letters"].get(was.id)
        if any(value != getattr(was, name) for name, value in row.items()):
            again.append({"id": was.id, **row})
    park(row["id"] for row in again if (row["start"], row["end"]) != (known[row["id"]].start, known[row["id"]].end))
    update_rows(Point, again)
    insert_rows(Point, fresh)


def _row(point: FoundPoint, pillars: Mapping[str, int], numbers: Mapping[str, Mapping[int, int]]) -> dict[str, Any]:
    unplaced = not point.themes and point.nearest is not None
    return {
        "start": point.start,
        "end": point.end,
        "text": point.text,
        "proposed_start": point.proposed[0] if point.proposed is not None else None,
        "proposed_end": point.proposed[1] if point.proposed is not None else None,
        "language": point.language,
        "campaign_id": numbers["campaigns"].get(point.campaign) if point.campaign is not None else None,
        "pillar_id": pillars.get(point.pillar or ""),
        "pillar_p": point.pillar_p,
        "nearest_theme_id": numbers["themes"].get(point.nearest) if unplaced and point.nearest is not None else None,
        "x": point.x,
        "y": point.y,
    }

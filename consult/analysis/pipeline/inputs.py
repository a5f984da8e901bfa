"""What a reading needs of the database: comments, pillars with their clauses, themes, people's corrections."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Row, Select, and_, exists, func, or_, select
from sqlalchemy.orm import undefer

from consult.analysis.models import AnalysisRun, Assignment, Point, Prepared, Theme, ThemeState
from consult.analysis.pipeline.previous_layout import places_on_map, points_on_map
from consult.analysis.segmentation.queries import cuts_of
from consult.analysis.segmentation_models import HandCut
from consult.analysis.shared.records import Correction, GivenComment, GivenPillar, GivenTheme, Material
from consult.comments.models import Comment
from consult.comments.queries import all_sent
from consult.consultations.models import Round
from consult.core.database import db
from consult.core.queue import Job, State
from consult.drafts.models import Guideline, Pillar
from consult.drafts.queries import current_draft, draft_in_work, wordings_of


def all_of(guideline: Guideline) -> Material:
    """Everything that was said so far."""
    return replace(_material(guideline, _sent(guideline)), places=places_on_map(guideline))


def some_of(guideline: Guideline, ids: Sequence[int]) -> Material:
    """Those comments only, with all themes."""
    found = _material(guideline, _sent(guideline).where(Comment.id.in_(ids)))
    return replace(found, on_map=tuple(points_on_map(guideline)))


def _material(guideline: Guideline, comments: Select[int, str, str | None, str | None]) -> Material:
    given = [GivenComment(*row) for row in db.session.execute(comments)]
    cuts = cuts_of({comment.id: comment.text for comment in given})
    return Material(
        language=guideline.language,
        comments=tuple(comment._replace(cut=cuts.get(comment.id)) for comment in given),
        pillars=tuple(_pillars(guideline)),
        themes=tuple(themes_given(guideline)),
        corrections=tuple(_corrections(guideline)),
    )


def _sent(guideline: Guideline) -> Select[int, str, str | None, str | None]:
    """What is read: sent, neither held nor hidden nor withdrawn, in every round of the guideline."""
    filed = select(Pillar.code).where(Pillar.id == Comment.pillar_id).scalar_subquery()
    return all_sent(guideline).with_only_columns(Comment.id, Comment.text, Comment.language, filed)


def unread_comments(guideline: Guideline, run: AnalysisRun) -> Sequence[int]:
    """Those in no point yet (but for those known to hold none), and those saved, or cut, again since they were read."""
    last = select(func.max(Job.created_at)).where(
        Job.kind == "place_new", Job.subject_id == guideline.id, Job.state == State.DONE
    )
    read_at = max(run.created_at, db.session.scalar(last) or run.created_at)
    pointless = set(run.counts.get("pointless", []))
    cut_since = exists().where(HandCut.comment_id == Comment.id, HandCut.at > read_at)
    unread = or_(Comment.saved_at > read_at, cut_since, ~exists().where(Point.comment_id == Comment.id))
    found = all_sent(guideline).where(unread).with_only_columns(Comment.id, Comment.saved_at)
    return [number for number, saved_at in db.session.execute(found) if number not in pointless or saved_at > read_at]


def unprepared_comments(guideline: Guideline, most: int) -> Sequence[Row[int, datetime]]:
    """Up to `most` comments, as (number, saved at), that were sent or saved anew since their vectors were made."""
    since = or_(Prepared.comment_id.is_(None), Prepared.saved_at < Comment.saved_at)
    found = all_sent(guideline).outerjoin(Prepared, Prepared.comment_id == Comment.id).where(since)
    return db.session.execute(found.with_only_columns(Comment.id, Comment.saved_at).limit(most)).all()


def _pillars(guideline: Guideline) -> Iterable[GivenPillar]:
    """Each with the words of its clauses in the draft in force, or, before the first one is, in the draft in work."""
    draft = current_draft(guideline) or draft_in_work(guideline)
    texts: dict[int, list[str]] = {}
    for wording in wordings_of(draft) if draft is not None else ():
        texts.setdefault(wording.pillar_id, []).append(f"{wording.heading}\n{wording.text}".strip())
    for pillar in guideline.pillars:
        own = [pillar.summary] if pillar.summary else []
        yield GivenPillar(pillar.code, pillar.title, tuple(own + texts.get(pillar.id, [])))


def themes_given(guideline: Guideline) -> Iterable[GivenTheme]:
    every = select(Theme).where(Theme.guideline_id == guideline.id).order_by(Theme.id)
    themes = db.session.scalars(every.options(undefer(Theme.subject))).all()
    by_id = {theme.id: theme for theme in themes}
    for theme in themes:
        yield GivenTheme(
            theme.id, _heir(theme, by_id), theme.label, theme.named_by_id is not None, theme.centre, theme.subject
        )


def _heir(theme: Theme, by_id: dict[int, Theme]) -> int:
    """The theme that a merged one ended up in."""
    while theme.state == ThemeState.MERGED and theme.merged_into_id is not None:
        theme = by_id[theme.merged_into_id]
    return theme.id


def _corrections(guideline: Guideline) -> Iterable[Correction]:
    decided = (
        select(Point.text, Assignment.theme_id, Pillar.code)
        .join(Point.comment)
        .join(Comment.round)
        .outerjoin(Assignment, and_(Assignment.point_id == Point.id, Assignment.by_id.is_not(None)))
        .outerjoin(Pillar, and_(Pillar.id == Point.pillar_id, Point.pillar_by_id.is_not(None)))
        .where(Round.guideline_id == guideline.id)
        .where(or_(Assignment.id.is_not(None), Pillar.id.is_not(None)))
    )
    return (Correction(*row) for row in db.session.execute(decided.order_by(Point.id)))

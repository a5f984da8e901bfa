"""Points and themes without a machine: as a run would have left them."""

from collections.abc import Mapping, Sequence

from consult.accounts.models import Person
from consult.analysis.asks.models import Ask, AskMember
from consult.analysis.models import AnalysisRun, Assignment, Campaign, Point, Sample, SampledPoint, Theme
from consult.analysis.refiling.models import Refiling, RefilingCause
from consult.analysis.refiling.recording import note_moves
from consult.analysis.shared.run_comparison import moves
from consult.comments.models import Comment
from consult.core import clock
from consult.core.database import db
from consult.drafts.models import Guideline, Pillar


def point(
    comment: Comment,
    words: str | None = None,
    *,
    pillar: Pillar | None = None,
    p: float = 0.8,
    language: str = "en",
    campaign: Campaign | None = None,
) -> Point:
    """The whole comment as one point, or those words of it."""
    text = comment.text if words is None else words
    start = comment.text.index(text)
    made = Point(
        comment=comment,
        start=start,
        end=start + len(text),
        text=text,
        language=language,
        campaign=campaign,
        pillar=pillar,
        pillar_p=p,
    )
    db.session.add(made)
    db.session.commit()
    return made


def theme(
    guideline: Guideline,
    *points: Point,
    label: str = "Open data",
    keywords: Sequence[str] = ("open data", "registers"),
    by: Person | None = None,
) -> Theme:
    """A theme that holds these points, as the machine proposed it, or as a person filed them."""
    made = Theme(guideline=guideline, label=label, keywords=list(keywords), created_at=clock.now())
    db.session.add(made)
    for rank, member in enumerate(points, start=1):
        db.session.add(
            Assignment(
                point=member,
                theme=made,
                p=0.9 if by is None else 1.0,
                representative=rank if rank <= 5 else None,
                by=by,
                at=clock.now(),
            )
        )
    db.session.commit()
    return made


def ask(theme: Theme, *points: Point) -> Ask:
    """Points of the theme that want the same, as the machine found them; the first shows it."""
    made = Ask(theme=theme, quote=points[0], asking=True, created_at=clock.now())
    db.session.add(made)
    db.session.flush()
    db.session.add_all(AskMember(point_id=member.id, ask_id=made.id) for member in points)
    db.session.commit()
    return made


def refiling(guideline: Guideline, point: Point, *, was: Theme, now: Theme | None = None) -> Refiling:
    """The machine moved a point, or found that it fits no theme."""
    put = {now.id: 0.9} if now is not None else {}
    made = note_moves(guideline, {point.id: ({was.id: 0.8}, put)}, RefilingCause.RUN)
    assert made is not None
    db.session.commit()
    return made


def campaign(guideline: Guideline, first: Comment, *others: Comment) -> Campaign:
    """A letter in copies: every comment of it is one point."""
    made = Campaign(guideline_id=guideline.id, first_comment=first, size=1 + len(others))
    db.session.add(made)
    for comment in (first, *others):
        point(comment, campaign=made)
    return made


def sample(guideline: Guideline, *points: Point, by: Person) -> Sample:
    """These points, drawn to be coded."""
    made = Sample(guideline=guideline, by_id=by.id, at=clock.now())
    db.session.add(made)
    db.session.flush()
    db.session.add_all(
        SampledPoint(sample_id=made.id, point_id=point.id, pillar_id=point.pillar_id) for point in points
    )
    db.session.commit()
    return made


def run(
    guideline: Guideline, *, comments: int = 0, points: int = 0, changed: Mapping[int, int] | None = None
) -> AnalysisRun:
    """A finished run; with `changed`, one that left these points in these themes as they were."""
    made = AnalysisRun(
        guideline=guideline,
        created_at=clock.now(),
        finished_at=clock.now(),
        comments=comments,
        points=points,
        seconds={"languages": 0.1, "vectors": 1.5, "themes": 0.4},
        versions={"spacy": "3"},
        settings={"seed": 0},
        counts={"themes": 1, "campaigns": 0, "folded": 0, "unplaced": 0, "no_pillar": 0, "pointless": []},
    )
    if changed is not None:
        made.counts["since"] = {**moves(changed, changed), "labels": {}}
    db.session.add(made)
    db.session.commit()
    return made

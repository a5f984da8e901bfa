"""A corpus whose vectors are shared out, and what a run made of it, to compare."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select

from consult.analysis.asks.models import Ask, AskMember
from consult.analysis.models import AnalysisRun, Assignment, Campaign, Point, Theme, Vector
from consult.analysis.pipeline import embedding_jobs as sharing
from consult.analysis.pipeline import jobs
from consult.core.database import db
from consult.core.queue import Job
from consult.demo import reading
from consult.drafts.models import Guideline
from tests.make import comments, consultations, drafts
from tests.people import People

SPOKEN = 90
FEW, SMALL = 100, 64  # so that some hundred points are many, and shared out in portions of 64
SHARED_OUT = f"""
from consult.analysis.pipeline import embedding_jobs as sharing, nlp_adapter as adapter
sharing.MANY, sharing.PORTION = {FEW}, {SMALL}
"""


def spoken_in() -> Guideline:
    """A guideline with real comments in a closed round; not read yet."""
    people = People()
    guideline = drafts.guideline()
    people.appoint_all(guideline)
    round_ = consultations.round_(drafts.draft(guideline, by=people.sara))
    for said in reading.city_comments()[::4][:SPOKEN]:
        comments.comment(round_, people.amina, said["comment"], number="HR-L1", language=said["language"])
    db.session.commit()
    return guideline


def asked_for(guideline: Guideline) -> int:
    """The number of a run that waits; nothing is held open, so that workers can write."""
    run = jobs.start_run(guideline, by=None)
    db.session.flush()
    number = run.id
    db.session.commit()
    return number


def portions() -> list[Job]:
    return list(db.session.scalars(select(Job).where(Job.kind == "embed").order_by(Job.id)))


def worker_of(job: Job) -> str:
    return (job.token or "").rpartition("/")[0]


def vectors() -> Mapping[str, bytes]:
    return dict(db.session.execute(select(Vector.digest, Vector.values)).all())


def found() -> list[Any]:
    """All that a reading found, without the numbers that the database gave."""
    themes = select(Theme.label, Theme.keywords, Theme.words, Theme.heading, Theme.centre).order_by(Theme.id)
    filed = (
        select(Point.comment_id, Point.start, Point.end, Point.x, Point.y, Theme.label, Assignment.p)
        .outerjoin(Assignment, Assignment.point_id == Point.id)
        .outerjoin(Theme, Theme.id == Assignment.theme_id)
        .order_by(Point.comment_id, Point.start, Assignment.p.desc(), Theme.id)
    )
    return [tuple(row) for query in (themes, filed) for row in db.session.execute(query)]


def forget() -> None:
    """As if nothing had been read."""
    for model in (Assignment, AskMember, Ask, Point, Theme, Campaign, Vector, AnalysisRun):
        db.session.execute(delete(model))
    db.session.commit()


def read_alone(guideline: Guideline) -> None:
    """By one process, with nothing shared out."""
    many, sharing.MANY = sharing.MANY, 10**9
    try:
        jobs.analyse_now(guideline)
    finally:
        sharing.MANY = many

"""Background jobs, found for a person."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, func, select

from consult.accounts.models import Person
from consult.accounts.rules import may_administer
from consult.core.database import db
from consult.core.queue import OPEN, Job, State
from consult.drafts.models import Guideline
from consult.drafts.queries import membership_of
from consult.tracing.background_jobs.rules import may_see_jobs

# What is shown, by its name in the address.
SHOWN: dict[str, Collection[State]] = {
    "open": OPEN,
    "failed": (State.FAILED,),
    "cancelled": (State.CANCELLED,),
    "done": (State.DONE,),
}


def job_for(person: Person, job_id: int) -> Job | None:
    """Of any guideline for administrators, else of one that they know; Refused when they know it and may not."""
    job = db.session.get(Job, job_id)
    if job is None or may_administer(person):
        return job
    guideline = db.session.get(Guideline, job.guideline_id) if job.guideline_id is not None else None
    membership = membership_of(person, guideline) if guideline is not None else None
    if membership is None or not membership.knows:
        return None
    may_see_jobs(membership).enforce()
    return job


def jobs_shown(guideline: Guideline | None, state: str) -> Select[Any]:
    """(job, guideline, who asked), the newest first; of one guideline, or of the whole site."""
    query: Any = (
        select(Job, Guideline, Person.name)
        .outerjoin(Guideline, Guideline.id == Job.guideline_id)
        .outerjoin(Person, Person.id == Job.asked_by_id)
        .order_by(Job.id.desc())
    )
    if guideline is not None:
        query = query.where(Job.guideline_id == guideline.id)
    shown: Select[Any] = query.where(Job.state.in_(SHOWN[state])) if state in SHOWN else query
    return shown


def counts_by_name(guideline: Guideline | None) -> dict[str, int]:
    query = select(Job.state, func.count()).group_by(Job.state)
    if guideline is not None:
        query = query.where(Job.guideline_id == guideline.id)
    found: dict[State, int] = dict(db.session.execute(query).all())
    return {name: sum(found.get(state, 0) for state in states) for name, states in SHOWN.items()}

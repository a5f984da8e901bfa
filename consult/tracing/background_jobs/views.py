"""Background jobs on two pages: of a guideline, for its secretariat; of the whole site, for administrators."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.accounts.rules import may_administer
from consult.core.database import db
from consult.core.locking import held
from consult.core.pagination import paged
from consult.core.queue import Job, State, queue
from consult.drafts.models import Guideline
from consult.drafts.queries import guideline_for
from consult.tracing.background_jobs import rules
from consult.tracing.background_jobs.labels import JOB_KIND_NAMES, JOB_STATE_NAMES
from consult.tracing.background_jobs.queries import counts_by_name, job_for, jobs_shown
from consult.tracing.blueprint import bp


@bp.get("/jobs")
@login_required
def jobs() -> ResponseReturnValue:
    may_administer(current_user).enforce()
    return _listed(None)


@bp.get("/guidelines/<slug>/jobs")
@login_required
def guideline_jobs(slug: str) -> ResponseReturnValue:
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    rules.may_see_jobs(membership).enforce()
    return _listed(guideline)


def _listed(guideline: Guideline | None) -> ResponseReturnValue:
    state = request.args.get("state", "")
    return render_template(
        "tracing/jobs.html",
        guideline=guideline,
        state=state,
        counts=counts_by_name(guideline),
        page=paged(jobs_shown(guideline, state), rows=True),
        may_cancel_job=rules.may_cancel_job,
        may_retry_job=rules.may_retry_job,
        job_kinds=JOB_KIND_NAMES,
        job_states=JOB_STATE_NAMES,
    )


@bp.post("/jobs/<int:job_id>/cancel")
@login_required
def cancel_job(job_id: int) -> ResponseReturnValue:
    """What it has done so far stays; a job that runs ends after the step that it is at."""
    job = held(job_for(current_user, job_id) or abort(404))
    rules.may_cancel_job(job).enforce()
    queue.cancel(job)
    over = job.state == State.CANCELLED
    db.session.commit()
    flash(_("It is cancelled.") if over else _("It ends after the step that it is at."))
    return redirect(_back(job))


@bp.post("/jobs/<int:job_id>/retry")
@login_required
def retry_job(job_id: int) -> ResponseReturnValue:
    job = held(job_for(current_user, job_id) or abort(404))
    rules.may_retry_job(job).enforce()
    queue.retry(job, by=current_user)
    db.session.commit()
    flash(_("It waits for a worker again."))
    return redirect(_back(job))


def _back(job: Job) -> str:
    """To the list of the site for who sees that, else to that of the guideline."""
    guideline: Any = db.session.get(Guideline, job.guideline_id) if job.guideline_id is not None else None
    if guideline is None or may_administer(current_user):
        return url_for("tracing.jobs")
    return url_for("tracing.guideline_jobs", slug=guideline.slug)

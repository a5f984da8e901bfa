"""`consult jobs`: what the pages show, for whoever sits at the machine."""

import json
from collections.abc import Callable

import click
from flask.cli import with_appcontext

from consult.core.database import db
from consult.core.locking import held
from consult.core.queue import Job, queue
from consult.core.ruling import Ruling
from consult.tracing.background_jobs import rules
from consult.tracing.background_jobs.labels import JOB_KIND_NAMES, JOB_STATE_NAMES
from consult.tracing.background_jobs.queries import SHOWN, jobs_shown


@click.group()
def jobs() -> None:
    """Background jobs: what waits, what runs, what failed."""


@jobs.command("list")
@click.option("--state", type=click.Choice(sorted(SHOWN)), default="open", show_default=True, help="Which of them.")
@click.option("--most", default=50, show_default=True, type=click.IntRange(1), help="How many, the newest first.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@with_appcontext
def list_(state: str, most: int, *, as_json: bool) -> None:
    """The newest jobs of one state."""
    found = db.session.execute(jobs_shown(None, state).limit(most)).all()
    if as_json:
        click.echo(json.dumps([_told(job, guideline.slug if guideline else None) for job, guideline, _who in found]))
        return
    for job, guideline, who in found:
        share = f" {job.progress:.0%} {job.step}" if job.step else ""
        about = f"  {guideline.slug}" if guideline else ""
        asked = f"  asked by {who}" if who else ""
        error = f"\n        {job.error.splitlines()[0]}" if job.error else ""
        state_ = JOB_STATE_NAMES[job.state]
        kind = JOB_KIND_NAMES.get(job.kind, job.kind)
        click.echo(f"{job.id:>6}  {state_}{share}  {kind}{about}  {job.created_at:%Y-%m-%d %H:%M} UTC{asked}{error}")
    if not found:
        click.echo("None.")


@jobs.command()
@click.argument("number", type=int)
@with_appcontext
def show(number: int) -> None:
    """All that is known of one job, in JSON."""
    click.echo(json.dumps(_told(_found(number)), indent=1))


@jobs.command()
@click.argument("number", type=int)
@with_appcontext
def cancel(number: int) -> None:
    """End a job that waits, or one that runs after the step it is at. What it has done stays."""
    job = _enforced(number, rules.may_cancel_job)
    queue.cancel(job)
    says = "It ends after the step that it is at." if job.cancel_asked else "It is cancelled."
    db.session.commit()
    click.echo(says)


@jobs.command()
@click.argument("number", type=int)
@with_appcontext
def retry(number: int) -> None:
    """Let a job that failed or was cancelled wait for a worker again."""
    queue.retry(_enforced(number, rules.may_retry_job), by=None)
    db.session.commit()
    click.echo("It waits for a worker again.")


def _found(number: int) -> Job:
    job = db.session.get(Job, number)
    if job is None:
        raise click.ClickException(f"There is no job {number}. See consult jobs list.")
    return job


def _enforced(number: int, may: Callable[[Job], Ruling]) -> Job:
    job = held(_found(number))
    ruling = may(job)
    if not ruling:
        raise click.ClickException(str(ruling.refusal))
    return job


def _told(job: Job, guideline: str | None = None) -> dict[str, object]:
    times = {name: getattr(job, name) for name in ("created_at", "started_at", "finished_at")}
    rest = ("id", "kind", "subject_id", "state", "tries", "step", "progress", "error", "cancel_asked", "token")
    told = {name: getattr(job, name) for name in rest}
    return {**told, "guideline": guideline, **{name: at and at.isoformat() for name, at in times.items()}}

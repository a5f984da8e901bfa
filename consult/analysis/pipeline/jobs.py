"""The work of analysis: a whole reading, the filing of new comments, and the sweep that finds what is to be read.

Imported by the command line alone (through `cli`), because this is where nlp comes in: the process that
serves pages only queues, `queue.add("analyse", run.id)`.
"""

from collections.abc import Callable
from time import perf_counter

from consult.accounts.models import Person
from consult.analysis.models import AnalysisRun, Prepared
from consult.analysis.pipeline import inputs, nlp_adapter, persistence
from consult.analysis.pipeline.ask_jobs import group_asks
from consult.analysis.pipeline.embedding_jobs import SharedEncoder
from consult.analysis.pipeline.vector_jobs import VectorTable
from consult.analysis.queries import guidelines_never_read, guidelines_to_read, last_run, last_runs
from consult.analysis.themes.actions import new_run, start_run
from consult.core.bulk_sql import delete_rows, insert_missing
from consult.core.database import db, for_reading
from consult.core.queue import ReportProgress, queue
from consult.core.runtime import garbage
from consult.drafts.models import Guideline
from nlp.installed import reason_not_installed

# How much of the time a step takes, in a reading of some thousand comments.
SHARES = {
    "languages": 0.05,
    "points": 0.05,
    "campaigns": 0.05,
    "vectors": 0.55,
    "themes": 0.15,
    "placing": 0.03,
    "pillars": 0.02,
    "report": 0.02,
    "map": 0.02,
    "keeping": 0.06,
}
MOST_AT_ONCE = 5_000  # new comments that are filed in one job
PREPARED_A_MINUTE = 500  # comments of a guideline, before its first run: some seconds' work

Tell = Callable[[str, float], None]


def silent(step: str, share: float) -> None:
    """Progress that nobody waits for."""


def analyse_now(guideline: Guideline, *, by: Person | None = None, progress: ReportProgress = silent) -> AnalysisRun:
    """Read the guideline's comments here, without a worker: the command line, the demo, tests."""
    run = new_run(guideline, by=by)
    db.session.commit()
    number = run.id
    analyse_guideline(number, progress)
    return db.session.get_one(AnalysisRun, number)


@queue.job("analyse", obstacle=reason_not_installed)
def analyse_guideline(run_id: int, progress: ReportProgress) -> None:
    """Read all comments of the run's guideline. Done twice, the second changes nothing."""
    with for_reading():
        run = db.session.get(AnalysisRun, run_id)
        if run is None or run.finished_at is not None:
            return
        given = inputs.all_of(run.guideline)
        db.session.rollback()
    found = nlp_adapter.read_all(given, VectorTable(), _told(progress), embedder=SharedEncoder(run_id))
    progress("keeping", 1 - SHARES["keeping"])
    started = perf_counter()
    run = db.session.get_one(AnalysisRun, run_id)
    for _portion in persistence.keep_run(run, found, given):
        db.session.commit()
    delete_rows(Prepared, Prepared.comment_id, [comment.id for comment in given.comments])
    run.seconds = {**found.seconds, "keeping": round(perf_counter() - started, 3)}
    queue.add("compare_points", run.guideline_id, guideline_id=run.guideline_id)
    db.session.commit()
    _find_asks(run_id)


def _find_asks(run_id: int) -> None:
    started = perf_counter()
    run = db.session.get_one(AnalysisRun, run_id)
    group_asks(run.guideline_id)
    run.seconds = {**run.seconds, "asks": round(perf_counter() - started, 3)}
    db.session.commit()


@queue.job("place_new", obstacle=reason_not_installed)
def place_new(guideline_id: int, progress: ReportProgress) -> None:
    """File comments that came since the last run, under the themes that it found."""
    with for_reading():
        guideline = db.session.get(Guideline, guideline_id)
        run = last_run(guideline) if guideline is not None else None
        if guideline is None or run is None:
            return
        run_id, unread = run.id, inputs.unread_comments(guideline, run)[:MOST_AT_ONCE]
        given = inputs.some_of(guideline, unread)
        db.session.rollback()
    if not given.comments:
        return
    progress("placing", 0.1)
    found = nlp_adapter.place_some(given, VectorTable())
    persistence.keep_new(db.session.get_one(AnalysisRun, run_id), found, given)
    queue.add("compare_points", guideline_id, guideline_id=guideline_id)
    db.session.commit()
    group_asks(guideline_id, [comment.id for comment in given.comments])
    db.session.commit()


def _told(progress: ReportProgress) -> Tell:
    """nlp tells of each stage from 0 to 1; people want to know how far the whole is, about twice a second."""
    order = list(SHARES)
    said = 0.0

    def tell(stage: str, share: float) -> None:
        nonlocal said
        garbage.safe_point()
        if share not in {0.0, 1.0} and perf_counter() - said < 0.5:
            return
        said = perf_counter()
        before = sum(SHARES[name] for name in order[: order.index(stage)]) if stage in SHARES else 0.0
        progress(stage, round(before + share * SHARES.get(stage, 0.0), 3))

    return tell


@queue.sweep
def read_closed_rounds() -> None:
    """A round that closed and was not read since gets a run."""
    for guideline in guidelines_to_read():
        start_run(guideline, by=None)
    db.session.commit()


@queue.sweep
def file_new_comments() -> None:
    """Comments that came since a guideline's last run are filed under its themes within a minute."""
    with for_reading():
        waiting = [run.guideline_id for run in last_runs() if inputs.unread_comments(run.guideline, run)]
        db.session.rollback()
    for guideline_id in waiting:
        queue.add("place_new", guideline_id, guideline_id=guideline_id)
    db.session.commit()


@queue.sweep
def prepare_first_readings() -> None:
    """Before a guideline's first run the vectors of its comments are made as they come: the run will be quick."""
    with for_reading():
        waiting = [guideline.id for guideline in guidelines_never_read() if inputs.unprepared_comments(guideline, 1)]
        db.session.rollback()
    for guideline_id in waiting:
        queue.add("prepare", guideline_id, guideline_id=guideline_id)
    db.session.commit()


@queue.job("prepare", obstacle=reason_not_installed)
def prepare_vectors(guideline_id: int, progress: ReportProgress) -> None:  # noqa: ARG001 - it is short, and nobody waits for it
    """Make the vectors of some comments that no run has read; the rest is left to the next minute."""
    with for_reading():
        guideline = db.session.get_one(Guideline, guideline_id)
        fresh = inputs.unprepared_comments(guideline, PREPARED_A_MINUTE)
        given = inputs.some_of(guideline, [comment.id for comment in fresh])
        db.session.rollback()
    nlp_adapter.embed_material(given, VectorTable())
    delete_rows(Prepared, Prepared.comment_id, [comment.id for comment in fresh])
    insert_missing(Prepared, [{"comment_id": comment.id, "saved_at": comment.saved_at} for comment in fresh])
    db.session.commit()

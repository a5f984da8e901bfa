"""Metrics as Prometheus reads them: requests of all web processes, and what waits in the tables.

Several web processes answer for one site: where `consult serve` names a folder (PROMETHEUS_MULTIPROC_DIR, which the
library reads when it is first imported), each writes its counts there and whichever is asked adds them up.
"""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from consult.core import clock
from consult.core.database import db, for_reading
from consult.core.observability.state import SiteState, state_of
from consult.core.resources import program_version
from consult.settings import Settings

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
COUNTED = CollectorRegistry()
REQUESTS = Counter("consult_requests", "Requests answered.", ("endpoint", "method", "status"), registry=COUNTED)
SECONDS = Histogram(
    "consult_request_seconds",
    "Seconds until an answer began.",
    ("endpoint",),
    buckets=(0.02, 0.05, 0.1, 0.3, 1.0, 3.0, 10.0),
    registry=COUNTED,
)


def make_folder(home: Path) -> None:
    """For the processes that begin after this: empty, for the counts of an earlier start are of nobody now."""
    folder = home / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    os.environ[FOLDER] = str(folder)


def count_request(endpoint: str, method: str, status: int, seconds: float) -> None:
    REQUESTS.labels(endpoint, method, str(status)).inc()
    SECONDS.labels(endpoint).observe(seconds)


def exposition(settings: Settings) -> bytes:
    """Everything, as text. Without the database: what the processes counted, and that it is away."""
    counted = COUNTED
    if os.environ.get(FOLDER):
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    stands = CollectorRegistry()
    stands.register(_Standing(settings))
    return generate_latest(counted) + generate_latest(stands)


class _Standing(Collector):
    """What stands in the tables and on the disk when it is asked."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def describe(self) -> Iterable[Metric]:
        return ()

    def collect(self) -> Iterable[Metric]:
        yield InfoMetricFamily("consult", "The program that runs.", value={"version": program_version()})
        try:
            with for_reading():
                state = state_of(self.settings)
                db.session.rollback()
        except SQLAlchemyError:
            db.session.rollback()
            yield _gauge("consult_database_up", "Whether the database answers.", 0)
            return
        yield _gauge("consult_database_up", "Whether the database answers.", 1)
        yield from _of(state)


def _of(state: SiteState) -> Iterable[Metric]:
    jobs = GaugeMetricFamily("consult_jobs", "Jobs that are not done, by state.", labels=["state"])
    for name, number in state.jobs.items():
        jobs.add_metric([name], number)
    yield jobs
    now = clock.now()
    figures = {
        "consult_oldest_job_seconds": ("How long the oldest waiting job waits.", state.oldest_wait),
        "consult_workers": ("Workers that were heard of lately.", state.workers),
        "consult_mail_waiting": ("Mail that is to be sent.", state.mail_waiting),
        "consult_mail_given_up": ("Mail of the last week that was given up.", state.mail_given_up),
        "consult_log_unsealed": ("Leaves of the record's log that wait to be sealed.", state.unsealed),
        "consult_disk_free_bytes": ("Bytes free where the home folder is.", state.disk_free),
        "consult_maintenance": ("Whether maintenance is announced.", int(state.maintenance is not None)),
    }
    for name, (says, figure) in figures.items():
        yield _gauge(name, says, figure)
    ages = {
        "consult_checkpoint_age_seconds": ("Since the newest checkpoint of the log.", state.checkpoint_at),
        "consult_witnessed_age_seconds": ("Since a witness last cosigned.", state.witnessed_at),
        "consult_backup_age_seconds": ("Since the newest backup in the folder that is set.", state.backup_at),
    }
    for name, (says, moment) in ages.items():
        if moment is not None:
            yield _gauge(name, says, (now - moment).total_seconds())


def _gauge(name: str, says: str, figure: float) -> Metric:
    return GaugeMetricFamily(name, says, value=figure)

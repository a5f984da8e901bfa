"""The doctor: what may be wrong with an installation, each with what to do about it. Changes nothing, sends no mail."""

import shutil
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from consult.core import clock
from consult.core.backup.folder import made_at, newest_in
from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.core.mail.relay import RelayLine, Undelivered, relay_of
from consult.core.queue import Job, State, queue
from consult.core.resources import resource_folder
from consult.core.runtime import health
from consult.core.transparency.models import Checkpoint, Cosignature, LogLeaf, Witness
from consult.core.transparency.signing_key import key_file
from consult.settings import SHORTEST_KEY, Settings

PRIVATE = ("secret_key", "log_key.pem", "consult.sqlite", "consult.sqlite-wal")
SEALED_WITHIN = timedelta(minutes=5)
WITNESSED_WITHIN = timedelta(days=2)
LATELY = timedelta(days=7)
SLACK = timedelta(seconds=30)  # that two clocks may differ, and a clock may be corrected


@dataclass(frozen=True)
class Diagnosis:
    name: str
    status: str  # pass, warn, fail
    says: str
    do: str = ""


def examine_home(settings: Settings) -> Iterator[Diagnosis]:
    """What can be looked at without a database."""
    yield _secret_key(settings)
    yield _permissions(settings)
    disk = health.disk(settings.home)
    yield Diagnosis("disk", disk.status, disk.says, "Remove what is not needed, or enlarge the disk.")
    yield _synchronised()
    yield _backups(settings)
    yield catalogues_compiled(resource_folder("translations"))
    for check in health.maintenance(settings.home):
        yield Diagnosis("maintenance", check.status, check.says, "When the work is done: consult maintenance off.")


def examine_site(settings: Settings) -> Iterator[Diagnosis]:
    """What the database says; without one that answers, that alone."""
    check = health.database()
    yield Diagnosis(
        "database", check.status, check.says or "It answers, with the tables of this program.", _for_database()
    )
    if check.status == "fail":
        return
    yield _clock(settings)
    workers = health.workers()
    yield Diagnosis("worker", workers.status, workers.says, "consult serve starts one; consult work is one by itself.")
    yield from _jobs()
    yield _relay(settings)
    yield _mail()
    yield _sealing(settings)
    yield _witnesses()
    db.session.rollback()


def _for_database() -> str:
    return "Look at CONSULT_DATABASE_URL and at the server's own log; consult db upgrade brings the tables up to date."


def _secret_key(settings: Settings) -> Diagnosis:
    if settings.secret_key:
        return Diagnosis("secret key", "pass", "Set by CONSULT_SECRET_KEY.")
    file = settings.home / "secret_key"
    if not file.exists():
        return Diagnosis("secret key", "warn", f"{file} is not there yet.", "The first start makes it.")
    if file.stat().st_size < SHORTEST_KEY:
        return Diagnosis("secret key", "fail", f"{file} holds no key.", "Bring it back from a backup, or remove it.")
    return Diagnosis("secret key", "pass", f"Kept in {file}.")


def _permissions(settings: Settings) -> Diagnosis:
    """Nobody but the owner looks into the home."""
    files = [settings.home / name for name in PRIVATE]
    files = [*(path for path in files if path.exists()), *filter(Path.exists, [key_file(settings)])]
    if stat.S_IMODE(settings.home.stat().st_mode) & 0o077:
        return Diagnosis("permissions", "fail", f"Others may look into {settings.home}.", f"chmod 700 {settings.home}")
    for path in files:
        if path.stat().st_mode & 0o077:
            return Diagnosis("permissions", "fail", f"Others may read {path}.", f"chmod 600 {path}")
    return Diagnosis("permissions", "pass", "The home folder is for its owner alone.")


def catalogues_compiled(folder: Path) -> Diagnosis:
    """A checkout has the texts of the interface as people keep them; gettext reads them compiled."""
    kept = sorted(folder.glob("*/LC_MESSAGES/messages.po"))
    without = ", ".join(one.parts[-3] for one in kept if not one.with_suffix(".mo").exists())
    if without:
        says = f"The interface shows English instead of: {without}. The catalogues are not compiled."
        return Diagnosis("languages", "warn", says, f"python {folder / 'compile.py'}")
    return Diagnosis("languages", "pass", "The catalogues of the interface are compiled.")


def _synchronised() -> Diagnosis:
    """Whether the system keeps its clock right, where it can be asked."""
    program = shutil.which("timedatectl")
    command = [program or "", "show", "--property=NTPSynchronized", "--value"]
    if program is None:
        return Diagnosis("clock kept right", "pass", "Not known: this system has no timedatectl.")
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - the system's own
    if done.returncode or done.stdout.strip() not in {"yes", "no"}:
        return Diagnosis("clock kept right", "pass", "Not known: timedatectl does not answer here.")
    if done.stdout.strip() == "no":
        says = "The system does not keep its clock right: rounds and ballots would close at a wrong moment."
        return Diagnosis("clock kept right", "warn", says, "timedatectl set-ntp true")
    return Diagnosis("clock kept right", "pass", "By the network's time.")


def _backups(settings: Settings) -> Diagnosis:
    if not settings.backup_folder:
        do = "Set CONSULT_BACKUP_FOLDER, or have a timer run consult backup (docs/backup.md)."
        return Diagnosis("backup", "warn", "No folder for backups is set, so none is seen from here.", do)
    folder = Path(settings.backup_folder)
    newest = newest_in(folder)
    moment = made_at(newest) if newest is not None else None
    if moment is None:
        return Diagnosis("backup", "fail", f"There is none in {folder}.", f"consult backup {folder}")
    age = clock.now() - moment
    says = f"The newest is of {moment:%Y-%m-%d %H:%M} UTC."
    if age > 2 * timedelta(hours=settings.backup_hours):
        return Diagnosis("backup", "fail", says, "Look for failed jobs of the kind “backup”, and for room on the disk.")
    if folder.stat().st_dev == settings.home.stat().st_dev:
        says = f"{says} It lies on the disk of the site itself."
        return Diagnosis("backup", "warn", says, "Copy each elsewhere as well: a disk that is lost takes both.")
    return Diagnosis("backup", "pass", says)


def _clock(settings: Settings) -> Diagnosis:
    """Whether it is later than what was written last: a clock that was set back closes nothing in time."""
    now = clock.now()
    written = [
        db.session.scalar(select(column).order_by(table.id.desc()).limit(1))
        for table, column in ((Checkpoint, Checkpoint.at), (Job, Job.created_at), (Message, Message.created_at))
    ]
    last = max((moment for moment in written if moment is not None), default=now)
    if last > now + SLACK:
        says = f"This clock says {now:%Y-%m-%d %H:%M}; what was written last is of {last:%Y-%m-%d %H:%M} UTC."
        return Diagnosis("clock", "fail", says, "Set the clock right: until then rounds, ballots and jobs are late.")
    there: datetime = now if settings.on_sqlite else db.session.scalar(select(func.clock_timestamp())) or now
    if abs(there - now) > SLACK:
        says = f"The database's clock differs by {int(abs(there - now).total_seconds())} seconds."
        return Diagnosis("clock", "warn", says, "Have both machines keep their clocks by the network's time.")
    return Diagnosis("clock", "pass", f"{now:%Y-%m-%d %H:%M} UTC, and nothing was written later.")


def _jobs() -> Iterator[Diagnosis]:
    waiting = health.waiting_jobs()
    yield Diagnosis(
        "jobs waiting", waiting.status, waiting.says, "More workers: consult work, on this or another machine."
    )
    recent = (Job.state == State.FAILED, Job.created_at > clock.now() - LATELY)
    failed = db.session.execute(select(Job.kind, func.count()).where(*recent).group_by(Job.kind)).all()
    told = ", ".join(f"{number} of “{kind}”" for kind, number in failed)
    if told:
        yield Diagnosis(
            "jobs failed", "warn", f"In the last week: {told}.", "The log says where; the pages say what was lost."
        )
    for reason in sorted(set(queue.left_waiting().values())):
        yield Diagnosis("analysis", "warn", reason, "Until then what is to be analysed waits.")


def _relay(settings: Settings) -> Diagnosis:
    relay = relay_of(settings)
    if relay is None:
        status = "warn" if settings.secure else "pass"
        says = "Mail is kept on a page and never sent."
        return Diagnosis("mail server", status, says, "Set CONSULT_MAIL_URL where people are to get mail.")
    try:
        with RelayLine(relay) as line:
            line.greet()
    except Undelivered as failure:
        says = f"{relay.host}:{relay.port} does not take mail: {failure}."
        return Diagnosis(
            "mail server", "fail", says, "Look at CONSULT_MAIL_URL; what waits is tried again for about a day."
        )
    return Diagnosis("mail server", "pass", f"{relay.host}:{relay.port} greets us.")


def _mail() -> Diagnosis:
    recent = (Message.created_at > clock.now() - LATELY, Message.failed_at.is_not(None))
    given_up = db.session.scalar(select(func.count()).select_from(Message).where(*recent)) or 0
    if given_up:
        says = f"{given_up} mails of the last week were given up."
        return Diagnosis("mail", "warn", says, "The page “Mail of this site” says why, and sends them again.")
    return Diagnosis("mail", "pass", "None was given up in the last week.")


def _sealing(settings: Settings) -> Diagnosis:
    oldest = db.session.scalar(select(func.min(LogLeaf.at)).where(LogLeaf.log_index.is_(None)))
    last = db.session.scalar(select(Checkpoint.at).order_by(Checkpoint.id.desc()).limit(1))
    says = f"The newest checkpoint is of {last:%Y-%m-%d %H:%M} UTC." if last is not None else "Nothing was sealed yet."
    if oldest is not None and clock.now() - oldest > SEALED_WITHIN:
        do = f"A worker seals it with {key_file(settings)}; consult log seal says what is in its way."
        return Diagnosis(
            "record", "fail", f"{says} What was said since {oldest:%Y-%m-%d %H:%M} waits to be sealed.", do
        )
    return Diagnosis("record", "pass", says)


def _witnesses() -> Diagnosis:
    named = db.session.scalar(select(func.count()).select_from(Witness).where(Witness.removed_at.is_(None))) or 0
    if not named:
        do = "Ask somebody elsewhere to run one: docs/log.md."
        return Diagnosis("witnesses", "warn", "None: nobody but this site vouches for its record.", do)
    last = db.session.scalar(select(Cosignature.received_at).order_by(Cosignature.id.desc()).limit(1))
    if last is None or clock.now() - last > WITNESSED_WITHIN:
        says = f"The last cosignature came {last:%Y-%m-%d %H:%M} UTC." if last is not None else "None has cosigned yet."
        return Diagnosis("witnesses", "warn", says, "Ask who runs the witness: docs/log.md.")
    return Diagnosis("witnesses", "pass", f"{named} named; the last cosignature is of {last:%Y-%m-%d %H:%M} UTC.")

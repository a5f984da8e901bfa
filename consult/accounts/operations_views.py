"""How the site runs, for its administrators: workers, jobs, mail, backups, disk, record, versions, on one page."""

import platform
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required

from consult.accounts.blueprint import bp
from consult.accounts.rules import may_administer
from consult.accounts.sessions.current import password_asked_again
from consult.accounts.views import settings
from consult.core import clock
from consult.core.database import db, sqlite_driver
from consult.core.mail.relay import KEPT
from consult.core.observability.state import SiteState, state_of
from consult.core.resources import program_version
from consult.core.runtime.health import LITTLE_ROOM, NO_ROOM, WAITS_LONG
from consult.core.templating import number, when
from consult.settings import Settings

GIGABYTE = 1_000_000_000
UNSEALED_FOR_LONG = 1000  # leaves: more than a worker leaves between two looks


@dataclass(frozen=True)
class OperationsLine:
    """One thing that is looked at: how it stands, in words, and where more of it is."""

    label: str
    says: str
    good: bool = True
    leads_to: str = ""  # an endpoint


@bp.get("/operations")
@login_required
@password_asked_again
def operations() -> ResponseReturnValue:
    may_administer(current_user).enforce()
    state = state_of(settings())
    return render_template("accounts/operations.html", lines=list(_lines(state, settings())), state=state)


def _lines(state: SiteState, of: Settings) -> Iterator[OperationsLine]:
    yield from _work(state)
    yield from _mail(state, of)
    yield _backup(state, of)
    yield _disk(state)
    yield from _record(state)
    yield OperationsLine(_("Versions"), _versions())


def _work(state: SiteState) -> Iterator[OperationsLine]:
    says = ngettext("%(num)s worker does the jobs.", "%(num)s workers do the jobs.", state.workers)
    none = _("No worker lives: no mail leaves, and nothing closes by itself. Start one with: consult work.")
    standing = _("The worker stands still for maintenance.")
    idle = standing if state.maintenance is not None else none
    yield OperationsLine(_("Workers"), says if state.workers else idle, state.workers > 0)
    counts = {name: number(count) for name, count in state.jobs.items()}
    jobs = _("%(waiting)s wait, %(running)s run, %(failed)s failed.", **counts)
    too_long = state.oldest_wait > WAITS_LONG.total_seconds()
    if too_long:
        late = _("The oldest has waited for %(minutes)s minutes.", minutes=number(int(state.oldest_wait // 60)))
        jobs = f"{jobs} {late}"
    yield OperationsLine(_("Jobs"), jobs, not too_long and not state.jobs["failed"], "tracing.jobs")


def _mail(state: SiteState, of: Settings) -> Iterator[OperationsLine]:
    if of.mail_url == KEPT:
        yield OperationsLine(_("Mail"), _("Kept on a page, not sent."), not of.secure, "accounts.outbox")
        return
    counts = {"waiting": number(state.mail_waiting), "failed": number(state.mail_given_up)}
    says = _("%(waiting)s wait; %(failed)s of the last week were given up.", **counts)
    yield OperationsLine(_("Mail"), says, not state.mail_given_up, "accounts.outbox")


def _backup(state: SiteState, of: Settings) -> OperationsLine:
    if not of.backup_folder:
        return OperationsLine(_("Backup"), _("No folder for backups is set (CONSULT_BACKUP_FOLDER)."), good=False)
    if state.backup_at is None:
        return OperationsLine(_("Backup"), _("There is none yet."), good=False)
    young = clock.now() - state.backup_at < 2 * timedelta(hours=of.backup_hours)
    return OperationsLine(_("Backup"), _newest(state.backup_at), young)


def _newest(moment: datetime) -> str:
    says: str = _("The newest is of %(moment)s.", moment=when(moment))
    return says


def _disk(state: SiteState) -> OperationsLine:
    free, total = (number(round(size / GIGABYTE, 1)) for size in (state.disk_free, state.disk_total))
    says = _("%(free)s GB of %(total)s GB are free.", free=free, total=total)
    if state.disk_free < NO_ROOM:
        nothing = _("Nothing more will be kept soon: make room.")
        says = f"{says} {nothing}"
    return OperationsLine(_("Disk"), says, state.disk_free > LITTLE_ROOM)


def _record(state: SiteState) -> Iterator[OperationsLine]:
    unsealed = ngettext("%(num)s entry waits to be sealed.", "%(num)s entries wait to be sealed.", state.unsealed)
    last = _newest(state.checkpoint_at) if state.checkpoint_at is not None else _("There is none yet.")
    yield OperationsLine(_("Checkpoint of the record"), f"{last} {unsealed}", state.unsealed < UNSEALED_FOR_LONG)
    witnessed = state.witnessed_at
    nobody = _("Nobody elsewhere has vouched for the record yet.")
    yield OperationsLine(_("Witnesses"), _newest(witnessed) if witnessed is not None else nobody, witnessed is not None)


def _versions() -> str:
    engine = db.engine.dialect
    known = f"SQLite {sqlite_driver.sqlite_version}"
    if engine.name == "postgresql":
        known = f"PostgreSQL {'.'.join(map(str, engine.server_version_info or ()))}"
    return f"consult {program_version()}, Python {platform.python_version()}, {known}"

"""Make a backup, take one back, and try one without touching the site."""

import errno
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from sqlalchemy import select

from consult.core import clock
from consult.core.backup import engines
from consult.core.backup.archive import manifest_of, unpack, write_archive
from consult.core.backup.folder import UNFINISHED, name_at, remove_unfinished
from consult.core.backup.manifest import (
    HOME_FILES,
    KEYS,
    SQLITE_FILE,
    BackupFault,
    LogState,
    Manifest,
    file_digest,
)
from consult.core.database import db, for_reading
from consult.core.resources import program_version
from consult.core.transparency.models import TransparencyLog
from consult.core.transparency.queries import latest_checkpoint
from consult.settings import Settings

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@dataclass(frozen=True)
class MadeBackup:
    path: Path
    manifest: Manifest
    without: Sequence[str]  # keys of this site that are not in it, each with where it is


def make_backup(settings: Settings, folder: Path, *, with_keys: bool = True) -> MadeBackup:
    """A new archive in the folder, whole or not there. Others read and write meanwhile. Raises BackupFault."""
    now = clock.now()
    with _sentences(folder):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        remove_unfinished(folder, now)
        target = folder / name_at(now)
        if target.exists():
            raise BackupFault(f"{target} is there already: two backups in one second. Wait, and try again.")
        with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=folder) as made:
            files = Path(made)
            logs, migration = _before_copying()
            engine = "sqlite" if settings.on_sqlite else "postgresql"
            _copy_database(settings, files)
            for name in HOME_FILES:
                if (settings.home / name).exists() and (with_keys or name not in KEYS):
                    shutil.copyfile(settings.home / name, files / name)
            manifest = Manifest(
                made_at=now,
                program=program_version(),
                engine=engine,
                migration=migration,
                files={path.name: file_digest(path) for path in sorted(files.iterdir())},
                logs=logs,
            )
            write_archive(target, manifest, files)
    return MadeBackup(target, manifest, _left_out(settings, manifest))


def _before_copying() -> tuple[Sequence[LogState], str]:
    """How far each log is, and the shape of the tables. Read before: the copy holds at least this."""
    with for_reading():
        migration = MigrationContext.configure(db.session.connection()).get_current_revision()
        if migration is None:
            raise BackupFault(
                "The database has no tables yet: there is nothing to save. Make them: consult db upgrade."
            )
        logs = [
            LogState(origin=kept.origin, size=head.size, root=head.root.hex())
            for kept in db.session.scalars(select(TransparencyLog).order_by(TransparencyLog.log_id))
            if kept.origin is not None and (head := latest_checkpoint(kept.log_id)) is not None
        ]
        db.session.rollback()
    return logs, migration


def _copy_database(settings: Settings, files: Path) -> None:
    if not settings.on_sqlite:
        engines.dump_postgres(settings.database, files / "consult.dump")
        return
    source = engines.sqlite_file(settings.database)
    size, free = source.stat().st_size, shutil.disk_usage(files).free
    if free < 2 * size:  # the copy, and the archive of it
        needs = f"a backup needs up to {_megabytes(2 * size)} MB while it is made"
        raise BackupFault(f"{files.parent} has {_megabytes(free)} MB free; {needs}. Make room, or name another folder.")
    engines.copy_sqlite(source, files / SQLITE_FILE)


def _megabytes(size: int) -> int:
    return -(-size // 1_000_000)


def _left_out(settings: Settings, manifest: Manifest) -> Sequence[str]:
    elsewhere = {
        "secret_key": "CONSULT_SECRET_KEY" if settings.secret_key else "",
        "log_key.pem": f"CONSULT_LOG_KEY_FILE={settings.log_key_file}" if settings.log_key_file else "",
    }
    return [
        f"{name} ({elsewhere[name] or settings.home / name})"
        for name in sorted(KEYS - set(manifest.files))
        if elsewhere[name] or (settings.home / name).exists()
    ]


def restore_backup(settings: Settings, archive: Path) -> Manifest:
    """Into an empty home and an empty database; raises BackupFault, and then nothing was written that matters."""
    with _sentences(settings.home):
        manifest = manifest_of(archive)
        refuse_other_engine(settings, manifest)
        _refuse_what_is_there(settings, manifest)
        settings.make_home()
        with tempfile.TemporaryDirectory(prefix=".restoring-", dir=settings.home) as made:
            files = Path(made)
            unpack(archive, files)
            if settings.on_sqlite:
                target = engines.sqlite_file(settings.database)
                target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            else:
                engines.fill_postgres(settings.database, files / manifest.database_file)
            for name in HOME_FILES:
                if name in manifest.files:
                    (files / name).rename(settings.home / name)
            if settings.on_sqlite:  # last: where it stands, all of it stands
                shutil.move(files / SQLITE_FILE, target)
    return manifest


def refuse_other_engine(settings: Settings, manifest: Manifest) -> None:
    here = "sqlite" if settings.on_sqlite else "postgresql"
    if manifest.engine != here:
        says = f"This is a backup of {manifest.engine}, and CONSULT_DATABASE_URL names {here}."
        raise BackupFault(f"{says} Restore it into {manifest.engine}.")


def _refuse_what_is_there(settings: Settings, manifest: Manifest) -> None:
    there = [settings.home / name for name in HOME_FILES if name in manifest.files and (settings.home / name).exists()]
    if settings.on_sqlite:
        file = engines.sqlite_file(settings.database)
        there += [path for path in (file, file.with_name(f"{file.name}-wal")) if path.exists()]
    if there:
        says = f"{there[0]} is there already. A backup goes into an empty place: move it away, or name another home."
        raise BackupFault(f"{says} (CONSULT_HOME)")
    if not settings.on_sqlite and (tables := engines.tables_in(settings.database)):
        says = f"The database holds {len(tables)} tables already. A backup goes into an empty one: createdb makes one."
        raise BackupFault(f"{says} (CONSULT_DATABASE_URL)")


@contextmanager
def _sentences(where: Path) -> Iterator[None]:
    """What the disk says, as a sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM:
            raise BackupFault(
                f"There is no room left in {where}. Nothing was kept: make room, and try again."
            ) from error
        raise BackupFault(f"{error.filename or where} cannot be used: {error.strerror}. Nothing was kept.") from error

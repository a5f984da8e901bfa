"""The archive: a gzipped tar with the manifest first. Written beside its name and put there whole, or not at all."""

import gzip
import io
import os
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from consult.core.backup.manifest import MANIFEST, BackupFault, Manifest, file_digest, manifest_from
from consult.settings import private_file

QUICK = 1  # of gzip's nine levels: four times as fast as its default, and a tenth larger
LARGEST_MANIFEST = 1_000_000


def write_archive(target: Path, manifest: Manifest, files: Path) -> None:
    """All that the manifest names, out of the folder `files`."""
    with put_in_place(target, files) as unfinished, tarfile.open(unfinished, "w:gz", compresslevel=QUICK) as tar:
        text = manifest.written.encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size, entry.mode, entry.mtime = len(text), 0o600, int(manifest.made_at.timestamp())
        tar.addfile(entry, io.BytesIO(text))
        for name in manifest.files:
            tar.add(files / name, arcname=name, recursive=False, filter=_for_the_owner)


def _for_the_owner(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Whose it was on this machine says nothing on another."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mode = 0o600
    return entry


@contextmanager
def put_in_place(target: Path, beside: Path) -> Iterator[Path]:
    """A file to write to, in a folder on the same disk, for the owner alone; renamed when all of it is on the disk."""
    unfinished = beside / target.name
    private_file(unfinished)
    try:
        yield unfinished
        with unfinished.open("rb") as file:
            os.fsync(file.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def manifest_of(archive: Path) -> Manifest:
    with _opened(archive) as tar:
        return _first(tar)


def unpack(archive: Path, into: Path) -> Manifest:
    """Every file into a folder that is there, each compared with its digest. Raises BackupFault where one differs.

    Only names that the manifest gives are written, and they are plain names: nothing leaves the folder.
    """
    with _opened(archive) as tar:
        manifest = _first(tar)
        left = dict(manifest.files)
        while (entry := tar.next()) is not None:
            if not entry.isreg() or entry.name not in left or entry.size != left[entry.name].bytes:
                raise BackupFault(
                    f"{archive} holds “{entry.name}”, which its manifest does not name so. It is damaged."
                )
            target = into / entry.name
            private_file(target)
            _copy_out(tar, entry, target)
            if file_digest(target) != left.pop(entry.name):
                raise BackupFault(f"“{entry.name}” in {archive} is not what was saved. Take another backup.")
    if left:
        raise BackupFault(f"{archive} is cut short: “{next(iter(left))}” is missing. Take another backup.")
    return manifest


def _copy_out(tar: tarfile.TarFile, entry: tarfile.TarInfo, target: Path) -> None:
    held = tar.extractfile(entry)
    with target.open("wb") as file:
        while held is not None and (piece := held.read(1024 * 1024)):
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _opened(archive: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(archive, "r:gz") as tar:
            yield tar
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as damaged:
        raise BackupFault(f"{archive} is no backup of consult, or is damaged. Take another.") from damaged


def _first(tar: tarfile.TarFile) -> Manifest:
    entry = tar.next()
    held = tar.extractfile(entry) if entry is not None and entry.name == MANIFEST and entry.isreg() else None
    if held is None:
        raise BackupFault(f"{tar.name!s} is no backup of consult: it has no manifest.")
    return manifest_from(held.read(LARGEST_MANIFEST).decode("utf-8", "replace"))

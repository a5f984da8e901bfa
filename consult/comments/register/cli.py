"""`consult comments`: registers in and out, from the command line."""

import json
import sys
import time
from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path
from typing import IO, Any

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from consult.comments.formats.catalogue import NAMES_OF_FORMATS, WRITTEN_FORMS, write_comments
from consult.comments.formats.form_files import form_as_file
from consult.comments.register import exporting, uploads
from consult.comments.register.file_writing import register_lines, register_table
from consult.comments.register.jobs import clear_uploads
from consult.comments.register.models import RegisterUpload, UploadState
from consult.comments.register.staging import show_staged
from consult.comments.register.workbook import writing as workbook_writing
from consult.consultations.models import Round
from consult.consultations.queries import round_named
from consult.core import clock
from consult.core.database import db
from consult.core.i18n.languages import language_now
from consult.core.queue import queue
from consult.core.ruling import Refused
from consult.core.streaming import apart, joined
from consult.drafts.models import Guideline

OURS = ("csv", "xlsx", "jsonl")
Doubts = list[tuple[int, str, list[Any] | None]]  # row, its place as the file names it, what it may be


class Unknown(click.ClickException):
    """What was named is not there."""

    exit_code = 2


@click.group()
def comments() -> None:
    """Comments, in and out."""


@comments.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--format", "file_format", type=click.Choice(NAMES_OF_FORMATS), help="Recognised where it is not given.")
@click.option(
    "--mapping",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="JSON: what each column of a questionnaire is.",
)
@click.option("--round", "slug", required=True, help="Short name of the round that the comments are for.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON: rows, accepted, faults.")
@with_appcontext
def import_(
    file: Path, file_format: str | None, mapping: Path | None, slug: str, *, dry_run: bool, as_json: bool
) -> None:
    """Read the comments in FILE into a round: all of them, or with any fault none."""
    round_ = named_round(slug)
    try:
        content = file.read_bytes()
    except OSError as error:
        raise Unknown(f"{file} cannot be read: {error.strerror}.") from error
    try:
        form, columns = file_format or "", mapping_in(mapping)
        upload = uploads.begin_upload(
            round_, content, file.name, language_now(), by=None, file_format=form, mapping=columns
        )
    except Refused as refused:
        raise Unknown(str(refused)) from refused
    db.session.commit()
    read_now(upload)
    rows, new, faults = upload.rows, upload.new, upload.faults
    doubts: Doubts = [(one.row, one.doubt, one.candidates) for one in uploads.doubtful_rows(upload)]
    for notice in upload.notices:
        click.echo(f"Note: {notice}", err=True)
    if upload.state == UploadState.READY and new and not dry_run:
        show_staged(upload, by=None)
    elif upload.state == UploadState.READY:
        uploads.cancel_upload(upload)
    db.session.commit()
    clear_uploads()
    if as_json:
        answer = {"format": upload.file_format, "rows": rows, "accepted": new, "already": upload.already}
        click.echo(json.dumps(answer | told_by_row(upload, doubts), ensure_ascii=False))
    else:
        print_checked(upload, dry_run=dry_run)
        for row, doubt, _may in doubts:
            click.echo(f"Row {row}: its place “{doubt}” is not in the draft. It is kept as on the whole text.")
    sys.exit(1 if faults else 0)


def told_by_row(upload: RegisterUpload, doubts: Doubts) -> dict[str, Any]:
    return {
        "faults": [{"row": row, "column": column, "message": told} for row, column, told, _begins in upload.faults],
        "doubtful": [{"row": row, "place": doubt, "candidates": may} for row, doubt, may in doubts],
        "notices": upload.notices,
    }


def mapping_in(file: Path | None) -> dict[str, Any] | None:
    if file is None:
        return None
    try:
        given = json.loads(file.read_text("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise Unknown(f"{file} is not JSON in UTF-8. Write an object with “columns”.") from error
    if not isinstance(given, dict):
        raise Unknown(f"{file} must hold an object, {{…}}, with “columns”.")
    return given


def read_now(upload: RegisterUpload) -> None:
    """Here if no worker has taken it yet, and otherwise wait for the worker."""
    while upload.state == UploadState.READING:
        job = uploads.reading_job(upload)
        if job is None or job.ended_badly:
            raise click.ClickException(f"The file could not be read. {job.error if job else ''}")
        queue.run(job.id)
        db.session.rollback()
        if upload.state == UploadState.READING:
            time.sleep(0.5)


def print_checked(upload: RegisterUpload, *, dry_run: bool) -> None:
    for row, column, message, _begins in upload.faults:
        click.echo(f"Row {row}{f', {column}' if column else ''}: {message}")
    if upload.faults:
        counted = f"{upload.fault_count} faults in {upload.rows} rows."
        click.echo(f"{counted} Nothing was imported; put them right and try again.")
        return
    done = "would be imported" if dry_run else "imported"
    click.echo(f"{upload.rows} rows: {upload.new} {done}, {upload.already} in the round already.")


def named_round(slug: str) -> Round:
    round_ = round_named(slug)
    if round_ is None:
        known = ", ".join(db.session.scalars(select(Round.slug).order_by(Round.slug).limit(20)))
        raise Unknown(f"There is no round “{slug}”. " + (f"Known: {known}." if known else "No round is planned yet."))
    return round_


@comments.command("export")
@click.argument("guideline")
@click.option("--round", "slug", help="Only the comments of this round.")
@click.option("--format", "file_format", type=click.Choice([*OURS, *WRITTEN_FORMS]), default="csv", show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write here instead of to the screen.")
@click.option("--public", is_flag=True, help="Only what anyone may read, without personal data.")
@with_appcontext
def export(guideline: str, slug: str | None, file_format: str, out: Path | None, *, public: bool) -> None:
    """Write the comments on GUIDELINE: as our register (csv, xlsx, jsonl), or in a form that others use.

    Those are workbooks, or CSV or Word where --out ends in .csv or .docx.
    """
    found = db.session.scalars(select(Guideline).where(Guideline.slug == guideline)).one_or_none()
    if found is None:
        raise Unknown(f"There is no guideline “{guideline}”.")
    round_ = named_round(slug) if slug else None
    if round_ is not None and round_.guideline_id != found.id:
        raise Unknown(f"The round “{slug}” is not one of {guideline}.")
    if public:
        portions = exporting.rows_for_everyone(found, clock.now(), round_=round_)
    else:
        portions = exporting.rows_for_the_team(found, round_=round_)
    rows = chain.from_iterable(apart(portions))
    endings = {"", ".xlsx", ".docx", ".csv"} if file_format in WRITTEN_FORMS else {"", f".{file_format}"}
    if out is not None and out.suffix.lower() not in endings:
        raise Unknown(
            f"{out} is not written as {file_format}: let its name end in {', '.join(sorted(endings - {''}))}."
        )
    if out is None and file_format not in {"csv", "jsonl"} and sys.stdout.isatty():
        raise Unknown("A workbook is nothing to look at here. Give --out FILE.")
    if out is None:
        write_out(rows, file_format, "", sys.stdout.buffer)
        return
    try:
        with out.open("wb") as file:
            write_out(rows, file_format, out.suffix.lower(), file)
    except OSError as error:
        raise Unknown(f"{out} cannot be written: {error.strerror}.") from error


def write_out(rows: Iterable[Mapping[str, str]], file_format: str, suffix: str, file: IO[bytes]) -> None:
    if file_format in WRITTEN_FORMS:
        file.write(form_as_file(write_comments(rows, file_format, {"date": f"{clock.now():%Y-%m-%d}"}), suffix))
        return
    if file_format == "xlsx":
        workbook_writing.write_to(file, {"register": register_table(rows)})
        return
    file.writelines(joined(register_lines(rows, file_format)))

"""`consult room`: files from rooms, from the command line."""

import json
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from consult.comments.capture.merging import merge_room_file
from consult.comments.capture.room_file import RoomFileFault
from consult.consultations.queries import round_named
from consult.core import clock
from consult.core.database import db
from consult.core.ruling import Refused


class NoRound(click.ClickException):
    """What was named is not there."""

    exit_code = 2


@click.group()
def room() -> None:
    """What was said in the rooms of sessions."""


@room.command("merge")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--round", "slug", required=True, help="Short name of the round that the session is of.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON: new, already, otherwise, references, faults.")
@with_appcontext
def merge(file: Path, slug: str, *, dry_run: bool, as_json: bool) -> None:
    """Take the points of FILE, which a room gave back, into its session: all of them, once, or none."""
    round_ = round_named(slug)
    if round_ is None:
        raise NoRound(f"There is no round “{slug}”.")
    try:
        result = merge_room_file(round_, file.read_bytes(), by=None, now=clock.now())
    except (RoomFileFault, Refused) as fault:
        db.session.rollback()
        _refuse(fault, as_json=as_json)
    references = {point_id: comment.reference for point_id, comment in result.comments.items()}
    told: dict[str, Any] = {name: getattr(result, name) for name in ("new", "already", "otherwise")}
    if dry_run:
        db.session.rollback()
    else:
        db.session.commit()
        told["references"] = references
    if as_json:
        click.echo(json.dumps({**told, "kept": not dry_run, "faults": []}, ensure_ascii=False))
        return
    begins = "Would be new" if dry_run else "New"
    click.echo(f"{begins}: {result.new}. There already: {result.already}, with other words: {result.otherwise}.")


def _refuse(fault: RoomFileFault | Refused, *, as_json: bool) -> Any:
    faults = [vars(one) for one in getattr(fault, "faults", ())]
    if as_json:
        click.echo(json.dumps({"new": 0, "kept": False, "says": str(fault), "faults": faults}, ensure_ascii=False))
    else:
        click.echo(str(fault), err=True)
        for one in faults:
            click.echo(f"  point {one['point']}, {one['field']}: {one['says']}", err=True)
    raise SystemExit(1)

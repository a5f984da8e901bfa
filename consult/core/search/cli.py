"""`consult search`: the index of the search, for who runs the site."""

import click
from flask.cli import with_appcontext

from consult.core.database import db
from consult.core.search import index, triggers

SHOWN = 20  # faults of each kind that are named


@click.group()
def search() -> None:
    """The index of the search: whole, current, made again."""


@search.command()
@with_appcontext
def rebuild() -> None:
    """Read everything again. The site goes on; it finds less while a kind is read for the first time."""
    triggers.ensure(db.session.connection())
    db.session.commit()
    for kind, count in index.rebuild():
        click.echo(f"{kind}: {count} in the index")


@search.command()
@with_appcontext
def check() -> None:
    """Compare the index with what it was made of. Fails where they differ."""
    absent = triggers.missing(db.session.connection())
    for name in absent:
        click.echo(f"The trigger {name} is missing: changes leave no trace. Run: consult search rebuild", err=True)
    found = list(index.faults())
    for fault in found[:SHOWN]:
        click.echo(f"{fault.what}: {fault.kind} {fault.source_id}", err=True)
    if found or absent:
        raise click.ClickException(f"{len(found)} entries differ. Run: consult search rebuild")
    left = index.waiting()
    click.echo("The index says what the rows say." + (f" {left} changes wait for the worker." if left else ""))

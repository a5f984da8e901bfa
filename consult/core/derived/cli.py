"""`consult tallies`: what is counted as it changes, compared with a recount, and counted anew."""

import sys

import click
from flask.cli import AppGroup

from consult.core.database import db, for_reading
from consult.core.derived.triggers import count_anew, stands_as_declared, wrong_counts

tallies = AppGroup("tallies", help="What is counted as it changes, so that no page has to count.")


@tallies.command("check")
def check_tallies() -> None:
    """Recount everything and compare. Ends with status 1 if a count is wrong or a trigger is missing."""
    with for_reading():
        connection = db.session.connection()
        stands, found = stands_as_declared(connection), wrong_counts(connection)
    for table, number in found.items():
        click.echo(f"{table}: {number} keys hold what a recount does not say.")
    if not stands:
        click.echo("The triggers do not stand as they are declared: consult tallies recount.")
    if found or not stands:
        sys.exit(1)
    click.echo("Every count is what a recount says.")


@tallies.command("recount")
def recount_tallies() -> None:
    """Count everything anew, and make the triggers if any is missing. People who write wait meanwhile."""
    count_anew(db.session.connection())
    db.session.commit()
    click.echo("Everything is counted anew.")

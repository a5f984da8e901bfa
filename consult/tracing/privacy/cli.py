"""`consult retention`: what is ended because its time is over."""

import click
from flask.cli import with_appcontext

from consult.core import clock
from consult.core.database import db
from consult.tracing.privacy.actions import end_retention
from consult.tracing.privacy.periods import PERIODS, RetentionRule
from consult.tracing.privacy.queries import AT_ONCE, over_time


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would be ended; end nothing.")
@with_appcontext
def retention(*, dry_run: bool) -> None:
    """End what has been held for as long as it may be, rule by rule. The worker does the same by itself."""
    for rule in RetentionRule:
        ended = _counted(rule) if dry_run else _ended(rule)
        days = PERIODS[rule].days
        click.echo(f"{rule.value:22} {days:>4} days  {ended:>6} {'due' if dry_run else 'ended'}")


def _counted(rule: RetentionRule) -> str:
    due = len(over_time(rule, clock.now()))
    return f"{due}" if due < AT_ONCE else f"{due} or more"


def _ended(rule: RetentionRule) -> int:
    ended = 0
    while due := over_time(rule, clock.now()):
        end_retention(rule, due)
        db.session.commit()
        ended += len(due)
    return ended

"""`consult mail-in`: messages from a file, from standard input or from a mailbox, held for staff."""

import sys
from collections import Counter
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from consult.comments.mail_in.actions import Intake, take_in_message
from consult.comments.mail_in.imap import mark_seen, opened_mailbox, unseen_messages
from consult.comments.mail_in.message_parsing import UnreadableMail, parse_mail
from consult.consultations.models import Round
from consult.consultations.queries import round_named
from consult.core.database import db
from consult.core.i18n.languages import language_now
from consult.core.ruling import Refused
from consult.settings import Settings


@click.command("mail-in")
@click.argument("file", required=False, type=click.Path(allow_dash=True, dir_okay=False, path_type=Path))
@click.option("--round", "slug", required=True, help="Short name of the round that the messages are for.")
@click.option("--imap", "from_mailbox", is_flag=True, help="What was not seen yet in CONSULT_MAIL_IN_URL.")
@with_appcontext
def mail_in(file: Path | None, slug: str, *, from_mailbox: bool) -> None:
    """Take in a message (FILE, or - for standard input), or all that is new in a mailbox."""
    round_ = round_named(slug)
    if round_ is None:
        raise click.UsageError(f"There is no round called {slug}.")
    if (file is None) != from_mailbox:
        raise click.UsageError("Name a file (- for standard input), or say --imap.")
    settings: Settings = current_app.extensions["consult_settings"]
    try:
        counted = _from_mailbox(round_, settings) if file is None else Counter([_kept(round_, _read(file), settings)])
    except (UnreadableMail, Refused) as error:
        raise click.ClickException(str(error)) from error
    click.echo(" · ".join(f"{name} {count}" for name, count in sorted(counted.items())) or "nothing new")


def _read(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise click.UsageError(f"{file} cannot be read: {error.strerror}.") from error


def _kept(round_: Round, content: bytes, settings: Settings) -> str:
    """Committed: whoever hands it over may forget it."""
    parsed = parse_mail(content, most_megabytes=settings.mail_megabytes)
    became, why = take_in_message(round_, parsed, own_address=settings.mail_from, language=language_now())
    db.session.commit()
    if became == Intake.AUTOMATIC:
        click.echo(f"Not kept: {why}.", err=True)
    return became.value


def _from_mailbox(round_: Round, settings: Settings) -> Counter[str]:
    """Each by itself: one that cannot be read is named, left unread, and holds up no other."""
    box, counted = opened_mailbox(settings.mail_in_url), Counter[str]()
    with box:
        for number, content in unseen_messages(box, most_megabytes=settings.mail_megabytes):
            if content is None:
                click.echo(f"Message {number} is larger than {settings.mail_megabytes} MB: left there.", err=True)
                counted["too large"] += 1
                continue
            try:
                counted[_kept(round_, content, settings)] += 1
            except UnreadableMail as error:
                db.session.rollback()
                click.echo(f"Message {number}: {error}", err=True)
                counted["unreadable"] += 1
                continue
            mark_seen(box, number)
    return counted

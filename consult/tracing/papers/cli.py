"""`consult publish-pack`: everything that is published with a draft, in one file."""

from pathlib import Path
from urllib.parse import urlsplit

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import force_locale
from sqlalchemy import select

from consult.core import clock
from consult.core.database import db, for_reading
from consult.core.ruling import Refused
from consult.drafts.models import Draft, Guideline
from consult.tracing.papers.pack import write_publication_pack


@click.command("publish-pack")
@click.argument("guideline")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--draft", "number", type=int, required=True, help="Number of a published draft.")
@click.option("--no-pdf", is_flag=True, help="Without the PDF files, which take longest.")
@with_appcontext
def publish_pack(guideline: str, out: Path, number: int, *, no_pdf: bool) -> None:
    """Write the publication pack of a draft of GUIDELINE (its short name) to OUT, a zip file.

    In it: the text (Word, HTML, PDF, Markdown, Akoma Ntoso), the comparison with the draft before, what changed and
    why, comments and responses, ballots, who took part, calendars, a feed, open data. Only what anyone may read.
    """
    query = select(Draft).join(Guideline, Guideline.id == Draft.guideline_id)
    found = db.session.scalars(query.where(Guideline.slug == guideline, Draft.number == number)).one_or_none()
    if found is None:
        known = db.session.scalar(select(Guideline.id).where(Guideline.slug == guideline))
        raise click.ClickException(
            f"There is no guideline “{guideline}”." if known is None else f"“{guideline}” has no draft {number}."
        )
    base = current_app.extensions["consult_settings"].base_url
    if urlsplit(base).hostname in {"127.0.0.1", "localhost", "::1"}:
        click.echo(f"Addresses in the files lead to {base}, this machine alone. Set CONSULT_BASE_URL.", err=True)
    part = out.with_name(f"{out.name}.part")
    try:
        with for_reading(), force_locale(found.guideline.language), part.open("wb") as file:
            pack = write_publication_pack(found, file, clock.now(), tell=_tell, with_pdf=not no_pdf)
        part.replace(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise click.ClickException(f"{out} cannot be written: {error.strerror}.") from error
    except Refused as refused:
        part.unlink(missing_ok=True)
        raise click.ClickException(f"{out} was not written. {refused}") from refused
    for sentence in pack.left_out:
        click.echo(sentence, err=True)
    click.echo(f"{out}: {len(pack.files)} files, {out.stat().st_size} bytes.")


def _tell(step: str, share: float) -> None:
    click.echo(f"{share:4.0%}  {step}", err=True)

"""`consult draft`: texts in and out, from the command line."""

from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from consult.core import clock
from consult.core.database import db
from consult.drafts import actions, import_export, outline
from consult.drafts.models import Draft, DraftState, Guideline
from consult.drafts.queries import current_draft, draft_to_continue
from consult.drafts.structure import papers
from consult.drafts.structure.blocks import UnreadablePaper


@click.group()
def draft() -> None:
    """Drafts of a guideline."""


@draft.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--guideline", "slug", required=True, help="Short name of the guideline.")
@click.option("--found", help="Found the guideline with this title if there is none.")
@click.option("--title", default="Imported draft", show_default=True, help="Title of the draft.")
@click.option("--publish", is_flag=True, help="Publish it at once.")
@click.option("--public", is_flag=True, help="A guideline that is founded here is for everyone to read at once.")
@with_appcontext
def import_(file: Path, slug: str, found: str | None, title: str, *, publish: bool, public: bool) -> None:
    """Read the clauses in FILE (Word, Markdown, HTML, Akoma Ntoso, CSV or JSON) into a new draft of a guideline."""
    guideline = db.session.scalars(select(Guideline).where(Guideline.slug == slug)).one_or_none()
    if guideline is None and not found:
        raise click.ClickException(f"There is no guideline “{slug}”. Give --found TITLE to found it.")
    guideline = guideline or actions.found_guideline(slug, found or slug, found or slug, language="en", public=public)
    read = _read(file, guideline)
    matched = import_export.continuing(import_export.recognised(read, guideline), draft_to_continue(guideline))
    made = actions.start_draft(guideline, title, by=None)
    clauses = actions.keep_outline(made, matched.outline, lineage=matched.lineage, by=None)
    if publish:
        in_force = current_draft(guideline)
        if in_force is not None:
            in_force.state = DraftState.SUPERSEDED
        made.state, made.published_at = DraftState.PUBLISHED, clock.now()
    db.session.commit()
    click.echo(f"Draft {made.number} of {slug}: {clauses} clauses, {made.state}.")
    if not guideline.public:
        click.echo("The guideline is private: its team alone reads it, until its page “Manage” makes it public.")


def _read(file: Path, guideline: Guideline) -> outline.Outline:
    """A paper's left out paragraphs are told, so that none is lost unseen."""
    try:
        content = file.read_bytes()
        if not papers.is_paper(file.name) and papers.paper_of_table(file.name, content) is None:
            return import_export.read_outline(file.name, content, language=guideline.language)
        read, found, paper = papers.outline_of_file(file.name, content, guideline)
    except outline.UnreadableOutline as unreadable:
        raise click.ClickException("\n".join(unreadable.faults)) from unreadable
    except UnreadablePaper as unreadable:
        raise click.ClickException(str(unreadable)) from unreadable
    for told in paper.remarks:
        click.echo(told, err=True)
    for block in found.left_out:
        click.echo(f"Left out ({block.style}): {block.number} {block.text[:120]}", err=True)
    return read


@draft.command("export")
@click.argument("slug")
@click.option("--number", type=int, help="Which draft; without it the current one.")
@click.option("--format", "form", type=click.Choice(["json", "csv"]), default="json", show_default=True)
@with_appcontext
def export(slug: str, number: int | None, form: str) -> None:
    """Write a draft of the guideline SLUG to standard output."""
    guideline = db.session.scalars(select(Guideline).where(Guideline.slug == slug)).one_or_none()
    if guideline is None:
        raise click.ClickException(f"There is no guideline “{slug}”.")
    numbered = select(Draft).where(Draft.guideline_id == guideline.id, Draft.number == number)
    wanted = db.session.scalars(numbered).one_or_none() if number else current_draft(guideline)
    if wanted is None:
        raise click.ClickException(f"{slug} has no {f'draft {number}' if number else 'published draft'}.")
    exported = import_export.outline_of(wanted)
    click.echo(outline.to_json(exported) if form == "json" else outline.to_csv(exported), nl=False)

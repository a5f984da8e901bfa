"""`consult translations`: a language of a draft out and in, from the command line."""

import json
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from consult.consultations.translations import texts
from consult.core.csv_files.reading import TableFault
from consult.core.database import db
from consult.drafts.models import Draft, Guideline
from consult.drafts.queries import current_draft
from consult.drafts.translations.models import TextVersion
from consult.drafts.translations.standing import TextChoice

GUIDELINE = click.argument("slug", metavar="GUIDELINE")
DRAFT = click.option("--draft", "number", type=int, help="Which draft; without it the current one.")
LANGUAGE = click.option("--language", required=True, help="Of the translation: ar, es, fr, ru, zh …")
VERSION = click.option(
    "--version", type=click.Choice([version.value for version in TextVersion]), default="full", show_default=True
)
FORMAT = click.option("--format", "form", type=click.Choice(texts.FORMATS), default="xliff", show_default=True)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Say what was done as JSON.")


@click.group()
def translations() -> None:
    """Translations of a draft and of the rounds on it."""


@translations.command("export")
@GUIDELINE
@DRAFT
@LANGUAGE
@VERSION
@FORMAT
@AS_JSON
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="A file; without it standard output.")
@with_appcontext
def export(form: str, output: Path | None, *, as_json: bool, **asked: Any) -> None:
    """Write every text with what there is of it in the language, for a translator."""
    draft, choice = _asked(**asked)
    made = texts.file_of(draft, choice, form)
    if output is None:
        if as_json:
            raise click.UsageError("Name a file with --output: the summary takes standard output.")
        click.echo(made.content, nl=False)
        return
    output.write_bytes(made.content)
    said = {"file": str(output), "draft": draft.number, "language": choice.code, "bytes": len(made.content)}
    click.echo(json.dumps(said) if as_json else f"{output}: draft {draft.number} in {choice.code}.")


@translations.command("import")
@GUIDELINE
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@DRAFT
@LANGUAGE
@VERSION
@FORMAT
@AS_JSON
@click.option("--machine", is_flag=True, help="It was translated by a machine: readers are told so.")
@click.option("--dry-run", is_flag=True, help="Say what is wrong with it, and change nothing.")
@click.option("--sound-only", is_flag=True, help="Take the rows without faults, leave out the others.")
@with_appcontext
def import_(file: Path, form: str, **given: Any) -> None:
    """Bring a translator's FILE in. The same file again changes nothing."""
    flags = {name: bool(given.pop(name)) for name in ("machine", "dry_run", "sound_only", "as_json")}
    draft, choice = _asked(**given)
    read = texts.read_translations_file(draft, choice, form, file.read_bytes())
    refused = bool(read.faults) and not flags["sound_only"]
    taken = texts.TakenIn()
    if not refused and not flags["dry_run"]:
        how = {"machine": flags["machine"], "sound_only": flags["sound_only"]}
        taken = texts.take_in_translations(draft, choice, read, by=None, **how)
        db.session.commit()
    said: dict[str, Any] = {"texts": len(read.texts), **taken._asdict(), "dry_run": flags["dry_run"]}
    said |= {"faults": [*map(_told, read.faults)], "empty": [*map(_told, read.empty)]}
    if flags["as_json"]:
        click.echo(json.dumps(said, ensure_ascii=False))
    else:
        for fault in [*read.faults, *read.empty]:
            click.echo(f"Row {fault.row}: {fault.message}", err=True)
        counts = f"{taken.new} new, {taken.changed} changed, {taken.untouched} untouched"
        click.echo(f"{len(read.texts)} texts read, {counts}, {len(read.faults)} faults, {len(read.empty)} empty.")
    if refused:
        raise click.exceptions.Exit(1)


def _told(fault: TableFault) -> dict[str, Any]:
    return {"row": fault.row, "text": fault.column, "says": str(fault.message)}


def _asked(slug: str, number: int | None, language: str, version: str) -> tuple[Draft, TextChoice]:
    guideline = db.session.scalars(select(Guideline).where(Guideline.slug == slug)).one_or_none()
    if guideline is None:
        raise click.ClickException(f"There is no guideline “{slug}”.")
    numbered = select(Draft).where(Draft.guideline_id == guideline.id, Draft.number == number)
    draft = db.session.scalars(numbered).one_or_none() if number else current_draft(guideline)
    if draft is None:
        raise click.ClickException(f"{slug} has no {f'draft {number}' if number else 'published draft'}.")
    choice = texts.choice_named(TextChoice(language, TextVersion(version)).code, draft)
    if choice is None:
        raise click.ClickException(f"“{language}” is no language that this text can be translated into.")
    return draft, choice

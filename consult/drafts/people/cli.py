"""`consult role`: roles given from the command line, one at a time or as a table; under the same rules as by form."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from consult.accounts.addresses import NoAddress, address_of
from consult.accounts.countries import country_meant
from consult.accounts.models import Person
from consult.accounts.queries import person_with_email
from consult.core.csv_files.reading import UnreadableText, decoded, read_csv
from consult.core.database import db
from consult.core.ruling import Refused
from consult.drafts.models import Guideline, Role
from consult.drafts.people.actions import appoint
from consult.drafts.people.queries import roles_held

COLUMNS = ("email", "role", "state", "title", "vote", "from", "until")


class RowFault(ValueError):
    """Says what is wrong with a row."""


@click.group()
def role() -> None:
    """Roles of people in a guideline."""


@role.command("give")
@click.argument("slug")
@click.argument("email")
@click.option("--role", "name", type=click.Choice([role.value for role in Role]), required=True, help="Which role.")
@click.option("--state", default="", help="The member state that appoints them: code or name.")
@click.option("--title", default="", help="Their function.")
@click.option("--no-vote", is_flag=True, help="An expert who advises only.")
@click.option("--until", default="", help="Last day of the term, as 2027-12-31.")
@with_appcontext
def give(slug: str, email: str, *, name: str, state: str, title: str, until: str, no_vote: bool) -> None:
    """Give the person with EMAIL a role in the guideline SLUG."""
    vote = "no" if no_vote else "yes"
    row = {"email": email, "role": name, "state": state, "title": title, "vote": vote, "until": until}
    try:
        _give(_guideline(slug), row)
    except RowFault as wrong:
        raise click.ClickException(str(wrong)) from wrong
    db.session.commit()
    click.echo(f"{email} has the role {name} in {slug}.")


@role.command("import")
@click.argument("slug")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def import_(slug: str, file: Path) -> None:
    """Give the roles in FILE (CSV: email, role, state, title, vote, from, until). All of them, or none."""
    guideline = _guideline(slug)
    try:
        table = read_csv(decoded(file.read_bytes()), known=COLUMNS)
    except UnreadableText as unreadable:
        raise click.ClickException(str(unreadable)) from unreadable
    faults = [f"Row {fault.row}: {fault.message}" for fault in table.faults]
    if not faults:
        rows = [(record.row, table.cells_of(record)) for record in table.records]
        faults = [*_given(guideline, rows)]
    if faults:
        db.session.rollback()
        raise click.ClickException("\n".join([*faults, "No role was given."]))
    db.session.commit()
    click.echo(f"{len(table.records)} roles are given in {slug}.")


def _given(guideline: Guideline, rows: list[tuple[int, dict[str, str]]]) -> Iterator[str]:
    """Every fault, by its row."""
    for number, row in rows:
        try:
            _give(guideline, row)
        except RowFault as wrong:
            yield f"Row {number}: {wrong}"


def _give(guideline: Guideline, row: Mapping[str, str]) -> None:
    """Raises RowFault."""
    told = {name: row.get(name, "").strip() for name in COLUMNS}
    person = _person(told["email"])
    if told["role"] not in set(Role):
        raise RowFault(f"There is no role “{told['role']}”. Give one of: {', '.join(Role)}.")
    if any(held.role == told["role"] for held in roles_held(guideline, person)):
        raise RowFault(f"{person.email} has that role already.")
    terms: dict[str, Any] = {
        "member_state": _state(told["state"]),
        "title": told["title"],
        "seated": told["vote"].lower() not in {"no", "0", "false"},
        "term_starts_on": _day(told["from"]),
        "term_ends_on": _day(told["until"]),
    }
    try:
        appoint(guideline, person, Role(told["role"]), **terms)
    except Refused as refused:
        raise RowFault(str(refused)) from refused


def _person(email: str) -> Person:
    try:
        found = person_with_email(address_of(email))
    except NoAddress as wrong:
        raise RowFault(f"“{email}” is no e-mail address.") from wrong
    if found is None:
        raise RowFault(f"Nobody has the address {email}. Use `consult user add` first.")
    return found


def _state(typed: str) -> str | None:
    code = country_meant(typed) if typed else None
    if typed and code is None:
        raise RowFault(f"There is no country “{typed}”. Give its two letters (ISO 3166), for example KE for Kenya.")
    return code


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError as wrong:
        raise RowFault(f"“{typed}” is no day. Write it as 2027-12-31.") from wrong


def _guideline(slug: str) -> Guideline:
    found = db.session.scalars(select(Guideline).where(Guideline.slug == slug)).one_or_none()
    if found is None:
        raise click.ClickException(f"There is no guideline “{slug}”.")
    return found

"""`consult user`: people, from the command line."""

import click
from flask.cli import with_appcontext

from consult.accounts import actions, signed_links
from consult.accounts.addresses import NoAddress, address_of
from consult.accounts.queries import person_with_email
from consult.accounts.second_factor.actions import reset_second_factor
from consult.core.database import db
from consult.core.urls import absolute_url


@click.group()
def user() -> None:
    """People who use the site."""


@user.command("add")
@click.argument("email")
@click.option("--name", required=True, help="The person's name.")
@click.option("--administrator", is_flag=True, help="May found guidelines and see the outbox.")
@with_appcontext
def add(email: str, name: str, *, administrator: bool) -> None:
    """Add a person with EMAIL, confirmed, and print a link with which they set a password."""
    try:
        email = address_of(email)
    except NoAddress as wrong:
        raise click.BadParameter("give an e-mail address, like name@example.org", param_hint="EMAIL") from wrong
    if person_with_email(email) is not None:
        raise click.ClickException(f"{email} is there already. Use `consult user link {email}` for a new link.")
    person = actions.sign_up(name, email)
    actions.confirm(person)
    person.administrator = administrator
    db.session.commit()
    click.echo(password_link(person.id, person.session_key))


@user.command("link")
@click.argument("email")
@with_appcontext
def link(email: str) -> None:
    """Print a link with which the person with EMAIL sets a password. It works once, for a day."""
    person = person_with_email(email)
    if person is None:
        raise click.ClickException(f"Nobody has the address {email}. Use `consult user add`.")
    click.echo(password_link(person.id, person.session_key))


@user.command("reset-second-factor")
@click.argument("email")
@with_appcontext
def reset_factor(email: str) -> None:
    """Remove the second factor of the person with EMAIL, who lost the app and the codes. They are told by mail."""
    person = person_with_email(email)
    if person is None:
        raise click.ClickException(f"Nobody has the address {email}.")
    reset_second_factor(person, by=None)
    db.session.commit()
    click.echo(f"{email} signs in with the password alone now. Ask them to set up a second factor again.")


def password_link(person_id: int, session_key: str) -> str:
    return absolute_url("accounts.reset", token=signed_links.sign("reset", [person_id, session_key]))

"""`consult demo`: build the demo world where there is none, say who one can be, serve it."""

import dataclasses
import json
import logging
import os
import sys

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

import consult.demo.views
from consult.core.queue import queue
from consult.demo import world
from consult.demo.people import ListedPersona, list_personas
from consult.drafts.queries import guidelines_for
from consult.settings import Settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
@click.option("--small", is_flag=True, help="Without the French bill: built in half the time.")
@click.option("--no-serve", is_flag=True, help="Build it and stop.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print guidelines and personas as JSON (progress goes to stderr)."
)
@with_appcontext
def demo(host: str, port: int, *, small: bool, no_serve: bool, as_json: bool) -> None:
    """Build the demo in the home folder (once), print a sign-in link for each persona, and serve it."""
    settings: Settings = current_app.extensions["consult_settings"]
    logging.disable(logging.WARNING)  # what is built here would warn of itself; errors are said
    build_once(settings, small=small)
    base = f"http://{host}:{port}"
    if "demo" not in current_app.blueprints:  # its links are needed here; the server registers it by itself
        current_app._got_first_request = False  # noqa: SLF001
        current_app.register_blueprint(consult.demo.views.bp)
    with current_app.test_request_context(base_url=base):
        people = list_personas()
        slugs = [guideline.slug for guideline in guidelines_for(None)]
    if as_json:
        click.echo(
            json.dumps({"guidelines": slugs, "personas": [dataclasses.asdict(p) for p in people]}, ensure_ascii=False)
        )
    else:
        say_who(people, base)
    if not no_serve:
        sys.stdout.flush()
        environment = {**os.environ, "CONSULT_BASE_URL": base, "CONSULT_HOME": str(settings.home)}
        serve = [sys.executable, "-m", "consult.cli", "serve", "--host", host, "--port", str(port)]
        os.execve(sys.executable, serve, environment)  # noqa: S606 - our own command, in this very process


def build_once(settings: Settings, *, small: bool = False) -> None:
    if world.state(settings) == "ready":
        upgrade()
        return
    for reason in set(queue.left_waiting().values()):
        raise click.ClickException(f"The demo needs all of consult. {reason}")
    try:
        world.clear_the_way(settings)
    except world.NotADemo as refused:
        says = f"{settings.home} holds an instance of its own. Give the demo another folder: CONSULT_HOME=… make demo"
        raise click.ClickException(says) from refused
    click.echo(f"Building the demo in {settings.home} (once, a few minutes):", err=True)
    upgrade()
    world.build_world(lambda line: click.echo(line, err=True), small=small)
    world.mark(settings, "ready")


def say_who(people: list[ListedPersona], base: str) -> None:
    click.echo(f"\nThe demo is at {base}\nSign in as:\n")
    for person in people:
        click.echo(f"  {person.name:22} {person.rights}\n  {'':22} {person.sign_in}\n")
    click.echo("Stop it with Ctrl-C.\n")

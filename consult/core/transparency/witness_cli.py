"""`consult witness`: for whoever vouches, elsewhere, that a record only ever grows. Needs no site and no database."""

import re
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import click

from consult.core.transparency.checkpoints import WitnessRequest
from consult.core.transparency.notes import LARGEST, MalformedNote
from consult.core.transparency.signing_key import KeyAway
from consult.core.transparency.witness import Forked, OtherSize, WitnessHome, WitnessRefuses, read_asked

SECONDS = 30
UNPROCESSABLE = 422  # how a site answers a form that it does not take
MOST = 4 * 1024 * 1024


@click.group()
@click.option("--home", default="consult-witness", show_default=True, type=click.Path(path_type=Path), help="Folder.")
@click.pass_context
def witness(context: click.Context, home: Path) -> None:
    """Keep the last checkpoint of a site's record, and cosign the next only if it grew out of it."""
    context.obj = WitnessHome(home)


@witness.command()
@click.argument("name")
@click.pass_obj
def init(home: WitnessHome, name: str) -> None:
    """Begin as a witness called NAME, such as witness.example.org/city."""
    if re.search(r"[\s+]", name):
        raise click.ClickException("A witness's name has no blanks and no plus: witness.example.org/city.")
    try:
        key = home.begin(name)
    except FileExistsError as error:
        raise click.ClickException(f"There is a witness in {home.folder} already.") from error
    click.echo(f"{key.vkey}\nThis is the key to give to the site. Its fingerprint: {key.fingerprint}")


@witness.command("show-key")
@click.pass_obj
def show_key(home: WitnessHome) -> None:
    """The witness's key, and its fingerprint to read out."""
    with _sentences():
        key = home.key()
        click.echo(f"{key.vkey}\n{key.fingerprint}")


@witness.command()
@click.argument("vkey")
@click.pass_obj
def trust(home: WitnessHome, vkey: str) -> None:
    """Watch the log that VKEY signs. Compare its fingerprint by another way than the site's own page."""
    with _sentences(), home.changing() as state:
        key = state.trust(vkey)
        click.echo(f"Watching {key.name}. Fingerprint: {key.fingerprint}")


@witness.command()
@click.argument("url")
@click.option("--send", is_flag=True, help="Give the cosignature to the site.")
@click.pass_obj
def check(home: WitnessHome, url: str, *, send: bool) -> None:
    """Fetch what is new of the log at URL (https://site/log/name), check it, cosign it. Ends with 5 for a fork."""
    with _sentences():
        site = LogSite(url)
        note = _cosigned(home, site)
        click.echo(note.written if not send else _handed_in(home, site, note.written))


@witness.command("cosign")
@click.argument("file", type=click.File("rb"))
@click.pass_obj
def cosign_file(home: WitnessHome, file: Any) -> None:
    """Check and cosign a request or checkpoint that came by mail; prints the note to send back."""
    with _sentences():
        click.echo(home.cosign(read_asked(file.read(LARGEST + 1))).written, nl=False)


@witness.command()
@click.pass_obj
def status(home: WitnessHome) -> None:
    """What was seen of each log, and every fork, with both checkpoints."""
    with _sentences():
        state = home.read()
        for origin, watched in state.logs.items():
            head = watched.head
            click.echo(f"{origin}: {head.size if head else 0} leaves seen, {len(watched.vkeys)} key(s)")
        for fork in state.forks:
            click.echo(f"\nFORK of {fork.origin}: {fork.because}\nSeen before:\n{fork.kept}\nShown then:\n{fork.shown}")


def _handed_in(home: WitnessHome, site: "LogSite", note: str) -> str:
    """A site that keeps no line of this witness has not named it yet: the check is done, and is good for next time."""
    try:
        return site.hand_in(note)
    except SiteRefuses as refused:
        if refused.status != UNPROCESSABLE:
            raise
        key = home.key().vkey
        says = (
            f"The site does not name this witness yet: send its key ({key}) to the secretariat. The check itself held."
        )
        raise SiteRefuses(says, refused.status) from refused


class LogSite:
    """A site's log, over HTTP: two pages to read, one form to fill in."""

    def __init__(self, url: str) -> None:
        if not url.startswith(("https://", "http://")):
            raise MalformedNote("The address of a log begins with https:// and ends with its name.")
        self.url = url.rstrip("/")
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def request_from(self, size: int) -> WitnessRequest:
        return read_asked(self._fetch(f"/request?old={size}"))

    def latest(self) -> WitnessRequest:
        return read_asked(self._fetch("/checkpoint"))

    def hand_in(self, note: str) -> str:
        """By the form that anybody could fill in; it wants its token back."""
        page = self._fetch("/cosignature").decode("utf-8", "replace")
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        form = urlencode({"note": note, "csrf_token": token[1] if token else ""}).encode()
        self._fetch("/cosignature", form)
        return "Cosigned, and given to the site."

    def _fetch(self, path: str, form: bytes | None = None) -> bytes:
        try:
            with self.opener.open(self.url + path, data=form, timeout=SECONDS) as answer:
                given = bytes(answer.read(MOST + 1))
        except urllib.error.HTTPError as error:
            with error:
                raise SiteRefuses(f"{self.url}{path}: the site answers {error.code}.", error.code) from error
        except (OSError, ValueError) as error:
            raise SiteRefuses(f"{self.url}: {error}.", 0) from error
        if len(given) > MOST:
            raise MalformedNote("The answer of the site is larger than any log needs.")
        return given


class SiteRefuses(WitnessRefuses):
    """The site gave no answer, or one that says no."""

    def __init__(self, says: str, status: int) -> None:
        super().__init__(says)
        self.status = status


def _cosigned(home: WitnessHome, site: LogSite) -> Any:
    """A site that cannot prove how it grew out of what was seen is shown to by its newest checkpoint, and kept."""
    latest = site.latest()
    state = home.read()
    watched = state.logs.get(latest.checkpoint.text.partition("\n")[0])
    seen = watched.head.size if watched and watched.head else 0
    try:
        return home.cosign(site.request_from(seen))
    except SiteRefuses as refused:
        if refused.status not in {400, 404, UNPROCESSABLE}:
            raise
    try:
        return home.cosign(WitnessRequest(seen, (), latest.checkpoint))
    except OtherSize as other:
        raise WitnessRefuses(f"The site gives no proof from {seen} leaves on. {other}") from other


@contextmanager
def _sentences() -> Iterator[None]:
    """What went wrong is said in one sentence, and the command ends with a number that a script can read."""
    try:
        yield
    except FileNotFoundError as error:
        raise click.ClickException("There is no witness here yet. Begin with: consult witness init NAME.") from error
    except (MalformedNote, KeyAway) as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(2)
    except WitnessRefuses as refused:
        click.echo(f"{'FORK' if isinstance(refused, Forked) else 'Refused'}: {refused}", err=True)
        sys.exit(refused.code)

"""A round's last hour: 50,000 comments are there, 500 people have the site open, and comments arrive 50 times as fast.

    python -m benchmarks.last_hour [--seconds 60] [--people 500] [--present 50000] [--postgres | --sqlite]

Real `consult serve` with two web processes and its worker, as docs/deploy.md starts it, on this machine alone, and on
each engine. Each person is signed in, on a connection of their own that stays open. A round of 30 days with so many
comments has some 70 an hour; fifty times that is one a second. Whoever has something to say opens the form of a clause
and sends it, every other one after the page's script has saved a draft; then they read their receipt. The others read
a page a minute. When the seconds are over nobody begins anything more; no request may take longer than 30 seconds.
Printed: how long answers took, what broke, what was acknowledged and is there, and the CPU of the site's processes,
which is what can be believed where others are at work on the machine.
"""

import argparse
import asyncio
import gzip
import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, select, text

from benchmarks.site_corpus import build
from consult.accounts.models import Person
from consult.app import create_app
from consult.comments.models import Comment, CommentState, CommentVersion
from consult.core.database import db
from consult.core.derived.triggers import fold_tallies
from consult.core.mail.outbox import Message
from consult.core.runtime.instance_move import move_instance
from consult.core.search.index import rebuild
from consult.core.transparency.models import LogLeaf
from consult.drafts.models import Clause
from consult.settings import Settings
from tests import postgres
from tests.conftest import closed
from tests.signed_in import session_of

SECRET = "a key for the drill alone"  # noqa: S105
WEB, PATIENCE, ROUND_SECONDS, TIMES, PAUSE = 2, 30.0, 30 * 86_400, 50, 60.0
DRAFT = "/guidelines/smart-cities/drafts/1"
HIDDEN = re.compile(r'<input[^>]*name="(csrf_token|token|base_version)"[^>]*value="([^"]*)"')


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: str


@dataclass
class Crowd:
    """What everybody was told; milliseconds by what was asked."""

    clauses: list[str]
    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    broken: list[str] = field(default_factory=list)
    acknowledged: dict[str, str] = field(default_factory=dict)


@dataclass
class Visitor:
    """One person, signed in, on one connection that stays open."""

    cookie: str
    crowd: Crowd
    port: int = 0
    line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
    busy: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def ask(self, what: str, path: str, form: dict[str, str] | None = None) -> Answer:
        began = time.perf_counter()
        try:
            answer = await asyncio.wait_for(self._asked(path, form), PATIENCE)
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
            self.crowd.broken.append(f"{what}: {type(error).__name__}")
            self.line = None
            raise
        self.crowd.took[what].append(1000 * (time.perf_counter() - began))
        if answer.status not in {200, 302}:
            heading = re.search("<h1[^>]*>([^<]*)", answer.body)
            self.crowd.broken.append(f"{what}: {answer.status} {heading[1].strip() if heading else ''}")
        return answer

    async def _asked(self, path: str, form: dict[str, str] | None) -> Answer:
        """As a browser does: a connection that the site has closed meanwhile is opened again."""
        body = urlencode(form).encode() if form else b""
        lines = [f"{'POST' if form else 'GET'} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}"]
        lines += [f"Cookie: session={self.cookie}", "Sec-Fetch-Site: same-origin", "Accept-Encoding: gzip"]
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"] if form else []
        said = "\r\n".join([*lines, "", ""]).encode() + body
        if self.line is not None and not self.line[0].at_eof():
            return await self._told(self.line, said)
        self.line = await asyncio.open_connection("127.0.0.1", self.port)
        return await self._told(self.line, said)

    async def _told(self, line: tuple[asyncio.StreamReader, asyncio.StreamWriter], said: bytes) -> Answer:
        reader, writer = line
        writer.write(said)
        await writer.drain()
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): said for name, _, said in (line.partition(": ") for line in head[1:] if line)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        if (cookie := re.match(r"session=([^;]*)", headers.get("set-cookie", ""))) is not None:
            self.cookie = cookie[1]
        packed = headers.get("content-encoding") == "gzip"
        return Answer(int(head[0].split()[1]), headers, (gzip.decompress(body) if packed else body).decode())

    async def read_on(self, until: float, chance: random.Random) -> None:
        """A page a minute."""
        await asyncio.sleep(min(chance.uniform(0, PAUSE), until - time.monotonic()))
        while (left := until - time.monotonic()) > 0:
            clause = chance.choice(self.crowd.clauses)
            page = chance.choice([f"{DRAFT}/clauses/{clause}", f"{DRAFT}/comments", DRAFT])
            async with self.busy:
                await self.ask("a page read", page)
            await asyncio.sleep(min(chance.expovariate(1 / PAUSE), left))

    async def speak(self, said: str, chance: random.Random, *, script: bool) -> None:
        address = f"{DRAFT}/clauses/{chance.choice(self.crowd.clauses)}/comment"
        async with self.busy:
            page = await self.ask("the form", address)
            if page.status != 200:
                return
            form = {"text": said, "stance": "neutral", "language": "en", "named": "y", "type": "general"}
            form |= {"round": "open", **dict(HIDDEN.findall(page.body))}
            await asyncio.sleep(chance.uniform(0.5, 2))
            if script:
                answer = await self.ask("a draft saved", address, {**form, "do": "autosave"})
                if answer.status != 200:
                    return
                saved = json.loads(answer.body)
                address, form["base_version"] = saved["address"], saved["base_version"]
                await asyncio.sleep(chance.uniform(0.5, 2))
            sent = await self.ask("sent, after a draft" if script else "sent", address, {**form, "do": "send"})
            leads_to = sent.headers.get("location", "")
            if "/comments/receipt" not in leads_to:
                self.crowd.broken.append(f"not sent: {sent.status}")
                return
            self.crowd.acknowledged[parse_qs(urlsplit(leads_to).query)["of"][0]] = said
            await self.ask("the receipt", leads_to)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seconds", type=int, default=60)
    asked.add_argument("--people", type=int, default=500)
    asked.add_argument("--present", type=int, default=50_000)
    asked.add_argument("--keep", type=Path, help="a folder for the corpus: built once, on SQLite, and copied")
    only = asked.add_mutually_exclusive_group()
    only.add_argument("--postgres", action="store_true", help="on PostgreSQL alone")
    only.add_argument("--sqlite", action="store_true", help="on SQLite alone")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="consult-last-hour-") as folder:
        if not given.postgres:
            one_engine("SQLite", Path(folder) / "sqlite", "", given)
        if not given.sqlite:
            with postgres.server(durable=True) as address:
                one_engine("PostgreSQL", Path(folder) / "postgres", address, given)


def one_engine(engine: str, home: Path, address: str, given: argparse.Namespace) -> None:
    kept = given.keep / str(given.present) if given.keep else None
    if kept is not None and kept.exists():
        shutil.copytree(kept, home)
        moved(home, address)
    app = site_with(home, address, given.present)
    if kept is not None and not kept.exists() and not address:
        shutil.copytree(home, kept)
    crowd, cookies = signed_in(app, given.people)
    with served(home, address) as (port, server):
        roots = [server, *postmaster(address)]
        used, began = sum(map(cpu_seconds, roots)), time.monotonic()
        asyncio.run(hour(crowd, cookies, port, given))
        took, used = time.monotonic() - began, sum(map(cpu_seconds, roots)) - used
    print(f"\n{engine}: {given.people} people, {given.present:,} comments present, {took:.0f} s")
    report(crowd)
    print(f"CPU of the site{' and of PostgreSQL' if address else ''}: {used:.1f} s, {used / took:.0%} of one core")
    with app.app_context():
        look_for(crowd)
    closed(app)


def moved(home: Path, address: str) -> None:
    """The kept corpus, on PostgreSQL as `consult db move` brings it there."""
    if address:
        app = create_app(Settings(home=home, secret_key=SECRET))
        with app.app_context():
            upgrade()
            move_instance(db.engine, address, lambda _table: None)
        closed(app)


def site_with(home: Path, address: str, present: int) -> Flask:
    app = create_app(Settings(home=home, database_url=address, secret_key=SECRET))
    app.config["SERVER_NAME"] = None
    with app.app_context():
        upgrade()
        if not db.session.scalar(select(func.count()).select_from(Comment)):
            build(present)
            for _kind, _number in rebuild():
                pass
        fold_tallies(db.session.connection())
        if address:  # autovacuum does so before long
            db.session.execute(text("ANALYZE"))
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return app


def signed_in(app: Flask, number: int) -> tuple[Crowd, list[str]]:
    with app.app_context():
        crowd = Crowd(list(db.session.scalars(select(Clause.uid).order_by(Clause.id))))
        authors = select(Person).where(Person.email.startswith("author-")).order_by(Person.id).limit(number)
        serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        cookies = [serializer.dumps({"_user_id": session_of(app, each)}) for each in db.session.scalars(authors).all()]
        db.session.remove()
        db.engine.dispose()
    return crowd, cookies


async def hour(crowd: Crowd, cookies: list[str], port: int, given: argparse.Namespace) -> None:
    chance, until = random.Random(11), time.monotonic() + given.seconds
    visitors = [Visitor(cookie, crowd, port) for cookie in cookies]
    doing = [asyncio.create_task(each.read_on(until, chance)) for each in visitors]
    number, rate = 0, given.present / ROUND_SECONDS * TIMES
    while time.monotonic() < until:
        await asyncio.sleep(chance.expovariate(rate))
        number += 1
        said = f"Say who pays, and from when. Comment {number} of the last hour, {time.monotonic_ns()}."
        doing.append(asyncio.create_task(chance.choice(visitors).speak(said, chance, script=number % 2 == 0)))
    for ended in await asyncio.gather(*doing, return_exceptions=True):
        if isinstance(ended, Exception) and not isinstance(ended, OSError | EOFError | TimeoutError):
            raise ended


@contextmanager
def served(home: Path, address: str) -> Iterator[tuple[int, int]]:
    """Port and process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    known = {name: word for name, word in os.environ.items() if not name.startswith("CONSULT_")}
    told = {"CONSULT_HOME": str(home), "CONSULT_SECRET_KEY": SECRET, "CONSULT_WORKERS": str(WEB)}
    told |= {"CONSULT_DATABASE_URL": address} if address else {}
    with (home / "log").open("wb") as log:
        command = [sys.executable, "-m", "consult.cli", "serve", "--port", str(port)]
        process = subprocess.Popen(command, env={**known, **told}, stdout=log, stderr=log, start_new_session=True)
    try:
        until_ready(port, home / "log")
        yield port, process.pid
    finally:
        process.terminate()
        try:
            process.wait(timeout=60)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def until_ready(port: int, log: Path) -> None:
    for _try in range(240):
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            line.request("GET", "/health/ready")
            if line.getresponse().status == 200:
                return
        except OSError:
            pass
        finally:
            line.close()
        time.sleep(0.5)
    raise SystemExit(f"the site did not come up: {log.read_text(encoding='utf-8')[-500:]}")


def postmaster(address: str) -> list[int]:
    folder = parse_qs(urlsplit(address).query).get("host", [""])[0]
    return [int((Path(folder) / "data" / "postmaster.pid").read_text(encoding="utf-8").split()[0])] if folder else []


def cpu_seconds(root: int) -> float:
    """Of a process, all that descend from it, and those of them that have ended."""
    ticks: dict[int, int] = {}
    children: dict[int, list[int]] = defaultdict(list)
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        number = int(stat.parent.name)
        ticks[number] = sum(map(int, told[11:15]))
        children[int(told[1])].append(number)
    family, found = [root], 0
    while family:
        one = family.pop()
        found += ticks.get(one, 0)
        family += children[one]
    return found / os.sysconf("SC_CLK_TCK")


def at(times: list[float], share: float) -> float:
    return sorted(times)[int((len(times) - 1) * share)]


def report(crowd: Crowd) -> None:
    print(f"{'what':22} {'number':>7} {'p50 ms':>8} {'p95 ms':>8} {'most':>8}")
    for what, times in sorted(crowd.took.items()):
        print(f"{what:22} {len(times):7} {at(times, 0.5):8.0f} {at(times, 0.95):8.0f} {max(times):8.0f}")
    print(f"broken: {len(crowd.broken)} {sorted(set(crowd.broken))}")


def look_for(crowd: Crowd) -> None:
    """What was acknowledged is there, once, with its version, its leaf and its mail."""
    these = Comment.reference.in_(crowd.acknowledged)
    rows = db.session.execute(select(Comment.reference, Comment.text, Comment.state, Comment.id).where(these)).all()
    whole = sum(crowd.acknowledged[row.reference] == row.text and row.state == CommentState.SENT for row in rows)
    ids = [row.id for row in rows]
    versions = db.session.scalars(select(CommentVersion.id).where(CommentVersion.comment_id.in_(ids))).all()
    about = (LogLeaf.subject == "comment_version", LogLeaf.kind == "comment", LogLeaf.subject_id.in_(versions))
    leaves = db.session.scalar(select(func.count()).select_from(LogLeaf).where(*about))
    twice = select(Comment.text).where(Comment.text.in_(crowd.acknowledged.values())).group_by(Comment.text)
    doubled = len(db.session.scalars(twice.having(func.count() > 1)).all())
    mails = db.session.scalar(select(func.count()).select_from(Message))
    print(f"acknowledged {len(crowd.acknowledged)}: there and whole {whole}, doubled {doubled},", end=" ")
    print(f"versions {len(versions)}, leaves {leaves}, receipts mailed {mails}")
    db.session.remove()


if __name__ == "__main__":
    main()

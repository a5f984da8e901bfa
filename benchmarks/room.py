"""Forty people write in one room while the site is killed twice: what was told as kept is there once, soon on screen.

    python -m benchmarks.room [--clients 40] [--points 10] [--kills 2]

Half of them are rapporteurs whose page sends as its script does (the same id again until the site says that it is
kept), half are participants under the short address. A reader opens the session's report every second and notes when
each point is first there; a script asks for the wall every two and a half seconds at most, which is added to the time
that is told.
"""

import argparse
import http.client
import json
import random
import re
import tempfile
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import select

from consult.comments.capture.actions import open_room
from consult.comments.models import Channel, Comment
from consult.core import clock
from consult.core.database import db
from tests.conftest import closed, site
from tests.make import consultations, drafts
from tests.people import People
from tests.served import Served
from tests.signed_in import sign_in

WALL_ASKS = 2.5  # seconds
BETWEEN = 1.5  # seconds that somebody takes from one point to the next


@dataclass
class Room:
    """Where they write, and what came of it: moments by the words of a point."""

    home: Path
    port: int = 0
    capture: str = ""
    report: str = ""
    short: str = ""
    cookie: str = ""
    token: str = ""
    sent_with: str = ""
    written: dict[str, float] = field(default_factory=dict)
    kept: dict[str, float] = field(default_factory=dict)
    seen: dict[str, float] = field(default_factory=dict)
    tries: int = 0

    def ask(self, method: str, path: str, form: dict[str, str] | None = None, **headers: str) -> tuple[int, str, str]:
        """Status, cookie that was set, body; an OSError where there is nobody."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=8)
        try:
            told = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin", **headers}
            line.request(method, path, urlencode(form) if form else None, told)
            answer = line.getresponse()
            cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
            return answer.status, cookie, answer.read().decode()
        finally:
            line.close()

    def write(self, words: str, *, phone: bool) -> None:
        """Until the site says that it is kept, under one id."""
        form = {"point_id": uuid.uuid4().hex, "text": words, "clause": "HR-L1", "table": "3", "said_by": "2"}
        self.written[words] = time.monotonic()
        while words not in self.kept:
            self.tries += 1
            try:
                kept = self._by_phone(form) if phone else self._by_script(form)
            except (OSError, http.client.HTTPException):
                kept = False
            if kept:
                self.kept[words] = time.monotonic()
            else:
                time.sleep(1 + 2 * random.random())

    def _by_script(self, form: dict[str, str]) -> bool:
        """As the page’s script does: it was opened once, and its token holds as long as the session."""
        if not self.token:
            _status, cookie, page = self.ask("GET", self.capture, Cookie=self.cookie)
            self.token, self.sent_with = _token(page), cookie or self.cookie
        asked = {"Cookie": self.sent_with, "Accept": "application/json"}
        said = {**form, "view": "agreed", "csrf_token": self.token}
        status, _cookie, told = self.ask("POST", self.capture, said, **asked)
        return status == 200 and bool(json.loads(told)["reference"])

    def _by_phone(self, form: dict[str, str]) -> bool:
        _status, cookie, page = self.ask("GET", self.short)
        status, _cookie, _page = self.ask("POST", self.short, {**form, "csrf_token": _token(page)}, Cookie=cookie)
        return status == 302

    def look(self, over: threading.Event) -> None:
        while not over.is_set():
            try:
                page = self.ask("GET", self.report, Cookie=self.cookie)[2]
            except (OSError, http.client.HTTPException):
                page = ""
            now = time.monotonic()
            for words in re.findall(r"point [0-9]+-[0-9]+\.", page):
                self.seen.setdefault(words, now)
            time.sleep(1)


def _token(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    return found[1] if found else ""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--clients", type=int, default=40)
    asked.add_argument("--points", type=int, default=10)
    asked.add_argument("--kills", type=int, default=2)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="consult-room-") as folder:
        room = begun_room(Path(folder) / "home")
        hold(room, options)
        report(room)


def begun_room(home: Path) -> Room:
    app = site(home)
    with app.app_context():
        people = People()
        guideline = drafts.guideline()
        people.appoint_all(guideline)
        session = consultations.session(consultations.round_(drafts.draft(guideline, by=people.sara)))
        opened = open_room(session, by=people.sara, now=clock.now())
        db.session.commit()
        at = f"/rounds/{session.round.slug}/sessions/{session.id}"
        room = Room(home, capture=f"{at}/capture", report=f"{at}/points", short=f"/r/{opened.code}")
        client = app.test_client()
        sign_in(client, people.sara)
        room.cookie = f"session={client.get_cookie('session').value}"
        db.session.remove()
    closed(app)
    return room


def hold(room: Room, options: argparse.Namespace) -> None:
    server = Served(room.home).up()
    room.port = server.port
    over = threading.Event()
    reader = threading.Thread(target=room.look, args=(over,))
    writers = [threading.Thread(target=_write_all, args=(room, n, options.points)) for n in range(options.clients)]
    for thread in (reader, *writers):
        thread.start()
    for _kill in range(options.kills):
        time.sleep(options.points * BETWEEN / (options.kills + 1))
        server.kill_all()
        server = Served(room.home, room.port).up()
    for thread in writers:
        thread.join()
    time.sleep(5)
    over.set()
    reader.join()
    server.kill_all()


def _write_all(room: Room, client: int, points: int) -> None:
    for number in range(points):
        room.write(f"point {client}-{number}.", phone=client % 2 == 1)
        time.sleep(BETWEEN)


def report(room: Room) -> None:
    app = site(room.home)
    with app.app_context():
        found = list(db.session.scalars(select(Comment.text).where(Comment.channel == Channel.SESSION)))
        db.session.remove()
    closed(app)
    until_kept = sorted(room.kept[words] - room.written[words] for words in room.kept)
    until_seen = sorted(room.seen[words] - room.written[words] + WALL_ASKS for words in room.seen)
    print(f"written {len(room.written)}, told as kept {len(room.kept)}, tries {room.tries}")
    print(f"lost {len(set(room.kept) - set(found))}, doubled {len(found) - len(set(found))}, never seen "
          f"{len(set(room.written) - set(room.seen))}")  # fmt: skip
    for name, times in (("kept", until_kept), ("on screen", until_seen)):
        print(f"said → {name}: median {times[len(times) // 2]:.1f} s, last {times[-1]:.1f} s")


if __name__ == "__main__":
    main()

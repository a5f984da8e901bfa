"""Many hosts, one PostgreSQL: two that serve pages and two that work, one of each killed under load.

    python -m benchmarks.hosts [--seconds 40] [--jobs 60]      (as root: it makes network namespaces)

Each host is a network namespace of its own, on a bridge with the database. People send comments to both web hosts,
jobs wait for both workers; in the middle one host of each kind is killed with SIGKILL. Whoever was served by the
killed one turns to the other, as behind a load balancer. Printed: what was acknowledged and is there, once; what
became of the jobs; how long answers took before and after.
"""

import argparse
import http.client
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from flask import Flask

from consult.comments.models import Comment
from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.core.queue import OPEN, Job, State, queue
from tests import postgres
from tests.conftest import site
from tests.make import consultations, drafts
from tests.people import People
from tests.signed_in import sign_in

NET, BRIDGE, PORT = "10.77.0", "consultbr", 8000
HOSTS = {"web-a": 11, "web-b": 12, "worker-a": 21, "worker-b": 22}
SECRET = "a key for the drill alone"  # noqa: S105
WRITERS = 3  # for each web host
# A kind of work of two seconds that can be seen to be done once: it leaves one mail, kept.
WORKER = """
import time
from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.core.queue import queue
from consult.core import clock
@queue.job("drill")
def drill(subject_id, progress):
    for step in range(10):
        progress("drilling", step / 10)
        time.sleep(0.2)
    if not db.session.query(Message).filter_by(recipient=f"job-{subject_id}").count():
        db.session.add(Message(recipient=f"job-{subject_id}", subject="", body="", created_at=clock.now()))
    db.session.commit()
from consult.cli import main
main(["work"])
"""


@dataclass
class Told:
    """What writers were told; times in seconds, by when they were asked."""

    slug: str
    cookie: str
    csrf: str
    acknowledged: dict[str, str] = field(default_factory=dict)
    took: list[tuple[float, float]] = field(default_factory=list)
    broken: int = 0


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seconds", type=int, default=40)
    asked.add_argument("--jobs", type=int, default=60)
    given = asked.parse_args()
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="consult-hosts-")))
        stack.enter_context(network())
        address = stack.enter_context(database(home / "postgres"))
        app = site(home / "site", address, secret_key=SECRET)
        told = begun(app, given.jobs)
        processes = {name: stack.enter_context(host(name, home / name, address)) for name in HOSTS}
        for name in ("web-a", "web-b"):
            until_up(name)
        report(app, told, drilled(told, processes, given.seconds))


@contextmanager
def network() -> Iterator[None]:
    run("ip", "link", "add", BRIDGE, "type", "bridge")
    try:
        run("ip", "addr", "add", f"{NET}.1/24", "dev", BRIDGE)
        run("ip", "link", "set", BRIDGE, "up")
        for name, number in HOSTS.items():
            run("ip", "netns", "add", name)
            run("ip", "link", "add", f"v{name}", "type", "veth", "peer", "name", "eth0", "netns", name)
            run("ip", "link", "set", f"v{name}", "master", BRIDGE, "up")
            run("ip", "-n", name, "addr", "add", f"{NET}.{number}/24", "dev", "eth0")
            run("ip", "-n", name, "link", "set", "eth0", "up")
            run("ip", "-n", name, "link", "set", "lo", "up")
        yield
    finally:
        for name in HOSTS:
            subprocess.run(["ip", "netns", "del", name], check=False, stderr=subprocess.DEVNULL)
        run("ip", "link", "del", BRIDGE)


@contextmanager
def database(folder: Path) -> Iterator[str]:
    """A PostgreSQL that hosts reach by TCP, with fsync as ever."""
    programs = postgres.programs()
    assert programs is not None, "PostgreSQL is not installed (Debian: apt-get install postgresql)."
    folder.mkdir()
    folder.parent.chmod(0o755)
    shutil.chown(folder, "postgres")
    as_user, data = ["runuser", "-u", "postgres", "--"], folder / "data"
    run(*as_user, str(programs / "initdb"), "-D", str(data), "-A", "trust", "-U", "consult", "-E", "UTF8")
    with (data / "pg_hba.conf").open("a", encoding="utf-8") as known:
        known.write(f"host all all {NET}.0/24 trust\n")
    options = f"-k {folder} -c listen_addresses={NET}.1 -c max_connections=200"
    control = [*as_user, str(programs / "pg_ctl"), "-D", str(data), "-w"]
    run(*control, "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield f"postgresql+psycopg://consult@{NET}.1/postgres"
    finally:
        run(*control, "-m", "immediate", "stop")


@contextmanager
def host(name: str, home: Path, address: str) -> Iterator["subprocess.Popen[bytes]"]:
    home.mkdir()
    serve = ["-m", "consult.cli", "serve", "--no-worker", "--host", f"{NET}.{HOSTS[name]}", "--port", str(PORT)]
    given = {"CONSULT_HOME": str(home), "CONSULT_DATABASE_URL": address, "CONSULT_SECRET_KEY": SECRET}
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            ["ip", "netns", "exec", name, sys.executable, *(["-c", WORKER] if "worker" in name else serve)],
            env={**os.environ, **given},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        kill(process)


def kill(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=30)


def begun(app: Flask, jobs: int) -> Told:
    """A round that is open, a person who is signed in, and jobs that wait."""
    app.config["WTF_CSRF_ENABLED"] = True
    with app.app_context():
        people = People()
        slug = consultations.round_(drafts.draft(drafts.guideline())).slug
        client = app.test_client()
        sign_in(client, people.amina)
        page = client.get(f"/rounds/{slug}/comment").get_data(as_text=True)
        cookie = client.get_cookie("session")
        assert cookie is not None
        from_queue(jobs)
        db.session.remove()
    csrf = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert csrf is not None
    return Told(slug, f"session={cookie.value}", csrf[1])


def from_queue(jobs: int) -> None:
    for number in range(jobs):
        queue.add("drill", number)
    db.session.commit()


def until_up(name: str) -> None:
    for _try in range(240):
        try:
            if ask(name, "GET", "/health/ready", {})[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.5)
    raise SystemExit(f"{name} did not come up.")


def ask(name: str, method: str, path: str, headers: dict[str, str], body: str | None = None) -> tuple[int, str]:
    line = http.client.HTTPConnection(f"{NET}.{HOSTS[name]}", PORT, timeout=30)
    try:
        line.request(method, path, body=body, headers=headers)
        answer = line.getresponse()
        answer.read()
        return answer.status, answer.getheader("Location", "")
    finally:
        line.close()


def write(told: Told, name: str, number: int, over: threading.Event) -> None:
    """One comment after the other; who is not answered turns to the other host and says the same again."""
    headers = {"Cookie": told.cookie, "Content-Type": "application/x-www-form-urlencoded"}
    while not over.is_set():
        said = f"Say who pays. Writer {number} of {name}, {time.monotonic_ns()}"
        form = {"text": said, "round": told.slug, "stance": "neutral", "language": "en", "do": "send"}
        form |= {"csrf_token": told.csrf, "token": f"{time.monotonic_ns():024x}"}
        for _try in range(2):
            at = time.monotonic()
            try:
                status, leads_to = ask(name, "POST", f"/rounds/{told.slug}/comment", headers, urlencode(form))
            except (OSError, http.client.HTTPException):
                told.broken += 1
                name = "web-a"
                continue
            told.took.append((at, time.monotonic() - at))
            if status == 302 and "receipt" in leads_to:
                told.acknowledged[parse_qs(urlsplit(leads_to).query)["of"][0]] = said
            else:
                told.broken += 1
            break
        time.sleep(0.2)


def drilled(told: Told, processes: dict[str, "subprocess.Popen[bytes]"], seconds: int) -> float:
    """When one host of each kind was killed."""
    over = threading.Event()
    writers = [
        threading.Thread(target=write, args=(told, name, number, over))
        for name in ("web-a", "web-b")
        for number in range(WRITERS)
    ]
    for writer in writers:
        writer.start()
    time.sleep(seconds / 2)
    for name in ("web-b", "worker-b"):
        kill(processes[name])
    killed = time.monotonic()
    time.sleep(seconds / 2)
    over.set()
    for writer in writers:
        writer.join(timeout=60)
    return killed


def report(app: Flask, told: Told, killed: float) -> None:
    with app.app_context():
        deadline = time.monotonic() + 300
        while time.monotonic() < deadline and left():
            time.sleep(0.5)
        back = time.monotonic() - killed
        kept = [text for (text,) in db.session.query(Comment.text).all()]
        jobs = db.session.query(Job).filter_by(kind="drill").all()
        lost = sum(said not in kept for said in told.acknowledged.values())
        print(f"comments acknowledged {len(told.acknowledged)}, lost {lost}, doubled {len(kept) - len(set(kept))}")
        print(f"requests that broke or were refused {told.broken}")
        for words, times in (
            ("before the kill", [took for at, took in told.took if at < killed]),
            ("after it", [took for at, took in told.took if at >= killed]),
        ):
            print(f"answers {words}: {len(times)}, p50 {_ms(times, 50)} ms, p95 {_ms(times, 95)} ms")
        workers = {(job.token or "?").partition("/")[2].partition("/")[0] for job in jobs}
        mails = db.session.query(Message).filter(Message.recipient.like("job-%")).count()
        done, again = sum(job.state == State.DONE for job in jobs), sum(job.tries > 1 for job in jobs)
        print(f"jobs {len(jobs)}: done {done}, begun again {again}, by {len(workers)} processes, effects {mails}")
        print(f"the last job ended {back:.0f} s after the kill")
        db.session.remove()
        db.engine.dispose()


def left() -> int:
    found = db.session.query(Job).filter(Job.kind == "drill", Job.state.in_(OPEN)).count()
    db.session.rollback()
    return found


def _ms(times: list[float], share: int) -> str:
    return f"{statistics.quantiles(times, n=100)[share - 1] * 1000:.0f}" if len(times) > 1 else "–"


def run(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", env={**os.environ, "LC_ALL": "C.UTF-8"})


if __name__ == "__main__":
    main()

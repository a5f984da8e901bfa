"""Kill the whole site under load, again and again: what was acknowledged is there afterwards, once and whole.

    python -m benchmarks.kills --rounds 100 [--writers 4]

For a night, not for each change (the tests do a few rounds). Each round starts `consult serve` on a SQLite file, lets
people send comments, kills its supervisor, web processes and worker with SIGKILL at a moment of chance, and starts it
again. At the end every acknowledged comment is looked for, the file's integrity and the whole record are checked.
"""

import argparse
import random
import tempfile
import threading
import time
from pathlib import Path

from consult.core.database import db
from consult.core.transparency.jobs import seal_everything
from consult.drafts.models import Guideline
from consult.tracing.record.verification import verify, verify_site_log
from tests.conftest import closed, site
from tests.faults.test_killed_server import Server, assert_all_is_there, begun


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--rounds", type=int, default=100)
    asked.add_argument("--writers", type=int, default=4)
    asked.add_argument("--seed", type=int, default=1)
    options = asked.parse_args()
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory(prefix="consult-kills-") as folder:
        server = begun(Path(folder))
        began = time.monotonic()
        for number in range(1, options.rounds + 1):
            one_round(server, options.writers, chance.uniform(0.05, 3.0))
            print(f"round {number}: {len(server.acknowledged)} comments acknowledged so far", flush=True)
        assert_all_is_there(server, rounds=options.rounds, writers=options.writers)
        assert_record_holds(server)
        took = time.monotonic() - began
    print(f"{options.rounds} kills in {took:.0f} s: {len(server.acknowledged)} acknowledged, 0 lost, 0 doubled.")


def one_round(server: Server, writers: int, seconds: float) -> None:
    server.start()
    over = threading.Event()
    threads = [threading.Thread(target=server.write, args=(number, over)) for number in range(writers)]
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    server.kill()
    over.set()
    for thread in threads:
        thread.join(timeout=60)


def assert_record_holds(server: Server) -> None:
    app = site(server.home)
    with app.app_context():
        seal_everything()
        reports = [verify_site_log(), *map(verify, db.session.query(Guideline))]
        faults = [fault for report in reports for fault in report.faults]
        assert not faults, faults
        db.session.rollback()
    closed(app)


if __name__ == "__main__":
    main()

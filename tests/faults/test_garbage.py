"""No collection inside an allocation: on Python before 3.12 it gives one array of values to two dictionaries.

Processes of their own under `PYTHONMALLOC=debug`, which fills freed memory, so that using it ends the process.
"""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from consult.core.runtime import garbage

# An object that only a cycle holds, and the callback of its weak reference, which touches the state whose
# `__dict__` is just being made: what SQLAlchemy's instance states are. `moment` moves the collection along.
THE_FAULT = """
    import gc, sys, weakref
    from consult.core.runtime import garbage

    class Thing: ...

    class State:
        def __init__(self, thing):
            self.first, self.second = 1, 2
            self.thing = weakref.ref(thing, self.gone)
        def gone(self, _reference):
            self.__dict__
            for name in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOP":
                setattr(self, name, 0)

    def at(moment):
        thing = Thing()
        thing.itself = thing
        state = State(thing)
        filler = [{} for _ in range(moment)]
        del thing
        before = gc.get_count(); state.__dict__; after = gc.get_count()
        state.third, state.fourth = 3, 4
        return list(vars(state).values())

    gc.enable()
    gc.set_threshold(200, 10, 10)
    if sys.argv[1] == "mended":
        garbage.at_safe_points_only()
        gc.enable()  # as libraries do
    for moment in range(100, 300):
        at(moment)
        gc.collect()
    print("lives")
"""
# Pages by a drafter of a world that went all the way, with a collector that is as busy as it can be.
THE_PAGES = """
    import gc, sys
    from pathlib import Path
    from consult.core.database import db
    from consult.core.runtime import garbage
    from tests.conftest import site
    from tests.people import People
    from tests.signed_in import session_of
    from tests.world import build

    garbage.YOUNG = 500
    if sys.argv[2] == "stock":
        garbage.NEEDED = False
    app = site(Path(sys.argv[1]))
    with app.app_context():
        world = build(People())
        dana, slug = session_of(app, world.people.dana), world.guideline.slug
        db.session.remove()
    if sys.argv[2] == "stock":
        gc.set_threshold(700, 10, 10)

    inside, collected = [], []
    wrapped = app.wsgi_app
    def noted(environ, start_response):
        inside.append(environ["PATH_INFO"])
        try:
            return wrapped(environ, start_response)
        finally:
            inside.pop()
    app.wsgi_app = garbage.between_requests(noted)
    gc.callbacks.append(lambda phase, _info: phase == "start" and collected.append(bool(inside)))

    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = dana
    under = ("compare", "themes", "points", "desk", "ballots", "revisions", "register", "drafts/2/carried", "changes")
    for path in ("/", f"/guidelines/{slug}", *(f"/guidelines/{slug}/{page}" for page in under)) * 3:
        with client.get(path) as answer:
            assert answer.status_code < 500, path
    print("walked,", sum(collected), "of", len(collected), "inside a request")
"""


def run(script: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    known = {name: word for name, word in os.environ.items() if not name.startswith("CONSULT_")}
    environment = {**known, "PYTHONMALLOC": "debug", "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    whole = [sys.executable, "-X", "faulthandler", "-c", textwrap.dedent(script), *arguments]
    return subprocess.run(whole, env=environment, capture_output=True, text=True, timeout=600, check=False)


@pytest.mark.skipif(not garbage.NEEDED, reason="Python collects between instructions")
def test_the_fault_is_there_without_the_mend() -> None:
    assert run(THE_FAULT, "stock").returncode < 0


def test_the_fault_is_gone_with_it_even_if_a_library_enables_collection() -> None:
    ended = run(THE_FAULT, "mended")
    assert (ended.stdout, ended.returncode) == ("lives\n", 0), ended.stderr


def test_no_page_is_collected_in_and_what_it_leaves_is_collected_after_it(tmp_path: Path) -> None:
    ended = run(THE_PAGES, str(tmp_path), "mended")
    assert ended.returncode == 0, ended.stderr
    within, _of, between = ended.stdout.split()[1:4]
    assert int(between) > 20
    assert within == "0" or not garbage.NEEDED


@pytest.mark.skipif(not garbage.NEEDED, reason="Python collects between instructions")
def test_without_the_mend_pages_are_collected_in(tmp_path: Path) -> None:
    ended = run(THE_PAGES, str(tmp_path), "stock")
    assert ended.returncode < 0 or int(ended.stdout.split()[1]) > 0, ended.stderr

"""The demo world from nothing to ready, step by step; a build that was interrupted begins again."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from consult.analysis.pipeline.jobs import analyse_now
from consult.core import clock
from consult.core.database import db
from consult.core.queue import queue
from consult.core.runtime import garbage
from consult.demo import cities, papers, people, republique, texts
from consult.settings import SettingError, Settings, private_file

Say = Callable[[str], None]


class NotADemo(Exception):
    """The home folder holds an instance of its own, which a demo must not touch."""


def state(settings: Settings) -> str:
    """ "ready", "building" (interrupted), or "" where there is no demo."""
    if not settings.demo_marker.exists():
        return ""
    try:
        return str(json.loads(settings.read(settings.demo_marker.name))["state"])
    except (ValueError, KeyError, TypeError) as error:
        says = "is damaged, so nobody knows whether the demo beside it is whole. Remove the folder, or name another one"
        raise SettingError(f"{settings.demo_marker} {says} with CONSULT_HOME.") from error


def clear_the_way(settings: Settings) -> None:
    """Remove what an interrupted build left; raises NotADemo before touching anything else's data."""
    database = settings.home / "consult.sqlite"
    if state(settings) == "" and (database.exists() or not settings.on_sqlite):
        raise NotADemo
    for left in settings.home.glob("consult.sqlite*"):
        left.unlink()
    mark(settings, "building")


def mark(settings: Settings, state_: str) -> None:
    settings.make_home()
    kept = settings.demo_marker.with_suffix(".new")
    private_file(kept)
    kept.write_text(json.dumps({"state": state_}), encoding="utf-8")
    kept.replace(settings.demo_marker)


def build_world(say: Say, *, small: bool = False) -> None:
    """Everything, through the stages' own actions; each step commits. `small`: without the French bill."""
    with texts.today(clock.now()):
        _build(say, small=small)


def _build(say: Say, *, small: bool) -> None:
    with step(say, "people"):
        everyone = people.everyone()
    if not small:
        with step(say, "the French bill, its 30 articles, 666 proposals and 3,994 arguments"):
            bill = republique.build_republique(everyone)
    with step(say, "the illustrative guideline, its rounds and first comments"):
        world = cities.first_draft(everyone)
    with step(say, "themes of the first rounds"), texts.on(texts.days(-50.5)):
        analyse_now(world.guideline)
    with step(say, "answers, revisions and votes; the second draft"):
        cities.second_draft(world)
    with step(say, "the rounds on the second draft"):
        cities.open_round(world)
    with step(say, "themes of everything said"):
        analyse_now(world.guideline)
    if not small:
        with step(say, "themes of the French bill (the longest step, about a minute)"):
            analyse_now(bill)
    with step(say, "answers and ballots of today"):
        cities.stage_today(world)
    with step(say, "a paper and a message"):
        papers.bring_in_papers(world.secretariat)
    with step(say, "mail and what else waits"):
        queue.run_sweeps()
        queue.run_all()


@contextmanager
def step(say: Say, name: str) -> Iterator[None]:
    say(f"  {name} …")
    began = time.monotonic()
    yield
    db.session.commit()
    garbage.safe_point()
    say(f"  {name}: {time.monotonic() - began:.0f} s")

"""`python -m benchmarks.desk_clock`: seconds to answer points one after the other, with the desk's memory and without.

    python -m benchmarks.desk_clock [--points 100] [--chars 180] [--home FOLDER]

A person who makes no errors answers the points of the fullest place of the French bill's desk (real comments, in the
demo) in the order in which the desk shows them, by the keys that the desk has: `j`, `a`, the form, `Ctrl Enter`;
with the memory, where an answer given before is offered, `o` and `r`. Every page is asked of the site and every form
posted; what a person does between is counted by the keystroke-level model (Card, Moran & Newell, The Psychology of
Human-Computer Interaction, 1983) with its operators: K a key 0.28 s (an average typist), P pointing 1.1 s, B a press of
the mouse 0.1 s, H from the keyboard to the mouse or back 0.4 s, M getting ready 1.35 s; R is what the site takes, in
this process. Reading is no part of the model and told apart: 238 words a minute (Brysbaert 2019), the point, and of an
offer its point and its answer. Thinking what to answer is counted nowhere, so the differences are what is true of it.

Without the memory each answer is typed, `--chars` of them (the median of the demo's answers). With it an offer is
taken as it is, but for the share that `benchmarks.reuse` finds wrong, which are refused (`n`) and typed.

How many points have another that asks the same is a matter of the consultation: it is counted over the whole set, and
a second pair of lines clocks those points alone, each on the page where one point is answered, once its like has been.
"""

import argparse
import re
import shutil
import statistics
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import select

from consult.accounts.models import Person
from consult.analysis.models import Point
from consult.analysis.nearness.models import PointNeighbour
from consult.analysis.pipeline.jobs import analyse_now
from consult.app import create_app
from consult.core import clock
from consult.core.database import db
from consult.core.queue import queue
from consult.demo import people, reading, republique, texts
from consult.drafts.models import Guideline
from consult.responses.memory.agreement import OFFERED_FROM, first_difference
from consult.responses.memory.queries import asked_of, offers_for
from consult.responses.queries import answerable_points, count_of
from consult.settings import Settings
from tests.conftest import closed
from tests.signed_in import sign_in

SECONDS = {"K": 0.28, "P": 1.1, "B": 0.1, "H": 0.4, "M": 1.35}
WORDS_A_MINUTE = 238
WRONG = 0.03  # of the offers: `benchmarks.reuse`
SLUG = "republique-numerique"
SECRET = "a key for the clock alone"  # noqa: S105
NEXT_OPEN = re.compile(r'id="point-(\d+)"(?:(?!id="point-).)*?<span class="quiet">No answer yet\.</span>', re.DOTALL)


@dataclass
class Walk:
    """What was done: operators of the model, pages and posts with their seconds, words read; offers met and taken."""

    done: Counter[str] = field(default_factory=Counter)
    served: float = 0.0
    pages: int = 0
    posts: int = 0
    words: int = 0
    met: int = 0
    taken: int = 0
    answered: int = 0

    def does(self, operators: str) -> None:
        self.done.update(operators)

    @property
    def hands(self) -> float:
        return sum(SECONDS[operator] * times for operator, times in self.done.items())

    @property
    def eyes(self) -> float:
        return self.words / WORDS_A_MINUTE * 60


@dataclass
class Desk:
    """The person at the desk: a client of the site that is signed in, and what they do."""

    client: FlaskClient
    walk: Walk
    chars: int
    remembers: bool

    def get(self, address: str) -> str:
        began = time.perf_counter()
        page = self.client.get(address, follow_redirects=True).get_data(as_text=True)
        self.walk.served += time.perf_counter() - began
        self.walk.pages += 1
        return page

    def post(self, address: str, form: dict[str, str]) -> str:
        began = time.perf_counter()
        answer = self.client.post(address, data=form, follow_redirects=True)
        self.walk.served += time.perf_counter() - began
        self.walk.posts += 1
        assert answer.status_code == 200, (address, answer.status_code)
        return answer.get_data(as_text=True)

    def answer(self, number: int, page: str, back: str) -> str:
        """The next point in their sight, answered; the desk again."""
        point = db.session.get_one(Point, number)
        self.walk.words += len(point.text.split())
        self.walk.answered += 1
        self.walk.does("K")  # j
        if self.remembers and f"/points/{number}/reuse" in page:
            return self.remember(point, back)
        return self.type_it(point, back)

    def remember(self, point: Point, back: str) -> str:
        offer = offers_for(point)[0]
        self.walk.met += 1
        self.walk.words += len(offer.point.text.split()) + len(offer.answer.reason.split())
        self.walk.does("KMK")  # o, does it fit, r or n
        wrong = int(self.walk.met * WRONG) > int((self.walk.met - 1) * WRONG)
        form = {"like": str(offer.point.id), "do": "refuse" if wrong else "reuse", "base_version": "0"}
        page = self.post(f"/points/{point.id}/reuse?next={back}", form | {"csrf_token": self.token(back)})
        if wrong:
            return self.type_it(point, back)
        self.walk.taken += 1
        return page

    def type_it(self, point: Point, back: str) -> str:
        """`a`, its page; `a`, the first letter of what is decided, the words, Ctrl Enter."""
        page = self.get(f"/points/{point.id}/answer?next={back}")
        self.walk.does("K" + "MKK" + "K" + "M" + "K" * self.chars + "KK")
        reason = f"{point.id} ".ljust(self.chars, "x")
        form = {"disposition": "noted", "reason": reason, "base_version": "0", "only": "point"}
        form |= {"csrf_token": token_in(page)}
        return self.post(f"/points/{point.id}/answer?next={back}", form)

    def answer_alone(self, point: Point) -> None:
        """On its own page, opened from wherever it was found."""
        page = self.get(f"/points/{point.id}/answer")
        self.walk.words += len(point.text.split())
        self.walk.answered += 1
        here = f"/points/{point.id}/answer"
        if self.remembers and f"/points/{point.id}/reuse" in page:
            self.remember(point, here)
        else:
            self.type_it(point, here)

    def token(self, back: str) -> str:
        return token_in(self.client.get(back).get_data(as_text=True))


def token_in(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*?value="([^"]+)"', page)
    assert found is not None
    return found[1]


def bill(home: Path) -> None:
    """The French bill, all that was said of it, and its themes, as the demo builds them."""
    app = create_app(Settings(home=home, secret_key=SECRET))
    with app.app_context():
        upgrade()
        with texts.today(clock.now()):
            guideline = republique.build_republique(people.everyone())
            db.session.commit()
            analyse_now(guideline)
            queue.run_all()
        db.session.remove()
    closed(app)


def walked(app: Flask, points: int, chars: int, *, remembers: bool) -> Walk:
    walk = Walk()
    with app.app_context():
        dana = db.session.scalars(select(Person).where(Person.email == "dana@example.org")).one()
        client = app.test_client()
        sign_in(client, dana)
        desk, back = Desk(client, walk, chars, remembers), f"/guidelines/{SLUG}/desk"
        page = desk.get(back)
        while walk.answered < points and (found := NEXT_OPEN.search(page)):
            page = desk.answer(int(found[1]), page, back)
            db.session.expire_all()
        db.session.remove()
    return walk


def alike(guideline: Guideline) -> list[tuple[int, int]]:
    """Points of which one asks what the other asks, as the offers see it; each in one pair."""
    near = select(PointNeighbour).where(PointNeighbour.likeness >= OFFERED_FROM)
    there = set(db.session.scalars(answerable_points(guideline).with_only_columns(Point.id)))
    found: dict[int, int] = {}
    for pair in db.session.scalars(near.order_by(PointNeighbour.likeness.desc())):
        both = {pair.point_id, pair.neighbour_id}
        if both & {*found, *found.values()} or not both <= there:
            continue
        one, other = (db.session.get_one(Point, number) for number in sorted(both))
        letter = one.campaign_id is not None and one.campaign_id == other.campaign_id  # its copies come with it
        apart = one.comment_id != other.comment_id and not letter
        if apart and first_difference(asked_of(one), asked_of(other)) is None:
            found[one.id] = other.id
    return list(found.items())


def walked_alike(app: Flask, points: int, chars: int, *, remembers: bool) -> tuple[Walk, int, int]:
    """Of each two that are alike the first answered, then the second by the clock; how many such there are, of all."""
    walk = Walk()
    with app.app_context():
        guideline = db.session.scalars(select(Guideline).where(Guideline.slug == SLUG)).one()
        pairs, every = alike(guideline), count_of(answerable_points(guideline))
        client = app.test_client()
        sign_in(client, db.session.scalars(select(Person).where(Person.email == "dana@example.org")).one())
        before, desk = Desk(client, Walk(), chars, remembers=False), Desk(client, walk, chars, remembers)
        for first, second in pairs[:points]:
            before.answer_alone(db.session.get_one(Point, first))
            desk.answer_alone(db.session.get_one(Point, second))
            db.session.expire_all()
        db.session.remove()
    return walk, len(pairs), every


def line(name: str, walk: Walk) -> str:
    each = max(walk.answered, 1)
    cells = (
        *(walk.answered, walk.met, walk.taken, walk.pages + walk.posts, walk.done["K"]),
        *(f"{seconds / each:.1f}" for seconds in (walk.eyes, walk.hands, walk.served)),
        f"{(walk.eyes + walk.hands + walk.served) / each:.1f}",
    )
    return f"| {name} | " + " | ".join(str(cell) for cell in cells) + " |"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--points", type=int, default=100)
    written = [len(row["reason"]) for row in reading.city_file("answers.json")["answers"]]
    asked.add_argument("--chars", type=int, default=int(statistics.median(written)))
    asked.add_argument("--home", type=Path, help="a demo that is built already; it is copied")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="consult-clock-") as folder:
        first = Path(folder) / "bill"
        if given.home is None:
            bill(first)
        else:
            shutil.copytree(given.home, first)
        print(f"{given.points} points, answers of {given.chars} characters; seconds are for a point")
        print("| | answered | offers | taken | pages | keys | reading | hands | site | all |")
        print("|---|---|---|---|---|---|---|---|---|---|")
        for remembers in (False, True):
            home = Path(folder) / str(remembers)
            shutil.copytree(first, home)
            app = create_app(Settings(home=home, secret_key=SECRET))
            with app.app_context():
                upgrade()
            name = "with memory" if remembers else "without"
            print(line(name, walked(app, given.points, given.chars, remembers=remembers)), flush=True)
            walk, those, every = walked_alike(app, given.points, given.chars, remembers=remembers)
            closed(app)
            print(line(f"{name}, of the {those} (of {every}) that ask what another asks", walk), flush=True)


if __name__ == "__main__":
    main()

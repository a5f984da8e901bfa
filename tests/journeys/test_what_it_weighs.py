"""A page must be light on a slow line: bytes of a first visit, compressed, with a text as long as the real one."""

import pytest

from consult.core.database import db
from consult.drafts.outline import ClauseOutline, Outline, PartOutline, PillarOutline
from tests.journeys.conftest import Window
from tests.journeys.walker import Site
from tests.make import comments, consultations, drafts

PILLARS = ("SP", "SR", "CP", "HR", "GR", "DI", "DL", "BF")
NOUNS = ("services", "data", "streets", "schools", "budgets", "sensors", "contracts", "residents", "networks", "skills")
VERBS = ("publish", "assess", "protect", "fund", "share", "explain", "review", "connect", "train", "measure")


def sentence(number: int) -> str:
    """Some fifty words, each clause its own."""
    said = [
        f"{VERBS[(number * 7 + k) % 10]} {NOUNS[(number * 3 + k * k) % 10]} in district {number * k % 97}"
        for k in range(1, 9)
    ]
    return f"Local governments should {', '.join(said)} and report on it every year."


def outline() -> Outline:
    clauses = tuple(
        ClauseOutline(f"{code}-{part}{n}", code, sentence(p * 100 + n), part)
        for p, code in enumerate(PILLARS)
        for part in "PL"
        for n in range(1, 14 if part == "P" else 15)
    )
    return Outline(
        language="en",
        title="As long as the real one",
        pillars=tuple(PillarOutline(code, f"Pillar {code} and what belongs to it", "thematic") for code in PILLARS),
        parts=(PartOutline("P", "Principles"), PartOutline("L", "Actions", "Local governments")),
        clauses=clauses,
    )


@pytest.fixture(scope="module")
def long_text(served: Site) -> dict[str, str]:
    """Addresses of a draft of 216 clauses, on one of which forty people spoke."""
    with served.app.app_context():
        guideline = drafts.guideline("long-text")
        draft = drafts.draft(guideline, outline())
        round_ = consultations.round_(draft, "long-round")
        author = db.session.merge(served.people.bruno)
        for number in range(40):
            comments.comment(round_, author, f"{sentence(number)} {number}", number="HR-L2", language="en")
        uid = comments.clause(draft, "HR-L2").uid
    on = {"slug": "long-text", "number": 1}
    return {
        "contents": served.path("comments.read", **on),
        "pillar": served.path("comments.read_pillar", code="HR", **on),
        "whole text": served.path("comments.read_text", **on),
        "clause": served.path("comments.clause", uid=uid, **on),
        "home": "/",
    }


# What comes with the page itself; style and scripts are kept for a year and counted once, below.
@pytest.mark.parametrize(
    ("name", "page", "everything"),
    [("home", 10, 30), ("contents", 10, 30), ("pillar", 15, 30), ("clause", 15, 30), ("whole text", 30, 50)],
)
def test_a_first_visit(window: Window, long_text: dict[str, str], name: str, page: int, everything: int) -> None:
    weights = window().weight_of(long_text[name])
    assert weights[long_text[name]] < page * 1000, weights
    assert sum(weights.values()) < everything * 1000, weights

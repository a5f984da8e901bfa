"""The two texts of the demo: a real bill and an illustrative guideline."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from typing import Any

from consult.accounts.models import Person
from consult.core import clock
from consult.core.database import db
from consult.demo import reading
from consult.drafts import actions
from consult.drafts.models import Draft, Guideline
from consult.drafts.outline import ClauseOutline, Outline, PartOutline, PillarOutline

PARTS = (
    PartOutline("P", "Principles"),
    PartOutline("N", "Actions of national governments", "national governments"),
    PartOutline("L", "Actions of local and regional governments", "local and regional governments"),
    PartOutline("S", "Actions of relevant stakeholders", "private sector, academia, civil society"),
)
NOTICE = (
    "An illustrative draft, written for this demonstration in our own words. It is not the adopted text of any "
    "organisation, and the people, rounds and comments around it are invented."
)
REPUBLIQUE_NOTICE = (
    "A real consultation, held in France from 26 September to 18 October 2015 on the bill for a Digital Republic, "
    "shown here as it was. Names of citizens are replaced by codes."
)
REPUBLIQUE_SOURCE = (
    "Data published by Etalab on data.gouv.fr under Licence Ouverte / Open Licence; see the README beside the data."
)
REPUBLIQUE_OPENED = datetime(2015, 9, 26, 0, 0, tzinfo=UTC)
REPUBLIQUE_CLOSED = datetime(2015, 10, 18, 22, 0, tzinfo=UTC)


# The day that the demo is built on, whatever time it is for the people in it.
_today: ContextVar[datetime | None] = ContextVar("today", default=None)


@contextmanager
def today(moment: datetime) -> Iterator[None]:
    token = _today.set(moment)
    try:
        yield
    finally:
        _today.reset(token)


def days(offset: float) -> datetime:
    """A moment `offset` days from the day that the demo is built on."""
    return (_today.get() or clock.now()) + timedelta(days=offset)


@contextmanager
def on(moment: datetime) -> Iterator[None]:
    """A step of the story: what is done in it is done, and committed, at that hour."""
    with clock.at(moment):
        yield
        db.session.commit()


def cities(by: Person) -> Guideline:
    guideline = actions.found_guideline(
        "smart-cities",
        "People-centred smart cities: an illustrative draft",
        "A guideline for governments at every level, and for all who build and use digital cities, on putting people "
        "first.",
        language="en",
        notice=NOTICE,
        attribution="Text, people and comments: written for this project, CC0.",
        public=True,
        by=by,
    )
    for step in reading.city_file("timeline.json"):
        ends = days(step["to"]).date() if step["to"] is not None else None
        actions.add_milestone(guideline, step["title"], days(step["from"]).date(), ends, step["detail"])
    return guideline


def cities_draft(guideline: Guideline, by: Person, *, published: float) -> Draft:
    """The first draft of 212 clauses, published that many days from now."""
    with on(days(published)):
        draft = actions.start_draft(guideline, "First draft for consultation", by=by)
        actions.keep_outline(draft, cities_outline(), by=by)
        return actions.publish_draft(draft, by=by, now=clock.now())


def cities_outline() -> Outline:
    pillars = reading.city_pillars()
    return Outline(
        language="en",
        pillars=tuple(PillarOutline(p["code"], p["title"], p["kind"], p["summary"]) for p in pillars),
        parts=PARTS,
        clauses=tuple(
            ClauseOutline(row["number"], pillar["code"], row["text"], row["part"])
            for pillar in pillars
            for row in pillar["clauses"]
        ),
    )


def republique(by: Person) -> tuple[Guideline, Draft]:
    with on(REPUBLIQUE_OPENED - timedelta(days=1)):
        guideline = actions.found_guideline(
            "republique-numerique",
            "Projet de loi pour une République numérique (2015)",
            "Trente articles soumis aux citoyens : données publiques, internet ouvert, vie privée, accès au numérique.",
            language="fr",
            notice=REPUBLIQUE_NOTICE,
            attribution=REPUBLIQUE_SOURCE,
            public=True,
            by=by,
        )
        steps = (
            (
                "Consultation publique",
                "Trois semaines ; 666 propositions et 3 994 arguments sont repris ici.",
                REPUBLIQUE_OPENED,
            ),
            ("Loi n° 2016-1321", "Promulguée le 7 octobre 2016.", datetime(2016, 10, 7, tzinfo=UTC)),
        )
        for title, detail, moment in steps:
            actions.add_milestone(guideline, title, moment.date(), None, detail)
    with on(REPUBLIQUE_OPENED):
        draft = actions.start_draft(guideline, "Avant-projet de loi", by=by)
        actions.keep_outline(draft, republique_outline(), by=by)
        return guideline, actions.publish_draft(draft, by=by, now=clock.now())


def republique_outline() -> Outline:
    """Thirty articles under the section titles of the bill, in the bill's order."""
    articles = [row for row in reading.opinions() if row["kind"] == "article"]
    codes = section_codes(reading.opinions())
    return Outline(
        language="fr",
        pillars=tuple(PillarOutline(code, title) for title, code in codes.items()),
        parts=(),
        clauses=tuple(_article(row, codes) for row in articles),
    )


def section_codes(opinions: list[dict[str, Any]]) -> dict[str, str]:
    """A code for each section title, numbered as the bill first names it: T01, T02, …"""
    titles = dict.fromkeys(row["section_title"] for row in opinions if row["kind"] == "article")
    return {title: f"T{number:02}" for number, title in enumerate(titles, start=1)}


def article_number(row: Mapping[str, Any]) -> str:
    """ "Article 12" from "Article 12 - Portabilité des données"."""
    return str(row["title"]).partition(" - ")[0].strip()


def _article(row: dict[str, Any], codes: dict[str, str]) -> ClauseOutline:
    heading = str(row["title"]).partition(" - ")[2].strip()
    return ClauseOutline(article_number(row), codes[row["section_title"]], row["body"].strip(), heading=heading)

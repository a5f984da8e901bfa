"""A drafter takes a real article with its rival proposals from the inbox to cleared answers and two revisions of it.

The article, what was said of it and the words before and after are those of `data/article_16.json`, with its source.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from consult.accounts.models import Person
from consult.analysis.models import Assignment, Point
from consult.comments.models import Stance
from consult.consultations.models import Round
from consult.core import clock
from consult.core.database import db
from consult.drafts.models import Appointment, Role
from consult.drafts.outline import ClauseOutline, Outline, PillarOutline
from consult.drafts.people.terms import RoleTerms
from consult.responses.models import Answer
from consult.revisions.models import Revision
from tests.journeys.conftest import Window
from tests.journeys.walker import Site
from tests.make import analysis, comments, consultations, drafts

SLUG = "republique-numerique"
ARTICLE: dict[str, Any] = json.loads((Path(__file__).parent / "data" / "article_16.json").read_text(encoding="utf-8"))
WHY = "Le droit de décider entre dans la loi ; ses limites restent celles de la loi."


@dataclass(frozen=True)
class Consulted:
    uid: str
    theme: int
    round: int
    bill: str  # references of the comments that propose words
    rival: str


@pytest.fixture
def article(window: Window) -> Consulted:
    """Arguments for and against it stand in a theme, each side with the words that it wants."""
    site = window.served
    with site.app.app_context():
        guideline = drafts.guideline(SLUG)
        guideline.language, guideline.title = "fr", "Projet de loi pour une République numérique (2015)"
        _appoint(guideline, site)
        amina, bruno = (db.session.get_one(Person, one.id) for one in (site.people.amina, site.people.bruno))
        clause = ClauseOutline(ARTICLE["number"], "T1", ARTICLE["before"], heading=ARTICLE["heading"])
        pillars = (PillarOutline("T1", ARTICLE["pillar"]),)
        outline = Outline(language="fr", title="Avant-projet", pillars=pillars, parts=(), clauses=(clause,))
        round_ = consultations.round_(drafts.draft(guideline, outline), "bill-2015")
        first, *others = ARTICLE["arguments"]
        bill = _said(round_, amina, ARTICLE["reason"], Stance.SUPPORT, ARTICLE["after"])
        rival = _said(round_, bruno, first["text"], Stance(first["stance"]), ARTICLE["rival"])
        points = [bill, rival, *(_said(round_, bruno, one["text"], Stance(one["stance"])) for one in others)]
        theme = analysis.theme(guideline, *points, label="Décider des usages de ses données")
        uid = comments.clause(round_.draft, ARTICLE["number"]).uid
        return Consulted(uid, theme.id, round_.id, bill.comment.reference, rival.comment.reference)


def _appoint(guideline: Any, site: Site) -> None:
    now = clock.now()
    for one, role in ((site.people.sara, Role.SECRETARIAT), (site.people.dana, Role.DRAFTER)):
        terms = RoleTerms(role=role).columns
        given = {"appointed_at": now, "begun_at": now, **terms}
        db.session.add(Appointment(guideline=guideline, person=db.session.get_one(Person, one.id), **given))
    db.session.commit()


def _said(round_: Any, by: Person, text: str, stance: Stance, proposed: str = "") -> Point:
    said = {"stance": stance, "language": "fr", "proposed_text": proposed}
    return analysis.point(comments.comment(round_, by, text, number=ARTICLE["number"], **said), language="fr")


def test_from_the_inbox_to_cleared_answers_and_a_revision_with_an_alternative(
    window: Window, article: Consulted
) -> None:
    dana, sara = window(window.served.people.dana), window(window.served.people.sara)
    dana.open("responses.my_work", slug=SLUG, view="nobodys").sees("Décider des usages de ses données")
    dana.open("responses.work_on_theme", theme_id=article.theme).press("Take it myself").sees("It is yours.")
    dana.open("responses.my_work", slug=SLUG).sees("1 piece of work is open, with 5 points without an answer.")

    dana.open("responses.answer_theme", theme_id=article.theme).sees("raisonnement circulaire")
    dana.choose("What was decided", "Accepted in part").fill("Why", WHY).press("Apply to 5 points")
    assert window.served.fresh(Answer, theme_id=article.theme) is None  # a colleague reads it first
    dana.open("responses.clearance", slug=SLUG, view="with_others").sees(WHY)
    sara.open("responses.clearance", slug=SLUG).sees(WHY).press("Clear", exact=True)
    sara.open("responses.clearance", slug=SLUG, view="cleared").press("Make public", exact=True)
    assert window.served.fresh(Answer, theme_id=article.theme).reason == WHY

    since = _comes_since(window.served, article)
    dana.open("responses.answer_theme", theme_id=article.theme).sees("1 point in it does not have this answer")
    dana.open("responses.since_the_answer", theme_id=article.theme).sees(since).follow("Tick all on this page")
    dana.press("Give the ticked points this answer").sees("It waits for a second reader.")
    sara.open("responses.clearance", slug=SLUG).sees(since).press("Clear", exact=True)
    sara.open("responses.clearance", slug=SLUG, view="cleared").press("Make public", exact=True)
    dana.open("responses.since_the_answer", theme_id=article.theme).sees("has this answer, or its own.")

    for start, name in ((article.bill, "Le texte du projet"), (article.rival, "Sans la limite")):
        dana.open("revisions.propose", uid=article.uid, start=start).sees("These words start from the comment")
        dana.fill("Name of the revision", name).fill("Why", "Demandé dans la consultation.")
        dana.press("Keep the revision").sees("décider des usages")
    bill, rival = (window.served.fresh(Revision, title=t) for t in ("Le texte du projet", "Sans la limite"))
    assert (bill.proposed_text, rival.proposed_text) == (ARTICLE["after"], ARTICLE["rival"])
    dana.open("revisions.revision", revision_id=bill.id).sees("Sans la limite")


def _comes_since(site: Site, article: Consulted) -> str:
    """Another argument is filed under the answered theme."""
    text = "Ce droit doit aussi valoir pour les données déjà collectées."
    with site.app.app_context():
        round_ = db.session.get_one(Round, article.round)
        point = _said(round_, db.session.get_one(Person, site.people.amina.id), text, Stance.SUPPORT)
        db.session.add(Assignment(point_id=point.id, theme_id=article.theme, p=0.9, at=clock.now()))
        db.session.commit()
    return text

"""Someone without an account, by mailed links alone: from a comment to its answer, an objection, what became of it, and
their erasure."""

import re

from sqlalchemy import select

from consult.accounts.models import Person
from consult.comments.models import Comment
from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.responses.notifications import all_news, tell_author
from consult.voting.objections.models import Objection, ObjectionState
from tests.browser import Browser
from tests.make import analysis, comments, consultations, drafts, responses
from tests.people import PASSWORD

LEA = {"name": "Lea Kos", "email": "lea@example.org", "country": "SI", "stakeholder_type": "individual"}
SAID = {"token": "one", "text": "Small towns cannot pay.", "stance": "neutral", "language": "en", "type": "general"}


def links_to_lea() -> list[str]:
    """In the last mail to them."""
    mails = select(Message.body).where(Message.recipient == LEA["email"]).order_by(Message.id.desc())
    return re.findall(r"http://127\.0\.0\.1:8000(/\S+)", db.session.scalars(mails).first() or "")


def test_a_guest_contests_an_answer_reads_the_decision_and_is_erased(browser: Browser) -> None:
    people, guideline = browser.people, drafts.guideline()
    people.appoint_all(guideline)
    round_ = consultations.round_(drafts.draft(guideline, by=people.sara))
    where = {"uid": comments.clause(round_.draft, "HR-L1").uid, "slug": guideline.slug, "number": 1}
    guest = browser.as_(None)
    typed = {**SAID, **LEA, "named": "y", "organisation": "", "website": "", "round": round_.slug}
    assert "look in your mail" in guest.post("comments.write", typed, **where)
    assert "Your comment is recorded" in guest.post(links_to_lea()[0])
    comment = db.session.scalars(select(Comment)).one()
    point = analysis.point(comment)
    responses.answer(point, people.dana, reason="Many are reached.")
    lea = db.session.scalars(select(Person).where(Person.email == LEA["email"])).one()
    tell_author(guideline, lea, all_news(guideline)[lea.id])
    db.session.commit()

    contest = next(link for link in links_to_lea() if "/objection" in link)
    assert "Many are reached." in guest.get(contest)
    key = {"key": contest.partition("key=")[2]}
    page = guest.post(contest, {"reason": "The point was the cost, and nobody speaks of it.", "change": "", **key})
    assert "the cost, and nobody speaks of it." in page.html
    form = {"reason": "The point was the cost, and nobody speaks of it.", "change": "Say who pays for it.", **key}
    assert "Your objection is recorded" in guest.post(contest, form)
    assert guest.get("voting.contest_answer", reference=comment.reference, status=401)
    objection = db.session.scalars(select(Objection)).one()
    decision = {"outcome": "dismissed", "rationale": "The cost is answered in another clause.", "effect": ""}
    assert "It is decided" in browser.as_(people.sara).post(
        "voting.decide_objection", decision, objection_id=objection.id
    )
    decided = db.session.scalars(
        select(Message).where(Message.subject.startswith("Your objection"), Message.subject.contains("decided:"))
    ).one()
    assert decided.recipient == LEA["email"]
    assert "The cost is answered in another clause." in decided.body

    guest = browser.as_(None)
    guest.post("accounts.forgot", {"email": LEA["email"]})
    guest.post(links_to_lea()[0], {"password": PASSWORD})
    guest.post("accounts.sign_in", {"email": LEA["email"], "password": PASSWORD})
    assert comment.reference in guest.get("tracing.mine")
    assert "You are erased" in guest.post("tracing.erase", {"email": LEA["email"], "sure": "y"})
    db.session.expire_all()
    assert (comment.author_name, comment.text) == ("", "Small towns cannot pay.")  # an answer stands on it
    assert objection.state == ObjectionState.DECIDED
    public = browser.as_(None)
    assert "Lea" not in public.get("voting.objections", slug=guideline.slug)
    assert "Lea" not in public.get("tracing.comment", reference=comment.reference)

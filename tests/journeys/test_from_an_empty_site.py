"""From an empty site to the second draft through its pages alone: three practices of a real text and its own table.

The words are those of the Federal Data Strategy (United States, 2018 and 2019; a work of the government, public
domain): draft practices 40 and 41 were merged, 34 was reworded.
"""

import io
import re
from collections.abc import Mapping
from datetime import timedelta
from html import unescape

from sqlalchemy import select

from consult.accounts.models import Person
from consult.core import clock
from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.core.queue import queue
from consult.drafts.models import Appointment, Clause, Draft, Role, Wording
from consult.publishing.blockers import blockers_of
from consult.publishing.overrides.actions import confirm_override, propose_override
from consult.revisions.models import Revision
from consult.voting.models import Ballot
from tests.browser import Browser, Page
from tests.people import PASSWORD

SLUG = {"slug": "data-strategy"}
CULTURE = "Build a Culture that Values Data as an Asset"
DRAFT = """number,pillar,heading,text
34,CU,Promote a Culture that Values Data as an Asset,Conduct routine assessments of current organizational practices.
40,ST,Assess the Needs of Stakeholders,Routinely engage both internal and external stakeholders.
41,ST,Balance Stakeholder Needs,Review stakeholder feedback as part of the process for making annual decisions.
"""
MERGED = "Identify and engage stakeholders throughout the data lifecycle to identify stakeholder needs."
WHY = "The FDS team combined draft Practices 40 and 41 in response to several comments suggesting they be merged."


def field(page: Page, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*? value="([^"]*)"', page.html)
    assert found, name
    return unescape(found[1])


def newcomer(browser: Browser, email: str) -> Browser:
    """Someone without an account: the mail, the link, a name and a password, the role."""
    mails = select(Message).where(Message.recipient == email).order_by(Message.id)
    link = re.search(r"/confirm/\S+", db.session.scalars(mails).all()[-1].body)
    assert link
    person = browser.as_(None)
    assert "you are signed in" in person.post(link[0], {"name": email.partition("@")[0], "password": PASSWORD})
    assert "You are offered a role" in person.get("tracing.home")
    for offer in re.findall(r'action="(/offers/\d+/take)"', person.get("drafts.offers").html):
        assert "The role is yours now" in person.post(offer)
    return person


def clause(number: str) -> str:
    query = select(Clause.uid).join(Wording, Wording.clause_id == Clause.id).where(Wording.number == number)
    return str(db.session.scalars(query).first())


def voted(team: Browser, chair: Browser, experts: list[Browser], revision: Revision) -> Page:
    """Proposed, put to the vote, approved by all, closed."""
    team.post("revisions.submit", revision_id=revision.id)
    in_a_day = (clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    rule = {"majority": "two_thirds", "quorum": "1/2", "closes_at": in_a_day, "timezone": "UTC"}
    rule |= {"results_hidden": "y", "departs_because": "It closes within the day, for the assembly meets."}
    chair.post("voting.open", rule, revision_id=revision.id)
    ballot = db.session.scalars(select(Ballot).where(Ballot.revision_id == revision.id)).one()
    for expert in experts:
        assert "is recorded" in expert.post("voting.ballot", {"choice": "approve"}, ballot_id=ballot.id)
    return chair.post("voting.close", ballot_id=ballot.id)


def test_from_nothing_to_the_second_draft(browser: Browser) -> None:
    olga = browser.as_(browser.people.olga)
    assert "There is no guideline here yet" in olga.get("tracing.home")
    olga.post("drafts.found", {**form("data-strategy"), "title": "Data strategy"})
    olga.post(
        "drafts.details", {**form(), "base_version": field(olga.get("drafts.details", **SLUG), "base_version")}, **SLUG
    )
    experts = []
    for name, role, state in (("dana2", "drafter", ""), ("ines2", "expert", "PT"), ("farid2", "expert", "MA")):
        seat = {"email": f"{name}@example.org", "role": role, "member_state": state, "seated": "y"}
        assert "is offered by mail" in olga.post("drafts.people", seat, **SLUG)
        experts.append(newcomer(browser, f"{name}@example.org"))
    team = experts.pop(0)
    _first_draft(browser, olga, team)
    _round(browser, olga)
    _second_draft(team, olga, experts)
    page = browser.get("drafts.compare", old=1, new=2, **SLUG)
    assert "throughout the data lifecycle" in page
    assert "Conduct routine" not in page, "what stands word for word is no change"
    assert "is archived" in olga.post("tracing.archive", {"because": "Adopted."}, **SLUG)
    assert "In the archive" in browser.get("tracing.home")


def form(slug: str = "") -> Mapping[str, str]:
    told = {"title": "Federal Data Strategy", "sentence": "Practices on data.", "notice": "Draft.", "language": "en"}
    return {**told, "slug": slug} if slug else told


def _first_draft(browser: Browser, olga: Browser, team: Browser) -> None:
    file = (io.BytesIO(DRAFT.encode()), "practices.csv")
    shown = team.post("drafts.import_outline", {"file": file, "title": "Draft practices"}, **SLUG)
    assert "3 clauses" in shown
    kept = {"title": "Draft practices", "outline": field(shown, "outline"), "against": field(shown, "against")}
    assert "Publish it when it is ready" in team.post("drafts.keep_outline", kept, **SLUG)
    was = field(olga.get("drafts.pillar", code="CU", **SLUG), "base_version")
    olga.post("drafts.pillar", {"code": "CU", "title": CULTURE, "base_version": was}, code="CU", **SLUG)
    olga.post("drafts.milestones", {"title": "Final practices", "starts_on": "2030-06-04"}, **SLUG)
    team.post("publishing.publish", {"title": "Draft practices"}, number=1, **SLUG)
    browser.get("tracing.guideline", status=404, **SLUG)
    olga.post("tracing.publicity", **SLUG)
    page = browser.get("tracing.guideline", **SLUG)
    assert "Final practices" in page
    assert CULTURE in browser.get("comments.read", number=1, **SLUG)


def _round(browser: Browser, olga: Browser) -> None:
    plan = {
        "draft": "1",
        "slug": "practices",
        "title": "Comments on the practices",
        "kind": "open_online",
        "timezone": "UTC",
        "opens_at": (clock.now() - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"),
        "closes_at": (clock.now() + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M"),
        "access": "open",
        "visibility": "at_once",
    }
    assert "Open." in olga.post("consultations.plan", plan, **SLUG)
    said = {"text": "Merge it with 41.", "round": "practices", "stance": "neutral", "language": "en"}
    amina = browser.as_(browser.people.amina)
    address = amina.address("comments.write", number=1, uid=clause("40"), **SLUG)
    assert "C-" in amina.post(address, {**said, "type": "substantive"})
    assert "told by mail" in olga.post("comments.cancel_round", {"because": "A new one comes."}, round_slug="practices")
    assert "Merge it with 41." in browser.get("comments.comments", number=1, **SLUG)


def _second_draft(team: Browser, chair: Browser, experts: list[Browser]) -> None:
    base = field(team.get("revisions.propose", uid=clause("40")), "base")
    words = {"title": "Merge 40 and 41", "rationale": WHY, "text": MERGED, "base": base}
    team.post("revisions.propose", words, uid=clause("40"))
    base = field(team.get("revisions.propose_deletion", uid=clause("41")), "base")
    team.post("revisions.propose_deletion", {"title": "Merged", "rationale": WHY, "base": base}, uid=clause("41"))
    for revision in db.session.scalars(select(Revision).order_by(Revision.id)).all():
        assert "The revision is carried" in voted(team, chair, experts, revision)
    ticked = [revision.id for revision in db.session.scalars(select(Revision))]
    assert "is prepared" in team.post("publishing.make", {"revision": ticked}, **SLUG)
    draft = db.session.scalars(select(Draft).where(Draft.number == 2)).one()
    reasons = {one.kind: "The round that it comes from was cancelled." for one in blockers_of(draft.guideline, draft)}
    if reasons:
        confirm_override(propose_override(draft, reasons, by=holder(Role.DRAFTER)), by=chair.people.olga)
        db.session.commit()
    done = team.post("publishing.publish", {"title": "As voted"}, number=2, **SLUG)
    assert "The draft is published" in done
    queue.run_all()
    assert "1 clause reworded" in team.get("publishing.changes", number=2, **SLUG)


def holder(role: Role) -> Person:
    query = select(Person).join(Appointment, Appointment.person_id == Person.id).where(Appointment.role == role)
    return db.session.scalars(query.limit(1)).one()

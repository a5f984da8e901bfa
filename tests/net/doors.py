"""Every way into the site, tried by every persona: addresses from the world, the answer as one letter."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, g, url_for
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from consult.accounts import signed_links
from consult.accounts.models import Person
from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.drafts.models import Appointment, Guideline
from consult.drafts.queries import milestones_of
from consult.responses.notifications import PURPOSE
from consult.tracing.following.links import BEGIN, STOP, manage_token
from tests.neighbour import Neighbour
from tests.signed_in import session_of
from tests.world import World

OPEN = {"static_file", "health.whole", "health.live", "health.ready", "observability.metrics"}  # guards nothing
# Endpoints whose arguments are not those that most take.
OF_POSITIONS = (
    *("add_to_position", "answer_signature", "ask_to_sign", "end_position", "position", "position_item"),
    *("position_item_deed", "position_note", "send_position"),
)
SPECIAL: dict[str, dict[str, str]] = {
    **{f"comments.{page}": {"reference": "position"} for page in OF_POSITIONS},
    "consultations.asked": {"token": "asked_token"},
    "comments.room": {"code": "room_code"},
    "drafts.merge_part": {"code": "part_code"},
    "drafts.move_part": {"code": "part_code"},
    "drafts.part": {"code": "part_code"},
    "drafts.remove_part": {"code": "part_code"},
    "comments.accept_membership": {"token": "membership_token"},
    "accounts.confirm": {"token": "confirm_token"},
    "accounts.reset": {"token": "reset_token"},
    "comments.confirm": {"token": "comment_token"},
    "kept_forms.kept": {"token": "comment_token"},
    "comments.attach_paper_by_link": {"token": "paper_token"},
    "comments.confirm_mail": {"token": "mail_token"},
    "comments.confirm_answers": {"token": "answers_token"},
    "tracing.take_letters": {"file_format": "letter_format"},
    "tracing.meeting_paper": {"file_format": "letter_format"},
    "comments.take_back": {"token": "take_back_token"},
    "tracing.receipt_by_link": {"token": "receipt_token"},
    "comments.appeal_by_link": {"token": "take_back_token"},
    "comments.choices_by_link": {"token": "take_back_token"},
    "comments.release": {"reference": "held"},
    "drafts.discard": {"number": "in_work"},
    "drafts.edit": {"number": "in_work"},
    "drafts.edit_wording": {"number": "in_work"},
    "drafts.place_wording": {"number": "in_work"},
    "drafts.origins": {"number": "in_work"},
    "drafts.change_origins": {"number": "in_work"},
    "publishing.override": {"number": "in_work"},
    "publishing.publish": {"number": "in_work"},
    "tracing.begin_following": {"token": "begin_following_token"},
    "tracing.following_by_mail": {"token": "following_token"},
    "tracing.unsubscribe": {"token": "unsubscribe_token"},
    "tracing.retry_job": {"job_id": "failed_job"},
    "accounts.end_session": {"session_id": "own_session_id"},
    "voting.open": {"revision_id": "proposed"},
    "voting.attach_letter": {"token": "begun_token"},
    "voting.confirm_nomination": {"token": "nomination_token"},
    "voting.nomination_sent": {"token": "sent_token"},
    "voting.certificate": {"ballot_id": "closed_ballot"},
    "voting.decide": {"what": "decision"},
}


@dataclass
class House:
    """The site with the world in it, inside one transaction that each knock is rolled back to."""

    app: Flask
    arguments: dict[str, Any]
    sessions: dict[str, str | None]
    forms: dict[str, dict[str, Any]] = field(default_factory=dict)  # for doors that an empty form says nothing to
    neighbours: dict[str, dict[str, Any]] = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)
    rounds: dict[str, str] = field(default_factory=dict)
    revisions: dict[str, int] = field(default_factory=dict)
    ballots: dict[str, int] = field(default_factory=dict)
    points: dict[str, int] = field(default_factory=dict)
    themes: list[int] = field(default_factory=list)
    campaigns: list[int] = field(default_factory=list)
    read: dict[tuple[str, str], str] = field(default_factory=dict)

    def address(self, endpoint: str, rule: Rule, arguments: dict[str, Any] | None = None) -> str:
        given = {**self.arguments, **(arguments or {})}
        wanted = {name: given[SPECIAL.get(endpoint, {}).get(name, name)] for name in rule.arguments}
        with self.app.test_request_context():
            return url_for(endpoint, **wanted)

    def get(self, persona: str, address: str, **options: Any) -> TestResponse:
        return self.knock(persona, "GET", address, **options)

    def knock(self, persona: str, method: str, address: str, **options: Any) -> TestResponse:
        client = self.app.test_client()
        if self.sessions[persona]:
            with client.session_transaction() as session:
                session["_user_id"] = self.sessions[persona]
        with self.undone():
            for name in list(g):
                g.pop(name)
            self.app.config["PROPAGATE_EXCEPTIONS"] = False  # a page that breaks is an answer too
            return client.open(address, method=method, buffered=True, **options)

    @contextmanager
    def undone(self) -> Iterator[None]:
        connection = db._app_engines[self.app][None]
        before = connection.begin_nested()
        try:
            yield
        finally:
            db.session.remove()
            before.rollback()


def letter_of(response: TestResponse) -> str:
    """o gets in, s is asked to sign in, f is refused with a reason, n finds nothing."""
    assert response.status_code < 500, response.get_data(as_text=True)[:2000]
    if response.status_code == 401 or response.headers.get("Location", "").startswith("/sign-in"):
        return "s"
    return {403: "f", 404: "n"}.get(response.status_code, "o")


def doors(app: Flask) -> dict[tuple[str, str], list[Rule]]:
    """(endpoint, method) with its addresses, of all that the site answers."""
    found: dict[tuple[str, str], list[Rule]] = {}
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            if rule.endpoint not in OPEN:
                found.setdefault((rule.endpoint, method), []).append(rule)
    return found


def house_of(app: Flask, world: World) -> House:
    people = world.people
    sessions = {
        "visitor": None,
        "stakeholder": people.bruno,
        "moderator": people.moses,
        "drafter": people.dana,
        "expert": people.ines,
        "chair": people.chen,
        "secretariat": people.sara,
        "administrator": people.olga,
        "author": people.amina,
        "host": world.hana,
        "invited": world.gus,
        "adviser": people.adele,
        "neighbour": world.other.drafter,
        "quiet": world.secret.drafter,
    }
    return House(
        app,
        arguments(world),
        {name: session_of(app, person) if isinstance(person, Person) else None for name, person in sessions.items()},
    )


def arguments(world: World) -> dict[str, Any]:
    """What a part of an address stands for, by its name; plain values, since the session ends with each knock."""
    unconfirmed = world.comments["unconfirmed"]
    people = world.people
    amina = people.amina
    guest = unconfirmed.author
    assert guest is not None
    return {
        "slug": world.guideline.slug,
        "number": world.second.number,
        "in_work": world.third.number,
        "code": "HR",
        "part_code": "L",
        "text_language": "fr",
        "text_kind": "pillar",
        "text_key": "HR",
        "uid": world.clause.uid,
        "wording_id": world.wording("HR-P1", world.third).id,
        "round_slug": world.rounds["open"].slug,
        "session_id": world.session.id,
        "job_id": world.jobs["waiting"].id,
        "failed_job": world.jobs["failed"].id,
        "message_id": db.session.scalars(select(Message.id).order_by(Message.id)).first(),
        "milestone_id": milestones_of(world.guideline)[0].id,
        "way": "up",
        "answer": "take",
        "offer_id": world.offer.id,
        "reference": world.comments["on_clause"].reference,
        "held": world.comments["held"].reference,
        "room_code": world.room.code,
        "receipt_token": signed_links.sign("receipt", [world.comments["on_clause"].id, amina.id]),
        "take_back_token": signed_links.sign("take-back", [world.comments["on_clause"].id, amina.id]),
        "position": world.position.reference,
        "item_id": world.position.items[0].id,
        "organisation_id": world.organisation.id,
        "member_id": world.member.id,
        "membership_token": signed_links.sign(
            "organisation", [world.organisation.id, "reviewer", "new@example.org", world.gus.id, world.now.isoformat()]
        ),
        "token_id": world.partner_token.id,
        "theme_id": world.theme.id,
        "ask_id": world.ask.id,
        "refiling_id": world.refiling.id,
        "pair_id": world.unlike.id,
        "point_id": world.points["cost"].id,
        "campaign_id": world.campaign.id,
        "sample_id": world.sample.id,
        "run_id": world.run.id,
        "answer_id": world.answer.id,
        "draft_id": world.answer_draft.id,
        "act_id": world.bulk_act.id,
        "template_id": world.answer_template.id,
        "revision_id": world.revisions["draft"].id,
        "proposed": world.revisions["proposed"].id,
        "remark_id": world.remark.id,
        "study_id": world.study.id,
        "joint_id": world.joint.id,
        "ballot_id": world.ballots["open"].id,
        "closed_ballot": world.ballots["closed"].id,
        "decision": "void",
        "carry_id": world.carry.id,
        "override_id": world.override.id,
        "witness_id": world.witness.id,
        "criterion_id": world.criterion.id,
        "finding_reference": world.finding.reference,
        "saved_id": world.saved_search.id,
        "asked_id": world.sentence_search.id,
        "level": 0,
        "question_id": world.question.id,
        "answers_token": signed_links.sign("answers", [world.sheet.id, world.sheet.person_id]),
        "tile": "000.p/1",
        "objection_id": world.objection.id,
        "upload_id": world.upload.id,
        "mail_id": world.mail.id,
        "mail_token": signed_links.sign("mail", [world.mail.id, world.mail.sender_address]),
        "paper_id": world.paper.id,
        "paper_token": signed_links.sign("paper", [world.comments["on_clause"].id, amina.id]),
        "person_id": amina.id,
        "own_session_id": 10**6,  # nobody's
        "passkey_id": 10**6,
        "appointment_id": role_of(world.guideline, people.moses),
        "participation_id": world.guests_place.id,
        "region": "africa",
        "kind": "academia",
        "request_id": world.request.id,
        "asked_token": signed_links.sign("review-request", [world.request.id, world.request.link_key]),
        "call_id": world.call.id,
        "nomination_id": world.nominations["submitted"].id,
        "interest_id": world.interest.id,
        "begun_token": signed_links.sign("nomination", world.nominations["begun"].id),
        "nomination_token": signed_links.sign("nomination-confirm", world.nominations["unconfirmed"].id),
        "sent_token": signed_links.sign("nomination", world.nominations["submitted"].id),
        "file_format": "csv",
        "letter_format": "docx",
        "step": "aside",
        "report": "agree",
        "ending": "docx",
        "section": "agree-22",
        "confirm_token": signed_links.sign("sign-up", guest.email),
        "reset_token": signed_links.sign("reset", [amina.id, amina.session_key]),
        "satisfaction_key": signed_links.sign(PURPOSE, world.comments["answered"].id),
        "followed": "clause",
        "followed_id": world.clause.id,
        "begin_following_token": signed_links.sign(BEGIN, ["new@example.org", "clause", world.clause.id, "en", "UTC"]),
        "following_token": manage_token(people.bruno),
        "unsubscribe_token": signed_links.sign(STOP, [amina.id, ["reply"]]),
        "comment_token": signed_links.sign("comment", [unconfirmed.id, unconfirmed.author_id]),
    }


def role_of(guideline: Guideline, person: Person) -> int:
    held = (Appointment.guideline_id == guideline.id, Appointment.person_id == person.id)
    return db.session.scalars(select(Appointment.id).where(*held).order_by(Appointment.id)).first()


def arguments_of(neighbour: Neighbour) -> dict[str, Any]:
    """The same for another guideline."""
    wording = neighbour.revision.base
    assert wording is not None
    return {
        "slug": neighbour.guideline.slug,
        "number": neighbour.draft.number,
        "in_work": neighbour.draft.number,
        "uid": wording.clause.uid,
        "wording_id": wording.id,
        "round_slug": neighbour.round.slug,
        "session_id": neighbour.session.id,
        "reference": neighbour.comment.reference,
        "held": neighbour.comment.reference,
        "position": neighbour.comment.reference,  # it has none: nothing is there under that name
        "theme_id": neighbour.theme.id,
        "ask_id": neighbour.ask.id,
        "refiling_id": neighbour.refiling.id,
        "pair_id": neighbour.unlike.id,
        "point_id": neighbour.point.id,
        "campaign_id": neighbour.campaign.id,
        "sample_id": neighbour.sample.id,
        "run_id": neighbour.run.id,
        "answer_id": neighbour.answer.id,
        "draft_id": neighbour.answer_draft.id,
        "act_id": neighbour.bulk_act.id,
        "template_id": neighbour.answer_template.id,
        "revision_id": neighbour.revision.id,
        "proposed": neighbour.revision.id,
        "remark_id": neighbour.remark.id,
        "study_id": neighbour.study.id,
        "joint_id": neighbour.joint.id,
        "ballot_id": neighbour.ballot.id,
        "closed_ballot": neighbour.ballot.id,
        "upload_id": neighbour.upload.id,
        "request_id": neighbour.request.id,
        "appointment_id": role_of(neighbour.guideline, neighbour.drafter),
    }

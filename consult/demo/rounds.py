"""The rounds, sessions and targets of the illustrative case."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from consult.accounts.countries import Region
from consult.accounts.models import Person, StakeholderType
from consult.comments.capture.actions import capture_points, open_room
from consult.comments.capture.models import CaptureRoute, RoomView
from consult.comments.capture.point_values import SaidInRoom
from consult.comments.moderation.actions import release_comment
from consult.comments.questions.actions import add_question, answer_questions
from consult.comments.questions.models import QuestionKind
from consult.comments.questions.rules import options_said
from consult.consultations import actions
from consult.consultations.models import Access, Kind, Round, RoundRole, Session, Visibility
from consult.consultations.queries import sessions_in
from consult.consultations.requests.actions import add_requests, note_answer
from consult.consultations.requests.models import RequestAnswer
from consult.consultations.requests.register_file import RequestContent
from consult.consultations.targets.actions import set_target_cells
from consult.core import clock
from consult.core.forms import in_zone
from consult.demo import reading
from consult.demo.texts import days, on
from consult.drafts.models import Draft, Guideline

HOSTED = "sc-adhoc-finance"  # by Bruno
# Dimension of a group as the file names it.
DIMENSIONS = {"region": "region", "type": "stakeholder_type"}


def plan_round_row(draft: Draft, row: Mapping[str, Any], by: Person) -> Round:
    """One round with its sessions; planned two weeks before it opens."""
    pillars = {pillar.code: pillar for pillar in draft.guideline.pillars}
    with on(min(days(row["opens"] - 14), days(0))):
        round_ = actions.plan_round(
            draft,
            row["slug"],
            actions.Plan(
                title=row["title"],
                kind=Kind(row["kind"]),
                opens_at=local_midnight(row["opens"], row["timezone"]),
                closes_at=local_midnight(row["closes"] + 1, row["timezone"]),
                timezone=row["timezone"],
                host=row["host"],
                purpose=row["purpose"],
                audience=row["audience"],
                access=Access(row["access"]),
                visibility=Visibility(row["visibility"]),
                pillars=[pillars[code] for code in row["pillars"]],
            ),
            by=by,
        )
    for session in row["sessions"]:
        with on(min(days(row["opens"] - 10), days(0))):
            held = add(round_, session, by)
        with on(min(days(session["day"] + 2), days(0))):
            report(held, session, by)
    return round_


def ask_questions(round_: Round, people: Sequence[Person]) -> None:
    """Three closed questions of the open round, and what these people answered."""
    with on(days(-34)):
        scale = options_said(QuestionKind.SCALE, "", steps=5, lowest="not clear", highest="very clear")
        clear = add_question(round_, QuestionKind.SCALE, "How clear is the text to you?", scale, by=None)
        parts = [pillar.title for pillar in round_.guideline.pillars]
        most = "Which pillars matter most where you live?"
        matters = add_question(round_, QuestionKind.MULTIPLE, most, parts, by=None)
        uses = add_question(
            round_, QuestionKind.SINGLE, "Would you use the guideline in your work?", ["Yes", "In parts", "No"], by=None
        )
        add_question(round_, QuestionKind.OPEN, "What is missing altogether?", by=None)
    chance = Random("what people ticked")
    weights = [chance.choice((2, 3, 5, 8, 13)) for _part in parts]
    for place, person in enumerate(people):
        with on(days(-20 + place / 4)):
            said = {
                clear.id: chance.choices(range(5), (1, 4, 9, 14, 6)),
                matters.id: sorted(set(chance.choices(range(len(parts)), weights, k=chance.choice((1, 2, 2, 3))))),
                uses.id: chance.choices(range(3), (19, 12, 4)),
            }
            answer_questions(round_, person, said)


def add(round_: Round, row: Mapping[str, Any], by: Person) -> Session:
    begins = at_hour(row["day"], row["start"], row["timezone"])
    meeting = actions.Meeting(
        title=row["title"],
        starts_at=begins,
        ends_at=begins + timedelta(minutes=row["minutes"]),
        timezone=row["timezone"],
        place=row["place"],
        link=row["link"],
        agenda=row["agenda"],
    )
    return actions.add_session(round_, meeting, by=by)


def report(session: Session, row: Mapping[str, Any], by: Person) -> None:
    """Of a session that is past: what was said in it, and who came."""
    if session.starts_at >= days(0):
        return
    if row["report"]:
        actions.write_report(session, row["report"], by=by)
    counted = {}
    for group in row["attendance"]:
        dimension, _, value = group["group"].partition(":")
        counted[DIMENSIONS[dimension], value] = group["count"]
    if counted:
        actions.record_attendance(session, counted, by=by)


def invite_experts(round_: Round, experts: list[Person], by: Person) -> None:
    actions.invite(round_, [expert.email for expert in experts], by=by, tell=False)


def hold_session(round_: Round, host: Person, moderator: Person, *, by: Person) -> None:
    """A partner's session whose points were written down as they were said, and read by the moderator since."""
    session = sessions_in(round_)[0]
    with on(session.starts_at - timedelta(days=1)):
        actions.invite(round_, [host.email], by=by, role=RoundRole.HOST, tell=False)
        open_room(session, by=host, now=clock.now())
    points = [
        SaidInRoom(
            point_id=f"demo-point-{number:02}",
            text=row["text"],
            clause=row["clause"],
            table=row["table"],
            said_by=row["said_by"],
            view=RoomView(row["view"]),
            language=row["language"],
        )
        for number, row in enumerate(reading.city_file("captured.json"), start=1)
    ]
    with on(session.ends_at):
        written = capture_points(session, points, by=host, route=CaptureRoute.PAGE, now=clock.now())
    with on(session.ends_at + timedelta(hours=3)):
        for comment in [*written.comments.values()][:-2]:  # two wait for the moderator still
            release_comment(comment, by=moderator)


def set_targets(guideline: Guideline, by: Person) -> None:
    for row in reading.city_file("targets.json"):
        actions.set_target(guideline, row["dimension"], row["value"], row["number"], by=by)
    cells = [tuple(row) for row in reading.city_file("target_cells.json")]
    of_cells = {(Region(region), StakeholderType(kind)): number for region, kind, number in cells}
    set_target_cells(guideline, None, of_cells, by=by)


def ask_bodies(round_: Round, by: Person) -> None:
    """Bodies that were written to by letter, as the round opened; two have answered."""
    asked = [
        RequestContent(
            organisation=row["organisation"],
            country=row["country"],
            stakeholder_type=StakeholderType(row["stakeholder_type"]),
            list_name="Letter of invitation",
            asked_at=round_.opens_at,
        )
        for row in reading.city_file("asked.json")
    ]
    first, second, *_silent = add_requests(round_, asked, by=by)
    note_answer(first, RequestAnswer.ACCEPTED, by=by, now=days(-3))
    note_answer(second, RequestAnswer.DECLINED, by=by, now=days(-2))


def local_midnight(offset: int, zone: str) -> datetime:
    return at_hour(offset, "00:00", zone)


def at_hour(offset: int, hour: str, zone: str) -> datetime:
    """`hour` o'clock in the zone, `offset` days from today."""
    return in_zone(datetime.combine(days(offset).date(), time.fromisoformat(hour)), zone)

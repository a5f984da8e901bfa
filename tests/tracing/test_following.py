"""What happens to what someone follows is told once, to whom may read it, when they want it, in their own zone."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from consult.accounts.models import Person
from consult.comments import actions as commenting
from consult.comments.models import Comment
from consult.comments.special_rounds.actions import admit_late
from consult.core import clock
from consult.core.database import db
from consult.core.i18n.dates import written
from consult.core.mail.outbox import Message
from consult.responses.assignments.actions import assign
from consult.responses.clearance.actions import save_draft
from consult.responses.models import Disposition
from consult.tracing.following import jobs
from consult.tracing.following.actions import add_follow, set_pace, unfollow
from consult.tracing.following.models import FollowedKind, FollowerNotice
from consult.tracing.following.paces import NoticeKind, Pace, next_morning, reminder_due_at
from consult.tracing.following.work import DUE, work_in_words
from tests.make import comments, voting
from tests.make import responses as make
from tests.make.responses import Consulted
from tests.people import People

NEXT_DAY = timedelta(days=1)


def look(at: datetime | None = None) -> list[Message]:
    """As the worker does once a minute; the mail about news that came of it."""
    before = set(db.session.scalars(select(Message.id)))
    with clock.at(at or clock.now()):
        jobs.look_for_news()
        jobs.mail_news()
    return [one for one in db.session.scalars(select(Message).order_by(Message.id)) if one.id not in before]


@pytest.fixture
def it(people: People) -> Consulted:
    made = make.consulted(people)
    look()  # what was before the first look is no news
    return made


def wants(person: Person, kind: NoticeKind, pace: Pace) -> None:
    set_pace(person, kind, pace)
    db.session.commit()


def reply(it: Consulted, by: Person, to: Comment) -> Comment:
    return comments.comment(it.round, by, "Who updates it?", in_reply_to=to)


def test_what_was_before_the_first_look_is_no_news(it: Consulted) -> None:
    assert look(clock.now() + NEXT_DAY) == []


def test_a_reply_is_told_at_once_with_its_words_and_never_twice(it: Consulted, people: People) -> None:
    wants(people.amina, NoticeKind.REPLY, Pace.AT_ONCE)
    made = reply(it, people.bruno, it.sensors.comment)
    [mail] = look()
    assert mail.recipient == people.amina.email
    assert made.reference in mail.subject
    assert "> Who updates it?" in mail.body
    assert look(clock.now() + NEXT_DAY) == []


def test_what_came_late_is_told_once_it_is_admitted(it: Consulted, people: People) -> None:
    wants(people.amina, NoticeKind.REPLY, Pace.AT_ONCE)
    it.round.keeps_late = True
    after = it.round.closes_at + timedelta(hours=1)
    with clock.at(after):
        made = reply(it, people.bruno, it.sensors.comment)
        assert look(after) == []
        admit_late(made, "The line was down.", by=people.sara)
        db.session.commit()
        [mail] = look(after)
    assert (mail.recipient, made.reference in mail.subject) == (people.amina.email, True)


def test_a_day_s_news_are_one_mail_at_eight_in_the_morning_of_the_reader(it: Consulted, people: People) -> None:
    people.amina.timezone = "Pacific/Fiji"
    reply(it, people.bruno, it.sensors.comment)
    commenting.endorse(it.sensors.comment, by=people.bruno)
    db.session.commit()
    assert look() == []
    morning = next_morning(clock.now(), "Pacific/Fiji")
    assert look(morning - timedelta(minutes=1)) == []
    [mail] = look(morning)
    assert "2 pieces of news" in mail.subject
    assert "1 person endorsed comment" in mail.body


def test_what_was_taken_back_before_the_mail_left_is_not_told(it: Consulted, people: People) -> None:
    made = reply(it, people.bruno, it.sensors.comment)
    commenting.endorse(it.sensors.comment, by=people.bruno)
    db.session.commit()
    look()
    commenting.withdraw_comment(made, by=people.bruno)
    commenting.take_back_endorsement(it.sensors.comment, by=people.bruno)
    db.session.commit()
    assert look(clock.now() + NEXT_DAY) == []


def test_whoever_follows_a_clause_hears_of_its_revision_its_ballot_and_the_outcome(
    it: Consulted, people: People
) -> None:
    add_follow(people.bruno, it.guideline, FollowedKind.CLAUSE, it.clause("HR-L1").id)
    wants(people.bruno, NoticeKind.BALLOT, Pace.AT_ONCE)
    ballot = voting.ballot(voting.revision(it.draft, by=people.dana), by=people.chen)
    told = [mail for mail in look() if mail.recipient == people.bruno.email]
    assert ["The ballot on" in mail.body for mail in told] == [True]
    with clock.at(clock.now() + timedelta(days=3)):
        voting.closed(ballot)
    told = [mail for mail in look(clock.now() + timedelta(days=3)) if mail.recipient == people.bruno.email]
    assert ["not carried" in mail.body for mail in told] == [True]


def test_an_answer_is_told_when_every_point_has_one_with_the_way_to_contest_it(it: Consulted, people: People) -> None:
    wants(people.bruno, NoticeKind.ANSWER, Pace.AT_ONCE)
    wants(people.amina, NoticeKind.ANSWER, Pace.AT_ONCE)
    make.answer(it.cost, people.dana, Disposition.NOT_ACCEPTED, "The counter stays.")
    make.answer(it.sensors, people.dana)  # Amina's other point is still open
    [mail] = look()
    assert mail.recipient == people.bruno.email
    assert f"Every point of comment {it.cost.comment.reference} has an answer." in mail.subject
    assert f"/comments/{it.cost.comment.reference}/objection?key=" in mail.body


def test_never_is_no_mail_and_stands_on_the_page_all_the_same(it: Consulted, people: People) -> None:
    wants(people.amina, NoticeKind.REPLY, Pace.NEVER)
    reply(it, people.bruno, it.sensors.comment)
    assert look(clock.now() + NEXT_DAY) == []
    [kept] = db.session.scalars(select(FollowerNotice).where(FollowerNotice.person_id == people.amina.id))
    assert kept.mailed_at is None


def test_what_one_no_longer_follows_is_not_told(it: Consulted, people: People) -> None:
    clause = it.clause("HR-L1")
    add_follow(people.bruno, it.guideline, FollowedKind.CLAUSE, clause.id)
    unfollow(people.bruno, FollowedKind.CLAUSE, clause.id)
    db.session.commit()
    comments.comment(it.round, people.amina, "And by whom?", number="HR-L1")
    assert look(clock.now() + NEXT_DAY) == []


def test_a_guideline_made_private_since_is_not_told_of(it: Consulted, people: People) -> None:
    reply(it, people.bruno, it.sensors.comment)
    look()
    it.guideline.public = False
    db.session.commit()
    assert look(clock.now() + NEXT_DAY) == []


def test_an_address_that_nobody_proved_is_not_written_to(it: Consulted, people: People) -> None:
    people.amina.confirmed_at = None
    reply(it, people.bruno, it.sensors.comment)
    assert look(clock.now() + NEXT_DAY) == []


def test_whoever_left_a_draft_is_reminded_once_before_the_round_closes(it: Consulted, people: People) -> None:
    comments.comment(it.round, people.bruno, "Half a thou", number="HR-L2", sent=False)
    people.bruno.timezone = "America/Recife"
    db.session.commit()
    soon = it.round.closes_at - timedelta(days=1)
    found = [mail for hour in range(0, 20, 2) for mail in look(soon + timedelta(hours=hour))]
    [mail] = [mail for mail in found if mail.recipient == people.bruno.email]
    assert "You began 1 comment and have not sent it." in mail.subject
    assert "(Recife)" in mail.subject


@pytest.mark.parametrize(
    ("now", "zone", "morning"),
    [
        ("2026-11-29T14:00", "Pacific/Fiji", "2026-11-29T20:00"),
        ("2026-11-29T14:00", "Asia/Shanghai", "2026-11-30T00:00"),
        ("2026-11-29T07:59", "UTC", "2026-11-29T08:00"),
        ("2026-11-29T08:00", "UTC", "2026-11-30T08:00"),
        ("2026-03-28T12:00", "Europe/Berlin", "2026-03-29T06:00"),  # summer time begins that night
    ],
)
def test_the_next_morning_is_of_the_zone(now: str, zone: str, morning: str) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert next_morning(at, zone) == datetime.fromisoformat(morning).replace(tzinfo=UTC)


def test_a_reminder_comes_by_day_unless_the_round_is_closed_by_then() -> None:
    night = datetime(2026, 11, 29, 12, tzinfo=UTC)  # midnight in Fiji
    morning = datetime(2026, 11, 29, 20, tzinfo=UTC)
    assert reminder_due_at(night, "Pacific/Fiji", night + timedelta(days=1)) == morning
    assert reminder_due_at(night, "Pacific/Fiji", night + timedelta(hours=5)) == night
    assert reminder_due_at(night, "Africa/Nairobi", night + timedelta(hours=5)) == night


def test_who_is_given_work_reads_how_much_it_is_by_when_and_where(it: Consulted, people: People) -> None:
    assign(it.theme, people.dana, by=people.sara, due_on=clock.now().date() + 10 * NEXT_DAY)
    assign(it.cost, people.dana, by=people.sara)
    db.session.commit()
    [mail] = look()
    assert mail.recipient == people.dana.email
    assert "Work on the answers was given to you: 3 points open. The next day is " in mail.body
    assert "/guidelines/smart-cities/work" in mail.body
    assert mail.unsubscribe


def test_what_was_given_on_before_the_mail_left_and_what_one_took_oneself_is_not_told(
    it: Consulted, people: People
) -> None:
    wants(people.dana, NoticeKind.WORK, Pace.DAILY)
    assign(it.cost, people.dana, by=people.sara)
    assign(it.theme, people.sara, by=people.sara)
    db.session.commit()
    assert look() == []
    assign(it.cost, None, by=people.sara)
    db.session.commit()
    assert look(clock.now() + NEXT_DAY) == []


def test_two_days_before_its_day_who_has_open_work_is_reminded_once(it: Consulted, people: People) -> None:
    noon = clock.now().replace(hour=12, minute=0)
    assign(it.cost, people.dana, by=people.dana, due_on=noon.date() + 5 * NEXT_DAY)
    assign(it.typo, people.sara, by=people.sara, due_on=noon.date() + 5 * NEXT_DAY)
    make.answer(it.typo, people.sara)
    db.session.commit()
    team = {people.dana.email, people.sara.email}
    assert look(noon + 2 * NEXT_DAY) == []
    [mail] = [mail for mail in look(noon + 3 * NEXT_DAY) if mail.recipient in team]
    assert mail.recipient == people.dana.email
    assert "Work on the answers that you have is due soon: 1 point open." in mail.body
    assert look(noon + 4 * NEXT_DAY) == []


def test_a_day_that_is_over_is_told_as_overdue_and_the_next_day_is_one_that_comes(
    it: Consulted, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    noon = clock.now().replace(hour=12, minute=0)
    assign(it.cost, people.dana, by=people.sara, due_on=noon.date() + 2 * NEXT_DAY)
    assign(it.theme, people.dana, by=people.sara, due_on=noon.date() + 6 * NEXT_DAY)
    db.session.commit()
    monkeypatch.setattr(clock, "now", lambda: noon + 4 * NEXT_DAY)
    told = work_in_words(people.dana, it.guideline, DUE)
    assert "due soon: 2 points open. 1 is overdue. The next day is " in told
    assert written(noon.date() + 6 * NEXT_DAY) in told
    assert written(noon.date() + 2 * NEXT_DAY) not in told
    monkeypatch.setattr(clock, "now", lambda: noon + 9 * NEXT_DAY)
    told = work_in_words(people.dana, it.guideline, DUE)
    assert "3 points open. 3 are overdue." in told
    assert "soon" not in told
    assert "The next day" not in told


def test_whose_answer_on_its_way_was_written_over_is_told_by_whom_and_where(it: Consulted, people: People) -> None:
    save_draft(it.theme, Disposition.ACCEPTED, "It is in.", by=people.dana)
    db.session.commit()
    assert look() == []
    save_draft(it.theme, Disposition.NOTED, "Noted.", by=people.sara)
    db.session.commit()
    [mail] = look()
    assert mail.recipient == people.dana.email
    told = f"{people.sara.name} put another answer in the place of yours that was on its way to “A full register”."
    assert told in " ".join(mail.body.split())
    assert f"/themes/{it.theme.id}/answer" in mail.body
    assert look() == []

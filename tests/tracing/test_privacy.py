"""What is held on people: told in one table, ended when its time is over, and seen to be opened."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.accounts import actions
from consult.accounts.access_log.models import PersonalDataAccess
from consult.accounts.models import Person
from consult.accounts.second_factor.actions import begin_second_factor
from consult.comments.mail_in.models import MailState, ReceivedMail
from consult.comments.models import Comment
from consult.consultations.requests.actions import add_requests
from consult.consultations.requests.register_file import RequestContent
from consult.core import clock
from consult.core.database import db
from consult.core.mail.outbox import Message, post
from consult.drafts.models import Role
from consult.drafts.people.offers import offer_role
from consult.drafts.people.terms import RoleTerms
from consult.tracing.own_data.person_keys import ADDRESS_KEYS, PERSON_KEYS
from consult.tracing.privacy.actions import TABLES
from consult.tracing.privacy.cli import retention
from consult.tracing.privacy.held_data import HELD
from consult.tracing.privacy.jobs import keep_retention
from consult.tracing.privacy.periods import PERIODS, RetentionRule
from consult.tracing.privacy.queries import over_time
from consult.voting.nominations.models import NominationState
from tests.browser import Browser
from tests.make import comments, consultations, group, mails
from tests.make import drafts as make
from tests.people import People

R = RetentionRule


def test_whatever_can_be_taken_away_is_told_in_one_row() -> None:
    told = [heading for row in HELD for heading in row.headings]
    held = {key.heading for key in (*PERSON_KEYS.values(), *ADDRESS_KEYS.values())}
    assert sorted(told) == sorted({*held, "journal", "votes", "ratings", "interests", "satisfaction"})


def test_every_rule_is_told_and_has_its_period() -> None:
    assert [row.rule for row in HELD if row.rule is not None].count(R.OLD_MAIL) == 1
    assert {row.rule for row in HELD} - {None} == set(PERIODS) == set(RetentionRule)
    by_action = {R.UNCONFIRMED_ACCOUNTS, R.DECLINED_NOMINATIONS, R.OLD_REQUESTS, R.RECEIVED_MAIL}
    assert set(TABLES) | by_action == set(RetentionRule)


def test_the_page_is_for_everyone(browser: Browser) -> None:
    page = browser.get("tracing.held_data")
    assert "90 days" in page
    assert "What is held on people, and how long" in browser.get("tracing.home")


@pytest.fixture
def held(people: People) -> dict[RetentionRule, int]:
    """One row for each rule that a single site can come to hold: its number."""
    guideline = make.guideline()
    people.appoint_all(guideline)
    draft = make.draft(guideline, by=people.dana)
    round_ = consultations.round_(draft)
    gone = actions.sign_up("Nobody", "nobody@example.org")
    begun = comments.comment(round_, people.amina, "I begin.", sent=False)
    mail = post("amina@example.org", "accounts/nobody", language="en", token="x")
    mail.next_try_at = None
    actions.start_session(people.amina, device="", lasts=timedelta(days=1))
    begin_second_factor(people.bruno)
    terms = RoleTerms(role=Role.MODERATOR)
    offer = offer_role(guideline, "petra@example.org", terms, by=people.sara, language="en")
    nomination = group.nomination(group.call(draft.guideline, by=people.sara))
    nomination.state, nomination.decided_at, nomination.offer_id = NominationState.DECLINED, clock.now(), None
    over = consultations.round_(draft, "over", opens_at=clock.now() - timedelta(days=2), closes_at=clock.now())
    (asked,) = add_requests(over, [RequestContent(email="lea@example.org")], by=None)
    opened = PersonalDataAccess(at=clock.now(), by_id=people.olga.id, what="accounts", path="/people")
    db.session.add(opened)
    letter = mails.mail(round_)
    letter.state, letter.decided_at = MailState.PLACED, clock.now()
    db.session.commit()
    return {
        R.RECEIVED_MAIL: letter.id,
        R.UNCONFIRMED_ACCOUNTS: gone.id,
        R.UNSENT_COMMENTS: begun.id,
        R.OLD_MAIL: mail.id,
        R.OLD_OFFERS: offer.id,
        R.DECLINED_NOMINATIONS: nomination.id,
        R.OLD_REQUESTS: asked.id,
        R.ACCESSES: opened.id,
    }


def test_what_is_over_time_is_ended_and_nothing_sooner(app: Flask, people: People, held: dict[R, int]) -> None:
    now = clock.now()
    for rule, number in held.items():
        assert number not in over_time(rule, now + PERIODS[rule] - timedelta(hours=1)), rule
        assert number in over_time(rule, now + PERIODS[rule] + timedelta(hours=1)), rule
    assert over_time(R.ENDED_SESSIONS, now + timedelta(days=1, hours=1))
    assert over_time(R.UNCONFIRMED_FACTORS, now + timedelta(days=1, hours=1))
    with clock.at(now + timedelta(days=400)):
        keep_retention()
        keep_retention()
        assert not [rule for rule in RetentionRule if over_time(rule, clock.now())]
    gone = db.session.get_one(Person, held[R.UNCONFIRMED_ACCOUNTS])
    assert gone.erased
    assert db.session.get(Comment, held[R.UNSENT_COMMENTS]) is None
    assert db.session.get(Message, held[R.OLD_MAIL]) is None
    assert db.session.get(ReceivedMail, held[R.RECEIVED_MAIL]) is None
    assert people.amina.name == "Amina Hassan"


def test_a_dry_run_says_and_ends_nothing(app: Flask, held: dict[R, int]) -> None:
    with clock.at(clock.now() + timedelta(days=100)):
        said = app.test_cli_runner().invoke(retention, ["--dry-run"]).output
    assert db.session.get(Message, held[R.OLD_MAIL]) is not None
    assert "old_mail" in said


def test_who_opens_the_account_of_another_is_noted_and_they_are_told(browser: Browser) -> None:
    amina = browser.people.amina
    olga = browser.as_(browser.people.olga)
    olga.get("accounts.person", person_id=amina.id)
    browser.as_(amina).get("accounts.person", person_id=amina.id, status=403)
    row = db.session.scalars(select(PersonalDataAccess)).one()
    assert (row.by_id, row.about_id, row.what, row.path) == (
        browser.people.olga.id,
        amina.id,
        "account",
        f"/people/{amina.id}",
    )
    assert "Amina Hassan" in olga.get("accounts.opened")
    assert "opened the details of your account 1 time" in browser.as_(amina).get("tracing.mine")


def test_a_register_with_names_is_noted_before_it_is_handed_out(browser: Browser) -> None:
    guideline = make.guideline()
    browser.people.appoint_all(guideline)
    dana = browser.as_(browser.people.dana)
    dana.get("comments.take_register", slug=guideline.slug, file_format="csv")
    browser.get("comments.open_data", slug=guideline.slug, file_format="csv")
    assert db.session.scalar(select(func.count()).select_from(PersonalDataAccess)) == 1

"""What is told about people's data, by version; what each author chose, kept with it, changed and taken away."""

import csv
import io
import time
from dataclasses import replace

import pytest
from sqlalchemy import select

from consult.accounts import signed_links
from consult.comments.actions import TAKE_BACK, edit_comment
from consult.comments.consents.models import CommentConsent
from consult.comments.content import CommentContent
from consult.comments.models import Comment
from consult.consultations.models import Round
from consult.core.database import db
from tests.browser import Browser
from tests.comments.test_guests import link, link_to, send
from tests.make import comments as make


def write_notice(browser: Browser, round_: Round, text: str, **more: str) -> str:
    page = browser.as_(browser.people.sara).post(
        "consultations.privacy_notice", {"notice": text, **more}, round_slug=round_.slug
    )
    return page.text


def kept() -> list[CommentConsent]:
    return list(db.session.scalars(select(CommentConsent).order_by(CommentConsent.id)))


def test_a_notice_that_changes_is_a_new_version_and_the_old_one_stays_readable(browser: Browser, online: Round) -> None:
    assert "no notice of its own" in browser.get("consultations.privacy_notice", round_slug=online.slug)
    assert "Version 1" in write_notice(browser, online, "We keep names for a year.")
    assert "Version 2" in write_notice(browser, online, "We keep names for two years.")
    assert "Version 2" in write_notice(browser, online, "We keep names for two years."), "the same words are no version"
    page = browser.get("consultations.privacy_notice", round_slug=online.slug)
    assert "We keep names for a year." in page
    assert "Version 3" not in page


def test_a_round_has_the_notice_of_its_guideline_until_it_has_one(browser: Browser, online: Round) -> None:
    write_notice(browser, online, "For all rounds.", for_all="y")
    assert "For all rounds." in browser.get("consultations.privacy_notice", round_slug=online.slug)
    write_notice(browser, online, "For this round.")
    page = browser.get("consultations.privacy_notice", round_slug=online.slug)
    assert page.text.index("For this round.") < page.text.index("For all rounds.")


def test_an_empty_notice_is_refused_and_nothing_is_changed(browser: Browser, online: Round) -> None:
    write_notice(browser, online, "We keep names for a year.")
    assert "This is needed" in write_notice(browser, online, "  ")
    assert "Version 1" in browser.get("consultations.privacy_notice", round_slug=online.slug)


def test_a_comment_keeps_which_notice_was_shown_and_what_was_chosen(browser: Browser, online: Round) -> None:
    write_notice(browser, online, "First.")
    send(browser, online, contact="y")
    write_notice(browser, online, "Second.")
    send(browser, online, token="two", text="And who repairs?", named="")
    assert [(row.notice.number, row.publish_name, row.contact) for row in kept()] == [
        (1, True, True),
        (2, False, False),
    ]


def test_choices_are_changed_by_the_link_of_the_receipt_at_any_time(browser: Browser, online: Round) -> None:
    send(browser, online, contact="y")
    browser.post(link())
    address = link_to("take-back").replace("take-back", "choices")
    assert "Your choices are kept" in browser.post(address, {"named": ""})
    comment = db.session.scalars(select(Comment)).one()
    assert (comment.named, len(comment.versions)) == (False, 2)
    assert [(row.publish_name, row.contact) for row in kept()] == [(True, True), (False, False)]
    assert "name not shown" in browser.get(address)


def test_a_change_of_choices_is_told_from_a_change_of_words_and_the_receipt_shows_what_the_mail_had(
    browser: Browser, online: Round
) -> None:
    send(browser, online)
    confirm = link()
    browser.post(confirm)
    comment = db.session.scalars(select(Comment)).one()
    mailed = comment.commitment
    browser.post(link_to("take-back").replace("take-back", "choices"), {"named": ""})
    assert comment.commitment != mailed
    journey = browser.get("tracing.comment", reference=comment.reference)
    assert f"The words kept here have the hash that the receipt gave: {mailed} Only how its author is shown" in journey
    assert f"and no word; with that the hash is {comment.commitment}" in journey
    for alarming in ("Changed since", "Changed once", "the words now have", "does not hold", "Lea"):
        assert alarming not in journey
    receipt = browser.get(confirm)
    assert f"Commitment to what you said{mailed} Only how its author is shown" in receipt
    edit_comment(comment, replace(CommentContent.of(comment), text="Who pays, and when?"), by=comment.author)
    db.session.commit()
    for page in (browser.get("tracing.comment", reference=comment.reference), browser.get(confirm)):
        assert f"the words now have the hash {comment.commitment}" in page
        assert mailed in page
    assert "Changed once" in browser.get("tracing.comment", reference=comment.reference)


def test_the_secretariat_takes_choices_away_with_addresses_of_who_may_be_written_to(
    browser: Browser, online: Round
) -> None:
    send(browser, online, contact="y")
    send(browser, online, token="two", text="And who repairs?")
    browser.post(link())
    page = browser.as_(browser.people.sara).get("comments.choices_of_round", round_slug=online.slug)
    rows = list(csv.DictReader(io.StringIO(page.html.removeprefix("\ufeff"))))
    assert [(row["contact"], row["email"]) for row in rows] == [("yes", "lea@example.org"), ("no", "")]


def test_a_link_of_a_receipt_that_is_too_old_says_what_to_do(
    browser: Browser, online: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    comment = make.comment(online, browser.people.amina, "Say who pays.")
    token = signed_links.sign(TAKE_BACK, [comment.id, comment.author_id])
    browser.get("comments.choices_by_link", token=token)
    later = time.time() + 731 * signed_links.A_DAY
    monkeypatch.setattr(time, "time", lambda: later)  # as the library that signs them reads it
    for page in ("comments.choices_by_link", "comments.take_back"):
        assert "choose a password for your address" in browser.get(page, status=404, token=token)

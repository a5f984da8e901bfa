"""Operators find mail by address and subject; what else it says they do not read where it was sent."""

from consult.core import clock
from consult.core.database import db
from consult.core.mail.outbox import Message
from tests.browser import Browser


def test_mail_is_found_by_part_of_an_address_or_of_a_subject(browser: Browser) -> None:
    olga = browser.as_(browser.people.olga)
    for address, subject in (("amina@example.org", "A receipt"), ("bruno@example.org", "100% sure")):
        db.session.add(Message(recipient=address, subject=subject, body="Words.", created_at=clock.now()))
    db.session.commit()
    for looked_for, found, not_found in (
        ("AMINA@", "amina@example.org", "bruno@example.org"),
        ("100%", "bruno@example.org", "amina@example.org"),
        ("receipt", "amina@example.org", "bruno@example.org"),
    ):
        page = olga.get("accounts.outbox", q=looked_for)
        assert f"to {found}" in page
        assert f"to {not_found}" not in page
    assert "No such mail." in olga.get("accounts.outbox", q="nobody")

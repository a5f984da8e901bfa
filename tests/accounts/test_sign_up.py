"""Signing up: an address, a link, then name and password from whoever holds the link."""

import pytest
from sqlalchemy import event, func, select

from consult.accounts import signed_links
from consult.accounts.actions import guest, open_account
from consult.accounts.models import Person
from consult.accounts.queries import person_with_email
from consult.core import clock
from consult.core.database import db
from tests.accounts.mails import last_mail, link_in_last_mail
from tests.browser import Browser

LEA = "lea@example.org"
ACCOUNT = {"name": "Lea Kos", "password": "a sentence of mine"}


def ask(browser: Browser, email: str = LEA) -> str:
    assert "Look in your mail" in browser.post("accounts.sign_up", {"email": email, "website": ""})
    return link_in_last_mail()


def test_an_address_name_and_password_make_an_account(browser: Browser) -> None:
    link = ask(browser, "Lea@Example.org")
    assert LEA in browser.get(link)
    assert "Your profile" in browser.post(link, ACCOUNT)
    assert browser.as_(None).post("accounts.sign_in", {"email": LEA, "password": ACCOUNT["password"]}).status == 200
    assert person_with_email(LEA).name == "Lea Kos"
    assert person_with_email(LEA).confirmed_at is not None


def test_asking_for_a_link_keeps_nothing_of_who_asked(browser: Browser) -> None:
    browser.post("accounts.sign_up", {"email": LEA, "website": "", "password": "a stranger's own", "name": "Mallory"})
    assert db.session.scalar(select(func.count()).select_from(Person)) == 0


def test_a_scanner_of_mail_that_opens_the_link_makes_no_account(browser: Browser) -> None:
    browser.get(ask(browser))
    assert person_with_email(LEA) is None


def test_signing_up_again_changes_nothing_for_the_first_and_both_links_lead_to_one_page(browser: Browser) -> None:
    first = ask(browser)
    second = ask(browser.as_(None))
    assert browser.get(first).text == browser.get(second).text
    browser.post(first, ACCOUNT)
    assert "has an account: the link was used" in browser.as_(None).post(
        second, {**ACCOUNT, "password": "a later one!"}
    )
    assert browser.as_(None).post("accounts.sign_in", {"email": LEA, "password": ACCOUNT["password"]}).status == 200


def test_a_used_link_signs_nobody_in(browser: Browser) -> None:
    link = ask(browser)
    browser.post(link, ACCOUNT)
    other = browser.as_(None)
    other.post(link, ACCOUNT)
    assert "Sign out" not in other.get("tracing.home")


def test_a_guest_keeps_what_they_said_and_names_themselves(browser: Browser) -> None:
    """Whoever wrote as a guest with this address may have been another: their name is not offered."""
    before = guest("Mallory", LEA, language="en")
    db.session.commit()
    link = ask(browser)
    assert "Mallory" not in browser.get(link).html
    browser.post(link, ACCOUNT)
    assert person_with_email(LEA).id == before.id
    assert person_with_email(LEA).name == "Lea Kos"


def test_a_password_from_before_addresses_were_confirmed_first_opens_nothing(browser: Browser) -> None:
    mallory = guest("Mallory", LEA, language="en")
    open_account(LEA, "Mallory", "a password of Mallory", language="en")
    mallory.confirmed_at = None
    db.session.commit()
    form = {"email": LEA, "password": "a password of Mallory"}
    assert "not confirmed" in browser.post("accounts.sign_in", form)
    browser.post(ask(browser), ACCOUNT)
    assert "not right" in browser.as_(None).post("accounts.sign_in", form)


def test_a_known_address_is_told_so_by_mail_alone(browser: Browser) -> None:
    open_account(LEA, "Lea", "a sentence of mine", language="en")
    db.session.commit()
    assert "Look in your mail" in browser.post("accounts.sign_up", {"email": LEA, "website": ""})
    assert "already has an account" in last_mail().body


@pytest.mark.parametrize("endpoint", ["accounts.sign_up", "accounts.forgot"])
def test_asking_takes_the_same_work_whoever_has_the_address(browser: Browser, endpoint: str) -> None:
    guest("A guest", "guest@example.org", language="en")
    open_account("member@example.org", "Member", "a sentence of mine", language="en")
    db.session.commit()
    asked = {kind: work(browser, endpoint, f"{kind}@example.org") for kind in ("member", "guest", "nobody")}
    assert asked["member"] == asked["guest"] == asked["nobody"]
    assert any("INSERT INTO message" in statement for statement in asked["nobody"])


def work(browser: Browser, endpoint: str, email: str) -> list[str]:
    """The statements of one request, without what they are about."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    connection = db._app_engines[browser.app][None]
    event.listen(connection, "before_cursor_execute", note)
    try:
        answer = browser.as_(None).post(endpoint, {"email": email, "website": ""}, follow=False)
    finally:
        event.remove(connection, "before_cursor_execute", note)
    assert answer.location == "/check-mail"
    return [statement for statement in statements if "SAVEPOINT" not in statement]


def test_a_link_that_is_too_old_says_so(browser: Browser) -> None:
    link = ask(browser)
    with clock.at(clock.now()):
        assert "give your name" in browser.get(link).text.lower()
    token = signed_links.sign("reset", LEA)  # for another purpose
    browser.get(f"/confirm/{token}", status=404)
    browser.get("/confirm/nonsense", status=404)


def test_faults_in_the_form_are_said_and_nothing_is_lost(browser: Browser) -> None:
    page = browser.post("accounts.sign_up", {"email": "no address", "website": ""})
    assert "This was not sent yet" in page
    assert "not an e-mail address" in page
    assert 'value="no address"' in page.html
    page = browser.post(ask(browser), {"name": "Lea Kos", "password": "short"})
    assert 'value="Lea Kos"' in page.html
    assert "short" not in page.html.replace("shorten", "")


def test_a_machine_that_fills_in_every_field_is_refused(browser: Browser) -> None:
    page = browser.post("accounts.sign_up", {"email": LEA, "website": "https://buy.example"})
    assert "Leave this field empty" in page


def test_who_signs_up_from_a_page_comes_back_to_it_after_password_and_profile(browser: Browser) -> None:
    browser.get("accounts.sign_up", next="/guidelines/x/drafts/1/clauses/y")
    link = ask(browser)
    there = browser.post(link, ACCOUNT, follow=False).location
    assert there.startswith("/profile")
    profile = {"name": "Lea Kos", "country": "SI", "stakeholder_type": "individual", "timezone": "UTC"}
    assert browser.post(there, profile, follow=False).location == "/guidelines/x/drafts/1/clauses/y"


def test_no_other_site_is_where_a_sign_up_leads(browser: Browser) -> None:
    browser.get("accounts.sign_up", next="//evil.example")
    there = browser.post(ask(browser), ACCOUNT, follow=False).location
    assert "evil" not in there

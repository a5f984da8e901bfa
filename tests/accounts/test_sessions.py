"""Sessions: a row for each device, that ends when it was said to, and that its person can end from elsewhere."""

from datetime import timedelta

import pytest
from flask_login import encode_cookie
from sqlalchemy import event, select, update

from consult.accounts.actions import set_password
from consult.accounts.models import Person, UserSession
from consult.accounts.sessions.devices import device_of
from consult.core import clock
from consult.core.database import db
from tests.accounts.mails import link_in_last_mail
from tests.browser import Browser, Page
from tests.people import PASSWORD

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.fixture
def amina(browser: Browser) -> Person:
    person = browser.people.amina
    set_password(person, PASSWORD)
    db.session.commit()
    return person


def signed_in(browser: Browser, person: Person, **fields: str) -> Browser:
    """On a device of its own, with the page."""
    device = browser.as_(None)
    page = device.post("accounts.sign_in", {"email": person.email, "password": PASSWORD, **fields})
    assert "Sign out" in page
    return device


def rows() -> list[UserSession]:
    return list(db.session.scalars(select(UserSession).order_by(UserSession.id)))


def test_the_cookie_holds_a_token_and_the_row_its_digest(browser: Browser, amina: Person) -> None:
    device = signed_in(browser, amina)
    with device.client.session_transaction() as session:
        token = session["_user_id"]
    assert token not in rows()[0].digest
    assert len(token) > 40


def test_staying_signed_in_lasts_as_long_as_the_setting_says(browser: Browser, amina: Person) -> None:
    device = signed_in(browser, amina, stay="y")
    cookie = device.client.get_cookie("session")
    assert timedelta(days=13) < cookie.expires - clock.now() <= timedelta(days=14)
    assert device.client.get_cookie("remember_token") is None
    for days, still in ((13.9, True), (14.1, False)):
        with clock.at(clock.now() + timedelta(days=days)):
            assert ("Sign out" in device.get("tracing.home")) == still


def test_without_it_a_session_ends_with_the_browser_or_after_a_day(browser: Browser, amina: Person) -> None:
    device = signed_in(browser, amina)
    assert device.client.get_cookie("session").expires is None
    with clock.at(clock.now() + timedelta(hours=25)):
        assert "Sign out" not in device.get("tracing.home")


def test_using_a_session_does_not_prolong_it(browser: Browser, amina: Person) -> None:
    device, began = signed_in(browser, amina, stay="y"), clock.now()
    for day in range(1, 14):
        with clock.at(began + timedelta(days=day)):
            assert "Sign out" in device.get("tracing.home")
    with clock.at(began + timedelta(days=14, minutes=1)):
        assert "Sign out" not in device.get("tracing.home")


def test_signing_out_ends_the_session_and_not_only_its_cookie(browser: Browser, amina: Person) -> None:
    device = signed_in(browser, amina, stay="y")
    stolen = device.client.get_cookie("session").value
    device.post("accounts.sign_out")
    assert rows() == []
    thief = browser.as_(None)
    thief.client.set_cookie("session", stolen)
    assert "Sign out" not in thief.get("tracing.home")


def test_a_remember_cookie_of_before_opens_nothing_and_goes_at_signing_out(browser: Browser, amina: Person) -> None:
    with browser.app.test_request_context():
        old = encode_cookie(f"{amina.id}.{amina.session_key}")
    device = browser.as_(None)
    device.client.set_cookie("remember_token", old)
    assert "Sign out" not in device.get("tracing.home")
    device.post("accounts.sign_in", {"email": amina.email, "password": PASSWORD})
    device.post("accounts.sign_out")
    assert device.client.get_cookie("remember_token") is None


def test_a_person_sees_their_own_sessions_and_ends_one(browser: Browser, amina: Person) -> None:
    here, there = signed_in(browser, amina), browser.as_(None)
    there.client.environ_base["HTTP_USER_AGENT"] = FIREFOX
    there.post("accounts.sign_in", {"email": amina.email, "password": PASSWORD})
    page = here.get("accounts.sessions")
    assert "Firefox, Linux" in page
    assert page.text.count("this one") == 1 + page.text.count("this one as well")
    other = rows()[1]
    here.post("accounts.end_session", session_id=other.id)
    assert "Sign out" not in there.get("tracing.home")
    assert "Sign out" in here.get("tracing.home")


def test_nobody_ends_the_session_of_another(browser: Browser, amina: Person) -> None:
    signed_in(browser, amina)
    session = rows()[0].id
    assert browser.as_(browser.people.bruno).post("accounts.end_session", session_id=session).status == 404
    assert session in [row.id for row in rows()]


@pytest.mark.parametrize(("which", "left"), [("others", 1), ("all", 0)])
def test_all_others_or_all_are_ended(browser: Browser, amina: Person, which: str, left: int) -> None:
    here, there = signed_in(browser, amina), signed_in(browser, amina, stay="y")
    here.post("accounts.end_sessions", {"which": which})
    assert len(rows()) == left
    assert "Sign out" not in there.get("tracing.home")
    assert ("Sign out" in here.get("tracing.home")) == (which == "others")


def test_a_new_password_ends_every_session_but_the_one_it_is_set_in(browser: Browser, amina: Person) -> None:
    thief, owner = signed_in(browser, amina, stay="y"), signed_in(browser, amina)
    owner.post("accounts.forgot", {"email": amina.email})
    assert "Other devices were signed out" in owner.post(link_in_last_mail(), {"password": "quite another sentence"})
    assert "Sign out" not in thief.get("tracing.home")
    assert "Sign out" in owner.get("tracing.home")


def test_signing_in_again_on_a_device_leaves_one_session(browser: Browser, amina: Person) -> None:
    device = signed_in(browser, amina)
    device.post("accounts.sign_in", {"email": amina.email, "password": PASSWORD})
    assert len(rows()) == 1


def statements_of(device: Browser, address: str) -> list[str]:
    told: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        told.append(statement)

    connection = db._app_engines[device.app][None]
    event.listen(connection, "before_cursor_execute", note)
    try:
        device.get(address)
    finally:
        event.remove(connection, "before_cursor_execute", note)
    return told


def test_a_session_is_looked_up_with_its_person_in_one_statement(browser: Browser, amina: Person) -> None:
    device = signed_in(browser, amina)
    told = [s for s in statements_of(device, "/profile") if "user_session" in s or "FROM person" in s]
    assert len(told) == 1


def test_when_a_session_was_used_is_written_once_in_ten_minutes(browser: Browser, amina: Person) -> None:
    device, began = signed_in(browser, amina, stay="y"), clock.now()
    written = []
    for minutes in (1, 9, 11, 12, 20, 22):
        with clock.at(began + timedelta(minutes=minutes)):
            written.append(sum("UPDATE user_session" in s for s in statements_of(device, "/check-mail")))
    assert written == [0, 0, 1, 0, 0, 1]
    assert rows()[0].seen_at == began + timedelta(minutes=22)


PROOF = timedelta(hours=2)
HARMFUL = ["/mine.json", "/mine/erase", "/people"]


def later(device: Browser, method: str, address: str, form: dict[str, str] | None = None) -> Page:
    with clock.at(clock.now() + PROOF):
        return device._sent(method, address, data=form)


@pytest.mark.parametrize("address", HARMFUL)
def test_what_harms_asks_for_the_password_again_after_a_while(browser: Browser, amina: Person, address: str) -> None:
    amina.administrator = True
    db.session.commit()
    device = signed_in(browser, amina)
    assert device.get(address).status == 200
    asked = later(device, "GET", address)
    assert asked.location.startswith("/sign-in/again?next=")
    with clock.at(clock.now() + PROOF):
        assert "not your password" in device.post(asked.location, {"password": "not this one"})
        given = device.post(asked.location, {"password": PASSWORD}, follow=False)
        assert given.location == address
        assert device.get(address).status == 200


def test_what_was_typed_meanwhile_is_given_back_and_nothing_is_done(browser: Browser, amina: Person) -> None:
    device = signed_in(browser, amina)
    page = later(device, "POST", "/mine/erase", {"email": amina.email, "sure": "y"})
    assert page.status == 403
    assert "Give your password again" in page
    assert amina.email in page.html
    assert db.session.get(Person, amina.id).name == "Amina Hassan"


def test_whoever_opened_the_page_in_time_may_send_it(browser: Browser, amina: Person) -> None:
    device = signed_in(browser, amina)
    with clock.at(clock.now() + timedelta(minutes=80)):
        assert device.post("/mine/erase", {"email": amina.email, "sure": "y"}, follow=False).location == "/"


def test_trying_passwords_on_a_device_that_stands_open_is_slowed_down(browser: Browser, amina: Person) -> None:
    device = signed_in(browser, amina)
    db.session.execute(update(UserSession).values(proved_at=clock.now() - PROOF))
    db.session.commit()
    answers = [device.post("accounts.prove", {"password": f"try {turn}"}).status for turn in range(11)]
    assert answers == [200] * 10 + [429]


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (FIREFOX, "Firefox, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 Edg/131.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8.5.0", ""),
        ("<script>", ""),
    ],
)
def test_a_device_is_named_by_browser_and_system_alone(user_agent: str, device: str) -> None:
    assert device_of(user_agent) == device


def test_a_device_is_called_a_device_and_a_session_is_a_meeting(browser: Browser) -> None:
    people = browser.people
    own, theirs = (
        browser.as_(people.olga).get(*page, **of)
        for page, of in ((("accounts.sessions",), {}), (("accounts.person",), {"person_id": people.amina.id}))
    )
    for page in (own, theirs):
        assert "Signed-in devices" in page.html
        assert ">Sessions<" not in page.html

"""Signing in with an identity provider, against a small one that runs."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from joserfc.jwk import RSAKey
from sqlalchemy import select

from consult.accounts.models import Person
from consult.accounts.queries import person_with_email
from consult.accounts.second_factor.actions import app_secret_of, begin_second_factor, confirm_second_factor
from consult.accounts.second_factor.codes import pyotp
from consult.accounts.single_sign_on.claims import claims_of
from consult.accounts.single_sign_on.models import ExternalIdentity
from consult.accounts.single_sign_on.provider import PLACE, set_up_identity_provider
from consult.app import create_app
from consult.core import clock
from consult.core.database import db
from consult.settings import SettingError, Settings
from tests.accounts.mails import last_mail
from tests.browser import Browser, Page
from tests.identity_provider import CLIENT, SECRET, Provider, provider

LEA = {"sub": "248289761001", "email": "lea.kos@example.org", "email_verified": True, "name": "Lea Kos"}


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with provider(LEA) as made:
        yield made


@pytest.fixture
def there(running: Provider, browser: Browser) -> Iterator[Provider]:
    """The provider, which the site under test knows for as long as the test runs."""
    running.claims, running.wrong, running.signs_with = dict(LEA), {}, None
    app = browser.app
    app._got_first_request, was = False, app._got_first_request
    named = {"oidc_issuer": running.issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
    set_up_identity_provider(app, Settings(**named))
    app._got_first_request = was
    yield running
    app.extensions.pop(PLACE)


def and_back(browser: Browser, start: str = "accounts.with_provider", **values: str) -> Page:
    """To the provider, which believes everybody, and back; what the site says then."""
    goes = browser.get(start, status=302, **values).location
    back = requests.get(goes, allow_redirects=False, timeout=5).headers["Location"]
    assert back.startswith("http://127.0.0.1:8000/sign-in/provider/answer?")
    return browser._sent("GET", back.removeprefix("http://127.0.0.1:8000"), follow_redirects=True)


def test_whom_nobody_knows_gets_an_account_by_their_verified_address(browser: Browser, there: Provider) -> None:
    assert "Sign out" in and_back(browser)
    lea = person_with_email("lea.kos@example.org")
    assert lea is not None
    assert (lea.name, lea.password_hash) == ("Lea Kos", None)
    again = browser.as_(None)
    there.claims["email"] = "lea@elsewhere.example.org"  # the address there changed; who they are did not
    assert "Sign out" in and_back(again)
    assert len(db.session.scalars(select(ExternalIdentity)).all()) == 1


def test_they_come_back_to_where_they_were_going_and_to_no_other_site(browser: Browser, there: Provider) -> None:
    goes = browser.get("accounts.with_provider", status=302, next="/mine").location
    back = requests.get(goes, allow_redirects=False, timeout=5).headers["Location"]
    assert browser._sent("GET", back.removeprefix("http://127.0.0.1:8000")).location == "/mine"
    assert urlsplit(and_back(browser.as_(None), next="https://evil.example").response.request.url).path == "/"


def test_an_account_is_linked_by_a_verified_address_and_its_owner_is_told(browser: Browser, there: Provider) -> None:
    there.claims |= {"email": browser.people.amina.email}
    assert "Sign out" in and_back(browser)
    assert db.session.scalars(select(ExternalIdentity)).one().person_id == browser.people.amina.id
    assert last_mail().recipient == "amina@example.org"
    assert "was linked with your account" in last_mail().body


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_is_not_verified_opens_nothing(browser: Browser, there: Provider, verified: object) -> None:
    there.claims |= {"email": browser.people.amina.email, "email_verified": verified}
    page = and_back(browser)
    assert "does not say that it has checked" in page
    assert "Sign out" not in browser.get("tracing.home")
    assert not db.session.scalars(select(ExternalIdentity)).all()


def test_an_administrator_is_linked_by_themselves_alone(browser: Browser, there: Provider) -> None:
    there.claims |= {"email": browser.people.olga.email}
    assert "This address is of an administrator" in and_back(browser)
    olga = browser.as_(browser.people.olga)
    assert "opens your account" in and_back(olga, "accounts.link_provider")
    assert "Sign out" in and_back(browser.as_(None))
    bruno = browser.as_(browser.people.bruno)
    assert "the account of someone else" in and_back(bruno, "accounts.link_provider")


def test_it_is_unlinked_by_who_has_a_password(browser: Browser, there: Provider) -> None:
    and_back(browser)
    page = browser.post("accounts.provider_link")
    assert page.status == 403
    assert "Set one first" in page
    person = db.session.scalars(select(Person).where(Person.email == LEA["email"])).one()
    person.password_hash = "x"
    db.session.commit()
    with browser.client.session_transaction() as session:
        assert session["_user_id"]
    browser.post("accounts.provider_link")
    assert not db.session.scalars(select(ExternalIdentity)).all()


def test_the_second_factor_is_asked_for_as_well(browser: Browser, there: Provider) -> None:
    amina = browser.people.amina
    begin_second_factor(amina)
    db.session.flush()
    confirm_second_factor(amina, pyotp.TOTP(app_secret_of(amina) or "").at(clock.now()))
    db.session.commit()
    there.claims |= {"email": amina.email}
    page = and_back(browser)
    assert "Give your code" in page
    assert "Sign out" not in page


def test_before_what_harms_the_provider_asks_again(browser: Browser, there: Provider) -> None:
    and_back(browser)
    with clock.at(clock.now() + timedelta(minutes=31)):
        goes = browser.get("tracing.erase", status=302).location
        assert goes.startswith("/sign-in/again/provider?next=")
        there.claims["auth_time"] = int(clock.now().timestamp()) - 1900  # it remembered them, and did not ask
        assert "does not say that it has just asked" in and_back(browser, goes)
        browser.get("tracing.erase", status=302)
        there.claims["auth_time"] = int(clock.now().timestamp())
        asked = browser.get(goes, status=302).location
        assert "prompt=login" in asked
        back = requests.get(asked, allow_redirects=False, timeout=5).headers["Location"]
        assert browser._sent("GET", back.removeprefix("http://127.0.0.1:8000")).location == "/mine/erase"
        assert "Type your e-mail address to confirm" in browser.get("tracing.erase")


@pytest.mark.parametrize(
    "wrong", [{"aud": "another"}, {"iss": "https://evil.example"}, {"nonce": "old"}, {"exp": 1}, {"sub": None}]
)
def test_a_token_that_is_not_for_us_or_not_for_now_is_refused(
    browser: Browser, there: Provider, wrong: dict[str, object]
) -> None:
    there.wrong = wrong
    page = and_back(browser)
    assert "not valid, is too old" in page
    assert "Sign out" not in browser.get("tracing.home")


def test_nor_one_that_another_key_signed(browser: Browser, there: Provider) -> None:
    there.signs_with = RSAKey.generate_key(2048, {"kid": "one"})
    assert "not valid" in and_back(browser)


def test_an_answer_that_nobody_asked_for_is_refused(browser: Browser, there: Provider) -> None:
    for answer in ("code=x&state=y", "error=access_denied", ""):
        page = browser._sent("GET", f"/sign-in/provider/answer?{answer}")
        assert page.status == 403
        assert "Nothing was changed" in page


def test_who_is_suspended_is_told_so(browser: Browser, there: Provider) -> None:
    and_back(browser)
    person = person_with_email("lea.kos@example.org")
    assert person is not None
    person.suspended_at = clock.now()
    db.session.commit()
    assert "This account is suspended" in and_back(browser.as_(None))


def test_a_provider_that_is_away_is_a_sentence(browser: Browser, there: Provider) -> None:
    browser.app.extensions[PLACE]._server_metadata_url = "http://127.0.0.1:9/nothing"
    browser.app.extensions[PLACE].server_metadata.pop("_loaded_at", None)
    page = browser.get("accounts.with_provider", status=503)
    assert "sign in with your password" in page


@pytest.mark.parametrize(
    "named",
    [
        {"oidc_issuer": "http://id.example.org", "oidc_client_id": "x", "oidc_client_secret": "x"},
        {"oidc_issuer": "https://id.example.org", "oidc_client_id": "x"},
    ],
)
def test_a_provider_that_could_never_be_trusted_is_refused_at_the_start(tmp_path: Path, named: dict[str, str]) -> None:
    with pytest.raises(SettingError, match="CONSULT_OIDC_ISSUER"):
        create_app(Settings(home=tmp_path, secret_key="for tests", **named))


def test_a_name_is_one_line_and_not_endless() -> None:
    claims = claims_of({"iss": "i", "sub": "s", "name": "Lea\n" * 900})
    assert len(claims.name) <= 200
    assert "\n" not in claims.name
    assert claims.email == ""

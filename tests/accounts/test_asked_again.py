"""What takes names away, shows a guideline to everyone, moves a deadline or deletes asks for the password again."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from consult.accounts.actions import set_password
from consult.accounts.models import UserSession
from consult.core import clock
from consult.core.database import db
from tests.browser import Browser
from tests.make import consultations, drafts
from tests.people import PASSWORD


@pytest.fixture
def left_open(browser: Browser) -> Browser:
    """A device on which the secretariat signed in hours ago."""
    sara = browser.people.sara
    consultations.round_(drafts.draft(drafts.guideline(by=sara), by=sara))
    set_password(sara, PASSWORD)
    db.session.commit()
    device = browser.as_(sara)
    db.session.execute(update(UserSession).values(proved_at=clock.now() - timedelta(hours=3)))
    db.session.commit()
    return device


@pytest.mark.parametrize(
    "address",
    [
        "/guidelines/smart-cities/manage/readers",
        "/guidelines/smart-cities/manage/delete",
        "/guidelines/smart-cities/register.csv",
        "/guidelines/smart-cities/register.xlsx",
    ],
)
def test_the_page_asks_first(left_open: Browser, address: str) -> None:
    assert left_open.get(address, status=302).location.startswith("/sign-in/again")


@pytest.mark.parametrize(
    "address",
    [
        "/guidelines/smart-cities/manage/readers",
        "/guidelines/smart-cities/manage/delete",
        "/rounds/open-round/extend",
    ],
)
def test_what_is_sent_is_refused_and_kept(left_open: Browser, address: str) -> None:
    page = left_open.post(address, {"because": "A reason of mine."})
    assert page.status == 403
    assert "Give your password again" in page
    assert "A reason of mine." in page.html

"""`consult role`: the same rules as by form; a table is given whole or not at all."""

from pathlib import Path

import pytest
from sqlalchemy import select

from consult.core.database import db
from consult.drafts.models import Appointment, Guideline, Role
from consult.drafts.people.cli import role
from consult.drafts.queries import membership_of
from tests.browser import Browser
from tests.make import drafts as make


@pytest.fixture
def guideline(browser: Browser) -> Guideline:
    made = make.guideline(by=browser.people.sara)
    made.group_of_states = True
    assert browser.people.ines
    assert browser.people.farid
    db.session.commit()
    return made


def run(browser: Browser, *words: str) -> tuple[int, str]:
    result = browser.app.test_cli_runner().invoke(role, list(words))
    return result.exit_code, result.output


def test_a_role_is_given_with_the_state_by_its_name(browser: Browser, guideline: Guideline) -> None:
    code, said = run(browser, "give", guideline.slug, "ines@example.org", "--role", "expert", "--state", "Portugal")
    assert (code, "has the role expert" in said) == (0, True)
    seat = db.session.scalars(select(Appointment).where(Appointment.role == Role.EXPERT)).one()
    assert (seat.member_state, seat.seated) == ("PT", True)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("ines@example.org", "--role", "expert", "--state", "Atlantis"), "There is no country “Atlantis”"),
        (("ines@example.org", "--role", "expert"), "Say which state appoints them"),
        (("sara@example.org", "--role", "expert", "--state", "SE"), "does not vote on it"),
        (("nobody@example.org", "--role", "drafter"), "Nobody has the address"),
        (("ines@example.org", "--role", "expert", "--state", "PT", "--until", "soon"), "is no day"),
    ],
)
def test_what_cannot_be_is_said(browser: Browser, guideline: Guideline, words: tuple[str, ...], says: str) -> None:
    code, said = run(browser, "give", guideline.slug, *words)
    assert code == 1
    assert says in said


def test_a_table_with_a_fault_gives_nothing_and_names_each_row(
    browser: Browser, guideline: Guideline, tmp_path: Path
) -> None:
    table = tmp_path / "experts.csv"
    head = "email,role,state,title,vote,until\n"
    table.write_text(
        f"{head}ines@example.org,expert,PT,Lawyer,yes,\nfarid@example.org,expert,Narnia,,yes,\nx,drafter,,,,\n",
        encoding="utf-8",
    )
    code, said = run(browser, "import", guideline.slug, str(table))
    assert code == 1
    assert "Row 3: There is no country “Narnia”" in said
    assert "Row 4: “x” is no e-mail address." in said
    assert not membership_of(browser.people.ines, guideline).expert
    table.write_text(
        f"{head}ines@example.org,expert,PT,Lawyer,yes,\nfarid@example.org,expert,MA,,no,\n", encoding="utf-8"
    )
    assert run(browser, "import", guideline.slug, str(table))[0] == 0
    assert membership_of(browser.people.farid, guideline).expert

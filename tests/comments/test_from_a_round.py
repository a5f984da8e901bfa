"""Who comes to a text from the page of a round finds that round chosen in the form."""

import re

from consult.consultations.models import Round
from tests.browser import Browser
from tests.make import comments as make
from tests.make import consultations as rounds

SMART = {"slug": "smart-cities", "number": 1}


def link_to(ending: str, html: str) -> str:
    found = re.search(rf'href="([^"#]*/{ending}\?round=[^"#]*)[#"]', html)
    assert found, f"no link to {ending} keeps the round"
    return found[1]


def test_the_round_is_kept_from_its_page_to_the_form(browser: Browser, online: Round) -> None:
    later = rounds.round_(
        online.draft, "on-money", title="Round on money", closes_at=online.closes_at.replace(year=2090)
    )
    uid = make.clause(online.draft, "HR-L1").uid
    amina = browser.as_(browser.people.amina)
    page = amina.get("consultations.round", round_slug=later.slug)
    for ending in ("drafts/1", "HR", f"clauses/{uid}"):
        page = amina.get(link_to(ending, page.html))
        assert later.title in page or ending == "HR"
    assert re.search(r'value="on-money"[^>]*(selected|checked)|(selected|checked)[^>]*value="on-money"', page.html)
    plain = amina.get("comments.clause", uid=uid, **SMART)
    assert not re.search(r'value="on-money"[^>]*(selected|checked)|(selected|checked)[^>]*value="on-money"', plain.html)


def test_a_round_that_is_not_open_to_them_or_does_not_exist_changes_nothing(browser: Browser, online: Round) -> None:
    page = browser.as_(browser.people.amina).get(
        "comments.clause", uid=make.clause(online.draft, "HR-L1").uid, round="no", **SMART
    )
    assert f'name="round" value="{online.slug}"' in page.html


def test_another_draft_does_not_inherit_the_round(browser: Browser, online: Round) -> None:
    page = browser.get("comments.read", round=online.slug, **SMART)
    assert f"?round={online.slug}" in page.html
    assert f"drafts?round={online.slug}" not in page.html

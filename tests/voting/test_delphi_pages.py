"""The pages of Delphi rounds: planned, opened, rated, fed back, reported."""

import csv
import io
import json

import pytest

from consult.drafts.models import Guideline
from consult.drafts.queries import membership_of
from consult.voting.delphi import queries
from consult.voting.delphi.models import DelphiStudy, StudyEnd
from tests.browser import Browser
from tests.make import delphi as make
from tests.make import drafts as make_drafts

PLAN = {
    "title": "Registers",
    "aim": "How far the group agrees.",
    "statements": "A register is public.\n\nEvery city names an ombudsperson.",
    "max_rounds": "3",
    "agreement": "0.75",
    "iqr_at_most": "2",
    "stable_below": "0.15",
}


@pytest.fixture
def guideline(browser: Browser) -> Guideline:
    made = make_drafts.guideline()
    browser.people.appoint_all(made)
    return made


@pytest.fixture
def study(browser: Browser, guideline: Guideline) -> DelphiStudy:
    return make.study(guideline, by=browser.people.chen)


def test_the_chair_plans_a_study_and_opens_its_first_round(browser: Browser, guideline: Guideline) -> None:
    chen = browser.as_(browser.people.chen)
    page = chen.post("voting.delphi_studies", PLAN, slug="smart-cities")
    assert "The study is planned." in page
    assert "at least 75 % of the ratings from 7 to 9" in page
    assert "interquartile range of at most 2" in page
    [study] = queries.studies_of(guideline, membership_of(browser.people.chen, guideline))
    opened = chen.post(
        "voting.delphi_open_round", {"closes_at": "2199-01-01T18:00", "timezone": "UTC"}, study_id=study.id
    )
    assert "Everyone on the panel is told by mail." in opened
    assert "0 of 4 have rated." in opened


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"statements": " "}, "Give at least one statement, or choose a revision."),
        ({"title": ""}, "This is needed."),
        ({"agreement": "0.1"}, "Not a valid choice"),
    ],
)
def test_a_fault_in_the_plan_keeps_what_was_typed(
    browser: Browser, guideline: Guideline, wrong: dict[str, str], says: str
) -> None:
    page = browser.as_(browser.people.chen).post("voting.delphi_studies", {**PLAN, **wrong}, slug="smart-cities")
    assert page.status == 422
    assert says in page
    assert "How far the group agrees." in page


def test_one_of_the_panel_rates_on_one_page_and_sees_the_groups_result_in_the_next_round(
    browser: Browser, study: DelphiStudy
) -> None:
    people = browser.people
    first = make.delphi_round(study, by=people.chen)
    one, two = (item.id for item in queries.items_of(study))
    ines = browser.as_(people.ines)
    page = ines.post(
        "voting.delphi_rate", {f"item-{one}-value": "8", f"item-{one}-reason": "At last."}, study_id=study.id
    )
    assert "Your ratings are kept." in page
    assert "1 statement is not rated yet." in page
    make.rated(first, people.farid, {1: 2, 2: 5}, "Too dear.")
    make.closed(first)
    make.delphi_round(study, by=people.chen)
    page = ines.get("voting.delphi", study_id=study.id)
    assert "Median 5" in page
    assert "You rated it 8 in the round before." in page
    assert "Too dear." in page
    assert "Farid" not in page
    assert f"item-{two}-value" in page.html


def test_a_reason_without_a_rating_is_kept_and_asked_for_its_rating(browser: Browser, study: DelphiStudy) -> None:
    make.delphi_round(study, by=browser.people.chen)
    one, two = (item.id for item in queries.items_of(study))
    form = {f"item-{one}-reason": "Typed for long", f"item-{two}-value": "7"}
    page = browser.as_(browser.people.ines).post("voting.delphi_rate", form, study_id=study.id)
    assert page.status == 422
    assert "Choose a rating, so that your reason counts." in page
    assert "Typed for long" in page


def test_while_it_is_open_nobody_sees_what_others_rated(browser: Browser, study: DelphiStudy) -> None:
    people = browser.people
    make.rated(make.delphi_round(study, by=people.chen), people.farid, {1: 2}, "Too dear.")
    for person in (people.ines, people.chen, people.dana, people.sara):
        assert "Too dear." not in browser.as_(person).get("voting.delphi", study_id=study.id)
        assert "Too dear." not in browser.as_(person).get("voting.delphi_report", study_id=study.id)


def test_the_report_is_for_everyone_once_the_rounds_have_ended_and_has_its_files(
    browser: Browser, study: DelphiStudy
) -> None:
    people = browser.people
    round_ = make.delphi_round(study, by=people.chen)
    for person in (people.ines, people.farid, people.chen, people.adele):
        make.rated(round_, person, {1: 8, 2: 2}, "As said.")
    browser.get("voting.delphi_report", study_id=study.id, status=403)
    make.closed(round_)
    page = browser.get("voting.delphi_report", study_id=study.id)
    assert "consensus for it" in page
    assert "consensus against it" in page
    assert "to be written by people" in page
    rows = list(csv.DictReader(io.StringIO(browser.get("voting.delphi_csv", study_id=study.id).html.lstrip("\ufeff"))))
    assert [(row["rated_8"], row["agreement"]) for row in rows] == [("4", "for"), ("0", "against")]
    told = json.loads(browser.get("voting.delphi_json", study_id=study.id).response.get_data(as_text=True))
    assert len(told["accord"]) == 35
    assert told["rounds"][0]["items"][0]["median"] == 8


def test_the_chair_stops_them_on_the_page_and_says_why(browser: Browser, study: DelphiStudy) -> None:
    make.delphi_round(study, by=browser.people.chen)
    chen = browser.as_(browser.people.chen)
    assert "Say why the rounds are stopped." in chen.post("voting.delphi_stop", {}, study_id=study.id)
    stopped = chen.post("voting.delphi_stop", {"reason": "A vote is called."}, study_id=study.id)
    assert "A vote is called." in stopped
    assert study.ended_as == StudyEnd.STOPPED


def test_readers_are_told_that_nothing_has_ended_yet(browser: Browser, study: DelphiStudy) -> None:
    page = browser.get("voting.delphi_studies", slug="smart-cities")
    assert "No study has ended yet." in page
    assert "Plan a study" not in page

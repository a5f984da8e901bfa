"""Who is missing: people against targets, region by type, in numbers and in words."""

import pytest

from consult.accounts.countries import Region
from consult.accounts.models import StakeholderType
from consult.comments.tallies.queries import people_heard_in
from consult.consultations.models import Round, Visibility
from consult.consultations.targets.actions import set_target_cells
from consult.consultations.targets.queries import target_cells
from consult.consultations.targets.targets_file import read_targets
from consult.core.database import db
from consult.drafts.models import Draft
from consult.tracing.missing.gap_sentences import gap_sentences
from consult.tracing.missing.gaps import gap_matrix
from consult.tracing.missing.world_map import shaded
from consult.tracing.participation import Voices
from tests.browser import Browser
from tests.make import comments as make_comment
from tests.make import consultations as make_round
from tests.make import drafts as make

CITIES_OF_AFRICA = (Region.AFRICA, StakeholderType.LOCAL_GOVERNMENT)
CITIES_OF_ASIA = (Region.ASIA, StakeholderType.LOCAL_GOVERNMENT)


@pytest.fixture
def draft(browser: Browser) -> Draft:
    return make.draft(make.guideline(by=browser.people.sara), by=browser.people.sara)


def test_a_cell_counts_people_against_its_target() -> None:
    voices = [Voices("KE", "local_government", 3), Voices("BR", "academia", 2), Voices(None, "academia", 4)]
    matrix = gap_matrix(voices, {CITIES_OF_AFRICA: 5, CITIES_OF_ASIA: 2})
    africa, asia = matrix.cells[CITIES_OF_AFRICA], matrix.cells[CITIES_OF_ASIA]
    assert (africa.heard, africa.missing, africa.level) == (3, 2, "short")
    assert (asia.heard, asia.missing, asia.level) == (0, 2, "silent")
    assert matrix.gaps == [asia, africa]
    assert matrix.whole.heard == 5
    assert matrix.unplaced == 4


def test_the_report_has_its_sentences_from_the_counts(browser: Browser) -> None:
    voices = [Voices("KE", "local_government", 3), Voices(None, None, 1)]
    with browser.app.test_request_context():
        said = list(gap_sentences(gap_matrix(voices, {CITIES_OF_AFRICA: 5, CITIES_OF_ASIA: 2})))
        reached = list(gap_sentences(gap_matrix(voices[:1], {CITIES_OF_AFRICA: 3})))
    assert said == [
        "No local or regional government was heard from these regions: Asia.",
        "Local or regional government, heard of the target: Africa 3 of 5.",
        "1 person stands in no cell: their country or type is not known.",
    ]
    assert reached == ["Every target was reached."]


def test_a_file_of_targets_is_taken_whole_or_told_row_by_row(browser: Browser) -> None:
    with browser.app.test_request_context():
        sound = "region;stakeholder_type;number\nAfrica;Local or regional government;20\nasia;local_government;\n"
        assert read_targets(sound) == ({CITIES_OF_AFRICA: 20, CITIES_OF_ASIA: 0}, [])
        broken = (
            "region,stakeholder_type,number\nAtlantis,academia,3\nasia,academia,-1\nasia,academia,1\nasia,academia,2\n"
        )
        _cells, faults = read_targets(broken)
    assert [(fault.row, fault.column) for fault in faults] == [(2, "region"), (3, "number"), (5, "")]


def test_the_secretariat_types_targets_for_one_round(browser: Browser, draft: Draft) -> None:
    round_ = make_round.round_(draft)
    sara = browser.as_(browser.people.sara)
    address = {"slug": "smart-cities", "round": round_.slug}
    page = sara.post("consultations.target_grid", {"cell_africa_local_government": "12"}, **address)
    assert "1 target was changed." in page
    assert target_cells(draft.guideline, round_) == {CITIES_OF_AFRICA: 12}
    assert target_cells(draft.guideline) == {}
    refused = sara.post("consultations.target_grid", {"cell_africa_academia": "many"}, **address)
    assert refused.status == 422
    assert 'value="many"' in refused.html
    assert target_cells(draft.guideline, round_) == {CITIES_OF_AFRICA: 12}


def test_the_page_says_who_is_missing_in_words_and_numbers(browser: Browser, draft: Draft) -> None:
    set_target_cells(draft.guideline, None, {CITIES_OF_AFRICA: 12}, by=None)
    db.session.commit()
    page = browser.get("tracing.missing", slug="smart-cities")
    assert "No local or regional government was heard from these regions: Africa." in page
    assert "nobody yet" in page
    assert "africa,local_government,0,12,12" in browser.get("tracing.missing_csv", slug="smart-cities").text


def test_a_round_counts_a_person_once_by_what_stands_in_it(browser: Browser, draft: Draft) -> None:
    first, second = make_round.round_(draft), make_round.round_(draft, "another")
    amina = browser.people.amina
    for where in (first, first, second):
        make_comment.comment(where, amina)
    heard: dict[Round, list[int]] = {
        where: [row[2] for row in people_heard_in([where.id])] for where in (first, second)
    }
    assert heard == {first: [1], second: [1]}


def test_the_map_is_darker_where_more_were_heard() -> None:
    assert shaded([("KE", 31), ("BR", 3), ("FR", 1), ("XX", 0)]) == [("KE", 31, 4), ("BR", 3, 2), ("FR", 1, 1)]


def test_who_was_heard_in_a_confidential_round_is_not_told_to_everyone(browser: Browser, draft: Draft) -> None:
    kept = make_round.round_(draft, slug="kept", title="Kept round", visibility=Visibility.NEVER)
    asked = {"slug": "smart-cities", "round": kept.slug}
    for endpoint in ("tracing.missing", "tracing.missing_csv"):
        refused = browser.get(endpoint, **asked, status=403)
        assert "The comments of this round are read by the drafting team only." in refused
        browser.as_(browser.people.sara).get(endpoint, **asked)
    assert "Kept round" not in browser.get("tracing.missing", slug="smart-cities")

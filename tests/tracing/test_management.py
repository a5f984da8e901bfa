"""One page for what can be kept in order; who may read a guideline; its archive; its end."""

import pytest
from sqlalchemy import func, select

from consult.analysis.kept.models import KeptReport
from consult.core.audit_log import AuditEntry
from consult.core.database import Model, db
from consult.core.ruling import Refused
from consult.drafts.models import Guideline
from consult.tracing.management.removal import delete_guideline, holdings_of, rows_of
from tests.browser import Browser
from tests.make import drafts as make
from tests.people import People
from tests.world import build

SLUG = {"slug": "smart-cities"}


@pytest.fixture
def sara(browser: Browser) -> Browser:
    guideline = make.guideline(by=browser.people.sara)
    make.draft(guideline, by=browser.people.sara)
    return browser.as_(browser.people.sara)


def test_a_founded_guideline_is_private_until_its_secretariat_opens_it(browser: Browser) -> None:
    olga = browser.as_(browser.people.olga)
    form = {"title": "A bill", "slug": "bill", "sentence": "A bill.", "notice": "", "language": "en"}
    page = olga.post("drafts.found", form)
    assert "Manage “A bill”" in page
    assert "private" in page
    browser.get("tracing.guideline", slug="bill", status=404)
    assert "no draft yet" in olga.get("tracing.publicity", slug="bill")
    assert "public now" in olga.post("tracing.publicity", slug="bill")
    browser.get("tracing.guideline", slug="bill")


def test_making_it_private_needs_a_reason_that_the_record_tells(browser: Browser, sara: Browser) -> None:
    assert "This is needed" in sara.post("tracing.publicity", {"because": ""}, **SLUG)
    assert "private now" in sara.post("tracing.publicity", {"because": "A wrong file."}, **SLUG)
    browser.get("tracing.guideline", status=404, **SLUG)
    assert "A wrong file." in sara.get("tracing.journal", **SLUG)


def test_an_archived_guideline_is_read_at_its_address_and_takes_no_more_comments(
    browser: Browser, sara: Browser
) -> None:
    assert "it stands under “In the archive”" in sara.get("tracing.archive", **SLUG)
    assert "is archived" in sara.post("tracing.archive", {"because": "It was approved."}, **SLUG)
    home = browser.get("tracing.home")
    assert "In the archive" in home
    browser.get("comments.read", number=1, **SLUG)
    refused = sara.get("consultations.plan", status=403, **SLUG)
    assert "out of the archive first" in refused
    for page in ("drafts.import_outline", "comments.register"):
        assert "out of the archive first" in sara.get(page, status=403, **SLUG)
    read = browser.get("tracing.guideline", **SLUG)
    assert "This guideline is archived." in read
    assert "Nothing is under way today" not in read
    assert "Import a draft" not in sara.get("tracing.manage", **SLUG)
    assert "in use again" in sara.post("tracing.archive", **SLUG)
    sara.get("consultations.plan", **SLUG)


def test_an_empty_guideline_is_deleted_by_its_secretariat_who_types_its_name(browser: Browser) -> None:
    sara = browser.as_(browser.people.sara)
    made = make.guideline(by=browser.people.sara)
    make.draft(made, by=browser.people.sara, published=False)
    number = made.id
    assert "It is empty" in sara.get("tracing.remove", **SLUG)
    wrong = sara.post("tracing.remove", {"name": "smart", "because": "A trial."}, **SLUG)
    assert "Nothing was deleted" in wrong
    assert "A trial." in wrong.html
    assert "is deleted" in sara.post("tracing.remove", {"name": "smart-cities", "because": "A trial."}, **SLUG)
    assert db.session.get(Guideline, number) is None
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "guideline.deleted")).one()
    assert entry.facts["because"] == "A trial."


def test_what_others_had_a_part_in_is_archived_not_deleted_by_a_team(sara: Browser) -> None:
    page = sara.get("tracing.remove", **SLUG)
    assert "Archive it instead" in page
    posted = sara.post("tracing.remove", {"name": "smart-cities", "because": "No."}, **SLUG)
    assert "Archive it instead" in posted
    assert posted.status == 403
    sara.get("tracing.manage", **SLUG)


def test_everything_in_a_guideline_goes_and_nothing_of_another(people: People) -> None:
    world = build(people)
    held = holdings_of(world.guideline)
    assert held.comments > 10
    assert held.ballots == len(world.ballots)
    with pytest.raises(Refused, match="Archive it instead"):
        delete_guideline(world.guideline, "No.", by=people.sara)
    other, number = world.other.guideline, world.guideline.id
    db.session.add(KeptReport(guideline_id=number, audience="", name="themes", token="1", value={"label": "Faces"}))
    db.session.flush()
    before = {table.name: counted(table) for table in Model.metadata.sorted_tables}
    mine = {table.name: counted(table, where) for table, where in rows_of(world.guideline).items()}
    theirs = {table.name: counted(table, where) for table, where in rows_of(other).items()}
    other_id = other.id
    delete_guideline(world.guideline, "Asked for by court.", by=people.olga)
    db.session.commit()
    after = {table.name: counted(table) for table in Model.metadata.sorted_tables}
    gone = {name: before[name] - after[name] for name in mine}
    assert gone == mine
    assert {"job", "kept_report", "voice", "guideline_version"} <= {name for name, rows in mine.items() if rows}
    assert db.session.get(Guideline, number) is None
    left = rows_of(db.session.get_one(Guideline, other_id))
    assert {table.name: counted(table, where) for table, where in left.items()} == theirs
    assert after["person"] == before["person"]
    assert after["journal_entry"] == before["journal_entry"] + 1


def counted(table: object, where: object = True) -> int:
    return db.session.scalar(select(func.count()).select_from(table).where(where)) or 0  # type: ignore[arg-type]


def test_a_drafter_sees_what_is_theirs_to_keep(browser: Browser) -> None:
    guideline = make.guideline()
    browser.people.appoint_all(guideline)
    make.draft(guideline, by=browser.people.sara)
    page = browser.as_(browser.people.dana).get("tracing.manage", **SLUG)
    assert "kept by the secretariat" in page
    assert "Delete it" not in page


def test_a_new_guideline_leads_its_secretariat_through_what_it_needs_first(browser: Browser) -> None:
    guideline = make.guideline(by=browser.people.sara)
    home = browser.as_(browser.people.sara).get("tracing.home")
    for needed in ("no timeline yet", "no drafter yet", "no draft yet"):
        assert needed in home
    assert "no round yet" not in home
    make.draft(guideline, by=browser.people.sara)
    home = browser.as_(browser.people.sara).get("tracing.home")
    assert "no draft yet" not in home
    assert "no round yet" in home


def test_from_manage_one_finds_the_answers_and_reads_where_one_is_withdrawn(sara: Browser) -> None:
    page = sara.get("tracing.manage", **SLUG)
    assert "withdrawn where it was given" in page
    assert "responses?disposition=answered" in page.html

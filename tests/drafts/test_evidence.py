"""The library of evidence: kept by the team, taken in by file, attached to lasting clauses, cited in writing."""

import csv
import io
from dataclasses import replace

import pytest
from markupsafe import Markup
from sqlalchemy import func, select

from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.core.locking import Stale
from consult.core.ruling import Refused
from consult.drafts.evidence import actions
from consult.drafts.evidence.citations import cited_in, unknown_in, with_links
from consult.drafts.evidence.findings_file import FindingContent, read_findings
from consult.drafts.evidence.models import Finding
from consult.drafts.evidence.queries import EvidenceFilter, evidence_on, library, places_by_name
from consult.drafts.models import Change, Clause, Draft, Lineage, Wording
from consult.drafts.queries import wordings_of
from tests.browser import Browser
from tests.make import drafts
from tests.people import People

SAID = FindingContent(statement="No plan issued.", value="46", unit="percent", source="An outlook.")
HEAD = "id,area,statement,value,unit,of,region,year,source,pillar,clause\n"
ROWS = (
    HEAD
    + "F07,Laws,No law on data,58,count,countries,World,2023,An outlook.,HR,HR-L1\n"
    + "F08,Laws,Hard to enforce,35,percent,municipalities,World,,An outlook.,HR,\n"
)


def draft_of(people: People) -> Draft:
    guideline = drafts.guideline()
    people.appoint_all(guideline)
    return drafts.draft(guideline, by=people.sara)


def wording(draft: Draft, number: str = "HR-L1") -> Wording:
    return next(w for w in wordings_of(draft) if w.number == number)


def taken_in(draft: Draft, text: str, people: People) -> actions.FindingsImport:
    guideline = draft.guideline
    plan = actions.planned_import(guideline, read_findings(text), places_by_name(guideline))
    if not plan.faults:
        actions.import_findings(guideline, plan, by=people.dana)
    return plan


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("As [F12] says, and [f3; CS-4] too.", ["F12", "F3", "CS-4"]),
        ("[text] {USA+} and [1] and F12 cite nothing.", []),
        ("[F12] again [F12]", ["F12"]),
    ],
)
def test_what_stands_between_brackets_and_looks_like_a_reference_is_cited(text: str, found: list[str]) -> None:
    assert cited_in(text) == found


@pytest.mark.parametrize(
    ("text", "unknown"),
    [("[F1] [F2, CS-4] [cs-5]", ["F2", "CS-5"]), ("[SDG11] [COVID-19] [G20] [text] {USA+}", []), ("F2", [])],
)
def test_only_letters_that_name_findings_here_are_taken_for_a_citation(text: str, unknown: list[str]) -> None:
    assert unknown_in({"F1", "CS-4"}, text) == unknown


def test_only_what_is_in_the_library_becomes_a_link() -> None:
    html = with_links(Markup("<p>[F12, F99] &lt;b&gt;</p>"), "/e/{}", {"F12"})
    assert html == '<p>[<a class="cited" href="/e/F12">F12</a>, F99] &lt;b&gt;</p>'


def test_every_fault_of_a_file_is_named_by_its_row_and_nothing_is_kept(people: People) -> None:
    draft = draft_of(people)
    bad = (
        HEAD
        + "F1,,,5,percent,,,,S,HR,\n"  # no statement
        + f"12,,Said,5,percent,,,{'9' * 4301},S,HR,\n"  # no reference, no year
        + "F3,,Said more,5,percent,,,,,ZZ,\n"  # no source, no such pillar
        + "F3,,Said again,5,percent,,,,S,HR,\n"  # twice
    )
    faults = [(fault.row, fault.column) for fault in taken_in(draft, bad, people).faults]
    expected = {(2, "statement"), (3, "reference"), (3, "year"), (4, "source"), (4, "places"), (5, "reference")}
    assert set(faults) == expected
    assert db.session.scalar(select(func.count(Finding.id))) == 0


def test_rows_that_may_be_slips_are_named_and_the_same_file_twice_changes_nothing(people: People) -> None:
    draft = draft_of(people)
    odd = ROWS + "F09,Laws,Too much,460,percent,cities,World,2031,An outlook.,,\n"
    plan = taken_in(draft, odd, people)
    assert [row for row, _says in plan.doubts] == [4, 4]
    assert len(plan.new) == 3
    entries = db.session.scalar(select(func.count(AuditEntry.id)))
    again = taken_in(draft, odd, people)
    assert (len(again.new), len(again.changed), again.same, again.doubts) == (0, 0, 3, [])
    assert db.session.scalar(select(func.count(AuditEntry.id))) == entries
    changed = taken_in(draft, ROWS.replace(",58,", ",59,"), people)
    assert ("F07" in changed.doubts[0][1], changed.doubts[0][0]) == (True, 2)
    kept = db.session.scalars(select(Finding).where(Finding.reference == "F07")).one()
    assert kept.value == "59"


def test_a_finding_follows_its_clause_to_the_next_draft_and_through_a_split(people: People) -> None:
    first = draft_of(people)
    taken_in(first, ROWS, people)
    second = drafts.successor(first, by=people.sara, texts={"HR-L1": "Local governments shall publish a register."})
    assert [f.reference for f in evidence_on(wording(second)).clause] == ["F07"]
    assert [f.reference for f in evidence_on(wording(second)).pillar] == ["F08"]
    old, new = wording(second).clause, wording(second, "HR-L2").clause
    assert not evidence_on(wording(second, "HR-L2")).clause
    db.session.add(Lineage(draft_id=second.id, change=Change.SPLIT, from_clause_id=old.id, to_clause_id=new.id))
    db.session.flush()
    assert [f.reference for f in evidence_on(wording(second, "HR-L2")).clause] == ["F07"]


def test_filters_find_by_words_pillar_region_and_year(people: People) -> None:
    draft = draft_of(people)
    taken_in(draft, ROWS, people)

    def found(**asked: object) -> list[str]:
        query = library(draft.guideline, EvidenceFilter(**asked))  # type: ignore[arg-type]
        return [finding.reference for finding in db.session.scalars(query)]

    assert found() == ["F07", "F08"]
    assert found(words="ENFORCE") == ["F08"]
    assert found(pillar="HR") == ["F07", "F08"]
    assert found(pillar="DI") == found(region="Asia") == found(kind="case_study") == []
    assert found(since=2020) == ["F07"]


def test_what_was_cited_is_withdrawn_with_a_reason_and_never_lost(people: People) -> None:
    draft = draft_of(people)
    finding = actions.add_finding(draft.guideline, SAID, [wording(draft).clause], by=people.dana)
    assert finding.reference == "F01"
    with pytest.raises(Refused, match="Say why"):
        actions.withdraw_finding(finding, " ", by=people.dana)
    with pytest.raises(Refused, match="Only the drafting team"):
        actions.withdraw_finding(finding, "Wrong.", by=people.ines)
    actions.withdraw_finding(finding, "The source took it back.", by=people.dana)
    assert not evidence_on(wording(draft))
    actions.restore_finding(finding, by=people.dana)
    assert len(evidence_on(wording(draft))) == 1


def test_two_who_change_it_at_once_are_told_and_the_record_keeps_what_it_said(people: People) -> None:
    draft = draft_of(people)
    finding = actions.add_finding(draft.guideline, SAID, [], by=people.dana)
    before = actions.version_of_finding(finding)
    actions.change_finding(finding, replace(SAID, value="47"), [], base_version=before, by=people.dana)
    with pytest.raises(Stale):
        actions.change_finding(finding, replace(SAID, value="48"), [], base_version=before, by=people.sara)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "finding.changed")).one()
    assert (entry.facts["was"]["value"], entry.facts["content"]["value"]) == ("46", "47")


def test_a_file_is_shown_before_it_is_kept_and_taken_out_as_it_came(browser: Browser) -> None:
    draft = draft_of(browser.people)
    dana, where = browser.as_(browser.people.dana), {"slug": draft.guideline.slug}
    nothing = dana.post("drafts.import_findings", {}, **where)
    assert (nothing.status, "Choose a file." in nothing) == (422, True)
    shown = dana.post("drafts.import_findings", {"file": (io.BytesIO(ROWS.encode()), "f.csv")}, **where)
    assert "2 findings are new" in shown
    assert db.session.scalar(select(func.count(Finding.id))) == 0
    sent = {i.get("name"): i.get("value") for i in shown.tree.iter("input") if i.get("type") == "hidden"}
    kept = dana.post("drafts.import_findings", {name: sent[name] for name in ("content", "source", "plan")}, **where)
    assert "2 findings are in the library." in kept
    out = browser.as_(None).client.get("/guidelines/smart-cities/evidence.csv").text
    assert [row["places"] for row in csv.DictReader(io.StringIO(out.lstrip("\ufeff")))] == ["HR; HR-L1", "HR"]
    again = dana.post("drafts.import_findings", {"file": (io.BytesIO(out.encode()), "f.csv")}, **where)
    assert "0 findings are new" in again
    assert "2 are in the library as they stand." in again


def test_whoever_reads_the_clause_may_unfold_what_is_known(browser: Browser) -> None:
    draft = draft_of(browser.people)
    dana, where = browser.as_(browser.people.dana), {"slug": draft.guideline.slug}
    form = {"kind": "finding", "statement": "No plan issued.", "value": "46", "unit": "percent", "source": "S"}
    wrong = dana.post("drafts.add_finding", {**form, "places": "ZZ-1", "year": "soon", "link": "javascript:x"}, **where)
    assert "Give the year in four digits" in wrong
    assert "Give the year in four digits" in dana.post("drafts.add_finding", {**form, "year": "²²²²"}, **where)
    assert "No plan issued." in wrong.html
    assert "“ZZ-1” is neither" in dana.post("drafts.add_finding", {**form, "places": "ZZ-1"}, **where)
    assert "F01 is in the library." in dana.post("drafts.add_finding", {**form, "places": "hr-l1, HR"}, **where)
    uid = wording(draft).clause.uid
    page = browser.as_(None).get("comments.clause", number=draft.number, uid=uid, **where)
    assert "46 %" in page
    change = dana.get("drafts.change_finding", finding_reference="F01", **where)
    assert 'value="HR-L1, HR"' in change.html
    withdrawn = dana.post("drafts.withdraw_finding", {"because": ""}, finding_reference="F01", **where)
    assert withdrawn.status == 422
    assert isinstance(db.session.scalars(select(Clause).where(Clause.uid == uid)).one(), Clause)


def test_a_column_that_a_file_does_not_have_leaves_what_is_there(people: People) -> None:
    draft = draft_of(people)
    taken_in(draft, ROWS, people)
    before = db.session.scalars(select(Finding).where(Finding.reference == "F07")).one()
    kept = (before.subject, before.population, before.region, before.source)
    assert all(kept)
    taken_in(draft, "reference,statement\nF07,Other words\n", people)
    after = db.session.scalars(select(Finding).where(Finding.reference == "F07")).one()
    assert (after.subject, after.population, after.region, after.source) == kept
    assert after.statement == "Other words"


def test_a_region_of_the_world_is_read_in_each_readers_language_and_another_as_it_was_written(
    browser: Browser,
) -> None:
    people = browser.people
    guideline = drafts.guideline()
    people.appoint_all(guideline)
    for statement, region in (("No plan.", "World"), ("No staff.", "Asia"), ("No funds.", "The Andes")):
        said = FindingContent(statement=statement, region=region, source="An outlook.")
        actions.add_finding(guideline, said, [], by=people.dana)
    db.session.commit()
    people.dana.language = "ar"
    db.session.commit()
    page = browser.as_(people.dana).get("drafts.evidence", slug=guideline.slug)
    assert "آسيا" in page
    assert "The Andes" in page
    assert '<option value="Asia">آسيا</option>' in page.html

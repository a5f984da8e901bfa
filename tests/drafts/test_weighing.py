"""From evidence to decision: each criterion judged with its ground, versions kept, public when the team says so."""

import pytest

from consult.core.locking import Stale
from consult.core.ruling import Refused
from consult.drafts.evidence.actions import add_finding
from consult.drafts.evidence.findings_file import FindingContent
from consult.drafts.models import Clause
from consult.drafts.queries import wordings_of
from consult.drafts.weighing.actions import GivenJudgement, show_weighing, version_of_weighing, weigh
from consult.drafts.weighing.labels import CRITERION_NAMES, CRITERION_QUESTIONS, JUDGEMENT_NAMES, JUDGEMENTS
from consult.drafts.weighing.models import DecisionCriterion, Judgement
from consult.drafts.weighing.queries import judgements_on, standing_judgements
from tests.browser import Browser
from tests.make import drafts
from tests.people import People

LARGE = GivenJudgement(Judgement.LARGE, "As the outlook says.")
BENEFIT = DecisionCriterion.BENEFIT


def clause_of(people: People) -> Clause:
    guideline = drafts.guideline()
    people.appoint_all(guideline)
    return wordings_of(drafts.draft(guideline, by=people.sara))[1].clause


def test_each_criterion_has_its_question_and_its_judgements() -> None:
    assert set(CRITERION_NAMES) == set(CRITERION_QUESTIONS) == set(JUDGEMENTS) == set(DecisionCriterion)
    assert {judgement for offered in JUDGEMENTS.values() for judgement in offered} == set(JUDGEMENT_NAMES)


def test_a_new_judgement_supersedes_and_the_same_one_is_none(people: People) -> None:
    clause = clause_of(people)
    before = version_of_weighing(clause)
    assert len(weigh(clause, {BENEFIT: LARGE}, base_version=before, by=people.ines)) == 1
    assert weigh(clause, {BENEFIT: LARGE}, by=people.dana) == []
    with pytest.raises(Stale):
        weigh(clause, {BENEFIT: GivenJudgement(Judgement.SMALL, "No.")}, base_version=before, by=people.dana)
    weigh(clause, {BENEFIT: GivenJudgement(Judgement.SMALL, "On reflection.")}, by=people.dana)
    every = judgements_on(clause)
    assert [one.judgement for one in every] == [Judgement.SMALL, Judgement.LARGE]
    assert standing_judgements(every)[BENEFIT].by is people.dana


def test_a_judgement_answers_its_own_question_and_gives_its_ground(people: People) -> None:
    clause = clause_of(people)
    with pytest.raises(Refused, match="does not answer"):
        weigh(clause, {BENEFIT: GivenJudgement(Judgement.YES, "So.")}, by=people.dana)
    with pytest.raises(Refused, match="on what ground"):
        weigh(clause, {BENEFIT: GivenJudgement(Judgement.LARGE, " ")}, by=people.dana)
    with pytest.raises(Refused, match="The drafting team and the experts"):
        weigh(clause, {BENEFIT: LARGE}, by=people.bruno)
    with pytest.raises(Refused, match="Nothing is judged"):
        show_weighing(clause, public=True, by=people.dana)


def test_readers_see_it_when_the_team_says_so_with_the_findings_it_cites(browser: Browser) -> None:
    people = browser.people
    clause = clause_of(people)
    said = FindingContent(statement="No plan issued.", value="46", unit="percent", source="An outlook.")
    add_finding(clause.guideline, said, [], by=people.dana)
    dana, where = browser.as_(people.dana), {"uid": clause.uid}
    half = dana.post("drafts.weigh", {"benefit": "large", "harm_note": "Only a note."}, **where)
    assert "Say on what ground" in half
    assert "Only a note." in half.html
    form = {"benefit": "large", "benefit_note": "As [F01] says."}
    assert dana.post("drafts.weigh", {**form, "base_version": "of another"}, **where).status == 409
    assert "It is kept" in dana.post("drafts.weigh", {**form, "base_version": version_of_weighing(clause)}, **where)
    visitor = browser.as_(None)
    assert "As [F01] says." not in visitor.get("drafts.clause_evidence", **where)
    assert "On what ground (Benefit)" in half
    unknown = dana.post("drafts.attach", {"references": "F01, F99"}, **where)
    assert unknown.status == 422
    assert "Not in the library: F99. Nothing was attached." in unknown
    assert 'value="F01, F99"' in unknown.html
    assert "Name at least one finding" in dana.post("drafts.attach", {"references": " "}, **where)
    dana.post("drafts.attach", {"references": "f01"}, **where)
    dana.post("drafts.attach", {"do": "show"}, **where)
    page = visitor.get("drafts.clause_evidence", **where)
    assert "As [F01] says." in page
    assert 'href="/guidelines/smart-cities/evidence/F01">F01</a>]' in page.html
    assert "46 %" in page
    read = visitor.get("comments.clause", slug="smart-cities", number=1, **where)
    assert "How it was weighed" in read

"""The clause checklist: criteria set by the secretariat, rated by drafters and experts, hints from the words."""

import pytest
from flask_babel import force_locale

from consult.core.database import db
from consult.core.locking import version_of
from consult.core.ruling import Refused
from consult.drafts.models import Draft
from consult.drafts.queries import wordings_of
from consult.revisions.checklist.actions import (
    CriterionContent,
    GivenRating,
    add_criterion,
    begin_with_usual_criteria,
    content_of_criterion,
    rate_clause,
    retire_criterion,
)
from consult.revisions.checklist.hints import hints_on
from consult.revisions.checklist.labels import criterion_in_words
from consult.revisions.checklist.models import Fulfilment, HintKind
from consult.revisions.checklist.queries import checklist_of, criteria_of, ratings_on
from tests.browser import Browser
from tests.make import drafts
from tests.people import People

MET = GivenRating(Fulfilment.MET)


def draft_of(people: People) -> Draft:
    guideline = drafts.guideline()
    people.appoint_all(guideline)
    return drafts.draft(guideline, by=people.sara)


@pytest.mark.parametrize(
    ("text", "looks_for", "hints"),
    [
        ("Local governments shall publish a register.", HintKind.DUTY, 0),
        ("Local governments could share data centres.", HintKind.DUTY, 1),
        ("Open standards are good.", HintKind.DUTY, 2),
        ("Municipalities should act, where appropriate, in some cases.", HintKind.SCOPE, 2),
        ("Member states and companies should meet.", HintKind.ACTORS, 0),
        ("Companies should meet.", HintKind.ACTORS, 1),
        ("Everyone has a right to privacy.", HintKind.PEOPLE, 0),
        ("Data centres are shared.", HintKind.PEOPLE, 1),
        ("Local governments could share data centres.", HintKind.NOTHING, 0),
    ],
)
def test_the_words_give_hints_and_no_judgement(text: str, looks_for: HintKind, hints: int) -> None:
    assert len(hints_on(text, "en", looks_for)) == hints


def test_a_language_without_a_word_list_has_no_hints() -> None:
    assert hints_on("Az önkormányzatok megoszthatják.", "hu", HintKind.DUTY) == []
    assert hints_on("Les collectivités peuvent partager.", "fr", HintKind.DUTY) != []


def test_a_rating_says_what_is_missing_supersedes_and_counts_once(people: People) -> None:
    draft = draft_of(people)
    guideline, wording = draft.guideline, wordings_of(draft)[1]
    with pytest.raises(Refused, match="Only the secretariat"):
        begin_with_usual_criteria(guideline, by=people.dana)
    begin_with_usual_criteria(guideline, by=people.sara)
    with pytest.raises(Refused, match="criteria already"):
        begin_with_usual_criteria(guideline, by=people.sara)
    number = criteria_of(guideline)[2].id
    with pytest.raises(Refused, match="what is missing"):
        rate_clause(wording, {number: GivenRating(Fulfilment.PARTLY)}, by=people.ines)
    with pytest.raises(Refused, match="for the drafting team and the experts"):
        rate_clause(wording, {number: MET}, by=people.bruno)
    assert rate_clause(wording, {number: MET}, by=people.ines) == 1
    assert rate_clause(wording, {number: MET}, by=people.ines) == 0
    rate_clause(wording, {number: GivenRating(Fulfilment.NOT_MET, "Who?")}, by=people.ines)
    rate_clause(wording, {number: MET}, by=people.dana)
    assert sorted(rating.fulfilment for rating in ratings_on(wording.clause)) == ["met", "not_met"]
    rights = checklist_of(guideline, criteria_of(guideline))[0]
    assert rights.totals[2][:2] == (1, 1)


def test_a_criterion_that_is_taken_off_is_rated_no_more(people: People) -> None:
    draft = draft_of(people)
    criterion = add_criterion(draft.guideline, CriterionContent("Clear", "Is it clear?"), by=people.sara)
    retire_criterion(criterion, by=people.sara)
    assert criteria_of(draft.guideline) == []
    assert rate_clause(wordings_of(draft)[1], {criterion.id: MET}, by=people.dana) == 0


def test_it_is_set_rated_and_read_by_pillar(browser: Browser) -> None:
    people = browser.people
    draft = draft_of(people)
    where, uid = {"slug": draft.guideline.slug}, wordings_of(draft)[5].clause.uid
    sara, ines = browser.as_(people.sara), browser.as_(people.ines)
    assert "has no criteria yet" in ines.get("revisions.checklist", **where)
    assert "This is needed." in sara.post("revisions.criteria", {"title": "Clear", "question": ""}, **where)
    sara.post("revisions.criteria", {"do": "usual"}, **where)
    page = ines.get("revisions.rate", uid=uid)
    assert "Its verbs allow or encourage; none obliges." in page
    number = criteria_of(draft.guideline)[2].id
    empty = ines.post("revisions.rate", {f"c{number}-fulfilment": "not_met"}, uid=uid)
    assert "Say in a note what is missing." in empty
    rated = {f"c{number}-fulfilment": "not_met", f"c{number}-note": "It could be left undone."}
    assert "Your rating is kept." in ines.post("revisions.rate", rated, uid=uid)
    assert "1 lack something" in ines.get("revisions.checklist", **where)
    assert "1 Not met" in ines.get("revisions.checklist", pillar="DI", **where)
    assert "It could be left undone." in browser.as_(people.dana).get("revisions.rate", uid=uid)
    form = {"title": "Doable", "question": "Can it be done?", "looks_for": "duty", "base_version": "old"}
    assert sara.post("revisions.criterion", form, criterion_id=number, **where).status == 409
    sara.post("revisions.criterion", {"do": "retire"}, criterion_id=number, **where)
    assert "Actionable" not in ines.get("revisions.checklist", **where)


def test_the_usual_criteria_are_read_in_each_readers_language_and_stay_so_when_nothing_is_changed(
    browser: Browser,
) -> None:
    people = browser.people
    guideline = draft_of(people).guideline
    people.sara.language = "ar"
    db.session.commit()
    sara = browser.as_(people.sara)
    sara.post("revisions.criteria", {"do": "usual"}, slug=guideline.slug)
    found = criteria_of(guideline)[0]
    assert found.title == "Universally applicable"  # as it is kept
    page = sara.get("revisions.checklist", slug=guideline.slug)
    assert "Universally applicable" not in page
    with browser.app.test_request_context(), force_locale("ar"):
        read = {"title": criterion_in_words(found.title), "question": criterion_in_words(found.question)}
    form = {**read, "looks_for": "scope"}
    assert form["title"] in page
    opened = sara.get("revisions.criterion", slug=guideline.slug, criterion_id=found.id)
    form["base_version"] = version_of(vars(content_of_criterion(found)))
    assert form["title"] in opened.html
    sara.post("revisions.criterion", form, slug=guideline.slug, criterion_id=found.id)
    assert found.title == "Universally applicable"
    assert "Universally applicable" in browser.as_(people.dana).get("revisions.checklist", slug=guideline.slug)
    sara.post("revisions.criterion", {**form, "title": "قابل للتنفيذ"}, slug=guideline.slug, criterion_id=found.id)
    assert "قابل للتنفيذ" in browser.as_(people.dana).get("revisions.checklist", slug=guideline.slug)

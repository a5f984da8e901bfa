"""A finding tells what cites it, and what cites it links to it; what is in no library is not cited."""

import pytest

from consult.core.database import db
from consult.core.ruling import Refused
from consult.drafts.evidence.actions import add_finding
from consult.drafts.evidence.findings_file import FindingContent
from consult.responses.models import Answer, Disposition
from consult.revisions.models import Revision, RevisionState
from tests.browser import Browser
from tests.make import responses, revisions
from tests.make.responses import Consulted


def test_answers_and_revisions_are_found_by_what_they_cite_and_link_to_it(browser: Browser) -> None:
    people = browser.people
    made = responses.consulted(people)
    guideline = made.guideline
    add_finding(
        guideline, FindingContent(statement="Few publish it.", value="12", source="A survey."), [], by=people.dana
    )
    other = FindingContent(statement="Many plan to.", source="A survey.", reference="F010")
    add_finding(guideline, other, [], by=people.dana)
    where = {"slug": guideline.slug, "finding_reference": "F01"}
    assert "Cited in" not in browser.as_(None).get("drafts.finding", **where)
    responses.answer(made.sensors, people.dana, Disposition.ACCEPTED, "Few do so now [F01].")
    responses.answer(made.cost, people.dana, Disposition.NOTED, "F01 is a word here, and [F010] another finding.")
    revision = revisions.revision(made.draft, people.dana, "A wholly other text.", state=RevisionState.PROPOSED)
    revision.rationale = "As [F01] shows."
    page = browser.as_(people.dana).get("drafts.finding", **where)
    assert revision.title in page
    assert made.sensors.comment.reference in page
    assert made.cost.comment.reference not in page
    assert revision.title not in browser.as_(None).get("drafts.finding", **where)
    table = browser.as_(None).get("responses.table", slug=guideline.slug)
    assert '/evidence/F01">F01</a>]' in table.html


SAYS = "The library of evidence has no finding F999."


@pytest.fixture
def it(browser: Browser) -> Consulted:
    made = responses.consulted(browser.people)
    found = FindingContent(statement="Few publish it.", value="12", source="A survey.")
    add_finding(made.guideline, found, [], by=browser.people.dana)
    db.session.commit()
    return made


@pytest.mark.parametrize("place", ["point", "theme", "editorial", "revision", "deletion", "brackets", "weighing"])
def test_what_cites_no_finding_is_said_at_its_field_with_what_was_typed(
    browser: Browser, it: Consulted, place: str
) -> None:
    """Each form in which findings are cited: the words stay, nothing is kept."""
    said, base = "As [F999] shows.", str(revisions.wording(it.draft).id)
    answer = {"disposition": "noted", "reason": said, "base_version": "0"}
    on_theme = {f"theme-{it.theme.id}-{name}": value for name, value in answer.items()}
    why, uid = {"title": "So", "rationale": said, "base": base}, {"uid": it.clause("HR-L1").uid}
    sent: dict[str, tuple[str, dict[str, object], dict[str, object]]] = {
        "point": ("responses.answer_point", answer, {"point_id": it.sensors.id}),
        "theme": ("responses.answer_theme", on_theme, {"theme_id": it.theme.id}),
        "editorial": ("responses.bulk", {**answer, "points": [str(it.typo.id)]}, {"slug": it.guideline.slug}),
        "revision": ("revisions.propose", {**why, "text": revisions.REGISTER}, uid),
        "deletion": ("revisions.propose_deletion", why, uid),
        "brackets": ("revisions.settle_brackets", why, uid),
        "weighing": ("drafts.weigh", {"benefit": "large", "benefit_note": said}, uid),
    }
    if place == "brackets":
        revisions.wording(it.draft).text += " [within a year] {USA+}"
        db.session.commit()
    endpoint, form, where = sent[place]
    page = browser.as_(browser.people.dana).post(endpoint, form, **where)
    assert SAYS in page
    assert "As [F999] shows.</textarea>" in page.html
    assert [*db.session.query(Answer), *db.session.query(Revision)] == []


def test_by_any_other_door_it_is_refused_and_other_words_in_brackets_are_let_through(
    browser: Browser, it: Consulted
) -> None:
    dana = browser.people.dana
    with pytest.raises(Refused, match=r"no finding F999, F7\."):
        responses.answer(it.sensors, dana, Disposition.NOTED, "[F999; f7]")
    responses.answer(it.sensors, dana, Disposition.NOTED, "[SDG11] and [text] {USA+}, as [F01] says.")


def test_what_can_be_cited_is_listed_beside_what_is_written(browser: Browser, it: Consulted) -> None:
    dana = browser.as_(browser.people.dana)
    for endpoint, where in (
        ("responses.answer_point", {"point_id": it.sensors.id}),
        ("responses.clause_desk", {"uid": it.clause("HR-L1").uid}),
        ("revisions.propose", {"uid": it.clause("HR-L1").uid}),
    ):
        page = dana.get(endpoint, **where)
        assert "Cite a finding" in page
        assert '<code dir="ltr">[F01]</code>' in page.html

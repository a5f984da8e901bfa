"""In a first draft a clause gets its number, heading and place by hand; later only by a vote."""

import pytest

from consult.core.database import db
from consult.core.locking import Stale
from consult.core.ruling import Refused
from consult.drafts.first_draft.actions import ClausePlacing, place_clause, placing_version
from consult.drafts.models import Draft, DraftState, Wording
from consult.drafts.queries import wordings_of
from tests.browser import Browser
from tests.make import drafts as make_drafts
from tests.people import People


def first_draft(people: People) -> tuple[Draft, list[Wording]]:
    guideline = make_drafts.guideline()
    people.appoint_all(guideline)
    draft = make_drafts.draft(guideline, by=people.sara)
    draft.state, draft.published_at = DraftState.EDITING, None
    db.session.commit()
    return draft, list(wordings_of(draft))


def placing(wording: Wording, **other: object) -> ClausePlacing:
    said = {"number": wording.number, "heading": wording.heading, "pillar": wording.pillar, "part": wording.part}
    return ClausePlacing(**{**said, **other})  # type: ignore[arg-type]


def test_a_clause_gets_another_number_heading_and_place(people: People) -> None:
    draft, clauses = first_draft(people)
    last, first = clauses[-1], clauses[0]
    asked = placing(last, number="X-1", heading="Who pays", before=first)
    place_clause(last, asked, base_version=placing_version(last), by=people.dana)
    db.session.flush()
    after = wordings_of(draft)
    assert [(after[0].number, after[0].heading), after[1].id] == [("X-1", "Who pays"), first.id]
    assert [one.position for one in after] == list(range(1, len(after) + 1))


def test_a_number_that_another_clause_has_is_refused_and_so_is_a_stale_form(people: People) -> None:
    _draft, clauses = first_draft(people)
    one, other = clauses[0], clauses[1]
    with pytest.raises(Refused, match="Another clause"):
        place_clause(one, placing(one, number=other.number), base_version=None, by=people.dana)
    with pytest.raises(Stale):
        place_clause(one, placing(one), base_version="read long ago", by=people.dana)


def test_the_page_says_what_is_wrong_and_in_later_drafts_how_else(browser: Browser) -> None:
    draft, clauses = first_draft(browser.people)
    dana, where = browser.as_(browser.people.dana), {"slug": draft.guideline.slug, "number": draft.number}
    wording = {"wording_id": clauses[0].id}
    form = {"number": "X-1", "pillar": clauses[0].pillar.code, "before": "none such"}
    assert "no clause “none such”" in dana.post("drafts.place_wording", form, **where, **wording)
    assert "X-1 is placed" in dana.post("drafts.place_wording", {**form, "before": ""}, **where, **wording)
    assert "Change its number" in dana.get("drafts.edit_wording", **where, **wording)
    draft.state, draft.published_at = DraftState.PUBLISHED, draft.created_at
    db.session.commit()
    assert "by a revision" in dana.get("drafts.place_wording", status=403, **where, **wording)

"""A text that is adopted: another guideline with words of its own, each clause linked to the one it came from."""

import pytest

from consult.core.database import db
from consult.core.ruling import Refused
from consult.drafts.adoption.actions import adopt_text
from consult.drafts.adoption.queries import adopted_texts
from consult.drafts.models import Draft, DraftState
from consult.drafts.queries import wordings_of
from tests.browser import Browser
from tests.make import drafts as make_drafts
from tests.people import People

ASKED = {"title": "Charter of Recife", "slug": "recife", "sentence": "Ours.", "notice": ""}


def source_of(people: People) -> Draft:
    guideline = make_drafts.guideline()
    people.appoint_all(guideline)
    draft = make_drafts.draft(guideline, by=people.sara)
    db.session.commit()
    return draft


def test_every_clause_of_the_pillars_that_were_chosen_is_linked_to_the_one_it_came_from(people: People) -> None:
    source = source_of(people)
    code = source.guideline.pillars[0].code
    guideline, draft = adopt_text(source, {code}, "recife", "Charter", "Ours.", notice="", by=people.olga)
    before = [w for w in wordings_of(source) if w.pillar.code == code]
    made = wordings_of(draft)
    assert [(w.number, w.text) for w in made] == [(w.number, w.text) for w in before]
    assert {w.clause.uid for w in made}.isdisjoint({w.clause.uid for w in before})
    assert guideline.attribution.startswith("Adopted from")
    (told,) = adopted_texts(made[0].clause, people.olga)
    assert (told.clause.id, told.onward) == (before[0].clause_id, False)
    assert adopted_texts(before[0].clause, people.olga) == [], "nothing of it is published yet"
    draft.state, draft.published_at = DraftState.PUBLISHED, source.published_at
    (back,) = adopted_texts(before[0].clause, people.olga)
    assert (back.clause.id, back.onward) == (made[0].clause_id, True)


def test_who_may_not_know_of_the_guideline_that_adopted_a_clause_is_not_told(people: People) -> None:
    source = source_of(people)
    adopt_text(source, {source.guideline.pillars[0].code}, "recife", "Charter", "Ours.", notice="", by=people.olga)
    assert adopted_texts(wordings_of(source)[0].clause, people.amina) == []


def test_nothing_is_adopted_of_what_is_in_work_or_of_no_pillar(people: People) -> None:
    source = source_of(people)
    with pytest.raises(Refused, match="at least one pillar"):
        adopt_text(source, set(), "recife", "Charter", "Ours.", notice="", by=people.olga)
    source.state, source.published_at = DraftState.EDITING, None
    with pytest.raises(Refused, match="Only a published draft"):
        adopt_text(source, {source.guideline.pillars[0].code}, "recife", "Charter", "Ours.", notice="", by=people.olga)


def test_an_administrator_adopts_a_text_and_both_sides_show_it(browser: Browser) -> None:
    source = source_of(browser.people)
    olga, code = browser.as_(browser.people.olga), source.guideline.pillars[0].code
    where = {"slug": source.guideline.slug, "number": source.number}
    uid = wordings_of(source)[0].clause.uid
    refused = olga.post("drafts.adopt_draft", dict(ASKED), **where)
    assert (refused.status, "at least one pillar" in refused) == (422, True)
    assert "Charter of Recife" in refused.html, "what was typed stays"
    assert "The text is adopted" in olga.post("drafts.adopt_draft", {**ASKED, "pillar": code}, **where)
    assert "Charter of Recife" in olga.get("drafts.adopt_draft", **where)
    assert "Adopted by" not in olga.get("tracing.clause", uid=uid), "nothing of it is published yet"
    olga.post("publishing.publish", {"title": "First"}, slug="recife", number=1)
    assert "Adopted by Charter of Recife" in olga.get("tracing.clause", uid=uid)

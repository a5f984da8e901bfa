"""What a clause of a draft in work came from, corrected by hand; splits and merges named where drafts are compared."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from consult.core.database import db
from consult.core.ruling import Refused
from consult.drafts.draft_diff import compare
from consult.drafts.models import Draft, Lineage, Wording
from consult.drafts.origins.actions import correct_origins
from consult.drafts.origins.identities import identities
from consult.drafts.origins.queries import continuity_of
from consult.drafts.queries import splits_and_merges_between, wordings_of
from tests.browser import Browser
from tests.make import drafts as make
from tests.people import People

OLD = {"a", "b"}


@pytest.mark.parametrize(
    ("origins", "now", "corrected", "found"),
    [
        ([["a"], ["b"]], ["a", "b"], 0, ["a", "b"]),
        ([["b"], []], ["a", "x"], 0, ["b", "x"]),  # moved
        ([["a"], ["a"]], ["a", "x"], 1, ["a", "x"]),  # split: one of the two goes on as it
        ([["a", "b"], []], ["a", "x"], 0, ["a", "x"]),  # merged
        ([[], ["a"]], ["a", "x"], 0, ["", "a"]),  # what the first gives up, the other part has
        ([[], []], ["a", "b"], 0, ["", ""]),
        ([["b"], ["b"]], ["x", "b"], 0, ["x", "b"]),  # nobody's identity is taken from them
    ],
)
def test_which_clause_is_which(origins: list[list[str]], now: list[str], corrected: int, found: list[str]) -> None:
    assert identities(origins, now, OLD, corrected=corrected) == found


@pytest.fixture
def first(people: People) -> Draft:
    guideline = make.guideline()
    people.appoint_all(guideline)
    return make.draft(guideline, by=people.sara)


def in_work(first: Draft, people: People) -> dict[str, Wording]:
    """The text came back without identities: HR-L1 and HR-L2 are one clause now, HR-P1 is two; by number."""
    uids = {wording.number: wording.clause.uid for wording in wordings_of(first)}
    kept = [replace(clause, uid=uids[clause.number]) for clause in make.OUTLINE.clauses]
    privacy, register, _counter, *rest = kept
    split = replace(privacy, number="HR-P2", text="Every person may ask what is held on them.", uid="")
    outline = replace(make.OUTLINE, clauses=(privacy, split, replace(register, uid=""), *rest))
    draft = make.draft(first.guideline, outline, published=False, by=people.sara)
    return {wording.number: wording for wording in wordings_of(draft)}


def test_a_person_says_what_was_moved_split_and_merged(people: People, first: Draft) -> None:
    here = in_work(first, people)
    was = {wording.number: wording.clause_id for wording in wordings_of(first)}
    draft = here["HR-L1"].draft
    with pytest.raises(Refused, match="no clause “HR-L9”"):
        correct_origins(here["HR-L1"], ["HR-L9"], by=people.dana)
    with pytest.raises(Refused, match="Only the drafting team"):
        correct_origins(here["HR-L1"], ["HR-L1"], by=people.ines)
    correct_origins(here["HR-L1"], ["HR-L1", "HR-L2"], by=people.dana)
    correct_origins(here["HR-P2"], ["HR-P1"], by=people.dana)
    db.session.commit()
    assert here["HR-L1"].clause_id == was["HR-L1"]
    assert here["HR-P1"].clause_id == was["HR-P1"] != here["HR-P2"].clause_id
    continuity = continuity_of(draft)
    assert continuity is not None
    assert not continuity.gone
    came = {one.wording.number: [origin.number for origin in one.origins] for one in continuity.clauses}
    assert (came["HR-L1"], came["HR-P1"], came["HR-P2"]) == (["HR-L1", "HR-L2"], ["HR-P1"], ["HR-P1"])
    pairs = compare(wordings_of(first), wordings_of(draft), splits_and_merges_between(first, draft))
    told = {(pair.new or pair.old).number: (pair.change, pair.into, pair.out_of) for pair in pairs}  # type: ignore[union-attr]
    assert told["HR-P1"] == ("split", ("HR-P2",), ())
    assert told["HR-P2"] == ("split", (), ("HR-P1",))
    assert told["HR-L1"] == ("merged", (), ("HR-L2",))
    assert told["HR-L2"] == ("merged", ("HR-L1",), ())
    correct_origins(here["HR-P2"], [], by=people.dana)
    correct_origins(here["HR-L1"], ["HR-L2"], by=people.dana)
    assert here["HR-L1"].clause_id == was["HR-L2"]
    assert not db.session.scalars(select(Lineage).where(Lineage.draft_id == draft.id)).all()


def test_the_page_lists_what_is_not_plain_and_keeps_what_was_typed(browser: Browser) -> None:
    people = browser.people
    guideline = make.guideline()
    people.appoint_all(guideline)
    here = in_work(make.draft(guideline, by=people.sara), people)
    dana, place = browser.as_(people.dana), {"slug": guideline.slug, "number": 2}
    assert "What its clauses came from" in dana.get("drafts.edit", **place)
    page = dana.get("drafts.origins", **place)
    assert "4 clauses under the number they had" in page
    assert "Comments on them are shown as gone." in page
    where = {**place, "wording_id": here["HR-L1"].id}
    page = dana.post("drafts.change_origins", {"numbers": "HR-L1, HR-L77"}, **where)
    assert page.status == 422
    assert "has no clause “HR-L77”" in page
    assert 'value="HR-L1, HR-L77"' in page.html
    assert "It is noted what HR-L1 came from" in dana.post(
        "drafts.change_origins", {"numbers": "HR-L1, HR-L2"}, **where
    )
    compared = dana.get(f"/guidelines/{guideline.slug}/compare?old=1&new=2")
    assert "Merged into HR-L1." in compared
    assert "It took in HR-L2." in compared

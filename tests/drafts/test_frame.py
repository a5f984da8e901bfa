"""A guideline's own page kept in order: details, pillars, timeline, who may read it."""

from datetime import date

import pytest

from consult.core import clock
from consult.core.database import db
from consult.core.locking import Stale, version_of
from consult.core.ruling import Refused
from consult.drafts.actions import found_guideline
from consult.drafts.frame import actions
from consult.drafts.models import Guideline
from consult.drafts.queries import guideline_for, milestones_of, newest_draft, wordings_of
from tests.make import comments, consultations
from tests.make import drafts as make
from tests.people import People


@pytest.fixture
def guideline(people: People) -> Guideline:
    made = make.guideline(by=people.sara)
    make.draft(made, by=people.sara)
    return made


def test_a_guideline_begins_private_and_is_opened_by_a_decision(people: People) -> None:
    made = found_guideline("bill", "A bill", "A bill.", language="en", by=people.sara)
    assert guideline_for(people.amina, "bill") is None
    with pytest.raises(Refused):
        actions.open_to_all(made, by=people.dana)
    actions.open_to_all(made, by=people.sara)
    assert guideline_for(people.amina, "bill") is not None
    actions.close_to_all(made, "Founded by mistake.", by=people.sara)
    assert guideline_for(people.amina, "bill") is None


def test_details_change_together_and_not_over_a_colleagues_change(people: People, guideline: Guideline) -> None:
    was = actions.details_of(guideline)
    new = actions.Details(title="Digital cities", sentence="A text.", notice="A draft.", language="en")
    actions.change_details(guideline, new, base_version=version_of(vars(was)), by=people.sara)
    assert actions.details_of(guideline) == new
    with pytest.raises(Stale) as stale:
        actions.change_details(guideline, was, base_version=version_of(vars(was)), by=people.sara)
    assert (stale.value.theirs, stale.value.yours) == ("Digital cities", was.title)


def test_the_language_stays_once_there_is_a_draft_in_it(people: People, guideline: Guideline) -> None:
    was = actions.details_of(guideline)
    with pytest.raises(Stale, match="language stays"):
        actions.change_details(
            guideline,
            actions.Details(title="A", sentence="B", language="fr"),
            base_version=version_of(vars(was)),
            by=people.sara,
        )


def test_pillars_are_added_renamed_and_moved(people: People, guideline: Guideline) -> None:
    added = actions.add_pillar(guideline, actions.PillarFacts(code="BF", title="Budgets"), by=people.sara)
    actions.move_pillar(guideline, added, -1, by=people.sara)
    assert [pillar.code for pillar in guideline.pillars] == ["HR", "BF", "DI"]
    rights = guideline.pillars[0]
    facts = actions.PillarFacts(code="RI", title="Rights", kind="thematic", summary="Of everyone.")
    actions.change_pillar(
        guideline, rights, facts, base_version=version_of(vars(actions.facts_of(rights))), by=people.sara
    )
    assert actions.facts_of(rights) == facts
    actions.move_pillar(guideline, guideline.pillars[-1], 1, by=people.sara)  # the last has nowhere to go
    assert [pillar.code for pillar in guideline.pillars] == ["RI", "BF", "DI"]


def test_a_pillar_that_anything_belongs_to_stays(people: People, guideline: Guideline) -> None:
    spare = actions.add_pillar(guideline, actions.PillarFacts(code="BF", title="Budgets"), by=people.sara)
    with pytest.raises(Refused, match="it stays"):
        actions.remove_pillar(guideline, guideline.pillars[0], by=people.sara)
    actions.remove_pillar(guideline, spare, by=people.sara)
    assert [pillar.code for pillar in guideline.pillars] == ["HR", "DI"]


def test_steps_stand_in_the_order_of_their_days_and_as_given_within_one(people: People, guideline: Guideline) -> None:
    may = date(2026, 5, 4)
    first, second, early = (
        actions.add_step(guideline, actions.Step(title=title, starts_on=day), by=people.sara)
        for title, day in (("Talks", may), ("Vote", may), ("Mandate", date(2026, 1, 1)))
    )
    assert milestones_of(guideline) == [early, first, second]
    actions.move_step(guideline, second, -1, by=people.sara)
    assert milestones_of(guideline) == [early, second, first]
    actions.move_step(guideline, early, 1, by=people.sara)  # another day: the days decide
    assert milestones_of(guideline) == [early, second, first]
    later = actions.Step(title="Mandate", starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 2), detail="At last.")
    actions.change_step(guideline, early, later, base_version=version_of(vars(actions.step_of(early))), by=people.sara)
    assert milestones_of(guideline) == [second, first, early]
    actions.remove_step(guideline, first, by=people.sara)
    assert milestones_of(guideline) == [second, early]


def test_what_goes_on_is_not_archived_and_what_is_archived_comes_back(people: People, guideline: Guideline) -> None:
    with pytest.raises(Refused, match="A round is open"):
        actions.archive(guideline, "Done.", open_rounds=1, by=people.sara, now=clock.now())
    actions.archive(guideline, "Done.", open_rounds=0, by=people.sara, now=clock.now())
    with pytest.raises(Refused, match="archived already"):
        actions.archive(guideline, "Done.", open_rounds=0, by=people.sara, now=clock.now())
    actions.take_out_of_archive(guideline, by=people.sara)
    assert guideline.archived_at is None


@pytest.mark.parametrize("what", ["details", "pillar", "step", "archive"])
def test_the_drafting_team_does_not_change_the_frame(people: People, guideline: Guideline, what: str) -> None:
    people.appoint_all(make.guideline("other"))
    dana = people.dana
    acts = {
        "details": lambda: actions.change_details(guideline, actions.Details(title="A", sentence="B"), by=dana),
        "pillar": lambda: actions.add_pillar(guideline, actions.PillarFacts(code="X", title="X"), by=dana),
        "step": lambda: actions.add_step(guideline, actions.Step(title="X", starts_on=date(2026, 1, 1)), by=dana),
        "archive": lambda: actions.archive(guideline, "X", open_rounds=0, by=dana, now=clock.now()),
    }
    with pytest.raises(Refused, match="Only the secretariat"):
        acts[what]()


def test_parts_are_added_renamed_and_moved_and_what_nothing_has_is_removed(
    people: People, guideline: Guideline
) -> None:
    added = actions.add_part(
        guideline, actions.PartFacts(code="N", title="Actions", addressee="States"), by=people.sara
    )
    actions.move_part(guideline, added, -1, by=people.sara)
    assert [part.code for part in guideline.parts] == ["P", "N", "L"]
    facts = actions.PartFacts(code="S", title="What states do", addressee="States")
    version = version_of(vars(actions.part_facts_of(added)))
    actions.change_part(guideline, added, facts, base_version=version, by=people.sara)
    assert actions.part_facts_of(added) == facts
    with pytest.raises(Stale):
        actions.change_part(guideline, added, facts, base_version=version, by=people.sara)
    with pytest.raises(Refused, match="it stays"):
        actions.remove_part(guideline, guideline.parts[0], by=people.sara)
    actions.remove_part(guideline, added, by=people.sara)
    assert [part.code for part in guideline.parts] == ["P", "L"]


def test_two_parts_or_pillars_become_one_while_a_draft_in_work_alone_has_them(people: People) -> None:
    made = make.guideline("bill", by=people.sara)
    draft = make.draft(made, published=False, by=people.sara)
    principles, acts = made.parts
    rights, infrastructure = made.pillars
    with pytest.raises(Refused, match="itself"):
        actions.merge_parts(made, acts, acts, by=people.sara)
    assert actions.merge_parts(made, acts, principles, by=people.sara) == 4
    assert actions.merge_pillars(made, infrastructure, rights, by=people.sara) == 3
    db.session.commit()
    assert [part.code for part in made.parts] == ["P"]
    assert [pillar.code for pillar in made.pillars] == ["HR"]
    words = wordings_of(draft)
    assert {(word.pillar.code, word.part.code if word.part else "") for word in words} == {("HR", "P")}
    assert [word.number for word in words] == [clause.number for clause in make.OUTLINE.clauses]


def test_the_frame_of_a_published_draft_and_of_what_was_said_stays(people: People, guideline: Guideline) -> None:
    (principles, acts), published = guideline.parts, newest_draft(guideline)
    assert published is not None
    with pytest.raises(Refused, match="published draft has clauses here"):
        actions.merge_parts(guideline, acts, principles, by=people.sara)
    spare = actions.add_pillar(guideline, actions.PillarFacts(code="BF", title="Budgets"), by=people.sara)
    comments.comment(consultations.round_(published), people.amina, pillar=spare)
    with pytest.raises(Refused, match="Comments, rounds or revisions"):
        actions.merge_pillars(guideline, spare, guideline.pillars[0], by=people.sara)

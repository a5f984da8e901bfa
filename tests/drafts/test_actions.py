"""What may and may not happen to guidelines and drafts."""

import pytest

from consult.core import clock
from consult.core.locking import Stale, version_of
from consult.core.ruling import Refused
from consult.drafts import actions
from consult.drafts.import_export import outline_of
from consult.drafts.models import DraftState, Role
from consult.drafts.people.actions import appoint
from consult.drafts.queries import current_draft, draft_for, guideline_for, membership_of, wordings_of
from tests.make import drafts as make
from tests.people import People


def test_the_founder_is_the_secretariat(people: People) -> None:
    guideline = make.guideline(by=people.sara)
    assert membership_of(people.sara, guideline).secretariat
    assert not membership_of(people.amina, guideline).inside


def test_a_published_draft_supersedes_the_one_before(people: People) -> None:
    guideline = make.guideline(by=people.sara)
    first = make.draft(guideline, by=people.sara)
    second = make.draft(guideline, by=people.sara)
    assert first.state == DraftState.SUPERSEDED
    assert current_draft(guideline) == second


def test_a_published_draft_never_changes(people: People) -> None:
    draft = make.draft(make.guideline(by=people.sara), by=people.sara)
    wording = wordings_of(draft)[0]
    with pytest.raises(Refused, match="never changes"):
        actions.edit_wording(wording, "Other words.", base_version=version_of(wording.text), by=people.sara)


def test_an_edit_of_words_that_changed_meanwhile_is_refused_with_both(people: People) -> None:
    draft = make.draft(make.guideline(by=people.sara), published=False)
    wording = wordings_of(draft)[0]
    actions.edit_wording(wording, "First edit.", base_version=version_of(wording.text), by=people.sara)
    with pytest.raises(Stale) as stale:
        actions.edit_wording(wording, "Second edit.", base_version=version_of("Every person …"), by=people.sara)
    assert (stale.value.theirs, stale.value.yours) == ("First edit.", "Second edit.")


def test_a_stranger_does_not_see_a_draft_in_work(people: People) -> None:
    guideline = make.guideline(by=people.sara)
    make.draft(guideline, published=False)
    assert draft_for(people.amina, "smart-cities", 1) is None
    assert draft_for(people.sara, "smart-cities", 1) is not None
    assert guideline_for(None, "smart-cities") is not None


def test_a_state_has_at_most_two_experts(people: People) -> None:
    guideline = make.guideline(by=people.sara)
    appoint(guideline, people.ines, Role.EXPERT, member_state="PT")
    appoint(guideline, people.farid, Role.EXPERT, member_state="PT")
    with pytest.raises(Refused, match="two experts"):
        appoint(guideline, people.chen, Role.EXPERT, member_state="PT")


def test_a_clause_keeps_its_identity_when_a_text_is_read_again(people: People) -> None:
    guideline = make.guideline(by=people.sara)
    first = make.draft(guideline)
    again = actions.start_draft(guideline, "Second", by=people.sara)
    actions.keep_outline(again, outline_of(first), by=people.sara)
    assert [w.clause_id for w in wordings_of(again)] == [w.clause_id for w in wordings_of(first)]
    assert again.number == 2
    assert clock.now() >= first.created_at

"""What may and may not happen to revisions."""

import pytest
from sqlalchemy import select

from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.core.locking import Stale
from consult.core.ruling import Refused
from consult.drafts.models import Draft, DraftState
from consult.drafts.queries import wordings_of
from consult.revisions import actions
from consult.revisions.models import Revision, RevisionKind, RevisionState
from consult.revisions.rules import TRANSITIONS
from tests.lookups import entries_about
from tests.make import drafts
from tests.make import responses as consulted
from tests.make import revisions as make
from tests.people import People

S = RevisionState


def next_draft(before: Draft, people: People, words: str) -> Draft:
    """A second draft in force, in which HR-L1 has these words."""
    made = drafts.draft(before.guideline, published=False)
    for wording in wordings_of(made):
        same = next(w for w in wordings_of(before) if w.number == wording.number)
        wording.clause_id = same.clause_id
        if wording.number == "HR-L1":
            wording.text = words
    before.state = DraftState.SUPERSEDED
    made.state, made.published_at = DraftState.PUBLISHED, before.published_at
    db.session.commit()
    return made


def test_a_revision_names_its_base_and_the_points_it_answers(people: People) -> None:
    it = consulted.consulted(people)
    revision = make.revision(it.draft, people.dana, points=[it.sensors, it.updates])
    assert (revision.kind, revision.state, revision.version) == (RevisionKind.REWORD, S.DRAFT, 1)
    assert revision.base == make.wording(it.draft)
    assert revision.points == [it.sensors, it.updates]
    assert revision.number == "HR-L1"
    assert [e.verb for e in entries_about(revision)] == ["revision.drafted"]


@pytest.mark.parametrize("who", ["amina", "ines", "chen", "moses", "adele"])
def test_only_the_drafting_team_proposes(people: People, who: str) -> None:
    it = consulted.consulted(people)
    with pytest.raises(Refused, match="drafting team"):
        actions.propose_revision(make.wording(it.draft), make.proposal(), by=getattr(people, who))
    revision = make.revision(it.draft, people.dana)
    for change in (actions.submit_revision, actions.withdraw_revision):
        with pytest.raises(Refused):
            change(revision, by=getattr(people, who))


def test_the_same_words_are_no_revision_and_no_words_are_a_deletion(people: People) -> None:
    it = consulted.consulted(people)
    base = make.wording(it.draft)
    with pytest.raises(Refused, match="stand already"):
        actions.propose_revision(base, make.proposal(f" {base.text} "), by=people.dana)
    with pytest.raises(Refused, match="propose to delete"):
        actions.propose_revision(base, make.proposal("  "), by=people.dana)
    deletion = make.deletion(it.draft, people.dana)
    assert (deletion.kind, deletion.proposed_text, deletion.base) == (RevisionKind.DELETE, "", base)


def test_a_new_clause_has_no_base_and_says_where_it_goes(people: People) -> None:
    it = consulted.consulted(people)
    made = make.addition(it.draft, people.dana)
    assert (made.kind, made.base, made.clause, made.number) == (RevisionKind.ADD, None, None, "HR-L3")
    assert made.pillar == it.guideline.pillars[0]


def test_two_editors_at_once_are_told_of_each_other(people: People) -> None:
    it = consulted.consulted(people)
    revision = make.revision(it.draft, people.dana)
    actions.edit_revision(revision, make.proposal("Sara's words."), base_version="1", by=people.sara)
    with pytest.raises(Stale) as stale:
        actions.edit_revision(revision, make.proposal("Dana's words."), base_version="1", by=people.dana)
    assert (stale.value.theirs, stale.value.yours) == ("Sara's words.", "Dana's words.")
    assert revision.proposed_text == "Sara's words."


def test_a_base_that_went_stale_is_said_with_the_words_in_force(people: People) -> None:
    it = consulted.consulted(people)
    old = make.wording(it.draft)
    next_draft(it.draft, people, "Local governments publish a register.")
    with pytest.raises(Stale, match="newer draft") as stale:
        actions.propose_revision(old, make.proposal(), by=people.dana)
    assert stale.value.theirs == "Local governments publish a register."
    assert stale.value.yours == make.REGISTER


def test_a_revision_of_an_older_draft_takes_the_new_words_as_its_base_before_it_goes_on(people: People) -> None:
    it = consulted.consulted(people)
    revision = make.revision(it.draft, people.dana)
    second = next_draft(it.draft, people, "Local governments publish a register.")
    with pytest.raises(Refused, match="newer draft"):
        actions.submit_revision(revision, by=people.dana)
    with pytest.raises(Stale):
        actions.rebase_revision(revision, base_version="7", by=people.dana)
    actions.rebase_revision(revision, base_version="1", by=people.dana)
    assert revision.draft == second
    assert revision.base is not None
    assert revision.base.text == "Local governments publish a register."
    assert revision.proposed_text == make.REGISTER
    assert actions.submit_revision(revision, by=people.dana).state == S.PROPOSED


def test_no_revision_of_a_draft_in_work(people: People) -> None:
    guideline = drafts.guideline()
    people.appoint_all(guideline)
    draft = drafts.draft(guideline, published=False)
    with pytest.raises(Refused, match="edited directly"):
        actions.propose_revision(make.wording(draft), make.proposal(), by=people.dana)


@pytest.mark.parametrize("state", [S.BALLOTED, S.CARRIED, S.NOT_CARRIED, S.WITHDRAWN, S.PUBLISHED])
def test_words_that_were_voted_on_never_change(people: People, state: RevisionState) -> None:
    it = consulted.consulted(people)
    revision = make.revision(it.draft, people.dana, state=state)
    with pytest.raises(Refused, match="no longer change"):
        actions.edit_revision(revision, make.proposal("Other words."), base_version="2", by=people.dana)
    with pytest.raises(Refused):
        actions.withdraw_revision(revision, by=people.dana)
    with pytest.raises(Refused, match="being written"):
        actions.submit_revision(revision, by=people.dana)


def test_every_state_has_its_row_and_every_way_ends() -> None:
    assert set(TRANSITIONS) == set(S)
    ends = {state for state, following in TRANSITIONS.items() if not following}
    assert ends == {S.WITHDRAWN, S.PUBLISHED}


def test_the_journal_keeps_every_wording(people: People) -> None:
    it = consulted.consulted(people)
    revision = make.revision(it.draft, people.dana)
    actions.edit_revision(revision, make.proposal("Other words."), base_version="1", by=people.sara)
    actions.withdraw_revision(revision, by=people.dana)
    query = select(AuditEntry).where(AuditEntry.subject == "revision").order_by(AuditEntry.id)
    kept = [(e.verb, e.facts["text"]) for e in db.session.scalars(query)]
    assert kept == [
        ("revision.drafted", make.REGISTER),
        ("revision.edited", "Other words."),
        ("revision.withdrawn", "Other words."),
    ]


def test_a_point_that_was_edited_away_leaves_the_revision(people: People) -> None:
    it = consulted.consulted(people)
    revision = make.revision(it.draft, people.dana, points=[it.cost, it.sensors])
    db.session.delete(it.cost)
    db.session.commit()
    assert db.session.get_one(Revision, revision.id).points == [it.sensors]


def test_points_of_another_guideline_are_refused(people: People) -> None:
    it = consulted.consulted(people)
    other = drafts.guideline("other")
    people.appoint_all(other)
    draft = drafts.draft(other)
    with pytest.raises(Refused, match="its own guideline"):
        actions.propose_revision(make.wording(draft), make.proposal(points=[it.cost]), by=people.dana)

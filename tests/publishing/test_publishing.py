"""The next draft: prepared from carried revisions, held up by obstacles, published with where its words came from."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from consult.comments.models import CommentType
from consult.core import clock
from consult.core.database import db
from consult.core.queue import Job
from consult.core.ruling import Refused
from consult.drafts.actions import discard_draft, edit_wording
from consult.drafts.models import Change, Clause, Draft, DraftState, Guideline
from consult.drafts.queries import current_draft, draft_in_work, wordings_of
from consult.publishing import actions, queries
from consult.publishing.blockers import blockers_of
from consult.publishing.changelog import changes_into
from consult.publishing.models import Omission, Provenance
from consult.revisions.models import Revision, RevisionKind, RevisionState
from consult.voting.models import Choice
from tests.lookups import lineage_of, provenance_of
from tests.make import analysis as make_analysis
from tests.make import comments as make_comments
from tests.make import consultations as make_rounds
from tests.make import drafts as make_drafts
from tests.make import publishing as make
from tests.make import voting as make_votes
from tests.people import People

SLIP = "A slip of the pen."
SHALL = "Local governments shall publish a register of the sensors they run."


@pytest.fixture
def base(people: People) -> Draft:
    guideline = make_drafts.guideline()
    people.appoint_all(guideline)
    return make_drafts.draft(guideline, by=people.sara)


@pytest.fixture
def guideline(base: Draft) -> Guideline:
    return base.guideline


def carry(people: People, base: Draft, **change: object) -> int:
    ballot = make_votes.carried(base, people.ines, people.farid, by=people.chen, author=people.dana, **change)
    return ballot.revision_id


def kinds(guideline: Guideline, draft: Draft | None = None) -> list[str]:
    return [obstacle.kind for obstacle in blockers_of(guideline, draft)]


def texts(draft: Draft) -> dict[str, str]:
    return {wording.number: wording.text for wording in wordings_of(draft)}


def test_carried_revisions_make_the_next_draft(people: People, base: Draft, guideline: Guideline) -> None:
    carry(people, base)
    carry(people, base, kind=RevisionKind.DELETE, number="DI-L2")
    carry(people, base, kind=RevisionKind.ADD, number="HR-L2", text="A new clause.")
    draft = make.prepared(guideline, by=people.dana)
    assert (draft.number, draft.state, draft.based_on) == (2, DraftState.EDITING, base)
    assert texts(draft)["HR-L1"] == SHALL
    assert texts(draft)["HR-L2"] == "A new clause."
    assert texts(draft)["HR-L3"].startswith("Local governments should keep a counter")
    assert "DI-L2" not in texts(draft)
    kept = {w.clause_id for w in wordings_of(base)} & {w.clause_id for w in wordings_of(draft)}
    assert len(kept) == 5
    assert lineage_of(draft) == []
    actions.publish(draft, by=people.dana)
    steps = [
        (step.change, step.from_clause_id is not None, step.to_clause_id is not None) for step in lineage_of(draft)
    ]
    assert sorted(steps) == [
        (Change.ADDED, False, True),
        (Change.DELETED, True, False),
        (Change.MOVED, True, True),
        (Change.REWORDED, True, True),
    ]


def test_every_word_knows_its_revision_and_ballot(people: People, base: Draft, guideline: Guideline) -> None:
    carry(people, base)
    draft = make.published(guideline, by=people.dana)
    wording = next(w for w in wordings_of(draft) if w.number == "HR-L1")
    source = provenance_of(wording)
    assert source is not None
    assert source.ballot.carried
    assert source.revision.state == RevisionState.PUBLISHED
    assert provenance_of(wordings_of(draft)[0]) is None
    assert current_draft(guideline) == draft
    assert base.state == DraftState.SUPERSEDED


def test_a_revision_that_was_not_carried_stays_out(people: People, base: Draft, guideline: Guideline) -> None:
    carry(people, base)
    lost = make_votes.ballot(make_votes.revision(base, by=people.dana, number="DI-L1"), by=people.chen)
    make_votes.vote(lost, people.ines, Choice.CANNOT_ACCEPT, "No.", "Other words")
    make_votes.closed(lost)
    assert texts(make.prepared(guideline, by=people.dana))["DI-L1"] == texts(base)["DI-L1"]


def test_without_a_carried_revision_there_is_nothing_to_prepare(people: People, guideline: Guideline) -> None:
    with pytest.raises(Refused, match="at least one"):
        actions.prepare_draft(guideline, by=people.dana)


def test_only_the_team_prepares_and_publishes(people: People, base: Draft, guideline: Guideline) -> None:
    carry(people, base)
    with pytest.raises(Refused, match="drafting team"):
        actions.prepare_draft(guideline, by=people.chen)
    draft = make.prepared(guideline, by=people.dana)
    with pytest.raises(Refused, match="drafting team"):
        actions.publish(draft, by=people.ines)


def test_preparing_again_drops_what_was_edited_and_keeps_identities(
    people: People, base: Draft, guideline: Guideline
) -> None:
    carry(people, base)
    carry(people, base, kind=RevisionKind.ADD, number="HR-L3", text="A new clause.")
    draft = make.prepared(guideline, by=people.dana)
    before = {w.number: w.clause_id for w in wordings_of(draft)}
    wording = wordings_of(draft)[0]
    edit_wording(wording, "By hand.", reason=SLIP, by=people.dana)
    db.session.commit()
    again = make.prepared(guideline, by=people.dana)
    assert again.id == draft.id
    assert {w.number: w.clause_id for w in wordings_of(again)} == before
    assert "By hand." not in texts(again).values()


def test_a_new_clause_left_out_again_leaves_no_trace(people: People, base: Draft, guideline: Guideline) -> None:
    carry(people, base)
    added = carry(people, base, kind=RevisionKind.ADD, number="HR-L3", text="A new clause.")
    make.prepared(guideline, by=people.dana)
    draft = make.prepared(guideline, without=[added], by=people.dana)
    assert "HR-L3" not in texts(draft)
    assert len(db.session.scalars(select(Clause)).all()) == 6
    assert kinds(guideline, draft) == ["left_out"]


def test_two_carried_revisions_of_one_clause_collide(people: People, base: Draft, guideline: Guideline) -> None:
    carry(people, base)
    other = carry(people, base, text="Local governments may publish a register.")
    assert kinds(guideline) == ["collision"]
    with pytest.raises(Refused, match="collide on HR-L1"):
        actions.prepare_draft(guideline, by=people.dana)
    assert texts(make.prepared(guideline, without=[other], by=people.dana))["HR-L1"] == SHALL


def test_a_revision_of_words_that_changed_since_is_stale(people: People, base: Draft, guideline: Guideline) -> None:
    late = make_votes.ballot(
        make_votes.revision(base, by=people.dana, text="Local governments may publish."), by=people.chen
    )
    carry(people, base)
    make.published(guideline, by=people.dana, reason="The other ballot can wait a while.")
    for person in (people.ines, people.farid):
        make_votes.vote(late, person)
    make_votes.closed(late)
    assert kinds(guideline) == ["stale"]
    assert not blockers_of(guideline, None)[0].passable
    with pytest.raises(Refused, match="other words now"):
        actions.prepare_draft(guideline, by=people.dana)


def test_an_open_ballot_is_passed_over_only_for_a_reason_that_is_kept(
    people: People, base: Draft, guideline: Guideline
) -> None:
    carry(people, base)
    make_votes.ballot(make_votes.revision(base, by=people.dana, number="DI-L1"), by=people.chen)
    draft = make.prepared(guideline, by=people.dana)
    assert kinds(guideline, draft) == ["open_ballots"]
    with pytest.raises(Refused, match="one person proposes it"):
        actions.publish(draft, by=people.dana)
    make.overridden(draft, by=people.dana)
    publication = actions.publish(draft, by=people.dana)
    assert publication.obstacles == "1 ballot is still open."
    assert publication.override_reason == f"1 ballot is still open. {make.ALL_THE_SAME}"


def test_a_substantive_point_without_an_answer_stands_in_the_way(
    people: People, base: Draft, guideline: Guideline
) -> None:
    round_ = make_rounds.round_(base)
    comment = make_comments.comment(round_, people.amina, number="HR-L1", type=CommentType.SUBSTANTIVE)
    make_comments.comment(round_, people.bruno, "A comma.", number="HR-L1", type=CommentType.EDITORIAL)
    assert kinds(guideline) == ["not_analysed"]
    with clock.at(clock.now() + timedelta(minutes=1)):
        make_analysis.run(guideline)
        make_analysis.point(comment)
        found = blockers_of(guideline, None)
    assert [(obstacle.kind, obstacle.count) for obstacle in found] == [("unanswered", 1)]
    assert found[0].sentence == "1 substantive point has no answer."


def test_words_that_nobody_voted_on_are_counted(people: People, base: Draft, guideline: Guideline) -> None:
    carry(people, base)
    draft = make.prepared(guideline, by=people.dana)
    wording = next(w for w in wordings_of(draft) if w.number == "HR-L1")
    edit_wording(wording, "Local governments might publish something.", reason=SLIP, by=people.dana)
    assert kinds(guideline, draft) == ["without_a_vote"]


def test_words_edited_after_the_vote_are_nobodys_vote(people: People, base: Draft, guideline: Guideline) -> None:
    revision_id = carry(people, base)
    draft = make.prepared(guideline, by=people.dana)
    wording = next(w for w in wordings_of(draft) if w.number == "HR-L1")
    edit_wording(wording, "Local governments might publish something.", reason=SLIP, by=people.dana)
    assert provenance_of(wording) is None
    make.overridden(draft, by=people.dana)
    publication = actions.publish(draft, by=people.dana)
    assert provenance_of(wording) is None
    assert base.guideline is guideline
    changed = changes_into(draft, base).changed[0]
    assert changed.source is not None
    assert changed.unvoted > 0
    assert db.session.get_one(Revision, revision_id).state == RevisionState.CARRIED
    omitted = queries.omitted_from(publication)
    assert [(each.revision_id, each.omission, each.reason) for each in omitted] == [
        (revision_id, Omission.REWRITTEN, make.ALL_THE_SAME)
    ]


def test_before_it_is_published_nothing_says_that_the_words_stand(
    people: People, base: Draft, guideline: Guideline
) -> None:
    carry(people, base)
    make.prepared(guideline, by=people.dana)
    assert db.session.scalars(select(Provenance)).all() == []


def test_the_first_draft_is_published_without_ado(people: People) -> None:
    guideline = make_drafts.guideline("first", by=people.sara)
    draft = make_drafts.draft(guideline, published=False)
    actions.publish(draft, by=people.sara)
    assert current_draft(guideline) == draft
    assert db.session.scalars(select(Job).where(Job.kind == queries.CARRYING)).all() == []


def test_an_imported_next_draft_says_that_nobody_voted_on_it(people: People, base: Draft, guideline: Guideline) -> None:
    imported = make_drafts.draft(guideline, published=False)
    assert kinds(guideline, imported) == ["without_a_vote"]
    carry(people, base)
    with pytest.raises(Refused, match="not made from carried revisions"):
        actions.prepare_draft(guideline, by=people.dana)
    make.overridden(imported, by=people.dana)
    actions.publish(imported, by=people.dana)
    assert imported.based_on == base


def test_clauses_that_are_there_and_those_that_are_gone_are_told_apart(base: Draft, guideline: Guideline) -> None:
    """Never more clauses than the draft has."""
    imported = make_drafts.draft(guideline, published=False)
    before, here = len(wordings_of(base)), len(wordings_of(imported))
    (found,) = blockers_of(guideline, imported)
    assert found.sentence == (
        f"{here} clauses have words that nobody voted on. "
        f"{before} clauses of the draft before are gone, and nobody voted to strike them."
    )


def test_a_draft_is_published_once(people: People, base: Draft, guideline: Guideline) -> None:
    carry(people, base)
    draft = make.published(guideline, by=people.dana)
    with pytest.raises(Refused, match="published already"):
        actions.publish(draft, by=people.dana)
    assert draft_in_work(guideline) is None


def test_the_next_but_one_starts_from_the_one_in_force(people: People, base: Draft, guideline: Guideline) -> None:
    carry(people, base)
    second = make.published(guideline, by=people.dana)
    carry(people, second, number="DI-L1", text="Local governments should use open standards.")
    third = make.published(guideline, by=people.dana)
    assert (third.number, third.based_on) == (3, second)
    assert texts(third)["HR-L1"] == SHALL
    assert texts(third)["DI-L1"] == "Local governments should use open standards."


def test_a_draft_prepared_by_mistake_is_discarded_and_can_be_prepared_again(
    people: People, base: Draft, guideline: Guideline
) -> None:
    carry(people, base)
    carry(people, base, kind=RevisionKind.ADD, number="HR-L2", text="A new clause.")
    clauses = set(db.session.scalars(select(Clause.id)))
    discard_draft(make.prepared(guideline, by=people.dana), by=people.dana)
    db.session.commit()
    assert draft_in_work(guideline) is None
    assert set(db.session.scalars(select(Clause.id))) == clauses
    assert texts(make.prepared(guideline, by=people.dana))["HR-L1"] == SHALL

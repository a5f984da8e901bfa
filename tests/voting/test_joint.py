"""Ballots held together: which alternative carries, items taken out of a vote en bloc, refusals made alternatives."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from consult.core import clock
from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.core.ruling import Refused
from consult.drafts.models import Draft
from consult.revisions.models import Revision, RevisionState
from consult.voting import jobs
from consult.voting.joint import actions, queries
from consult.voting.joint.labels import lost_in_words, settled_in_words
from consult.voting.joint.models import JointBallot, JointItem, JointKind
from consult.voting.joint.rules import Support, are_tied, carrying_alternative
from consult.voting.models import Ballot, Choice
from consult.voting.queries import standing_votes
from tests.make import drafts as make_drafts
from tests.make import joint as make_joint
from tests.make import voting as make
from tests.people import People

C = Choice
WORDS = "Local governments shall keep a register of the sensors that they run."


@pytest.fixture
def draft(people: People) -> Draft:
    guideline = make_drafts.guideline()
    people.appoint_all(guideline)
    return make_drafts.draft(guideline, by=people.sara)


@pytest.fixture
def alternatives(people: People, draft: Draft) -> JointBallot:
    one = make.revision(draft, by=people.dana, title="One")
    other = make.revision(draft, by=people.dana, text=WORDS, title="Other")
    return make_joint.together(JointKind.ALTERNATIVES, one, other, by=people.chen)


@pytest.fixture
def bloc(people: People, draft: Draft) -> JointBallot:
    those = [
        make.revision(draft, by=people.dana, number=number, title=number) for number in ("HR-L1", "DI-L1", "DI-L2")
    ]
    return make_joint.together(JointKind.EN_BLOC, *those, by=people.chen)


def ballots_in(joint: JointBallot) -> list[Ballot]:
    return [item.ballot for item in sorted(queries.joint_items(joint), key=lambda item: item.id)]


def closed(joint: JointBallot) -> list[Revision]:
    those = ballots_in(joint)
    db.session.commit()
    with clock.at(those[0].closes_at + timedelta(minutes=1)):
        jobs.close_due_ballots()
    return [ballot.revision for ballot in those]


@pytest.mark.parametrize(
    ("support", "winner"),
    [
        ([(1, 20, True), (2, 15, True)], 1),
        ([(1, 15, True), (2, 20, True)], 2),
        ([(1, 20, False), (2, 15, True)], 2),  # most support does not help who misses the rule
        ([(1, 20, True), (2, 20, True)], None),
        ([(1, 20, True), (2, 20, True), (3, 19, True)], None),  # and a tie does not help the third
        ([(1, 20, True), (2, 20, False)], 1),
        ([(1, 9, False), (2, 9, False)], None),
        ([], None),
    ],
)
def test_most_support_among_those_that_meet_the_rule_carries_and_a_tie_decides_none(
    support: list[tuple[int, int, bool]], winner: int | None
) -> None:
    each = [Support(*one) for one in support]
    assert carrying_alternative(each) == winner
    assert are_tied(each) == (winner is None and any(one.meets_the_rule for one in each))


outcomes = st.lists(st.builds(Support, st.integers(1, 50), st.integers(0, 31), st.booleans()), unique_by=lambda s: s[0])


@given(outcomes, st.randoms())
def test_the_order_of_alternatives_makes_no_difference(support: list[Support], chance: object) -> None:
    mixed = list(support)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert carrying_alternative(mixed) == carrying_alternative(support)


@given(outcomes)
def test_what_carries_meets_the_rule_and_nothing_that_meets_it_has_as_much_support(support: list[Support]) -> None:
    winner = next((each for each in support if each.revision == carrying_alternative(support)), None)
    others = [each for each in support if each.meets_the_rule and each != winner]
    assert winner is None or (winner.meets_the_rule and all(each.in_favour < winner.in_favour for each in others))


def vote(joint: JointBallot, person: object, *choices: Choice) -> None:
    for ballot, choice in zip(ballots_in(joint), choices, strict=True):
        words = ("Too weak.", WORDS) if choice == C.CANNOT_ACCEPT else ("", "")
        make.vote(ballot, person, choice, *words)  # type: ignore[arg-type]


def test_the_alternative_with_most_support_is_carried_and_the_other_is_not(
    people: People, alternatives: JointBallot
) -> None:
    vote(alternatives, people.ines, C.APPROVE, C.APPROVE)
    vote(alternatives, people.farid, C.APPROVE, C.APPROVE)
    vote(alternatives, people.chen, C.ABSTAIN, C.APPROVE)
    one, other = closed(alternatives)
    assert (one.state, other.state) == (RevisionState.NOT_CARRIED, RevisionState.CARRIED)
    assert alternatives.winner == other
    assert "“Other” is carried" in settled_in_words(alternatives, queries.joint_items(alternatives))


def test_an_alternative_that_met_the_rule_and_lost_was_rejected(people: People, alternatives: JointBallot) -> None:
    vote(alternatives, people.ines, C.APPROVE, C.APPROVE)
    vote(alternatives, people.farid, C.APPROVE, C.APPROVE)
    vote(alternatives, people.chen, C.ABSTAIN, C.APPROVE)
    one, other = closed(alternatives)
    lost, won = ballots_in(alternatives)
    assert lost.carried  # by its own count
    assert queries.rejections_of(one) == [lost]
    assert queries.rejections_of(other) == []
    assert won.carried


@pytest.mark.parametrize(
    ("settled", "winner", "says"),
    [
        (False, None, "alternatives still open"),
        (True, Revision(title="Other"), "lost to “Other”"),
        (True, None, "tied: not carried"),
    ],
)
def test_an_alternative_that_met_the_rule_says_why_it_is_not_carried(
    people: People, settled: bool, winner: Revision | None, says: str
) -> None:
    joint = JointBallot(settled_at=clock.now() if settled else None, winner=winner)
    assert says in lost_in_words(joint)


def test_a_tie_carries_none_and_says_so(people: People, alternatives: JointBallot) -> None:
    for person in (people.ines, people.farid, people.chen):
        vote(alternatives, person, C.APPROVE, C.APPROVE)
    assert {revision.state for revision in closed(alternatives)} == {RevisionState.NOT_CARRIED}
    assert "a tie decides none" in settled_in_words(alternatives, queries.joint_items(alternatives))


def test_until_the_last_has_closed_none_of_them_is_carried(people: People, alternatives: JointBallot) -> None:
    for person in (people.ines, people.farid, people.chen):
        vote(alternatives, person, C.APPROVE, C.CANNOT_ACCEPT)
    first, second = ballots_in(alternatives)
    make.closed(first)
    assert first.revision.state == RevisionState.BALLOTED
    make.closed(second)
    assert first.revision.state == RevisionState.CARRIED
    assert second.revision.state == RevisionState.NOT_CARRIED


def test_alternatives_are_of_one_clause_and_a_bloc_of_several(people: People, draft: Draft) -> None:
    one, same = make.revision(draft, by=people.dana), make.revision(draft, by=people.dana, text=WORDS)
    elsewhere = make.revision(draft, by=people.dana, number="DI-L1")
    with pytest.raises(Refused, match="one clause"):
        make_joint.together(JointKind.ALTERNATIVES, one, elsewhere, by=people.chen)
    with pytest.raises(Refused, match="as alternatives"):
        make_joint.together(JointKind.EN_BLOC, one, same, by=people.chen)
    with pytest.raises(Refused, match="at least two"):
        make_joint.together(JointKind.EN_BLOC, one, by=people.chen)


def test_one_vote_goes_to_every_item_that_nobody_took_out(people: People, bloc: JointBallot) -> None:
    seat = make.seat(people.ines, ballots_in(bloc)[0].revision.draft)
    actions.take_out(make.seat(people.farid, ballots_in(bloc)[0].revision.draft), queries.joint_items(bloc)[0])
    assert actions.vote_en_bloc(seat, bloc, C.APPROVE, reason="All of one piece.") == 2
    cast = [[(vote.choice, vote.reason) for vote in standing_votes(item.ballot)] for item in queries.joint_items(bloc)]
    assert cast == [[], [(C.APPROVE, "All of one piece.")], [(C.APPROVE, "All of one piece.")]]


def test_a_vote_cast_en_bloc_stands_when_its_item_is_taken_out(people: People, bloc: JointBallot) -> None:
    draft = ballots_in(bloc)[0].revision.draft
    actions.vote_en_bloc(make.seat(people.ines, draft), bloc, C.APPROVE)
    item = queries.joint_items(bloc)[0]
    actions.take_out(make.seat(people.farid, draft), item)
    assert [vote.choice for vote in standing_votes(item.ballot)] == [C.APPROVE]
    told = db.session.scalars(select(Message.recipient).where(Message.subject.contains("Taken out"))).all()
    assert sorted(told) == sorted(person.email for person in (people.ines, people.farid, people.chen))
    actions.take_out(make.seat(people.chen, draft), item)
    assert item.taken_out_by.person == people.farid


def test_an_objection_is_not_made_en_bloc(people: People, bloc: JointBallot) -> None:
    with pytest.raises(Refused, match="take it out"):
        actions.vote_en_bloc(make.seat(people.ines, ballots_in(bloc)[0].revision.draft), bloc, C.CANNOT_ACCEPT)


def test_who_has_no_vote_takes_nothing_out(people: People, bloc: JointBallot) -> None:
    adviser = make.seat(people.adele, ballots_in(bloc)[0].revision.draft)
    with pytest.raises(Refused, match="advises but does not vote"):
        actions.take_out(adviser, queries.joint_items(bloc)[0])
    assert db.session.scalars(select(JointItem).where(JointItem.taken_out_at.is_not(None))).all() == []


def test_opening_and_closing_many_is_one_mail_a_person(people: People, bloc: JointBallot) -> None:
    def about(words: str) -> list[str]:
        return sorted(db.session.scalars(select(Message.recipient).where(Message.subject.contains(words))))

    voters = sorted(person.email for person in (people.ines, people.farid, people.chen))
    assert about("Please vote on 3 revisions") == about("Please vote") == voters
    ends = ballots_in(bloc)[0].closes_at
    db.session.commit()
    with clock.at(ends - timedelta(hours=3)):
        jobs.send_last_calls()
    assert about("You have not voted yet on 3 revisions") == about("You have not voted yet") == voters
    closed(bloc)
    assert about("The results of 3 ballots") == voters


def refused(people: People, draft: Draft) -> Ballot:
    ballot = make.ballot(make.revision(draft, by=people.dana), by=people.chen)
    make.vote(ballot, people.ines)
    make.vote(ballot, people.farid, C.CANNOT_ACCEPT, "Too weak.", WORDS)
    return ballot


def test_the_words_of_a_refusal_become_an_alternative_once_the_ballot_has_closed(people: People, draft: Draft) -> None:
    ballot = refused(people, draft)
    assert queries.acceptable_words(draft.guideline) == []
    make.closed(ballot)
    [words] = queries.acceptable_words(draft.guideline)
    assert (words.name, words.words, words.reason) == ("Farid Alaoui", WORDS, "Too weak.")
    made = actions.make_alternative(words, by=people.dana)
    assert (made.state, made.proposed_text, made.rationale) == (RevisionState.DRAFT, WORDS, "Too weak.")
    assert actions.make_alternative(words, by=people.sara) == made
    [again] = queries.acceptable_words(draft.guideline)
    assert again.alternative == made


def test_an_expert_makes_no_alternative(people: People, draft: Draft) -> None:
    make.closed(refused(people, draft))
    [words] = queries.acceptable_words(draft.guideline)
    with pytest.raises(Refused, match="drafting team"):
        actions.make_alternative(words, by=people.ines)

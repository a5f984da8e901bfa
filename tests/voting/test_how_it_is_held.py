"""Secret ballots, objections that are lifted, states that speak with one voice, silence, indications, changed rules."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import inspect, select

from consult.accounts.models import StakeholderType
from consult.core import clock
from consult.core.audit_log import AuditEntry
from consult.core.database import Model, db
from consult.core.ruling import Refused
from consult.drafts.models import Draft, Role
from consult.drafts.people.actions import appoint
from consult.revisions.models import RevisionState
from consult.tracing.own_data.data_export import taken_away
from consult.tracing.record.verification import verify
from consult.voting import actions, life, queries
from consult.voting.jobs import close_due_ballots
from consult.voting.models import Ballot, BallotPaper, Choice, Counting, Gradient, Majority, Vote
from tests.browser import Browser
from tests.make import drafts as make_drafts
from tests.make import voting as make

WORDS, INSTEAD = "A word that only one would write", "Instead say less"


@pytest.fixture
def draft(browser: Browser) -> Draft:
    guideline = make_drafts.guideline()
    browser.people.appoint_all(guideline)
    return make_drafts.draft(guideline, by=browser.people.sara)


def held_by(browser: Browser, draft: Draft, majority: Majority, **how: object) -> Ballot:
    revision = make.revision(draft, by=browser.people.dana)
    until = clock.now() + timedelta(days=4)
    return make.ballot(revision, by=browser.people.chen, majority=majority, closes_at=until, **how)  # type: ignore[arg-type]


@pytest.fixture
def secret(browser: Browser, draft: Draft) -> Ballot:
    """Where Farid objected, Ines approved and Chen was recused."""
    ballot = held_by(browser, draft, Majority.SIMPLE, secret=True)
    make.vote(ballot, browser.people.farid, Choice.CANNOT_ACCEPT, WORDS, INSTEAD)
    make.vote(ballot, browser.people.ines)
    make.vote(ballot, browser.people.chen, Choice.RECUSED)
    return ballot


def test_a_secret_vote_is_counted_and_its_voter_is_on_the_list_of_who_took_part(
    browser: Browser, secret: Ballot
) -> None:
    assert queries.turnout(secret) == (3, 3)
    make.closed(secret)
    tally = queries.tally_of(secret)
    assert (tally.in_favour, tally.cannot_accept, tally.recused, tally.carried) == (1, 1, 1, False)
    page = browser.get("voting.ballot", ballot_id=secret.id).text
    assert "Took part" in page
    assert WORDS in page
    assert page.count("Farid Alaoui") == 1
    assert "Cannot accept" not in page.rpartition("Who took part")[2]


@pytest.mark.parametrize("who", ["farid", "ines", "chen", "sara", "olga", None])
@pytest.mark.parametrize("after", [False, True])
def test_nobody_reads_who_chose_what(browser: Browser, secret: Ballot, who: str | None, *, after: bool) -> None:
    if after:
        make.closed(secret)
    reader = browser.as_(getattr(browser.people, who)) if who else browser
    for endpoint in ("voting.ballot", *(["voting.certificate"] if after else [])):
        text = reader.get(endpoint, ballot_id=secret.id).text
        line = text.partition("Farid Alaoui")[2][:40]
        assert "Cannot" not in line
        assert "Approve" not in line
        assert (WORDS in text) is (after and endpoint == "voting.ballot")


def test_no_row_of_the_database_joins_a_seat_to_a_paper(browser: Browser, secret: Ballot) -> None:
    """A paper has no seat and no time; the votes by name are recusals alone; the journal and what one takes away say
    that one voted."""
    columns = {column.name for column in inspect(BallotPaper).columns}
    assert columns == {"id", "ballot_id", "choice", "gradient", "reason", "acceptable_wording"}
    assert [vote.choice for vote in db.session.scalars(select(Vote))] == [Choice.RECUSED]
    holds = {
        key.parent.table.name
        for table in Model.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "ballot_paper"
    }
    assert holds == {"alternative_origin"}  # of a paper or of a vote, never of both: it says no seat
    facts = db.session.scalars(select(AuditEntry.facts).where(AuditEntry.verb.like("vote.%"))).all()
    assert all(said.keys() == {"ballot"} for said in facts)
    taken = json.dumps(taken_away(browser.people.farid))
    assert WORDS not in taken
    assert "cannot_accept" not in taken


def test_how_many_have_voted_in_secret_is_no_news_for_a_stranger_until_it_closes(
    browser: Browser, secret: Ballot
) -> None:
    said = "A vote was cast in a secret ballot"
    assert said in browser.as_(browser.people.ines).get("tracing.journal", slug="smart-cities")
    assert said not in browser.get("tracing.journal", slug="smart-cities")
    make.closed(secret)
    assert said in browser.get("tracing.journal", slug="smart-cities")


def test_papers_do_not_lie_in_the_order_in_which_they_came(browser: Browser, draft: Draft) -> None:
    ballot = held_by(browser, draft, Majority.SIMPLE, secret=True)
    papers = [BallotPaper(ballot=ballot, choice=Choice.APPROVE, reason=f"{n:02}") for n in range(40)]
    for paper in papers:
        db.session.add(paper)
        db.session.flush()
    order = [paper.reason for paper in queries.papers_of(ballot)]
    assert sorted(order) == [f"{n:02}" for n in range(40)]
    assert order != sorted(order)


def test_a_secret_vote_is_final(browser: Browser, secret: Ballot) -> None:
    with pytest.raises(Refused, match="A secret vote is final"):
        make.vote(secret, browser.people.farid)
    db.session.rollback()
    page = browser.as_(browser.people.farid).get("voting.ballot", ballot_id=secret.id)
    assert "A secret vote is final" in page
    assert "Someone" not in page.text.partition("Who votes")[2]
    assert "someone who reads the database" in page


def test_a_recusal_from_a_secret_ballot_is_final_so_that_no_seat_counts_twice(browser: Browser, secret: Ballot) -> None:
    chen = browser.as_(browser.people.chen)
    page = chen.post("voting.ballot", {"choice": "approve"}, ballot_id=secret.id)
    assert "In a secret ballot that is final" in page
    with pytest.raises(Refused, match="recused from this ballot"):
        make.vote(secret, browser.people.chen)
    db.session.rollback()
    with pytest.raises(Refused, match="A secret vote is final"):
        make.vote(secret, browser.people.ines, Choice.RECUSED)
    db.session.rollback()
    assert queries.votes_cast(secret) == 3
    tally = queries.tally_of(make.closed(secret))
    assert (tally.took_part, tally.recused, tally.seated) == (2, 1, 3)


@pytest.fixture
def overfull(secret: Ballot) -> Ballot:
    """More papers than seats, as the database may hold from before."""
    db.session.add(BallotPaper(ballot=secret, choice=Choice.APPROVE))
    db.session.commit()
    return secret


def test_a_ballot_that_cannot_be_counted_is_not_closed_and_can_be_declared_void(
    browser: Browser, draft: Draft, overfull: Ballot
) -> None:
    other = make.ballot(make.revision(draft, by=browser.people.dana, number="HR-L2"), by=browser.people.chen)
    with clock.at(overfull.closes_at + timedelta(minutes=1)):
        with pytest.raises(Refused, match="cannot be counted"):
            actions.close_ballot(overfull)
        db.session.rollback()
        close_due_ballots()
        assert other.closed_at is not None  # it does not hold up the others
        assert overfull.closed_at is None
        life.void_ballot(overfull, reason="It holds more papers than seats.", by=browser.people.sara)
        db.session.commit()
        assert (overfull.tally, overfull.carried) == (None, None)
        sara = browser.as_(browser.people.sara)
        assert "It holds more papers than seats." in sara.get("voting.ballot", ballot_id=overfull.id)
        assert "It could not be counted." in sara.get("voting.ballots", slug="smart-cities")


@pytest.mark.parametrize("majority", [Majority.CONSENSUS, Majority.SILENCE])
def test_where_objectors_are_asked_no_ballot_is_secret(browser: Browser, draft: Draft, majority: Majority) -> None:
    with pytest.raises(Refused, match="cannot be secret"):
        held_by(browser, draft, majority, secret=True)


def test_a_secret_ballot_is_not_counted_by_states(browser: Browser, draft: Draft) -> None:
    with pytest.raises(Refused, match="counted per expert"):
        held_by(browser, draft, Majority.SIMPLE, secret=True, counting=Counting.PER_STATE)


def test_an_objection_that_is_lifted_no_longer_stands(browser: Browser, draft: Draft) -> None:
    people = browser.people
    ballot = held_by(browser, draft, Majority.CONSENSUS)
    make.vote(ballot, people.ines)
    make.vote(ballot, people.chen)
    make.vote(ballot, people.farid, Choice.CANNOT_ACCEPT, WORDS, INSTEAD)
    vote = queries.standing_vote(make.held_seat(people.farid, ballot))
    assert vote is not None
    chair = browser.as_(people.chen)
    asked = chair.post("voting.ask", {"vote": str(vote.id), "question": "Would a year do?"}, ballot_id=ballot.id)
    assert "They are asked by mail" in asked
    with pytest.raises(Refused, match="have not answered yet"):
        life.ask_objector(vote, "And now?", by=people.chen)
    db.session.rollback()
    assert not queries.recount(ballot).carried
    farid = browser.as_(people.farid)
    assert "Would a year do?" in farid.get("voting.ballot", ballot_id=ballot.id)
    page = farid.post("voting.answer_question", {"answer": "Hm."}, ballot_id=ballot.id)
    assert "Choose one" in page
    page = farid.post("voting.answer_question", {"lifted": "yes", "answer": "It would."}, ballot_id=ballot.id)
    assert "Your answer is recorded" in page
    make.closed(ballot)
    tally = queries.tally_of(ballot)
    assert (tally.lifted, tally.cannot_accept, tally.carried) == (1, 0, True)
    page = browser.get("voting.ballot", ballot_id=ballot.id)
    assert "No objection stands. 1 was lifted." in page
    assert "It would." in page
    assert verify(draft.guideline).faults == []


def test_an_objection_that_is_sustained_or_not_answered_stands(browser: Browser, draft: Draft) -> None:
    people = browser.people
    ballot = held_by(browser, draft, Majority.CONSENSUS)
    make.vote(ballot, people.ines)
    make.vote(ballot, people.farid, Choice.CANNOT_ACCEPT, WORDS, INSTEAD)
    vote = queries.standing_vote(make.held_seat(people.farid, ballot))
    assert vote is not None
    life.ask_objector(vote, "Would a year do?", by=people.chen)
    assert not queries.recount(ballot).carried
    life.answer_question(make.seat(people.farid, draft), vote, lifted=False, answer="No.")
    life.ask_objector(vote, "Two years?", by=people.chen)
    with pytest.raises(Refused, match="Nobody asks you"):
        life.answer_question(make.seat(people.ines, draft), vote, lifted=True, answer="")
    assert not make.closed(ballot).carried


def test_silence_adopts_and_an_objection_breaks_it(browser: Browser, draft: Draft) -> None:
    quiet = held_by(browser, draft, Majority.SILENCE)
    page = browser.as_(browser.people.ines).get("voting.ballot", ballot_id=quiet.id)
    assert "If you agree, you need do nothing." in page
    assert make.closed(quiet).carried
    other = make.revision(draft, by=browser.people.dana, number="HR-L2")
    broken = make.ballot(
        other, by=browser.people.chen, majority=Majority.SILENCE, closes_at=clock.now() + timedelta(days=4)
    )
    make.vote(broken, browser.people.ines, Choice.CANNOT_ACCEPT, WORDS, INSTEAD)
    assert make.closed(broken).carried is False


def test_silence_needs_seventy_two_hours(browser: Browser, draft: Draft) -> None:
    on = make.revision(draft, by=browser.people.dana)
    with pytest.raises(Refused, match="at least 72 hours"):
        make.ballot(on, by=browser.people.chen, majority=Majority.SILENCE)


def test_an_indicative_ballot_reports_where_the_group_stands_and_decides_nothing(
    browser: Browser, draft: Draft
) -> None:
    ballot = held_by(browser, draft, Majority.INDICATIVE)
    ines = browser.as_(browser.people.ines)
    page = ines.post("voting.ballot", {"choice": "veto", "reason": "Not like this."}, ballot_id=ballot.id)
    assert "I would block it" in page
    ines.post("voting.ballot", {"choice": "reservations"}, ballot_id=ballot.id)
    refused = browser.as_(browser.people.farid).post("voting.ballot", {"choice": "approve"}, ballot_id=ballot.id)
    assert "This was not sent yet" in refused
    with pytest.raises(Refused, match="does not ask that"):
        make.vote(ballot, browser.people.farid)
    db.session.rollback()
    make.closed(ballot)
    assert (ballot.carried, ballot.revision.state) == (None, RevisionState.PROPOSED)
    assert queries.tally_of(ballot).gradients == {Gradient.RESERVATIONS: 1}
    assert "Where the group stands" in browser.get("voting.ballot", ballot_id=ballot.id)


def test_two_experts_of_a_state_agree_or_it_abstains(browser: Browser, draft: Draft) -> None:
    people = browser.people
    kind = StakeholderType.NATIONAL_GOVERNMENT
    second = people.person("Rui Reis", country="PT", kind=kind)
    appoint(draft.guideline, second, Role.EXPERT, member_state="PT")
    db.session.commit()
    ballot = held_by(browser, draft, Majority.SIMPLE, counting=Counting.PER_STATE)
    assert "2 of 3 member states must take part" in browser.get("voting.ballot", ballot_id=ballot.id)
    make.vote(ballot, people.ines)
    make.vote(ballot, second, Choice.CANNOT_ACCEPT, WORDS, INSTEAD)
    make.vote(ballot, people.farid)
    make.closed(ballot)
    tally = queries.tally_of(ballot)
    assert (tally.seated, tally.in_favour, tally.abstain, tally.cannot_accept) == (3, 1, 1, 0)
    assert ballot.carried
    assert verify(draft.guideline).faults == []


def test_a_vote_on_a_form_that_showed_another_rule_is_refused_and_kept(browser: Browser, draft: Draft) -> None:
    ballot = held_by(browser, draft, Majority.SIMPLE)
    ines = browser.as_(browser.people.ines)
    shown = ines.get("voting.ballot", ballot_id=ballot.id).html.partition('name="terms"')[2]
    terms = shown.partition('value="')[2].partition('"')[0]
    actions.change_rule(ballot, actions.Rule(Majority.CONSENSUS, 1), by=browser.people.chen)
    db.session.commit()
    form = {"choice": "approve_with_comment", "reason": WORDS, "terms": terms}
    page = ines.post("voting.ballot", form, ballot_id=ballot.id)
    assert page.status == 409
    assert "changed meanwhile. Read it again" in page
    assert WORDS in page
    assert queries.votes_cast(ballot) == 0


def test_a_closing_time_that_clocks_pass_over_is_refused(browser: Browser, draft: Draft) -> None:
    ballot = held_by(browser, draft, Majority.SIMPLE)
    form = {"closes_at": "2027-03-28T02:30", "timezone": "Europe/Berlin", "reason": "The wrong day."}
    page = browser.as_(browser.people.chen).post("voting.extend", form, ballot_id=ballot.id)
    assert "never show 02:30" in page


def test_the_statement_of_the_result_names_its_entry_in_the_record(browser: Browser, draft: Draft) -> None:
    ballot = held_by(browser, draft, Majority.SIMPLE)
    browser.get("voting.certificate", ballot_id=ballot.id, status=404)
    make.vote(ballot, browser.people.ines)
    make.closed(ballot)
    page = browser.get("voting.certificate", ballot_id=ballot.id)
    assert "Not certified yet" in page
    assert "of the record" in page
    assert "Ines Alves Portugal Approve" in " ".join(page.text.split())


def test_the_chair_declares_a_ballot_void_on_a_page_that_asks_why(browser: Browser, draft: Draft) -> None:
    ballot = held_by(browser, draft, Majority.SIMPLE)
    chen = browser.as_(browser.people.chen)
    assert "Say why" in chen.post("voting.decide", {"reason": " "}, ballot_id=ballot.id, what="void")
    page = chen.post("voting.decide", {"reason": "The wrong words."}, ballot_id=ballot.id, what="void")
    assert "This ballot is void: it decides nothing" in page
    assert (
        browser.as_(browser.people.ines)
        .post("voting.decide", {"reason": "No."}, ballot_id=ballot.id, what="void")
        .status
        == 403
    )

"""The pages of ballots, for each persona."""

from datetime import UTC, datetime, timedelta

import pytest

from consult.analysis.models import Campaign
from consult.consultations.models import Visibility
from consult.core import clock
from consult.core.database import db
from consult.drafts.models import Draft
from consult.responses.models import Disposition
from consult.revisions.actions import submit_revision
from consult.revisions.models import RevisionKind, RevisionState
from consult.voting import queries
from consult.voting.models import Ballot, Choice, Majority
from tests.browser import Browser
from tests.lookups import ballots_on
from tests.make import analysis, comments
from tests.make import consultations as make_round
from tests.make import drafts as make_drafts
from tests.make import responses as consulted
from tests.make import structure as make_structure
from tests.make import voting as make

TYPED = "Words that took me an hour to find"


@pytest.fixture
def draft(browser: Browser) -> Draft:
    guideline = make_drafts.guideline()
    browser.people.appoint_all(guideline)
    return make_drafts.draft(guideline, by=browser.people.sara)


@pytest.fixture
def ballot(browser: Browser, draft: Draft) -> Ballot:
    return make.ballot(make.revision(draft, by=browser.people.dana), by=browser.people.chen)


def test_an_expert_reads_the_change_and_the_rule_and_votes(browser: Browser, ballot: Ballot) -> None:
    ines = browser.as_(browser.people.ines)
    page = ines.get("voting.ballot", ballot_id=ballot.id)
    assert "2 of 3 experts must take part" in page
    assert "[removed:] should [end]" in page.text
    voted = ines.post("voting.ballot", {"choice": "approve"}, ballot_id=ballot.id)
    assert "Your vote is recorded" in voted
    assert "1 of 3 experts have voted" in voted
    assert "Approve" in voted.text.partition("What you voted")[2]


def test_before_the_close_they_do_not_see_how_others_vote(browser: Browser, ballot: Ballot) -> None:
    make.vote(ballot, browser.people.farid, Choice.CANNOT_ACCEPT, "A secret reason", "Secret words")
    for person in (browser.people.ines, browser.people.chen, browser.people.dana, browser.people.sara):
        page = browser.as_(person).get("voting.ballot", ballot_id=ballot.id)
        assert "secret" not in page.text.lower()
        assert "Roll call" not in page.text.partition("The rule")[0]
    assert "A secret reason" in browser.as_(browser.people.farid).get("voting.ballot", ballot_id=ballot.id)


def test_a_ballot_without_secrecy_shows_the_votes_to_the_group(browser: Browser, draft: Draft) -> None:
    revision = make.revision(draft, by=browser.people.dana)
    ballot = make.ballot(revision, by=browser.people.chen, results_hidden=False)
    make.vote(ballot, browser.people.farid, Choice.APPROVE_WITH_COMMENT, "An open comment")
    assert "An open comment" in browser.as_(browser.people.ines).get("voting.ballot", ballot_id=ballot.id)
    assert "An open comment" not in browser.get("voting.ballot", ballot_id=ballot.id)


def test_a_stranger_knows_that_it_is_open_and_reads_it_all_when_it_is_closed(browser: Browser, ballot: Ballot) -> None:
    make.vote(ballot, browser.people.ines)
    make.vote(ballot, browser.people.chen, Choice.APPROVE_WITH_COMMENT, "At last.")
    make.vote(ballot, browser.people.farid, Choice.CANNOT_ACCEPT, "Too dear.", "Local governments may publish it.")
    page = browser.get("voting.ballot", ballot_id=ballot.id)
    assert "Open until" in page
    assert "have voted" not in page
    assert "Too dear." not in page
    assert "Open until" in browser.get("voting.ballots", slug="smart-cities")
    make.closed(ballot)
    page = browser.get("voting.ballot", ballot_id=ballot.id)
    assert "The revision is carried" in page
    assert "2 were for and 1 against (67 % for); 2 for were needed." in page
    assert "Farid Alaoui Morocco Too dear." in page
    assert "At last." in page
    assert "1 Open now" not in browser.get("voting.ballots", slug="smart-cities").text


def test_an_adviser_is_told_why_they_cannot_vote(browser: Browser, ballot: Ballot) -> None:
    adele = browser.as_(browser.people.adele)
    assert "Your group advises but does not vote." in adele.get("voting.ballot", ballot_id=ballot.id)
    refused = adele.post("voting.ballot", {"choice": "approve", "reason": TYPED}, ballot_id=ballot.id)
    assert refused.status == 403
    assert TYPED in refused


def test_who_has_no_rights_in_the_group_today_is_told_why_and_not_that_only_experts_vote(
    browser: Browser, ballot: Ballot
) -> None:
    today, seat = clock.now().date(), make.seat(browser.people.ines, ballot.revision.draft)
    suspended, over, to_come = ("role in the group is suspended", "role in the group has ended", "has not begun yet")
    ways = (
        (suspended, {"suspended_at": clock.now()}),
        (over, {"ended_at": clock.now()}),
        (over, {"term_ends_on": today - timedelta(days=1)}),
        (to_come, {"term_starts_on": today + timedelta(days=1)}),
    )
    for says, way in ways:
        for name in ("suspended_at", "ended_at", "term_ends_on", "term_starts_on"):
            setattr(seat, name, way.get(name))
        db.session.commit()
        ines = browser.as_(browser.people.ines)
        assert says in ines.get("voting.ballot", ballot_id=ballot.id)
        refused = ines.post("voting.ballot", {"choice": "approve", "reason": TYPED}, ballot_id=ballot.id)
        assert refused.status == 403
        assert says in refused
        assert TYPED in refused
    assert queries.votes_cast(ballot) == 0


def test_an_objection_needs_the_reason_and_the_words(browser: Browser, ballot: Ballot) -> None:
    ines = browser.as_(browser.people.ines)
    page = ines.post("voting.ballot", {"choice": "cannot_accept", "reason": TYPED}, ballot_id=ballot.id)
    assert "Give the words that would make it acceptable" in page
    assert TYPED in page.html
    page = ines.post("voting.ballot", {"choice": "approve_with_comment", "reason": "  "}, ballot_id=ballot.id)
    assert "Write your comment" in page
    page = ines.post("voting.ballot", {"reason": TYPED}, ballot_id=ballot.id)
    assert "Choose how you vote" in page
    assert queries.votes_cast(ballot) == 0


@pytest.mark.parametrize("choice", ["burn it", "APPROVE", ""])
def test_a_choice_that_there_is_not_is_refused(browser: Browser, ballot: Ballot, choice: str) -> None:
    page = browser.as_(browser.people.ines).post("voting.ballot", {"choice": choice}, ballot_id=ballot.id)
    assert "This was not sent yet" in page


def test_a_reason_too_long_is_kept_and_refused(browser: Browser, ballot: Ballot) -> None:
    long = "اسم 🏙 " * 20_000
    form = {"choice": "approve_with_comment", "reason": long}
    page = browser.as_(browser.people.ines).post("voting.ballot", form, ballot_id=ballot.id)
    assert "This is too long" in page
    assert long.strip() in page.html


def test_a_ballot_that_closes_while_they_write_keeps_what_they_typed(browser: Browser, ballot: Ballot) -> None:
    form = {"choice": "cannot_accept", "reason": TYPED, "acceptable_wording": "Other words"}
    with clock.at(ballot.closes_at + timedelta(seconds=1)):
        page = browser.as_(browser.people.ines).post("voting.ballot", form, ballot_id=ballot.id)
    assert page.status == 403
    assert "Voting on this revision has closed." in page
    assert TYPED in page
    assert "Other words" in page


def test_a_session_that_ended_keeps_what_they_typed(browser: Browser, ballot: Ballot) -> None:
    page = browser.post("voting.ballot", {"choice": "abstain", "reason": TYPED}, ballot_id=ballot.id)
    assert page.status == 403
    assert "Sign in to vote" in page
    assert TYPED in page


def test_the_chair_opens_a_ballot(browser: Browser, draft: Draft) -> None:
    revision = make.revision(draft, by=browser.people.dana)
    chen = browser.as_(browser.people.chen)
    assert "3 experts have a vote" in chen.get("voting.open", revision_id=revision.id)
    form = {
        "majority": "iso",
        "counting": "per_expert",
        "quorum": "2/3",
        "floor": "1/3",
        "closes_at": "2099-01-31T18:00",
        "timezone": "Africa/Nairobi",
    }
    asked = chen.post("voting.open", {**form, "results_hidden": "y"}, revision_id=revision.id)
    assert "departs from the group&#39;s rules of procedure" in asked.html
    why = {"departs_because": "The group decided so at its last session."}
    page = chen.post("voting.open", {**form, **why, "results_hidden": "y"}, revision_id=revision.id)
    assert "The ballot is open" in page
    assert "The group decided so at its last session." in page
    assert "Sat 31 Jan 2099, 18:00 (Nairobi)" in page
    ballot = ballots_on(revision)[0]
    assert (ballot.closes_at.hour, round(ballot.quorum * 3), ballot.results_hidden) == (15, 2, True)
    assert ballot.quorum_floor == 1
    assert revision.state == RevisionState.BALLOTED


def test_a_new_ballot_begins_with_the_usual_rules_and_runs_a_week(browser: Browser, draft: Draft) -> None:
    chen = browser.as_(browser.people.chen)
    with clock.at(datetime(2026, 3, 2, 22, 30, tzinfo=UTC)):  # 3 March in Nairobi already
        first = make.ballot(make.revision(draft, by=browser.people.dana), by=browser.people.chen, quorum=0.75)
        first.timezone, first.majority = "Africa/Nairobi", Majority.ISO
        db.session.commit()
        other = make.revision(draft, by=browser.people.dana, number="HR-L2")
        page = chen.get("voting.open", revision_id=other.id).html
        assert 'value="2026-03-10T18:00"' in page
        assert '<option selected value="Africa/Nairobi">' in page
        assert '<option selected value="1/2">' in page
        assert 'checked id="majority-3"' not in page
        make.revision(draft, by=browser.people.dana, number="DI-L1")
        together = chen.get("voting.open_together", slug="smart-cities").html
        assert 'value="2026-03-10T18:00"' in together
        assert "Etc/GMT" not in page
        assert 'value="2026-03-05T01:30"' in chen.get("voting.lead", ballot_id=first.id).html  # nobody voted


def test_what_it_answers_is_one_letter_with_its_decisions(browser: Browser) -> None:
    people = browser.people
    it = consulted.consulted(people)
    made = make.revision(it.draft, by=people.dana)
    it.cost.campaign = it.typo.campaign = Campaign(guideline_id=it.guideline.id, first_comment=it.cost.comment, size=2)
    made.points = [it.sensors, it.cost, it.typo]
    consulted.answer(it.sensors, people.dana, Disposition.NOT_ACCEPTED)
    db.session.commit()
    page = browser.as_(people.ines).get("voting.ballot", ballot_id=make.ballot(made, by=people.chen).id).text
    assert "It names 2 points from one letter in 2 copies and 1 comment" in page
    assert "What the team decided on these points: not accepted 1, not answered yet 1." in page
    assert "The team answered 1 point: Not accepted" in page


def test_the_list_and_the_ballot_say_the_same_day(browser: Browser, ballot: Ballot) -> None:
    ballot.timezone = "Africa/Nairobi"
    make.closed(ballot)
    ballot.closed_at = datetime(2099, 10, 12, 22, 49, tzinfo=UTC)
    db.session.commit()
    assert "13 Oct 2099, 01:49 (Nairobi)" in browser.get("voting.ballot", ballot_id=ballot.id)
    assert "13 Oct 2099" in browser.get("voting.ballots", slug="smart-cities")


def test_what_it_answers_says_which_points_the_reader_may_not_read(browser: Browser) -> None:
    people = browser.people
    it = consulted.consulted(people)
    quiet = make_round.round_(it.draft, "for-the-team", visibility=Visibility.NEVER)
    made = make.revision(it.draft, by=people.dana)
    made.points = [it.sensors, analysis.point(comments.comment(quiet, people.bruno, "Say who pays.", number="HR-L1"))]
    db.session.commit()
    number = make.ballot(made, by=people.chen).id
    page = browser.as_(people.ines).get("voting.ballot", ballot_id=number)
    assert "It names 2 points from 2 comments" in page
    assert "1 of these points is in a comment that is not public." in page
    assert "in a comment that is not public" not in browser.as_(people.dana).get("voting.ballot", ballot_id=number)


def test_the_list_says_what_a_revision_missed(browser: Browser, ballot: Ballot) -> None:
    make.vote(ballot, browser.people.ines)
    make.closed(ballot)
    assert "no quorum: 1 took part, 2 had to" in browser.get("voting.ballots", slug="smart-cities")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"closes_at": "2001-01-01T10:00"}, "The closing time is in the past"),
        ({"closes_at": "soon"}, "Give the day and hour"),
        ({"closes_at": ""}, "Give the day and hour"),
        ({"majority": "mine"}, "Not a valid choice"),
        ({"quorum": "7"}, "Not a valid choice"),
        ({"timezone": "Mars/Olympus"}, "Not a valid choice"),
    ],
)
def test_an_opening_that_cannot_be_is_refused_with_what_to_do(
    browser: Browser, draft: Draft, wrong: dict[str, str], says: str
) -> None:
    revision = make.revision(draft, by=browser.people.dana)
    sound = {
        "majority": "simple",
        "counting": "per_expert",
        "quorum": "0",
        "closes_at": "2099-01-31T18:00",
        "timezone": "UTC",
    }
    page = browser.as_(browser.people.chen).post("voting.open", {**sound, **wrong}, revision_id=revision.id)
    assert says in page
    assert ballots_on(revision) == []


def test_who_may_not_open_is_told_or_finds_nothing(browser: Browser, draft: Draft) -> None:
    revision = make.revision(draft, by=browser.people.dana)
    browser.as_(browser.people.amina).get("voting.open", revision_id=revision.id, status=404)
    refused = browser.as_(browser.people.ines).get("voting.open", revision_id=revision.id, status=403)
    assert "Only the chair" in refused


def test_the_chair_extends_reminds_and_changes_the_rule(browser: Browser, ballot: Ballot) -> None:
    chen = browser.as_(browser.people.chen)
    assert "3 experts have not voted yet" in chen.get("voting.lead", ballot_id=ballot.id)
    assert "rule is changed" in chen.post(
        "voting.change_rule",
        {"majority": "consensus", "quorum": "1", "counting": "per_expert", "floor": "0"},
        ballot_id=ballot.id,
    )
    put_off = {"closes_at": "2001-01-01T10:00", "timezone": "UTC", "reason": "Two members travel."}
    assert "in the past" in chen.post("voting.extend", put_off, ballot_id=ballot.id)
    make.vote(ballot, browser.people.ines)
    assert "can only be extended" in chen.post("voting.extend", put_off, ballot_id=ballot.id)
    put_off["closes_at"] = "2099-01-01T10:00"
    assert "extended by 14 days in all" in chen.post("voting.extend", put_off, ballot_id=ballot.id)
    put_off["closes_at"] = f"{ballot.closes_at + timedelta(days=1):%Y-%m-%dT%H:%M}"
    assert "Say why." in chen.post("voting.extend", {**put_off, "reason": " "}, ballot_id=ballot.id)
    page = chen.post("voting.extend", put_off, ballot_id=ballot.id)
    assert "another closing time now" in page
    assert "Two members travel." in page
    assert "2 experts are reminded" in chen.post("voting.remind", ballot_id=ballot.id)
    assert "less than a day" in chen.post("voting.remind", ballot_id=ballot.id)
    assert browser.as_(browser.people.ines).post("voting.remind", ballot_id=ballot.id).status == 403


def test_the_chair_closes_when_everyone_has_voted(browser: Browser, ballot: Ballot) -> None:
    chen = browser.as_(browser.people.chen)
    assert chen.post("voting.close", ballot_id=ballot.id).status == 403
    for person in (browser.people.ines, browser.people.farid, browser.people.chen):
        make.vote(ballot, person, Choice.RECUSED)
    page = chen.post("voting.close", ballot_id=ballot.id)
    assert "The revision is not carried" in page
    assert "Every expert was recused" in page


@pytest.mark.parametrize("kind", [RevisionKind.REWORD, RevisionKind.ADD, RevisionKind.DELETE])
def test_each_kind_of_change_has_its_page(browser: Browser, draft: Draft, kind: RevisionKind) -> None:
    revision = make.revision(draft, by=browser.people.dana, kind=kind, number="HR-L2", text="A new clause.")
    ballot = make.ballot(revision, by=browser.people.chen)
    page = browser.as_(browser.people.ines).get("voting.ballot", ballot_id=ballot.id)
    assert {"add": "new clause", "delete": "deletes the clause", "reword": "new words"}[kind] in page


def test_a_ballot_on_a_change_of_structure_says_what_it_does_in_words(browser: Browser, draft: Draft) -> None:
    revision = make_structure.split(draft, browser.people.dana)
    submit_revision(revision, by=browser.people.dana)
    ballot = make.ballot(revision, by=browser.people.chen)
    page = browser.as_(browser.people.ines).get("voting.ballot", ballot_id=ballot.id)
    assert "HR-L1 is split into: HR-L1, one with the next number." in page.text
    assert make_structure.SENSORS.split()[-1] in page


def test_a_guideline_that_is_not_theirs_to_know_of_has_no_ballots(browser: Browser, ballot: Ballot) -> None:
    ballot.revision.guideline.public = False
    db.session.commit()
    browser.as_(browser.people.amina).get("voting.ballot", ballot_id=ballot.id, status=404)
    browser.as_(browser.people.amina).get("voting.ballots", slug="smart-cities", status=404)
    browser.as_(browser.people.ines).get("voting.ballot", ballot_id=ballot.id)
    browser.get("voting.ballot", ballot_id=987654, status=404)


def test_in_arabic_the_page_runs_from_the_right(browser: Browser, ballot: Ballot) -> None:
    ines = browser.as_(browser.people.ines)
    ines.client.post("/language", data={"language": "ar", "next": "/"})
    assert 'dir="rtl"' in ines.get("voting.ballot", ballot_id=ballot.id).html


def test_the_chair_finds_what_is_ready_for_a_vote_among_the_ballots(browser: Browser, draft: Draft) -> None:
    ready = make.revision(draft, by=browser.people.dana)
    page = browser.as_(browser.people.chen).get("voting.ballots", slug="smart-cities")
    assert "Ready for a vote" in page
    assert f'href="/revisions/{ready.id}/ballot' in page.html
    assert "Ready for a vote" not in browser.as_(browser.people.ines).get("voting.ballots", slug="smart-cities")


def test_a_clause_says_that_a_ballot_on_its_words_is_under_way(browser: Browser, ballot: Ballot) -> None:
    clause = ballot.revision.clause
    assert clause is not None
    make_round.round_(ballot.revision.base.draft)
    page = browser.get("comments.clause", slug="smart-cities", number=1, uid=clause.uid)
    assert "A ballot on new words for this clause is under way" in page
    assert f'href="/ballots/{ballot.id}"' in page.html


def test_what_is_still_written_about_a_clause_is_said_to_the_team_alone(browser: Browser, draft: Draft) -> None:
    revision = make.revision(draft, by=browser.people.dana)
    clause = revision.clause
    assert clause is not None
    on = {"slug": "smart-cities", "number": draft.number, "uid": clause.uid}
    assert "is under way" not in browser.get("comments.clause", **on)
    assert "A revision of this clause is under way" in browser.as_(browser.people.dana).get("comments.clause", **on)

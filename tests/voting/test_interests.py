"""The register of interests: declared, updated, handled, published; recusal offered from it."""

import pytest
from sqlalchemy import select

from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.core.ruling import Refused
from consult.drafts.models import Draft, Guideline
from consult.drafts.people.actions import end_role, replace_member
from consult.drafts.people.models import RoleChange, RoleChangeKind
from consult.drafts.queries import voting_seats
from consult.tracing.own_data.data_export import held_on
from consult.tracing.own_data.erasure import erase_person
from consult.tracing.record.verification import verify
from consult.voting.interests.actions import InterestContent, declare, update_interest
from consult.voting.interests.models import HandlingKind, Interest, InterestKind
from consult.voting.interests.queries import declared_by, group_place_of, handled_interest, register_of
from consult.voting.models import BallotEvent, BallotSeat, Vote
from tests.accounts.mails import last_mail
from tests.browser import Browser
from tests.make import drafts as make
from tests.make import group
from tests.make import voting as ballots
from tests.people import People


@pytest.fixture
def guideline(people: People) -> Guideline:
    made = make.guideline()
    people.appoint_all(made)
    return made


@pytest.fixture
def public(browser: Browser) -> Guideline:
    made = make.guideline()
    browser.people.appoint_all(made)
    return made


def test_a_member_has_declared_once_they_said_something_or_that_there_is_nothing(
    people: People, guideline: Guideline
) -> None:
    assert [len(line.declared) for line in register_of(guideline)] == [0, 0, 0, 0]
    group.interest(people.ines, guideline)
    group.interest(people.farid, guideline, InterestKind.NONE)
    declared = {line.place.person.name: len(line.declared) for line in register_of(guideline)}
    assert declared == {"Ines Alves": 1, "Farid Alaoui": 1, "Chen Li": 0, "Adele Roux": 0}


def test_nothing_and_something_are_not_declared_together(people: People, guideline: Guideline) -> None:
    group.interest(people.ines, guideline)
    with pytest.raises(Refused, match="You have declared interests"):
        group.interest(people.ines, guideline, InterestKind.NONE)
    group.interest(people.farid, guideline, InterestKind.NONE)
    group.interest(people.farid, guideline, InterestKind.OWNERSHIP, "Shares of a vendor.")
    place = group_place_of(people.farid, guideline)
    assert place is not None
    assert [declared.interest.kind for declared in declared_by(place)] == [InterestKind.OWNERSHIP]


def test_only_members_declare(people: People, guideline: Guideline) -> None:
    for person in (people.dana, people.sara, people.moses, people.amina):
        assert group_place_of(person, guideline) is None
    place = group_place_of(people.ines, guideline)
    assert place is not None
    assert group_place_of(people.chen, guideline) is not None, "the chair, too"


def test_an_update_keeps_what_was_and_lifts_no_recusal(people: People, guideline: Guideline) -> None:
    draft = make.draft(guideline)
    said = group.interest(people.ines, guideline)
    group.handled(said, by=people.sara, pillars=(guideline.pillars[0],))
    on = ballots.revision(draft, by=people.dana)
    place = group_place_of(people.ines, guideline)
    assert handled_interest(place, on) is not None
    update_interest(said, InterestContent(kind=InterestKind.FUNDING, text="A grant that ended."), by=people.ines)
    db.session.commit()
    assert handled_interest(place, on) is not None
    (now,) = declared_by(place)
    assert (now.interest.text, now.carried_over) == ("A grant that ended.", True)
    assert len(db.session.scalars(select(Interest)).all()) == 2
    group.handled(now.interest, by=people.sara, kind=HandlingKind.NO_CONFLICT)
    assert handled_interest(place, on) is None


@pytest.mark.parametrize(
    ("kind", "pillar", "recused"),
    [
        (HandlingKind.RECUSED, 0, True),
        (HandlingKind.RECUSED, 1, False),
        (HandlingKind.RECUSED, None, True),
        (HandlingKind.DISCLOSED, None, False),
        (HandlingKind.NO_CONFLICT, None, False),
    ],
)
def test_recusal_is_from_the_pillars_that_were_named(
    people: People, guideline: Guideline, kind: HandlingKind, pillar: int | None, recused: bool
) -> None:
    draft = make.draft(guideline)
    pillars = (guideline.pillars[pillar],) if pillar is not None else ()
    group.handled(group.interest(people.ines, guideline), by=people.sara, kind=kind, pillars=pillars)
    on = ballots.revision(draft, by=people.dana, number="HR-L1")
    assert (handled_interest(group_place_of(people.ines, guideline), on) is not None) == recused
    assert handled_interest(group_place_of(people.farid, guideline), on) is None


def test_excluding_takes_the_vote_away_and_says_so_in_the_role(people: People, guideline: Guideline) -> None:
    said = group.interest(people.ines, guideline)
    with pytest.raises(Refused, match="Only the secretariat takes a vote away"):
        group.handled(said, by=people.chen, kind=HandlingKind.EXCLUDED)
    group.handled(said, by=people.sara, kind=HandlingKind.EXCLUDED)
    assert people.ines not in [seat.person for seat in db.session.scalars(voting_seats(guideline.id))]
    changes = db.session.scalars(select(RoleChange).where(RoleChange.kind == RoleChangeKind.CHANGED)).all()
    assert [change.after for change in changes] == [{"seated": False}]


def test_nobody_decides_about_their_own(people: People, guideline: Guideline) -> None:
    own = group.interest(people.chen, guideline)
    with pytest.raises(Refused, match="an interest of their own"):
        group.handled(own, by=people.chen)
    for person in (people.ines, people.dana, people.amina):
        with pytest.raises(Refused):
            group.handled(own, by=person)


def test_what_one_declared_is_in_ones_data(people: People, guideline: Guideline) -> None:
    group.handled(group.interest(people.ines, guideline), by=people.sara)
    (row,) = held_on(people.ines)["interests"]
    assert (row["kind"], row["text"], row["handled"]) == ("funding", "A grant of a vendor.", "recused")


def test_someone_elses_is_updated_by_nobody(people: People, guideline: Guideline) -> None:
    said = group.interest(people.ines, guideline)
    with pytest.raises(Refused, match="Only whoever declared"):
        update_interest(said, InterestContent(kind=InterestKind.NONE), by=people.farid)
    place = group_place_of(people.ines, guideline)
    assert place is not None
    declare(place, InterestContent(kind=InterestKind.FAMILY, text="A brother."), by=people.ines)


# Pages


def test_declared_by_form_read_by_everyone_handled_by_the_chair(browser: Browser, public: Guideline) -> None:
    draft: Draft = make.draft(public)
    people = browser.people
    ines, chen = browser.as_(people.ines), browser.as_(people.chen)
    place = {"slug": public.slug}
    assert "4 of 4 have not declared." in browser.as_(None).get("voting.interests", **place)
    form = {"kind": "funding", "text": "A grant of a vendor.", "since": "2020-05-01", "pillars": [public.pillars[0].id]}
    assert "for everyone to read" in ines.post("voting.declare_interest", form, **place)
    page = browser.as_(None).get("voting.interests", **place)
    assert "3 of 4 have not declared." in page
    assert "A grant of a vendor." in page
    assert "not handled yet" in page
    said = db.session.scalars(select(Interest)).one()
    decision = {"kind": "recused", "pillars": [public.pillars[0].id], "clauses": "HR-L9", "because": "They pay for it."}
    wrong = chen.post("voting.handle_interest", decision, interest_id=said.id)
    assert wrong.status == 422
    assert "No clause of the draft in force has this number: HR-L9" in wrong
    chen.post("voting.handle_interest", {**decision, "clauses": "DI-L1"}, interest_id=said.id)
    page = browser.as_(None).get("voting.interests", **place)
    assert "They pay for it." in page
    assert "DI-L1" in page
    assert (last_mail().recipient, "They pay for it." in last_mail().body) == ("ines@example.org", True)
    assert draft.number == 1


def test_a_recused_member_reads_so_on_the_ballot_and_recusal_comes_first(browser: Browser, public: Guideline) -> None:
    people = browser.people
    draft = make.draft(public)
    group.handled(group.interest(people.ines, public), by=people.sara, pillars=(public.pillars[0],))
    ballot = ballots.ballot(ballots.revision(draft, by=people.dana), by=people.chen)
    page = browser.as_(people.ines).get("voting.ballot", ballot_id=ballot.id)
    assert "You are recused from this ballot." in page
    assert page.html.index('value="recused"') < page.html.index('value="approve"')
    other = browser.as_(people.farid).get("voting.ballot", ballot_id=ballot.id)
    assert "You have not declared your interests yet." in other
    assert other.html.index('value="recused"') > other.html.index('value="approve"')


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"kind": ""}, "This is needed."),
        ({"text": ""}, "Say what it is."),
        ({"since": "2999-01-01"}, "still to come"),
        ({"since": "2020-05-01", "until": "2019-01-01"}, "ends before it begins"),
        ({"kind": "robbery"}, "Not a valid choice"),
    ],
)
def test_what_is_missing_is_said(browser: Browser, public: Guideline, wrong: dict[str, str], says: str) -> None:
    form = {"kind": "funding", "text": "A grant.", **wrong}
    page = browser.as_(browser.people.ines).post("voting.declare_interest", form, slug=public.slug)
    assert page.status == 422
    assert says in page


def test_a_roll_call_names_an_erased_member_by_their_state(people: People, guideline: Guideline) -> None:
    draft = make.draft(guideline)
    ballot = ballots.ballot(ballots.revision(draft, by=people.dana), by=people.chen)
    ballots.vote(ballot, people.ines)
    ballots.closed(ballot)
    place = group_place_of(people.ines, guideline)
    assert place is not None
    end_role(place, by=people.sara)
    erase_person(people.ines)
    printed = {seat.holder_name for seat in db.session.scalars(select(BallotSeat))}
    assert printed == {"Erased member of Portugal", "Farid Alaoui", "Chen Li"}
    assert [vote.voter_name for vote in db.session.scalars(select(Vote))] == ["Erased member of Portugal"]
    db.session.commit()
    assert not verify(guideline).faults


def test_an_erased_member_is_named_nowhere_in_a_ballot_in_which_they_were_replaced(
    people: People, guideline: Guideline
) -> None:
    draft = make.draft(guideline)
    ballot = ballots.ballot(ballots.revision(draft, by=people.dana), by=people.chen)
    place = group_place_of(people.ines, guideline)
    assert place is not None
    name = people.ines.name
    replace_member(place, people.amina, title="", because="Another post.", by=people.sara)
    ballots.vote(ballot, people.amina)
    ballots.closed(ballot)
    db.session.commit()
    erase_person(people.ines)
    db.session.commit()
    kept = [*db.session.scalars(select(AuditEntry)), *db.session.scalars(select(BallotEvent))]
    assert not [row for row in kept if name in str(row.facts)]
    assert not verify(guideline).faults

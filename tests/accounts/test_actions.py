"""Sessions, suspension and limits as the database keeps them, on SQLite and on PostgreSQL."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from consult.accounts import actions
from consult.accounts.addresses import NoAddress
from consult.accounts.jobs import forget_ended_sessions
from consult.accounts.models import Person, UserSession
from consult.accounts.queries import administrators, people_called, person_with_email, session_with, sign_in_sessions_of
from consult.core import clock
from consult.core.database import db
from consult.core.ruling import Refused
from consult.core.security.rate_limit import Attempt, TooMany, count_failure, forgive
from tests.people import People

A_DAY = timedelta(days=1)


def begun(person: Person, lasts: timedelta = A_DAY) -> str:
    return actions.start_session(person, device="Firefox, Linux", lasts=lasts)


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_session_is_found_by_its_token_alone(people: People) -> None:
    token = begun(people.amina)
    found = session_with(token)
    assert found is not None
    assert found.person is people.amina
    assert session_with(found.digest) is None
    assert session_with("") is None


def test_sessions_of_one_person_are_ended_and_no_other(people: People) -> None:
    first, second, other = begun(people.amina), begun(people.amina), begun(people.bruno)
    kept = session_with(first)
    actions.end_sessions(people.amina, but=kept.id)
    assert [bool(session_with(token)) for token in (first, second, other)] == [True, False, True]
    assert not actions.end_session(people.bruno, kept.id)
    assert actions.end_session(people.amina, kept.id)
    assert session_with(first) is None


def test_ended_sessions_are_swept_up(people: People) -> None:
    begun(people.amina, timedelta(hours=1))
    begun(people.amina, timedelta(days=14))
    db.session.commit()
    with clock.at(clock.now() + A_DAY):
        assert len(sign_in_sessions_of(people.amina, clock.now())) == 1
        forget_ended_sessions()
    assert count(UserSession) == 1


def test_a_new_password_or_a_suspension_ends_all(people: People) -> None:
    begun(people.amina)
    actions.set_password(people.amina, "a sentence of mine")
    assert count(UserSession) == 0
    begun(people.amina)
    actions.suspend(people.amina, by=people.olga)
    assert count(UserSession) == 0


def test_links_die_with_a_suspension_and_a_new_password(people: People) -> None:
    keys = [people.amina.session_key]
    actions.set_password(people.amina, "a sentence of mine")
    keys.append(people.amina.session_key)
    actions.suspend(people.amina, by=people.olga)
    keys.append(people.amina.session_key)
    assert len(set(keys)) == 3


def test_nobody_suspends_themselves_twice_or_the_last_administrator(people: People) -> None:
    actions.suspend(people.amina, by=people.olga)
    for person, by in ((people.amina, people.olga), (people.olga, people.olga), (people.olga, None)):
        with pytest.raises(Refused):
            actions.suspend(person, by=by)
    assert administrators() == 1


def test_people_are_found_in_any_case_and_the_erased_are_not(people: People) -> None:
    people.amina.name, people.bruno.name = "", "Bruno 100% Costa"
    found = [person.name for person in db.session.scalars(people_called("COSTA"))]
    assert found == ["Bruno 100% Costa"]
    assert people.amina not in db.session.scalars(people_called("")).all()


def test_an_address_is_taken_once_however_it_is_typed(people: People) -> None:
    made = actions.guest("Jane", "Jane@MÜNCHEN.de", language=None)
    assert actions.guest("Janet", "jane@xn--mnchen-3ya.de", language=None) is made
    assert person_with_email(" JANE@münchen.de ") is made
    with pytest.raises(NoAddress):
        actions.sign_up("Jane", "jane@localhost")


def test_failures_are_counted_by_key_waited_for_and_forgiven(people: People) -> None:
    for _try in range(3):
        count_failure("sign-in", "amina 203.0.113.0/24", allowed=3)
    with pytest.raises(TooMany) as told:
        count_failure("sign-in", "amina 203.0.113.0/24", allowed=3)
    assert told.value.minutes == 1
    count_failure("sign-in", "amina 198.51.100.0/24", allowed=3)
    forgive("sign-in", "amina 203.0.113.0/24")
    count_failure("sign-in", "amina 203.0.113.0/24", allowed=3)
    assert count(Attempt) == 2
    assert "amina" not in {attempt.key for attempt in db.session.scalars(select(Attempt))}


def test_two_people_are_not_one(people: People) -> None:
    """Also where neither has begun a session here: a comparison of people decides who may do what."""
    assert people.amina != people.bruno
    assert people.amina == db.session.get(Person, people.amina.id)
    assert len({people.amina, people.bruno}) == 2

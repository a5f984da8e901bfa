"""What may and may not happen to answers."""

import pytest
from sqlalchemy import select

from consult.analysis.models import ThemeState
from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.core.locking import Stale
from consult.core.ruling import Refused
from consult.responses import actions
from consult.responses.models import Answer, Disposition, Satisfaction
from consult.responses.queries import current_answer, effective_answers, history_of_answers
from tests.make import responses as make
from tests.people import People

D = Disposition


def test_one_answer_to_a_theme_is_inherited_by_all_its_points(people: People) -> None:
    it = make.consulted(people)
    given = make.answer(it.theme, people.dana, D.ACCEPTED_IN_PART, "The register, yes; each month, no.")
    held = effective_answers(it.points)
    assert {number: e.answer for number, e in held.items()} == {it.sensors.id: given, it.updates.id: given}
    assert all(e.inherited for e in held.values())


def test_a_points_own_answer_overrides_and_withdrawing_it_inherits_again(people: People) -> None:
    it = make.consulted(people)
    inherited = make.answer(it.theme, people.dana)
    own = make.answer(it.updates, people.dana, D.NOT_ACCEPTED, "A month is too short for small towns.")
    assert effective_answers([it.updates])[it.updates.id].answer == own
    actions.withdraw_answer(own, "It was given by mistake.", by=people.dana)
    assert effective_answers([it.updates])[it.updates.id].answer == inherited


def test_a_changed_answer_keeps_the_one_before(people: People) -> None:
    it = make.consulted(people)
    first = make.answer(it.cost, people.dana, D.NOTED, "Noted.")
    second = make.answer(it.cost, people.sara, D.ACCEPTED, "We found the money.")
    assert history_of_answers(point=it.cost) == [second, first]
    assert first.superseded_at is not None
    verbs = db.session.scalars(
        select(AuditEntry.verb).where(AuditEntry.subject == "answer").order_by(AuditEntry.id)
    ).all()
    assert verbs == ["answer.given", "answer.changed"]


def test_the_same_answer_twice_is_one_answer(people: People) -> None:
    it = make.consulted(people)
    assert make.answer(it.cost, people.dana) == make.answer(it.cost, people.sara)


def test_a_second_drafter_is_told_of_the_first(people: People) -> None:
    it = make.consulted(people)
    make.answer(it.theme, people.sara, D.ACCEPTED, "Yes.")
    with pytest.raises(Stale) as stale:
        actions.answer_theme(it.theme, D.NOT_ACCEPTED, "No.", by=people.dana, base_version="0")
    assert (stale.value.theirs, stale.value.yours) == ("Yes.", "No.")
    standing = current_answer(theme=it.theme)
    assert standing is not None
    assert standing.reason == "Yes."


@pytest.mark.parametrize("who", ["amina", "ines", "moses", "chen"])
def test_only_the_drafting_team_answers(people: People, who: str) -> None:
    it = make.consulted(people)
    with pytest.raises(Refused, match="drafting team"):
        actions.answer_point(it.cost, D.ACCEPTED, "Yes.", by=getattr(people, who))


def test_a_reason_is_needed_and_a_referral_names_its_clause(people: People) -> None:
    it = make.consulted(people)
    with pytest.raises(Refused, match="Say why"):
        actions.answer_point(it.cost, D.ACCEPTED, " ", by=people.dana)
    with pytest.raises(Refused, match="Name the clause"):
        actions.answer_point(it.cost, D.REFERRED, "See there.", by=people.dana)
    given = actions.answer_point(it.cost, D.REFERRED, "See there.", by=people.dana, referred_to=it.clause("DI-L2"))
    assert given.referred_to == it.clause("DI-L2")


def test_a_theme_that_was_set_aside_is_not_answered_any_more(people: People) -> None:
    it = make.consulted(people)
    it.theme.state = ThemeState.SET_ASIDE
    with pytest.raises(Refused, match="merged or set aside"):
        actions.answer_theme(it.theme, D.ACCEPTED, "Yes.", by=people.dana)


def test_editorial_points_are_answered_in_bulk_and_answered_ones_left_alone(people: People) -> None:
    it = make.consulted(people)
    assert actions.answer_points_in_bulk([it.typo], D.ACCEPTED, "Put right.", by=people.dana) == 1
    assert actions.answer_points_in_bulk([it.typo], D.NOTED, "Noted.", by=people.dana) == 0
    with pytest.raises(Refused, match="Only editorial points"):
        actions.answer_points_in_bulk([it.typo, it.cost], D.ACCEPTED, "Put right.", by=people.dana)
    assert effective_answers([it.typo])[it.typo.id].answer.disposition == D.ACCEPTED


def test_an_answer_goes_with_a_point_that_was_edited_away(people: People) -> None:
    it = make.consulted(people)
    make.answer(it.cost, people.dana)
    db.session.delete(it.cost)
    db.session.commit()
    assert db.session.scalars(select(Answer)).all() == []
    kept = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "answer.given")).one()
    assert kept.facts["reason"] == "We agree."


def test_only_its_author_is_satisfied_with_an_answer_and_only_once_there_is_one(people: People) -> None:
    it = make.consulted(people)
    comment = it.sensors.comment
    with pytest.raises(Refused, match="Not every point"):
        actions.say_whether_satisfied(comment, people.amina, satisfied=True)
    make.answer(it.theme, people.dana)
    with pytest.raises(Refused, match="Only the author"):
        actions.say_whether_satisfied(comment, people.bruno, satisfied=True)
    actions.say_whether_satisfied(comment, people.amina, satisfied=True)
    actions.say_whether_satisfied(comment, people.amina, satisfied=False, because="It is vague.")
    db.session.commit()
    said = db.session.scalars(select(Satisfaction)).one()
    assert (said.satisfied, said.because) == (False, "It is vague.")

"""Delphi rounds: the panel and the rule are fixed, nobody is named, the rounds end as the rule says."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from consult.core import clock
from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.core.ruling import Refused
from consult.drafts.models import Guideline, Role
from consult.drafts.people.actions import appoint, end_role
from consult.drafts.queries import membership_of
from consult.tracing.own_data.data_export import taken_away
from consult.voting.delphi import actions, jobs, queries
from consult.voting.delphi.accord import ACCORD_ITEMS, SECTIONS, accord_lines
from consult.voting.delphi.models import DelphiRating, DelphiRound, DelphiStudy, StudyEnd
from consult.voting.delphi.report import StudyReport, accord_answers, report_as_json, study_rows
from consult.voting.delphi.rules import may_read_study
from consult.voting.delphi.statistics import StopRule
from tests.make import delphi as make
from tests.make import drafts as make_drafts
from tests.make import revisions as make_revision
from tests.people import People


@pytest.fixture
def guideline(people: People) -> Guideline:
    made = make_drafts.guideline()
    people.appoint_all(made)
    return made


@pytest.fixture
def study(people: People, guideline: Guideline) -> DelphiStudy:
    return make.study(guideline, by=people.chen)


@pytest.fixture
def round_(people: People, study: DelphiStudy) -> DelphiRound:
    return make.delphi_round(study, by=people.chen)


def report_of(study: DelphiStudy) -> StudyReport:
    return StudyReport(study, queries.items_of(study), queries.delphi_rounds_of(study), queries.panel_of(study))


@pytest.mark.parametrize("who", ["dana", "ines", "amina", "moses"])
def test_only_the_chair_leads_rounds(people: People, guideline: Guideline, who: str) -> None:
    with pytest.raises(Refused, match="Only the chair"):
        make.study(guideline, by=getattr(people, who))


def test_there_is_something_to_rate(people: People, guideline: Guideline) -> None:
    with pytest.raises(Refused, match="at least one statement"):
        actions.plan_study(guideline, "x", "x", make.RULE, by=people.chen)


def test_revisions_are_rated_by_the_words_that_they_have_now(people: People, guideline: Guideline) -> None:
    revision = make_revision.revision(make_drafts.draft(guideline, by=people.sara), people.dana)
    made = actions.plan_study(guideline, "x", "x", make.RULE, revisions=[revision], by=people.chen)
    [item] = queries.items_of(made)
    assert (item.text, item.revision) == (revision.proposed_text, revision)


def test_the_panel_is_fixed_when_the_first_round_opens(people: People, study: DelphiStudy, round_: DelphiRound) -> None:
    appoint(study.guideline, people.bruno, Role.EXPERT, member_state="BR")
    make.closed(round_)
    make.delphi_round(study, by=people.chen)
    assert {panelist.name for panelist in queries.panel_of(study)} == {
        "Ines Alves",
        "Farid Alaoui",
        "Chen Li",
        "Adele Roux",
    }
    assert queries.panelist_for(people.bruno, study) is None


def test_a_name_and_a_state_stay_as_they_were(people: People, study: DelphiStudy, round_: DelphiRound) -> None:
    people.ines.name = "Someone Else"
    db.session.flush()
    assert "Ines Alves" in {panelist.name for panelist in queries.panel_of(study)}


def test_who_left_the_group_rates_no_more(people: People, round_: DelphiRound) -> None:
    panelist = queries.panelist_for(people.farid, round_.study)
    assert panelist is not None
    end_role(panelist.appointment, by=people.sara)
    with pytest.raises(Refused, match="has ended"):
        make.rated(round_, people.farid, {1: 5})


def test_ratings_are_changed_until_the_round_closes(people: People, round_: DelphiRound) -> None:
    make.rated(round_, people.ines, {1: 5, 2: 3})
    make.rated(round_, people.ines, {1: 8})
    assert sorted(rating.value for rating in queries.ratings_in(round_)) == [3, 8]
    with clock.at(round_.closes_at), pytest.raises(Refused, match="No round is open"):
        make.rated(round_, people.ines, {1: 9})


def test_the_journal_says_once_that_one_rated_and_never_what(people: People, round_: DelphiRound) -> None:
    make.rated(round_, people.ines, {1: 2}, reason="A reason in confidence")
    make.rated(round_, people.ines, {2: 9})
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.verb.startswith("delphi."))).all()
    assert [entry.verb for entry in entries] == ["delphi.planned", "delphi.round_opened", "delphi.rated"]
    assert entries[-1].facts == {"study": round_.study_id, "round": 1}


def test_only_one_round_runs_and_none_after_the_end(people: People, study: DelphiStudy, round_: DelphiRound) -> None:
    with pytest.raises(Refused, match="under way"):
        make.delphi_round(study, by=people.chen)
    for person in (people.ines, people.farid, people.chen, people.adele):
        make.rated(round_, person, {1: 8, 2: 2})
    make.closed(round_)
    assert study.ended_as == StudyEnd.SETTLED
    with pytest.raises(Refused, match="have ended"):
        make.delphi_round(study, by=people.chen)


def test_rounds_close_by_the_clock_and_count_those_who_were_silent(people: People, round_: DelphiRound) -> None:
    make.rated(round_, people.ines, {1: 8})
    jobs.close_due_rounds_of_delphi()
    assert round_.closed_at is None
    with clock.at(round_.closes_at):
        jobs.close_due_rounds_of_delphi()
    assert round_.results is not None
    assert (round_.results["panel"], round_.results["responded"]) == (4, 1)


def test_what_is_settled_is_not_rated_again_and_stable_ratings_end_the_rounds(
    people: People, study: DelphiStudy, round_: DelphiRound
) -> None:
    panel = (people.ines, people.farid, people.chen, people.adele)
    for person, value in zip(panel, (2, 5, 7, 9), strict=True):
        make.rated(round_, person, {1: 8, 2: value})
    make.closed(round_)
    assert study.ended_at is None
    second = make.delphi_round(study, by=people.chen)
    assert [item.position for item in queries.items_to_rate(study, round_)] == [2]
    with pytest.raises(Refused, match="does not ask"):
        make.rated(second, people.ines, {1: 9})
    for person, value in zip(panel, (2, 5, 7, 9), strict=True):
        make.rated(second, person, {2: value})
    make.closed(second)
    assert study.ended_as == StudyEnd.SETTLED
    [(_item, result)] = report_of(study).results(second)
    assert (result.agreement, result.change, result.compared) == ("none", 0, 4)


def test_the_last_round_ends_them_whatever_it_brings(people: People, guideline: Guideline) -> None:
    rule = StopRule(max_rounds=1, agreement=0.75, iqr_at_most=2, stable_below=0.15)
    study = make.study(guideline, by=people.chen, rule=rule)
    make.closed(make.delphi_round(study, by=people.chen))
    assert study.ended_as == StudyEnd.ROUNDS_USED


def test_the_chair_stops_them_with_a_reason_and_the_running_round_is_not_counted(
    people: People, study: DelphiStudy, round_: DelphiRound
) -> None:
    make.rated(round_, people.ines, {1: 8})
    with pytest.raises(Refused, match="Say why"):
        actions.stop_study(study, " ", by=people.chen)
    actions.stop_study(study, "A vote is called.", by=people.chen)
    assert (study.ended_as, round_.results and round_.results["items"]) == (StudyEnd.STOPPED, {})
    assert "A vote is called." in accord_answers(report_of(study))["R2"]


@pytest.mark.parametrize("minutes", [0, 59])
def test_a_round_that_nobody_has_time_for_is_refused(people: People, study: DelphiStudy, minutes: int) -> None:
    with pytest.raises(Refused, match="less than an hour"):
        actions.open_delphi_round(study, clock.now() + timedelta(minutes=minutes), by=people.chen)


def test_a_round_can_be_set_for_later(people: People, study: DelphiStudy) -> None:
    later = clock.now() + timedelta(days=1)
    made = actions.open_delphi_round(study, later + timedelta(days=2), opens_at=later, by=people.chen)
    with pytest.raises(Refused, match="not opened yet"):
        make.rated(made, people.ines, {1: 5})
    with clock.at(later):
        make.rated(made, people.ines, {1: 5})


def recipients(about: str) -> list[str]:
    return sorted(db.session.scalars(select(Message.recipient).where(Message.subject.contains(about))))


def test_everyone_on_the_panel_is_written_to_once_a_round_and_the_silent_once_more(
    people: People, round_: DelphiRound
) -> None:
    panel = sorted(person.email for person in (people.ines, people.farid, people.chen, people.adele))
    assert recipients("Please rate") == panel
    make.rated(round_, people.ines, {1: 8})
    with clock.at(round_.closes_at - timedelta(hours=20)):
        jobs.remind_panels()
        jobs.remind_panels()
    assert recipients("You have not rated yet") == [email for email in panel if email != people.ines.email]


def test_until_they_end_the_rounds_are_read_inside_and_then_by_all(
    people: People, study: DelphiStudy, round_: DelphiRound
) -> None:
    inside, outside = membership_of(people.dana, study.guideline), membership_of(None, study.guideline)
    assert may_read_study(inside, study)
    assert not may_read_study(outside, study)
    actions.stop_study(study, "Enough.", by=people.chen)
    assert may_read_study(outside, study)


def test_no_rating_leaves_with_a_name_but_to_its_own_author(
    people: People, study: DelphiStudy, round_: DelphiRound
) -> None:
    make.rated(round_, people.ines, {1: 2, 2: 7}, reason="Too dear for small towns")
    make.rated(round_, people.farid, {1: 8, 2: 8}, reason="At last")
    make.closed(round_)
    report = report_of(study)
    whole = json.dumps(report_as_json(report, accord_answers(report), [item.code for item in ACCORD_ITEMS]))
    whole += "\n".join(",".join(row) for row in study_rows(report))
    whole += json.dumps(db.session.scalars(select(AuditEntry.facts)).all())
    assert "Too dear for small towns" in whole
    assert not any(name in whole for name in ("Ines", "Farid", people.ines.email))
    assert [row["rating"] for row in taken_away(people.ines)["ratings"]] == [2, 7]
    assert taken_away(people.adele)["ratings"] == []
    assert json.dumps(taken_away(people.farid)).count("Too dear") == 0


def test_reasons_stand_by_third_in_an_order_that_tells_nothing(people: People, round_: DelphiRound) -> None:
    make.rated(round_, people.ines, {1: 9}, reason="Zeal")
    make.rated(round_, people.farid, {1: 7}, reason="Accord")
    make.rated(round_, people.chen, {1: 1}, reason="Never")
    make.closed(round_)
    first = report_of(round_.study).results(round_)[0][1]
    assert first.reasons == {"low": ["Never"], "middle": [], "high": ["Accord", "Zeal"]}


def test_the_report_has_every_item_of_accord_filled_or_left_to_people(
    people: People, study: DelphiStudy, round_: DelphiRound
) -> None:
    make.rated(round_, people.ines, {1: 8, 2: 5})
    make.closed(round_)
    lines = accord_lines(accord_answers(report_of(study)))
    by_section = {code: sum(line.item.code[0] == code for line in lines) for code in SECTIONS}
    assert len({line.item.code for line in lines}) == 35
    assert by_section == {"T": 1, "I": 3, "M": 21, "R": 5, "D": 2, "O": 3}
    filled = {line.item.code: line.says for line in lines if line.says}
    assert {"M3", "M9", "M10", "M12", "M13", "M17", "M18", "R1", "R3", "R4", "R5"} <= filled.keys()
    assert {"I1", "M7", "D1", "O3"}.isdisjoint(filled)
    assert "1 of 4 rated (25 %)" in filled["R3"]
    assert "75 %" in filled["M12"]


def test_a_rating_off_the_scale_is_refused(people: People, round_: DelphiRound) -> None:
    panelist = queries.panelist_for(people.ines, round_.study)
    assert panelist is not None
    item = queries.items_of(round_.study)[0]
    with pytest.raises(Refused, match="from 1 to 9"):
        actions.rate(panelist, round_, {item.id: (10, "")})
    assert db.session.scalars(select(DelphiRating)).all() == []

"""Rules of procedure: what can be a rule, who sets them, what is kept of them, what everyone reads."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.core.locking import Stale, version_of
from consult.core.ruling import Refused
from consult.drafts.models import Guideline
from consult.voting.group.actions import set_rules
from consult.voting.group.models import Opener, RulesOfProcedure
from consult.voting.group.procedure import USUAL, Procedure
from consult.voting.group.queries import procedure_of, versions_of_rules
from consult.voting.group.rules import can_be_rules
from tests.browser import Browser
from tests.make import drafts as make
from tests.people import People

CASES = [
    ({}, False, ""),
    ({"majority": "consensus"}, False, ""),
    ({"secret": True}, False, ""),
    ({"secret": True, "majority": "consensus"}, False, "known by name"),
    ({"secret": True, "majority": "silence"}, False, "known by name"),
    ({"secret": True, "counting": "per_state"}, True, "known by name"),
    ({"counting": "per_state"}, False, "not appointed by states"),
    ({"counting": "per_state"}, True, ""),
    ({"shortest_days": 10}, False, "less than the shortest"),
    ({"extension_days": 0}, False, "by no day"),
    ({"extensions": 0, "extension_days": 0}, False, ""),
]


@pytest.mark.parametrize(("changes", "of_states", "says"), CASES)
def test_what_can_be_a_rule(browser: Browser, changes: dict[str, object], of_states: bool, says: str) -> None:
    ruling = can_be_rules(replace(USUAL, **changes), of_states=of_states)
    assert bool(ruling) == (not says)
    assert says in ruling.refusal


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


def test_a_guideline_without_rules_has_the_usual_ones(guideline: Guideline) -> None:
    assert procedure_of(guideline) == Procedure()


def test_a_later_version_leaves_the_one_before(people: People, guideline: Guideline) -> None:
    set_rules(guideline, USUAL, by=people.sara)
    stricter = replace(USUAL, quorum=2 / 3, opener=Opener.CHAIR)
    with pytest.raises(Refused, match="Say why"):
        set_rules(guideline, stricter, by=people.sara)
    set_rules(guideline, stricter, because="The group asked for it.", by=people.sara)
    assert procedure_of(guideline) == stricter
    assert [row.quorum for row in versions_of_rules(guideline)] == [2 / 3, 0.5]
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.verb == "procedure.set").order_by(AuditEntry.id)
    ).all()[-1]
    assert set(entry.facts["changed"]) == {"quorum", "opener"}


def test_whoever_read_older_rules_does_not_overwrite_newer_ones(people: People, guideline: Guideline) -> None:
    read = version_of(vars(USUAL))
    set_rules(guideline, replace(USUAL, usual_days=14), by=people.sara)
    with pytest.raises(Stale):
        set_rules(guideline, replace(USUAL, usual_days=3), because="Faster.", base_version=read, by=people.sara)


def test_only_the_secretariat_sets_them(people: People, guideline: Guideline) -> None:
    for person in (people.chen, people.dana, people.ines, people.amina):
        with pytest.raises(Refused):
            set_rules(guideline, USUAL, by=person)


def test_everyone_reads_how_the_group_decides(browser: Browser, public: Guideline) -> None:
    page = browser.as_(None).get("voting.how_we_decide", slug=public.slug)
    assert "has not set rules for this group" in page
    assert "50 % of the seats must take part." in page


def form(**changes: str) -> dict[str, str]:
    counts = ("notice_days", "extensions", "extension_days", "reballots", "reballot_after_days", "objection_days")
    sent = {name: str(getattr(USUAL, name)) for name in (*counts, "shortest_days", "usual_days", "silence_days")}
    told = {
        "majority": "two_thirds",
        "counting": "per_expert",
        "quorum": "1/2",
        "quorum_floor": "0",
        "opener": "either",
    }
    return {**sent, **told, **changes}


def test_they_are_set_by_a_form_and_published(browser: Browser, public: Guideline) -> None:
    sara = browser.as_(browser.people.sara)
    page = sara.post("voting.set_rules", form(quorum="2/3", quorum_floor="12"), slug=public.slug)
    assert "The rules of procedure are set." in page
    assert "However many are recused, at least 12 must." in page
    assert "Version 1, set on" in page


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"usual_days": "0"}, "whole number from 1 to 180"),
        ({"shortest_days": "many"}, "whole number from 1 to 90"),
        ({"usual_days": "2", "shortest_days": "5"}, "less than the shortest"),
        ({"secret": "y", "majority": "consensus"}, "known by name"),
        ({"counting": "per_state"}, "not appointed by states"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(
    browser: Browser, public: Guideline, wrong: dict[str, str], says: str
) -> None:
    page = browser.as_(browser.people.sara).post("voting.set_rules", form(quorum_floor="7", **wrong), slug=public.slug)
    assert page.status == 422
    assert says in page
    assert 'value="7"' in page.html
    assert db.session.scalars(select(RulesOfProcedure)).all() == []

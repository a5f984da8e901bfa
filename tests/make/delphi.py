"""A Delphi study of the small guideline, planned, opened, rated, closed."""

from collections.abc import Mapping
from datetime import timedelta

from consult.accounts.models import Person
from consult.core import clock
from consult.core.database import db
from consult.drafts.models import Guideline
from consult.voting.delphi import actions, queries
from consult.voting.delphi.models import DelphiRound, DelphiStudy
from consult.voting.delphi.statistics import StopRule

RULE = StopRule(max_rounds=3, agreement=0.75, iqr_at_most=2, stable_below=0.15)
STATEMENTS = ("A register of sensors is public.", "Every city names an ombudsperson.")


def study(guideline: Guideline, *, by: Person, rule: StopRule = RULE) -> DelphiStudy:
    made = actions.plan_study(guideline, "Registers", "How far the group agrees.", rule, statements=STATEMENTS, by=by)
    db.session.commit()
    return made


def delphi_round(of: DelphiStudy, *, by: Person) -> DelphiRound:
    """Open now, for two days."""
    made = actions.open_delphi_round(of, clock.now() + timedelta(days=2), by=by)
    db.session.commit()
    return made


def rated(round_: DelphiRound, by: Person, said: Mapping[int, int], reason: str = "") -> None:
    """What one of the panel rates each statement, by its position."""
    numbers = {item.position: item.id for item in queries.items_of(round_.study)}
    panelist = queries.panelist_for(by, round_.study)
    assert panelist is not None
    actions.rate(panelist, round_, {numbers[place]: (value, reason) for place, value in said.items()})
    db.session.commit()


def closed(round_: DelphiRound) -> DelphiRound:
    """Counted when its time is over."""
    with clock.at(round_.closes_at + timedelta(minutes=1)):
        actions.close_round(round_)
        db.session.commit()
    return round_

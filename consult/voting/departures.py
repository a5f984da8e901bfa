"""Where a ballot departs from the group's rules of procedure, in sentences. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from consult.voting.group.procedure import Procedure
from consult.voting.models import Majority
from consult.voting.tally import Rule


@dataclass(frozen=True, kw_only=True)
class BallotTerms:
    """How a ballot is to be held."""

    rule: Rule
    secret: bool
    results_hidden: bool
    announced_at: datetime
    opens_at: datetime
    closes_at: datetime


def departures(terms: BallotTerms, procedure: Procedure) -> list[str]:
    """Each thing that is otherwise than the group agreed once for all; empty where nothing is."""
    return [str(says) for says in (*_of_rule(terms, procedure), *_of_time(terms, procedure))]


def _of_rule(terms: BallotTerms, procedure: Procedure) -> Iterator[str]:
    rule = terms.rule
    if rule.majority != procedure.majority:
        yield _("another majority than the group agreed on")
    if rule.counting != procedure.counting:
        yield _("votes are counted by member state, or by expert, otherwise than agreed")
    if rule.majority not in {Majority.SILENCE, Majority.INDICATIVE}:
        if abs(rule.quorum - procedure.quorum) > 0.001:
            yield _("another quorum")
        if rule.floor != procedure.quorum_floor:
            yield _("another floor of the quorum")
    if terms.secret != procedure.secret:
        yield _("secret instead of by roll call") if terms.secret else _("by roll call instead of secret")
    if terms.results_hidden != procedure.results_hidden:
        yield _("results are shown, or hidden, before it closes otherwise than agreed")


def _of_time(terms: BallotTerms, procedure: Procedure) -> Iterator[str]:
    length = terms.closes_at - terms.opens_at
    if terms.opens_at - terms.announced_at < timedelta(days=procedure.notice_days):
        yield ngettext("less notice than %(num)s day", "less notice than %(num)s days", procedure.notice_days)
    if length < timedelta(days=procedure.shortest_days):
        yield ngettext("open for less than %(num)s day", "open for less than %(num)s days", procedure.shortest_days)
    if terms.rule.majority == Majority.SILENCE and length < timedelta(days=procedure.silence_days):
        yield ngettext("less than %(num)s day to object", "less than %(num)s days to object", procedure.silence_days)

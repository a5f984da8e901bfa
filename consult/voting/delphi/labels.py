"""The stop rule, the agreement and the spread of a statement in words."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from consult.core.templating import number, percent
from consult.voting.delphi.models import StudyEnd
from consult.voting.delphi.results import ItemResult
from consult.voting.delphi.statistics import Agreement, StopRule

AGREEMENT_NAMES: Mapping[Agreement, Any] = {
    Agreement.FOR: _l("consensus for it"),
    Agreement.AGAINST: _l("consensus against it"),
    Agreement.NONE: _l("no consensus"),
}
AGREEMENT_TONES: Mapping[Agreement, str] = {Agreement.FOR: "good", Agreement.AGAINST: "bad", Agreement.NONE: ""}
END_NAMES: Mapping[StudyEnd, Any] = {
    StudyEnd.SETTLED: _l(
        "The rounds ended by their rule: on every statement there is consensus, or the ratings are stable."
    ),
    StudyEnd.ROUNDS_USED: _l("The rounds ended by their rule: the last round that it allows was held."),
    StudyEnd.STOPPED: _l("The chair stopped the rounds before their rule ended them."),
}
THIRD_NAMES: Mapping[str, Any] = {
    "high": _l("From those who rated it 7 to 9"),
    "middle": _l("From those who rated it 4 to 6"),
    "low": _l("From those who rated it 1 to 3"),
}


def stop_rule_in_words(rule: StopRule) -> list[str]:
    """What ends the rounds, as sentences; fixed before the first one."""
    return [
        str(
            _(
                "Consensus is at least %(share)s of the ratings from 7 to 9 (for) or from 1 to 3 (against), with an "
                "interquartile range of at most %(range)s.",
                share=percent(rule.agreement),
                range=number(rule.iqr_at_most),
            )
        ),
        str(
            _(
                "The ratings of a statement are stable when their distribution changed by less "
                "than %(share)s from one "
                "round to the next, among those who rated it in both.",
                share=percent(rule.stable_below),
            )
        ),
        str(_("A statement with consensus, or with stable ratings, is not rated again.")),
        ngettext(
            "There is %(num)s round; then they end.",
            "There are at most %(num)s rounds; they end sooner when every statement is settled.",
            rule.max_rounds,
        ),
    ]


def result_in_words(result: ItemResult) -> str:
    """The group's result in a line: median, middle half, thirds, change."""
    summary = result.summary
    if summary.quartiles is None:
        return str(_("Nobody rated it."))
    low, high = summary.quartiles
    says = _(
        "Median %(median)s, the middle half from %(low)s to %(high)s; %(rated)s rated it, %(share)s of them 7 to 9.",
        median=number(summary.median),
        low=number(low),
        high=number(high),
        rated=number(summary.rated),
        share=percent(summary.share_in(range(7, 10))),
    )
    return f"{says} {_change(result)}".strip()


def _change(result: ItemResult) -> str:
    if result.change is None:
        return ""
    return str(
        _(
            "Since the round before the distribution changed by %(change)s; %(moved)s of %(compared)s changed their "
            "rating.",
            change=percent(result.change),
            moved=number(result.moved),
            compared=number(result.compared),
        )
    )

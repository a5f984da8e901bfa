"""The report of a study: the items of ACCORD that are data, and the figures of every round, as plain values."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from consult.accounts.countries import region_of
from consult.core.i18n.punctuation import join_list
from consult.core.templating import number, percent, when
from consult.voting.delphi.labels import AGREEMENT_NAMES, END_NAMES, result_in_words, stop_rule_in_words
from consult.voting.delphi.models import DelphiItem, DelphiPanelist, DelphiRound, DelphiStudy
from consult.voting.delphi.results import ItemResult, restored_result
from consult.voting.delphi.rules import rule_of_study
from consult.voting.delphi.statistics import SCALE, StopRule

COLUMNS = (
    "round",
    "item",
    "text",
    "panel",
    "responded",
    "rated",
    *(f"rated_{value}" for value in SCALE),
    "median",
    "first_quartile",
    "third_quartile",
    "change",
    "agreement",
    "settled",
)


@dataclass(frozen=True)
class StudyReport:
    """A study as its report says it: whole rounds, no ratings of anybody."""

    study: DelphiStudy
    items: Sequence[DelphiItem]
    rounds: Sequence[DelphiRound]
    panel: Sequence[DelphiPanelist]

    def results(self, round_: DelphiRound) -> list[tuple[DelphiItem, ItemResult]]:
        """What was rated in a round that has closed."""
        stored = (round_.results or {}).get("items", {})
        return [(item, restored_result(stored[str(item.id)])) for item in self.items if str(item.id) in stored]

    def final(self) -> list[tuple[DelphiItem, DelphiRound | None, ItemResult | None]]:
        """Each statement with the last round that rated it."""
        last: dict[int, tuple[DelphiRound, ItemResult]] = {}
        for round_ in self.rounds:
            last |= {item.id: (round_, result) for item, result in self.results(round_)}
        return [(item, *last.get(item.id, (None, None))) for item in self.items]


def accord_answers(report: StudyReport) -> dict[str, str]:
    """By code, what the data say; codes left out are to be written by people."""
    study, rule = report.study, rule_of_study(report.study)
    answers = {
        "T1": _(
            "“%(title)s”: a Delphi study among the experts of “%(guideline)s”.",
            title=study.title,
            guideline=study.guideline.title,
        ),
        "I2": study.aim,
        "M1": _(
            "The rule and the statements were entered in the public record of this site on "
            "%(day)s, before the first round.",
            day=when(study.created_at),
        ),
        "M2": _("Planned by %(name)s for the chair of the expert group.", name=study.created_by.name),
        "M3": _panel(report),
        **_method(rule),
        "M19": _directing(report),
        "R1": _dates(report),
        "R3": _participation(report),
        "R4": _outcome(report),
        "R5": _left_out(report),
    }
    if study.stop_reason:
        answers["R2"] = _("The rounds were stopped before their rule ended them: %(reason)s", reason=study.stop_reason)
    return {code: str(says) for code, says in answers.items() if says}


def _method(rule: StopRule) -> dict[str, str]:
    """How it was done, which is the same for every study on this site but for the rule."""
    definition, stability, again, most = stop_rule_in_words(rule)
    return {
        "M9": _("Delphi rounds: rating, feedback of the group’s result, rating again. %(most)s", most=most),
        "M10": _(
            "Each statement on one page with a scale from 1 (not acceptable) to 9 (fully "
            "acceptable) and room for a reason, which was asked for and not required. The "
            "panel proposed no new statements."
        ),
        "M12": f"{definition} {stability}",
        "M13": again,
        "M14": _("Each of the panel rated alone, on this site, at a time of their own within the round."),
        "M15": _(
            "Median, quartiles (type 7) and shares of each third of the scale were computed "
            "by the site; reasons were shown word for word, by third, in alphabetical order."
        ),
        "M17": _(
            "From the second round on each of the panel saw the group’s distribution, median "
            "and quartiles, the reasons without names, and their own earlier rating."
        ),
        "M18": _(
            "Ratings and reasons were anonymous within the group and toward those who led it:"
            " no page, file or mail names who rated what. The site keeps the link, to show "
            "each of the panel their own."
        ),
    }


def _panel(report: StudyReport) -> str:
    seated = sum(panelist.seated for panelist in report.panel)
    states = len(_states(report))
    return str(
        _(
            "All %(panel)s members of the expert group when the first round opened: "
            "%(seated)s with a vote, appointed by "
            "%(states)s states. The secretariat gives the roles; the panel was fixed for all rounds.",
            panel=number(len(report.panel)),
            seated=number(seated),
            states=number(states),
        )
    )


def _states(report: StudyReport) -> list[str]:
    return sorted({panelist.member_state for panelist in report.panel if panelist.member_state})


def _directing(report: StudyReport) -> str:
    on_it = report.study.created_by_id in {panelist.appointment.person_id for panelist in report.panel}
    if on_it:
        return str(_("Who planned the study is one of the panel too, and rated as one of it."))
    return str(_("Who planned the study is not on the panel and rated nothing."))


def _dates(report: StudyReport) -> str:
    held = [
        _(
            "round %(n)s from %(opened)s to %(closed)s",
            n=r.number,
            opened=when(r.opens_at, r.timezone),
            closed=when(r.closes_at, r.timezone),
        )
        for r in report.rounds
    ]
    return join_list(held, "semicolon")


def _participation(report: StudyReport) -> str:
    rates = [
        _(
            "round %(n)s: %(some)s of %(panel)s rated (%(share)s)",
            n=r.number,
            some=number(r.results["responded"]),
            panel=number(r.results["panel"]),
            share=percent(r.results["responded"] / r.results["panel"]),
        )
        for r in report.rounds
        if r.results and r.results["panel"]
    ]
    regions = Counter(region_of(panelist.member_state) for panelist in report.panel if panelist.member_state)
    spread = _("%(n)s of 5 regions are on the panel", n=number(len([region for region in regions if region])))
    return join_list([*rates, spread], "semicolon")


def _outcome(report: StudyReport) -> str:
    lines = [
        f"{item.position}. {AGREEMENT_NAMES[result.agreement]}. {result_in_words(result)}"
        for item, _round, result in report.final()
        if result is not None
    ]
    ended = [str(END_NAMES[report.study.ended_as])] if report.study.ended_as is not None else []
    return "\n".join([*ended, *lines])


def _left_out(report: StudyReport) -> str:
    """Statements that a later round did not ask for again, and why."""
    told = [
        _(
            "statement %(item)s after round %(round)s: %(why)s",
            item=item.position,
            round=round_.number,
            why=AGREEMENT_NAMES[result.agreement] if result.agreement != "none" else _("stable"),
        )
        for round_ in report.rounds[:-1]
        for item, result in report.results(round_)
        if result.settled
    ]
    return join_list(told, "semicolon") if told else str(_("No statement was changed or left out between the rounds."))


def study_rows(report: StudyReport) -> Iterator[list[str]]:
    """A row for each statement of each round, after one of headings."""
    yield list(COLUMNS)
    for round_ in report.rounds:
        for item, result in report.results(round_):
            yield [str(value) if value is not None else "" for value in _row(round_, item, result)]


def _row(round_: DelphiRound, item: DelphiItem, result: ItemResult) -> list[Any]:
    held, summary = round_.results or {}, result.summary
    low, high = summary.quartiles or (None, None)
    whole = [round_.number, item.position, item.text, held.get("panel"), held.get("responded"), summary.rated]
    change = round(result.change, 4) if result.change is not None else None
    figures = [*summary.counts, summary.median, low, high, change]
    return [*whole, *figures, result.agreement, "yes" if result.settled else "no"]


def report_as_json(report: StudyReport, filled: dict[str, str], codes: Sequence[str]) -> dict[str, Any]:
    study = report.study
    rule = rule_of_study(study)
    return {
        "title": study.title,
        "aim": study.aim,
        "rule": {**vars(rule)},
        "ended": study.ended_as,
        "panel": {
            "size": len(report.panel),
            "states": sorted({p.member_state for p in report.panel if p.member_state}),
        },
        "rounds": [
            {
                "number": r.number,
                "opens_at": r.opens_at.isoformat(),
                "closes_at": r.closes_at.isoformat(),
                "panel": (r.results or {}).get("panel"),
                "responded": (r.results or {}).get("responded"),
                "items": [_item_as_json(item, result) for item, result in report.results(r)],
            }
            for r in report.rounds
        ],
        "accord": {code: filled.get(code) for code in codes},
    }


def _item_as_json(item: DelphiItem, result: ItemResult) -> dict[str, Any]:
    low, high = result.summary.quartiles or (None, None)
    spread = {"median": result.summary.median, "first_quartile": low, "third_quartile": high}
    plain = {name: getattr(result, name) for name in ("agreement", "change", "moved", "compared", "settled")}
    about = {"item": item.position, "text": item.text, "counts": list(result.summary.counts)}
    return {**about, **spread, **plain, "reasons": dict(result.reasons)}

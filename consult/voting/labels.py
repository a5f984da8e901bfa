"""The rule of a ballot and its outcome in sentences, with the arithmetic for this group."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from consult.core.i18n.punctuation import join_list
from consult.core.templating import number, percent
from consult.voting.models import Choice, Majority
from consult.voting.tally import Condition, Finding, Rule, Tally

CHOICE_NAMES = {
    Choice.APPROVE: _l("Approve"),
    Choice.APPROVE_WITH_COMMENT: _l("Approve with a comment"),
    Choice.CANNOT_ACCEPT: _l("Cannot accept"),
    Choice.ABSTAIN: _l("Abstain"),
    Choice.RECUSED: _l("Recused"),
}
# What the choices mean to the one who chooses.
CHOICE_MEANINGS = {
    Choice.APPROVE: _l("Approve"),
    Choice.APPROVE_WITH_COMMENT: _l("Approve, with a comment"),
    Choice.CANNOT_ACCEPT: _l("Cannot accept, because … and would accept …"),
    Choice.ABSTAIN: _l("Abstain: take part, neither for nor against"),
    Choice.RECUSED: _l("Recuse myself: I have an interest in the matter"),
}
MAJORITY_NAMES = {
    Majority.SIMPLE: _l("Simple majority: more for than against"),
    Majority.TWO_THIRDS: _l("Two thirds of the votes for and against"),
    Majority.ISO: _l(
        "Two thirds of the votes for and against, and no more than a quarter of all votes cast are against "
        "(after ISO/IEC Directives, Part 1)"
    ),
    Majority.CONSENSUS: _l("Consensus: nobody who cannot accept"),
}


def rule_in_words(rule: Rule, seated: int) -> list[str]:
    """What has to happen for the revision to be carried, as sentences for a group of that size."""
    return [_quorum(rule, seated), *_majority(rule, seated), _left_out()]


def _quorum(rule: Rule, seated: int) -> str:
    needed = rule.quorum_of(seated)
    if not needed:
        return str(_("There is no quorum: the votes decide, however many take part."))
    return str(
        _(
            "%(needed)s of %(seated)s experts must take part (%(share)s).",
            needed=number(needed),
            seated=number(seated),
            share=percent(rule.quorum),
        )
    )


def _majority(rule: Rule, seated: int) -> list[str]:
    """The majority, and what it comes to if every expert votes for or against."""
    says: dict[Majority, Any] = {
        Majority.SIMPLE: _("Of those for and against, more must be for than against."),
        Majority.TWO_THIRDS: _("Of those for and against, two thirds must be for."),
        Majority.ISO: _(
            "Of those for and against, two thirds must be for. Of all votes cast, abstentions included, no more than "
            "a quarter may be against."
        ),
        Majority.CONSENSUS: _("Nobody may say “cannot accept”, and at least one expert must approve."),
    }
    if rule.majority == Majority.CONSENSUS:
        return [str(says[rule.majority])]
    opposition = rule.opposition_of(seated)
    least = max(rule.support_of(seated), seated - opposition if opposition is not None else 0)
    example = _(
        "If all %(seated)s vote for or against, that is %(least)s for.", seated=number(seated), least=number(least)
    )
    return [str(says[rule.majority]), str(example)]


def _left_out() -> str:
    return str(
        _(
            "Abstaining is taking part, and is neither for nor against. Experts who are recused are left out of every "
            "count."
        )
    )


def outcome_in_words(tally: Tally) -> list[str]:
    """How each condition of the rule came out, as sentences."""
    if not tally.base:
        return [str(_("Every expert was recused, so nobody could decide."))]
    return [_found(finding, tally) for finding in tally.findings]


def _found(finding: Finding, tally: Tally) -> str:
    if finding.condition == Condition.QUORUM:
        return _turnout(finding)
    if not tally.decided:
        return str(_("Nobody voted for or against."))
    if finding.condition == Condition.SUPPORT:
        return _support(finding, tally)
    at_most = ngettext("at most %(num)s may be", "at most %(num)s may be", finding.bound)
    return str(
        _(
            "%(against)s of all %(cast)s votes cast, abstentions included, were against (%(share)s); %(at_most)s.",
            against=number(finding.have),
            cast=number(finding.of),
            share=percent(finding.have / finding.of),
            at_most=at_most,
        )
    )


def _turnout(finding: Finding) -> str:
    values = {"took_part": number(finding.have), "base": number(finding.of), "needed": number(finding.bound)}
    if finding.met:
        return str(_("%(took_part)s of %(base)s experts took part; %(needed)s had to.", **values))
    return str(_("Only %(took_part)s of %(base)s experts took part; %(needed)s had to.", **values))


def _support(finding: Finding, tally: Tally) -> str:
    return str(
        _(
            "%(in_favour)s were for and %(against)s against (%(share)s for); %(needed)s for were needed.",
            in_favour=number(finding.have),
            against=number(tally.cannot_accept),
            share=percent(finding.have / finding.of),
            needed=number(finding.bound),
        )
    )


def missed_in_words(tally: Tally) -> str:
    """In a few words, the thresholds that a revision did not reach; empty when it was carried."""
    if not tally.base:
        return str(_("every expert was recused"))
    return join_list((_missed(finding, tally) for finding in tally.findings if not finding.met), "semicolon")


def _missed(finding: Finding, tally: Tally) -> str:
    if finding.condition == Condition.QUORUM:
        values = {"took_part": number(finding.have), "needed": number(finding.bound)}
        return str(_("no quorum: %(took_part)s took part, %(needed)s had to", **values))
    if finding.condition == Condition.SUPPORT:
        if not tally.in_favour:
            return str(_("nobody was for it"))
        return str(_("%(have)s for, %(needed)s needed", have=number(finding.have), needed=number(finding.bound)))
    values = {"have": number(finding.have), "share": percent(finding.have / finding.of), "most": number(finding.bound)}
    if tally.majority == Majority.CONSENSUS:
        return str(_("no consensus: %(have)s against", **values))
    return str(_("%(have)s against (%(share)s of all votes), at most %(most)s allowed", **values))

"""The rule of a ballot and its outcome in sentences, with the arithmetic for this group."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from consult.core.i18n.punctuation import join_list
from consult.core.templating import number, percent
from consult.voting.models import BallotEventKind, Choice, Counting, Gradient, Majority
from consult.voting.tally import LIFTABLE, WITHOUT_QUORUM, Condition, ConditionResult, Rule, Tally, no_show_paradox

CHOICE_NAMES = {
    Choice.APPROVE: _l("Approve"),
    Choice.APPROVE_WITH_COMMENT: _l("Approve with a comment"),
    Choice.CANNOT_ACCEPT: _l("Cannot accept"),
    Choice.ABSTAIN: _l("Abstain"),
    Choice.RECUSED: _l("Recused"),
    Choice.INDICATED: _l("Gave an indication"),
}
# What the choices mean to the one who chooses.
CHOICE_MEANINGS = {
    Choice.APPROVE: _l("Approve"),
    Choice.APPROVE_WITH_COMMENT: _l("Approve, with a comment"),
    Choice.CANNOT_ACCEPT: _l("Cannot accept, because … and would accept …"),
    Choice.ABSTAIN: _l("Abstain: take part, neither for nor against"),
    Choice.RECUSED: _l("Recuse myself: I have an interest in the matter"),
    Choice.INDICATED: _l("Say where I stand; nothing is decided"),
}
MAJORITY_NAMES = {
    Majority.SIMPLE: _l("Simple majority: more for than against"),
    Majority.ABSOLUTE: _l("Absolute majority: more than half of all seats are for"),
    Majority.TWO_THIRDS: _l("Two thirds of the votes for and against"),
    Majority.ISO: _l(
        "ISO: two thirds of the votes are for and no more than a quarter against, abstentions left out of both "
        "(ISO/IEC Directives, Part 1, 2.6.3)"
    ),
    Majority.CONSENSUS: _l("Consensus: no objection that is sustained"),
    Majority.SILENCE: _l("Silence procedure: adopted unless someone objects in time"),
    Majority.INDICATIVE: _l("Indicative: how far the group agrees; decides nothing"),
    Majority.QUARTER_OF_CAST: _l(
        "Two thirds of the votes for and against, and no more than a quarter of all votes cast, abstentions included, "
        "are against"
    ),
}
# What a new ballot may be held by.
OFFERED = tuple((majority, name) for majority, name in MAJORITY_NAMES.items() if majority != Majority.QUARTER_OF_CAST)
COUNTING_NAMES = {
    Counting.PER_EXPERT: _l("Each expert has one vote"),
    Counting.PER_STATE: _l("Each member state has one vote"),
}
GRADIENT_NAMES = {
    Gradient.ENDORSE: _l("I endorse it without reservation"),
    Gradient.MINOR_POINT: _l("I agree, with a minor point of contention"),
    Gradient.RESERVATIONS: _l("I support it with reservations"),
    Gradient.ABSTAIN: _l("I abstain"),
    Gradient.MORE_DISCUSSION: _l("More discussion is needed"),
    Gradient.DISLIKE_BUT_SUPPORT: _l("I do not like it but will support it"),
    Gradient.SERIOUS_DISAGREEMENT: _l("I seriously disagree"),
    Gradient.VETO: _l("I would block it"),
}
EVENT_NAMES = {
    BallotEventKind.PLANNED: _l("Planned"),
    BallotEventKind.OPENED: _l("Opened"),
    BallotEventKind.CORRECTED: _l("Time corrected, before anybody voted"),
    BallotEventKind.EXTENDED: _l("Extended"),
    BallotEventKind.RULE_CHANGED: _l("Rule changed, before anybody voted"),
    BallotEventKind.REMINDED: _l("Those who had not voted were reminded"),
    BallotEventKind.TAKEN_OVER: _l("A seat passed to a successor"),
    BallotEventKind.CONTINUED: _l("Continued on the words of a newer draft"),
    BallotEventKind.CLOSED: _l("Closed"),
    BallotEventKind.CERTIFIED: _l("Certified"),
    BallotEventKind.VOIDED: _l("Declared void"),
}


def rule_in_words(rule: Rule, seated: int) -> list[str]:
    """What has to happen for the revision to be carried, as sentences for a group with that many seats.

    Where votes are counted by state, `seated` is how many states have a seat.
    """
    if rule.majority in WITHOUT_QUORUM:
        said = _majority(rule, seated)
    else:
        said = [_quorum(rule, seated), *_majority(rule, seated), *_paradox(rule, seated)]
    by_state = [_by_state()] if rule.counting == Counting.PER_STATE else []
    return [*said, *by_state, *([_left_out(rule)] if rule.decides else [])]


def _quorum(rule: Rule, seated: int) -> str:
    needed = rule.quorum_of(seated)
    if not needed:
        return str(_("There is no quorum: the votes decide, however many take part."))
    values = {"needed": number(needed), "seated": number(seated), "share": percent(rule.quorum)}
    if rule.counting == Counting.PER_STATE:
        says = _("%(needed)s of %(seated)s member states must take part (%(share)s).", **values)
    else:
        says = _("%(needed)s of %(seated)s experts must take part (%(share)s).", **values)
    if not rule.floor:
        return str(says)
    floor = _("Recusal lowers that number, but never below %(floor)s.", floor=number(rule.floor))
    return f"{says} {floor}"


def _paradox(rule: Rule, seated: int) -> list[str]:
    """By taking part one may help what one opposes: said before anybody votes."""
    short = no_show_paradox(rule, seated)
    if short is None:
        return []
    says = _(
        "Mind the quorum: a vote against may be the one that reaches it. With %(in_favour)s for and %(against)s "
        "against it fails, because too few took part; with one more against it is carried.",
        in_favour=number(short.in_favour),
        against=number(short.against),
    )
    return [str(says)]


def _by_state() -> str:
    return str(
        _(
            "Each member state has one vote. Two experts of one state must agree, else their state abstains; one who "
            "votes alone speaks for the state."
        )
    )


def _majority(rule: Rule, seated: int) -> list[str]:
    """The majority, and what it comes to if every seat votes for or against."""
    says: dict[Majority, Any] = {
        Majority.SIMPLE: _("Of those for and against, more must be for than against."),
        Majority.ABSOLUTE: _("More than half of all seats must be for, whoever votes."),
        Majority.TWO_THIRDS: _("Of those for and against, two thirds must be for."),
        Majority.ISO: _(
            "Of those for and against, two thirds must be for and no more than a quarter may be against. Abstentions "
            "are left out of both."
        ),
        Majority.CONSENSUS: _(
            "No objection may be sustained, and at least one must approve. The chair may ask who objects whether they "
            "sustain it; an objection that was not lifted stands."
        ),
        Majority.SILENCE: _(
            "It is adopted unless someone says “cannot accept” before the ballot closes. Who agrees need do nothing."
        ),
        Majority.INDICATIVE: _("It decides nothing. It shows how many stand where between endorsing and blocking."),
        Majority.QUARTER_OF_CAST: _(
            "Of those for and against, two thirds must be for. Of all votes cast, abstentions included, no more than "
            "a quarter may be against."
        ),
    }
    if rule.majority in LIFTABLE or not rule.decides:
        return [str(says[rule.majority])]
    opposition = rule.opposition_of(seated, seated)
    least = max(rule.support_of(seated, seated), seated - opposition if opposition is not None else 0)
    example = _(
        "If all %(seated)s vote for or against, that is %(least)s for.", seated=number(seated), least=number(least)
    )
    return [str(says[rule.majority]), str(example)]


def _left_out(rule: Rule) -> str:
    if rule.majority == Majority.ABSOLUTE:
        return str(_("Abstaining, being recused and not voting all leave the vote out of those for."))
    if rule.majority == Majority.SILENCE:
        return str(_("Experts who are recused are left out; who abstains does not object."))
    return str(
        _(
            "Abstaining is taking part, and is neither for nor against. Experts who are recused are left out of every "
            "count."
        )
    )


def secrecy_in_words() -> list[str]:
    """What a secret ballot keeps from whom, without promising more than is true."""
    return [
        str(
            _(
                "Secret ballot: votes are kept without names and without times, and totals and reasons are published "
                "without names. Who took part is shown, and who was recused."
            )
        ),
        str(_("A secret vote is final: nobody could find it again to change it.")),
        str(
            _(
                "What this cannot hide: someone who reads the database, its log or its backups on the server while "
                "voting goes on can compare before and after a vote; and if everyone chooses alike, the totals say so."
            )
        ),
    ]


def outcome_in_words(tally: Tally) -> list[str]:
    """How each condition of the rule came out, as sentences."""
    if not tally.decides:
        return [_indicated(tally)]
    if not tally.base:
        return [str(_("Every expert was recused, so nobody could decide."))]
    return [_found(finding, tally) for finding in tally.findings]


def _indicated(tally: Tally) -> str:
    values = {"took_part": number(tally.took_part), "base": number(tally.base)}
    return str(_("%(took_part)s of %(base)s experts said where they stand. This ballot decides nothing.", **values))


def _found(finding: ConditionResult, tally: Tally) -> str:
    if finding.condition == Condition.QUORUM:
        return _turnout(finding, tally)
    if finding.condition == Condition.OPPOSITION and tally.majority in LIFTABLE:
        return _objections(finding, tally)
    if tally.majority == Majority.ABSOLUTE:
        values = {"in_favour": number(finding.have), "seats": number(finding.of), "needed": number(finding.bound)}
        return str(_("%(in_favour)s of all %(seats)s seats were for; %(needed)s were needed.", **values))
    if not tally.decided:
        return str(_("Nobody voted for or against."))
    return _support(finding, tally) if finding.condition == Condition.SUPPORT else _opposition(finding, tally)


def _objections(finding: ConditionResult, tally: Tally) -> str:
    says = ngettext("%(num)s objection stands.", "%(num)s objections stand.", finding.have)
    if not finding.have:
        says = _("No objection stands.")
    if tally.lifted:
        lifted = ngettext("%(num)s was lifted.", "%(num)s were lifted.", tally.lifted)
        return f"{says} {lifted}"
    return str(says)


def _opposition(finding: ConditionResult, tally: Tally) -> str:
    values = {
        "against": number(finding.have),
        "cast": number(finding.of),
        "share": percent(finding.have / finding.of),
        "at_most": ngettext("at most %(num)s may be", "at most %(num)s may be", finding.bound),
    }
    if tally.majority == Majority.ISO:
        return str(
            _(
                "%(against)s of the %(cast)s votes for and against were against (%(share)s), abstentions left out; "
                "%(at_most)s.",
                **values,
            )
        )
    return str(
        _(
            "%(against)s of all %(cast)s votes cast, abstentions included, were against (%(share)s); %(at_most)s.",
            **values,
        )
    )


def _turnout(finding: ConditionResult, tally: Tally) -> str:
    values = {"took_part": number(finding.have), "base": number(finding.of), "needed": number(finding.bound)}
    if tally.counting == Counting.PER_STATE:
        if finding.met:
            return str(_("%(took_part)s of %(base)s member states took part; %(needed)s had to.", **values))
        return str(_("Only %(took_part)s of %(base)s member states took part; %(needed)s had to.", **values))
    if finding.met:
        return str(_("%(took_part)s of %(base)s experts took part; %(needed)s had to.", **values))
    return str(_("Only %(took_part)s of %(base)s experts took part; %(needed)s had to.", **values))


def _support(finding: ConditionResult, tally: Tally) -> str:
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
    if not tally.decides:
        return str(_("decides nothing"))
    if not tally.base:
        return str(_("every expert was recused"))
    return join_list((_missed(finding, tally) for finding in tally.findings if not finding.met), "semicolon")


def _missed(finding: ConditionResult, tally: Tally) -> str:
    if finding.condition == Condition.QUORUM:
        values = {"took_part": number(finding.have), "needed": number(finding.bound)}
        return str(_("no quorum: %(took_part)s took part, %(needed)s had to", **values))
    if finding.condition == Condition.SUPPORT:
        if not tally.in_favour:
            return str(_("nobody was for it"))
        return str(_("%(have)s for, %(needed)s needed", have=number(finding.have), needed=number(finding.bound)))
    if tally.majority == Majority.SILENCE:
        return str(ngettext("%(num)s objection", "%(num)s objections", finding.have))
    if tally.majority == Majority.CONSENSUS:
        return str(_("no consensus: %(have)s against", have=number(finding.have)))
    values = {"have": number(finding.have), "share": percent(finding.have / finding.of), "most": number(finding.bound)}
    if tally.majority == Majority.ISO:
        return str(_("%(have)s against (%(share)s of those for and against), at most %(most)s allowed", **values))
    return str(_("%(have)s against (%(share)s of all votes), at most %(most)s allowed", **values))

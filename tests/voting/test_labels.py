"""The rule and the outcome, as people read them."""

from flask import Flask

from consult.voting.labels import missed_in_words, outcome_in_words, rule_in_words
from consult.voting.models import Choice, Majority
from consult.voting.tally import Rule, count


def rule_says(sqlite_app: Flask, majority: Majority, quorum: float, seated: int) -> str:
    with sqlite_app.test_request_context():
        return " ".join(rule_in_words(Rule(majority, quorum), seated))


def test_the_rule_is_printed_with_its_arithmetic(sqlite_app: Flask) -> None:
    says = rule_says(sqlite_app, Majority.TWO_THIRDS, 0.5, 31)
    assert "16 of 31 experts must take part" in says
    assert "two thirds must be for" in says
    assert "If all 31 vote for or against, that is 21 for." in says


def test_the_iso_rule_names_the_stricter_number(sqlite_app: Flask) -> None:
    says = rule_says(sqlite_app, Majority.ISO, 0.5, 31)
    assert "no more than a quarter may be against. Abstentions are left out of both." in says
    assert "If all 31 vote for or against, that is 24 for." in says


def test_no_quorum_is_said(sqlite_app: Flask) -> None:
    assert "no quorum" in rule_says(sqlite_app, Majority.CONSENSUS, 0, 31)


def test_the_outcome_gives_every_figure(sqlite_app: Flask) -> None:
    votes = [Choice.APPROVE] * 20 + [Choice.CANNOT_ACCEPT] * 7 + [Choice.ABSTAIN]
    with sqlite_app.test_request_context():
        says = " ".join(outcome_in_words(count(votes, seated=31, rule=Rule(Majority.QUARTER_OF_CAST, 0.5))))
        iso = " ".join(outcome_in_words(count(votes, seated=31, rule=Rule(Majority.ISO, 0.5))))
    assert "28 of 31 experts took part; 16 had to." in says
    assert "20 were for and 7 against (74 % for); 18 for were needed." in says
    assert "7 of all 28 votes cast, abstentions included, were against (25 %); at most 7 may be." in says
    assert "7 of the 27 votes for and against were against (26 %), abstentions left out; at most 6 may be." in iso


def test_an_empty_ballot_is_said_in_words(sqlite_app: Flask) -> None:
    with sqlite_app.test_request_context():
        nobody = outcome_in_words(count([], seated=3, rule=Rule(Majority.SIMPLE, 0)))
        recused = outcome_in_words(count([Choice.RECUSED] * 3, seated=3, rule=Rule(Majority.SIMPLE, 0)))
    assert "Nobody voted for or against." in nobody
    assert recused == ["Every expert was recused, so nobody could decide."]


def missed(majority: Majority, quorum: float, **votes: int) -> str:
    choices = [Choice(choice) for choice, number in votes.items() for _vote in range(number)]
    return missed_in_words(count(choices, seated=30, rule=Rule(majority, quorum)))


def test_what_was_missed_is_said_in_a_few_words(sqlite_app: Flask) -> None:
    with sqlite_app.test_request_context():
        says = missed(Majority.ISO, 0.5, approve=18, cannot_accept=8, abstain=4)
        assert says == "8 against (31 % of those for and against), at most 6 allowed"
        says = missed(Majority.QUARTER_OF_CAST, 0.5, approve=18, cannot_accept=8, abstain=4)
        assert says == "8 against (27 % of all votes), at most 7 allowed"
        assert missed(Majority.TWO_THIRDS, 0.5, approve=10, cannot_accept=10) == "10 for, 14 needed"
        assert missed(Majority.SIMPLE, 0.5, approve=3) == "no quorum: 3 took part, 15 had to"
        assert missed(Majority.CONSENSUS, 0, approve=3, cannot_accept=1) == "no consensus: 1 against"
        assert missed(Majority.SIMPLE, 0) == "nobody was for it"
        assert missed(Majority.SIMPLE, 0, recused=30) == "every expert was recused"
        assert missed(Majority.SIMPLE, 0, approve=1) == ""

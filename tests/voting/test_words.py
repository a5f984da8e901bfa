"""The rule and the outcome, as people read them."""

from flask import Flask

from consult.voting.models import Choice, Majority
from consult.voting.tally import Rule, count
from consult.voting.words import outcome_in_words, rule_in_words


def rule_says(sqlite_app: Flask, majority: Majority, quorum: float, seated: int) -> str:
    with sqlite_app.test_request_context():
        return " ".join(rule_in_words(Rule(majority, quorum), seated))


def test_the_rule_is_printed_with_its_arithmetic(sqlite_app: Flask) -> None:
    says = rule_says(sqlite_app, Majority.TWO_THIRDS, 0.5, 31)
    assert "16 of 31 experts must take part" in says
    assert "two thirds must be for" in says
    assert "If all 31 vote for or against, that is 21 for." in says


def test_the_iso_rule_names_the_stricter_number(sqlite_app: Flask) -> None:
    assert "no more than a quarter against. If all 31 vote for or against, that is 24 for." in rule_says(
        sqlite_app, Majority.ISO, 0.5, 31
    )


def test_no_quorum_is_said(sqlite_app: Flask) -> None:
    assert "no quorum" in rule_says(sqlite_app, Majority.CONSENSUS, 0, 31)


def test_the_outcome_gives_every_figure(sqlite_app: Flask) -> None:
    votes = [Choice.APPROVE] * 20 + [Choice.CANNOT_ACCEPT] * 7 + [Choice.ABSTAIN]
    with sqlite_app.test_request_context():
        says = " ".join(outcome_in_words(count(votes, seated=31, rule=Rule(Majority.ISO, 0.5))))
    assert "28 of 31 experts took part; 16 had to." in says
    assert "20 were for and 7 against (74 % for); 18 for were needed." in says
    assert "7 of 27 were against (26 %); at most 6 may be." in says


def test_an_empty_ballot_is_said_in_words(sqlite_app: Flask) -> None:
    with sqlite_app.test_request_context():
        nobody = outcome_in_words(count([], seated=3, rule=Rule(Majority.SIMPLE, 0)))
        recused = outcome_in_words(count([Choice.RECUSED] * 3, seated=3, rule=Rule(Majority.SIMPLE, 0)))
    assert "Nobody voted for or against." in nobody
    assert recused == ["Every expert was recused, so nobody could decide."]

"""The demo's data are what the process promises: counts, languages, places that exist."""

from collections import Counter

from consult.accounts.countries import countries
from consult.demo import reading
from consult.demo.texts import cities_outline, republique_outline
from consult.demo.voices import signed_by
from tests.people import People

# Clauses by pillar: principles, actions of national governments, of local ones, of other stakeholders.
PROMISED = {
    "SP": (6, 6, 11, 5),
    "SR": (5, 11, 6, 7),
    "CP": (5, 3, 7, 8),
    "HR": (5, 9, 7, 5),
    "GR": (4, 8, 7, 4),
    "DI": (5, 8, 11, 11),
    "DL": (5, 5, 7, 7),
    "BF": (5, 7, 6, 6),
}


def test_the_guideline_has_212_clauses_in_the_promised_parts() -> None:
    counted = Counter((clause.pillar, clause.part) for clause in cities_outline().clauses)
    assert {code: tuple(counted[code, part] for part in "PNLS") for code in PROMISED} == PROMISED
    assert counted.total() == 212


def test_no_two_clauses_say_the_same() -> None:
    texts = [clause.text for clause in cities_outline().clauses]
    assert len(set(texts)) == len(texts)


def test_there_are_620_distinct_comments_in_six_languages_and_40_copies_of_a_letter() -> None:
    """Twenty of them ask what another asks, in nearly the same words: one answer does for both."""
    comments = reading.city_comments()
    letters = [row for row in comments if row.get("note") == "campaign"]
    own = [row for row in comments if row.get("note") != "campaign"]
    assert (len({row["comment"] for row in own}), len(letters)) == (620, 40)
    assert sum(row["id"].startswith("alike-") for row in own) == 20
    assert {row["language"] for row in own} == {"ar", "en", "es", "fr", "ru", "zh"}
    assert min(Counter(row["language"] for row in own).values()) >= 50


def test_what_is_quoted_stands_in_its_clause() -> None:
    texts = {clause.number: clause.text for clause in cities_outline().clauses}
    for row in reading.city_comments():
        assert row["clause"] is None or row["clause"] in texts
        assert not row.get("quote") or row["quote"] in texts[row["clause"]], row["id"]


def test_experts_are_31_from_25_states_at_most_two_each() -> None:
    states = Counter(row["country"] for row in reading.city_rows("experts.csv"))
    assert (states.total(), len(states), max(states.values())) == (31, 25, 2)


def test_stakeholders_are_800_different_people_of_known_countries() -> None:
    people = reading.city_rows("people.csv")
    assert len({row["email"] for row in people}) == len(people) == 800
    assert {row["country"] for row in people} <= set(countries())


def test_rounds_are_as_in_the_process() -> None:
    kinds = Counter(row["kind"] for row in reading.city_file("rounds.json"))
    assert (kinds["regional"], kinds["stakeholder"], kinds["ad_hoc"], kinds["open_online"]) == (3, 7, 7, 1)
    assert kinds["advocacy"] == 13


def test_the_french_bill_has_30_articles_666_proposals_and_3994_arguments() -> None:
    assert len(republique_outline().clauses) == 30
    assert len(republique_outline().pillars) == 18
    assert sum(row["kind"] == "proposal" for row in reading.opinions()) == 666
    assert len(reading.arguments()) == 3994


def test_a_letter_is_signed_by_who_sends_it_and_by_nobody_else(people: People) -> None:
    letters = [row for row in reading.city_comments() if row.get("note") == "campaign"]
    signed = [signed_by(row, people.amina) for row in letters]
    endings = {text.rpartition("\n")[2] for text in signed}
    assert all(ending.endswith((".", "?", "!", "Amina Hassan")) for ending in endings)
    assert "Kind regards, Amina Hassan" in endings
    assert not [text for text in signed if "M. Okafor" in text]


def test_an_answer_says_accepted_only_where_its_words_were_carried_but_for_two_left_as_open_work() -> None:
    """The just closed ballot and those before carried theirs; one was lost, others are open or not begun."""
    decided = reading.city_file("answers.json")
    carried = {
        row["clause"]
        for row in decided["ballots"]
        if row["status"] in {"closed", "just_closed"} and row["votes"]["cannot_accept"] * 3 < row["votes"]["approve"]
    }
    named = {name: row["clause"] for row in decided["revisions"] for name in row["comments"]}
    promised = [a["comment"] for a in decided["answers"] if a["disposition"] in {"accepted", "accepted_in_part"}]
    assert len(promised) > 10
    assert [name for name in promised if named.get(name) not in carried] == ["hr-055", "gr-026"]

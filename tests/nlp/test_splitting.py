"""One theme in parts: what it is made of, whatever the language; and when there is nothing to part."""

import numpy as np
import pytest

from nlp.topics.assignment import place_points
from nlp.topics.splitting import parted
from nlp.types import ThemeCentroids

SENSORS = [
    "Every sensor in a street should be listed in a register with its owner.",
    "The register of sensors must name who owns each sensor and why.",
    "A public register of street sensors with purpose and owner is needed.",
    "List the sensors in a register and say who reads what they measure.",
    "Put each camera and sensor into one public register.",
    "Sensors without a register cannot be trusted by anyone in the street.",
]
COUNTERS = [
    "Keep a counter with staff for people who do not use the internet.",
    "Old people need a counter with staff and a telephone number.",
    "The counter with staff must stay open in every district.",
    "Without a counter my mother cannot apply for anything.",
    "A counter with staff is the only way in for people without a phone.",
    "Close no counter before an equal service with staff is open.",
]


def cloud(direction: int, number: int, *, seed: int, spread: float = 0.25) -> np.ndarray:
    centre = np.zeros(32)
    centre[direction] = 1.0
    rows = centre + np.random.default_rng(seed).normal(0, spread / 32**0.5, (number, 32))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def two_matters(number: int = 6) -> tuple[np.ndarray, list[str], list[str]]:
    vectors = np.vstack([cloud(0, number, seed=1), cloud(1, number, seed=2)])
    return vectors, [*SENSORS[:number], *COUNTERS[:number]], ["en"] * (2 * number)


def test_two_matters_are_two_parts_with_names_and_words_of_their_own() -> None:
    vectors, texts, languages = two_matters()
    found = parted(vectors, texts, languages)
    assert sorted(sorted(part.members) for part in found.parts) == [list(range(6)), list(range(6, 12))]
    sensors, counters = sorted(found.parts, key=lambda part: min(part.members))
    assert found.clear
    assert found.fault == ""
    assert any("ensor" in word for word in sensors.keywords)
    assert any("counter" in word for word in counters.keywords)
    assert sensors.label != counters.label
    assert set(sensors.representatives) <= set(sensors.members)
    assert len(sensors.representatives) == 3


def test_every_point_is_in_exactly_one_part_and_the_same_input_gives_the_same_parts() -> None:
    vectors, texts, languages = two_matters()
    once, again = parted(vectors, texts, languages, number=3), parted(vectors, texts, languages, number=3)
    assert sorted(row for part in once.parts for row in part.members) == list(range(12))
    assert [(p.members, p.label, p.reach, p.centre.tobytes()) for p in once.parts] == [
        (p.members, p.label, p.reach, p.centre.tobytes()) for p in again.parts
    ]


def test_a_new_point_is_filed_under_the_part_it_is_like() -> None:
    vectors, texts, languages = two_matters()
    parts = parted(vectors, texts, languages).parts
    known = ThemeCentroids((7, 8), np.stack([part.centre for part in parts]), tuple(part.reach for part in parts))
    for row, placed in enumerate(place_points(vectors, known)):
        assert placed.themes
        assert row in parts[placed.themes[0].id - 7].members


def test_a_theme_spoken_in_two_languages_does_not_come_apart_into_the_two() -> None:
    """Each language has an accent of its own that is stronger than the matter."""
    vectors = np.vstack([cloud(matter, 20, seed=4 * matter + tongue) for matter in (0, 1) for tongue in (0, 1)])
    for tongue in (0, 1):
        vectors[20 * tongue : 20 * tongue + 20, 10 + tongue] += 1.2
        vectors[40 + 20 * tongue : 60 + 20 * tongue, 10 + tongue] += 1.2
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    texts = [f"{kind} {number}" for kind in ("sensor", "capteur", "counter", "guichet") for number in range(20)]
    found = parted(vectors.astype(np.float32), texts, (["en"] * 20 + ["fr"] * 20) * 2, number=2)
    assert sorted(sorted(part.members) for part in found.parts) == [list(range(40)), list(range(40, 80))]


def test_copies_of_a_letter_are_filed_but_do_not_say_what_the_parts_are() -> None:
    vectors, texts, languages = two_matters()
    letters = np.vstack([vectors, np.repeat(vectors[:1], 40, axis=0)])
    found = parted(letters, [*texts, *[texts[0]] * 40], [*languages, *["en"] * 40], learnt_from=range(12))
    assert sorted(len(part.members) for part in found.parts) == [6, 46]
    assert all(row < 12 for part in found.parts for row in part.representatives)


@pytest.mark.parametrize("many", [2, 3, 4])
def test_as_many_parts_as_were_asked_for(many: int) -> None:
    vectors = np.vstack([cloud(place, 8, seed=place) for place in range(4)])
    texts = [f"matter {'abcd'[place]} number {number}" for place in range(4) for number in range(8)]
    assert len(parted(vectors, texts, ["en"] * 32, number=many).parts) == many


def test_where_the_parts_run_into_each_other_it_says_so() -> None:
    draw = np.random.default_rng(3).normal(0, 1, (60, 256))
    vectors = (draw / np.linalg.norm(draw, axis=1, keepdims=True)).astype(np.float32)
    found = parted(vectors, [f"{chr(97 + row % 26) * 5}{chr(97 + row // 26) * 3}" for row in range(60)], ["en"] * 60)
    assert found.fault == "alike" or not found.clear


@pytest.mark.parametrize(
    ("vectors", "texts", "fault"),
    [
        (np.zeros((0, 32), np.float32), [], "few"),
        (cloud(0, 1, seed=0), ["one point"], "few"),
        (cloud(0, 5, seed=0), [f"point {n}" for n in range(5)], "few"),
        (cloud(0, 40, seed=0), ["the same words"] * 40, "few"),
        (np.repeat(cloud(0, 1, seed=0), 40, axis=0), [f"point {n}" for n in range(40)], "alike"),
    ],
)
def test_too_little_to_part(vectors: np.ndarray, texts: list[str], fault: str) -> None:
    found = parted(vectors, texts, ["en"] * len(texts))
    assert (found.parts, found.fault) == ((), fault)


def test_words_that_say_nothing_are_no_obstacle() -> None:
    vectors, _texts, languages = two_matters()
    found = parted(vectors, [f"… {sign} 😀" for sign in "!?.;:-+*/#&%"], languages)
    assert len(found.parts) == 2
    assert all(part.label for part in found.parts)

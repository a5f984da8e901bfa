"""An answer does for two points only if nothing says that they ask for different things."""

import pytest

from consult.comments.models import CommentType, Stance
from consult.responses.memory.agreement import Asked, Difference, first_difference
from consult.responses.memory.certainty import Certainty, certainty_of

LIST = "The city should publish a full list of all the sensors in its streets every year."


def asked(text: str = LIST, language: str = "en", **more: object) -> Asked:
    told = {"stance": Stance.SUPPORT, "type": CommentType.SUBSTANTIVE, "place": (1, ""), **more}
    return Asked(text, language, **told)  # type: ignore[arg-type]


def test_the_same_words_ask_for_the_same() -> None:
    assert (
        first_difference(
            asked(), asked("THE CITY should publish a full list of all the sensors in its streets, every year!")
        )
        is None
    )


@pytest.mark.parametrize(
    ("other", "what"),
    [
        (asked(stance=Stance.OPPOSE), Difference.STANCE),
        (asked(type=CommentType.EDITORIAL), Difference.KIND),
        (asked(proposed="a full list"), Difference.WORDING),
        (
            asked("The city should not publish a full list of all the sensors in its streets every year."),
            Difference.NEGATION,
        ),
        (
            asked("The city should publish a full list of all the 20 sensors in its streets every year."),
            Difference.NUMBERS,
        ),
        (asked(LIST + " See https://example.org/list"), Difference.LINKS),
        (
            asked(LIST + " And it should tell everyone who lives there what each of them measures and why."),
            Difference.LENGTH,
        ),
        (asked("Miasto powinno publikować pełną listę swoich czujników każdego roku.", "pl"), Difference.LANGUAGE),
    ],
)
def test_what_is_different_is_told(other: Asked, what: Difference) -> None:
    assert first_difference(asked(), other) == first_difference(other, asked()) == what


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        (
            "en",
            "We ask you to keep the list of all sensors in this text.",
            "We ask you to delete the list of all sensors in this text.",
        ),
        (
            "fr",
            "Il faut rendre cette liste obligatoire pour toutes les villes du pays.",
            "Il faut rendre cette liste facultative pour toutes les villes du pays.",
        ),
        (
            "es",
            "Hay que aumentar el plazo que tienen las ciudades para esto.",
            "Hay que reducir el plazo que tienen las ciudades para esto.",
        ),
        (
            "ru",
            "Нужно разрешить городам публиковать полный список всех датчиков.",
            "Нужно запретить городам публиковать полный список всех датчиков.",
        ),
        (
            "ar",
            "نطلب إضافة قائمة كاملة بجميع أجهزة الاستشعار في هذا النص",
            "نطلب حذف قائمة كاملة بجميع أجهزة الاستشعار في هذا النص",
        ),
        ("zh", "我们要求在本条款中添加所有传感器的完整清单", "我们要求在本条款中删除所有传感器的完整清单"),
    ],
)
def test_opposite_directions_are_not_the_same_ask(language: str, one: str, other: str) -> None:
    assert first_difference(asked(one, language), asked(other, language)) == Difference.DIRECTION


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        (
            "fr",
            "Les villes doivent publier la liste de leurs capteurs.",
            "Les villes ne doivent pas publier la liste de leurs capteurs.",
        ),
        (
            "es",
            "Las ciudades deben publicar la lista de sus sensores.",
            "Las ciudades no deben publicar la lista de sus sensores.",
        ),
        (
            "ru",
            "Города должны публиковать полный список всех своих датчиков.",
            "Города не должны публиковать полный список всех своих датчиков.",
        ),
        ("ar", "يجب على المدن أن تنشر قائمة أجهزة الاستشعار", "يجب على المدن ألا تنشر و لا تعلن قائمة أجهزة الاستشعار"),
        ("zh", "城市应当公布其所有传感器的清单", "城市不应当公布其所有传感器的清单"),
    ],
)
def test_a_negation_is_seen_in_the_languages_of_the_interface(language: str, one: str, other: str) -> None:
    assert first_difference(asked(one, language), asked(other, language)) == Difference.NEGATION


def test_few_words_are_about_the_place_where_they_were_said() -> None:
    here, there = asked("Not needed.", place=(1, "")), asked("Not needed.", place=(2, ""))
    assert first_difference(here, there) == Difference.PLACE
    assert first_difference(here, here) is None
    long = "We think that this section should say far more plainly who has to do what, and by when."
    assert first_difference(asked(long, place=(1, "")), asked(long, place=(2, ""))) == Difference.PLACE


def test_what_names_another_thing_in_quotation_marks_is_about_another_thing() -> None:
    one, other = (
        asked(f"I do not see what it has to do with the subject, which is named “{name}” at its head.")
        for name in ("Public data", "Open access")
    )
    assert first_difference(one, other) == Difference.QUOTED


def test_a_share_is_told_only_of_twenty_decisions() -> None:
    assert certainty_of(0.9, {0.9: (18, 19)}) is None
    assert certainty_of(0.9, {0.9: (18, 19), 0.8: (0, 5), 0.99: (3, 3)}) == Certainty(21, 22)

"""Languages by CLDR: what each calls itself, and which way its script runs."""

import pytest

from consult.core.i18n.languages import NAMES, direction


def test_each_language_is_offered_under_the_name_it_has_for_itself() -> None:
    assert [NAMES[code] for code in ("ar", "de", "es", "fr", "ru", "zh")] == [
        "العربية",
        "Deutsch",
        "Español",
        "Français",
        "Русский",
        "中文",
    ]


@pytest.mark.parametrize("code", ["ar", "ar-EG", "fa", "he", "ur", "ps"])
def test_scripts_from_right_to_left(code: str) -> None:
    assert direction(code) == "rtl"


@pytest.mark.parametrize("code", ["en", "fr-CA", "zh", "zz", "no language", "", None])
def test_all_else_runs_from_left_to_right(code: str | None) -> None:
    assert direction(code) == "ltr"

"""Dates as each language writes them."""

from datetime import date

import pytest
from flask import Flask
from flask_babel import force_locale

from consult.core.i18n.dates import written


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Fri 4 Dec 2026"),
        ("zh", "2026年12月4日（周五）"),
        ("fr", "ven. 4 déc. 2026"),
        ("ar", "الجمعة 4 ديسمبر 2026"),
    ],
)
def test_a_day_reads_as_it_should(app: Flask, language: str, said: str) -> None:
    with app.test_request_context(), force_locale(language):
        assert written(date(2026, 12, 4), "EEE d MMM y") == said
        assert written(date(2026, 12, 4), "d MMM") in said

"""Numbers in messages of templates are written as the language writes them; a worker writes little."""

import logging

from flask import Flask, render_template_string
from flask_babel import force_locale

MESSAGE = """{{ ngettext("%(num)s point", "%(num)s points", n) }}"""


def test_a_number_that_decides_the_plural_is_written_like_any_other(page_app: Flask) -> None:
    with page_app.test_request_context(), force_locale("en"):
        assert render_template_string(MESSAGE, n=4656) == "4,656 points"
        assert render_template_string(MESSAGE, n=1) == "1 point"


def test_a_worker_writes_no_line_for_each_job(page_app: Flask) -> None:
    assert page_app
    assert not logging.getLogger("procrastinate.worker").isEnabledFor(logging.INFO)

"""A code, typed."""

from typing import Any

from flask_babel import lazy_gettext as _l

from consult.core.forms import BaseForm, line, required


class OneTimeCodeForm(BaseForm):
    """A code of the app, or a recovery code; hidden words of neither are ever shown again."""

    code: Any = line(
        _l("Code"),
        required(),
        longest=40,
        render_kw={"autocomplete": "one-time-code", "spellcheck": "false", "autocapitalize": "none"},
    )

"""The marks between words that templates put together: each language has its own, with its own spaces around them."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape


def _between() -> str:
    between: str = _("%(one)s, %(next)s", one="", next="")  # of a list: not every language writes a comma there
    return between


MARKS: dict[str, Any] = {
    "comma": _l(", "),
    "semicolon": _l("; "),
    "colon": _l(": "),
    "full_stop": _l("."),
    "quote_open": _l("“"),
    "quote_close": _l("”"),
    "between": LazyString(_between),
}


def join_list(items: Iterable[Any], mark: str = "between") -> str:
    """Things one after the other, with the mark that the language of the page puts between them."""
    return str(MARKS[mark]).join(str(item) for item in items)


def full_sentence(*parts: str) -> str:
    """Parts of one sentence, with the language's own marks between and after them."""
    return f"{join_list(parts)}{MARKS['full_stop']}"


def quoted(words: str) -> str:
    return f"{MARKS['quote_open']}{words}{MARKS['quote_close']}"


@pass_eval_context
def listed_in_template(context: EvalContext, items: Iterable[Any], mark: str = "between") -> str:
    if not context.autoescape:
        return join_list(items, mark)
    return Markup(join_list(map(escape, items), mark))  # noqa: S704 - each item is escaped

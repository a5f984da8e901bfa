"""The reports on a draft that write themselves, by name."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from consult.tracing.papers.open_data.public_data import PublicData
from consult.tracing.papers.synopsis.accord import accord_of
from consult.tracing.papers.synopsis.agree import agree_of
from consult.tracing.papers.synopsis.sentences import SynopsisSection, synopsis_of

REPORTS: Mapping[str, Callable[[PublicData], list[SynopsisSection]]] = {
    "synopsis": synopsis_of,
    "agree": agree_of,
    "accord": accord_of,
}
REPORT_NAMES: Mapping[str, Any] = {
    "synopsis": _l("Synopsis of the consultation"),
    "agree": _l("How it was developed: AGREE"),
    "accord": _l("How consensus was reached: ACCORD"),
}
REPORT_HEADINGS: Mapping[str, Any] = {
    "synopsis": _l("Synopsis of the consultation on draft %(number)s"),
    "agree": _l("How draft %(number)s was developed (AGREE)"),
    "accord": _l("How consensus on draft %(number)s was reached (ACCORD)"),
}


def report_with(section: str) -> str:
    """The report that a section belongs to, by its key."""
    return next((name for name in REPORTS if section.startswith(f"{name}-")), "synopsis")

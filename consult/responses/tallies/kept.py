"""Reports that the desk shows, as they were counted last, where neither points nor answers have changed since."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import String, cast, func, literal, select

from consult.analysis.kept.models import ALL
from consult.analysis.kept.reports import Reports
from consult.drafts.models import Guideline
from consult.responses.tallies.version_models import AnswersVersion

OF_ANSWERS = -1  # in place of a theme


class AnswerReports:
    """Those of one guideline, for its drafting team; the names given are fetched together. One query."""

    def __init__(self, guideline: Guideline, *names: str) -> None:
        number = func.coalesce(func.sum(AnswersVersion.n), 0)
        asked = select(literal(""), literal(OF_ANSWERS), cast(number, String))
        asked = asked.where(AnswersVersion.guideline_id == guideline.id)
        self._reports = Reports(guideline, None, *names, other=asked)
        self._version = f" {self._reports.versions[OF_ANSWERS]}"

    @property
    def version(self) -> str:
        """Of points and answers together; what was kept under another is counted again."""
        return self._reports.versions.get(ALL, "") + self._version

    def fetch(self, *names: str) -> None:
        self._reports.fetch(*names)

    def value(self, name: str, count: Callable[[], Any], *, also: str = "") -> Any:
        """What `count` gives, as JSON gives it back; `also` is the version of what else it follows from."""
        return self._reports.value(name, count, also=self._version + also)

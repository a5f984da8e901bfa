"""Reports that the desk shows, as they were counted last, where neither points nor answers have changed since."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select

from consult.analysis.kept.models import ALL
from consult.analysis.kept.reports import Reports
from consult.core.database import db
from consult.drafts.models import Guideline
from consult.responses.tallies.version_models import AnswersVersion


class AnswerReports:
    """Those of one guideline, for its drafting team; the names given are fetched together. Two queries."""

    def __init__(self, guideline: Guideline, *names: str) -> None:
        asked = select(func.sum(AnswersVersion.n)).where(AnswersVersion.guideline_id == guideline.id)
        self._version = f" {db.session.scalar(asked) or 0}"
        self._reports = Reports(guideline, None, *names)

    @property
    def version(self) -> str:
        """Of points and answers together; what was kept under another is counted again."""
        return self._reports.versions.get(ALL, "") + self._version

    def value(self, name: str, count: Callable[[], Any], *, also: str = "") -> Any:
        """What `count` gives, as JSON gives it back; `also` is the version of what else it follows from."""
        return self._reports.value(name, count, also=self._version + also)

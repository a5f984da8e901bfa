"""What the desk counts of a whole guideline: one report, kept while neither points nor answers change."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import select

from consult.analysis.models import Assignment, Theme
from consult.core.database import db
from consult.core.request_memo import remember
from consult.drafts.models import Guideline
from consult.responses.tallies.kept import AnswerReports
from consult.responses.tallies.queries import CountedOfType, by_type, points_by_place

DESK = "desk"


class DeskCounts(NamedTuple):
    """Points by place: (clause, pillar, points, unanswered); and the numbers of themes that hold any."""

    places: Sequence[Any]
    themes: Sequence[int]


def desk_counts(guideline: Guideline, kept: AnswerReports) -> DeskCounts:
    """Of `kept`, which has fetched `DESK`; points by type and answer are known to this page from then on, too."""
    counted = kept.value(DESK, lambda: _counted(guideline))
    remember(by_type, [CountedOfType(*row) for row in counted["types"]], guideline)
    return DeskCounts(counted["places"], counted["themes"])


def _counted(guideline: Guideline) -> dict[str, Any]:
    held = select(Assignment.id).where(Assignment.theme_id == Theme.id).exists()
    themes = select(Theme.id).where(Theme.guideline_id == guideline.id, held).order_by(Theme.id)
    places = [[*place, int(points), int(waiting)] for *place, points, waiting in points_by_place(guideline)]
    return {"places": places, "types": list(by_type(guideline)), "themes": list(db.session.scalars(themes))}

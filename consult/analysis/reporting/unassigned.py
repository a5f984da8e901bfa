"""What could not be placed, in four lists; nothing is dropped."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, exists, func
from sqlalchemy.orm import joinedload

from consult.analysis.kept.reports import Reports
from consult.analysis.models import Point
from consult.analysis.queries import last_run
from consult.analysis.reporting.first_pages import page_of_points
from consult.analysis.shared.point_filter import NONE, Selection, conditions, points_selected, selected
from consult.comments.models import Comment
from consult.comments.queries import all_sent, readable_condition
from consult.comments.tallies.reading import number_sent_to
from consult.core import clock
from consult.core.database import db
from consult.core.pagination import Page, paged
from consult.drafts.membership import Membership
from consult.drafts.models import Guideline

LENGTHS = "lists"
LISTS = {
    "themes": _l("In no theme"),
    "pillars": _l("Fits no pillar"),
    "elsewhere": _l("Filed under another pillar"),
    "pointless": _l("Comments without a point"),
}
SELECTIONS = {
    "themes": Selection(theme=NONE),
    "pillars": Selection(pillar=NONE),
    "elsewhere": Selection(elsewhere="1"),
}


def unassigned_page(reports: Reports, membership: Membership, wanted: str, lists: Mapping[str, int]) -> Page:
    """A page of points, the surest first where something is proposed; of comments for those without a point. `lists`
    are the counts of all."""
    guideline, total = reports.guideline, lists[wanted]
    if wanted == "pointless":
        return paged(comments_without_points(guideline, membership), total=total)
    query = points_selected(guideline, SELECTIONS[wanted], membership)
    if wanted == "pillars":
        query = query.where(Point.pillar_by_id.is_(None))
    if wanted == "elsewhere":
        query = query.order_by(None).order_by(Point.pillar_p.desc(), Point.id)
    return page_of_points(reports, f"first-{wanted}", query, total)


def counts_of_lists(reports: Reports, membership: Membership) -> Mapping[str, int]:
    """How long each list is, and how many points there are in all. What came since the last run has no point yet."""
    counted = dict(reports.value(LENGTHS, lambda: _lengths(reports.guideline, membership)))
    commented = counted.pop("commented")
    read = last_run(reports.guideline) is not None
    return {**counted, "pointless": number_sent_to(membership, clock.now()) - commented if read else 0}


def _lengths(guideline: Guideline, membership: Membership) -> dict[str, int]:
    no_theme, no_pillar, elsewhere = (conditions(SELECTIONS[name])[0] for name in ("themes", "pillars", "elsewhere"))
    row = db.session.execute(
        selected(
            guideline,
            Selection(),
            membership,
            func.count(),
            func.count().filter(no_theme),
            func.count().filter(no_pillar, Point.pillar_by_id.is_(None)),
            func.count().filter(elsewhere),
        )
    ).one()
    # Whoever edited their words away has a point without a place, and was read.
    with_points = all_sent(guideline).where(exists().where(Point.comment_id == Comment.id))
    with_points = with_points if membership.team else with_points.where(readable_condition(membership, clock.now()))
    commented = db.session.scalar(with_points.with_only_columns(func.count()).order_by(None))
    return dict(zip(("all", "themes", "pillars", "elsewhere", "commented"), (*row, commented or 0), strict=True))


def comments_without_points(guideline: Guideline, membership: Membership) -> Select[Comment]:
    """Sent, read, and holding nothing that could be a point; or not read yet. Those that they may read."""
    query = all_sent(guideline).where(~exists().where(Point.comment_id == Comment.id))
    query = query if membership.team else query.where(readable_condition(membership, clock.now()))
    return query.options(joinedload(Comment.round))

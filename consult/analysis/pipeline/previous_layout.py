"""Where points stood on the map at the last reading, for the next one and for what comes between."""

from collections.abc import Iterator, Mapping

from sqlalchemy import func

from consult.analysis.models import Point
from consult.analysis.shared.population import main_theme, of_points
from consult.analysis.shared.records import FoundPoint
from consult.core.database import db
from consult.drafts.models import Guideline

_SPOTS = 4_000  # that new points are laid among, at most


def places_on_map(guideline: Guideline) -> Mapping[tuple[int, int], tuple[float, float]]:
    """By comment and start."""
    query = of_points(guideline, Point.comment_id, Point.start, Point.x, Point.y).where(Point.x.is_not(None))
    return {(comment, start): (x, y) for comment, start, x, y in db.session.execute(query)}


def points_on_map(guideline: Guideline) -> Iterator[FoundPoint]:
    """Some thousands, from all over the map, each with the theme that it most probably belongs to or is closest to."""
    many = db.session.scalar(of_points(guideline, func.count(Point.x))) or 0
    theme = func.coalesce(main_theme(), Point.nearest_theme_id)
    columns = (Point.comment_id, Point.start, Point.end, Point.text, Point.language, theme, Point.x, Point.y)
    query = of_points(guideline, *columns).where(Point.x.is_not(None), theme.is_not(None))
    every = -(-many // _SPOTS)
    query = query if every < 2 else query.where(Point.id % every == 0)
    for comment, start, end, text, language, nearest, x, y in db.session.execute(query.order_by(Point.id)):
        yield FoundPoint(comment, start, end, text, language, (), nearest, None, 0.0, x=x, y=y)

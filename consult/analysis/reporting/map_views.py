"""The map of points: as a page, as the columns that its picture is drawn from, and the words of one point on it."""

from flask import abort, jsonify, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from consult.analysis.blueprint import bp
from consult.analysis.kept.reports import Reports
from consult.analysis.kept.themes import THEMES
from consult.analysis.queries import point_for, themes_for
from consult.analysis.reporting.map_data import MIDDLES, closest_discs, discs_of, first_words, spots_of
from consult.analysis.reporting.summaries import summaries_of
from consult.core.i18n.languages import direction


@bp.get("/guidelines/<slug>/map", endpoint="map")
def map_(slug: str) -> ResponseReturnValue:
    guideline, membership = themes_for(current_user, slug) or abort(404)
    reports = Reports(guideline, membership, THEMES, MIDDLES)
    summaries = summaries_of(guideline, membership=membership, reports=reports)
    discs = discs_of(reports, summaries, membership)
    return render_template(
        "analysis/map.html",
        guideline=guideline,
        membership=membership,
        discs=discs,
        neighbours=closest_discs(discs),
    )


@bp.get("/guidelines/<slug>/map.json")
def map_points(slug: str) -> ResponseReturnValue:
    guideline, membership = themes_for(current_user, slug) or abort(404)
    return jsonify(spots_of(guideline, membership))


@bp.get("/points/<int:point_id>/words.json")
def point_words(point_id: int) -> ResponseReturnValue:
    """How a point begins: shown beside the dot that is pointed at."""
    point, _membership = point_for(current_user, point_id) or abort(404)
    return jsonify(words=first_words(point), language=point.language, direction=direction(point.language))

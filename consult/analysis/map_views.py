"""The map of points, as a page and as the columns that its picture is drawn from."""

from flask import abort, jsonify, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from consult.analysis.blueprint import bp
from consult.analysis.picture import discs_of, neighbours_of, spots_of
from consult.analysis.queries import themes_for
from consult.analysis.summaries import summaries_of


@bp.get("/guidelines/<slug>/map", endpoint="map")
def map_(slug: str) -> ResponseReturnValue:
    guideline, standing = themes_for(current_user, slug) or abort(404)
    discs = discs_of(guideline, summaries_of(guideline, standing=standing), standing)
    return render_template(
        "analysis/map.html",
        guideline=guideline,
        standing=standing,
        discs=discs,
        neighbours=neighbours_of(discs),
    )


@bp.get("/guidelines/<slug>/map.json")
def map_points(slug: str) -> ResponseReturnValue:
    guideline, standing = themes_for(current_user, slug) or abort(404)
    discs = discs_of(guideline, summaries_of(guideline, standing=standing), standing)
    return jsonify(spots_of(guideline, discs, standing))

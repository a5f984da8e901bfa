"""Points that mean what a sentence says, in whatever language: asked for, waited for, read."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from consult.analysis.meaning import ask_by_meaning_of, sentence_search_in
from consult.analysis.models import Point, SentenceSearch
from consult.analysis.queries import themes_for
from consult.analysis.shared.population import of_points
from consult.core import clock
from consult.core.database import db
from consult.core.search.models import SearchKind
from consult.core.search.query_language import SearchQuery
from consult.core.text import one_line
from consult.drafts.membership import Membership
from consult.tracing.blueprint import bp
from consult.tracing.search.candidates import SearchRequest
from consult.tracing.search.hits import Hit, hits
from consult.tracing.search.search_filter import SearchFilter

SHOWN = 30


@bp.post("/guidelines/<slug>/search/meaning")
def ask_by_meaning(slug: str) -> ResponseReturnValue:
    guideline, _membership = themes_for(current_user, slug) or abort(404)
    sentence = one_line(request.form.get("q"))
    if not sentence:
        flash(_("Type a sentence first: points that mean the same are looked for."))
        return redirect(url_for("tracing.search", slug=slug))
    asked = ask_by_meaning_of(guideline, sentence)
    db.session.commit()
    return redirect(url_for("tracing.by_meaning", slug=slug, asked_id=asked.id))


@bp.get("/guidelines/<slug>/search/meaning/<int:asked_id>")
def by_meaning(slug: str, asked_id: int) -> ResponseReturnValue:
    guideline, membership = themes_for(current_user, slug) or abort(404)
    asked = sentence_search_in(guideline, asked_id) or abort(404)
    return render_template(
        "tracing/search/meaning.html",
        guideline=guideline,
        membership=membership,
        asked=asked,
        hits=_readable(asked, membership),
    )


def _readable(asked: SentenceSearch, membership: Membership) -> list[Hit]:
    """Those of the points found that stand now and that they may read, the nearest first."""
    numbers = [number for number, _near in asked.found]
    mine = of_points(membership.guideline, Point.id, membership=membership).where(Point.id.in_(numbers))
    readable = set(db.session.scalars(mine))
    shown = [number for number in numbers if number in readable][:SHOWN]
    nothing_marked = SearchRequest(membership, SearchFilter(), SearchQuery(), clock.now(), drafts=(), reads_points=True)
    return hits(SearchKind.POINT, shown, nothing_marked)

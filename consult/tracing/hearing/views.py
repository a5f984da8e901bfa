"""Who got nothing where few were chosen: one shortlist a page."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from consult.analysis.queries import themes_for
from consult.tracing.blueprint import bp
from consult.tracing.hearing.fairness import ShortlistKind, fairness_of
from consult.tracing.hearing.queries import shortlist_of


@bp.get("/guidelines/<slug>/hearing")
def hearing(slug: str) -> ResponseReturnValue:
    """`?of=` themes (listed first), quotes, points (put to the experts) or revisions (put to the vote)."""
    guideline, membership = themes_for(current_user, slug) or abort(404)
    asked = request.args.get("of", "")
    kind = ShortlistKind(asked) if asked in set(ShortlistKind) else ShortlistKind.THEMES
    return render_template(
        "tracing/hearing.html",
        guideline=guideline,
        membership=membership,
        kind=kind,
        kinds=list(ShortlistKind),
        fair=fairness_of(shortlist_of(membership, kind)),
    )

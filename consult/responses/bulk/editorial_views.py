"""Editorial points without an answer, answered many at a time; fields of a template are filled in for each."""

from collections.abc import Mapping, Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from flask_login import current_user, login_required

from consult.analysis.models import Point
from consult.core.database import db
from consult.drafts.membership import Membership
from consult.drafts.queries import guideline_for
from consult.responses import actions, answer_queue, rules
from consult.responses.answer_templates.filling import by_words, words_for_points
from consult.responses.answer_templates.starting import note_start, template_asked
from consult.responses.answer_views import drafted_unseen
from consult.responses.blueprint import bp
from consult.responses.bulk.labels import LEFT_ALONE_NAMES
from consult.responses.bulk.outcomes import LeftAlone
from consult.responses.clearance.queries import clearance_required
from consult.responses.forms import BulkForm
from consult.responses.queries import count_of, unanswered_editorial_points
from consult.responses.rules import may_answer

BULK = 100  # editorial points on one page


def _many_answered(
    groups: Mapping[str, Sequence[Point]], form: BulkForm, membership: Membership
) -> ResponseReturnValue:
    """Points by the words that they get; those ticked for which a field had nothing stay in the list."""
    guideline, every = membership.guideline, [point for points in groups.values() for point in points]
    if clearance_required(guideline):
        rules.may_answer_all_in_bulk(membership, [point.comment for point in every]).enforce()
        return drafted_unseen(groups, form, guideline)
    more = {"by": current_user, "referred_to": form.clause}
    told = [actions.answer_points_in_bulk(points, form.decided, words, **more) for words, points in groups.items()]
    db.session.commit()
    flash(ngettext("%(num)s point is answered.", "%(num)s points are answered.", sum(told)))
    return redirect(url_for("responses.bulk", slug=guideline.slug))


@bp.route("/guidelines/<slug>/desk/editorial", methods=["GET", "POST"])
@login_required
def bulk(slug: str) -> ResponseReturnValue:
    """Editorial points without an answer, a hundred at a time, to be answered together."""
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    may_answer(membership).enforce()
    query = unanswered_editorial_points(guideline)
    points, total = db.session.scalars(query.limit(BULK)).unique().all(), count_of(query)
    form = BulkForm()
    form.offer(guideline, answer_queue.clauses_to_refer_to(guideline))
    form.points.choices = [(point.id, point.text) for point in points]
    template = template_asked(guideline)
    if template is not None and request.method == "GET":
        form.disposition.data, form.reason.data = template.disposition, template.text
    if form.validate_on_submit():
        ticked = answer_queue.points_numbered(guideline, form.points.data)
        groups = by_words(ticked, words_for_points(form.reason.data, ticked))
        if groups or not ticked:
            for point in (point for points in groups.values() for point in points):
                note_start(template, point)
            return _many_answered(groups, form, membership)
        form.reason.errors = [LEFT_ALONE_NAMES[LeftAlone.NOT_FILLED]]
    numbers = answer_queue.clause_numbers_of_points(points)
    return render_template(
        "responses/bulk.html", guideline=guideline, form=form, points=points, total=total, numbers=numbers
    )

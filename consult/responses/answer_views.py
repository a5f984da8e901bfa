"""Answering: a theme, a point by itself, editorial points many at a time. Each form works alone and from the desk."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required

from consult.accounts.views import safe_next
from consult.analysis.asks.queries import asks_counted
from consult.analysis.models import Point, Theme
from consult.analysis.read_points.actions import note_read
from consult.analysis.shared.population import each_letter_once
from consult.core.database import db
from consult.core.kept_forms.compared import compared
from consult.core.locking import Stale
from consult.core.templating import flash_at
from consult.drafts.models import Guideline
from consult.responses import actions, answer_queue
from consult.responses.answer_templates.starting import Begun, begun_answer, note_beginning
from consult.responses.assignments.queries import work_on, work_on_point
from consult.responses.assignments.things import ThingKey
from consult.responses.blueprint import bp
from consult.responses.bulk.copies import answer_copies, count_of_copies
from consult.responses.bulk.labels import copies_in_words
from consult.responses.bulk.models import BulkAct
from consult.responses.clearance.actions import ask_for_clearance, save_draft, save_drafts_unseen
from consult.responses.clearance.labels import waiting_in_words
from consult.responses.clearance.queries import clearance_required, open_draft, reached_by
from consult.responses.coverage.members import enforce_points_read
from consult.responses.coverage.queries import Moved, held_from_elsewhere, moved_since, points_of_theme, reached_beside
from consult.responses.coverage.stances import stances_of_draft, stances_reached
from consult.responses.forms import AnswerForm
from consult.responses.memory.queries import offers_for
from consult.responses.models import Answer, AnswerDraft, version_of_answer
from consult.responses.points_by_theme import points_here
from consult.responses.queries import (
    Reached,
    answered_as_part_of,
    answers_of_merged,
    current_answer,
    effective_answers,
    history_of_answers,
    point_on_desk,
    points_reached,
    theme_on_desk,
)
from consult.responses.rules import may_answer


@bp.route("/themes/<int:theme_id>/answer", methods=["GET", "POST"])
@login_required
@compared
def answer_theme(theme_id: int, stale: Stale | None = None) -> ResponseReturnValue:
    """All its points, or with `at` and the other button only those at that place."""
    theme, membership = theme_on_desk(current_user, theme_id) or abort(404)
    may_answer(membership).enforce()
    actions.enforce_not_merged(theme, "")
    given, draft = current_answer(theme=theme), open_draft(theme=theme)
    moved = moved_since([theme]).get(theme.id, Moved()) if given is not None else Moved()
    examples, whole = answer_queue.examples_of(theme), points_reached([theme]).get(theme.id, Reached())
    reached, along = reached_beside(theme, draft, reached_by([draft])[draft.id] if draft else moved.of(whole), whole)
    offers = offers_for(theme, examples)
    begun = begun_answer(theme.guideline, theme, offers, answered=reached.answered)
    opened: dict[str, Any] = {"prefix": f"theme-{theme.id}-", "stale": stale, "read": reached.read}
    form, here = _opened(theme.guideline, given, draft, begun, **opened), _here(theme)
    if stale is None and form.validate_on_submit():
        note_beginning(theme, begun, form)
        return _theme_answered(theme, form, here, reached)
    return render_template(
        "responses/answer_theme.html",
        theme=theme,
        form=form,
        stale=stale,
        reached=reached,
        along=along,
        here=len(each_letter_once(here)),
        answer=given,
        asks=asks_counted([theme.id]).get(theme.id, 0),
        examples=examples,
        offers=offers,
        like=begun.like,
        started=begun.started,
        stances=stances_of_draft(draft) if draft is not None else stances_reached([theme]).get(theme.id, {}),
        merged=answers_of_merged(theme),
        others=held_from_elsewhere(theme) if given is None or moved.came else (),
        part_of=answered_as_part_of(theme, given),
        moved=moved,
        clearing=clearance_required(theme.guideline),
        draft=draft,
        work=work_on([ThingKey.of(theme)]).get(ThingKey.of(theme)),
        history=history_of_answers(theme=theme),
    )


def _theme_answered(theme: Theme, form: AnswerForm, here: Sequence[Point], reached: Reached) -> ResponseReturnValue:
    """All of it, or by the other button only the points `here`."""
    only_here, elsewhere = request.form.get("only") == "here", "yes" in request.form.getlist("elsewhere")
    if only_here:
        members = [number for number, _p in points_of_theme(theme)]
        enforce_points_read(form.base_version.data, members, form.reason.data)
    if clearance_required(theme.guideline):
        if only_here:
            return drafted_unseen({form.reason.data: here}, form, theme.guideline)
        points = reached.answered + (reached.elsewhere if elsewhere else 0)
        said = elsewhere if "elsewhere" in request.form else None
        return _drafted(theme, form, theme.guideline, elsewhere=said, points=points)
    told, more = (form.decided, form.reason.data), {"by": current_user, "referred_to": form.clause}
    answered = reached.answered + (reached.elsewhere if elsewhere else 0)
    if only_here:
        answered = len(each_letter_once(actions.answer_here(theme, here, *told, **more)))
    else:
        actions.answer_theme(theme, *told, **more, base_version=form.base_version.data, elsewhere=elsewhere)
    db.session.commit()
    flash(ngettext("%(num)s point now has this answer.", "%(num)s points now have this answer.", answered))
    return redirect(back_to(url_for("responses.answer_theme", theme_id=theme.id)))


def _here(theme: Theme) -> Sequence[Point]:
    """The theme's points at the place of the desk from which the form was opened."""
    place = answer_queue.place_named(theme.guideline, request.args.get("at", "")) if request.args.get("at") else None
    filters = answer_queue.QueueFilter(type=request.args.get("type", ""))
    return points_here(theme.guideline, place.where, filters, theme) if place is not None else []


@bp.route("/points/<int:point_id>/answer", methods=["GET", "POST"])
@login_required
@compared
def answer_point(point_id: int, stale: Stale | None = None) -> ResponseReturnValue:
    """The point's own answer; it opens with what the point inherits, to be changed for this one alone."""
    point, membership = point_on_desk(current_user, point_id) or abort(404)
    may_answer(membership).enforce()
    if request.method == "GET":
        note_read([point], by=current_user)
    guideline, own = membership.guideline, current_answer(point=point)
    held = effective_answers([point]).get(point.id)
    draft, offers = open_draft(point=point), offers_for(point)
    begun = begun_answer(guideline, point, offers, held.answer if held is not None else None)
    form = _opened(guideline, own, draft, begun, stale=stale)
    if stale is None and form.validate_on_submit():
        note_beginning(point, begun, form)
        return _point_answered(point, form, guideline)
    return render_template(
        "responses/answer_point.html",
        point=point,
        back=back_to(url_for("responses.desk", slug=guideline.slug)),
        form=form,
        stale=stale,
        own=own,
        copies=count_of_copies(point),
        draft=draft,
        held=held,
        offers=offers,
        like=begun.like,
        started=begun.started,
        wording=answer_queue.wording_commented(point.comment),
        work=work_on_point(point),
        history=history_of_answers(point=point),
    )


def _point_answered(point: Point, form: AnswerForm, guideline: Guideline) -> ResponseReturnValue:
    """With the copies of its letter, unless the other button says that this one alone is meant."""
    clearing = clearance_required(guideline)
    if clearing and request.form.get("only") == "point":
        return _drafted(point, form, guideline)
    told = (point, form.decided, form.reason.data)
    more = {"by": current_user, "referred_to": form.clause, "base_version": form.base_version.data or "0"}
    if clearing:
        waited = open_draft(point=point)
        before, draft = waited.by.name if waited is not None else "", save_draft(*told, **more)
        act = answer_copies(point, draft, by=current_user)
        return _waiting([draft], guideline, before=before, copies=act)
    given = actions.answer_point(*told, **more)
    act = None if request.form.get("only") == "point" else answer_copies(point, given, by=current_user)
    db.session.commit()
    page = back_to(url_for("responses.answer_point", point_id=point.id))
    flash_at(page, " ".join(filter(None, (str(_("The point has its own answer now.")), copies_in_words(act)))))
    return redirect(page)


def _drafted(
    about: Point | Theme, form: AnswerForm, guideline: Guideline, *, elsewhere: bool | None = None, points: int = 1
) -> ResponseReturnValue:
    """Nothing is public before it was cleared: what was written waits for a second reader."""
    more = {"by": current_user, "referred_to": form.clause, "base_version": form.base_version.data or "0"}
    more |= {"elsewhere": elsewhere}
    waited = open_draft(theme=about) if isinstance(about, Theme) else open_draft(point=about)
    before = waited.by.name if waited is not None else ""
    return _waiting(
        [save_draft(about, form.decided, form.reason.data, **more)], guideline, before=before, points=points
    )


def drafted_unseen(
    groups: Mapping[str, Sequence[Point]], form: AnswerForm, guideline: Guideline
) -> ResponseReturnValue:
    """Points by the words that they get."""
    more = {"by": current_user, "referred_to": form.clause}
    saved = [save_drafts_unseen(points, form.decided, words, **more) for words, points in groups.items()]
    return _waiting([draft for drafts in saved for draft in drafts], guideline)


def _waiting(
    drafts: Sequence[AnswerDraft],
    guideline: Guideline,
    *,
    before: str = "",
    copies: BulkAct | None = None,
    points: int = 1,
) -> ResponseReturnValue:
    for draft in drafts:
        ask_for_clearance(draft, by=current_user)
    db.session.commit()
    of_theme = all(draft.theme_id is not None for draft in drafts)  # what is next in hand is at the desk
    page = back_to(url_for("responses.desk" if of_theme else "responses.clearance", slug=guideline.slug))
    points = max(points, len(drafts))
    flash_at(page, " ".join(filter(None, (waiting_in_words(before, points=points), copies_in_words(copies)))))
    return redirect(page)


def _opened(
    guideline: Guideline,
    given: Answer | None,
    draft: AnswerDraft | None,
    begun: Begun,
    *,
    prefix: str = "",
    stale: Stale | None = None,
    read: str = "",
) -> AnswerForm:
    form = AnswerForm(prefix=prefix)
    form.offer(guideline, answer_queue.clauses_to_refer_to(guideline))
    if request.method == "GET":
        form.start_from(begun.words or draft or begun.inherited or given)
    if request.method == "GET" or stale is not None:
        form.base_version.data = version_of_answer(given, draft, read=read)
    return form


def back_to(default: str) -> str:
    """Where the form was opened from, if it said so."""
    return safe_next() if request.values.get("next") else default

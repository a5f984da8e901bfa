"""A theme opened into its asks, each answered at once."""

from collections.abc import Sequence
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from flask_login import current_user, login_required

from consult.accounts.views import safe_next
from consult.analysis.asks.models import Ask
from consult.analysis.asks.queries import AskSize, asks_of_theme
from consult.analysis.models import Theme
from consult.analysis.queries import theme_for
from consult.analysis.read_points.actions import note_read
from consult.core.database import db
from consult.core.kept_forms.compared import compared
from consult.core.locking import Stale
from consult.core.pagination import page_of
from consult.core.templating import flash_at
from consult.drafts.membership import Membership
from consult.responses import answer_queue
from consult.responses.actions import answer_ask as give_to_ask
from consult.responses.answer_templates.starting import begun_answer, note_beginning
from consult.responses.asks.queries import (
    AskAnswer,
    answers_to_asks,
    ask_on_desk,
    ask_points_to_answer,
    examples_of_ask,
    examples_of_asks,
)
from consult.responses.blueprint import bp
from consult.responses.clearance.actions import ask_for_clearance, save_draft
from consult.responses.clearance.labels import waiting_in_words
from consult.responses.clearance.queries import clearance_required, open_draft
from consult.responses.coverage.stances import stances_of
from consult.responses.forms import AnswerForm
from consult.responses.memory.queries import offers_by_ask, offers_for
from consult.responses.models import version_of_answer
from consult.responses.queries import history_of_answers
from consult.responses.rules import may_answer, reaches_points

SHOWN = 12  # asks on one page
READ = 30  # points on the page where one is answered


@bp.get("/themes/<int:theme_id>/asks")
def asks(theme_id: int) -> ResponseReturnValue:
    """What is asked in a theme, by how many; the drafting team answers each where it stands."""
    theme, membership = theme_for(current_user, theme_id) or abort(404)
    found = asks_of_theme(theme, membership)
    page = page_of(found.asks, size=SHOWN)
    return render_template(
        "responses/asks.html",
        theme=theme,
        membership=membership,
        page=page,
        alone=found.alone,
        back=request.full_path.rstrip("?"),
        **_to_answer(theme, membership, page.items),
    )


def _to_answer(theme: Theme, membership: Membership, shown: Sequence[AskSize]) -> dict[str, Any]:
    """Forms and answers for the team; others read what is asked."""
    if not membership.team:
        return {"answers": {}, "forms": {}, "numbers": [], "clearing": False, "offers": {}}
    answers = answers_to_asks([size.ask for size in shown])
    wanting = [ask_id for ask_id, about in answers.items() if about.answer is None and about.draft is None]
    examples = examples_of_asks([size.ask for size in shown if size.ask.id in wanting])
    offered = answer_queue.clauses_to_refer_to(theme.guideline)
    forms = {}
    for size in shown:
        about = answers[size.ask.id]
        form = AnswerForm(formdata=None, prefix=f"ask-{size.ask.id}-")
        form.offer(theme.guideline, offered)
        form.start_from(about.draft or about.answer)
        form.base_version.data = version_of_answer(about.answer, about.draft)
        forms[size.ask.id] = form
    numbers = [wording.number for wording in offered]
    return {
        "answers": answers,
        "forms": forms,
        "numbers": numbers,
        "clearing": clearance_required(theme.guideline),
        "offers": offers_by_ask(examples, theme.guideline),
    }


@bp.route("/asks/<int:ask_id>/answer", methods=["GET", "POST"])
@login_required
@compared
def answer_ask(ask_id: int, stale: Stale | None = None) -> ResponseReturnValue:
    ask, membership = ask_on_desk(current_user, ask_id) or abort(404)
    may_answer(membership).enforce()
    about = answers_to_asks([ask]).get(ask.id, AskAnswer())
    given, draft = about.answer, about.draft
    reached = ask_points_to_answer(ask, given, draft)
    reaches = reaches_points(len(reached))
    form = AnswerForm(prefix=f"ask-{ask.id}-")
    form.offer(membership.guideline, answer_queue.clauses_to_refer_to(membership.guideline))
    offers = offers_for(ask, examples_of_ask(ask))
    begun = begun_answer(membership.guideline, ask, offers, answered=len(reached))
    if request.method == "GET":
        note_read(reached[:READ], by=current_user)
        form.start_from(begun.words or draft or given)
    if request.method == "GET" or stale is not None:
        form.base_version.data = version_of_answer(given, draft)
    if stale is None and form.validate_on_submit() and reaches:
        note_beginning(ask, begun, form)
        return _answered(ask, form, len(reached))
    page = render_template(
        "responses/answer_ask.html",
        ask=ask,
        theme=ask.theme,
        form=form,
        stale=stale,
        about=about,
        draft=draft,
        started=begun.started,
        offers=offers,
        like=begun.like,
        stances=stances_of(reached),
        reached=len(reached),
        reaches=reaches,
        points=reached[:READ],
        clearing=clearance_required(membership.guideline),
        history=history_of_answers(ask=ask),
    )
    return page, 422 if form.is_submitted() else 200


def _answered(ask: Ask, form: AnswerForm, reached: int) -> ResponseReturnValue:
    told = (ask, form.decided, form.reason.data)
    more = {"by": current_user, "referred_to": form.clause, "base_version": form.base_version.data or "0"}
    if clearance_required(ask.theme.guideline):
        waited = open_draft(ask=ask)
        before = waited.by.name if waited is not None else ""
        ask_for_clearance(save_draft(*told, **more), by=current_user)
        said = waiting_in_words(before, points=reached)
    else:
        give_to_ask(*told, **more)
        said = ngettext("%(num)s point now has this answer.", "%(num)s points now have this answer.", reached)
    db.session.commit()
    page = safe_next() if request.values.get("next") else url_for("responses.answer_ask", ask_id=ask.id)
    flash_at(page, said)
    return redirect(page)

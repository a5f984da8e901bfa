"""The first page of a drafter: whose work what is; and the page of one thing, with what the team says of it."""

from datetime import datetime, timedelta
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required
from sqlalchemy import func, select

from consult.accounts.views import safe_next
from consult.analysis.models import Theme
from consult.core import clock
from consult.core.database import db
from consult.core.pagination import Page, paged
from consult.drafts.membership import Membership
from consult.drafts.models import Clause, Guideline
from consult.drafts.queries import clause_for, guideline_for
from consult.responses.answer_queue import latest_wordings
from consult.responses.assignments import actions, queries
from consult.responses.assignments.forms import AssignForm, NoteForm
from consult.responses.assignments.rules import best_placed
from consult.responses.assignments.things import Thing, ThingKey, ThingKind
from consult.responses.blueprint import bp
from consult.responses.clearance.queries import on_their_way_in_themes
from consult.responses.coverage.queries import came_since_answers
from consult.responses.forms import row_number
from consult.responses.models import AnswerDraft, AnswerStage
from consult.responses.notes.actions import take_note_back, write_note
from consult.responses.notes.models import TeamNote
from consult.responses.notes.queries import notes_about, notes_since
from consult.responses.queries import point_on_desk, theme_on_desk
from consult.responses.rules import may_answer


@bp.app_context_processor
def open_points() -> dict[str, object]:
    """How many points of each theme are open, and have an answer on its way: for whichever page of the team lists
    themes."""
    return {"open_in_themes": queries.open_in_themes, "on_their_way_in_themes": on_their_way_in_themes}


VIEWS = ("mine", "new", "overdue", "nobodys", "team")
MOST_TICKED = 300


@bp.route("/guidelines/<slug>/work", methods=["GET", "POST"])
@login_required
def my_work(slug: str) -> ResponseReturnValue:
    """What is mine, what is new, late, nobody's, and how far everyone is; what is ticked is given to someone."""
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    may_answer(membership).enforce()
    view = request.args.get("view", "")
    view = view if view in VIEWS else "mine"
    team = queries.team_of(guideline)
    form = AssignForm()
    form.offer(team)
    if form.validate_on_submit() and (ticked := _ticked(guideline)):
        changed = actions.assign_all(ticked, form.person, by=current_user, due_on=form.due_on.data)
        db.session.commit()
        flash(_given(len(changed), form))
        return redirect(url_for("responses.my_work", slug=slug, view=view))
    return render_template(
        "responses/assigned/my_tasks.html",
        guideline=guideline,
        view=view,
        team={person.id: person for person in team},
        form=form,
        ticked=request.form.getlist("thing"),
        unticked=request.method == "POST" and not form.errors,
        today=clock.now().date(),
        late_comers=came_since_answers(guideline) if view == "mine" else [],
        **_counted(guideline),
        **_shown(guideline, view),
    )


def _given(changed: int, form: AssignForm) -> str:
    if form.person is None:
        says = ngettext("%(num)s piece of work is nobody's now.", "%(num)s pieces of work are nobody's now.", changed)
        return str(says)
    name = {"name": form.person.name}
    says = ngettext(
        "%(num)s piece of work is with %(name)s.", "%(num)s pieces of work are with %(name)s.", changed, **name
    )
    return str(says)


def _ticked(guideline: Guideline) -> list[Thing]:
    keys = [key for word in request.form.getlist("thing")[:MOST_TICKED] if (key := ThingKey.read(word))]
    found: list[Thing] = []
    for kind, model in ((ThingKind.CLAUSE, Clause), (ThingKind.THEME, Theme)):
        ids = [key.id for key in keys if key.kind == kind]
        here: Any = select(model).where(model.id.in_(ids), model.guideline_id == guideline.id)
        found += db.session.scalars(here.order_by(model.id)) if ids else []
    return found


def yesterday() -> datetime:
    """When yesterday began, where the reader is."""
    here = clock.now().astimezone(clock.zone(current_user.timezone))
    return here.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)


def _counted(guideline: Guideline) -> dict[str, Any]:
    """What the tabs say, in one statement from the tallies."""
    rows = queries.work_of(guideline, queries.W.assignee_id == current_user.id)
    late = func.count().filter(*queries.overdue(rows, clock.now().date()))
    mine = select(func.count().filter(rows.c.open > 0), late, func.coalesce(func.sum(rows.c.open), 0))
    waiting = (AnswerDraft.guideline_id == guideline.id, AnswerDraft.stage == AnswerStage.FOR_CLEARANCE)
    yes = select(func.count(AnswerDraft.id)).where(*waiting, AnswerDraft.by_id != current_user.id).scalar_subquery()
    untaken = queries.nobodys(guideline).order_by(None).subquery()
    nobodys = select(func.count()).select_from(untaken).scalar_subquery()
    row = db.session.execute(mine.add_columns(yes, nobodys).select_from(rows)).one()
    names = ("mine", "overdue", "open_points", "clearance", "nobodys")
    return {"counts": dict(zip(names, map(int, row), strict=True))}


def _shown(guideline: Guideline, view: str) -> dict[str, Any]:
    today = clock.now().date()
    if view == "team":
        return {"loads": queries.loads(guideline, today)}
    if view == "nobodys":
        page = paged(queries.nobodys(guideline), size=queries.SIZE, rows=True)
        return {"page": page, "unplaced": queries.open_in_no_theme(guideline)}
    if view == "new":
        return _new(guideline)
    whose = request.args.get("of", current_user.id, type=row_number)
    rows = queries.work_of(guideline, queries.W.assignee_id == whose)
    where = queries.overdue(rows, today) if view == "overdue" else ()
    return {"page": _page_of_work(queries.work_list(rows, *where)), "whose": whose}


def _page_of_work(query: Any) -> Page:
    page = paged(query, size=queries.SIZE, rows=True)
    return Page([queries.WorkItem(*row) for row in page.items], page.number, page.size, page.total)


def _new(guideline: Guideline) -> dict[str, Any]:
    """Since yesterday: what was given to me, what came in that is mine or nobody's, what the team said."""
    since = yesterday()
    rows = queries.work_of(guideline, queries.W.assignee_id == current_user.id, queries.W.at >= since)
    came = db.session.execute(queries.newest_points(guideline, current_user, since).limit(queries.SIZE + 1)).all()
    return {
        "since": since,
        "page": _page_of_work(queries.work_list(rows)),
        "came": came[: queries.SIZE],
        "more_came": len(came) > queries.SIZE,
        "notes": notes_since(guideline, current_user, since),
    }


@bp.route("/clauses/<uid>/work", methods=["GET", "POST"])
@login_required
def work_on_clause(uid: str) -> ResponseReturnValue:
    clause, membership = clause_for(current_user, uid) or abort(404)
    return _thing(clause, membership)


@bp.route("/themes/<int:theme_id>/work", methods=["GET", "POST"])
@login_required
def work_on_theme(theme_id: int) -> ResponseReturnValue:
    theme, membership = theme_on_desk(current_user, theme_id) or abort(404)
    return _thing(theme, membership)


@bp.route("/points/<int:point_id>/work", methods=["GET", "POST"])
@login_required
def work_on_point(point_id: int) -> ResponseReturnValue:
    point, membership = point_on_desk(current_user, point_id) or abort(404)
    return _thing(point, membership)


def _thing(thing: Thing, membership: Membership) -> ResponseReturnValue:
    """Whose it is, and what the team says of it; the pressed button says what is to be done."""
    may_answer(membership).enforce()
    key, guideline = ThingKey.of(thing), membership.guideline
    team, given = queries.team_of(guideline), queries.standing_assignment(key)
    languages = queries.languages_of_thing(key)
    loads = {number: load.open for number, load in queries.loads(guideline, clock.now().date()).items()}
    best = best_placed(team, languages, loads)
    doing = request.form.get("do", "")
    form, note = AssignForm(), NoteForm()
    form.offer(team, best)
    if request.method == "POST" and (done := _done(thing, form, note, doing)):
        db.session.commit()
        flash(done)
        return redirect(safe_next() if request.values.get("next") else request.path)
    if doing != "assign":
        form.process(formdata=None, assignee=str(given.assignee_id) if given is not None else "")
        form.due_on.data = given.due_on if given is not None else None
        form.base_version.data = actions.version_of_work(given)
    return render_template(
        "responses/assigned/thing.html",
        guideline=guideline,
        key=key,
        thing=thing,
        given=given,
        past=queries.past_assignments(key),
        form=form,
        note=note if doing == "note" else NoteForm(formdata=None),
        notes=notes_about(key),
        best=best,
        languages=languages,
        wording=_wording(thing),
        today=clock.now().date(),
    )


def _wording(thing: Thing) -> Any:
    if isinstance(thing, Clause):
        return next(iter(latest_wordings(thing.guideline, [thing.id])), None)
    return None


def _done(thing: Thing, form: AssignForm, note: NoteForm, doing: str) -> str:
    """What was done, in a sentence; nothing where something is missing."""
    if doing == "take":
        actions.assign(thing, current_user._get_current_object(), by=current_user)  # noqa: SLF001 - the person, not the proxy
        return str(_("It is yours."))
    if doing == "assign" and form.validate():
        more = {"due_on": form.due_on.data, "base_version": form.base_version.data}
        actions.assign(thing, form.person, by=current_user, **more)
        return _given(1, form)
    if doing == "note" and note.validate():
        write_note(thing, note.text.data, by=current_user)
        return str(_("The team sees your note."))
    if doing == "take_back":
        said = db.session.get(TeamNote, request.form.get("note_id", 0, type=row_number)) or abort(404)
        if said not in notes_about(ThingKey.of(thing)):
            abort(404)
        take_note_back(said, by=current_user)
        return str(_("The note is gone."))
    return ""

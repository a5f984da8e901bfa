"""The clause desk: where the drafting team reads what was said of a clause and answers it."""

from collections.abc import Sequence
from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from consult.analysis.models import Point, Theme, ThemeState
from consult.analysis.queries import themes_of
from consult.analysis.read_points.actions import note_read
from consult.comments.models import CommentType
from consult.core import clock
from consult.drafts.models import Guideline, Wording
from consult.drafts.queries import clause_for, guideline_for
from consult.responses import answer_queue, notifications
from consult.responses.assignments.forms import NOBODY
from consult.responses.assignments.queries import loads, team_of, work_on
from consult.responses.assignments.things import ThingKey
from consult.responses.blueprint import bp
from consult.responses.clearance.queries import (
    DraftsOpen,
    clearance_required,
    drafts_open,
    drafts_to_both,
    points_on_their_way,
)
from consult.responses.coverage.queries import came_since_answers
from consult.responses.forms import AnswerForm, row_number
from consult.responses.inheritance import Effective
from consult.responses.memory.queries import offers_by_point
from consult.responses.models import Answer, AnswerDraft, version_of_answer
from consult.responses.points_by_theme import (
    ThemeCounts,
    counts_on_desk,
    kept_groups_at,
    name_of_counts,
    name_of_place,
    told_apart,
)
from consult.responses.progress import (
    answer_progress,
    progress_by_pillar,
    progress_by_round,
    progress_by_type,
    work_by_person,
)
from consult.responses.promises import WAITING, promised_answers
from consult.responses.queries import answers_to_both, count_of
from consult.responses.rules import may_answer
from consult.responses.tallies.desk import DESK, desk_counts
from consult.responses.tallies.kept import AnswerReports
from consult.responses.tallies.queries import unanswered_tally, unsaid_in_files
from consult.responses.unlike.queries import unlike_count

UNTOLD, ON_THEIR_WAY = "untold", "on-their-way"
MOST = 12  # themes on one page; the smaller ones are a link away


@bp.get("/guidelines/<slug>/desk")
@login_required
def desk(slug: str) -> ResponseReturnValue:
    """The first place in the queue, or the one that `at` names: a clause, a pillar's code or the whole text."""
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    may_answer(membership).enforce()
    filters, kept = asked(), AnswerReports(guideline, UNTOLD, WAITING, DESK, ON_THEIR_WAY)
    queue = answer_queue.queue_of(guideline, filters, desk_counts(guideline, kept).places)
    wanted = request.args.get("at", "")
    fitting = (p for p in queue if (p.is_called(wanted) if wanted else filters.shows(p)))
    place = next(fitting, None) or answer_queue.place_named(guideline, wanted)
    return _desk(guideline, queue, filters, place, kept)


@bp.get("/clauses/<uid>/desk")
@login_required
def clause_desk(uid: str) -> ResponseReturnValue:
    clause, membership = clause_for(current_user, uid) or abort(404)
    may_answer(membership).enforce()
    filters = asked()
    names = (name_of_place(uid, filters), name_of_counts(uid, filters, []))
    kept = AnswerReports(clause.guideline, UNTOLD, WAITING, DESK, ON_THEIR_WAY, *names)
    queue = answer_queue.queue_of(clause.guideline, filters, desk_counts(clause.guideline, kept).places)
    place = next((p for p in queue if p.key == uid), None) or answer_queue.place_of_clause(clause)
    return _desk(clause.guideline, queue, filters, place or abort(404), kept)


def asked() -> answer_queue.QueueFilter:
    """What the address asks to see."""
    text: dict[str, Any] = {name: request.args.get(name, "") for name in ("pillar", "part", "type")}
    show = "all" if request.args.get("show") == "all" else "open"
    theme: int = request.args.get("theme", 0, type=row_number)
    return answer_queue.QueueFilter(**text, theme=theme, assignee=_whose(request.args.get("assignee", "")), show=show)


def _whose(word: str) -> str:
    """`mine` is the reader's number."""
    if word == "mine":
        return str(current_user.id)
    return word if word == NOBODY or (word.isascii() and word.isdecimal() and len(word) < 10) else ""


def _desk(
    guideline: Guideline,
    queue: list[answer_queue.QueueItem],
    filters: answer_queue.QueueFilter,
    place: answer_queue.QueueItem | None,
    kept: AnswerReports,
) -> ResponseReturnValue:
    every_theme, drafts = _themes_with_points(guideline, kept), drafts_open(guideline)
    here: dict[str, Any] = {"kept": kept, "themes": every_theme, "largest": MOST, "drafts": drafts.version}
    every = kept_groups_at(guideline, place, filters, **here) if place is not None else []
    groups, others, settled = told_apart(every, filters, MOST)
    themes = [group.theme for group in groups if group.theme is not None]
    points = [point for group in groups for point, _given in group.members]
    offered, (answers, to_themes) = answer_queue.clauses_to_refer_to(guideline), answers_to_both(points, themes)
    waiting, wait_for_themes = drafts_to_both([point.id for point in points], [theme.id for theme in themes])
    note_read(points, by=current_user)
    counts = counts_on_desk(themes, kept, name_of_counts(place.key, filters, themes)) if place is not None else {}
    return render_template(
        "responses/desk.html",
        guideline=guideline,
        queue=answer_queue.by_pillar(queue, filters),
        place=place,
        groups=groups,
        others=others,
        settled=settled,
        progress=answer_progress(guideline),
        passages=answer_queue.passages_at(place),
        **_beside(points, guideline, offered, answers, waiting),
        themes=every_theme,
        forms=_forms(guideline, offered, {one: to_themes.get(one.id) for one in themes}, counts, wait_for_themes),
        asks={number: count.asks for number, count in counts.items()},
        numbers=[wording.number for wording in offered],
        filters=filters,
        few=answer_queue.FEW,
        back=request.full_path.rstrip("?"),
        following=answer_queue.place_after(queue, place),
        **_owed(guideline, kept, drafts),
        team=team_of(guideline),
        work=work_on(_at_work(place, themes)),
    )


def _themes_with_points(guideline: Guideline, kept: AnswerReports) -> list[Theme]:
    with_points = set(desk_counts(guideline, kept).themes)
    return [theme for theme in themes_of(guideline, *ThemeState) if theme.id in with_points]


def _owed(guideline: Guideline, kept: AnswerReports, drafts: DraftsOpen) -> dict[str, Any]:
    """What people still wait for: answers, those on their way and those to be told, and promised ones that are late."""
    untold = kept.value(UNTOLD, lambda: count_of(notifications.untold_comments(guideline)))
    return {
        "substantive": unanswered_tally(guideline, CommentType.SUBSTANTIVE).points,
        "editorial": unanswered_tally(guideline, CommentType.EDITORIAL).points,
        "untold": untold,
        "drafted": drafts.drafts,
        "on_way": kept.value(ON_THEIR_WAY, lambda: points_on_their_way(guideline), also=drafts.version),
        "clearing": clearance_required(guideline),
        "being_told": bool(untold) and notifications.is_being_told(guideline),
        "late": promised_answers(guideline, clock.now(), late_only=True, kept=kept),
    }


def _beside(
    points: Sequence[Point],
    guideline: Guideline,
    wordings: Sequence[Wording],
    answers: dict[int, Effective],
    drafts: dict[int, AnswerDraft],
) -> dict[str, Any]:
    """What stands beside each point: its answer, else those given before to what asks the same; proposed wording."""
    offers = offers_by_point(points, guideline, answers.keys() | drafts.keys())
    redlines = answer_queue.redlines_of(points, wordings)
    return {"answers": answers, "offers": offers, "on_their_way": drafts, "redlines": redlines}


def _at_work(place: answer_queue.QueueItem | None, themes: list[Theme]) -> list[ThingKey]:
    """The clause and the themes on the page."""
    clause = place.wording.clause if place is not None and place.wording is not None else None
    return [ThingKey.of(thing) for thing in ([clause] if clause is not None else []) + themes]


def _forms(
    guideline: Guideline,
    offered: Sequence[Wording],
    current: dict[Theme, Answer | None],
    counted: dict[int, ThemeCounts],
    drafts: dict[int, AnswerDraft],
) -> dict[int, dict[str, Any]]:
    """For each theme on the page: its form, the answer that stands, how many points it reaches."""
    made = {}
    for theme, answer in current.items():
        form = AnswerForm(formdata=None, prefix=f"theme-{theme.id}-")
        form.offer(guideline, offered)
        form.start_from(drafts.get(theme.id) or answer)
        reached, since, _asks, stances = counted[theme.id]
        form.base_version.data = version_of_answer(answer, drafts.get(theme.id), read=reached.read)
        of_it = {"reached": since.of(reached), "whole": reached, "moved": since, "stances": stances}
        made[theme.id] = {"form": form, "answer": answer, "draft": drafts.get(theme.id), **of_it}
    return made


@bp.get("/guidelines/<slug>/desk/progress")
@login_required
def progress(slug: str) -> ResponseReturnValue:
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    may_answer(membership).enforce()
    team = team_of(guideline)
    return render_template(
        "responses/progress.html",
        guideline=guideline,
        progress=answer_progress(guideline),
        on_way=points_on_their_way(guideline),
        came=came_since_answers(guideline),
        by_pillar=progress_by_pillar(guideline),
        by_type=progress_by_type(guideline),
        by_round=progress_by_round(guideline),
        members=team,
        loads=loads(guideline, clock.now().date()),
        work=work_by_person(guideline, team),
        promised=promised_answers(guideline, clock.now()),
        unsaid=unsaid_in_files(guideline),
        now_at=clock.now(),
        unlike=unlike_count(guideline),
    )

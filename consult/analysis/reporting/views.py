"""Themes by breadth, one theme, the matrices, lists of points, what could not be placed."""

from collections.abc import Sequence
from typing import Any

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from consult.accounts.models import StakeholderType
from consult.analysis.asks.queries import asks_counted
from consult.analysis.assignment.reassignment import followers_of
from consult.analysis.blueprint import bp
from consult.analysis.kept.models import ALL
from consult.analysis.kept.reports import Reports
from consult.analysis.kept.said import SAID, said_in
from consult.analysis.kept.themes import THEMES, ThemeCount, counts_of_themes
from consult.analysis.models import Assignment, Point, Theme, ThemeState
from consult.analysis.queries import clause_points_for, last_run, theme_for, themes_for, themes_of, unfinished_run
from consult.analysis.reliability.sampling import last_agreement
from consult.analysis.reliability.verdict import ENOUGH_FOR_A_RATE
from consult.analysis.reporting.campaigns import folded_in
from consult.analysis.reporting.cross_tab_queries import BY_NAMES, matrix_of, splits_of
from consult.analysis.reporting.cross_tabs import CrossTabView
from consult.analysis.reporting.first_pages import page_of_points
from consult.analysis.reporting.summaries import (
    Alike,
    alike_of,
    asked_in_themes,
    asks_in,
    by_heading,
    divided,
    summaries_of,
)
from consult.analysis.reporting.unassigned import LENGTHS, LISTS, counts_of_lists, unassigned_page
from consult.analysis.rules import may_code
from consult.analysis.shared.filter_options import choices_of
from consult.analysis.shared.point_filter import Selection, points_selected
from consult.analysis.shared.point_list import by_theme, point_details
from consult.analysis.themes.change_history import changes_of_thing
from consult.analysis.themes.split import split_off_from
from consult.core.csv_files.safety import csv_lines
from consult.core.database import db
from consult.core.pagination import paged
from consult.drafts.membership import Membership
from consult.drafts.models import Guideline
from consult.drafts.queries import wordings_through_drafts


@bp.get("/guidelines/<slug>/themes")
def themes(slug: str) -> ResponseReturnValue:
    """Ranked by breadth, or `?order=` another of ORDERS; what it cannot be ranked by, it is not."""
    guideline, membership = themes_for(current_user, slug) or abort(404)
    reports = Reports(guideline, membership, THEMES, SAID, LENGTHS, LETTERS, asks_in(guideline.language))
    alike = alike_of(said_in(reports, membership))
    offered = orders_for(alike)
    order = asked_for if (asked_for := request.args.get("order", "")) in offered else offered[0]
    asked = dict.fromkeys(request.args.getlist("between"))
    between = [StakeholderType(word) for word in asked if word in set(StakeholderType)][:2]
    summaries = summaries_of(
        guideline,
        order=order,
        between=between if len(between) == 2 else (),
        membership=membership,
        reports=reports,
    )
    apart = divided(summaries) if order == "divided" else None
    return render_template(
        "analysis/themes.html",
        guideline=guideline,
        membership=membership,
        run=last_run(guideline),
        under_way=unfinished_run(guideline),
        order=order,
        orders=offered,
        alike=alike,
        apart=apart,
        between=between,
        some=bool(summaries),
        asks=asked_in_themes(reports, membership),
        groups=by_heading(apart.clearly if apart else summaries, together=order != "heading"),
        aside=themes_of(guideline, ThemeState.SET_ASIDE),
        origins={theme.id: theme.label for theme in themes_of(guideline, *ThemeState)},
        lists=counts_of_lists(reports, membership),
        agreement=last_agreement(guideline) if may_code(membership) else None,
        enough=ENOUGH_FOR_A_RATE,
        letters=reports.value(LETTERS, lambda: len(folded_in(guideline, membership).letters)),
    )


LETTERS = "letters"
ORDERS = ("breadth", "people", "size", "opposed", "agreed", "divided", "heading")


def orders_for(alike: Alike) -> tuple[str, ...]:
    """Where all are alike, breadth tells nothing; where all are of one kind, no kinds agree or differ."""
    useless = {*(("breadth",) if alike.wholly else ()), *(("agreed", "divided") if alike.type else ())}
    return tuple(order for order in ORDERS if order not in useless)


@bp.get("/themes/<int:theme_id>")
def theme(theme_id: int) -> ResponseReturnValue:
    theme, membership = theme_for(current_user, theme_id) or abort(404)
    selection = Selection.of({**request.args, "theme": str(theme.id)})
    reports = Reports(theme.guideline, membership, THEMES, SAID, f"first-{theme.id}")
    count = counts_of_themes(reports, membership).get(theme.id, ThemeCount())
    total = count.breadth.points if set(selection.asked) == {"theme"} else None
    examples = _examples(theme.guideline, membership, theme.id)
    listed = points_shown(reports, membership, selection, total, with_them=examples)
    return render_template(
        "analysis/theme.html",
        theme=theme,
        into=theme.merged_into_id,
        origin=db.session.get(Theme, theme.origin_id) if theme.origin_id is not None else None,
        split_off=split_off_from(theme),
        followers=followers_of(theme, membership),
        history=changes_of_thing(theme) if membership.inside else [],
        breadth=count.breadth,
        copies=count.copies,
        asks=asks_counted([theme.id]).get(theme.id, 0),
        examples=listed["beside"],
        **listed,
    )


def _examples(guideline: Guideline, membership: Membership, theme_id: int) -> list[Point]:
    """Up to six points that show what the theme is about."""
    query = points_selected(guideline, Selection(theme=str(theme_id)), membership)
    chosen = query.where(Assignment.representative.is_not(None)).limit(6)
    return list(db.session.scalars(chosen).unique())


@bp.get("/guidelines/<slug>/points")
def points(slug: str) -> ResponseReturnValue:
    guideline, membership = themes_for(current_user, slug) or abort(404)
    reports = Reports(guideline, membership, SAID, LENGTHS, "first")
    selection = Selection.of(request.args)
    total = None if selection.narrows else counts_of_lists(reports, membership)["all"]
    return render_template("analysis/points.html", **points_shown(reports, membership, selection, total))


def points_shown(
    reports: Reports,
    membership: Membership,
    selection: Selection,
    total: int | None,
    *,
    with_them: Sequence[Point] = (),
) -> dict[str, Any]:
    """What a page with a list of points needs: a page of them, the filters, where they could be filed. `total` is how
    many there are, where that is known; points that stand beside the list are read about together with it."""
    guideline, query = reports.guideline, points_selected(reports.guideline, selection, membership)
    if total is None:
        page = paged(query)
    else:
        theme = int(selection.theme or ALL)
        page = page_of_points(reports, f"first-{theme}" if theme else "first", query, total, theme=theme)
    details = point_details([*with_them, *page.items])
    return {
        "guideline": guideline,
        "membership": membership,
        "selection": selection,
        "page": page,
        "beside": details[: len(with_them)],
        "rows": details[len(with_them) :],
        "choices": choices_of(guideline, membership, selection, reports=reports),
    }


@bp.get("/guidelines/<slug>/matrix")
def matrix(slug: str) -> ResponseReturnValue:
    """Themes against `?by=pillar`, type, region, stance, round or sent; `?sort=` a column, `?as=share` of columns,
    `?split=stance` each cell by stance."""
    guideline, membership = themes_for(current_user, slug) or abort(404)
    by = _laid_against()
    reports = Reports(guideline, membership, THEMES, f"matrix-{by}")
    summaries = summaries_of(guideline, membership=membership, reports=reports)
    split = request.args.get("split") == "stance" and by != "stance"
    look = CrossTabView(request.args.get("sort", ""), request.args.get("as") == "share")
    return render_template(
        "analysis/matrix.html",
        guideline=guideline,
        membership=membership,
        by=by,
        by_names=BY_NAMES,
        matrix=matrix_of(reports, by, summaries, membership, look),
        splits=splits_of(guideline, by, membership) if split else None,
    )


@bp.get("/guidelines/<slug>/matrix.csv")
def matrix_csv(slug: str) -> ResponseReturnValue:
    """A row for each cell of the matrix `?by=`, with its residual."""
    guideline, membership = themes_for(current_user, slug) or abort(404)
    by = _laid_against()
    reports = Reports(guideline, membership, THEMES, f"matrix-{by}")
    summaries = summaries_of(guideline, membership=membership, reports=reports)
    made = matrix_of(reports, by, summaries, membership, CrossTabView())
    rows = ([str(value) for value in row] for row in made.table(_("In no theme")))
    answer = Response("".join(csv_lines(rows)), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{slug}-themes-by-{by}.csv"'
    return answer


def _laid_against() -> str:
    by = request.args.get("by", "pillar")
    return by if by in BY_NAMES else "pillar"


@bp.get("/guidelines/<slug>/unplaced")
def unplaced(slug: str) -> ResponseReturnValue:
    """What the machine could not place, in four lists: `?list=themes`, pillars, elsewhere, pointless."""
    guideline, membership = themes_for(current_user, slug) or abort(404)
    wanted = request.args.get("list", "themes")
    wanted = wanted if wanted in LISTS else "themes"
    reports = Reports(guideline, membership, SAID, LENGTHS, f"first-{wanted}")
    lists = counts_of_lists(reports, membership)
    page = unassigned_page(reports, membership, wanted, lists)
    return render_template(
        "analysis/unplaced.html",
        guideline=guideline,
        membership=membership,
        run=last_run(guideline),
        wanted=wanted,
        names=LISTS,
        lists=lists,
        page=page,
        rows=page.items if wanted == "pointless" else point_details(page.items),
        choices=choices_of(guideline, membership, reports=reports),
        selection=Selection(),
    )


@bp.get("/clauses/<uid>/points")
def clause_points(uid: str) -> ResponseReturnValue:
    """What is asked about one clause, by theme."""
    clause, membership = clause_points_for(current_user, uid) or abort(404)
    page = paged(points_selected(clause.guideline, Selection(clause=uid), membership))
    return render_template(
        "analysis/clause_points.html",
        clause=clause,
        guideline=clause.guideline,
        membership=membership,
        number=numbers[-1].number if (numbers := wordings_through_drafts(clause)) else uid,
        page=page,
        groups=by_theme(point_details(page.items)),
    )

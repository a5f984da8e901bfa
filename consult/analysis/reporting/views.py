"""Themes by breadth, one theme, the matrices, lists of points, what could not be placed."""

from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from consult.accounts.models import StakeholderType
from consult.analysis.assignment.reassignment import followers_of
from consult.analysis.blueprint import bp
from consult.analysis.models import Assignment, Point, Theme, ThemeState
from consult.analysis.queries import clause_points_for, last_run, theme_for, themes_for, themes_of, unfinished_run
from consult.analysis.reporting.campaigns import folded_in
from consult.analysis.reporting.cross_tab_queries import BY_NAMES, matrix_of
from consult.analysis.reporting.cross_tabs import CrossTabView
from consult.analysis.reporting.summaries import (
    Alike,
    alike_of,
    asked_in_themes,
    breadth_of_theme,
    by_heading,
    copies_of_theme,
    divided,
    summaries_of,
)
from consult.analysis.reporting.unassigned import LISTS, counts_of_lists, unassigned_page
from consult.analysis.shared.filter_options import choices_of
from consult.analysis.shared.point_filter import Selection, points_selected
from consult.analysis.shared.point_list import by_theme, point_details
from consult.analysis.themes.change_history import changes_of_thing
from consult.analysis.themes.split import split_off_from
from consult.core.database import db
from consult.core.pagination import paged
from consult.drafts.membership import Membership
from consult.drafts.models import Guideline
from consult.drafts.queries import wordings_through_drafts


@bp.get("/guidelines/<slug>/themes")
def themes(slug: str) -> ResponseReturnValue:
    """Ranked by breadth, or `?order=` another of ORDERS; what it cannot be ranked by, it is not."""
    guideline, membership = themes_for(current_user, slug) or abort(404)
    alike = alike_of(guideline, membership)
    offered = orders_for(alike)
    order = asked_for if (asked_for := request.args.get("order", "")) in offered else offered[0]
    asked = dict.fromkeys(request.args.getlist("between"))
    between = [StakeholderType(word) for word in asked if word in set(StakeholderType)][:2]
    summaries = summaries_of(
        guideline, order=order, between=between if len(between) == 2 else (), membership=membership
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
        asks=asked_in_themes(guideline, membership),
        groups=by_heading(apart.clearly if apart else summaries, together=order != "heading"),
        aside=themes_of(guideline, ThemeState.SET_ASIDE),
        origins={theme.id: theme.label for theme in themes_of(guideline, *ThemeState)},
        lists=counts_of_lists(guideline, membership),
        letters=len(folded_in(guideline, membership).letters),
    )


ORDERS = ("breadth", "people", "size", "opposed", "agreed", "divided", "heading")


def orders_for(alike: Alike) -> tuple[str, ...]:
    """Where all are alike, breadth tells nothing; where all are of one kind, no kinds agree or differ."""
    useless = {*(("breadth",) if alike.wholly else ()), *(("agreed", "divided") if alike.type else ())}
    return tuple(order for order in ORDERS if order not in useless)


@bp.get("/themes/<int:theme_id>")
def theme(theme_id: int) -> ResponseReturnValue:
    theme, membership = theme_for(current_user, theme_id) or abort(404)
    selection = Selection.of({**request.args, "theme": str(theme.id)})
    return render_template(
        "analysis/theme.html",
        theme=theme,
        into=theme.merged_into_id,
        origin=db.session.get(Theme, theme.origin_id) if theme.origin_id is not None else None,
        split_off=split_off_from(theme),
        followers=followers_of(theme, membership),
        history=changes_of_thing(theme) if membership.inside else [],
        breadth=breadth_of_theme(theme, membership),
        copies=copies_of_theme(theme, membership),
        examples=point_details(_examples(theme.guideline, membership, theme.id)),
        **points_shown(theme.guideline, membership, selection),
    )


def _examples(guideline: Guideline, membership: Membership, theme_id: int) -> list[Point]:
    """Up to six points that show what the theme is about."""
    query = points_selected(guideline, Selection(theme=str(theme_id)), membership)
    chosen = query.where(Assignment.representative.is_not(None)).limit(6)
    return list(db.session.scalars(chosen).unique())


@bp.get("/guidelines/<slug>/points")
def points(slug: str) -> ResponseReturnValue:
    guideline, membership = themes_for(current_user, slug) or abort(404)
    return render_template("analysis/points.html", **points_shown(guideline, membership, Selection.of(request.args)))


def points_shown(guideline: Guideline, membership: Membership, selection: Selection) -> dict[str, Any]:
    """What a page with a list of points needs: a page of them, the filters, where they could be filed."""
    page = paged(points_selected(guideline, selection, membership))
    return {
        "guideline": guideline,
        "membership": membership,
        "selection": selection,
        "page": page,
        "rows": point_details(page.items),
        "choices": choices_of(guideline, membership, selection),
    }


@bp.get("/guidelines/<slug>/matrix")
def matrix(slug: str) -> ResponseReturnValue:
    """Themes against `?by=pillar`, type, region, stance, round or sent; `?sort=` a column, `?as=share` of columns."""
    guideline, membership = themes_for(current_user, slug) or abort(404)
    by = request.args.get("by", "pillar")
    by = by if by in BY_NAMES else "pillar"
    summaries, shares = summaries_of(guideline, membership=membership), request.args.get("as") == "share"
    return render_template(
        "analysis/matrix.html",
        guideline=guideline,
        membership=membership,
        by=by,
        by_names=BY_NAMES,
        matrix=matrix_of(guideline, by, summaries, membership, CrossTabView(request.args.get("sort", ""), shares)),
    )


@bp.get("/guidelines/<slug>/unplaced")
def unplaced(slug: str) -> ResponseReturnValue:
    """What the machine could not place, in four lists: `?list=themes`, pillars, elsewhere, pointless."""
    guideline, membership = themes_for(current_user, slug) or abort(404)
    wanted = request.args.get("list", "themes")
    wanted = wanted if wanted in LISTS else "themes"
    page = unassigned_page(guideline, membership, wanted)
    return render_template(
        "analysis/unplaced.html",
        guideline=guideline,
        membership=membership,
        run=last_run(guideline),
        wanted=wanted,
        names=LISTS,
        lists=counts_of_lists(guideline, membership),
        page=page,
        rows=page.items if wanted == "pointless" else point_details(page.items),
        choices=choices_of(guideline),
        selection=Selection(),
    )


@bp.get("/clauses/<uid>/points")
def clause_points(uid: str) -> ResponseReturnValue:
    """What is asked about one clause, by theme."""
    clause, membership = clause_points_for(current_user, uid) or abort(404)
    page = paged(points_selected(clause.guideline, Selection(clause=uid), membership), size=200)
    return render_template(
        "analysis/clause_points.html",
        clause=clause,
        guideline=clause.guideline,
        membership=membership,
        number=numbers[-1].number if (numbers := wordings_through_drafts(clause)) else uid,
        page=page,
        groups=by_theme(point_details(page.items)),
    )

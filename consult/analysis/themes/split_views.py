"""Splitting a theme: asked for, looked at, decided; on one page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user, login_required
from sqlalchemy import func, select

from consult.analysis.blueprint import bp
from consult.analysis.forms import AskForm, SplitForm
from consult.analysis.models import Assignment, Point, Theme
from consult.analysis.queries import names_in_use, points_of_guideline
from consult.analysis.rules import may_be_called, may_split, still_as_shown
from consult.analysis.shared.point_list import PointDetail, point_details
from consult.analysis.shared.population import each_letter_once_condition, filed, of_points
from consult.analysis.theme_models import Split, SplitPart, SplitState
from consult.analysis.themes.split import (
    apply_split,
    ask_for_split,
    called_after,
    job_of,
    last_split,
    leave_whole,
    points_in,
)
from consult.analysis.themes.undo_flash import offer_undo
from consult.analysis.themes.views import theme_to_curate
from consult.core.database import db
from consult.core.forms import select_choices
from consult.core.i18n import punctuation as marks
from consult.core.pagination import Page
from consult.core.text import one_line

LONGEST = 120  # characters of a name
LISTED = 50  # points of a part on one page
FAULTS: Mapping[str, Any] = {
    "few": _l("It has too few different points to be parted: at least six are needed."),
    "alike": _l("All its points say much the same: the machine finds no parts in it."),
    "unread": _l("Too many of its points were not read yet. Analyse the comments again, then ask once more."),
}


@dataclass(frozen=True)
class PartShown:
    """A part beside the others: its name as typed or proposed, how many points, some of them in their words."""

    part: SplitPart
    name: str
    examples: list[PointDetail]
    points: int  # each letter once, as the theme counts them
    copies: int
    fault: str = ""


@bp.route("/themes/<int:theme_id>/split", methods=["GET", "POST"])
@login_required
def split(theme_id: int) -> ResponseReturnValue:
    """`do` asks for parts, splits so, or leaves the theme whole; `?part=` lists all points of one part."""
    theme = theme_to_curate(theme_id)
    if request.method == "GET":
        return listed(theme) if request.args.get("part") else split_page(theme)
    do = request.form.get("do", "ask")
    if do == "ask":
        return ask(theme)
    proposal = db.session.get(Split, request.form.get("split", 0, type=int))
    if proposal is None or proposal.theme_id != theme.id:
        abort(404)
    return keep_whole(proposal) if do == "whole" else split_so(theme, proposal)


def ask(theme: Theme) -> ResponseReturnValue:
    form = AskForm()
    if not form.validate():
        abort(400)
    ask_for_split(theme, int(form.number.data) if form.number.data else None, by=current_user)
    db.session.commit()
    return redirect(url_for("analysis.split", theme_id=theme.id))


def keep_whole(proposal: Split) -> ResponseReturnValue:
    leave_whole(proposal, by=current_user)
    db.session.commit()
    flash(_("The theme stays whole."))
    return redirect(url_for("analysis.theme", theme_id=proposal.theme_id))


def split_so(theme: Theme, proposal: Split) -> ResponseReturnValue:
    ruling = still_as_shown({point for part in proposal.parts for point in part.points}, points_in(theme))
    if proposal.state == SplitState.PROPOSED and not ruling:
        return propose_again(theme, proposal, ruling.refusal)
    form, names = split_form(proposal), names_typed(proposal)
    chosen = form.validate()
    stays = next((part for part in proposal.parts if part.position == form.stays.data), None)
    faults = faults_in(names, proposal, stays)
    if stays is None or not chosen or faults:
        return split_page(theme, form=form, faults=faults)
    done = apply_split(proposal, stays, names, by=current_user, with_filed=form.with_filed.data)
    db.session.commit()
    offer_undo(done)
    off = [marks.quoted(part["label"]) for part in done.facts["parts"]]
    flash(
        _("The theme is split: %(names)s stand by themselves now.", names=marks.join_list(off))
        if len(off) > 1
        else _("The theme is split: %(name)s stands by itself now.", name=off[0])
    )
    return redirect(url_for("analysis.theme", theme_id=theme.id))


def propose_again(theme: Theme, proposal: Split, why: str) -> ResponseReturnValue:
    names = [marks.quoted(name) for name in names_typed(proposal).values() if name]
    ask_for_split(theme, proposal.number, by=current_user)
    db.session.commit()
    flash(why + " " + _("Nothing was changed; the machine looks at it again."))
    if names:
        flash(_("The names that you gave: %(names)s.", names=marks.join_list(names)))
    return redirect(url_for("analysis.split", theme_id=theme.id))


def split_form(proposal: Split, **given: Any) -> SplitForm:
    form = SplitForm(**given)
    form.stays.choices = select_choices(
        (part.position, _("Part %(number)s", number=part.position)) for part in proposal.parts
    )
    return form


def names_typed(proposal: Split) -> dict[int, str]:
    return {part.position: one_line(request.form.get(f"name-{part.position}")) for part in proposal.parts}


def faults_in(names: Mapping[int, str], proposal: Split, stays: SplitPart | None) -> dict[int, str]:
    """What is wrong with the names, by part."""
    called = called_after(proposal, stays, names)
    others = names_in_use(proposal.theme.guideline, but=proposal.theme)
    seen: list[str] = []
    faults = {}
    for position, name in called.items():
        if len(name) > LONGEST:
            faults[position] = _("This is too long: a name may have %(max)s characters.", max=LONGEST)
        elif name.casefold() in seen:
            faults[position] = _("Another part has this name already.")
        elif not (ruling := may_be_called(name, others)):
            faults[position] = ruling.refusal
        seen.append(name.casefold())
    return faults


def split_page(
    theme: Theme, *, form: SplitForm | None = None, faults: Mapping[int, str] | None = None
) -> ResponseReturnValue:
    proposal = last_split(theme)
    open_ = proposal is not None and proposal.state == SplitState.PROPOSED
    if faults is None and proposal is not None and open_:  # a name that the machine proposes may be another theme's
        faults = faults_in({}, proposal, None)
    parts = parts_shown(theme, proposal, faults or {}) if proposal is not None and open_ else []
    return render_template(
        "analysis/split.html",
        theme=theme,
        guideline=theme.guideline,
        ruling=may_split(theme),
        proposal=proposal,
        job=job_of(proposal) if proposal is not None and proposal.state == SplitState.ASKED else None,
        fault=FAULTS.get(proposal.fault, "") if proposal is not None else "",
        parts=parts,
        form=form or (split_form(proposal, formdata=None, stays=1) if proposal is not None and open_ else None),
        filed=filed_by_people(theme) if parts else 0,
        ask=AskForm(formdata=None),
    )


def parts_shown(theme: Theme, proposal: Split, faults: Mapping[int, str]) -> list[PartShown]:
    typed = names_typed(proposal) if request.method == "POST" else {}
    wanted = [point for part in proposal.parts for point in part.examples]
    once = counted(proposal)
    rows = {row.point.id: row for row in point_details(points_of_guideline(theme.guideline, wanted))}
    return [
        PartShown(
            part=part,
            name=typed.get(part.position) or part.label,
            examples=[rows[point] for point in part.examples if point in rows],
            points=once[part.position][0],
            copies=once[part.position][1],
            fault=faults.get(part.position, ""),
        )
        for part in proposal.parts
    ]


def counted(proposal: Split) -> dict[int, tuple[int, int]]:
    """By position: the points that count, of a letter in copies one, and those in its further copies."""
    here = filed(Assignment.theme_id == proposal.theme_id)
    rows = db.session.execute(of_points(proposal.theme.guideline, Point.id, each_letter_once_condition()).where(here))
    once: dict[int, bool] = dict(rows.all())
    return {
        part.position: (
            sum(once.get(point, False) for point in part.points),
            sum(not once.get(point, True) for point in part.points),
        )
        for part in proposal.parts
    }


def filed_by_people(theme: Theme) -> int:
    mine = select(func.count()).where(Assignment.theme_id == theme.id, Assignment.by_id.is_not(None))
    return db.session.scalar(mine) or 0


def listed(theme: Theme) -> ResponseReturnValue:
    """All points of one part, the closest to its middle first."""
    proposal = last_split(theme)
    position = request.args.get("part", 0, type=int)
    part = next((p for p in proposal.parts if p.position == position), None) if proposal is not None else None
    if part is None:
        abort(404)
    last = max(1, -(-len(part.points) // LISTED))
    number = min(max(request.args.get("page", 1, type=int), 1), last)
    ids = part.points[(number - 1) * LISTED : number * LISTED]
    order = {point: place for place, point in enumerate(ids)}
    points: list[Point] = sorted(points_of_guideline(theme.guideline, ids), key=lambda point: order[point.id])
    return render_template(
        "analysis/split_part.html",
        theme=theme,
        guideline=theme.guideline,
        part=part,
        rows=point_details(points),
        page=Page(items=points, number=number, size=LISTED, total=len(part.points)),
        many=ngettext("%(num)s point", "%(num)s points", len(part.points)),
        letters=any(point.campaign_id is not None for point in points),
    )

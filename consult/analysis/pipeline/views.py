"""The record of the runs, a new one, and letters in copies."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from consult.accounts.models import Person
from consult.analysis.blueprint import bp
from consult.analysis.models import Campaign, ThemeState
from consult.analysis.queries import (
    campaign_for,
    last_run,
    run_of,
    runs_of,
    themes_for,
    themes_of,
    unfinished_run,
)
from consult.analysis.reporting.campaigns import campaigns_of, copies_of, folded_in, letter_of, senders_of
from consult.analysis.rules import may_curate
from consult.analysis.shared.run_comparison import run_compared
from consult.analysis.themes import actions
from consult.core.database import db
from consult.core.pagination import paged
from consult.drafts.text_diff import difference


@bp.get("/guidelines/<slug>/analysis")
def run(slug: str) -> ResponseReturnValue:
    """How the themes came about: the last run in full, those before it in a line."""
    guideline, membership = themes_for(current_user, slug) or abort(404)
    last = last_run(guideline)
    return render_template(
        "analysis/run.html",
        guideline=guideline,
        membership=membership,
        run=last,
        folded=folded_in(guideline, membership),
        asked_by=db.session.get(Person, last.asked_by_id) if last is not None and last.asked_by_id else None,
        under_way=unfinished_run(guideline),
        runs=runs_of(guideline),
    )


@bp.get("/guidelines/<slug>/analysis/<int:run_id>")
def run_comparison(slug: str, run_id: int) -> ResponseReturnValue:
    """What a reading changed: which themes stayed, split, merged, are new, and how many points moved."""
    guideline, membership = themes_for(current_user, slug) or abort(404)
    read = run_of(guideline, run_id) or abort(404)
    since = read.counts.get("since") or abort(404)
    return render_template(
        "analysis/run_comparison.html",
        guideline=guideline,
        membership=membership,
        run=read,
        compared=run_compared(since),
        named_before=since["labels"],
        named_now={theme.id: theme for theme in themes_of(guideline, *ThemeState)},
    )


@bp.post("/guidelines/<slug>/analysis")
@login_required
def start(slug: str) -> ResponseReturnValue:
    guideline, membership = themes_for(current_user, slug) or abort(404)
    may_curate(membership).enforce()
    actions.start_run(guideline, by=current_user)
    db.session.commit()
    return redirect(url_for("analysis.run", slug=slug))


@bp.get("/guidelines/<slug>/campaigns")
def campaigns(slug: str) -> ResponseReturnValue:
    """Letters that came in copies, the most copied first; `?short=1`: remarks too short to be letters."""
    guideline, membership = themes_for(current_user, slug) or abort(404)
    folded, short = folded_in(guideline, membership), request.args.get("short") == "1"
    wanted = Campaign.id.in_(folded.remarks if short else folded.letters)
    return render_template(
        "analysis/campaigns.html",
        guideline=guideline,
        membership=membership,
        folded=folded,
        short=short,
        page=paged(campaigns_of(guideline, membership).where(wanted), rows=True),
    )


@bp.get("/campaigns/<int:campaign_id>")
def campaign(campaign_id: int) -> ResponseReturnValue:
    """The letter, who sent it, and what each sender changed."""
    campaign, membership = campaign_for(current_user, campaign_id) or abort(404)
    letter = letter_of(campaign, membership) or abort(404)
    page = paged(copies_of(campaign, membership), size=20)
    return render_template(
        "analysis/campaign.html",
        campaign=campaign,
        guideline=membership.guideline,
        membership=membership,
        senders=senders_of(campaign, membership),
        page=page,
        letter=letter,
        changes={copy.id: difference(letter.text, copy.text) for copy in page.items},
    )

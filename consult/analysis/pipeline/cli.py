"""`consult analyse`: read a guideline's comments here and now. Importing this registers the jobs of analysis."""

import json
import sys
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from consult.analysis.models import AnalysisRun
from consult.analysis.pipeline import stance_jobs, theme_jobs  # noqa: F401 - register their jobs
from consult.analysis.pipeline.jobs import analyse_now
from consult.analysis.reporting.summaries import Summary, summaries_of
from consult.core.database import db
from consult.drafts.models import Guideline
from nlp.installed import reason_not_installed


@click.command("analyse")
@click.argument("slug", metavar="GUIDELINE")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of a table.")
@with_appcontext
def analyse(slug: str, *, as_json: bool) -> None:
    """Find the points, themes and pillars in all comments on GUIDELINE (its short name in addresses)."""
    guideline = db.session.scalars(select(Guideline).where(Guideline.slug == slug)).one_or_none()
    if guideline is None:
        known = ", ".join(db.session.scalars(select(Guideline.slug).order_by(Guideline.slug))) or "none yet"
        raise click.ClickException(f"There is no guideline “{slug}”. Known: {known}.")
    if reason := reason_not_installed():
        raise click.ClickException(reason)
    run = analyse_now(guideline, progress=_say)
    found = result_of(run, summaries_of(run.guideline))
    click.echo(json.dumps(found, ensure_ascii=False, indent=1) if as_json else _table(found))


def result_of(run: AnalysisRun, summaries: list[Summary]) -> dict[str, Any]:
    """What scripts read; this form is kept."""
    unplaced = run.counts["unplaced"]
    return {
        "guideline": run.guideline.slug,
        "run": run.id,
        "comments": run.comments,
        "points": run.points,
        "campaigns": run.counts["campaigns"],
        "unplaced": unplaced,
        "share_unplaced": round(unplaced / run.points, 4) if run.points else 0.0,
        "themes": [_theme(summary) for summary in summaries],
        "seconds": {**run.seconds, "total": round(sum(run.seconds.values()), 3)},
    }


def _theme(summary: Summary) -> dict[str, Any]:
    theme, breadth = summary.theme, summary.breadth
    return {
        "id": theme.id,
        "label": theme.label,
        "keywords": theme.keywords,
        "size": breadth.points,
        "breadth": {
            "regions": sorted(breadth.regions),
            "stakeholder_types": sorted(breadth.types),
            "organisations": breadth.organisations,
            "countries": breadth.countries,
            "people": breadth.people,
        },
    }


def _table(found: dict[str, Any]) -> str:
    rows = [
        f"{theme['id']:>6}  {theme['size']:>6}  {len(theme['breadth']['regions'])}/5  "
        f"{len(theme['breadth']['stakeholder_types'])}/7  {theme['label']}"
        for theme in found["themes"]
    ]
    said = (
        f"{found['points']} points in {found['comments']} comments, {found['campaigns']} campaigns, "
        f"{found['unplaced']} points in no theme ({found['share_unplaced']:.1%})."
    )
    took = ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in found["seconds"].items())
    return "\n".join([said, f"{'theme':>6}  {'points':>6}  reg  typ  label", *rows, took])


def _say(step: str, share: float) -> None:
    click.echo(f"\r{share:5.0%} {step:<12}", nl=False, err=True)
    if share >= 1:
        click.echo(err=True)
    sys.stderr.flush()

"""Who is missing: targets against people as a matrix, in sentences, as data; people by country as data."""

from collections.abc import Iterator

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from consult.accounts.countries import countries
from consult.consultations.models import Round
from consult.consultations.queries import participation_of, round_named, rounds_of
from consult.consultations.rules import may_read_comments, may_read_session
from consult.core import clock
from consult.core.csv_files.safety import csv_lines
from consult.drafts.membership import Membership
from consult.drafts.queries import guideline_for
from consult.tracing.blueprint import bp
from consult.tracing.missing.gap_sentences import gap_sentences
from consult.tracing.missing.gaps import GapMatrix
from consult.tracing.missing.queries import gaps_of
from consult.tracing.missing.world_map import STEPS, shaded
from consult.tracing.participation import ParticipationSummary
from consult.tracing.queries import heard


@bp.context_processor
def map_tools() -> dict[str, object]:
    return {"map_steps": STEPS, "shaded": shaded}


@bp.get("/guidelines/<slug>/missing")
def missing(slug: str) -> ResponseReturnValue:
    """`?round=slug`: one round against its own targets."""
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    round_ = _round_asked(membership)
    matrix = gaps_of(guideline, round_)
    now = clock.now()
    found = rounds_of(guideline, now)
    return render_template(
        "tracing/missing/missing.html",
        guideline=guideline,
        membership=membership,
        round=round_,
        rounds=[r for r in (*found.open, *found.upcoming, *found.past) if may_read_comments(membership, r, now)],
        matrix=matrix,
        sentences=list(gap_sentences(matrix)),
    )


@bp.get("/guidelines/<slug>/missing.csv")
def missing_csv(slug: str) -> Response:
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    round_ = _round_asked(membership)
    return _file(_matrix_rows(gaps_of(guideline, round_)), f"{(round_ or guideline).slug}-who-is-missing.csv")


@bp.get("/guidelines/<slug>/participation.csv")
def participation_csv(slug: str) -> Response:
    """People heard, by country: numbers, nobody's name."""
    guideline, _membership = guideline_for(current_user, slug) or abort(404)
    return _file(_country_rows(heard(guideline)), f"{guideline.slug}-participation.csv")


def _round_asked(membership: Membership) -> Round | None:
    """Who was heard in a round is told to those who may read what was said in it."""
    if not (named := request.args.get("round", "")):
        return None
    round_ = round_named(named)
    if round_ is None or round_.guideline_id != membership.guideline.id:
        abort(404)
    may_read_session(membership, participation_of(current_user, round_), round_, clock.now()).enforce()
    return round_


def _matrix_rows(matrix: GapMatrix) -> Iterator[list[str]]:
    yield ["region", "stakeholder_type", "heard", "target", "missing"]
    for gap in matrix.cells.values():
        target = "" if gap.target is None else str(gap.target)
        yield [gap.region.value, gap.stakeholder_type.value, str(gap.heard), target, str(gap.missing)]


def _country_rows(summary: ParticipationSummary) -> Iterator[list[str]]:
    yield ["country", "name", "region", "subregion", "people"]
    for code, people in summary.by_country:
        country = countries()[code]
        yield [code, country.name("en"), country.region.value, country.subregion, str(people)]
    if summary.unknown_country:
        yield ["", "not known", "", "", str(summary.unknown_country)]


def _file(rows: Iterator[list[str]], name: str) -> Response:
    answer = Response("".join(csv_lines(rows)), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer

"""The table of comments and responses as files: they say of each accepted point what became of its words."""

from collections.abc import Iterator, Mapping, Sequence

from flask import Response, abort
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from consult.analysis.models import Point
from consult.analysis.queries import may_read_themes_of
from consult.core import clock
from consult.core.streaming import download
from consult.drafts.membership import Membership
from consult.drafts.queries import guideline_for
from consult.responses import public_table
from consult.responses.inheritance import Effective
from consult.responses.views import wanted
from consult.revisions.blueprint import bp
from consult.revisions.uptake.queries import uptakes
from consult.revisions.uptake.stages import ACCEPTING, NOT_VOTED_ON


@bp.get("/guidelines/<slug>/responses.csv")
def table_csv(slug: str) -> ResponseReturnValue:
    """For everyone, and the same whoever asks: what anyone may read now."""
    guideline, _membership = guideline_for(current_user, slug) or abort(404)
    visitor = Membership(None, guideline, frozenset())
    rows, names_themes = public_table.public_rows(visitor, wanted(), clock.now()), may_read_themes_of(None, guideline)
    pieces = public_table.as_csv(rows, names_themes=names_themes, words_of=words_for_everyone)
    return _csv(pieces, f"{slug}-comments-and-responses.csv")


@bp.get("/guidelines/<slug>/responses-not-public.csv")
@login_required
def own_table_csv(slug: str) -> ResponseReturnValue:
    """What the person who asks may read; each row says whether anyone may."""
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    rows, names_themes = (
        public_table.public_rows(membership, wanted(), clock.now()),
        may_read_themes_of(current_user, guideline),
    )
    public = public_table.rounds_for_everyone(guideline, clock.now())
    pieces = public_table.as_csv(rows, names_themes=names_themes, words_of=words_for_everyone, public=public)
    return _csv(pieces, f"{slug}-comments-and-responses-not-public.csv")


def words_for_everyone(points: Sequence[Point], answers: Mapping[int, Effective]) -> dict[int, str]:
    """By accepted point; that a revision is begun or proposed is one thing with none, until it is voted on."""
    promised = [p for p in points if p.id in answers and answers[p.id].answer.disposition in ACCEPTING]
    return {
        number: "not_voted_on" if stage in NOT_VOTED_ON else stage.value for number, stage in uptakes(promised).items()
    }


def _csv(pieces: Iterator[str], name: str) -> Response:
    return download((piece.encode() for piece in pieces), content_type="text/csv; charset=utf-8", name=name)

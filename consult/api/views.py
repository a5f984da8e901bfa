"""What everyone may read, as JSON: the same rows as the open data of a draft, as they stand now.

Whoever asks is taken for a visitor, signed in or not: what is given out here is for everyone.
"""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from flask import abort, current_app, jsonify
from flask.typing import ResponseReturnValue

from consult.api import schemas
from consult.api.blueprint import bp, next_address
from consult.api.queries import comments_after, public_data, responses_after, round_in, visible_comment
from consult.api.schemas import CommentQuery, CursorQuery, Values, values
from consult.core.transparency import queries as logs
from consult.core.transparency.notes import base64_of
from consult.core.urls import absolute_url
from consult.drafts.models import Draft, Guideline
from consult.drafts.queries import current_draft, draft_for, drafts_of, guideline_for, guidelines_for, membership_of
from consult.tracing.papers.open_data.open_tables import OpenColumn

Asked = dict[str, Any]


def _guideline(slug: str) -> Guideline:
    guideline, _membership = guideline_for(None, slug) or abort(404)
    return guideline


def _draft(slug: str, number: int) -> Draft:
    draft, _membership = draft_for(None, slug, number) or abort(404)
    return draft


def _in_force(slug: str) -> Draft:
    return current_draft(_guideline(slug)) or abort(404)


def _some(columns: Sequence[OpenColumn], rows: Iterable[Iterable[Any]], asked: Asked) -> Asked:
    """A page of a list that is read whole; its cursor counts rows."""
    after, limit = asked["after"], asked["limit"]
    start = int(after or 0)
    found = list(islice(rows, start, start + limit + 1))
    items = [values(columns, row) for row in found[:limit]]
    return {"items": items, "next": next_address(start + limit if len(found) > limit else None, limit)}


@bp.get("/openapi.json")
def openapi_document() -> ResponseReturnValue:
    """This interface, described by OpenAPI 3.1."""
    return jsonify(current_app.extensions["consult_openapi"].to_dict())


@bp.get("/guidelines")
@bp.arguments(CursorQuery, location="query")
@bp.response(200, schemas.GuidelinePage)
def guideline_list(asked: Asked) -> Asked:
    """Guidelines that everyone may read."""
    rows = (_guideline_row(one) for one in guidelines_for(None))
    return _some(schemas.GUIDELINE, rows, asked)


@bp.get("/guidelines/<slug>")
@bp.response(200, schemas.GuidelineSchema)
def guideline_item(slug: str) -> Values:
    """One guideline."""
    return values(schemas.GUIDELINE, _guideline_row(_guideline(slug)))


def _guideline_row(one: Guideline) -> Sequence[Any]:
    current = current_draft(one)
    said = one.slug, one.title, one.sentence, one.language, one.notice, one.attribution
    address = absolute_url("tracing.guideline", slug=one.slug)
    return *said, current.number if current else None, one.archived_at is not None, address


@bp.get("/guidelines/<slug>/drafts")
@bp.arguments(CursorQuery, location="query")
@bp.response(200, schemas.DraftPage)
def draft_list(asked: Asked, slug: str) -> Asked:
    """Its published drafts, the newest first."""
    guideline = _guideline(slug)
    published = drafts_of(guideline, membership_of(None, guideline))
    rows = ((one.number, one.title, one.state, one.published_at, _address(one)) for one in published)
    return _some(schemas.DRAFT, rows, asked)


def _address(draft: Draft) -> str:
    return absolute_url("comments.read", slug=draft.guideline.slug, number=draft.number)


@bp.get("/guidelines/<slug>/drafts/<int:number>/clauses")
@bp.arguments(CursorQuery, location="query")
@bp.response(200, schemas.ClausePage)
def clause_list(asked: Asked, slug: str, number: int) -> Asked:
    """The text of a draft, clause by clause, in each language that it has."""
    return _some(schemas.CLAUSE, public_data(_draft(slug, number)).clause_rows(), asked)


@bp.get("/guidelines/<slug>/drafts/<int:number>/changes")
@bp.arguments(CursorQuery, location="query")
@bp.response(200, schemas.ChangePage)
def change_list(asked: Asked, slug: str, number: int) -> Asked:
    """What changed from the draft before: which revision and which ballot put it there."""
    data = public_data(_draft(slug, number))
    return _some(schemas.CHANGE, data.change_rows(data.changes) if data.changes is not None else (), asked)


@bp.get("/guidelines/<slug>/rounds")
@bp.arguments(CursorQuery, location="query")
@bp.response(200, schemas.RoundPage)
def round_list(asked: Asked, slug: str) -> Asked:
    """Rounds of consultation, with how many comments each got."""
    return _some(schemas.ROUND, public_data(_in_force(slug)).round_rows(), asked)


@bp.get("/guidelines/<slug>/sessions")
@bp.arguments(CursorQuery, location="query")
@bp.response(200, schemas.SessionPage)
def session_list(asked: Asked, slug: str) -> Asked:
    """Meetings of its rounds."""
    return _some(schemas.SESSION, public_data(_in_force(slug)).session_rows(), asked)


@bp.get("/guidelines/<slug>/comments")
@bp.arguments(CommentQuery, location="query")
@bp.response(200, schemas.CommentPage)
def comment_list(asked: Asked, slug: str) -> Asked:
    """Comments that everyone may read, in the order in which they were sent, without names of people."""
    guideline, limit = _guideline(slug), asked["limit"]
    round_ = round_in(guideline, asked["round"]) or abort(404) if asked["round"] else None
    found = comments_after(guideline, asked["after"], limit + 1, round_=round_)
    if found is None:
        abort(404)
    after = found[limit - 1]["reference"] if len(found) > limit else None
    more = {"round": asked["round"]} if asked["round"] else {}
    return {"items": found[:limit], "next": next_address(after, limit, **more)}


@bp.get("/comments/<reference>")
@bp.response(200, schemas.CommentSchema)
def comment_item(reference: str) -> Any:
    """One comment that everyone may read."""
    return visible_comment(reference) or abort(404)


@bp.get("/guidelines/<slug>/responses")
@bp.arguments(CursorQuery, location="query")
@bp.response(200, schemas.ResponsePage)
def response_list(asked: Asked, slug: str) -> Asked:
    """Points that people made, each with its answer where there is a public one."""
    guideline, limit = _guideline(slug), asked["limit"]
    found = responses_after(guideline, int(asked["after"] or 0), limit + 1)
    after = found[limit - 1][0] if len(found) > limit else None
    items = [
        dict(zip((column.name for column in schemas.RESPONSE), row, strict=True)) for _number, row in found[:limit]
    ]
    return {"items": items, "next": next_address(after, limit)}


@bp.get("/guidelines/<slug>/themes")
@bp.arguments(CursorQuery, location="query")
@bp.response(200, schemas.ThemePage)
def theme_list(asked: Asked, slug: str) -> Asked:
    """What the comments are about, where the themes are for everyone; 404 where they are not."""
    data = public_data(_in_force(slug))
    if data.themes is None:
        abort(404)
    return _some(schemas.THEME, data.theme_rows(data.themes), asked)


@bp.get("/guidelines/<slug>/ballots")
@bp.arguments(CursorQuery, location="query")
@bp.response(200, schemas.BallotPage)
def ballot_list(asked: Asked, slug: str) -> Asked:
    """Closed ballots with their counts."""
    return _some(schemas.BALLOT, public_data(_in_force(slug)).ballot_rows(), asked)


@bp.get("/guidelines/<slug>/votes")
@bp.arguments(CursorQuery, location="query")
@bp.response(200, schemas.VotePage)
def vote_list(asked: Asked, slug: str) -> Asked:
    """Roll calls of closed ballots; of a secret one only the counts are known."""
    return _some(schemas.VOTE, public_data(_in_force(slug)).vote_rows(), asked)


@bp.get("/guidelines/<slug>/checkpoint")
@bp.response(200, schemas.CheckpointSchema)
def checkpoint_item(slug: str) -> Values:
    """The newest signed head of its log, with what witnesses signed."""
    guideline = _guideline(slug)
    head, log = logs.latest_checkpoint(guideline.id), logs.log_of(guideline.id)
    if head is None or log is None:
        abort(404)
    note = logs.cosigned_note(head).written
    return values(schemas.CHECKPOINT, (log.origin, head.size, base64_of(head.root), head.at, note))

"""The feeds themselves, with what lets a reader ask only whether anything is new."""

from collections.abc import Sequence
from datetime import datetime

from flask import Response, abort, request
from flask.typing import ResponseReturnValue

from consult.accounts.models import Person
from consult.consultations.queries import round_for
from consult.core.i18n.languages import language_now
from consult.core.urls import absolute_url
from consult.drafts.queries import clause_for, guideline_for
from consult.drafts.translations.naming import shown_name
from consult.tracing.blueprint import bp
from consult.tracing.feeds import queries
from consult.tracing.feeds.atom import FeedEntry, atom_feed
from consult.tracing.following.models import FollowedKind
from consult.tracing.following.naming import name_of

VISITOR: Person | None = None  # a feed is the same whoever asks: what is not for everyone is in none


@bp.get("/guidelines/<slug>/feed.atom")
def guideline_feed(slug: str) -> ResponseReturnValue:
    guideline, _membership = guideline_for(VISITOR, slug) or abort(404)
    page = absolute_url("tracing.guideline", slug=slug)
    return _feed(shown_name(guideline), page, queries.entries_of_guideline(guideline), guideline.created_at)


@bp.get("/rounds/<round_slug>/feed.atom")
def round_feed(round_slug: str) -> ResponseReturnValue:
    round_, membership = round_for(VISITOR, round_slug) or abort(404)
    page = absolute_url("consultations.round", round_slug=round_slug)
    return _feed(shown_name(round_), page, queries.entries_of_round(round_), membership.guideline.created_at)


@bp.get("/clauses/<uid>/feed.atom")
def clause_feed(uid: str) -> ResponseReturnValue:
    clause, membership = clause_for(VISITOR, uid) or abort(404)
    title = f"{name_of(FollowedKind.CLAUSE, clause)} · {shown_name(membership.guideline)}"
    page = absolute_url("tracing.clause", uid=uid)
    return _feed(title, page, queries.entries_of_clause(clause), membership.guideline.created_at)


def _feed(title: str, page: str, entries: Sequence[FeedEntry], since: datetime) -> ResponseReturnValue:
    updated = queries.newest_of(entries, since)
    address = absolute_url(request.endpoint or "", **(request.view_args or {}))
    written = atom_feed(title, page, language_now(), entries, updated=updated, own=address)
    answer = Response(written, content_type="application/atom+xml; charset=utf-8")
    answer.last_modified = updated
    answer.headers["Vary"] = "Accept-Language, Cookie"
    answer.cache_control.no_cache = True
    answer.add_etag(weak=True)  # it may still be compressed
    return answer.make_conditional(request)

"""The search of a guideline: for readers and for the desk, one address that holds all that is asked."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.analysis.queries import may_read_themes_of
from consult.comments.queries import comment_for
from consult.comments.references import read_reference
from consult.core import clock
from consult.core.database import db
from consult.core.search.index import catch_up
from consult.core.search.models import SearchKind
from consult.core.search.query_language import read_query
from consult.core.text import one_line
from consult.drafts.membership import Membership
from consult.drafts.models import Draft
from consult.drafts.queries import current_draft, drafts_of, guideline_for
from consult.tracing.blueprint import bp
from consult.tracing.search import results as found
from consult.tracing.search.candidates import SearchRequest, clauses_numbered
from consult.tracing.search.hits import hits
from consult.tracing.search.labels import FACET_LABELS, KIND_LABELS, Facet, FacetOption, facets_named
from consult.tracing.search.saved import (
    forget_search,
    may_save_searches,
    save_search,
    saved_search_in,
    saved_searches,
)
from consult.tracing.search.search_filter import SearchFilter
from consult.tracing.search.shortcuts import clause_named

LONGEST_NAME = 80


@bp.get("/guidelines/<slug>/search")
def search(slug: str) -> ResponseReturnValue:
    """A reference typed alone leads to what it names; everything else to results."""
    catch_up()
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    wanted = SearchFilter.of(request.args)
    drafts = drafts_of(guideline, membership)
    if wanted.asked.keys() == {"q"} and (address := _named(membership, wanted.q, drafts)):
        return redirect(address)
    asked = search_request(membership, wanted, drafts)
    shown = _shown(asked) if wanted.q or wanted.narrows else {}
    return render_template(
        "tracing/search/search.html",
        guideline=guideline,
        membership=membership,
        wanted=wanted,
        results_at=partial(_address, slug),
        kinds=found.kinds_for(asked),
        kind_labels=KIND_LABELS,
        saved=saved_searches(membership),
        may_save=may_save_searches(membership),
        wordless=bool(wanted.q) and asked.query.without_words,
        **shown,
    )


@bp.post("/guidelines/<slug>/search/saved")
@login_required
def save_a_search(slug: str) -> ResponseReturnValue:
    _guideline, membership = guideline_for(current_user, slug) or abort(404)
    may_save_searches(membership).enforce()
    wanted, name = SearchFilter.of(request.form), one_line(request.form.get("name"))[:LONGEST_NAME]
    if not name:
        flash(_("Give the search a name first, so that the team finds it again."))
    else:
        save_search(membership, name, wanted)
        db.session.commit()
        flash(_("Saved as “%(name)s”, for everyone on the drafting team.", name=name))
    return redirect(_address(slug, wanted.asked))


@bp.post("/guidelines/<slug>/search/saved/<int:saved_id>/delete")
@login_required
def forget_a_search(slug: str, saved_id: int) -> ResponseReturnValue:
    _guideline, membership = guideline_for(current_user, slug) or abort(404)
    may_save_searches(membership).enforce()
    saved = saved_search_in(membership, saved_id) or abort(404)
    forget_search(membership, saved)
    db.session.commit()
    flash(_("The search “%(name)s” is no longer saved.", name=saved.name))
    return redirect(url_for("tracing.search", slug=slug))


def _address(slug: str, asked: Mapping[str, Any], **more: Any) -> str:
    return url_for("tracing.search", slug=slug, **{**asked, **more})


def _named(membership: Membership, typed: str, drafts: Sequence[Draft]) -> str:
    """Where a reference of a comment or the number of a clause, typed alone, leads; else nothing."""
    reference = read_reference(typed)
    if reference is not None and (known := comment_for(current_user, reference)) is not None:
        return url_for("comments.comment", reference=known[0].reference)
    wording = clause_named(membership, typed, drafts)
    if wording is None:
        return ""
    place: dict[str, Any] = {
        "slug": membership.guideline.slug,
        "number": wording.draft.number,
        "uid": wording.clause.uid,
    }
    return url_for("comments.clause", **place)


def search_request(membership: Membership, wanted: SearchFilter, drafts: Sequence[Draft]) -> SearchRequest:
    query = read_query(wanted.q)
    in_force = current_draft(membership.guideline) or (drafts[0] if drafts else None)
    meant = [draft.id for draft in drafts if (str(draft.number) == wanted.draft if wanted.draft else draft == in_force)]
    return SearchRequest(
        membership=membership,
        wanted=wanted,
        query=query,
        now=clock.now(),
        drafts=tuple(meant),
        clauses=clauses_numbered(membership, query.clauses) if query.clauses else None,
        reads_points=may_read_themes_of(current_user, membership.guideline),
    )


def _shown(asked: SearchRequest) -> dict[str, object]:
    """One kind with its filters, or the best of each."""
    kinds = found.kinds_for(asked)
    if asked.wanted.kind in kinds:
        kind = SearchKind(asked.wanted.kind)
        page, before = (request.args.get(name, 0, type=int) for name in ("page", "before"))
        results = found.found_of_kind(kind, asked, page=page, before=max(0, min(before, 2**28)))
        others = found.counts(asked, [other for other in kinds if other != kind])
        others[kind] = found.KindCount(kind, results.count, results.more)
        facets = facets_named(asked.membership.guideline, results.facets, asked.wanted, team=asked.membership.team)
        if kind == SearchKind.CLAUSE:
            facets = [facet for facet in facets if facet.name != "draft"] + _drafts_offered(asked)
        return {"results": results, "hits": hits(kind, results.ids, asked), "facets": facets, "counts": others}
    counts = found.counts(asked, kinds)
    best = {kind: hits(kind, found.best_of(kind, asked), asked) for kind, told in counts.items() if told.count}
    return {"counts": counts, "best": best}


def _drafts_offered(asked: SearchRequest) -> list[Facet]:
    drafts = drafts_of(asked.membership.guideline, asked.membership)
    options = [
        FacetOption(str(draft.number), _("Draft %(number)s", number=draft.number), None, draft.id in asked.drafts)
        for draft in drafts
    ]
    return [Facet("draft", str(FACET_LABELS["draft"]), options)] if len(options) > 1 else []

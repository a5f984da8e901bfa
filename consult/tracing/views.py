"""The first page, a guideline's page, who took part, the journal."""

from datetime import date

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from consult.analysis.queries import may_read_themes_of
from consult.comments.requests.queries import counts_by_round
from consult.comments.requests.request_counts import RequestCounts
from consult.comments.tallies.queries import sent_by_language, sent_by_round
from consult.core import clock
from consult.core.journal.verb_families import VerbFamily
from consult.core.pagination import paged
from consult.drafts.queries import drafts_of, guideline_for, guidelines_for
from consult.tracing import progress, queries
from consult.tracing.blueprint import bp
from consult.tracing.kept_counts import read_counts
from consult.tracing.missing.gap_sentences import silent_sentences
from consult.tracing.missing.queries import gaps_of
from consult.tracing.next_steps import next_steps, steps_at_desk
from consult.tracing.recent_decisions import recently_decided
from consult.tracing.record.entries import Filter, entries_of, entry_lines, folded
from consult.tracing.rules import may_read_names


@bp.get("/")
def home() -> ResponseReturnValue:
    """The guideline with an open round first, the others in short."""
    every = queries.open_first(guidelines_for(current_user))
    guidelines = [guideline for guideline in every if guideline.archived_at is None]
    archived = [guideline for guideline in every if guideline.archived_at is not None]
    steps = next_steps(current_user, guidelines) if current_user.is_authenticated else []
    if not guidelines:  # none that they may know of: what waits for them is said all the same
        return render_template("tracing/empty.html", archived=archived, steps=steps)
    first, *others = guidelines
    read_counts(first)
    seen = queries.overview(first)
    return render_template(
        "tracing/home.html",
        overview=seen,
        process=queries.process_counts(seen),
        others=others,
        archived=archived,
        decided=recently_decided(first),
        steps=steps,
    )


@bp.get("/guidelines/<slug>")
def guideline(slug: str) -> ResponseReturnValue:
    found, membership = guideline_for(current_user, slug) or abort(404)
    read_counts(found)
    return render_template(
        "tracing/guideline.html",
        overview=queries.overview(found),
        progress=progress.guideline_progress(found),
        comments_by_round=sent_by_round(found),
        experts=progress.experts_of(found),
        reads_themes=may_read_themes_of(current_user, found),
        guideline=found,
        membership=membership,
        drafts=drafts_of(found, membership),
        steps=steps_at_desk(membership),
    )


@bp.get("/guidelines/<slug>/participation")
def participation(slug: str) -> ResponseReturnValue:
    found, membership = guideline_for(current_user, slug) or abort(404)
    read_counts(found)
    now = clock.now()
    places = queries.places_taken(membership, now)
    sessions, untold = queries.sessions_counted(membership, now)
    return render_template(
        "tracing/participation.html",
        guideline=found,
        participation=queries.heard(found),
        languages=sent_by_language(found),
        nameless=queries.comments_by_nobody_known(found),
        attended=places,
        places=max((sum(by_value.values()) for by_value in places.values()), default=0),
        sessions=sessions,
        untold=untold,
        asked=sum(counts_by_round(found).values(), RequestCounts()),
        silent=list(silent_sentences(gaps_of(found))),
    )


@bp.get("/guidelines/<slug>/journal")
def journal(slug: str) -> ResponseReturnValue:
    """Append-only; `?family=votes&since=2026-01-01&until=…&subject=comment&id=12`."""
    found, membership = guideline_for(current_user, slug) or abort(404)
    wanted = Filter(
        family=request.args.get("family", ""),
        since=_day("since"),
        until=_day("until"),
        subject=request.args.get("subject", ""),
        subject_id=request.args.get("id", type=int),
    )
    page = paged(entries_of(membership, wanted), size=50)
    names = bool(may_read_names(membership))
    return render_template(
        "tracing/journal.html",
        guideline=found,
        wanted=wanted,
        families=VerbFamily,
        page=page,
        names=names,
        lines=folded(entry_lines(page.items, membership, names=names)),
    )


def _day(name: str) -> date | None:
    """A day from the address; one that cannot be read is as none."""
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None

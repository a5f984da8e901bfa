"""The rounds of a guideline, one round, and calendars of sessions."""

from collections.abc import Iterable

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from consult.accounts.countries import REGION_NAMES
from consult.accounts.labels import STAKEHOLDER_TYPE_NAMES
from consult.consultations.blueprint import bp
from consult.consultations.ical import Event, calendar
from consult.consultations.labels import ACCESS_NAMES, KIND_NAMES, VISIBILITY_NAMES
from consult.consultations.models import Kind, Round, Session
from consult.consultations.queries import (
    participation_of,
    practice_rounds_for,
    round_for,
    rounds_of,
    session_in,
    sessions_in,
    sessions_of,
)
from consult.consultations.rules import deadline_for
from consult.consultations.session_events import session_event
from consult.core import clock
from consult.drafts.models import Draft
from consult.drafts.queries import clause_counts, current_draft, guideline_for
from consult.drafts.rules import may_read_draft
from consult.drafts.translations.naming import shown_name
from consult.drafts.translations.queries import reading_in

HIGHEST_BAR = 20  # a bar for two people must not look like a crowd


@bp.get("/guidelines/<slug>/rounds")
def rounds(slug: str) -> ResponseReturnValue:
    """All rounds, or those of one kind: `?kind=regional`."""
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    practised = practice_rounds_for(membership)
    found = rounds_of(guideline, clock.now(), practised=practised)
    every = [*found.open, *found.upcoming, *found.past]
    real = [r for r in every if not r.practice]
    counts = {kind: sum(r.kind == kind for r in real) for kind in Kind}
    wanted = request.args.get("kind", "")
    sections = {
        name: [r for r in getattr(found, name) if wanted not in KIND_NAMES or r.kind == wanted]
        for name in ("open", "upcoming", "past")
    }
    return render_template(
        "consultations/rounds.html",
        guideline=guideline,
        membership=membership,
        sections=sections,
        counts={kind: number for kind, number in counts.items() if number},
        every=every,
        all_rounds=len(real),
        wanted=wanted,
    )


@bp.get("/rounds/<round_slug>", endpoint="round")
def one_round(round_slug: str) -> ResponseReturnValue:
    round_, membership = round_for(current_user, round_slug) or abort(404)
    place = participation_of(current_user, round_)
    counted = clause_counts(round_.draft)
    reading = reading_in(round_.draft, rounds=[round_.slug])
    return render_template(
        "consultations/round.html",
        round=round_,
        guideline=round_.guideline,
        membership=membership,
        reading=reading,
        shown=reading.of("round", round_.slug, round_.title, round_.purpose),
        place=place,
        deadline=deadline_for(place, round_),
        sessions=[(session, came(session)) for session in sessions_in(round_)],
        of_draft=[pillar for pillar in round_.guideline.pillars if pillar.id in counted],
        readable=may_read_draft(membership, round_.draft),
        newer=newer_draft_for(round_),
        access_names=ACCESS_NAMES,
        visibility_names=VISIBILITY_NAMES,
    )


def newer_draft_for(round_: Round) -> Draft | None:
    """The draft in force, where it is a later one than the round is on."""
    in_force = current_draft(round_.guideline)
    return in_force if in_force is not None and in_force.number > round_.draft.number else None


def came(session: Session) -> list[tuple[str, list[tuple[str, int, str, str]], int]]:
    """Who came, as rows for bars: by region, then by stakeholder type. Empty while nobody has been counted."""
    tables = []
    for dimension, names in (("region", REGION_NAMES), ("stakeholder_type", STAKEHOLDER_TYPE_NAMES)):
        counted = {row.value: row.number for row in session.attendance if row.dimension == dimension}
        if counted:
            rows = [(str(name), counted.get(value, 0), "", "") for value, name in names.items()]
            tables.append((dimension, rows, max(HIGHEST_BAR, *counted.values())))
    return tables


@bp.get("/guidelines/<slug>/calendar.ics", endpoint="calendar")
def sessions_calendar(slug: str) -> Response:
    """Every session of the guideline: a feed that a calendar program can follow."""
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    events = [session_event(session, membership, None) for session in sessions_of(guideline)]
    return _as_calendar(shown_name(guideline), events, slug)


@bp.get("/rounds/<round_slug>/calendar.ics")
def round_calendar(round_slug: str) -> Response:
    round_, membership = round_for(current_user, round_slug) or abort(404)
    place = participation_of(current_user, round_)
    events = [session_event(session, membership, place) for session in sessions_in(round_)]
    return _as_calendar(shown_name(round_), events, round_.slug)


@bp.get("/rounds/<round_slug>/sessions/<int:session_id>.ics")
def session_calendar(round_slug: str, session_id: int) -> Response:
    round_, membership = round_for(current_user, round_slug) or abort(404)
    session = session_in(round_, session_id) or abort(404)
    event = session_event(session, membership, participation_of(current_user, round_))
    return _as_calendar(shown_name(session), [event], f"{round_.slug}-{session.id}")


def _as_calendar(name: str, events: Iterable[Event], file_name: str) -> Response:
    answer = Response(calendar(name, events, made_at=clock.now()), mimetype="text/calendar")
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name}.ics"'
    return answer

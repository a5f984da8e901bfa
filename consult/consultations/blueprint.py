"""The blueprint that all pages about rounds hang on, and what every template may say about them."""

from dataclasses import replace
from datetime import datetime

from flask import Blueprint

from consult.consultations.labels import (
    KIND_NAMES,
    ROUND_ROLE_NAMES,
    ROUND_STATE_NAMES,
    how_far,
    said_days,
    said_span,
    said_until,
)
from consult.consultations.models import Round, RoundState, Session
from consult.consultations.rules import (
    may_cancel,
    may_cancel_session,
    may_change_round,
    may_comment,
    may_comment_late,
    may_join,
    may_manage_rounds,
    may_read_comments,
    may_read_session,
    may_report,
    state_of_round,
)
from consult.core import clock
from consult.core.templating import rule, with_own_hour
from consult.drafts.translations.models import TextKind
from consult.drafts.translations.naming import NamedText, ShownName, named_text, text_shown

bp = Blueprint("consultations", __name__)
rule("comment_in", may_comment)
rule("comment_late_in", may_comment_late)
rule("read_comments_of", may_read_comments)
rule("read_session_of", may_read_session)
rule("manage_rounds", may_manage_rounds)
rule("change_round", may_change_round)
rule("cancel_round", may_cancel)
rule("cancel_session", may_cancel_session)
rule("report_on", may_report)
rule("join", may_join)


@named_text.register
def name_of_round(thing: Round) -> NamedText:
    return NamedText(thing.guideline_id, thing.guideline.language, TextKind.ROUND, thing.slug, thing.title)


@bp.app_template_filter("purpose")
def purpose_of_round(thing: Round) -> ShownName:
    """What it is for, in the language of the page where these very words were translated."""
    return text_shown(replace(name_of_round(thing), text=thing.purpose))


@named_text.register
def name_of_session(thing: Session) -> NamedText:
    guideline = thing.round.guideline
    return NamedText(guideline.id, guideline.language, TextKind.SESSION, str(thing.id), thing.title)


@bp.app_template_filter("from_now")
def from_now(moment: datetime, zone: str, *, ends: bool = False) -> str:
    """How far off, counted in the zone in which the moment is shown; `ends` where it is shown with `until`."""
    return how_far(moment, clock.now(), zone, ends=ends)


# Ends are said with `until`, which says midnight as 24:00 of the day before; `span` says the date once.
# In mails and pages the reader's own hour stands with it, where their clocks show another.
@bp.app_template_filter("until")
def until(moment: datetime, zone: str) -> str:
    return with_own_hour(said_until(moment, zone), moment, zone)


@bp.app_template_filter("span")
def span(starts: datetime, ends: datetime, zone: str) -> str:
    return with_own_hour(said_span(starts, ends, zone), starts, zone)


bp.add_app_template_filter(said_days, "days")


@bp.app_context_processor
def round_names() -> dict[str, object]:
    """`round_state(round)` is 'upcoming', 'open' or 'closed'; names of kinds of round and of places in them."""

    def round_state(round_: Round) -> RoundState:
        return state_of_round(round_, clock.now())

    return {
        "round_state": round_state,
        "round_state_names": ROUND_STATE_NAMES,
        "kind_names": KIND_NAMES,
        "round_role_names": ROUND_ROLE_NAMES,
    }

"""What changes: a study planned, a round opened, rated, closed; the rounds ended. Whoever changes one holds its row."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from consult.accounts.models import Person
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import Stale, held
from consult.core.mail import outbox as mail
from consult.core.ruling import Refused
from consult.core.verbs import Verb
from consult.drafts.models import Guideline
from consult.drafts.queries import membership_of
from consult.revisions.models import Revision
from consult.voting.delphi import queries, rules
from consult.voting.delphi.models import (
    DelphiItem,
    DelphiPanelist,
    DelphiRating,
    DelphiRound,
    DelphiStudy,
    StudyEnd,
)
from consult.voting.delphi.results import item_result, result_record
from consult.voting.delphi.statistics import SCALE, StopRule


def plan_study(
    guideline: Guideline,
    title: str,
    aim: str,
    rule: StopRule,
    *,
    statements: Sequence[str] = (),
    revisions: Sequence[Revision] = (),
    by: Person,
) -> DelphiStudy:
    """Statements and revisions to be rated, and the rule by which the rounds end."""
    rules.may_lead_study(membership_of(by, guideline)).enforce()
    if any(revision.guideline_id != guideline.id for revision in revisions):
        raise Refused(_("A study rates revisions of its own guideline."))
    if not statements and not revisions:
        raise Refused(_("Give at least one statement, or choose a revision."))
    fixed = {"max_rounds": rule.max_rounds, "agreement": rule.agreement}
    fixed |= {"iqr_at_most": rule.iqr_at_most, "stable_below": rule.stable_below}
    study = DelphiStudy(guideline=guideline, title=title, aim=aim, created_by=by, created_at=clock.now(), **fixed)
    words = [(text, None) for text in statements]
    words += [(revision.proposed_text or revision.title, revision) for revision in revisions]  # type: ignore[misc]
    for position, (text, revision) in enumerate(words, start=1):
        db.session.add(DelphiItem(study=study, position=position, text=text, revision=revision))
    record(Verb.DELPHI_PLANNED, study, by=by, guideline_id=guideline.id, items=len(words), **fixed)
    return study


def open_delphi_round(
    study: DelphiStudy, closes_at: datetime, *, opens_at: datetime | None = None, timezone: str = "UTC", by: Person
) -> DelphiRound:
    """The next round, at once or at a time. With the first one the panel is fixed, and the rule with it."""
    study, now = held(study), clock.now()
    last = queries.last_round(study)
    panel = queries.future_panel(study.guideline)
    rules.may_open_round(membership_of(by, study.guideline), study, last, len(panel)).enforce()
    rules.fits_the_calendar(opens_at or now, closes_at, now).enforce()
    if study.started_at is None:
        study.started_at = now
        for seat in panel:
            about = {"name": seat.person.name, "member_state": seat.member_state, "seated": seat.seated}
            db.session.add(DelphiPanelist(study=study, appointment=seat, **about))
    number = last.number + 1 if last is not None else 1
    round_ = DelphiRound(
        study=study, number=number, opens_at=opens_at or now, closes_at=closes_at, timezone=timezone, opened_by=by
    )
    db.session.add(round_)
    try:
        db.session.flush()
    except IntegrityError as twice:
        raise Stale(_("Someone else opened this round at the same moment. Look at that one.")) from twice
    facts = {"study": study.id, "round": number, "closes": closes_at.isoformat(), "panel": len(panel)}
    record(Verb.DELPHI_ROUND_OPENED, round_, by=by, guideline_id=study.guideline_id, **facts)
    for panelist in queries.panel_of(study):
        _tell("voting/delphi_opened", panelist, round_)
    return round_


def rate(panelist: DelphiPanelist, round_: DelphiRound, said: Mapping[int, tuple[int, str]]) -> int:
    """Their ratings and reasons by statement, in place of those before; returns how many statements they rated so far.

    The journal says that they rated, and neither what nor how.
    """
    round_ = held(round_)
    rules.may_rate(panelist, round_, clock.now()).enforce()
    asked = {item.id for item in queries.items_to_rate(round_.study, queries.round_before(round_))}
    if not said.keys() <= asked:
        raise Refused(_("This round does not ask for one of these statements any more. Look at what it asks for."))
    if not {value for value, _reason in said.values()} <= set(SCALE):
        raise Refused(_("Ratings are from 1 to 9."))
    there = queries.own_ratings(panelist, round_)
    for item_id, (value, reason) in said.items():
        rating = there.get(item_id) or DelphiRating(round=round_, item_id=item_id, panelist=panelist)
        rating.value, rating.reason, rating.at = value, reason, clock.now()
        db.session.add(rating)
    if said and not there:
        study = round_.study
        who, number = panelist.appointment.person, round_.number
        record(Verb.DELPHI_RATED, round_, by=who, guideline_id=study.guideline_id, study=study.id, round=number)
    return len(there.keys() | said.keys())


def close_round(round_: DelphiRound) -> DelphiRound:
    """By the clock alone: count what was rated, and end the rounds where the rule says so. Closed twice it is once."""
    round_ = held(round_)
    if round_.closed_at is not None or clock.now() < round_.closes_at:
        return round_
    study = held(round_.study)
    rule, before = rules.rule_of_study(study), queries.round_before(round_)
    now_rated, rated_before = _by_item(round_), _by_item(before) if before is not None else {}
    found = {}
    for item in queries.items_to_rate(study, before):
        earlier = {rating.panelist_id: rating.value for rating in rated_before.get(item.id, ())}
        found[item.id] = item_result(now_rated.get(item.id, []), earlier, rule)
    taken_part, panel = queries.responded(round_), len(queries.panel_of(study))
    items = {str(number): result_record(result) for number, result in found.items()}
    round_.results = {"panel": panel, "responded": taken_part, "items": items}
    round_.closed_at = clock.now()
    settled = sum(result.settled for result in found.values())
    facts: dict[str, Any] = {"study": study.id, "round": round_.number, "settled": settled}
    facts |= {"panel": panel, "responded": taken_part}
    record(Verb.DELPHI_ROUND_CLOSED, round_, guideline_id=study.guideline_id, **facts)
    if settled == len(found):
        _end(study, StudyEnd.SETTLED)
    elif round_.number >= study.max_rounds:
        _end(study, StudyEnd.ROUNDS_USED)
    return round_


def _by_item(round_: DelphiRound) -> dict[int, list[DelphiRating]]:
    found: dict[int, list[DelphiRating]] = defaultdict(list)
    for rating in queries.ratings_in(round_):
        found[rating.item_id].append(rating)
    return found


def stop_study(study: DelphiStudy, reason: str, *, by: Person) -> None:
    """Before the rule ends them, for a reason that the report gives. A round under way is not counted."""
    study = held(study)
    rules.may_stop_study(membership_of(by, study.guideline), study).enforce()
    if not reason.strip():
        raise Refused(_("Say why the rounds are stopped. The report gives the reason."))
    running = queries.last_round(study)
    if running is not None and running.closed_at is None:
        some = {"panel": len(queries.panel_of(study)), "responded": queries.responded(running)}
        running.closed_at, running.results = clock.now(), {**some, "items": {}}
    study.stop_reason = reason
    _end(study, StudyEnd.STOPPED, by=by)


def _end(study: DelphiStudy, how: StudyEnd, *, by: Person | None = None) -> None:
    study.ended_at, study.ended_as = clock.now(), how
    record(Verb.DELPHI_ENDED, study, by=by, guideline_id=study.guideline_id, how=how)


def remind_panel(round_: DelphiRound) -> int:
    """Once, on the last day: those who have rated nothing."""
    round_ = held(round_)
    if round_.reminded_at is not None or round_.closed_at is not None:
        return 0
    silent = queries.silent_panelists(round_)
    for panelist in silent:
        _tell("voting/delphi_reminder", panelist, round_)
    round_.reminded_at = clock.now()
    facts: dict[str, Any] = {"study": round_.study_id, "round": round_.number, "reminded": len(silent)}
    record(Verb.DELPHI_REMINDED, round_, guideline_id=round_.study.guideline_id, **facts)
    return len(silent)


def _tell(template: str, panelist: DelphiPanelist, round_: DelphiRound) -> None:
    person = panelist.appointment.person
    if panelist.appointment.ended_at is None:
        mail.post(
            person.email, template, language=person.language, person=person, study=round_.study, delphi_round=round_
        )

"""What changes about rounds, their sessions, the people in them, and targets."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete

from consult.accounts.actions import sign_up
from consult.accounts.models import Person
from consult.accounts.queries import person_with_email
from consult.consultations.models import (
    Access,
    Attendance,
    Kind,
    Participation,
    Round,
    RoundRole,
    Session,
    Target,
    Visibility,
)
from consult.consultations.queries import due_to_close, participation_in, participation_of, people_in
from consult.consultations.rules import (
    may_be_practised,
    may_cancel,
    may_cancel_session,
    may_change_round,
    may_choose_anew,
    may_end_place,
    may_manage_rounds,
    may_report,
    may_reschedule,
    may_show,
    still_held,
    still_on,
)
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import enforce_base_version, held, hold, version_of
from consult.core.mail import outbox as mail
from consult.core.transparency.tracked_rows import commit_removal
from consult.core.verbs import Verb
from consult.drafts.models import Draft, Guideline, Pillar
from consult.drafts.queries import membership_of


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a round is to be. No pillars means the whole text."""

    title: str
    kind: Kind
    opens_at: datetime
    closes_at: datetime
    timezone: str = "UTC"
    host: str = ""
    purpose: str = ""
    audience: str = ""
    access: Access = Access.OPEN
    visibility: Visibility = Visibility.AT_ONCE
    endorsements: bool = True
    replies: bool = True
    keeps_late: bool = False
    practice: bool = False
    pillars: Sequence[Pillar] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """What a session is to be."""

    title: str
    starts_at: datetime
    ends_at: datetime
    timezone: str = "UTC"
    place: str = ""
    link: str = ""
    agenda: str = ""


def plan_round(draft: Draft, slug: str, plan: Plan, *, by: Person | None) -> Round:
    """A new round on a draft. `by` None is the machine, as in an import."""
    hold(draft.guideline, draft.guideline)  # whoever archives it at this moment is before it, or refused
    if by is not None:
        may_manage_rounds(membership_of(by, draft.guideline)).enforce()
        may_be_practised(None, practice=plan.practice, closes_at=plan.closes_at, now=clock.now()).enforce()
    round_ = Round(slug=slug, guideline=draft.guideline, draft=draft, **_facts(plan))
    db.session.add(round_)
    record(Verb.ROUND_PLANNED, round_, by=by, guideline_id=draft.guideline_id, slug=slug, **_dates(round_))
    return round_


def change_round(round_: Round, plan: Plan, *, by: Person, now: datetime, base_version: str | None = None) -> Round:
    """Other facts for a round. A closing put off past now makes a closed round open again."""
    round_ = held(round_)
    _enforce_change(round_, by)
    may_reschedule(round_, plan.opens_at, plan.closes_at, now).enforce()
    may_show(round_, plan.visibility, now).enforce()
    may_choose_anew(round_, keeps_late=plan.keeps_late, practice=plan.practice, now=now).enforce()
    may_be_practised(round_, practice=plan.practice, closes_at=plan.closes_at, now=now).enforce()
    enforce_base_version(base_version, version_of_round(round_), theirs=round_.purpose, yours=plan.purpose)
    for name, value in _facts(plan).items():
        setattr(round_, name, value)
    if plan.closes_at > now:
        round_.closed_at = None
    record(Verb.ROUND_CHANGED, round_, by=by, guideline_id=round_.guideline_id, **_dates(round_))
    return round_


def _facts(plan: Plan) -> dict[str, Any]:
    return {**vars(plan), "pillars": list(plan.pillars)}


def version_of_round(round_: Round) -> str:
    said = {name: getattr(round_, name) for name in Plan.__dataclass_fields__ if name != "pillars"}
    return version_of(said, sorted(pillar.id for pillar in round_.pillars))


def version_of_session(session: Session) -> str:
    """Of what its planning says."""
    return version_of({name: getattr(session, name) for name in Meeting.__dataclass_fields__})


def version_of_report(session: Session) -> str:
    return version_of(session.report, sorted((row.dimension, row.value, row.number) for row in session.attendance))


def _dates(round_: Round) -> dict[str, str]:
    dated = {"opens_at": round_.opens_at.isoformat(), "closes_at": round_.closes_at.isoformat()}
    return {**dated, "access": round_.access, "visibility": round_.visibility}


def _enforce_change(round_: Round, by: Person | None) -> None:
    if by is not None:
        may_change_round(membership_of(by, round_.guideline), participation_of(by, round_)).enforce()


def cancel_round(
    round_: Round, because: str, *, by: Person, now: datetime, also_tell: Sequence[Person] = ()
) -> Sequence[Person]:
    """Call a round off. What was said in it stays and is answered; whoever has a place in it is told, and `also_tell`.

    Returns those who are told. A cancelled round counts as closed for the stages that come after.
    """
    place = participation_of(by, round_)
    may_cancel(membership_of(by, round_.guideline), place, round_, now).enforce()
    round_.cancelled_at, round_.cancelled_because = now, because
    round_.closed_at = now
    record(Verb.ROUND_CANCELLED, round_, by=by, guideline_id=round_.guideline_id, because=because)
    told = list(dict.fromkeys([*people_in(round_), *also_tell]))
    for person in told:
        _tell(person, "consultations/round_cancelled", round=round_)
    return told


def cancel_session(session: Session, because: str, *, by: Person, now: datetime) -> Sequence[Person]:
    """Call a meeting off; it stays on the round's page and in calendars, as cancelled. Returns those who are told."""
    round_ = session.round
    may_cancel_session(membership_of(by, round_.guideline), participation_of(by, round_), session, now).enforce()
    session.cancelled_at, session.cancelled_because = now, because
    record(Verb.SESSION_CANCELLED, session, by=by, guideline_id=round_.guideline_id, because=because)
    told = people_in(round_)
    for person in told:
        _tell(person, "consultations/session_cancelled", session=session)
    return told


def _tell(person: Person, template: str, **about: Any) -> None:
    mail.post(person.email, template, language=person.language, person=person, **about)


def close_due_rounds(*, now: datetime) -> Sequence[Round]:
    """Leave the fact, for later stages, that the clock of these rounds has run out."""
    due = due_to_close(now)
    for round_ in due:
        round_.closed_at = now
        record(Verb.ROUND_CLOSED, round_, guideline_id=round_.guideline_id)
    return due


def add_session(round_: Round, meeting: Meeting, *, by: Person | None) -> Session:
    _enforce_change(round_, by)
    still_on(round_).enforce()
    session = Session(round=round_, **vars(meeting))
    db.session.add(session)
    record(Verb.SESSION_ADDED, session, by=by, guideline_id=round_.guideline_id, round=round_.slug)
    return session


def change_session(session: Session, meeting: Meeting, *, by: Person, base_version: str | None = None) -> Session:
    session = held(session)
    _enforce_change(session.round, by)
    still_held(session).enforce()
    enforce_base_version(base_version, version_of_session(session), theirs=session.agenda, yours=meeting.agenda)
    for name, value in vars(meeting).items():
        setattr(session, name, value)
    record(Verb.SESSION_CHANGED, session, by=by, guideline_id=session.round.guideline_id, round=session.round.slug)
    return session


def write_report(session: Session, report: str, *, by: Person | None, base_version: str | None = None) -> Session:
    session = held(session)
    _enforce_report(session, by)
    enforce_base_version(base_version, version_of_report(session), theirs=session.report, yours=report)
    session.report = report
    record(Verb.SESSION_REPORTED, session, by=by, guideline_id=session.round.guideline_id)
    return session


def record_attendance(session: Session, counts: Mapping[tuple[str, str], int], *, by: Person | None) -> None:
    """How many came, by ("region", …) and ("stakeholder_type", …). What was there before is replaced."""
    _enforce_report(session, by)
    db.session.flush()
    commit_removal(Attendance, [row.id for row in session.attendance])
    db.session.execute(delete(Attendance).where(Attendance.session_id == session.id))
    db.session.expire(session, ["attendance"])
    db.session.add_all(
        Attendance(session_id=session.id, dimension=dimension, value=value, number=number)
        for (dimension, value), number in counts.items()
        if number > 0
    )
    record(Verb.SESSION_ATTENDED, session, by=by, guideline_id=session.round.guideline_id)


def _enforce_report(session: Session, by: Person | None) -> None:
    if by is not None:
        round_ = session.round
        may_report(membership_of(by, round_.guideline), participation_of(by, round_)).enforce()


def invite(
    round_: Round, emails: Iterable[str], *, by: Person | None, role: RoundRole = RoundRole.INVITED, tell: bool = True
) -> Sequence[Participation]:
    """A place in the round for each address, and a mail that says so; who has that place already is left alone.

    Where `emails` is a mapping, it gives the name to greet a person by who is not known yet.
    """
    _enforce_change(round_, by)
    still_on(round_).enforce()
    if by is not None and role == RoundRole.HOST:
        may_manage_rounds(membership_of(by, round_.guideline)).enforce()
    made = []
    names = emails if isinstance(emails, Mapping) else dict.fromkeys(emails, "")
    for email, name in names.items():
        person = person_with_email(email) or sign_up(name or email.partition("@")[0], email)
        db.session.flush()
        if participation_in(round_, person, role) is not None:
            continue
        place = Participation(round=round_, person=person, role=role)
        db.session.add(place)
        made.append(place)
        if tell:
            told = {"person": person, "name": name, "round": round_, "role": role}
            mail.post(person.email, "consultations/invited", language=person.language, **told)
    record(Verb.ROUND_INVITED, round_, by=by, guideline_id=round_.guideline_id, role=role, people=len(made))
    return made


def end_place(place: Participation, *, by: Person) -> None:
    """A place in a round is taken away; what was said from it stays, and the record says who ended it."""
    round_ = place.round
    _enforce_change(round_, by)
    may_end_place(membership_of(by, round_.guideline), place.role).enforce()
    record(
        Verb.ROUND_PLACE_ENDED, round_, by=by, guideline_id=round_.guideline_id, role=place.role, person=place.person_id
    )
    db.session.delete(place)


def extend(round_: Round, person: Person, until: datetime, *, by: Person | None) -> Participation:
    """A later deadline for one person, in the place that they have or in a new one."""
    _enforce_change(round_, by)
    still_on(round_).enforce()
    place = participation_in(round_, person, RoundRole.INVITED)
    if place is None:
        place = Participation(round=round_, person=person, role=RoundRole.INVITED)
        db.session.add(place)
    place.until = until
    record(Verb.ROUND_EXTENDED, place, by=by, guideline_id=round_.guideline_id, until=until.isoformat())
    mail.post(person.email, "consultations/extended", language=person.language, person=person, place=place)
    return place


def set_target(guideline: Guideline, dimension: str, value: str, number: int, *, by: Person | None) -> None:
    """How many people of a group are to be heard; none takes the target away."""
    if by is not None:
        may_manage_rounds(membership_of(by, guideline)).enforce()
    same = {"guideline_id": guideline.id, "dimension": dimension, "value": value}
    target = db.session.query(Target).filter_by(**same).one_or_none()
    if number <= 0:
        if target is not None:
            db.session.delete(target)
    elif target is None:
        db.session.add(Target(**same, number=number))
    else:
        target.number = number
    record(Verb.TARGET_SET, guideline, by=by, guideline_id=guideline.id, group=f"{dimension}:{value}", number=number)

"""A round goes on with a newer draft, because someone chose so.

One that has not opened takes the new draft. One that is open ends, and its successor opens at once, with its people,
their deadlines and its meetings to come: what was said stays in the round on whose words it was said, so that no
comment is put on words that its author did not see.
"""

from datetime import datetime

from sqlalchemy import select

from consult.accounts.models import Person
from consult.consultations.actions import Plan
from consult.consultations.models import Participation, Round, RoundState, Session
from consult.consultations.queries import participation_of, people_in, round_named
from consult.consultations.rules import may_move, state_of_round
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import held
from consult.core.mail import outbox as mail
from consult.core.text import short_name
from consult.core.verbs import Verb
from consult.drafts.models import Draft
from consult.drafts.queries import membership_of


def move_round(round_: Round, to: Draft, *, by: Person, now: datetime) -> Round:
    """The round on the new draft: the same one, or its successor. Whoever has a place in it is told."""
    round_ = held(round_)
    may_move(membership_of(by, round_.guideline), participation_of(by, round_), round_, to, now).enforce()
    was, told = round_.draft.number, people_in(round_)
    if state_of_round(round_, now) == RoundState.UPCOMING:
        round_.draft, moved = to, round_
    else:
        moved = _successor(round_, to, now)
    facts = {"from_draft": was, "to_draft": to.number, "successor": moved.slug}
    record(Verb.ROUND_MOVED, round_, by=by, guideline_id=round_.guideline_id, **facts)
    for person in told:
        about = {"round": round_, "moved": moved, "draft": to, "person": person}
        mail.post(person.email, "consultations/round_moved", language=person.language, **about)
    return moved


def _successor(round_: Round, to: Draft, now: datetime) -> Round:
    facts = {name: getattr(round_, name) for name in Plan.__dataclass_fields__ if name != "pillars"}
    slug = short_name(f"{round_.slug} d{to.number}", "round", 80, lambda name: round_named(name) is not None)
    successor = Round(slug=slug, guideline=round_.guideline, draft=to, **facts | {"opens_at": now})
    successor.pillars = list(round_.pillars)
    db.session.add(successor)
    db.session.flush()
    for place in db.session.scalars(select(Participation).where(Participation.round_id == round_.id)).all():
        copied = {"person_id": place.person_id, "role": place.role, "until": place.until}
        db.session.add(Participation(round_id=successor.id, **copied))
        place.until = None
    coming = select(Session).where(Session.round_id == round_.id, Session.starts_at > now)
    for session in db.session.scalars(coming).all():
        session.round = successor
    round_.continued_by, round_.closes_at, round_.closed_at = successor, now, now
    return successor

"""Once a minute: roles begin, lapse and resume by the clock, and their holders are told."""

from collections.abc import Callable, Sequence
from datetime import date

from consult.core import clock
from consult.core.database import db
from consult.core.mail import outbox as mail
from consult.core.queue import queue
from consult.drafts.labels import ROLE_NAMES
from consult.drafts.models import Appointment
from consult.drafts.people import actions, queries

Act = Callable[[Appointment, date], bool]


@queue.sweep
def end_terms() -> None:
    today = clock.now().date()
    _each(queries.terms_over(today), actions.expire_role, "drafts/role_expired")


@queue.sweep
def begin_terms() -> None:
    today = clock.now().date()
    _each(queries.terms_begun(today), actions.begin_term, "drafts/role_begun")


@queue.sweep
def lapse_suspensions() -> None:
    today = clock.now().date()
    _each(queries.suspensions_over(today), actions.lapse_suspension, "drafts/role_resumed")


def _each(numbers: Sequence[int], act: Act, template: str) -> None:
    """Each in a transaction of its own; safe to run twice. Who has the role is told where something was done."""
    today = clock.now().date()
    db.session.commit()
    for appointment_id in numbers:
        appointment = db.session.get_one(Appointment, appointment_id)
        if act(appointment, today):
            person, role = appointment.person, ROLE_NAMES[appointment.role]
            told = {"person": person, "guideline": appointment.guideline, "role": role, "appointment": appointment}
            mail.post(person.email, template, language=person.language, **told)
        db.session.commit()

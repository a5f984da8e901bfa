"""Once a minute: roles whose term is over are ended, and their holders told."""

from consult.core import clock
from consult.core.database import db
from consult.core.mail import outbox as mail
from consult.core.queue import queue
from consult.drafts.labels import ROLE_NAMES
from consult.drafts.models import Appointment
from consult.drafts.people.actions import expire_role
from consult.drafts.people.queries import terms_over


@queue.sweep
def end_terms() -> None:
    """Each in a transaction of its own; safe to run twice."""
    today = clock.now().date()
    over = terms_over(today)
    db.session.commit()
    for appointment_id in over:
        appointment = db.session.get_one(Appointment, appointment_id)
        if expire_role(appointment, today):
            person, role = appointment.person, ROLE_NAMES[appointment.role]
            told = {"person": person, "guideline": appointment.guideline, "role": role, "appointment": appointment}
            mail.post(person.email, "drafts/role_expired", language=person.language, **told)
        db.session.commit()

"""The personas of a built demo, each with their sign-in link."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select

from consult.accounts import signed_links
from consult.accounts.models import Person
from consult.accounts.queries import person_with_email
from consult.core.database import db
from consult.demo.people import PERSONAS
from consult.drafts.models import RUNNING, Appointment, Role


@dataclass(frozen=True)
class ListedPersona:
    name: str
    email: str
    rights: str
    sign_in: str


def list_personas() -> list[ListedPersona]:
    """The invented personas, then the chair and two experts of the group."""
    rows = [(person_with_email(persona.email), persona.rights) for persona in PERSONAS]
    rows += [(person, _("chair of the expert group: opens ballots and votes")) for person in holders(Role.CHAIR, 1)]
    experts = [person for person in holders(Role.EXPERT, 3) if person not in [known for known, _rights in rows]]
    rows += [(person, _("expert: reads all, votes on revisions")) for person in experts[:2]]
    return [ListedPersona(p.name, p.email, str(rights), sign_in_link(p)) for p, rights in rows if p is not None]


def holders(role: Role, most: int) -> list[Person]:
    query = (
        select(Person).join(Appointment).where(Appointment.role == role, RUNNING).order_by(Appointment.id).limit(most)
    )
    return list(db.session.scalars(query).unique())


def sign_in_link(person: Person) -> str:
    return url_for("demo.sign_in", token=signed_links.sign("demo", person.id), _external=True)

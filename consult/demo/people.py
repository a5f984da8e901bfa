"""The invented people of the demo: stakeholders, experts, and the personas one can sign in as."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from consult.accounts import actions, signed_links
from consult.accounts.models import Person, StakeholderType
from consult.accounts.queries import person_with_email
from consult.core.database import db
from consult.demo import reading
from consult.drafts.models import RUNNING, Appointment, Clause, Guideline, Role
from consult.drafts.people.actions import appoint
from consult.tracing.following.actions import add_follow, set_pace
from consult.tracing.following.models import FollowedKind
from consult.tracing.following.paces import NoticeKind, Pace


@dataclass(frozen=True)
class Persona:
    """Someone the demo lets one be. `rights` is what the list of sign-in links says of them."""

    name: str
    email: str
    rights: Any
    country: str
    kind: StakeholderType
    organisation: str = ""
    roles: tuple[Role, ...] = ()
    administrator: bool = False


INTERNATIONAL = StakeholderType.INTERNATIONAL_ORGANISATION
PERSONAS = (
    Persona("Amina Hassan", "amina@example.org", _l("stakeholder: comments, endorses, follows"), "KE",
            StakeholderType.INDIVIDUAL),
    Persona("Bruno Costa", "bruno@example.org", _l("stakeholder who speaks for a city"), "BR",
            StakeholderType.LOCAL_GOVERNMENT, "Prefeitura do Recife"),
    Persona("Dana Novak", "dana@example.org", _l("drafting team: curates themes, answers, revises, publishes"), "SI",
            INTERNATIONAL, "Guidelines secretariat", (Role.DRAFTER,)),
    Persona("Moses Otieno", "moses@example.org", _l("moderator: keeps rounds civil"), "KE",
            StakeholderType.CIVIL_SOCIETY, "Open Rounds Trust", (Role.MODERATOR,)),
    Persona("Sara Lind", "sara@example.org", _l("secretariat: people, rounds, targets, publication"), "SE",
            INTERNATIONAL, "Guidelines secretariat", (Role.SECRETARIAT,)),
    Persona("Olga Petrova", "olga@example.org", _l("administrator of the site"), "KZ",
            INTERNATIONAL, "Guidelines secretariat", administrator=True),
)  # fmt: skip


def demo_person(
    name: str, email: str, *, country: str, kind: StakeholderType, organisation: str = "", language: str = "en"
) -> Person:
    made = actions.sign_up(name, email, language=language)
    actions.confirm(made)
    actions.change_profile(
        made,
        name=name,
        country=country,
        stakeholder_type=kind,
        organisation=organisation,
        language=language,
        timezone="UTC",
    )
    return made


@dataclass
class Everyone:
    """All who live in the demo."""

    personas: Mapping[str, Person]
    stakeholders: list[Person]


def everyone() -> Everyone:
    return Everyone(personas(), stakeholders())


def stakeholders() -> list[Person]:
    """The 800, in the order of the file."""
    return [
        demo_person(
            row["name"],
            row["email"],
            country=row["country"],
            kind=StakeholderType(row["stakeholder_type"]),
            organisation=row["organisation"],
            language=row["language"],
        )
        for row in reading.city_rows("people.csv")
    ]


def personas() -> Mapping[str, Person]:
    """Each persona by the first name, known to every guideline of the demo once appointed."""
    made = {}
    for persona in PERSONAS:
        one = demo_person(
            persona.name, persona.email, country=persona.country, kind=persona.kind, organisation=persona.organisation
        )
        one.administrator = persona.administrator
        made[persona.name.partition(" ")[0].lower()] = one
    return made


def appoint_personas(guideline: Guideline) -> None:
    for persona in PERSONAS:
        for role in persona.roles:
            found = person_with_email(persona.email)
            if found is not None:
                appoint(guideline, found, role)


def follow_things(amina: Person, guideline: Guideline, clause: Clause) -> None:
    """A resident follows the guideline and a clause of it, and wants replies told at once."""
    add_follow(amina, guideline, FollowedKind.GUIDELINE, guideline.id)
    add_follow(amina, guideline, FollowedKind.CLAUSE, clause.id)
    set_pace(amina, NoticeKind.REPLY, Pace.AT_ONCE)


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

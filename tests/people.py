"""The personas that tests speak of by name."""

import secrets
from functools import cached_property

from consult.accounts import actions
from consult.accounts.models import Person, StakeholderType
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.verbs import Verb
from consult.drafts.models import Appointment, Guideline, Role
from consult.drafts.people.models import RoleChange, RoleChangeKind
from consult.drafts.people.terms import RoleTerms

PASSWORD = "a long enough sentence"


class People:
    """Each is made when first named. `people.appoint_all(guideline)` gives the roles their names speak of."""

    _together = False

    def person(self, name: str, *, country: str, kind: StakeholderType, organisation: str = "") -> Person:
        """As one who signed up, confirmed their address and told of themselves long ago: the journal begins later."""
        person = Person(
            name=name,
            email=f"{name.split(maxsplit=1)[0].lower()}@example.org",
            created_at=clock.now(),
            confirmed_at=clock.now(),
            session_key=secrets.token_hex(8),
            country=country,
            stakeholder_type=kind,
            organisation=actions.organisation_for(organisation, kind, country),
            language="en",
            timezone="UTC",
        )
        db.session.add(person)
        if not self._together:
            db.session.commit()
        return person

    @cached_property
    def amina(self) -> Person:
        """A stakeholder: a resident of Mombasa."""
        return self.person("Amina Hassan", country="KE", kind=StakeholderType.INDIVIDUAL)

    @cached_property
    def bruno(self) -> Person:
        """A stakeholder for a city."""
        kind = StakeholderType.LOCAL_GOVERNMENT
        return self.person("Bruno Costa", country="BR", kind=kind, organisation="Recife")

    @cached_property
    def dana(self) -> Person:
        """On the drafting team."""
        return self.person("Dana Novak", country="SI", kind=StakeholderType.INTERNATIONAL_ORGANISATION)

    @cached_property
    def ines(self) -> Person:
        """An expert with a vote, for Portugal."""
        return self.person("Ines Alves", country="PT", kind=StakeholderType.NATIONAL_GOVERNMENT)

    @cached_property
    def farid(self) -> Person:
        """An expert with a vote, for Morocco."""
        return self.person("Farid Alaoui", country="MA", kind=StakeholderType.NATIONAL_GOVERNMENT)

    @cached_property
    def chen(self) -> Person:
        """Chairs the expert group, and votes for China."""
        return self.person("Chen Li", country="CN", kind=StakeholderType.NATIONAL_GOVERNMENT)

    @cached_property
    def adele(self) -> Person:
        """Advises the expert group without a vote."""
        return self.person("Adele Roux", country="FR", kind=StakeholderType.ACADEMIA)

    @cached_property
    def moses(self) -> Person:
        """A moderator."""
        return self.person("Moses Otieno", country="KE", kind=StakeholderType.CIVIL_SOCIETY)

    @cached_property
    def sara(self) -> Person:
        """The secretariat."""
        return self.person("Sara Lind", country="SE", kind=StakeholderType.INTERNATIONAL_ORGANISATION)

    @cached_property
    def olga(self) -> Person:
        """Administers the site."""
        person = self.person("Olga Petrova", country="KZ", kind=StakeholderType.INTERNATIONAL_ORGANISATION)
        person.administrator = True
        db.session.commit()
        return person

    def appoint_all(self, guideline: Guideline) -> None:
        """As lawful appointments of theirs are kept; what is not lawful is for the tests of roles."""
        self._together = True
        roles = (
            (self.sara, RoleTerms(role=Role.SECRETARIAT)),
            (self.dana, RoleTerms(role=Role.DRAFTER)),
            (self.moses, RoleTerms(role=Role.MODERATOR)),
            (self.chen, RoleTerms(role=Role.CHAIR)),
            *((one, RoleTerms(role=Role.EXPERT, member_state=state)) for one, state in self._states()),
            (self.adele, RoleTerms(role=Role.EXPERT, seated=False)),
        )
        self._together = False
        now = clock.now()
        given = [
            Appointment(guideline=guideline, person=person, appointed_at=now, begun_at=now, **terms.columns)
            for person, terms in roles
        ]
        db.session.add_all(given)
        db.session.flush()
        for each in given:
            db.session.add(RoleChange(kind=RoleChangeKind.GIVEN, appointment=each, at=now, because=""))
            whose = {"role": each.role, "person": each.person_id, "member_state": each.member_state}
            record(Verb.ROLE_GIVEN, each, guideline_id=guideline.id, **whose)
        db.session.commit()

    def _states(self) -> tuple[tuple[Person, str], ...]:
        return (self.ines, "PT"), (self.farid, "MA"), (self.chen, "CN")

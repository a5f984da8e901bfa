"""The personas that tests speak of by name."""

import secrets
from functools import cached_property

from consult.accounts import actions
from consult.accounts.models import Person, StakeholderType
from consult.core import clock
from consult.core.database import db
from consult.drafts.models import Guideline, Role
from consult.drafts.people.actions import appoint

PASSWORD = "a long enough sentence"


class People:
    """Each is made when first named. `people.appoint_all(guideline)` gives the roles their names speak of."""

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
        appoint(guideline, self.sara, Role.SECRETARIAT)
        appoint(guideline, self.dana, Role.DRAFTER)
        appoint(guideline, self.moses, Role.MODERATOR)
        appoint(guideline, self.chen, Role.CHAIR)
        for expert, state in ((self.ines, "PT"), (self.farid, "MA"), (self.chen, "CN")):
            appoint(guideline, expert, Role.EXPERT, member_state=state)
        appoint(guideline, self.adele, Role.EXPERT, seated=False)
        db.session.commit()

"""A call for nominations, a nomination in any state, an interest and its handling."""

from datetime import timedelta

from consult.accounts.models import Person, StakeholderType
from consult.core import clock
from consult.core.database import db
from consult.drafts.models import Guideline, Pillar
from consult.voting.interests import actions as interests
from consult.voting.interests.models import HandlingKind, Interest, InterestHandling, InterestKind
from consult.voting.interests.queries import group_place_of
from consult.voting.nominations import actions
from consult.voting.nominations.letters import letter_in
from consult.voting.nominations.models import Gender, Nomination, NominationCall, Nominators

PDF = b"%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"


def call(guideline: Guideline, *, by: Person, days: int = 20) -> NominationCall:
    content = actions.CallContent(
        title="Call for nominations",
        text="The group advises on every draft and votes on its revisions.",
        criteria="Ten years of practice.",
        nominators=Nominators.BOTH,
        seats=4,
        closes_at=clock.now() + timedelta(days=days),
    )
    made = actions.publish_call(guideline, content, by=by)
    db.session.commit()
    return made


def begun(to: NominationCall, name: str = "Petra Quispe", state: str | None = "PE", **changes: object) -> Nomination:
    first = name.partition(" ")[0].lower()
    values: dict[str, object] = {
        "nominator_name": "Rosa Luna",
        "nominator_email": "ministry@example.org",
        "nominating_body": "Ministry of Housing",
        "nominee_name": name,
        "nominee_email": f"{first}@example.net",
        "member_state": state,
        "stakeholder_type": StakeholderType.ACADEMIA,
        "gender": Gender.WOMAN,
        "expertise": "Urban law.",
        "motivation": "They wrote the law on data.",
    }
    content = actions.NominationContent(**{**values, **changes})  # type: ignore[arg-type]
    made = actions.begin_nomination(to, content, by=None, language="en")
    db.session.commit()
    return made


def nomination(
    to: NominationCall,
    name: str = "Petra Quispe",
    state: str | None = "PE",
    *,
    confirmed: bool = True,
    **changes: object,
) -> Nomination:
    """Complete with its letter, and confirmed unless it is said."""
    made = begun(to, name, state, **changes)
    actions.attach_letter(made, letter_in(PDF, "letter.pdf"), confirmed=confirmed)
    db.session.commit()
    return made


def interest(
    person: Person, guideline: Guideline, kind: InterestKind = InterestKind.FUNDING, text: str = "A grant of a vendor."
) -> Interest:
    place = group_place_of(person, guideline)
    assert place is not None
    content = interests.InterestContent(kind=kind, text="" if kind == InterestKind.NONE else text)
    made = interests.declare(place, content, by=person)
    db.session.commit()
    return made


def handled(
    what: Interest, *, by: Person, kind: HandlingKind = HandlingKind.RECUSED, pillars: tuple[Pillar, ...] = ()
) -> InterestHandling:
    decision = interests.Decision(kind=kind, because="The vendor would gain by it.", pillars=pillars)
    made = interests.handle(what, decision, by=by)
    db.session.commit()
    return made

"""The expert group of the demo: the call of 2023, 31 seats of 25 states, alternate and successor, rules, interests."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from consult.accounts.models import Person, StakeholderType
from consult.core.database import db
from consult.demo import reading
from consult.demo.decisions import RULE
from consult.demo.people import demo_person
from consult.demo.texts import days, on
from consult.drafts.models import Appointment, Guideline, Role
from consult.drafts.people.actions import appoint, replace_member, say_of_whom
from consult.drafts.people.offers import take_up
from consult.drafts.people.queries import offers_to
from consult.voting.group.actions import set_rules
from consult.voting.group.procedure import Procedure
from consult.voting.interests import actions as interests
from consult.voting.interests.models import HandlingKind, InterestKind
from consult.voting.interests.queries import group_place_of
from consult.voting.nominations import actions as nominations
from consult.voting.nominations.letters import letter_in
from consult.voting.nominations.models import Gender, Nomination, NominationCall, Nominators

GOVERNMENT = StakeholderType.NATIONAL_GOVERNMENT
NOMINATED = 4  # of the group, in the order of its file, whose nominations the demo shows
LETTER = b"%PDF-1.4\n% An invented letter of an invented ministry.\n1 0 obj << /Type /Catalog >> endobj\n%%EOF\n"
UNDECLARED = 3  # members who have not declared yet
# (place in the file, kind, what, how it is handled, from which pillar, why)
INTERESTS: tuple[tuple[int, InterestKind, str, HandlingKind | None, str, str], ...] = (
    (2, InterestKind.EMPLOYMENT, "Sits on the board of a public data centre.", HandlingKind.DISCLOSED, "",
     "The board is unpaid, and no clause concerns that centre."),
    (5, InterestKind.FUNDING, "Research chair paid by a maker of sensors until 2024.", HandlingKind.RECUSED, "DI",
     "Clauses on infrastructure bear on what the sponsor sells."),
    (9, InterestKind.PUBLIC_STATEMENTS, "Spoke in public against face recognition by police.", HandlingKind.NO_CONFLICT,
     "", "A position taken in public is what members are asked for."),
    (14, InterestKind.OWNERSHIP, "Owns shares of a firm that advises cities.", None, "", ""),
)  # fmt: skip


def gather_group(guideline: Guideline, secretariat: Person) -> tuple[list[Person], Person]:
    """The experts in the order of their file, and their chair."""
    rows = list(reading.city_rows("experts.csv"))
    experts = [
        demo_person(row["name"], row["email"], country=row["country"], kind=GOVERNMENT, language=row["language"])
        for row in rows
    ]
    say_of_whom(guideline, of_states=True, by=secretariat)
    rule = Procedure(majority=RULE.majority, counting=RULE.counting, quorum=RULE.quorum, quorum_floor=RULE.floor)
    set_rules(guideline, rule, by=secretariat)
    _call_of_2023(guideline, secretariat, list(zip(rows, experts, strict=True)))
    for row, expert in list(zip(rows, experts, strict=True))[NOMINATED:-1]:
        _seat(guideline, expert, row)
    _replaced(guideline, secretariat, rows[-1], experts[-1])
    chairs = [expert for row, expert in zip(rows, experts, strict=True) if row["chair"] == "yes"]
    for chair in chairs:
        appoint(guideline, chair, Role.CHAIR)
    _alternate(guideline, chairs[0], rows[0]["country"])
    db.session.flush()
    return experts, chairs[0]


def _seat(guideline: Guideline, expert: Person, row: Mapping[str, Any]) -> Appointment:
    ends = days(400).date()
    return appoint(guideline, expert, Role.EXPERT, member_state=row["country"], title=row["title"], term_ends_on=ends)


def _call_of_2023(guideline: Guideline, by: Person, group: list[tuple[Mapping[str, Any], Person]]) -> None:
    """Governments nominated until 12 October 2023, at most two a country, with a signed letter."""
    with on(datetime(2023, 8, 21, 9, tzinfo=UTC)):
        content = nominations.CallContent(
            title="Call for nominations to the Expert Working Group",
            text=(
                "The group is the primary advisory body of the guidelines: it advises on drafts and votes on "
                "revisions. Members attend two meetings and read every draft."
            ),
            criteria="Practice in cities or in the law of data; balance of regions and of women and men.",
            nominators=Nominators.GOVERNMENTS,
            seats=31,
            closes_at=datetime(2023, 10, 12, 23, 59, tzinfo=UTC),
        )
        call = nominations.publish_call(guideline, content, by=by)
    for place, (row, expert) in enumerate(group[:NOMINATED]):
        with on(datetime(2023, 9, 4 + place, 10, tzinfo=UTC)):
            one = _nominated(call, row, expert.email, Gender.WOMAN if place % 2 == 0 else Gender.MAN)
        with on(datetime(2023, 10, 20, 10, place, tzinfo=UTC)):
            nominations.accept(one, by=by)
            for offer in offers_to(expert):
                take_up(offer, by=expert)
    with on(datetime(2023, 10, 2, 15, tzinfo=UTC)):
        third = {"name": "Joseph Barasa", "country": "KE", "title": "Planning of towns."}
        late = _nominated(call, third, "joseph.barasa@example.org", Gender.UNSAID)
    with on(datetime(2023, 10, 20, 11, tzinfo=UTC)):
        nominations.decline_nomination(late, "Kenya has two seats, which is the most a country may have.", by=by)


def _nominated(call: NominationCall, row: Mapping[str, Any], email: str, gender: Gender) -> Nomination:
    content = nominations.NominationContent(
        nominator_name="The Permanent Secretary",
        nominator_email=f"nominations.{row['country'].lower()}@example.org",
        nominating_body="Ministry of housing and urban development",
        nominee_name=row["name"],
        nominee_email=email,
        member_state=row["country"],
        stakeholder_type=GOVERNMENT,
        gender=gender,
        expertise=row["title"],
        motivation="Has led digital services of cities for ten years.",
    )
    one = nominations.begin_nomination(call, content, by=None, language="en")
    nominations.attach_letter(one, letter_in(LETTER, "letter.pdf"), confirmed=True)
    return one


def _replaced(guideline: Guideline, by: Person, row: Mapping[str, Any], successor: Person) -> None:
    """The last seat of the file was somebody else's before."""
    before = demo_person("Ilse Brandt", "ilse.brandt@example.org", country=row["country"], kind=GOVERNMENT)
    seat = _seat(guideline, before, {**row, "title": "Former head of urban policy"})
    with on(days(-418)):
        why = "They took up a post elsewhere; their government names a successor."
        replace_member(seat, successor, title=row["title"], because=why, by=by)


def _alternate(guideline: Guideline, member: Person, state: str) -> None:
    name, email = "Grace Akinyi Ouma", "grace.ouma@example.org"
    alternate = demo_person(name, email, country=state, kind=GOVERNMENT)
    place = group_place_of(member, guideline)
    of = place.id if place is not None else None
    appoint(guideline, alternate, Role.EXPERT, member_state=state, seated=False, alternate_of_id=of)


def declare_interests(guideline: Guideline, experts: list[Person], secretariat: Person) -> None:
    """All but three have declared; one interest waits to be handled."""
    told = {row[0]: row[1:] for row in INTERESTS}
    nothing = (InterestKind.NONE, "", None, "", "")
    pillars = {pillar.code: pillar for pillar in guideline.pillars}
    for number, expert in enumerate(experts[:-UNDECLARED]):
        kind, text, how, pillar, why = told.get(number, nothing)
        place = group_place_of(expert, guideline)
        if place is None:
            continue
        said = interests.declare(place, interests.InterestContent(kind=kind, text=text), by=expert)
        if how is not None:
            from_pillars = [pillars[pillar]] if pillar else []
            decision = interests.Decision(kind=how, because=why, pillars=from_pillars)
            interests.handle(said, decision, by=secretariat)

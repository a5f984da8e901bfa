"""Organisations of the demo: confirmed by the secretariat, with members, and two of them with an official position."""

from collections.abc import Iterable, Sequence

from consult.accounts.models import Organisation, Person, StakeholderType
from consult.accounts.organisations import actions
from consult.accounts.organisations.models import OrganisationRole
from consult.accounts.organisations.queries import focal_point_of
from consult.comments.models import Stance
from consult.comments.positions import actions as positions
from consult.consultations.models import Round
from consult.core import clock
from consult.demo.texts import days, on
from consult.drafts.models import Draft
from consult.drafts.queries import wordings_of

Said = tuple[str, Stance, str, str]

OF_A_CITY: Sequence[Said] = (
    (
        "HR-L1",
        Stance.SUPPORT_WITH_CHANGES,
        "Recife keeps such a register since 2022. Say who keeps it, and how often it is looked over; it ages fast.",
        "",
    ),
    (
        "DI-L1",
        Stance.SUPPORT,
        "Our council supports this as it stands. It matches the rules under which our open data office works.",
        "",
    ),
    (
        "BF-L1",
        Stance.SUPPORT_WITH_CHANGES,
        "Name the cost of running a service, too. Three of our five pilots ended when the grant did.",
        "",
    ),
)
OF_A_MINISTRY: Sequence[Said] = (
    (
        "GR-N1",
        Stance.SUPPORT_WITH_CHANGES,
        "National law differs on who answers for a city’s data. Let each state name the body within two years.",
        "",
    ),
    (
        "HR-N1",
        Stance.SUPPORT,
        "The ministry supports this action and the order in which it names the groups concerned.",
        "",
    ),
)


def confirm_bodies(people: Iterable[Person], city: Person, *, secretariat: Person) -> None:
    """Whoever speaks for a state is a confirmed member; so is Bruno, for his city. The first of each is focal point."""
    for person in [city, *people]:
        named = person.organisation
        if named is None or (person is not city and person.stakeholder_type != StakeholderType.NATIONAL_GOVERNMENT):
            continue
        body = actions.add_organisation(
            named.name, named.stakeholder_type, named.country, domain="", by=secretariat, confirms=True
        )
        member = actions.join_as_reviewer(body, person)
        actions.confirm_member(member, by=secretariat, confirms=True)
        if focal_point_of(body) is None:
            actions.change_member_role(member, OrganisationRole.FOCAL_POINT, by=secretariat, confirms=True)


def send_positions(round_: Round, city: Person, people: Iterable[Person]) -> None:
    """Of Bruno’s city, and of the ministry that was confirmed first."""
    ministers = [p for p in people if p.stakeholder_type == StakeholderType.NATIONAL_GOVERNMENT and p.organisation]
    speakers = [(city, OF_A_CITY, "City council, session 41"), (ministers[0], OF_A_MINISTRY, "Cabinet of the minister")]
    for place, (person, said, signed_off) in enumerate(speakers):
        with on(days(-3 + place)):
            if person.organisation is not None:
                _send(round_, person.organisation, person, said, signed_off)


def _send(round_: Round, body: Organisation, person: Person, said: Sequence[Said], signed_off: str) -> None:
    clauses = {wording.number: wording.clause for wording in wordings_of(round_.draft)}
    position = positions.begin_position(round_, body, by=person)
    words = [(clauses[number], stance, text, proposed) for number, stance, text, proposed in said]
    positions.add_items(position, words, by=person)
    positions.send_position(position, signed_off=signed_off, by=person)


def open_to_all(rounds: Iterable[Round], draft: Draft) -> Round:
    """The round on the draft that anyone may speak in today, the one that closes last."""
    now = clock.now()
    open_now = [r for r in rounds if r.draft_id == draft.id and r.opens_at < days(-4) and r.closes_at > now]
    return max((r for r in open_now if r.access == "open" and not r.pillars), key=lambda one: one.closes_at)

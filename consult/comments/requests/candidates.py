"""Who of a region and type is known here and has not spoken: from the registers, confirmed organisations, places."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import String, cast, func, select

from consult.accounts.countries import Region, countries
from consult.accounts.models import Organisation, Person, StakeholderType
from consult.comments.models import Comment
from consult.comments.requests.queries import ARRIVED, Standing, standing
from consult.comments.tallies.models import Voice
from consult.consultations.models import Participation, Round
from consult.consultations.requests.models import ReviewRequest
from consult.consultations.requests.register_file import RequestContent
from consult.core.database import db
from consult.drafts.models import Guideline


@dataclass(frozen=True)
class GapCandidate:
    """Somebody who could be asked; `where`: the round through which they are known, if any; `told`: what came of it."""

    content: RequestContent
    where: str = ""
    told: str = ""

    @property
    def key(self) -> str:
        """By which the form names them."""
        return self.content.email or f"o:{self.content.organisation.lower()}"


def gap_candidates(guideline: Guideline, region: Region, kind: StakeholderType) -> list[GapCandidate]:
    """Each once, by address or by the organisation's name; whoever was heard anywhere on the guideline is left out."""
    codes = [code for code, country in countries().items() if country.region == region]
    found: dict[str, GapCandidate] = {}
    for one in (
        *_from_registers(guideline, codes, kind),
        *_with_a_place(guideline, codes, kind),
        *_organisations(guideline, codes, kind),
    ):
        found.setdefault(one.key, one)
    return list(found.values())


def _from_registers(guideline: Guideline, codes: Sequence[str], kind: StakeholderType) -> Iterator[GapCandidate]:
    of_group = (ReviewRequest.country.in_(codes), ReviewRequest.stakeholder_type == kind)
    query = select(ReviewRequest, Round.title, standing()).join(Round, Round.id == ReviewRequest.round_id)
    query = query.where(Round.guideline_id == guideline.id, ReviewRequest.erased_at.is_(None), *of_group)
    rows = db.session.execute(query.order_by(ReviewRequest.organisation, ReviewRequest.name, ReviewRequest.id)).all()
    spoke = {request.email or request.organisation.lower() for request, _title, told in rows if told == Standing.SENT}
    for request, title, told in rows:
        if (request.email or request.organisation.lower()) in spoke or told == Standing.DECLINED:
            continue
        content = RequestContent(
            organisation=request.organisation,
            name=request.name,
            email=request.email,
            country=request.country,
            stakeholder_type=kind,
        )
        yield GapCandidate(content, title, told)


def _with_a_place(guideline: Guideline, codes: Sequence[str], kind: StakeholderType) -> Iterator[GapCandidate]:
    """Invited once, and not heard: a place in a round is what the secretariat sees anyway."""
    heard = select(Voice.who).where(Voice.guideline_id == guideline.id)
    query = select(Person, Round.title).join(Participation, Participation.person_id == Person.id)
    query = query.join(Round, Round.id == Participation.round_id).where(Round.guideline_id == guideline.id)
    silent = ("p" + cast(Person.id, String)).not_in(heard)
    rows = db.session.execute(
        query.where(Person.country.in_(codes), Person.stakeholder_type == kind, silent).order_by(Person.name, Person.id)
    )
    for person, title in rows:
        of = person.organisation.name if person.organisation else ""
        content = RequestContent(
            organisation=of, name=person.name, email=person.email, country=person.country, stakeholder_type=kind
        )
        yield GapCandidate(content, title)


def _organisations(guideline: Guideline, codes: Sequence[str], kind: StakeholderType) -> Iterator[GapCandidate]:
    """Confirmed ones: anybody may see that they are here."""
    spoke = select(func.lower(Comment.organisation)).join(Round, Round.id == Comment.round_id)
    spoke = spoke.where(Round.guideline_id == guideline.id, Comment.state.in_(ARRIVED))
    query = select(Organisation).where(Organisation.confirmed_at.is_not(None), Organisation.country.in_(codes))
    silent = (Organisation.stakeholder_type == kind, func.lower(Organisation.name).not_in(spoke))
    for one in db.session.scalars(query.where(*silent).order_by(Organisation.name)):
        yield GapCandidate(RequestContent(organisation=one.name, country=one.country, stakeholder_type=kind))

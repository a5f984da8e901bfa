"""Positions, found for who asks."""

from collections.abc import Collection, Sequence

from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from consult.accounts.models import Organisation, Person
from consult.accounts.organisations.models import OrganisationMember
from consult.accounts.organisations.queries import member_of, memberships_of, standing_memberships
from consult.accounts.organisations.rules import is_confirmed, speaks_for
from consult.comments.models import Comment
from consult.comments.positions.models import Position, PositionNote, PositionSignatory, PositionState
from consult.consultations.models import Round
from consult.consultations.queries import participation_of
from consult.consultations.rules import may_comment, may_read_comments
from consult.core import clock
from consult.core.database import db
from consult.core.derived.row_cache import is_read
from consult.core.request_memo import once_a_page
from consult.core.ruling import Ruling
from consult.drafts.models import Guideline
from consult.drafts.queries import guideline_for, membership_of


def position_for(person: Person | None, reference: str) -> tuple[Position, OrganisationMember | None] | None:
    """To its members always, to a signatory's speakers when asked; to others once it is sent and the round shows it."""
    position = db.session.scalars(_positions().where(Position.reference == reference.upper())).one_or_none()
    if position is None or not _is_theirs(position, person):
        return None
    return position, member_of(position.organisation, person)


def positions_among(person: Person | None, numbers: Collection[int]) -> list[Position]:
    """Those of these that they may open."""
    found = db.session.scalars(_positions().where(Position.id.in_(numbers)).order_by(Position.id)).all()
    return [position for position in found if _is_theirs(position, person)]


def _positions() -> Select[Position]:
    return select(Position).options(joinedload(Position.organisation))


def _is_theirs(position: Position, person: Person | None) -> bool:
    if is_confirmed(member_of(position.organisation, person)) or signatures_to_answer(position, person):
        return True
    found = guideline_for(person, position.round.guideline.slug)
    if found is None or position.state == PositionState.DRAFTING:
        return False
    return found[1].team or bool(may_read_comments(found[1], position.round, clock.now()))


def signatures_to_answer(position: Position, person: Person | None) -> list[PositionSignatory]:
    """Where this person speaks for an organisation that was asked to sign."""
    if person is None or not person.is_authenticated:
        return []
    if is_read() and not any(speaks_for(member) for member in standing_memberships(person).values()):
        return []
    return [one for one in signatories_of(position) if speaks_for(member_of(one.organisation, person))]


@once_a_page
def signatories_of(position: Position) -> Sequence[PositionSignatory]:
    asked = select(PositionSignatory).where(PositionSignatory.position_id == position.id)
    return db.session.scalars(asked.options(joinedload(PositionSignatory.organisation)).order_by("id")).all()


def notes_on(position: Position) -> Sequence[PositionNote]:
    said = select(PositionNote).where(PositionNote.position_id == position.id).options(joinedload(PositionNote.by))
    return db.session.scalars(said.order_by(PositionNote.id)).all()


def comments_of_position(position: Position) -> Sequence[Comment]:
    """In the order in which they were sent."""
    query = select(Comment).where(Comment.position_id == position.id).options(selectinload(Comment.clause))
    return db.session.scalars(query.order_by(Comment.id)).all()


def position_in_work(round_: Round, organisation: Organisation) -> Position | None:
    return _of(round_, organisation, PositionState.DRAFTING)


def position_sent(round_: Round, organisation: Organisation) -> Position | None:
    return _of(round_, organisation, PositionState.SENT)


def _of(round_: Round, organisation: Organisation, state: PositionState) -> Position | None:
    same = (Position.round_id == round_.id, Position.organisation_id == organisation.id, Position.state == state)
    return db.session.scalars(select(Position).where(*same)).one_or_none()


def positions_of(organisation: Organisation, person: Person | None) -> list[Position]:
    """Those that this reader may open, the newest leading."""
    every = select(Position).where(Position.organisation_id == organisation.id).order_by(Position.id.desc())
    return [one for one in db.session.scalars(every) if position_for(person, one.reference) is not None]


def positions_sent_in(round_: Round, person: Person | None) -> Sequence[Position]:
    """Those that stand, for who reads the round's comments."""
    membership = membership_of(person, round_.guideline)
    if not membership.team and not may_read_comments(membership, round_, clock.now()):
        return []
    sent = (Position.round_id == round_.id, Position.state == PositionState.SENT)
    query = select(Position).where(*sent).options(joinedload(Position.organisation))
    return db.session.scalars(query.order_by(Position.sent_at)).all()


def positions_with_statement(guideline: Guideline) -> Sequence[Position]:
    query = select(Position).join(Round, Round.id == Position.round_id)
    query = query.where(Round.guideline_id == guideline.id, Position.statement.is_not(None))
    return db.session.scalars(query.order_by(Position.id)).all()


def in_time(person: Person, round_: Round) -> Ruling:
    """Whether the round takes a comment of theirs now."""
    if round_.practice:
        return Ruling(_("This is a practice round: an official position is sent in a real one."))
    membership = membership_of(person, round_.guideline)
    return may_comment(membership, participation_of(person, round_), round_, clock.now(), membership.person)


def organisations_to_speak_for(person: Person | None) -> list[Organisation]:
    return [] if person is None or not person.is_authenticated else [m.organisation for m in memberships_of(person)]


def official_comments_by(person: Person, organisation: Organisation) -> Sequence[Comment]:
    """What they sent in positions of the organisation."""
    query = select(Comment).join(Position, Position.id == Comment.position_id)
    theirs = (Comment.author_id == person.id, Position.organisation_id == organisation.id)
    return db.session.scalars(query.where(*theirs).order_by(Comment.id)).all()

"""Comments, and the rounds open to a person, found for who asks."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased, contains_eager, joinedload

from consult.accounts.models import Person
from consult.comments.models import Comment, CommentState, CommentVersion, Endorsement
from consult.comments.references import read_reference
from consult.comments.rules import OVERSEERS, STANDING, may_read_comment
from consult.consultations.models import Participation, Round, RoundRole, Visibility, round_succession
from consult.consultations.participation import NO_PLACE, RoundMembership
from consult.consultations.queries import every_place_of, in_scope, over_at, participation_of, rounds_by_close
from consult.consultations.rules import CONFIDENTIAL, deadline_for, may_comment_late
from consult.core import clock
from consult.core.database import db
from consult.core.derived.row_cache import is_read
from consult.core.request_memo import once_a_page
from consult.drafts.membership import Membership
from consult.drafts.models import Draft, Guideline, Pillar
from consult.drafts.queries import reached
from consult.drafts.row_cache.rows import guidelines_with_version, remember_guideline

KEPT_BACK = (CommentState.HELD, CommentState.HIDDEN)
OPENLY = (Visibility.AT_ONCE, Visibility.AFTER_MODERATION)


def places_of(person: Person | None, rounds: Iterable[Round]) -> Mapping[int, RoundMembership]:
    """Their place in each of the rounds where they have one."""
    numbers = {round_.id for round_ in rounds}
    if person is None or not numbers:
        return {}
    return {round_id: place for round_id, place in every_place_of(person).items() if round_id in numbers}


def rounds_open_to(
    membership: Membership, draft: Draft, now: datetime, *, pillar: Pillar | None = None, asked: str = ""
) -> list[Round]:
    """Where they may comment now on this pillar (or on the whole), the first to close first.

    Their own later deadline counts, so a round that has closed for others is looked at where they have one.
    """
    found = rounds_open_with_places(membership, draft, now, pillar=pillar, asked={asked})
    return [round_ for round_, place in found if deadline_for(place, round_) > now]


def rounds_open_with_places(
    membership: Membership,
    draft: Draft,
    now: datetime,
    *,
    pillar: Pillar | None = None,
    asked: Collection[str] = (),
) -> list[tuple[Round, RoundMembership]]:
    """The same, each with their place in it. A practice round is there for those invited to it, and for who `asked` for
    it by its slug; so is, for the latter, one that keeps a late register."""
    every = [one for one in rounds_by_close(draft.guideline) if one.draft_id == draft.id]
    rounds = [one for one in every if one.opens_at <= now and one.cancelled_at is None]
    places = places_of(membership.person, rounds)
    return [
        (round_, place)
        for round_, place in ((round_, places.get(round_.id, NO_PLACE)) for round_ in rounds)
        if (pillar is None or in_scope(round_, pillar))
        and (deadline_for(place, round_) > now or round_.slug in asked)
        and (not round_.practice or place.roles or round_.slug in asked)
        and may_comment_late(membership, place, round_, now, membership.person)
    ]


def successor_on(draft: Draft) -> Round | None:
    """The round that one on this draft went on as, the last to close."""
    on_it = select(round_succession.c.successor_id).join(Round, Round.id == round_succession.c.round_id)
    on_it = on_it.where(Round.draft_id == draft.id)
    query = select(Round).where(Round.id.in_(on_it), Round.cancelled_at.is_(None))
    return db.session.scalars(query.order_by(Round.closes_at.desc(), Round.id).limit(1)).first()


def shown_in(membership: Membership, now: datetime) -> ColumnElement[bool]:
    """The condition, on Round, under which its sent comments are theirs to read: `may_read_comments` for many."""
    if membership.team:
        return true()
    if membership.inside:
        return Round.visibility.not_in(CONFIDENTIAL if not membership.expert else {Visibility.NEVER})
    after_close = and_(Round.visibility == Visibility.AFTER_CLOSE, over_at(now))
    return or_(Round.visibility.in_(OPENLY), after_close)


def readable_condition(membership: Membership, now: datetime) -> ColumnElement[bool]:
    """The condition, on Comment joined to Round, under which they read a comment: `rules.may_read` for many."""
    if membership.team:
        return Comment.state.in_(STANDING)
    theirs = _theirs(membership.person)
    if membership.moderator:
        theirs = or_(theirs, and_(Comment.state.in_(STANDING), Round.visibility.not_in(CONFIDENTIAL)))
    return or_(and_(Comment.state == CommentState.SENT, shown_in(membership, now)), theirs)


def sessions_read_in(membership: Membership, now: datetime) -> ColumnElement[bool]:
    """The condition, on Round, under which they read of its sessions: `may_read_session` for many."""
    if membership.person is None:
        return shown_in(membership, now)
    reporting = select(Participation.round_id).where(
        Participation.person_id == membership.person.id,
        Participation.role.in_({RoundRole.HOST, RoundRole.RAPPORTEUR}),
    )
    return or_(shown_in(membership, now), Round.id.in_(reporting))


def _theirs(person: Person | None) -> ColumnElement[bool]:
    """What they sent themselves, and all of the rounds that they host, report or moderate."""
    if person is None:
        return false()
    mine_or_overseen = or_(Comment.author_id == person.id, Comment.round_id.in_(_overseen(person)))
    return and_(Comment.state.in_(STANDING), mine_or_overseen)


def _overseen(person: Person, roles: Collection[RoundRole] = OVERSEERS) -> Select[int]:
    """Rounds that they host, report or moderate, but for those that were promised to the team or the experts."""
    kept = aliased(Round)
    query = select(Participation.round_id).join(kept, kept.id == Participation.round_id)
    query = query.where(Participation.person_id == person.id, Participation.role.in_(roles))
    return query.where(kept.visibility.not_in(CONFIDENTIAL))


def rounds_read_by(membership: Membership, draft: Draft, now: datetime) -> list[int]:
    """Numbers of the rounds on the draft of which they read every sent comment."""
    return [one.id for one in rounds_on(membership, draft, now) if one.read]


class RoundAccess(NamedTuple):
    """Whether its comments are shown to such as them; whether they read all that was sent; also what is kept back."""

    id: int
    shown: bool
    read: bool
    overseen: bool


@once_a_page
def rounds_on(membership: Membership, draft: Draft, now: datetime) -> Sequence[RoundAccess]:
    """Every round on the draft, by number."""
    every = [one for one in rounds_by_close(draft.guideline) if one.draft_id == draft.id]
    return sorted(_access_to(every, membership, now))


def _access_to(rounds: Sequence[Round], membership: Membership, now: datetime) -> list[RoundAccess]:
    """`shown_in` and `_overseen`, of rounds at hand."""
    overseen = {one.id for one in rounds if membership.team}
    kept_to_few = {one.id for one in rounds if one.visibility in CONFIDENTIAL}
    if not membership.team:
        places = places_of(membership.person, rounds)
        theirs = {number for number, place in places.items() if place.roles & OVERSEERS}
        overseen = ({one.id for one in rounds} if membership.moderator else theirs) - kept_to_few
    shown = {one.id for one in rounds if _is_shown(one, membership, now)}
    return [RoundAccess(one.id, one.id in shown, one.id in shown | overseen, one.id in overseen) for one in rounds]


def _is_shown(round_: Round, membership: Membership, now: datetime) -> bool:
    """`shown_in`, of one round."""
    if membership.team:
        return True
    if membership.inside:
        return round_.visibility not in (CONFIDENTIAL if not membership.expert else {Visibility.NEVER})
    over = round_.closes_at <= now or round_.cancelled_at is not None
    return round_.visibility in OPENLY or (round_.visibility == Visibility.AFTER_CLOSE and over)


def rounds_of_guideline_read_by(membership: Membership, now: datetime) -> list[int]:
    """Numbers of the guideline's rounds of which they read every sent comment: `readable_condition` but for their own
    comments in others."""
    return sorted(one.id for one in _access_to(rounds_by_close(membership.guideline), membership, now) if one.read)


def rounds_overseen_by(membership: Membership, draft: Draft, now: datetime) -> list[int]:
    """Numbers of the rounds on the draft of which they also read what is held or hidden."""
    return [one.id for one in rounds_on(membership, draft, now) if one.overseen]


def all_sent(guideline: Guideline) -> Select[Comment]:
    """What counts: sent, released where that is needed, neither hidden nor withdrawn; in the order of arrival.

    `all_sent(g).with_only_columns(Comment.id, Comment.text, …)` gives Core rows.
    """
    query = select(Comment).join(Round, Round.id == Comment.round_id)
    return query.where(Round.guideline_id == guideline.id, Comment.state == CommentState.SENT).order_by(Comment.id)


def _with_reference(reference: str, *conditions: ColumnElement[bool]) -> Comment | None:
    """With its round and guideline, which tell whose it is to know of, and the draft that it is about."""
    same, its_round = Comment.reference == (read_reference(reference) or ""), joinedload(Comment.round)
    if is_read():
        return _read_with_guideline(same, *conditions)
    query = select(Comment).where(same, *conditions)
    query = query.options(its_round.joinedload(Round.guideline), its_round.joinedload(Round.draft))
    return db.session.scalars(query).one_or_none()


def _read_with_guideline(*conditions: ColumnElement[bool]) -> Comment | None:
    """For a page, which has the round and the draft of what the process holds."""
    query = guidelines_with_version().join(Round, Round.guideline_id == Guideline.id)
    query = query.join(Comment, Comment.round_id == Round.id).where(*conditions)
    row = db.session.execute(query.add_columns(Comment)).one_or_none()
    if row is None:
        return None
    guideline, version, comment = row
    remember_guideline(guideline, version)
    return cast("Comment", comment)


def _known_to(person: Person | None, reference: str, *conditions: ColumnElement[bool]) -> Comment | None:
    """A comment of a guideline that they may know of."""
    comment = _with_reference(reference, *conditions)
    return comment if comment is not None and reached(person, comment.round.guideline) is not None else None


def comment_for(person: Person | None, reference: str) -> tuple[Comment, Membership] | None:
    """The comment and the reader's membership toward its guideline; None when it is not theirs to know of."""
    found = comment_and_place_for(person, reference)
    return found[:2] if found is not None else None


def comment_and_place_for(person: Person | None, reference: str) -> tuple[Comment, Membership, RoundMembership] | None:
    """The same with their place in its round."""
    comment = _with_reference(reference)
    found = reached(person, comment.round.guideline) if comment is not None else None
    if comment is None or found is None:
        return None
    membership = found[1]
    place = participation_of(membership.person, comment.round)
    return (comment, membership, place) if may_read_comment(comment, membership, place, clock.now()) else None


def own_comment(person: Person, reference: str) -> Comment | None:
    """What they wrote, also where its guideline was made private since: it is theirs to take back."""
    return _with_reference(reference, Comment.author_id == person.id)


def comment_from(email: str, reference: str) -> Comment | None:
    """What was written with this address and stands, or waits for its confirmation; for mail to that address alone."""
    same = (Comment.reference == (read_reference(reference) or ""), Person.email == email.strip().lower())
    lasts = Comment.state.in_({*STANDING, CommentState.UNCONFIRMED})
    query = select(Comment).join(Person, Person.id == Comment.author_id)
    return db.session.scalars(query.where(*same, lasts)).one_or_none()


def kept_back(person: Person | None, reference: str) -> Comment | None:
    """A comment that waits for a moderator or was hidden by one, for somebody who has its reference and is not
    signed in: that it is kept back they may know, as its author may be they; what it says they may not."""
    return _known_to(None, reference, Comment.state.in_(KEPT_BACK)) if person is None else None


def erased_for(person: Person | None, reference: str) -> Comment | None:
    """A comment whose words went with its author, for somebody who has its reference and may know of the guideline."""
    nothing = (Comment.text == "", Comment.proposed_text == "", Comment.author_name == "")
    return _known_to(person, reference, Comment.state == CommentState.WITHDRAWN, *nothing)


def withdrawn_for(person: Person | None, reference: str) -> Comment | None:
    """A comment that was taken back, for somebody who has its reference and may know of the guideline: that it was
    there they may know, as they hold its receipt or read it before; what it said they may not."""
    return _known_to(person, reference, Comment.state == CommentState.WITHDRAWN)


def comments_by(person: Person) -> Select[Comment]:
    """All that they wrote: drafts first, then what they sent, the newest first."""
    query = select(Comment).join(Comment.round).options(contains_eager(Comment.round))
    newest = (Comment.state != CommentState.DRAFT, Comment.saved_at.desc(), Comment.id.desc())
    return query.where(Comment.author_id == person.id).order_by(*newest)


def drafts_by(person: Person) -> Sequence[Comment]:
    mine = (Comment.author_id == person.id, Comment.state == CommentState.DRAFT)
    return db.session.scalars(select(Comment).where(*mine).order_by(Comment.id)).all()


class FactsBeside(NamedTuple):
    """By comment: how many endorsed its words as they are now, and earlier ones; whether the reader did, and whether
    for the words as they are now; when it was last changed since it was sent, if it was."""

    now: dict[int, int]
    before: dict[int, int]
    by_reader: dict[int, bool]
    changed: dict[int, datetime]


def facts_beside(numbers: Sequence[int], reader: Person | None) -> FactsBeside:
    """Of these comments; one query."""
    found = FactsBeside({}, {}, {}, {})
    if not numbers:
        return found
    changes = select(CommentVersion.comment_id, func.max(CommentVersion.at), literal(0), literal(0), false())
    changes = changes.where(CommentVersion.comment_id.in_(numbers), CommentVersion.number > 1)
    both: CompoundSelect[Any] = union_all(changes.group_by(CommentVersion.comment_id), _endorsements(numbers, reader))
    for number, changed, count, own, same in db.session.execute(both):
        if changed is not None:
            found.changed[number] = changed
            continue
        counted = found.now if same else found.before
        counted[number] = counted.get(number, 0) + count
        if own:
            found.by_reader[number] = bool(same)
    return found


def _endorsements(numbers: Sequence[int], reader: Person | None) -> Select[int, None, int, int, bool]:
    """By comment, and by whether they were given for the words that it has now: how many, and how many the reader's."""
    same = func.coalesce(CommentVersion.digest == Comment.digest, false()).label("same")
    theirs = func.count().filter(Endorsement.person_id == (reader.id if reader is not None else 0))
    query = select(Endorsement.comment_id, null(), func.count(), theirs, same).select_from(Endorsement)
    version = (CommentVersion.comment_id == Comment.id) & (CommentVersion.number == Endorsement.version)
    query = query.join(Comment, Comment.id == Endorsement.comment_id).outerjoin(CommentVersion, version)
    return query.where(Endorsement.comment_id.in_(numbers)).group_by(Endorsement.comment_id, "same")


def moderated_by(membership: Membership) -> ColumnElement[bool]:
    """The condition, on Round, under which they moderate it."""
    if membership.secretariat or membership.person is None:
        return true() if membership.secretariat else false()
    if membership.moderator:
        return true() if membership.team else Round.visibility.not_in(CONFIDENTIAL)
    return Round.id.in_(_overseen(membership.person, {RoundRole.MODERATOR}))


def authors_in(round_: Round) -> Sequence[Person]:
    """Whoever wrote in the round, sent or not, each once; nobody who cannot be reached."""
    wrote = select(Comment.author_id).where(Comment.round_id == round_.id, Comment.state != CommentState.UNCONFIRMED)
    reached = select(Person).where(Person.id.in_(wrote), Person.confirmed_at.is_not(None))
    return db.session.scalars(reached.order_by(Person.id)).unique().all()


def number_sent_in(round_: Round) -> int:
    sent = (Comment.round_id == round_.id, Comment.state.in_(STANDING))
    return db.session.scalar(select(func.count(Comment.id)).where(*sent)) or 0

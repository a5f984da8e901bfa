"""What changes about positions: begun, drafted inside, sent as one, signed, taken back."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete

from consult.accounts.models import Organisation, Person
from consult.accounts.organisations.queries import every_membership_of, member_of, speakers_of
from consult.comments.actions import acknowledge, hold_author, withdraw_with_its_position
from consult.comments.content import CommentContent
from consult.comments.models import Capacity, Comment, CommentState, CommentType, Stance
from consult.comments.positions.models import (
    Position,
    PositionItem,
    PositionNote,
    PositionSignatory,
    PositionState,
    SignatureAnswer,
)
from consult.comments.positions.queries import (
    comments_of_position,
    in_time,
    official_comments_by,
    position_in_work,
    position_sent,
    signatories_of,
)
from consult.comments.positions.rules import (
    may_answer_signature,
    may_change_item,
    may_change_position,
    may_consolidate,
    may_draft_position,
    may_end_position,
    may_replace_position,
    may_send_position,
)
from consult.comments.references import new_position_reference, new_reference
from consult.comments.rules import STANDING, may_be_said
from consult.comments.statements import content_of_position
from consult.consultations.models import Round
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import enforce_base_version, held, hold, version_of
from consult.core.mail import outbox as mail
from consult.core.ruling import Refused
from consult.core.transparency.commitments import commit
from consult.core.verbs import Verb
from consult.drafts.models import Clause, Pillar
from consult.drafts.queries import wording_in

MOST_ITEMS = 200
ItemWords = tuple[Clause | Pillar | None, Stance, str, str]


def begin_position(round_: Round, organisation: Organisation, *, by: Person) -> Position:
    """The one that is in work, or a new one."""
    hold(organisation)
    hold_author(by)
    may_draft_position(member_of(organisation, by)).enforce()
    known = position_in_work(round_, organisation)
    if known is not None:
        return known
    in_time(by, round_).enforce()
    if position_sent(round_, organisation) is not None:
        raise Refused(_("Your organisation has sent its position in this round. Replace it there."))
    return _begun(round_, organisation, by)


def _begun(round_: Round, organisation: Organisation, by: Person) -> Position:
    position = Position(
        reference=new_position_reference(),
        round=round_,
        organisation=organisation,
        begun_by_id=by.id,
        begun_at=clock.now(),
    )
    db.session.add(position)
    db.session.flush()
    return position


def add_items(position: Position, words: Sequence[ItemWords], *, by: Person) -> list[PositionItem]:
    """Taken at once where who speaks for the organisation writes them, suggestions where a reviewer does."""
    hold_author(by)
    position = held(position)
    member = member_of(position.organisation, by)
    may_change_position(position, member).enforce()
    if len(position.items) + len(words) > MOST_ITEMS:
        raise Refused(_("A position has at most %(most)s comments. Put several asks into one.", most=MOST_ITEMS))
    suggested = not may_consolidate(position, member)
    rank = max((item.rank for item in position.items), default=0)
    made = []
    for place, (about, stance, text, proposed) in enumerate(words, start=rank + 1):
        item = PositionItem(rank=place, stance=stance, text=text, proposed_text=proposed, suggested=suggested)
        item.type = CommentType.SUBSTANTIVE if proposed else CommentType.GENERAL
        item.written_by, item.saved_at = by, clock.now()
        _place(item, about, position)
        position.items.append(item)
        made.append(item)
    db.session.flush()
    return made


def _place(item: PositionItem, about: Clause | Pillar | None, position: Position) -> None:
    """On a clause it has the pillar that the clause is in."""
    item.clause = about if isinstance(about, Clause) else None
    item.pillar = about if isinstance(about, Pillar) else None
    if item.clause is not None:
        there = wording_in(position.round.draft, item.clause)
        if there is None:
            raise Refused(_("This clause is not in the draft that the round is about."))
        item.pillar = there.pillar


def item_version(item: PositionItem) -> str:
    return version_of(item.clause_id, item.pillar_id, item.stance, item.text, item.proposed_text)


def change_item(item: PositionItem, words: ItemWords, *, by: Person, base_version: str | None = None) -> None:
    hold_author(by)
    item = held(item)
    may_change_item(item, member_of(item.position.organisation, by)).enforce()
    about, stance, text, proposed = words
    enforce_base_version(base_version, item_version(item), theirs=item.text, yours=text)
    item.stance, item.text, item.proposed_text, item.saved_at = stance, text, proposed, clock.now()
    _place(item, about, item.position)


def take_item(item: PositionItem, *, by: Person) -> None:
    """A suggestion becomes part of what is sent."""
    may_consolidate(held(item.position), member_of(item.position.organisation, by)).enforce()
    item.suggested = False


def drop_item(item: PositionItem, *, by: Person) -> None:
    may_change_item(held(item), member_of(item.position.organisation, by)).enforce()
    item.position.items.remove(item)


def move_item(item: PositionItem, *, down: bool, by: Person) -> None:
    """One place up or down."""
    position = held(item.position)
    may_consolidate(position, member_of(position.organisation, by)).enforce()
    order = sorted(position.items, key=lambda one: (one.rank, one.id))
    place = order.index(item)
    other = place + (1 if down else -1)
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    for rank, one in enumerate(order, start=1):
        one.rank = rank


def add_note(position: Position, text: str, *, by: Person) -> None:
    hold_author(by)
    may_draft_position(member_of(position.organisation, by)).enforce()
    db.session.add(PositionNote(position_id=position.id, by=by, text=text, at=clock.now()))


def ask_to_sign(position: Position, organisation: Organisation, *, by: Person) -> None:
    """Those who speak for the other organisation are told; it counts when one of them confirms."""
    position = held(position)
    may_consolidate(position, member_of(position.organisation, by)).enforce()
    if organisation.confirmed_at is None or organisation.id == position.organisation_id:
        raise Refused(_("Choose another organisation that is confirmed."))
    if any(one.organisation_id == organisation.id for one in signatories_of(position)):
        raise Refused(_("This organisation was asked already."))
    asked = {"position_id": position.id, "organisation": organisation, "asked_by_id": by.id, "asked_at": clock.now()}
    db.session.add(PositionSignatory(**asked))
    db.session.flush()
    for person in speakers_of(organisation):
        told = {"person": person, "position": position, "organisation": organisation}
        mail.post(person.email, "comments/position_to_sign", language=person.language, **told)


def answer_signature(signatory: PositionSignatory, answer: SignatureAnswer, *, by: Person) -> None:
    """Each for their own organisation; it may be changed while the position stands."""
    position = held(signatory.position)
    signatory = held(signatory)
    may_answer_signature(signatory, member_of(signatory.organisation, by)).enforce()
    if signatory.answer == answer:
        return
    signatory.answer, signatory.answered_by_id, signatory.answered_at = answer, by.id, clock.now()
    verb = Verb.POSITION_SIGNED if answer == SignatureAnswer.SIGNED else Verb.POSITION_NOT_SIGNED
    _record(verb, position, by=by, organisation=signatory.organisation.name)


def send_position(position: Position, *, signed_off: str, by: Person) -> Position:
    """Every comment of it is sent, the one before withdrawn, and one receipt given that covers them all."""
    hold_author(by)
    hold(position.organisation)
    position = held(position)
    if position.state == PositionState.SENT:
        return position
    member, ruling = member_of(position.organisation, by), in_time(by, position.round)
    may_send_position(position, member, ruling).enforce()
    before = position_sent(position.round, position.organisation)
    if before is not None:
        _end(before, PositionState.REPLACED, by=by)
        _record(Verb.POSITION_REPLACED, before, by=by, by_reference=position.reference)
    taken = [item for item in position.items if not item.suggested]
    sent = [_send_item(item, by) for item in taken]
    position.replaces = before or position.replaces
    db.session.flush()
    statement = _statement(position, sent)  # the last that is asked of the database before all of it is written at once
    position.signed_off, position.sent_by_id, position.sent_at = signed_off, by.id, clock.now()
    position.state, position.statement = PositionState.SENT, statement
    made = commit("position", position, content_of_position(position), position.round.guideline_id)
    position.commitment = made.hex
    _record(Verb.POSITION_SENT, position, by=by, commitment=made.hex, comments=len(sent))
    for person in speakers_of(position.organisation):
        told = {"person": person, "position": position, "comments": sent}
        mail.post(person.email, "comments/position_receipt", language=person.language, **told)
    return position


def _send_item(item: PositionItem, by: Person) -> Comment:
    """The organisation speaks: the comment bears no person's name, and tells its sender what becomes of it."""
    organisation, position = item.position.organisation, item.position
    comment = Comment(
        reference=new_reference(),
        round=position.round,
        author=by,
        pillar=item.pillar,
        clause=item.clause,
        state=CommentState.DRAFT,
        saved_at=clock.now(),
        organisation=organisation.name,
        stakeholder_type=organisation.stakeholder_type,
        country=organisation.country or None,
        confirmed_organisation_id=organisation.id,
        position_id=position.id,
    )
    content = CommentContent(
        type=item.type,
        stance=item.stance,
        text=item.text,
        proposed_text=item.proposed_text,
        capacity=Capacity.OFFICIAL,
        named=False,
    )
    may_be_said(content, "").enforce()
    content.put_into(comment)
    db.session.add(comment)
    db.session.flush()
    return acknowledge(comment)


def _statement(position: Position, sent: Sequence[Comment]) -> dict[str, Any]:
    """What the receipt is of: each comment by its own receipt, and who signs."""
    organisation = position.organisation
    signed = [one.organisation.name for one in signatories_of(position) if one.answer == SignatureAnswer.SIGNED]
    return {
        "reference": position.reference,
        "guideline": position.round.guideline.slug,
        "round": position.round.slug,
        "organisation": organisation.name,
        "country": organisation.country,
        "stakeholder_type": organisation.stakeholder_type.value,
        "signatories": sorted(signed),
        "replaces": position.replaces.reference if position.replaces is not None else None,
        "comments": [{"reference": one.reference, "commitment": one.commitment} for one in sent],
    }


def withdraw_position(position: Position, *, by: Person, disowned: bool = False) -> None:
    """Taken back by who speaks for the organisation; `disowned`: someone sent it who should not have."""
    hold(position.organisation)
    position = held(position)
    may_end_position(position, member_of(position.organisation, by)).enforce()
    _end(position, PositionState.DISOWNED if disowned else PositionState.WITHDRAWN, by=by)
    _record(Verb.POSITION_DISOWNED if disowned else Verb.POSITION_WITHDRAWN, position, by=by)


def _end(position: Position, state: PositionState, *, by: Person) -> None:
    for comment in comments_of_position(position):
        if comment.state in STANDING:
            withdraw_with_its_position(comment, by=by)
    position.state, position.ended_at = state, clock.now()
    db.session.flush()


def replace_position(position: Position, *, by: Person) -> Position:
    """A copy to work on; the one that was sent stands until the new one is sent."""
    hold(position.organisation)
    position = held(position)
    member = member_of(position.organisation, by)
    known = position_in_work(position.round, position.organisation)
    if known is not None:
        return known
    may_replace_position(position, member, in_time(by, position.round)).enforce()
    made = _begun(position.round, position.organisation, by)
    made.replaces = position
    words = [(i.clause or i.pillar, i.stance, i.text, i.proposed_text) for i in position.items if not i.suggested]
    add_items(made, words, by=by)
    return made


def discard_position(position: Position, *, by: Person) -> None:
    """One in work was never said: it leaves no trace."""
    position = held(position)
    may_consolidate(position, member_of(position.organisation, by)).enforce()
    for row in [*signatories_of(position)]:
        db.session.delete(row)
    db.session.execute(delete(PositionNote).where(PositionNote.position_id == position.id))
    db.session.flush()
    db.session.delete(position)


def _record(verb: Verb, position: Position, *, by: Person, **facts: Any) -> None:
    record(verb, position, by=by, guideline_id=position.round.guideline_id, reference=position.reference, **facts)


def leave_organisations(person: Person) -> None:
    """Erasure: memberships end and notes go; what was sent stays, and tells another who speaks for the organisation."""
    db.session.execute(delete(PositionNote).where(PositionNote.by_id == person.id))
    for member in every_membership_of(person):
        member.ended_at = member.ended_at or clock.now()
        others = speakers_of(member.organisation)
        if others:
            for comment in official_comments_by(person, member.organisation):
                comment.author = others[0]

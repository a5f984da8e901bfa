"""What changes about received mail: taken in, placed, confirmed by its sender, refused, answered, forgotten."""

import hashlib
from collections.abc import Sequence
from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy import select, update

from consult.accounts import actions as accounts
from consult.accounts import signed_links
from consult.accounts.models import Person, StakeholderType
from consult.comments.actions import move
from consult.comments.content import CommentContent
from consult.comments.editor.guests import confirm_comments
from consult.comments.mail_in.message_parsing import ParsedMail
from consult.comments.mail_in.models import MailPlacement, MailState, ReceivedMail
from consult.comments.mail_in.placements import comments_placed_from
from consult.comments.mail_in.queries import mail_from
from consult.comments.mail_in.rules import may_handle_mail, may_place_mail, may_refuse_mail
from consult.comments.models import Channel, Comment, CommentState
from consult.comments.papers.actions import attach_to_mail
from consult.comments.papers.models import PositionPaper
from consult.comments.papers.rules import stands_in_paper
from consult.comments.references import new_reference
from consult.consultations.models import Round
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import held
from consult.core.mail import outbox
from consult.core.ruling import Refused
from consult.core.verbs import Verb
from consult.core.word.archive import UnreadableForm
from consult.drafts.models import Wording
from consult.drafts.queries import membership_of, wordings_of
from consult.drafts.rules import still_in_use

CONFIRM, THREE_DAYS = "mail", 3 * signed_links.A_DAY


class Intake(StrEnum):
    """What became of a message at the door."""

    RECEIVED = "received"
    KNOWN = "known"  # taken in before
    AUTOMATIC = "automatic"  # nobody's word: not kept


def take_in_message(round_: Round, parsed: ParsedMail, *, own_address: str, language: str) -> tuple[Intake, str]:
    """Held; the second is why it was not kept. The same message again changes nothing."""
    still_in_use(round_.guideline).enforce()
    if parsed.automatic or parsed.sender_address.casefold() == own_address.casefold():
        return Intake.AUTOMATIC, parsed.automatic or _("from this site itself")
    round_ = held(round_)
    same = (ReceivedMail.round_id == round_.id, ReceivedMail.message_id == parsed.message_id)
    if db.session.scalar(select(ReceivedMail.id).where(*same)) is not None:
        return Intake.KNOWN, ""
    mail = ReceivedMail(
        round=round_,
        message_id=parsed.message_id,
        sender_name=parsed.sender_name,
        sender_address=parsed.sender_address.lower(),
        subject=parsed.subject,
        words=parsed.words,
        cut=parsed.cut,
        received_at=clock.now(),
    )
    db.session.add(mail)
    db.session.flush()
    mail.notes = [*parsed.notes, *_attach_all(mail, parsed, language)]
    digest = hashlib.sha256(parsed.message_id.encode("utf-8", "replace")).hexdigest()
    record(Verb.MAIL_TAKEN_IN, round_, by=None, guideline_id=round_.guideline_id, message=digest)
    return Intake.RECEIVED, ""


def _attach_all(mail: ReceivedMail, parsed: ParsedMail, language: str) -> list[str]:
    """What is a paper is kept as one; what is none is named."""
    notes = []
    for name, content in parsed.files:
        try:
            attach_to_mail(mail, content, name, language)
        except UnreadableForm as unreadable:
            notes.append(f"{name[:80]}: {unreadable}")
        except Refused as refused:
            notes.append(f"{name[:80]}: {refused}")
    return notes


def fault_of_placing(mail: ReceivedMail, words: str, number: str) -> dict[str, str]:
    """What is wrong with what was typed, by field."""
    faults = {}
    if not words.strip():
        faults["words"] = _("Leave some words of the message here.")
    elif not stands_in_paper(words, f"{mail.words}\n{mail.cut}"):
        faults["words"] = _("These words do not stand in the message. Leave words out with […], and add none.")
    if number and _wording(mail, number) is None:
        faults["number"] = _("The draft of this round has no clause “%(number)s”.", number=number[:80])
    return faults


def _wording(mail: ReceivedMail, number: str) -> Wording | None:
    named = number.casefold()
    return next((w for w in wordings_of(mail.round.draft) if w.number.casefold() == named), None)


def place_mail(
    mail: ReceivedMail,
    words: str,
    number: str,
    *,
    organisation: str,
    kind: StakeholderType | None,
    country: str,
    by: Person,
) -> Comment:
    """A comment that waits for its sender, on a clause or on the whole text; papers go with the first."""
    mail = held(mail)
    may_handle_mail(membership_of(by, mail.round.guideline)).enforce()
    may_place_mail(mail).enforce()
    if faults := fault_of_placing(mail, words, number):
        raise Refused(next(iter(faults.values())))
    comment = _unconfirmed(mail, words, _wording(mail, number) if number else None)
    comment.organisation, comment.stakeholder_type, comment.country = organisation, kind, country or None
    db.session.add(comment)
    db.session.flush()
    comment.source_id = f"mail-{mail.id}-{comment.id}"
    db.session.add(MailPlacement(mail_id=mail.id, comment_id=comment.id))
    came = (PositionPaper.mail_id == mail.id, PositionPaper.comment_id.is_(None))
    db.session.execute(update(PositionPaper).where(*came).values(comment_id=comment.id, by_id=comment.author_id))
    if mail.state == MailState.WAITING:
        mail.state, mail.decided_by_id, mail.decided_at = MailState.PLACED, by.id, clock.now()
    record(Verb.MAIL_PLACED, mail.round, by=by, guideline_id=mail.round.guideline_id, reference=comment.reference)
    return comment


def _unconfirmed(mail: ReceivedMail, words: str, wording: Wording | None) -> Comment:
    person = accounts.guest(mail.sender_name or mail.sender_address, mail.sender_address, language=None)
    comment = Comment(
        reference=new_reference(),
        round=mail.round,
        author=person,
        clause=wording.clause if wording is not None else None,
        pillar=wording.pillar if wording is not None else None,
        saved_at=clock.now(),
        channel=Channel.MAIL,
        author_name=mail.sender_name or person.name,
    )
    CommentContent(text=words.strip()).put_into(comment)
    move(comment, CommentState.UNCONFIRMED)
    return comment


def waiting_for_sender(mail: ReceivedMail) -> list[Comment]:
    return [one for one in comments_placed_from(mail) if one.state == CommentState.UNCONFIRMED]


def ask_sender(mail: ReceivedMail, *, by: Person) -> None:
    """One link for all that was placed of it; the three days begin now."""
    mail = held(mail)
    may_handle_mail(membership_of(by, mail.round.guideline)).enforce()
    waiting = waiting_for_sender(mail)
    if not waiting:
        raise Refused(_("Nothing of this message waits for its sender. Place its words first."))
    for comment in waiting:
        comment.saved_at = clock.now()
    token = signed_links.sign(CONFIRM, [mail.id, mail.sender_address])
    told = {"mail": mail, "comments": waiting, "token": token}
    outbox.post(mail.sender_address, "comments/confirm_mail", language=None, **told)


def mail_of_link(token: str) -> ReceivedMail | None:
    """Raises LinkExpired."""
    signed = signed_links.read_link(CONFIRM, token, seconds=THREE_DAYS)
    mail = db.session.get(ReceivedMail, signed[0]) if signed is not None else None
    return mail if mail is not None and signed is not None and mail.sender_address == signed[1] else None


def confirm_mail(mail: ReceivedMail) -> None:
    """Said from here on, with one receipt for all. Pressing twice is pressing once."""
    confirm_comments(waiting_for_sender(held(mail)))


def refuse_mail(mail: ReceivedMail, because: str, *, by: Person) -> None:
    """Its sender is told why."""
    mail = held(mail)
    may_handle_mail(membership_of(by, mail.round.guideline)).enforce()
    may_refuse_mail(mail).enforce()
    mail.state, mail.refused_because = MailState.REFUSED, because
    mail.decided_by_id, mail.decided_at = by.id, clock.now()
    if mail.sender_address:
        outbox.post(mail.sender_address, "comments/mail_refused", language=None, mail=mail, because=because)
    record(Verb.MAIL_REFUSED, mail.round, by=by, guideline_id=mail.round.guideline_id, message=_known_by(mail))


def answer_mail(mail: ReceivedMail, words: str, *, by: Person) -> None:
    """A letter back, whatever becomes of it."""
    mail = held(mail)
    may_handle_mail(membership_of(by, mail.round.guideline)).enforce()
    if not mail.sender_address:
        raise Refused(_("This message names no sender to answer."))
    mail.answered_at = clock.now()
    outbox.post(mail.sender_address, "comments/mail_answer", language=None, mail=mail, words=words)


def _known_by(mail: ReceivedMail) -> str:
    return hashlib.sha256(mail.message_id.encode("utf-8", "replace")).hexdigest()


def forget_mail(mails: Sequence[ReceivedMail]) -> None:
    """Its words and who sent it; papers that belong to no comment go with it, the others stay with theirs."""
    for mail in mails:
        alone = (PositionPaper.mail_id == mail.id, PositionPaper.comment_id.is_(None))
        for paper in db.session.scalars(select(PositionPaper).where(*alone)).all():
            db.session.delete(paper)
        db.session.execute(update(PositionPaper).where(PositionPaper.mail_id == mail.id).values(mail_id=None))
        db.session.delete(mail)
    db.session.flush()


def forget_mail_from(address: str) -> None:
    forget_mail(mail_from(address))

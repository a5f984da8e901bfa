"""What changes about questions and answers: set, taken out, answered, confirmed, replaced."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete, select

from consult.accounts import actions as accounts
from consult.accounts import signed_links
from consult.accounts.models import Person
from consult.comments.actions import hold_author
from consult.comments.questions.models import AnswerSheet, QuestionKind, RoundQuestion, TickedOption
from consult.comments.questions.queries import has_begun, is_answered, questions_of, sheet_of
from consult.comments.questions.rules import (
    MOST_QUESTIONS,
    Answers,
    may_be_asked,
    may_change_question,
    may_set_questions,
    version_of_question,
)
from consult.consultations.models import Round
from consult.consultations.queries import participation_of
from consult.consultations.rules import may_comment
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import enforce_base_version, held, hold
from consult.core.mail import outbox as mail
from consult.core.ruling import Refused
from consult.core.verbs import Verb
from consult.drafts.membership import Membership
from consult.drafts.queries import membership_of

ANSWERS = "answers"
SECONDS_TO_CONFIRM = 3 * signed_links.A_DAY


def add_question(
    round_: Round, kind: QuestionKind, text: str, options: Iterable[str] = (), *, by: Person | None
) -> RoundQuestion:
    """At the end. `by` None is the machine, as in the demo."""
    _enforce_setting(round_, by)
    others = _others_held(round_)
    if len(others) >= MOST_QUESTIONS:
        raise Refused(_("A round asks at most %(most)s questions. Take one out first.", most=MOST_QUESTIONS))
    may_be_asked(text, [one.text for one in others]).enforce()
    last = max((one.position for one in others), default=0)
    question = RoundQuestion(round_id=round_.id, position=last + 1, kind=kind, text=text, options=[*options])
    db.session.add(question)
    db.session.flush()
    _record_set(round_, by, text=text, kind=kind)
    return question


def change_question(
    question: RoundQuestion,
    kind: QuestionKind,
    text: str,
    options: Iterable[str] = (),
    *,
    by: Person,
    base_version: str | None = None,
) -> RoundQuestion:
    """Other words or other answers in the same place: until the round opens, and while nobody has answered it."""
    round_ = question.round
    _enforce_setting(round_, by)
    others = [one for one in _others_held(round_) if one.id != question.id]
    question = held(question)
    may_change_question(answered=is_answered(question)).enforce()
    may_be_asked(text, [one.text for one in others]).enforce()
    enforce_base_version(base_version, version_of_question(question), theirs=question.text, yours=text)
    question.kind, question.text, question.options = kind, text, [*options]
    _record_set(round_, by, text=text, kind=kind)
    return question


def _others_held(round_: Round) -> Sequence[RoundQuestion]:
    """All that it asks, and nobody else sets a question of it until the transaction ends."""
    hold(round_)
    return db.session.scalars(select(RoundQuestion).where(RoundQuestion.round_id == round_.id)).all()


def remove_question(question: RoundQuestion, *, by: Person) -> None:
    _enforce_setting(question.round, by)
    hold(question.round)
    may_change_question(answered=is_answered(question)).enforce()
    _record_set(question.round, by, text=question.text, kind="")
    db.session.delete(question)


def _enforce_setting(round_: Round, by: Person | None) -> None:
    if by is not None:
        place = participation_of(by, round_)
        may_set_questions(membership_of(by, round_.guideline), place, round_, clock.now(), begun=has_begun).enforce()


def _record_set(round_: Round, by: Person | None, **facts: str) -> None:
    """`kind` empty: taken out."""
    record(Verb.ROUND_QUESTION_SET, round_, by=by, guideline_id=round_.guideline_id, **facts)


def answer_questions(round_: Round, person: Person, answers: Answers) -> AnswerSheet:
    """Counted from here on, in the place of what they answered before."""
    hold_author(person)
    membership, place = membership_of(person, round_.guideline), participation_of(person, round_)
    may_comment(membership, place, round_, clock.now(), person).enforce()
    return _counted(_waiting_sheet(round_, person, answers))


def answer_as_guest(round_: Round, email: str, answers: Answers, *, language: str | None, proved: bool) -> AnswerSheet:
    """Waits for the link that is mailed, unless the mailbox is `proved` to be theirs."""
    may_comment(Membership(None, round_.guideline, frozenset()), None, round_, clock.now(), None).enforce()
    person = accounts.guest("", email, language=language)
    db.session.flush()
    hold_author(person)
    sheet = _waiting_sheet(round_, person, answers)
    if proved:
        return confirm_sheet(sheet)
    values = {"round": round_, "token": link_to_sheet(sheet)}
    mail.post(person.email, "comments/confirm_answers", language=language, **values)
    return sheet


def link_to_sheet(sheet: AnswerSheet) -> str:
    return signed_links.sign(ANSWERS, [sheet.id, sheet.person_id])


def sheet_of_link(token: str) -> AnswerSheet | None:
    """Raises LinkExpired."""
    signed = signed_links.read_link(ANSWERS, token, seconds=SECONDS_TO_CONFIRM)
    sheet = db.session.get(AnswerSheet, signed[0]) if signed is not None else None
    return sheet if sheet is not None and signed is not None and sheet.person_id == signed[1] else None


def confirm_sheet(sheet: AnswerSheet) -> AnswerSheet:
    """Pressing the button twice is pressing it once. What was answered in time counts also where its mail was read
    a day later."""
    person, round_ = sheet.person, sheet.round
    if person is None:
        return sheet
    hold_author(person)
    db.session.refresh(sheet)
    if sheet.confirmed_at is not None:
        return sheet
    if sheet.saved_at >= (round_.cancelled_at or round_.closes_at):
        raise Refused(_("The round had closed when this was written."))
    if person.suspended_at is not None:
        raise Refused(_("This account is suspended. Ask the administrators of this site why, and until when."))
    if person.password_hash is None:
        accounts.confirm(person)
    return _counted(sheet)


def _waiting_sheet(round_: Round, person: Person, answers: Answers) -> AnswerSheet:
    """A sheet that is not counted yet, in the place of one that waited before."""
    before = sheet_of(person, round_, confirmed=False)
    if before is not None:
        db.session.delete(before)
        db.session.flush()
    sheet = AnswerSheet(round_id=round_.id, person_id=person.id, saved_at=clock.now(), ticks=_ticks(answers))
    db.session.add(sheet)
    db.session.flush()
    return sheet


def _ticks(answers: Answers) -> list[TickedOption]:
    return [TickedOption(question_id=number, option=place) for number, places in answers.items() for place in places]


def _counted(sheet: AnswerSheet) -> AnswerSheet:
    before = sheet_of(sheet.person, sheet.round) if sheet.person is not None else None
    if before is not None:
        db.session.delete(before)
        db.session.flush()
    sheet.confirmed_at = clock.now()
    record(Verb.ROUND_ANSWERED, sheet.round, by=sheet.person, guideline_id=sheet.round.guideline_id)
    return sheet


def keep_answers_of_file(round_: Round, sheets: Mapping[str, Answers], *, now: datetime) -> int:
    """Answers of people whom a file knows by a name of its own; who is there already stays. How many are new."""
    known = {question.id: len(question.options) for question in questions_of(round_)}
    same = (AnswerSheet.round_id == round_.id, AnswerSheet.source_id.is_not(None))
    there = set(db.session.scalars(select(AnswerSheet.source_id).where(*same)))
    new = {source: answers for source, answers in sheets.items() if source not in there and answers}
    for source, answers in new.items():
        sound = {number: [one for one in said if one < known.get(number, 0)] for number, said in answers.items()}
        sheet = AnswerSheet(round_id=round_.id, source_id=source, saved_at=now, confirmed_at=now, ticks=_ticks(sound))
        db.session.add(sheet)
    db.session.flush()
    return len(new)


def forget_unconfirmed_answers(before: datetime) -> None:
    """Guests' answers whose link ran out were never given."""
    old = select(AnswerSheet.id).where(AnswerSheet.confirmed_at.is_(None), AnswerSheet.saved_at < before)
    db.session.execute(delete(TickedOption).where(TickedOption.sheet_id.in_(old)))
    db.session.execute(delete(AnswerSheet).where(AnswerSheet.confirmed_at.is_(None), AnswerSheet.saved_at < before))

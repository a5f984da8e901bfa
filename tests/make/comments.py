"""Comments, made as a person makes them."""

from consult.accounts.models import Person
from consult.comments.actions import save_comment, send_comment
from consult.comments.content import CommentContent
from consult.comments.models import Comment
from consult.comments.questions.actions import add_question, answer_as_guest
from consult.comments.questions.models import AnswerSheet, QuestionKind, RoundQuestion
from consult.comments.register.jobs import read_stored_register
from consult.comments.register.models import RegisterUpload
from consult.comments.register.uploads import begin_upload
from consult.consultations.models import Round
from consult.core.database import db
from consult.drafts.models import Clause, Draft, Pillar, Status
from consult.drafts.queries import wordings_of
from consult.drafts.translations.actions import GivenTranslation, keep_text
from consult.drafts.translations.sources import sources_of
from consult.drafts.translations.standing import TextChoice


def clause(draft: Draft, number: str) -> Clause:
    return next(wording.clause for wording in wordings_of(draft) if wording.number == number)


def translated(draft: Draft, number: str, text: str, *, language: str, by: Person | None = None) -> None:
    """Clause `number` in another language."""
    every = sources_of(draft, wordings_of(draft))
    source = next(one for one in every if one.label == number)
    given = GivenTranslation(source, "", text, Status.TRANSLATED)
    keep_text(draft.guideline, given, TextChoice(language), by=by)
    db.session.commit()


def comment(
    round_: Round,
    author: Person,
    text: str = "Say who pays for it.",
    *,
    number: str | None = None,
    pillar: Pillar | None = None,
    in_reply_to: Comment | None = None,
    sent: bool = True,
    **said: object,
) -> Comment:
    """What they said in the round on clause `number` (`stance=`, `proposed_text=`, `quote=`, … go into it), sent."""
    made = save_comment(
        round_,
        author,
        CommentContent(text=text, **said),
        about=clause(round_.draft, number) if number else pillar,
        in_reply_to=in_reply_to,
    )
    if sent:
        send_comment(made)
    db.session.commit()
    return made


def upload(round_: Round, by: Person, text: str = "Say who pays for it.") -> RegisterUpload:
    """A register of one new row, read and waiting for a yes."""
    made = begin_upload(round_, f"comment\n{text}\n".encode(), "mail.csv", "en", by=by)
    db.session.commit()
    read_stored_register(made.id, lambda _step, _share: None)
    db.session.refresh(made)
    return made


def question(round_: Round) -> tuple[RoundQuestion, AnswerSheet]:
    """One closed question, and what a guest answered who has not opened the link yet."""
    asked = add_question(round_, QuestionKind.SINGLE, "Is the text clear?", ["Yes", "Partly", "No"], by=None)
    sheet = answer_as_guest(round_, "guest@example.org", {asked.id: [1]}, language="en", proved=False)
    db.session.commit()
    return asked, sheet

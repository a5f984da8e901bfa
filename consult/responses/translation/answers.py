"""An answer in several languages: kept by the team, read by each reader in theirs with the original at hand."""

from collections.abc import Sequence

from flask import g
from sqlalchemy import select

from consult.accounts.models import Person
from consult.core.database import db
from consult.core.i18n.languages import language_now
from consult.drafts.models import Guideline, Status
from consult.drafts.translations.actions import GivenTranslation, keep_text
from consult.drafts.translations.models import STANDING_TRANSLATION, TextKind, TextTranslation, TextVersion
from consult.drafts.translations.sources import TextSource
from consult.drafts.translations.standing import ReadWhere, ShownText, TextChoice, TranslationState, shown_of
from consult.responses.models import Answer


def source_of_answer(answer: Answer, label: str = "") -> TextSource:
    return TextSource(TextKind.ANSWER, str(answer.id), label, "", answer.reason)


def answer_in(guideline: Guideline, answer: Answer, language: str, text: str, status: Status, *, by: Person) -> bool:
    """Whether anything changed; an empty text takes the translation away."""
    given = GivenTranslation(source_of_answer(answer), "", text, status)
    return keep_text(guideline, given, TextChoice(language), by=by)


def answer_translations(answer: Answer) -> Sequence[TextTranslation]:
    """The translations of an answer that stand."""
    same = (TextTranslation.kind == TextKind.ANSWER, TextTranslation.key == str(answer.id), STANDING_TRANSLATION)
    return db.session.scalars(select(TextTranslation).where(*same).order_by(TextTranslation.language)).all()


def answer_read(answer: Answer) -> ShownText | None:
    """The reason in the reader's language, where somebody translated it.

    Read for all answers that the page has loaded, once: one statement, however many there are (batch loading).
    """
    language, known = language_now(), g.setdefault("answers_read", {})
    if answer.id not in known:
        keys = db.session.identity_map.keys()
        loaded = {str(number) for kind, (number, *_rest), *_more in keys if kind is Answer} | {str(answer.id)}
        same = (TextTranslation.language == language, TextTranslation.version == TextVersion.FULL)
        query = select(TextTranslation).where(*same, TextTranslation.kind == TextKind.ANSWER, STANDING_TRANSLATION)
        found: dict[str, list[TextTranslation]] = {}
        for one in db.session.scalars(query.where(TextTranslation.key.in_(loaded)).order_by(TextTranslation.id)):
            found.setdefault(one.key, []).append(one)
        known.update({int(key): found.get(key, []) for key in loaded})
    kept = known[answer.id]
    if not kept:
        return None
    original = ShownText("", answer.reason, "", TranslationState.ORIGINAL)
    return shown_of(kept, source_of_answer(answer).digest, original, ReadWhere(TextChoice(language), 0))

"""Questions of rounds and the answers to choose from, in the language of their reader."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import select

from consult.comments.questions.models import RoundQuestion
from consult.consultations.models import Round
from consult.consultations.translations.texts import ROUNDS, also_translated
from consult.core.database import db
from consult.drafts.translations.models import TextKind
from consult.drafts.translations.naming import NamedText, ShownName, named_text, names_language, shown_name, text_shown
from consult.drafts.translations.sources import TextSource


@named_text.register
def name_of_question(thing: RoundQuestion) -> NamedText:
    guideline = thing.round.guideline
    options = "\n".join(thing.options)
    return NamedText(guideline.id, guideline.language, TextKind.QUESTION, str(thing.id), thing.text, options)


@also_translated
def questions_to_translate(rounds: Sequence[Round]) -> Iterator[TextSource]:
    numbers = [round_.id for round_ in rounds]
    query = select(RoundQuestion).where(RoundQuestion.round_id.in_(numbers))
    asked: Iterable[RoundQuestion] = db.session.scalars(
        query.order_by(RoundQuestion.round_id, RoundQuestion.position, RoundQuestion.id)
    )
    for one in asked:
        options = "\n".join(one.options)
        yield TextSource(TextKind.QUESTION, str(one.id), one.text, one.text, options, ROUNDS)


def option_named(question: RoundQuestion, option: str) -> ShownName:
    """An answer to choose from; one that nobody translated and that is the name of a pillar, as that is named."""
    guideline = question.round.guideline
    if names_language() == guideline.language:
        return ShownName.of(option, "")
    every = text_shown(question)
    lines = every.split("\n")
    if every.language == names_language() and len(lines) == len(question.options):
        return ShownName.of(lines[question.options.index(option)], every.language, machine=every.machine)
    pillar = next((one for one in guideline.pillars if one.title == option), None)
    return shown_name(pillar) if pillar is not None else ShownName.of(option, "")

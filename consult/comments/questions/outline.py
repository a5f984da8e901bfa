"""All that a round asks and is about, to prepare from before it opens."""

from collections.abc import Iterator, Sequence

from consult.comments.questions.labels import QUESTION_KIND_NAMES
from consult.comments.questions.models import RoundQuestion
from consult.consultations.models import Round
from consult.consultations.queries import in_scope
from consult.drafts.models import Wording
from consult.drafts.queries import wordings_with_clause

HEADS = ("part", "number", "text", "answers")


def clauses_of(round_: Round) -> Sequence[Wording]:
    """In reading order."""
    return [wording for wording in wordings_with_clause(round_.draft) if in_scope(round_, wording.pillar)]


def outline_rows(questions: Sequence[RoundQuestion], clauses: Sequence[Wording]) -> Iterator[Sequence[str]]:
    """A table of the same: a question or a clause a row."""
    yield HEADS
    for number, one in enumerate(questions, start=1):
        answers = "\n".join(one.options) if one.closed else ""
        yield "question", str(number), one.text, answers or str(QUESTION_KIND_NAMES[one.kind])
    for wording in clauses:
        yield "clause", wording.number, wording.text, ""

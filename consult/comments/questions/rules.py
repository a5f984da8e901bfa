"""Who sets questions, who reads what was answered, and what is an answer. Pure."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from flask_babel import gettext as _

from consult.comments.questions.models import QuestionKind, RoundQuestion
from consult.consultations.models import Round
from consult.consultations.participation import RoundMembership
from consult.consultations.rules import CONFIDENTIAL, may_change_round, may_read_comments, still_on
from consult.core.locking import version_of
from consult.core.ruling import ALLOWED, Ruling, refuse_unless
from consult.core.text import whole_number
from consult.drafts.membership import Membership

Answers = Mapping[int, Sequence[int]]  # places of the options that were ticked, by question
MOST_QUESTIONS, MOST_OPTIONS, LONGEST_OPTION = 60, 30, 200


def may_set_questions(
    membership: Membership,
    place: RoundMembership | None,
    round_: Round,
    now: datetime,
    *,
    begun: Callable[[Round], bool],
) -> Ruling:
    """Until people take part: afterwards they have answered in these words, or seen no question where one is now.
    `begun` is asked where the round is open alone."""
    for ruling in (may_change_round(membership, place), still_on(round_)):
        if not ruling:
            return ruling
    return refuse_unless(
        now < round_.opens_at or (now < round_.closes_at and not begun(round_)),
        _("The round has begun: its questions stand as they are. Ask new ones in another round."),
    )


def may_change_question(*, answered: bool) -> Ruling:
    """A round whose opening was put off may hold answers, and so may one whose questionnaire was read in before."""
    return refuse_unless(
        not answered,
        _("People have answered this question already, in these words: it stands. Ask the other one beside it."),
    )


def may_be_asked(text: str, others: Iterable[str]) -> Ruling:
    """`others`: what the round asks beside it."""
    asked = as_compared(text) in map(as_compared, others)
    return refuse_unless(not asked, _("The round asks this already. Ask something else, or change the question there."))


def may_read_results(membership: Membership, place: RoundMembership | None, round_: Round, now: datetime) -> Ruling:
    """Counts are read by whoever reads the comments of the round, and by who reports on it, but for what was promised
    to others."""
    if round_.practice:
        reads = membership.team or (place is not None and place.reporting)
        return refuse_unless(reads, _("This was practice: what was answered is counted for its host alone."))
    reports = place is not None and place.reporting and round_.visibility not in CONFIDENTIAL
    return ALLOWED if reports else may_read_comments(membership, round_, now)


def field_of(question: RoundQuestion) -> str:
    return f"q-{question.id}"


def answers_said(
    questions: Sequence[RoundQuestion], typed: Mapping[str, Sequence[str]]
) -> tuple[Answers, Mapping[str, str]]:
    """What was ticked, by question, and what is wrong, by field. `typed`: values by the name of the field."""
    answers: dict[int, list[int]] = {}
    faults: dict[str, str] = {}
    closed = [question for question in questions if question.closed]
    for question in closed:
        said = list(dict.fromkeys(value for value in typed.get(field_of(question), ()) if value))
        known = range(len(question.options))
        places = [place for value in said if (place := whole_number(value)) in known and place is not None]
        if len(places) != len(said):
            faults[field_of(question)] = _("Choose from the answers that stand there.")
        elif len(places) > 1 and question.kind != QuestionKind.MULTIPLE:
            faults[field_of(question)] = _("Choose one answer here.")
        elif places:
            answers[question.id] = sorted(places)
    if not answers and not faults and closed:
        faults[field_of(closed[0])] = _("Nothing is answered yet. Answer at least one question.")
    return answers, faults


def options_said(kind: QuestionKind, typed: str, *, steps: int | None, lowest: str, highest: str) -> list[str]:
    """The options of a question as they are kept: lines of a choice, steps of a scale with words at both ends."""
    if kind == QuestionKind.OPEN:
        return []
    if kind == QuestionKind.SCALE:
        ends = {1: lowest, steps or 5: highest}
        return [f"{step} ({ends[step]})" if ends.get(step) else str(step) for step in range(1, (steps or 5) + 1)]
    return list(_first_of_each(lines_typed(typed)).values())


def lines_typed(typed: str) -> list[str]:
    """One answer to choose from in each."""
    return [" ".join(line.split()) for line in typed.splitlines() if line.strip()]


def same_twice(lines: Sequence[str]) -> list[str]:
    """Each answer, as it stands first, that would be there twice: letters and blanks make no other answer."""
    times = Counter(map(as_compared, lines))
    return [line for compared, line in _first_of_each(lines).items() if times[compared] > 1]


def _first_of_each(lines: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in lines:
        found.setdefault(as_compared(line), line)
    return found


def ends_of_scale(options: Sequence[str]) -> tuple[str, str]:
    """The words at both its ends, as they were typed."""
    words = [re.sub(r"^\d+ ?\(?|\)$", "", option) for option in (options[0], options[-1])]
    return words[0], words[1]


def version_of_question(question: RoundQuestion) -> str:
    return version_of(question.kind, question.text, question.options)


def answers_of_file(
    questions: Sequence[RoundQuestion], said: Mapping[str, Mapping[str, str]]
) -> tuple[Mapping[str, Answers], int, int]:
    """(sheets by the file's name of the person, columns found among the questions, answers that are no option).

    A column is the question that is asked in the same words; of several answers in a cell each is looked for. Steps
    of a scale are known by their number, too.
    """
    asked = {as_compared(question.text): question for question in questions if question.closed}
    sheets: dict[str, dict[int, list[int]]] = {}
    found: set[int] = set()
    odd = 0
    for source, cells in said.items():
        for heading, cell in cells.items():
            if (question := asked.get(as_compared(heading))) is None:
                continue
            found.add(question.id)
            places = _places(question, cell)
            odd += not places
            if places:
                sheets.setdefault(source, {})[question.id] = places
    return sheets, len(found), odd


def _places(question: RoundQuestion, cell: str) -> list[int]:
    known = {as_compared(option): place for place, option in enumerate(question.options)}
    if question.kind == QuestionKind.SCALE:
        known |= {str(place + 1): place for place in range(len(question.options))}
    parts = (
        [cell] if question.kind != QuestionKind.MULTIPLE or as_compared(cell) in known else re.split(r"[;\n|]", cell)
    )
    places = [known.get(as_compared(part)) for part in parts if part.strip()]
    return [] if None in places else sorted({place for place in places if place is not None})


def as_compared(words: str) -> str:
    """As words are compared: without case and doubled blanks."""
    return " ".join(words.split()).casefold()

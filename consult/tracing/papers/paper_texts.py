"""The text of a draft as lines: in its own language, and in every other in which clauses of it can be read."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from consult.drafts.models import Draft, Wording
from consult.drafts.queries import wordings_of
from consult.drafts.translations.labels import TRANSLATION_STATE_NAMES
from consult.drafts.translations.models import TextKind, TextVersion
from consult.drafts.translations.queries import Reading, choices_in, kept_in
from consult.drafts.translations.standing import TextChoice, TranslationState, count_states
from consult.tracing.papers.paper_lines import LineKind, PaperLine, paper_lines


@dataclass(frozen=True)
class PaperText:
    """`original` is the language that it was written in; what is not there in `language` is printed in that."""

    language: str
    original: str
    title: str
    subtitle: str  # number and title of the draft
    lines: Sequence[PaperLine]

    @property
    def translated(self) -> bool:
        return self.language != self.original

    def notes(self) -> list[str]:
        """How far it is translated, and by whom; nothing of a text that is all authentic."""
        states = count_states(TranslationState(line.status) for line in self.lines if line.kind == LineKind.CLAUSE)
        told = {state: clauses for state, clauses in states.items() if clauses}
        if set(told) <= {TranslationState.ORIGINAL, TranslationState.AUTHENTIC} and not self.translated:
            return []
        said = [
            ngettext("%(state)s: %(num)s clause", "%(state)s: %(num)s clauses", clauses, state=str(name))
            for state, name in TRANSLATION_STATE_NAMES.items()
            if (clauses := told.get(state, 0))
        ]
        left = [_("What is not translated stands here in the original.")] if TranslationState.MISSING in told else []
        return [" · ".join(said), *map(str, left)]


def texts_by_language(draft: Draft) -> dict[str, PaperText]:
    """That of the guideline first."""
    own, wordings = draft.guideline.language, wordings_of(draft)
    found = {own: PaperText(own, own, draft.guideline.title, subtitle(draft, draft.title), paper_lines(wordings))}
    for choice in choices_in(draft):
        if choice.version == TextVersion.FULL and choice.language != own:
            with force_locale(choice.language):  # what is remarked on a line is said in its language
                text = _translated(draft, wordings, choice)
            if any(line.kind == LineKind.CLAUSE and not line.language for line in text.lines):
                found[choice.language] = text
    return found


def _translated(draft: Draft, wordings: Sequence[Wording], choice: TextChoice) -> PaperText:
    guideline = draft.guideline
    reading = Reading(draft, [TextChoice(guideline.language), choice], choice)
    reading.kept[choice] = kept_in(draft, choice, {TextKind.CLAUSE: [wording.clause.uid for wording in wordings]})
    title = reading.of(TextKind.GUIDELINE, guideline.slug, guideline.title, guideline.sentence).heading
    called = subtitle(draft, reading.of(TextKind.DRAFT, draft.number, draft.title).heading)
    return PaperText(choice.language, guideline.language, title, called, paper_lines(wordings, reading.of))


def subtitle(draft: Draft, title: str) -> str:
    said = _("Draft %(number)s", number=draft.number)
    return f"{said}: {title}"


def own_lines(draft: Draft) -> list[PaperLine]:
    return paper_lines(wordings_of(draft))

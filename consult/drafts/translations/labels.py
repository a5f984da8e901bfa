"""What versions of the text and standings of a translation are called, and what readers are told of one."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.core.i18n.languages import NAMES
from consult.drafts.translations.models import TextKind, TextVersion
from consult.drafts.translations.standing import ShownText, TextChoice, TranslationState

VERSION_NAMES = {
    TextVersion.FULL: _l("in full"),
    TextVersion.EASY_READ: _l("easy to read"),
    TextVersion.CHILD_FRIENDLY: _l("for children"),
    TextVersion.SIGN_LANGUAGE: _l("in sign language"),
}
TRANSLATION_STATE_NAMES = {
    TranslationState.ORIGINAL: _l("original"),
    TranslationState.AUTHENTIC: _l("authentic text"),
    TranslationState.TRANSLATED: _l("translation"),
    TranslationState.MACHINE_TRANSLATED: _l("machine translation"),
    TranslationState.BEHIND: _l("behind the original"),
    TranslationState.MISSING: _l("not translated"),
}
KIND_OF_TEXT_NAMES = {
    TextKind.GUIDELINE: _l("Guideline"),
    TextKind.DRAFT: _l("Draft"),
    TextKind.PILLAR: _l("Pillar"),
    TextKind.PART: _l("Part"),
    TextKind.CLAUSE: _l("Clause"),
    TextKind.ROUND: _l("Round"),
    TextKind.ANSWER: _l("Answer"),
    TextKind.MILESTONE: _l("Milestone"),
    TextKind.SESSION: _l("Session"),
    TextKind.QUESTION: _l("Question"),
}


def name_of_choice(choice: TextChoice) -> str:
    """In the language itself, as its readers look for it."""
    name = NAMES.get(choice.language, choice.language)
    return name if choice.version == TextVersion.FULL else f"{name} ({VERSION_NAMES[choice.version]})"


def remark_on_text(shown: ShownText) -> str:
    """What a reader should know of these words; nothing of the original and of an authentic text."""
    if shown.state == TranslationState.MISSING:
        return str(_("This is not translated yet. You read the original."))
    if shown.state == TranslationState.BEHIND and shown.machine:
        return str(_("It was translated by a machine, and the original was changed since."))
    if shown.state == TranslationState.BEHIND:
        return str(_("The original was changed since this was translated."))
    return str(_("It was translated by a machine.")) if shown.machine else ""

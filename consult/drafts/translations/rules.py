"""May they translate the text? And what is a sound translation. Pure."""

from flask_babel import gettext as _

from consult.core.ruling import ALLOWED, Ruling, refuse_unless
from consult.core.urls import is_web_address
from consult.drafts.membership import Membership
from consult.drafts.rules import still_in_use
from consult.drafts.translations.models import TextKind, TextVersion
from consult.drafts.translations.sources import TextSource
from consult.drafts.translations.standing import TextChoice

LONGEST = 40_000


def may_translate(membership: Membership) -> Ruling:
    if not membership.team:
        return Ruling(_("Only the drafting team keeps translations of the text."))
    return still_in_use(membership.guideline)


def is_sound_translation(source: TextSource, choice: TextChoice, original: str, heading: str, text: str) -> Ruling:
    """Of what was typed or brought in for one text; an empty one is asked about elsewhere."""
    if choice == TextChoice(original):
        return Ruling(_("This is the language of the original. Choose another one, or another version."))
    if max(len(heading), len(text)) > LONGEST:
        return Ruling(_("This is longer than %(most)s characters.", most=LONGEST))
    if choice.version == TextVersion.SIGN_LANGUAGE:
        sound = is_web_address(text) and text.startswith("https://")
        return refuse_unless(sound, _("Give the whole address of the film, beginning with https://."))
    answers = len(source.text.splitlines())
    if source.kind == TextKind.QUESTION and text and len(text.splitlines()) != answers:
        return Ruling(_("Give as many answers as the original has, one in each line: %(num)s.", num=answers))
    return ALLOWED if is_whole(source, heading, text) else Ruling(_("Translate the heading and the text, both."))


def is_whole(source: TextSource, heading: str, text: str) -> bool:
    """Whether each part that the original has is there."""
    return bool(heading or not source.heading) and bool(text or not source.text)

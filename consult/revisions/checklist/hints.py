"""What the words of a clause let expect of a criterion: from the word lists of the force-of-language watch. Pure.

A hint, not a judgement: it says what the list finds, and does not claim that nothing else is there. A language without
a word list has none.
"""

from collections.abc import Callable, Iterator, Mapping

from flask_babel import gettext as _

from consult.revisions.checklist.models import HintKind
from consult.revisions.force.lexicon import ForceLexicon, StrengthPattern
from consult.revisions.force.normative_strength import BINDING, LEXICONS

PART_ALONE = 1  # the weakest quantifiers: some, certain, selected


def hints_on(text: str, language: str, looks_for: HintKind) -> list[str]:
    lexicon = LEXICONS.get(language[:2])
    return list(_LOOKS[looks_for](text, lexicon)) if lexicon is not None else []


def _nothing(text: str, lexicon: ForceLexicon) -> Iterator[str]:  # noqa: ARG001 - a look like the others
    yield from ()


def _duty(text: str, lexicon: ForceLexicon) -> Iterator[str]:
    if not lexicon.actors.search(text):
        yield _("The word list finds nobody in it who acts.")
    modals, duties = _strengths(text, lexicon.modals), _strengths(text, lexicon.duties)
    if not modals and not duties:
        yield _("The word list finds no verb in it that asks anything of anyone.")
    elif modals and max(modals) < BINDING:
        yield _("Its verbs allow or encourage; none obliges.")


def _actors(text: str, lexicon: ForceLexicon) -> Iterator[str]:
    named = {match[0].casefold() for match in lexicon.actors.finditer(text)}
    if len(named) == 1:
        yield _("The word list finds one in it who acts: %(actor)s.", actor=next(iter(named)))
    elif not named:
        yield _("The word list finds nobody in it who acts.")


def _scope(text: str, lexicon: ForceLexicon) -> Iterator[str]:
    for match in lexicon.latitude.finditer(text):
        yield _("“%(words)s” leaves it to whoever applies the text.", words=match[0])
    for match in lexicon.quantifiers.pattern.finditer(text):
        if _strength(match.groupdict(), lexicon.quantifiers) == PART_ALONE:
            yield _("“%(words)s” covers a part alone.", words=match[0])


def _people(text: str, lexicon: ForceLexicon) -> Iterator[str]:
    if not any(pattern.search(text) for pattern in lexicon.rights):
        yield _("The word list finds no right and no group of people in it; they may be named in other words.")


def _strengths(text: str, listed: StrengthPattern) -> list[int]:
    return [_strength(match.groupdict(), listed) for match in listed.pattern.finditer(text)]


def _strength(found: Mapping[str, str | None], listed: StrengthPattern) -> int:
    return next(strength for name, strength in listed.strengths if found[name] is not None)


_LOOKS: Mapping[HintKind, Callable[[str, ForceLexicon], Iterator[str]]] = {
    HintKind.NOTHING: _nothing,
    HintKind.DUTY: _duty,
    HintKind.ACTORS: _actors,
    HintKind.SCOPE: _scope,
    HintKind.PEOPLE: _people,
}

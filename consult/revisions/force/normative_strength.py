"""The force-of-language watch: what a change of words does to how strongly a text binds, and whom. Pure.

A word list, not a judgement. It points out modal verbs and verbs of duty that grow weaker or stronger, words of
latitude that are put in or struck ("where appropriate"), words of scope ("all", "some"), a lost or new "shall not",
actors that change or vanish, numbers and dates, defined terms, and terms of rights that no longer stand in the text.
It reads the languages in `LEXICONS`; of any other it says so by returning None. Remarks have places in both texts.

The order of modal verbs is that of ISO/IEC Directives, Part 2 (shall, should, may, can) and RFC 2119, with the
"encouraged to" of UN texts between should and may. Verbs struck and verbs put in the same place of the redline are
compared in turn; a verb that only moved is no change.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from flask_babel import gettext as _

from consult.drafts.redline.exact import exact_redline
from consult.revisions.force.english import ENGLISH
from consult.revisions.force.french import FRENCH
from consult.revisions.force.lexicon import ForceLexicon, StrengthPattern
from consult.revisions.force.other_languages import ARABIC, CHINESE, RUSSIAN
from consult.revisions.force.spanish import SPANISH

LEXICONS = {"en": ENGLISH, "fr": FRENCH, "es": SPANISH, "ru": RUSSIAN, "ar": ARABIC, "zh": CHINESE}
READS = frozenset(LEXICONS)
BINDING = 3  # from "should" upwards a verb asks something of someone
_VOWEL_SIGNS = re.compile("[\u0640\u064b-\u065f\u0670]")
_JOINED_LETTERS = re.compile("^(?:[وفب]?ال|[وف]?لل|[وفلب](?=[\u0621-\u064a]{4}))")
_NUMBER = re.compile(r"\d+(?:[.,:/\u00a0\u202f-]\d+)*(?:\s?[%٪])?")


class StrengthChange(StrEnum):
    WEAKER = "weaker"
    STRONGER = "stronger"
    LATITUDE_PUT = "latitude_put"
    LATITUDE_STRUCK = "latitude_struck"
    NEGATION_PUT = "negation_put"
    NEGATION_STRUCK = "negation_struck"
    RIGHTS_STRUCK = "rights_struck"
    SCOPE_NARROWER = "scope_narrower"
    SCOPE_WIDER = "scope_wider"
    ACTOR_CHANGED = "actor_changed"
    ACTOR_STRUCK = "actor_struck"
    ACTOR_PUT = "actor_put"
    NUMBER_CHANGED = "number_changed"
    TERM_STRUCK = "term_struck"
    DEFINITION_CHANGED = "definition_changed"


class TextSpan(NamedTuple):
    """From where to where, in signs of the text as it was given."""

    start: int
    end: int


class ModalVerb(NamedTuple):
    words: str
    strength: int
    span: TextSpan

    @property
    def sense(self) -> tuple[str, int]:
        """What it is compared by: not by the vowel signs and joined letters of Arabic."""
        return _JOINED_LETTERS.sub("", _VOWEL_SIGNS.sub("", self.words)), self.strength


class WordChange(NamedTuple):
    """A stretch of the old text and what stands in its place."""

    old: TextSpan
    new: TextSpan


@dataclass(frozen=True)
class Remark:
    """What was noticed: words before and words after; one of them is empty where nothing stands in its place."""

    force: StrengthChange
    before: str = ""
    after: str = ""
    old_span: TextSpan | None = field(default=None, compare=False)
    new_span: TextSpan | None = field(default=None, compare=False)

    @property
    def says(self) -> str:
        words = {"before": self.before, "after": self.after}
        if self.force in {StrengthChange.WEAKER, StrengthChange.STRONGER}:
            return self._verb_says(words)
        sentences = {
            StrengthChange.LATITUDE_PUT: _(
                "“%(after)s” is put in: it leaves more to whoever applies the text.", **words
            ),
            StrengthChange.LATITUDE_STRUCK: _(
                "“%(before)s” is struck: it left more to whoever applies the text.", **words
            ),
            StrengthChange.NEGATION_PUT: _("A prohibition is put in: “%(after)s”.", **words),
            StrengthChange.NEGATION_STRUCK: _("A prohibition is struck: “%(before)s”.", **words),
            StrengthChange.RIGHTS_STRUCK: _("“%(before)s” no longer stands in the text.", **words),
            StrengthChange.SCOPE_NARROWER: _("“%(before)s” becomes “%(after)s”: it covers less.", **words),
            StrengthChange.SCOPE_WIDER: _("“%(before)s” becomes “%(after)s”: it covers more.", **words),
            StrengthChange.ACTOR_CHANGED: _("Who acts is another: “%(before)s” becomes “%(after)s”.", **words),
            StrengthChange.ACTOR_STRUCK: _("“%(before)s” is no longer named.", **words),
            StrengthChange.ACTOR_PUT: _("“%(after)s” is named now.", **words),
            StrengthChange.NUMBER_CHANGED: self._number_says(words),
            StrengthChange.TERM_STRUCK: _("The defined term “%(before)s” no longer stands in the text.", **words),
            StrengthChange.DEFINITION_CHANGED: _("The definition of “%(before)s” changed.", **words),
        }
        return str(sentences[self.force])

    def _number_says(self, words: dict[str, str]) -> str:
        if self.before and self.after:
            return str(_("The number or date “%(before)s” becomes “%(after)s”.", **words))
        if self.before:
            return str(_("The number or date “%(before)s” is struck.", **words))
        return str(_("The number or date “%(after)s” is put in.", **words))

    def _verb_says(self, words: dict[str, str]) -> str:
        if not self.before:
            put = (_("“%(after)s” is put in: weaker.", **words), _("“%(after)s” is put in: a new duty.", **words))
            return str(put[self.force == StrengthChange.STRONGER])
        if not self.after:
            return str(_("“%(before)s” is struck: a duty less.", **words))
        if self.force == StrengthChange.WEAKER:
            return str(_("“%(before)s” becomes “%(after)s”: weaker.", **words))
        return str(_("“%(before)s” becomes “%(after)s”: stronger.", **words))


def watch(old: str, new: str, language: str, terms: Iterable[str] = ()) -> list[Remark] | None:
    """What was noticed, verbs first; an empty list when nothing was, None when this language is not read.

    `terms` are defined elsewhere; those that the old text defines itself are found.
    """
    lexicon = LEXICONS.get(language.partition("-")[0].lower())
    if lexicon is None:
        return None
    changes = _changes(old, new)
    return [
        *_verbs(old, new, changes, lexicon.modals, lexicon),
        *_verbs(old, new, changes, lexicon.duties, lexicon),
        *_prohibitions(old, new, lexicon.negation),
        *_latitude(old, new, lexicon.latitude),
        *_scope(old, new, changes, lexicon.quantifiers),
        *_actors(old, new, changes, lexicon.actors),
        *_numbers(old, new, changes, lexicon.months),
        *_rights(old, new, lexicon),
        *_terms(old, new, changes, lexicon, terms),
    ]


def _changes(old: str, new: str) -> list[WordChange]:
    """What was struck and what was put in its place, either of them possibly empty."""
    changes: list[WordChange] = []
    at_old = at_new = 0
    for segment in exact_redline(old, new):
        one, other = TextSpan(at_old, at_old + len(segment.old)), TextSpan(at_new, at_new + len(segment.new))
        at_old, at_new = one.end, other.end
        if segment.kind == "same":
            continue
        if changes and changes[-1].old.end == one.start and changes[-1].new.end == other.start:
            changes[-1] = WordChange(
                TextSpan(changes[-1].old.start, one.end), TextSpan(changes[-1].new.start, other.end)
            )
        else:
            changes.append(WordChange(one, other))
    return changes


def _verbs(
    old: str, new: str, changes: Sequence[WordChange], verbs: StrengthPattern, lexicon: ForceLexicon
) -> Iterator[Remark]:
    lone_struck: list[ModalVerb] = []
    lone_put: list[ModalVerb] = []
    before, after = _found(old, verbs), _found(new, verbs)
    for change in changes:
        struck, put = _without_common(_within(before, change.old), _within(after, change.new))
        yield from (_compared(a, b) for a, b in zip(struck, put, strict=False) if a.strength != b.strength)
        lone_struck += struck[len(put) :]
        lone_put += put[len(struck) :]
    lone_struck, lone_put = _without_common(lone_struck, lone_put)
    if verbs is lexicon.modals:  # a duty that vanishes with its sentence is seen by its modal verb
        yield from (_struck(StrengthChange.WEAKER, verb) for verb in lone_struck if verb.strength >= BINDING)
        yield from (_put(StrengthChange.STRONGER, verb) for verb in lone_put if verb.strength >= BINDING)
    yield from (_put(StrengthChange.WEAKER, verb) for verb in lone_put if lexicon.hedges.fullmatch(verb.words))


def _found(text: str, listed: StrengthPattern) -> list[ModalVerb]:
    return [
        ModalVerb(
            match[0].lower(),
            next(strength for name, strength in listed.strengths if match[name] is not None),
            TextSpan(*match.span()),
        )
        for match in listed.pattern.finditer(text)
    ]


def _words_of(text: str, pattern: re.Pattern[str]) -> list[ModalVerb]:
    return [ModalVerb(_plain(match[0]), 0, TextSpan(*match.span())) for match in pattern.finditer(text)]


def _plain(words: str) -> str:
    return re.sub(r"\s+", " ", words.lower())


def _within(verbs: Sequence[ModalVerb], stretch: TextSpan) -> list[ModalVerb]:
    """Those of which at least a sign stands in a stretch that changed."""
    return [verb for verb in verbs if verb.span.start < stretch.end and stretch.start < verb.span.end]


def _without_common(struck: Sequence[ModalVerb], put: Sequence[ModalVerb]) -> tuple[list[ModalVerb], list[ModalVerb]]:
    """Without the verbs that stand on both sides: those only moved."""
    common = Counter(verb.sense for verb in struck) & Counter(verb.sense for verb in put)
    return _less(struck, common), _less(put, common)


def _less(verbs: Sequence[ModalVerb], common: Counter[tuple[str, int]]) -> list[ModalVerb]:
    left = Counter(common)
    kept = []
    for verb in verbs:
        if left[verb.sense] > 0:
            left[verb.sense] -= 1
        else:
            kept.append(verb)
    return kept


def _compared(struck: ModalVerb, put: ModalVerb) -> Remark:
    force = StrengthChange.WEAKER if put.strength < struck.strength else StrengthChange.STRONGER
    return _between(force, struck, put)


def _between(force: StrengthChange, struck: ModalVerb, put: ModalVerb) -> Remark:
    return Remark(force, before=struck.words, after=put.words, old_span=struck.span, new_span=put.span)


def _struck(force: StrengthChange, verb: ModalVerb) -> Remark:
    return Remark(force, before=verb.words, old_span=verb.span)


def _put(force: StrengthChange, verb: ModalVerb) -> Remark:
    return Remark(force, after=verb.words, new_span=verb.span)


def _gone_and_come(old: str, new: str, pattern: re.Pattern[str]) -> tuple[list[ModalVerb], list[ModalVerb]]:
    """Expressions that stand less often, and those that stand more often; each once."""
    before, after = _words_of(old, pattern), _words_of(new, pattern)
    gone, come = _without_common(before, after)
    return [*{verb.words: verb for verb in gone}.values()], [*{verb.words: verb for verb in come}.values()]


def _prohibitions(old: str, new: str, pattern: re.Pattern[str]) -> Iterator[Remark]:
    before, after = len(_words_of(old, pattern)), len(_words_of(new, pattern))
    gone, come = _gone_and_come(old, new, pattern)
    if before > after:
        yield from (_struck(StrengthChange.NEGATION_STRUCK, verb) for verb in gone)
    elif before < after:
        yield from (_put(StrengthChange.NEGATION_PUT, verb) for verb in come)


def _latitude(old: str, new: str, pattern: re.Pattern[str]) -> Iterator[Remark]:
    gone, come = _gone_and_come(old, new, pattern)
    yield from (_put(StrengthChange.LATITUDE_PUT, verb) for verb in come)
    yield from (_struck(StrengthChange.LATITUDE_STRUCK, verb) for verb in gone)


def _scope(old: str, new: str, changes: Sequence[WordChange], listed: StrengthPattern) -> Iterator[Remark]:
    """Words of scope in one place: "all" becomes "some"."""
    before, after = _found(old, listed), _found(new, listed)
    for change in changes:
        struck, put = _without_common(_within(before, change.old), _within(after, change.new))
        for one, other in zip(struck, put, strict=False):
            if one.strength != other.strength:
                narrower = other.strength < one.strength
                force = StrengthChange.SCOPE_NARROWER if narrower else StrengthChange.SCOPE_WIDER
                yield _between(force, one, other)


def _actors(old: str, new: str, changes: Sequence[WordChange], pattern: re.Pattern[str]) -> Iterator[Remark]:
    """Those who act in one place and others in another; one who is named nowhere else went, or came."""
    before, after = _words_of(old, pattern), _words_of(new, pattern)
    stood, stands = {verb.words for verb in before}, {verb.words for verb in after}
    for change in changes:
        struck, put = _without_common(_within(before, change.old), _within(after, change.new))
        yield from (_between(StrengthChange.ACTOR_CHANGED, a, b) for a, b in zip(struck, put, strict=False))
        rest = struck[len(put) :]
        yield from (_struck(StrengthChange.ACTOR_STRUCK, verb) for verb in rest if verb.words not in stands)
        rest = put[len(struck) :]
        yield from (_put(StrengthChange.ACTOR_PUT, verb) for verb in rest if verb.words not in stood)


def _numbers(old: str, new: str, changes: Sequence[WordChange], months: re.Pattern[str]) -> Iterator[Remark]:
    before, after = (_in_order([*_words_of(t, _NUMBER), *_words_of(t, months)]) for t in (old, new))
    for change in changes:
        struck, put = _without_common(_within(before, change.old), _within(after, change.new))
        yield from (_between(StrengthChange.NUMBER_CHANGED, a, b) for a, b in zip(struck, put, strict=False))
        yield from (_struck(StrengthChange.NUMBER_CHANGED, verb) for verb in struck[len(put) :])
        yield from (_put(StrengthChange.NUMBER_CHANGED, verb) for verb in put[len(struck) :])


def _in_order(verbs: Iterable[ModalVerb]) -> list[ModalVerb]:
    return sorted(verbs, key=lambda verb: verb.span)


def _rights(old: str, new: str, lexicon: ForceLexicon) -> Iterator[Remark]:
    """Terms, in any form, that stood in the old text and do not stand in the new one at all."""
    for pattern in lexicon.rights:
        stood = pattern.search(old)
        if stood is not None and pattern.search(new) is None:
            yield Remark(StrengthChange.RIGHTS_STRUCK, before=stood[0], old_span=TextSpan(*stood.span()))


def _terms(
    old: str, new: str, changes: Sequence[WordChange], lexicon: ForceLexicon, named: Iterable[str]
) -> Iterator[Remark]:
    """Defined terms that went, and definitions in which a word changed."""
    defined = {match[1]: match for match in lexicon.defines.finditer(old)}
    for term in dict.fromkeys([*defined, *(term for term in named if term.strip())]):
        at = old.casefold().find(term.casefold())
        if at >= 0 and term.casefold() not in new.casefold():
            yield Remark(StrengthChange.TERM_STRUCK, before=term, old_span=TextSpan(at, at + len(term)))
            continue
        if term not in defined:
            continue
        start, end = defined[term].start(), _end_of_sentence(old, defined[term].end())
        if any(_touches(change.old, start, end) for change in changes):
            yield Remark(StrengthChange.DEFINITION_CHANGED, before=term, old_span=TextSpan(start, end))


def _end_of_sentence(text: str, at: int) -> int:
    found = re.compile(r"[.。؟!?\n]").search(text, at)
    return found.end() if found else len(text)


def _touches(stretch: TextSpan, start: int, end: int) -> bool:
    return stretch.start < end and start < max(stretch.end, stretch.start + 1)

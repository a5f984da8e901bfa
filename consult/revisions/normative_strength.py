"""The force-of-language watch: what a change of words does to how strongly a text binds. Pure.

A word list, not a judgement. It points out modal verbs and verbs of duty that grow weaker or stronger, words of
latitude that are put in or struck ("where appropriate"), a lost or new "shall not", and terms of rights that no
longer stand in the text. It reads English only; of any other language it says so by returning None.

The order of modal verbs is that of ISO/IEC Directives, Part 2 (shall, should, may, can), with the "encouraged to"
of UN texts between should and may. Verbs struck and verbs put in the same place of the redline are compared in
turn; a verb that only moved is no change.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from flask_babel import gettext as _

from consult.drafts.text_diff import Segment, difference
from consult.revisions.normative_terms import DUTIES, HEDGES, LATITUDE, MODALS, NEGATION, RIGHTS, StrengthPattern

READS = frozenset({"en"})
BINDING = 3  # from "should" upwards a verb asks something of someone


class StrengthChange(StrEnum):
    WEAKER = "weaker"
    STRONGER = "stronger"
    LATITUDE_PUT = "latitude_put"
    LATITUDE_STRUCK = "latitude_struck"
    NEGATION_PUT = "negation_put"
    NEGATION_STRUCK = "negation_struck"
    RIGHTS_STRUCK = "rights_struck"


class ModalVerb(NamedTuple):
    words: str
    strength: int


@dataclass(frozen=True)
class Remark:
    """What was noticed: words before and words after; one of them is empty where nothing stands in its place."""

    force: StrengthChange
    before: str = ""
    after: str = ""

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
        }
        return str(sentences[self.force])

    def _verb_says(self, words: dict[str, str]) -> str:
        if not self.before:
            put = (_("“%(after)s” is put in: weaker.", **words), _("“%(after)s” is put in: a new duty.", **words))
            return str(put[self.force == StrengthChange.STRONGER])
        if not self.after:
            return str(_("“%(before)s” is struck: a duty less.", **words))
        if self.force == StrengthChange.WEAKER:
            return str(_("“%(before)s” becomes “%(after)s”: weaker.", **words))
        return str(_("“%(before)s” becomes “%(after)s”: stronger.", **words))


def watch(old: str, new: str, language: str) -> list[Remark] | None:
    """What was noticed, verbs first; an empty list when nothing was, None when this language is not read."""
    if language not in READS:
        return None
    segments = difference(old, new)
    verbs = [remark for listed in (MODALS, DUTIES) for remark in _verbs(segments, listed)]
    return [*verbs, *_prohibitions(old, new), *_latitude(old, new), *_rights(old, new)]


def _verbs(segments: Sequence[Segment], listed: StrengthPattern) -> Iterator[Remark]:
    lone_struck: list[ModalVerb] = []
    lone_put: list[ModalVerb] = []
    for removed, added in _changes(segments):
        struck, put = _without_common(_found(removed, listed), _found(added, listed))
        yield from (_compared(a, b) for a, b in zip(struck, put, strict=False) if a.strength != b.strength)
        lone_struck += struck[len(put) :]
        lone_put += put[len(struck) :]
    lone_struck, lone_put = _without_common(lone_struck, lone_put)
    if listed is MODALS:  # a duty that vanishes with its sentence is seen by its modal verb
        yield from (
            Remark(StrengthChange.WEAKER, before=verb.words) for verb in lone_struck if verb.strength >= BINDING
        )
        yield from (Remark(StrengthChange.STRONGER, after=verb.words) for verb in lone_put if verb.strength >= BINDING)
    yield from (Remark(StrengthChange.WEAKER, after=verb.words) for verb in lone_put if HEDGES.fullmatch(verb.words))


def _changes(segments: Sequence[Segment]) -> Iterator[tuple[str, str]]:
    """What was struck and what was put in its place, either of them possibly empty."""
    for place, (kind, text) in enumerate(segments):
        following = segments[place + 1] if place + 1 < len(segments) else None
        if kind == "removed":
            yield text, following.text if following is not None and following.kind == "added" else ""
        elif kind == "added" and (place == 0 or segments[place - 1].kind != "removed"):
            yield "", text


def _found(text: str, listed: StrengthPattern) -> list[ModalVerb]:
    return [
        ModalVerb(match[0].lower(), next(strength for name, strength in listed.strengths if match[name] is not None))
        for match in listed.pattern.finditer(text)
    ]


def _without_common(struck: Sequence[ModalVerb], put: Sequence[ModalVerb]) -> tuple[list[ModalVerb], list[ModalVerb]]:
    """Without the verbs that stand on both sides: those only moved."""
    common = Counter(struck) & Counter(put)
    return _less(struck, common), _less(put, common)


def _less(verbs: Sequence[ModalVerb], common: Counter[ModalVerb]) -> list[ModalVerb]:
    left = Counter(common)
    kept = []
    for verb in verbs:
        if left[verb] > 0:
            left[verb] -= 1
        else:
            kept.append(verb)
    return kept


def _compared(struck: ModalVerb, put: ModalVerb) -> Remark:
    force = StrengthChange.WEAKER if put.strength < struck.strength else StrengthChange.STRONGER
    return Remark(force, before=struck.words, after=put.words)


def _counts(pattern: re.Pattern[str], text: str) -> Counter[str]:
    return Counter(re.sub(r"\s+", " ", match[0].lower()) for match in pattern.finditer(text))


def _prohibitions(old: str, new: str) -> Iterator[Remark]:
    before, after = _counts(NEGATION, old), _counts(NEGATION, new)
    if before.total() > after.total():
        yield from (Remark(StrengthChange.NEGATION_STRUCK, before=words) for words in sorted((before - after).keys()))
    elif before.total() < after.total():
        yield from (Remark(StrengthChange.NEGATION_PUT, after=words) for words in sorted((after - before).keys()))


def _latitude(old: str, new: str) -> Iterator[Remark]:
    before, after = _counts(LATITUDE, old), _counts(LATITUDE, new)
    yield from (Remark(StrengthChange.LATITUDE_PUT, after=words) for words in sorted((after - before).keys()))
    yield from (Remark(StrengthChange.LATITUDE_STRUCK, before=words) for words in sorted((before - after).keys()))


def _rights(old: str, new: str) -> Iterator[Remark]:
    """Terms, in any form, that stood in the old text and do not stand in the new one at all."""
    for pattern in RIGHTS:
        stood = pattern.search(old)
        if stood is not None and pattern.search(new) is None:
            yield Remark(StrengthChange.RIGHTS_STRUCK, before=stood[0])

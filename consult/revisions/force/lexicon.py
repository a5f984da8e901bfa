"""What the force-of-language watch knows of one language: lists of words as patterns. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

_VOWEL_SIGN = "[\u064b-\u065f\u0670]"


class StrengthPattern(NamedTuple):
    """A pattern with a named group for each verb, and how strongly each binds, in the same order."""

    pattern: re.Pattern[str]
    strengths: tuple[tuple[str, int], ...]


@dataclass(frozen=True, kw_only=True)
class ForceLexicon:
    """`quantifiers` rank from some to all; `defines` is what follows a quoted term that it defines."""

    modals: StrengthPattern
    duties: StrengthPattern
    quantifiers: StrengthPattern
    hedges: re.Pattern[str]
    negation: re.Pattern[str]
    latitude: re.Pattern[str]
    rights: tuple[re.Pattern[str], ...]
    actors: re.Pattern[str]
    months: re.Pattern[str]
    defines: re.Pattern[str]


def ranked_words(verbs: Mapping[str, int], *, spaced: bool = True) -> StrengthPattern:
    """Longer expressions first, so that "encouraged to" is not read as "encourage"."""
    ordered = sorted(verbs, key=len, reverse=True)
    names = {verb: f"v{place}" for place, verb in enumerate(ordered)}
    pattern = "|".join(f"(?P<{names[verb]}>{verb})" for verb in ordered)
    return StrengthPattern(_bounded(pattern, spaced=spaced), tuple((names[v], verbs[v]) for v in ordered))


def any_of(words: Iterable[str], *, spaced: bool = True) -> re.Pattern[str]:
    return _bounded("|".join(sorted(words, key=len, reverse=True)), spaced=spaced)


def each_of(terms: Iterable[str], *, spaced: bool = True) -> tuple[re.Pattern[str], ...]:
    return tuple(any_of([term], spaced=spaced) for term in terms)


def defining(verbs: str) -> re.Pattern[str]:
    """A quoted term with a verb that defines it; the term is the first group."""
    return re.compile(rf"[“\"«„](?:\s*)([^”\"»“]{{2,80}}?)(?:\s*)[”\"»“]\s*(?:{verbs})", re.IGNORECASE)


def _bounded(pattern: str, *, spaced: bool) -> re.Pattern[str]:
    """Words stand for themselves in scripts with spaces; vowel signs of Arabic belong to the word before them."""
    ends = rf"(?:\b|(?<={_VOWEL_SIGN}))(?!{_VOWEL_SIGN})"
    return re.compile(rf"\b(?:{pattern}){ends}" if spaced else f"(?:{pattern})", re.IGNORECASE)

"""Labels that read as if a person wrote them, keywords per language, and points that show a theme.

A label is one or two phrases of the theme's main language, taken from what people wrote: the telling ones
by c-TF-IDF, preferred when they are more than a word, stand after articles (nouns, not verbs) and are common
in the theme. The second phrase is chosen for being different (maximal marginal relevance, Carbonell 1998).
"""

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from itertools import count as count_from

import numpy as np
from numpy.typing import NDArray

from nlp.nouns import Nouns
from nlp.records import Vectors
from nlp.themes import Found
from nlp.tongue import Tongue, tongue
from nlp.words import Lexicon, language_of, stems_of

_KEYWORDS = 8
_CANDIDATES = 80
_SHOWN = 3
_SHORTEST, _LENGTH = 40, 220  # characters of a good representative


@dataclass(frozen=True)
class Wording:
    """What a theme is called, the phrases that could name it, and the words behind it."""

    label: str
    keywords: tuple[str, ...]
    by_language: Mapping[str, tuple[str, ...]]
    phrases: tuple[str, ...] = ()
    language: str = "und"


@dataclass(frozen=True)
class Naming:
    """What tells a name from other words: the language, how words were used, what the tagger saw."""

    of: Tongue
    lexicon: Lexicon
    nouns: Nouns


NAMELESS = "…"
_TAGGED = 300  # English passages read by the tagger


def word_themes(
    found: Found,
    texts: Sequence[str],
    features: Sequence[Sequence[str]],
    languages: Sequence[str],
    lexicon: Lexicon,
    *,
    main: str | None = None,
) -> tuple[Wording, ...]:
    """One wording a theme, in theme order; no two labels are equal.

    `main` is the language of the labels where a theme has enough of it; None takes the most frequent.
    """
    main = main or Counter(languages).most_common(1)[0][0]
    nouns = Nouns(_sample([text for text, language in zip(texts, languages, strict=True) if language == "en"]))
    wordings: list[Wording] = []
    taken: set[str] = set()
    for theme in range(found.weights.shape[0]):
        members = np.flatnonzero(found.labels == theme).tolist()
        shares = Counter(languages[row] for row in members)
        common = Counter(feature for row in members for feature in set(features[row]))
        ranked = _ranked(found, theme, common, lexicon)
        by_language = {code: _keywords(ranked[code], lexicon) for code, _ in _by_count(shares) if ranked.get(code)}
        speaks = main if shares[main] * 5 >= len(members) and main in by_language else next(iter(by_language), main)
        phrases = _phrases(ranked.get(speaks, []), Naming(tongue(speaks), lexicon, nouns), common, len(members))
        label = joined(phrases, speaks, taken)
        taken.add(label)
        wordings.append(Wording(label, by_language.get(speaks, ()), by_language, phrases, speaks))
    return tuple(wordings)


def _sample(texts: Sequence[str]) -> Sequence[str]:
    """Evenly spaced, at most three hundred."""
    return texts[:: max(1, -(-len(texts) // _TAGGED))]


def _by_count(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _ranked(found: Found, theme: int, common: Counter[str], lexicon: Lexicon) -> dict[str, list[tuple[str, float]]]:
    """Per language the candidate features with their score, best first: telling (c-TF-IDF) and common here."""
    row = found.weights[theme]
    scored: dict[str, list[tuple[str, float]]] = {}
    for index, weight in zip(row.indices, row.data, strict=True):
        feature = found.features[index]
        if weight > 0 and feature in lexicon and common[feature] > (1 if len(common) > 200 else 0):
            score = float(weight) * common[feature] ** 0.5
            scored.setdefault(language_of(feature), []).append((feature, score))
    return {code: sorted(pairs, key=lambda pair: (-pair[1], pair[0]))[:_CANDIDATES] for code, pairs in scored.items()}


def _keywords(ranked: list[tuple[str, float]], lexicon: Lexicon) -> tuple[str, ...]:
    """The best words and phrases, none a part of another already taken."""
    kept: list[str] = []
    covered: list[set[str]] = []
    for feature, _ in ranked:
        stems = _parts(feature)
        if any(stems & other for other in covered):
            continue
        kept.append(lexicon.spelling(feature))
        covered.append(stems)
        if len(kept) == _KEYWORDS:
            break
    return tuple(kept)


def joined(phrases: Sequence[str], language: str, taken: Container[str] = ()) -> str:
    """Two phrases as one label, "… and …" in their language; three, one or a number where that is taken."""
    for count in (2, 3, 1):
        label = _sentence(tongue(language).joiner.join(phrases[:count]))
        if label and label not in taken:
            return label
    name = _sentence(phrases[0]) if phrases else NAMELESS
    return next(label for n in count_from(1) if (label := f"{name} ({n})" if n > 1 else name) not in taken)


def _phrases(ranked: list[tuple[str, float]], by: Naming, common: Counter[str], members: int) -> tuple[str, ...]:
    """The phrases that name a theme best, unlike each other; those of one or two texts only if need be."""
    rated = [(feature, _readable(feature, score, by)) for feature, score in ranked]
    rated.sort(key=lambda pair: (common[pair[0]] < max(3, 0.04 * members), -pair[1], pair[0]))
    return tuple(_different([feature for feature, _ in rated], by.lexicon)) if rated else ()


def _readable(feature: str, score: float, by: Naming) -> float:
    """A whole phrase of two or three words beats a word; what looks like a verb or an adverb falls behind."""
    stems = stems_of(feature)
    score *= {1: 1.0, 2: 2.4}.get(len(stems), 3.0)
    score *= 0.1 + by.lexicon.wholeness(feature)
    if by.of.determiners:
        score *= 0.3 + by.lexicon.introduction(feature)
    spelling = by.lexicon.spelling(feature)
    words = spelling.split(" ")
    verbal = any(_verbal(word, by.of) for word in (words[0], words[-1]))
    if verbal or (by.of.code == "en" and not by.nouns.names_a_thing(spelling)):
        score *= 0.15
    return score


def _verbal(word: str, of: Tongue) -> bool:
    last = word.rpartition("'")[2]
    return len(last) > 4 and last.endswith(of.verb_endings) and not last.rstrip("s").endswith(of.nouns)


def _different(features: list[str], lexicon: Lexicon) -> list[str]:
    """Spellings of the leading features that share no stem with one before; at least one."""
    kept, covered = [lexicon.spelling(features[0])], _parts(features[0])
    for feature in features[1:]:
        if not covered & _parts(feature):
            kept.append(lexicon.spelling(feature))
            covered |= _parts(feature)
        if len(kept) == _SHOWN:
            break
    return kept


def _parts(feature: str) -> set[str]:
    """Stems of its words, compounds taken apart: "high-risk" overlaps with "risk"."""
    return {part for stem in stems_of(feature) for part in stem.split("-")}


def _sentence(phrase: str) -> str:
    return phrase[:1].upper() + phrase[1:]


def representatives(
    vectors: Vectors, centre: NDArray[np.float32], texts: Sequence[str], many: int = _SHOWN
) -> list[int]:
    """Rows close to the centre, of readable length, unlike each other (MMR with diversity .3)."""
    if not len(texts):
        return []
    near = vectors @ (centre / max(float(np.linalg.norm(centre)), 1e-9))
    fit = np.array([_SHORTEST <= len(text) <= _LENGTH for text in texts])
    near = near - 0.15 * ~fit - 0.0003 * np.array([max(0, len(text) - _LENGTH) for text in texts])
    pool = np.argsort(-near, kind="stable")[:40]
    chosen = [int(pool[0])]
    while len(chosen) < min(many, len(pool)):
        alike = (vectors[pool] @ vectors[chosen].T).max(1)
        gain = 0.7 * near[pool] - 0.3 * alike
        gain[np.isin(pool, chosen)] = -np.inf
        chosen.append(int(pool[int(gain.argmax())]))
    return chosen

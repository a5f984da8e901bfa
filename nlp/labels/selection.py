"""Each theme is given the phrases that name it best, by words and by meaning, and unlike those of the others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray

from nlp.labels.candidates import Candidate, Meaning

_WEIGHED = 16  # phrases of a theme whose meaning is weighed
_SHOWN = 3  # phrases a theme is known by
_FAR, _NEAR = 0.1, 0.8  # what a phrase far from its theme is still worth, and how much nearness counts
_UNSAID, _APART = 0.05, 0.25  # what a phrase is worth that nobody says; how well a second one sets a theme apart
_SHARED = 0.4  # what a phrase is worth that shares a word with the name of another theme
_ENOUGH = 0.6  # share of passages, and of nearness, from which one phrase says enough
_FOREIGN, _RARE = 0.46, 0.25  # nearness and share under which a name does not tell its theme
_INSIDE = 6  # letters of a word that counts where it stands inside another
_ROOT = 4  # letters with which words of one root begin
_MOST = 0.8  # the same where it is a single word
_WORTH, _GAIN = 0.4, 0.12  # a second phrase must be that good, of the first, and add that much
_ALIKE = 0.5  # cosine of two phrases from which the second says the same again
_LEAST = -0.05  # or take that little away, where the first is a single word


@dataclass(frozen=True)
class Name:
    """Phrases for a theme, best first; the first `many` make its label."""

    all: tuple[Candidate, ...]
    many: int
    near: float = 1.0

    @property
    def vague(self) -> bool:
        """Few passages have its words, and its meaning is as near to other themes."""
        share = max((one.share for one in self.all[: self.many]), default=0.0)
        return self.near < _FOREIGN and share < _RARE


@dataclass(frozen=True)
class _Option:
    phrase: Candidate
    value: float
    vector: NDArray[np.float32] | None
    apart: float = 1.0  # how well it sets the theme's passages apart


def chosen(
    phrases: Sequence[Sequence[Candidate]], meaning: Meaning | None, languages: Sequence[str] = ()
) -> list[Name]:
    """A name a theme, in order; empty where there are no phrases. `languages` are those of the themes' phrases."""
    options = _options([list(mine[:_WEIGHED]) for mine in phrases], meaning, languages)
    best = [max((option.value for option in mine), default=0.0) for mine in options]
    names: list[Name] = [Name((), 0)] * len(options)
    taken: list[set[str]] = []
    for theme in sorted(range(len(options)), key=lambda theme: (-best[theme], theme)):
        if options[theme]:
            names[theme] = _name(options[theme], theme, taken, meaning)
            taken.extend(one.parts for one in names[theme].all[: names[theme].many])
    return names


def _options(
    phrases: Sequence[Sequence[Candidate]], meaning: Meaning | None, languages: Sequence[str]
) -> list[list[_Option]]:
    codes = languages or [""] * len(phrases)
    spoken = {one.text: code for mine, code in zip(phrases, codes, strict=True) for one in mine}
    texts = sorted(spoken)
    if meaning is None or not texts:
        return [[_Option(one, one.score, None) for one in mine] for mine in phrases]
    raw = meaning.raw(texts)
    vectors = meaning.about_their_mean(raw)
    near = meaning.nearness(vectors)
    said = meaning.fitting(raw, [spoken[text] for text in texts])
    place = {text: row for row, text in enumerate(texts)}

    def option(one: Candidate, theme: int) -> _Option:
        row = place[one.text]
        value = one.score * (_FAR + float(near[row, theme])) ** _NEAR
        if said is None:
            return _Option(one, value, vectors[row])
        share, apart = float(said[0][row, theme]), float(said[1][row, theme])
        return _Option(replace(one, share=share), value * (_UNSAID + apart), vectors[row], apart)

    return [[option(one, theme) for one in mine] for theme, mine in enumerate(phrases)]


def _name(options: Sequence[_Option], theme: int, taken: Sequence[set[str]], meaning: Meaning | None) -> Name:
    worth = [(option.value * _unlike(option.phrase.parts, taken), option) for option in options]
    worth.sort(key=lambda pair: (-pair[0], pair[1].phrase.text))
    ranked = [worth[0]]
    for value, option in worth[1:]:
        if not any(akin(option.phrase.parts, other.phrase.parts) for _, other in ranked):
            ranked.append((value, option))
    kept = [option for _, option in ranked]
    second = _second(kept, theme, meaning, [value for value, _ in ranked])
    if second is not None:
        kept = [kept[0], second, *(option for option in kept[1:] if option is not second)]
    many = 1 if second is None else 2
    return Name(tuple(option.phrase for option in kept[:_SHOWN]), many, _near(kept[:many], theme, meaning))


def _unlike(parts: set[str], taken: Sequence[set[str]]) -> float:
    """What a phrase is still worth beside the names that other themes have."""
    if parts in taken:
        return 0.01
    return _SHARED if any(not parts.isdisjoint(other) for other in taken) else 1.0


def _second(kept: Sequence[_Option], theme: int, meaning: Meaning | None, worth: Sequence[float]) -> _Option | None:
    """The phrase that makes the first one say enough, if there is one and it is needed."""
    share, near = kept[0].phrase.share, _near(kept[:1], theme, meaning)
    single = len(kept[0].phrase.stems) == 1
    if share >= (_MOST if single else _ENOUGH) and near >= _ENOUGH:
        return None
    good, most = (_WORTH / 2, _LEAST) if single else (_WORTH, _GAIN)
    best = None
    for option, value in list(zip(kept, worth, strict=True))[1:6]:
        if option.apart < _APART or not option.phrase.plain or _same(kept[0], option):
            continue
        gain = _near([kept[0], option], theme, meaning) - near + (1 - share) * option.phrase.share
        if value >= good * worth[0] and gain > most:
            best, most = option, gain
    return best


def _same(first: _Option, second: _Option) -> bool:
    """Two ways to say one thing: "surveillance" and "mass monitoring"."""
    shorter, longer = sorted((first.phrase.text, second.phrase.text), key=len)
    if shorter.casefold() in longer.casefold():
        return True
    if first.vector is None or second.vector is None:
        return False
    return float(first.vector @ second.vector) >= _ALIKE


def _near(options: Sequence[_Option], theme: int, meaning: Meaning | None) -> float:
    if meaning is None:
        return 1.0
    together = np.sum([option.vector for option in options if option.vector is not None], axis=0, keepdims=True)
    return float(meaning.nearness(together)[0, theme])


def akin(some: Iterable[str], others: Iterable[str]) -> bool:
    """A word in common, or two that begin alike: "Europe" and "European"."""
    return any(one == two or _one_root(one, two) for one in some for two in others)


def _one_root(one: str, two: str) -> bool:
    if min(len(one), len(two)) >= _INSIDE and (one in two or two in one):
        return True  # a compound and what it is made of: "Überwachung", "Massenüberwachung"
    start = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, two, strict=False)))
    return start >= _ROOT and 2 * start > max(len(one), len(two))

"""Labels that read as if a person wrote them, and keywords per language.

A label is one phrase of the theme's main language, taken from what people wrote; two, where one says too little.
Themes choose in turn, the surest first, so that no two are called alike. A theme that holds together badly is
what the others left over, and its label says so.
"""

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count as count_from
from statistics import median

import numpy as np
from numpy.typing import NDArray

from nlp.labels.candidates import Candidate, Counts, Meaning, PhraseJudge, ThemeFeatures, label_candidates
from nlp.labels.exemplars import ExemplarContext, representatives
from nlp.labels.features import Lexicon, stems_of
from nlp.labels.noun_phrases import Nouns
from nlp.labels.selection import Name, akin, chosen
from nlp.labels.surface_forms import broken, grown, traditional
from nlp.labels.vocabulary import SaidPhrases
from nlp.text.language_data import LanguageProfile, in_traditional, language_profile
from nlp.text.tokenization import UNSPACED
from nlp.text.word_count import count_words
from nlp.topics.model import FoundTopics
from nlp.types import Embedder, Vectors

__all__ = ["NAMELESS", "ExemplarContext", "ThemeLabel", "joined_phrases", "representatives", "word_themes"]

NAMELESS = "…"
_KEYWORDS = 8
_TAGGED = 300  # English passages read by the tagger
_SPOKEN, _HEARD = 0.1, 2  # share and number of a theme's passages from which it can be named in a language
_LENT, _FITTING = 12, 0.55  # phrases a theme lends to others, and how near they must lie
_APART = 0.15  # or how well they must set it apart
_SAMPLED = 600  # passages asked whether they only agree
_LOOSE = 0.78  # of the usual tightness, under which a theme is what was left over
_AGREES = 1.35  # times the usual share of texts that say yes or no to the draft, from which a theme only reacts
_REACTING, _BRIEF = 0.35, 16  # the least share for that, and words of half of its texts, at most


@dataclass(frozen=True)
class ThemeLabel:
    """What a theme is called, the phrases that could name it, the words behind it; `loose`: what others left over."""

    label: str
    keywords: tuple[str, ...]
    by_language: Mapping[str, tuple[str, ...]]
    phrases: tuple[str, ...] = ()
    language: str = "und"
    loose: bool = False
    many: int = 1  # of the phrases that make the label

    @property
    def remainder(self) -> bool:
        """Whether it is called what the others left over, with whatever number."""
        various = language_profile(self.language).various
        return self.loose and bool(various) and self.label.startswith((various, in_traditional(various)))


def word_themes(
    found: FoundTopics,
    texts: Sequence[str],
    languages: Sequence[str],
    lexicon: Lexicon,
    *,
    main: str | None = None,
    vectors: Vectors | None = None,
    embedder: Embedder | None = None,
    said: SaidPhrases | None = None,
) -> tuple[ThemeLabel, ...]:
    """One wording a theme, in theme order; no two labels are equal.

    `main` is the language of the labels where a theme has enough of it; None takes the most frequent. With the
    passages' vectors and the embedder that made them, phrases are chosen by meaning too.
    """
    main = main or _by_count(Counter(languages))[0][0]
    meaning = Meaning(vectors, found.labels, embedder, said) if vectors is not None and embedder is not None else None
    rows = [_by_nearness(found, theme, meaning) for theme in range(found.weights.shape[0])]
    counts, reader = Counts(found, languages, lexicon), _reader(rows, texts, languages, lexicon)
    speaks = [_speaks(shares, main) for shares in counts.passages]
    owned = [[row for row in mine if languages[row] == speaks[theme]] for theme, mine in enumerate(rows)]
    features = [ThemeFeatures(counts, theme, language) for theme, language in enumerate(speaks)]
    phrases = [label_candidates(mine, own, reader) for mine, own in zip(features, owned, strict=True)]
    _borrow(phrases, speaks, main, meaning)
    names = chosen(phrases, meaning, speaks)
    subjects = _subjects(rows, texts, languages, meaning)
    return _worded(counts, names, subjects, speaks, main=main, reader=reader)


def _worded(
    counts: Counts,
    names: Sequence[Name],
    subjects: Sequence[str],
    speaks: Sequence[str],
    *,
    main: str,
    reader: PhraseJudge,
) -> tuple[ThemeLabel, ...]:
    """Labels of the names that were chosen, each its own, with the words of each language."""
    taken: set[str] = set()
    wordings = []
    for theme, shares in enumerate(counts.passages):
        words = {code: _keywords(ThemeFeatures(counts, theme, code), counts.lexicon) for code, _ in _by_count(shares)}
        by_language = {code: words[code] for code in words if words[code]}
        loose = subjects[theme] != "subject" or names[theme].vague
        language = main if loose and main in by_language else speaks[theme]
        of = _in_script_of(by_language.get(language, ()), language_profile(language))
        label = _label(names[theme], of, subjects[theme], taken)
        if label == NAMELESS and by_language.get(language):
            label = joined_phrases(_things_first(by_language[language], reader.nouns), of, taken)
        taken.add(label)
        known = tuple(one.text for one in names[theme].all)
        keywords = by_language.get(language) or next(iter(by_language.values()), ())  # a name may be another theme's
        wordings.append(ThemeLabel(label, keywords, by_language, known, language, loose, names[theme].many))
    return tuple(wordings)


def _by_nearness(found: FoundTopics, theme: int, meaning: Meaning | None) -> list[int]:
    rows = np.flatnonzero(found.labels == theme)
    if meaning is not None:
        rows = rows[np.argsort(-meaning.own[rows], kind="stable")]
    return [int(row) for row in rows]


def _reader(
    themes: Sequence[Sequence[int]], texts: Sequence[str], languages: Sequence[str], lexicon: Lexicon
) -> PhraseJudge:
    """The tagger reads the English passages in the midst of each theme, three hundred in all."""
    each = max(8, _TAGGED // len(themes))
    chosen = [row for mine in themes for row in [row for row in mine if languages[row] == "en"][:each]]
    return PhraseJudge(lexicon, Nouns([texts[row] for row in chosen]), {row: place for place, row in enumerate(chosen)})


def _speaks(shares: Counter[str], main: str) -> str:
    """The language to name a theme in: the main one if the theme has enough of it, else what it has most of."""
    enough = max(_SPOKEN * shares.total(), min(_HEARD, shares.total()))
    return main if shares[main] >= enough else _by_count(shares)[0][0]


def _borrow(phrases: list[list[Candidate]], speaks: list[str], main: str, meaning: Meaning | None) -> None:
    """A theme that says too little in the main language takes phrases of others that lie nearest to it."""
    foreign = [theme for theme, language in enumerate(speaks) if language != main]
    pool = sorted(
        {
            one.text: one
            for mine, code in zip(phrases, speaks, strict=True)
            if code == main
            for one in mine[:_LENT]
            if one.said > 1
        }.values(),
        key=lambda one: one.text,
    )
    if meaning is None or not foreign or len(foreign) * 2 > len(speaks) or not pool:
        return
    raw = meaning.raw([one.text for one in pool])
    near, said = meaning.nearness(meaning.about_their_mean(raw)), meaning.fitting(raw, [main] * len(pool))
    for theme in foreign:
        fits = (near.argmax(1) == theme) & (near[:, theme] >= _FITTING)
        fitting = np.flatnonzero(fits | (said[1][:, theme] >= _APART) if said is not None else fits)
        if len(fitting):
            phrases[theme] = [
                replace(pool[place], score=_lent(near, said, int(place), theme) * pool[place].score, share=0.0)
                for place in fitting
            ]
            speaks[theme] = main


def _lent(
    near: NDArray[np.float32],
    said: tuple[NDArray[np.float64], NDArray[np.float64]] | None,
    phrase: int,
    theme: int,
) -> float:
    """How well a phrase that others use names a theme."""
    return float(near[phrase, theme]) + (float(said[1][phrase, theme]) if said is not None else 0.0)


def _things_first(words: Sequence[str], nouns: Nouns) -> list[str]:
    """Keywords in their order, those that name things before the others: for a theme of which no phrase is said."""
    return sorted(words, key=lambda word: not nouns.names_a_thing(word))


def _by_count(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _keywords(said: ThemeFeatures, lexicon: Lexicon) -> tuple[str, ...]:
    """The best words and phrases, none a part of another already taken."""
    kept: list[str] = []
    covered: list[set[str]] = []
    for feature, _ in said.ranked():
        parts = Candidate("", stems_of(feature)).parts
        word = lexicon.spelling(feature)
        if said.of.code in UNSPACED:
            word = grown(word, lexicon.plain(said.of.code))
            if len(word) < 2 or broken(word) or word in kept:
                continue
        if any(akin(parts, other) for other in covered) or word.casefold() in said.of.bare:
            continue
        kept.append(word)
        covered.append(parts)
        if len(kept) == _KEYWORDS:
            break
    return tuple(kept)


def _subjects(
    themes: Sequence[Sequence[int]], texts: Sequence[str], languages: Sequence[str], meaning: Meaning | None
) -> list[str]:
    """For each theme what kind it is: "subject", or "various" and "reactions" for what the others left over."""
    if meaning is None or len(themes) < 5:
        return ["subject"] * len(themes)
    bar = _LOOSE * float(np.median(meaning.tightness))
    usual = _agreeing(range(0, len(texts), -(-len(texts) // _SAMPLED)), texts, languages)
    return [
        "subject"
        if tight >= bar
        else "reactions"
        if _only_reacts(rows[:_SAMPLED], texts, languages, usual)
        else "various"
        for rows, tight in zip(themes, meaning.tightness.tolist(), strict=True)
    ]


def _only_reacts(rows: Sequence[int], texts: Sequence[str], languages: Sequence[str], usual: float) -> bool:
    """Most of the texts are short, and many of them, more than elsewhere, say yes or no to the draft."""
    brief = median(count_words(texts[row]) for row in rows) <= _BRIEF
    return brief and _agreeing(rows, texts, languages) >= max(_REACTING, _AGREES * usual)


def _agreeing(rows: Sequence[int], texts: Sequence[str], languages: Sequence[str]) -> float:
    """Share of the texts that say yes or no to the draft."""
    cues = [(language_profile(languages[row]).agrees, texts[row].lower()) for row in rows]
    return sum(bool(cue.search(text)) for cue, text in cues if cue is not None) / len(cues)


def _in_script_of(words: Sequence[str], of: LanguageProfile) -> LanguageProfile:
    """Chinese as the theme writes it: "與", not "与", between traditional words."""
    if of.code not in UNSPACED or not traditional("".join(words)):
        return of
    return replace(
        of,
        joiner=in_traditional(of.joiner),
        various=in_traditional(of.various),
        reactions=in_traditional(of.reactions),
    )


def _label(name: Name, of: LanguageProfile, kind: str, taken: Container[str]) -> str:
    phrases = [one.text for one in name.all]
    if kind == "reactions" and of.reactions and of.reactions not in taken:
        return of.reactions
    if kind == "subject" and not name.vague:
        return joined_phrases(phrases, of, taken, many=name.many)
    return _numbered(of.various, taken) if of.various else joined_phrases(phrases, of, taken)


def joined_phrases(phrases: Sequence[str], of: LanguageProfile, taken: Container[str] = (), *, many: int = 2) -> str:
    """The first `many` phrases as one label, "… and …" in their language; more, fewer or a number if that is taken."""
    for count in dict.fromkeys((many, 2, 3, 1)):
        label = _sentence(of.joiner.join(phrases[:count]))
        if label and label not in taken:
            return label
    return _numbered(_sentence(phrases[0]) if phrases else NAMELESS, taken)


def _numbered(name: str, taken: Container[str]) -> str:
    """The name, with a number where it is taken."""
    return next(label for n in count_from(1) if (label := f"{name} ({n})" if n > 1 else name) not in taken)


def _sentence(phrase: str) -> str:
    return phrase[:1].upper() + phrase[1:]

"""`python -m benchmarks.labels`: how themes are called and shown, to be read, and numbers that need no taste.

Beside our label of each theme stand two of the usual kind for the same theme: the three words, and the one
phrase of up to three words, that weigh most by BERTopic's c-TF-IDF. Some labels were judged by hand
(`benchmarks/coded`, SOURCES.md there): how many of those that are found now, and how many of these were good or bad.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
from babel.messages.pofile import read_po
from bertopic.vectorizers import ClassTfidfTransformer
from sklearn.feature_extraction.text import CountVectorizer

from benchmarks.quality import Memory
from benchmarks.sets import DATA, answers, arguments, proposals
from nlp import PipelineSettings, Result, Text, ThemeResult, analyse
from nlp.embedding.encoder import SentenceEncoder
from nlp.labels.noun_phrases import english
from nlp.text.language_data import language_profile
from nlp.text.tokenization import stem_of
from nlp.types import Embedder, Vectors

DEMO = Path(__file__).parents[1] / "consult" / "demo" / "data" / "smart-cities" / "comments"
TRANSLATIONS = Path(__file__).parents[1] / "translations"
JUDGED = Path(__file__).parent / "coded" / "labels.jsonl"
_LEAST_READ = {"zh": 18}  # characters of a sentence of the interface that is read, 45 elsewhere
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_FITTING = range(40, 221)  # characters of a representative
_COMMON = 0.1  # share of a theme's points in which one of the label's words should stand
_NOUN_PHRASE = re.compile(r"(?:[DJVRN$]*N(?:P?F[DJVRN$]*N)*C?)+")
_COLUMNS = (
    ("themes", "themes"),
    ("judged", "labels that were judged by hand"),
    ("good", "of these, good as a heading"),
    ("bad", "of these, in a wrong form, half a phrase or beside the subject"),
    ("own", "nearest label is the own, share of points"),
    ("words", "the same for c-TF-IDF's three words"),
    ("phrase", "the same for c-TF-IDF's first phrase"),
    ("nouns", "noun phrases by the tagger, of English labels"),
    ("common", "a word of the label stands in a tenth of the theme's points, share of labels"),
    ("overlap", "labels that share a word with another"),
    ("rank", "rank of representatives by nearness to the centre, 0 is nearest"),
    ("told", "representatives with a word of the label, or of the keywords in their own language"),
    ("alike", "mean cosine of a theme's representatives among themselves"),
    ("fit", "representatives of 40 to 220 characters"),
    ("authors", "themes whose representatives all come from different texts"),
)


@dataclass(frozen=True)
class Named:
    """A set of texts to be read and the language its labels are wanted in."""

    name: str
    texts: list[Text]
    language: str | None = None


def main() -> None:
    """Print labels, keywords and representatives of each set at hand, then one table of numbers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--only", default="", help="sets whose name has this in it")
    parser.add_argument("--brief", action="store_true", help="labels only")
    options = parser.parse_args()
    encoder, memory = SentenceEncoder(), Memory()
    rows = []
    for given in named_sets(options.data):
        if options.only in given.name:
            result = analyse(
                given.texts, settings=PipelineSettings(label_language=given.language), vectors=memory, embedder=encoder
            )
            show(given, result, brief=options.brief)
            rows.append((given.name, numbers(given, result, encoder)))
    print(f"{'':34}" + "".join(f"{name:>8}" for name, _ in _COLUMNS))
    for name, values in rows:
        print(f"{name:34}" + "".join(f"{value:8.3f}" if isinstance(value, float) else f"{value:8}" for value in values))
    print("\n".join(f"{name}: {meaning}" for name, meaning in _COLUMNS))


def named_sets(data: Path = DATA) -> Iterator[Named]:
    """Every set that can be built; says which cannot."""
    makers = {
        "republique-numerique, proposals": (lambda: proposals(data).texts, "fr"),
        "republique-numerique, arguments": (lambda: arguments(data).texts, "fr"),
        "ec-ai-whitepaper, en": (lambda: answers(data, "English").texts, "en"),
        "ec-ai-whitepaper, de": (lambda: answers(data, "German").texts, "de"),
        "ec-ai-whitepaper, fr": (lambda: answers(data, "French").texts, "fr"),
        "ec-ai-whitepaper, es": (lambda: answers(data, "Spanish").texts, "es"),
        "ec-ai-whitepaper, all": (lambda: answers(data).texts, "en"),
        "demo, six languages": (demo, "en"),
        **{f"demo, {code} only": (lambda code=code: demo(code), code) for code in ("ar", "es", "fr", "ru", "zh")},
        **{f"interface, {code}": (lambda code=code: interface(code), code) for code in ("ar", "ru", "zh")},
        "demo, a hundred": (lambda: demo()[::6], "en"),
    }
    for name, (make, language) in makers.items():
        try:
            yield Named(name, make(), language)
        except OSError as fault:
            print(f"{name}: left out, {fault.filename} cannot be read")


def demo(language: str | None = None) -> list[Text]:
    """The invented comments on a smart-cities guideline, all or those in one language."""
    rows = [json.loads(row) for file in sorted(DEMO.glob("*.jsonl")) for row in file.read_text("utf-8").splitlines()]
    return [
        Text(row["id"], row["comment"], row["language"], row["pillar"])
        for row in rows
        if language in {None, row["language"]}
    ]


def interface(language: str) -> list[Text]:
    """The longer sentences of our own pages: of languages in which no consultation is at hand."""
    with (TRANSLATIONS / language / "LC_MESSAGES" / "messages.po").open("rb") as lines:
        said = [entry.string if isinstance(entry.string, str) else entry.string[0] for entry in read_po(lines)]
    plain = [re.sub(r"%\(\w+\)s|<[^>]+>", "", text) for text in said]
    least = _LEAST_READ.get(language, 45)
    return [Text(str(place), text, language) for place, text in enumerate(plain) if len(text) >= least]


def judgements(given: Named, labels: Sequence[str]) -> list[str]:
    """What was said by hand of those labels that were judged."""
    rows = [json.loads(row) for row in JUDGED.read_text("utf-8").splitlines()]
    known = {row["label"]: row["verdict"] for row in rows if given.name.startswith(row["set"])}
    return [known[label] for label in labels if label in known]


def show(given: Named, result: Result, *, brief: bool) -> None:
    """The themes by size, as a drafting team would see them."""
    print(f"== {given.name}: {len(given.texts)} texts, {len(result.vectors)} points, {len(result.themes)} themes")
    for theme in sorted(result.themes, key=lambda theme: (-theme.folded, theme.id)):
        print(f"{theme.folded:6}  {theme.label}")
        if not brief:
            for code, words in theme.keywords_by_language.items():
                print(f"          {code}: {', '.join(words)}")
            for shown in theme.representatives:
                print(f"          “{' '.join(shown.quote.split())}”")
    for group in result.groups:
        print(f"  group   {group.label}  {list(group.themes)}")
    print()


def numbers(given: Named, result: Result, encoder: Embedder) -> list[float | int]:
    """One row of the table."""
    homes = np.array([p.themes[0].id if p.themes else -1 for text in result.texts for p in text.points])
    wordings = [t.text[p.start : p.end] for t, read in zip(given.texts, result.texts, strict=True) for p in read.points]
    spoken = [read.language for read in result.texts for _ in read.points]
    members = [np.flatnonzero(homes == theme.id) for theme in result.themes]
    labels = [theme.label for theme in result.themes]
    words = [[set(_stems(wordings[row], spoken[row])) for row in rows] for rows in members]
    usual = [usual_labels([[wordings[row] for row in rows] for rows in members], longest) for longest in (1, 3)]
    judged = judgements(given, labels)
    return [
        len(labels),
        len(judged),
        *(judged.count(verdict) / max(1, len(judged)) for verdict in ("good", "bad")),
        *(_own_nearest(names, members, result.vectors, encoder) for names in (labels, *usual)),
        _noun_phrases(labels) if given.language == "en" else 0.0,
        float(np.mean([_common(_told(theme, given), mine) for theme, mine in zip(result.themes, words, strict=True)])),
        _overlapping([_told(theme, given) for theme in result.themes]),
        *_representatives(given, result, members),
    ]


def usual_labels(themes: Sequence[Sequence[str]], longest: int) -> list[str]:
    """The three words that weigh most, or the one phrase of up to `longest` words, by c-TF-IDF."""
    counter = CountVectorizer(ngram_range=(1, longest))
    counts = counter.fit_transform([" ".join(texts) or "nothing" for texts in themes])
    weights = ClassTfidfTransformer().fit_transform(counts).toarray()
    names = counter.get_feature_names_out()
    many = 3 if longest == 1 else 1
    return [" ".join(names[place] for place in np.argsort(-row, kind="stable")[:many]) for row in weights]


def _own_nearest(labels: Sequence[str], members: Sequence[np.ndarray], vectors: Vectors, encoder: Embedder) -> float:
    named = encoder.embed(list(labels))
    hits = [(vectors[rows] @ named.T).argmax(1) == theme for theme, rows in enumerate(members)]
    return float(np.concatenate(hits).mean())


def _noun_phrases(labels: Sequence[str]) -> float:
    reader = english()
    if reader is None:
        return float("nan")
    shapes = ["".join(_sign(token.tag_) for token in reader(f"the {_lowered(label)}")) for label in labels]
    return float(np.mean([_NOUN_PHRASE.fullmatch(shape) is not None for shape in shapes]))


def _sign(tag: str) -> str:
    """One letter a tag: N noun, J adjective, V participle, R adverb, D article, F preposition, C and; ! all else."""
    signs = {"VBG": "V", "VBN": "V", "POS": "D", "PRP$": "D", "HYPH": "J", "IN": "F", "TO": "F", "CC": "C", "CD": "J"}
    return signs.get(tag) or {"N": "N", "J": "J", "R": "R", "D": "D"}.get(tag[0], "!")


def _lowered(label: str) -> str:
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _stems(text: str, language: str) -> Iterator[str]:
    of = language_profile(language)
    for word in _WORD.findall(text.casefold().replace("’", "'")):
        for part in word.split("-"):
            if part not in of.stop and part not in of.inside and part not in of.elisions:
                yield stem_of(part, language)
    if language == "zh":
        for run in re.findall(r"[\u4e00-\u9fff]+", text):
            yield from (run[place : place + 2] for place in range(len(run) - 1))


def _told(theme: ThemeResult, given: Named) -> set[str]:
    """The label's words, as stems of the language that it is in."""
    return set(_stems(theme.label, _spoken(theme, given)))


def _spoken(theme: ThemeResult, given: Named) -> str:
    """The language of the label: the one whose keywords share most words with it."""
    shared = {
        code: (len(set(_stems(theme.label, code)) & set(_stems(" ".join(words), code))), code == given.language)
        for code, words in theme.keywords_by_language.items()
    }
    return max(shared, key=lambda code: shared[code], default=given.language or "en")


def _kin(theme: ThemeResult, given: Named, language: str) -> set[str]:
    """What a quote in a language should have a word of: the label where it is of that language, else the keywords."""
    words = theme.keywords_by_language.get(language, ())
    return _told(theme, given) if language == _spoken(theme, given) else set(_stems(" ".join(words), language))


def _common(label: set[str], points: Sequence[set[str]]) -> bool:
    counts = Counter(word for point in points for word in point & label)
    return any(count >= _COMMON * len(points) for count in counts.values())


def _overlapping(labels: Sequence[set[str]]) -> float:
    """Share of labels that have a word in common with another."""
    sharing = {
        place for pair in combinations(range(len(labels)), 2) if labels[pair[0]] & labels[pair[1]] for place in pair
    }
    return len(sharing) / max(1, len(labels))


def _representatives(given: Named, result: Result, members: Sequence[np.ndarray]) -> list[float]:
    ranks, told, alike, fit, apart = [], [], [], [], []
    languages = {read.id: read.language for read in result.texts}
    rows = {}
    row = 0
    for read in result.texts:
        for point in read.points:
            rows[read.id, point.start, point.end] = row
            row += 1
    for theme, mine, centre in zip(result.themes, members, result.centres, strict=True):
        near = result.vectors[mine] @ centre
        shown = [rows[rep.text, rep.start, rep.end] for rep in theme.representatives]
        for rep, place in zip(theme.representatives, shown, strict=True):
            ranks.append(float((near > result.vectors[place] @ centre + 1e-6).mean()))
            language = languages[rep.text]
            told.append(bool(_kin(theme, given, language) & set(_stems(rep.quote, language))))
            fit.append(len(rep.quote) in _FITTING)
        pairs = [float(result.vectors[one] @ result.vectors[two]) for one, two in combinations(shown, 2)]
        alike += pairs
        apart.append(len({rep.text for rep in theme.representatives}) == len(shown))
    return [float(np.mean(values)) if values else 0.0 for values in (ranks, told, alike, fit, apart)]


if __name__ == "__main__":
    main()

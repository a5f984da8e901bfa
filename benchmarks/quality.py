"""`python -m benchmarks.quality`: themes against headings, stability, campaigns, pillars; beside stock BERTopic."""

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from benchmarks.rival import Stock, stock
from benchmarks.sets import DATA, Labelled, labelled_sets
from nlp import Category, Example, Result, analyse
from nlp.embedding.encoder import SentenceEncoder
from nlp.text.near_duplicates import fold
from nlp.topics.classification import pillars_of
from nlp.topics.clustering import distances
from nlp.types import TextResult, Vectors, VectorStore
from nlp.vector_file import VectorFile

_OWN = 1_000  # texts up to which stock is also run with its own sentence-transformer, which takes minutes above


class Memory:
    """A vector store for one run of the benchmark."""

    def __init__(self) -> None:
        self._kept: dict[str, object] = {}

    def get_many(self, keys: Sequence[str]) -> dict[str, object]:
        return {key: self._kept[key] for key in keys if key in self._kept}

    def put_many(self, vectors: dict[str, object]) -> None:
        self._kept.update(vectors)


def main() -> None:
    """Print every table that the data at hand allows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument(
        "--stock", type=Path, metavar="PYTHON", help="an interpreter with bertopic, umap-learn, hdbscan"
    )
    parser.add_argument("--only", action="append", metavar="NAME", help="sets whose name has this in it; repeatable")
    parser.add_argument("--vectors", type=Path, metavar="FILE", help="keep vectors here between runs")
    options = parser.parse_args()
    if options.stock is None:
        print("No --stock PYTHON was given: the columns of stock BERTopic stay empty.\n")
    encoder = SentenceEncoder()
    memory = VectorFile(options.vectors) if options.vectors else Memory()
    every = labelled_sets(options.data)
    sets = [given for given in every if not options.only or any(name in given.name for name in options.only)]
    themes_table(sets, encoder, memory, options.stock)
    stability_table(sets, encoder, memory)
    campaigns_table(sets)
    pillars_table(sets, encoder, memory)


def themes_table(sets: Sequence[Labelled], encoder: SentenceEncoder, memory: VectorStore, python: Path | None) -> None:
    """AMI and ARI of each text's first theme against its heading; unplaced texts count as a theme of their own."""
    print(f"{'themes against headings':44}{'texts':>7}{'themes':>7}{'AMI':>7}{'ARI':>7}{'unplaced':>10}{'seconds':>9}")
    for given in sets:
        started = time.perf_counter()
        result = analyse(given.texts, embedder=encoder, vectors=memory)
        spent = time.perf_counter() - started
        name = f"{given.name}{', held out' if given.held_out else ''}"
        print(_row(name, given.gold, first_themes(result), len(result.themes), spent), flush=True)
        print(
            _row(
                "  the same, unplaced to the nearest", given.gold, themes_or_nearest(result), len(result.themes), spent
            )
        )
        rival = _rival(given, encoder, python)
        if rival is not None:
            print(_row("  stock BERTopic, same vectors", given.gold, rival.labels, max(rival.labels) + 1, rival.cold))
            placed = nearest(rival.labels, encoder.embed([text.text for text in given.texts]))
            print(_row("  the same, unplaced to the nearest", given.gold, placed, max(placed) + 1, rival.cold))
            if rival.own_labels is not None:
                found = max(rival.own_labels) + 1
                print(_row("  stock BERTopic, all-MiniLM-L6-v2", given.gold, rival.own_labels, found, rival.own))
    print("seconds: ours from raw text, embedding included; stock: a new process, from ready vectors, or from text\n")


def first_themes(result: Result) -> list[int]:
    """The strongest theme of each text, -1 for none."""
    return [text.themes[0].id if text.themes else -1 for text in result.texts]


def themes_or_nearest(result: Result) -> list[int]:
    """The same, and where no point of a text was placed the theme that most of it lies nearest to."""
    return [
        theme if theme >= 0 else max(sorted(near), key=lambda one: near[one]) if near else -1
        for theme, near in zip(first_themes(result), map(_nearest_themes, result.texts), strict=True)
    ]


def _nearest_themes(text: TextResult) -> Counter[int]:
    near = Counter[int]()
    for point in text.points:
        if point.nearest is not None:
            near[point.nearest] += point.end - point.start
    return near


def nearest(labels: Sequence[int], vectors: Vectors) -> list[int]:
    """The labels with those that are unplaced (-1) sent to the nearest mean of the others."""
    known = np.array(labels)
    if known.max() < 0:
        return [0] * len(labels)
    means = np.stack([vectors[known == label].mean(0) for label in range(known.max() + 1)])
    closest = distances(vectors, means).argmin(1)
    return [int(label) if label >= 0 else int(place) for label, place in zip(known, closest, strict=True)]


def _row(name: str, gold: Sequence[str], labels: Sequence[int], themes: int, seconds: float) -> str:
    ami, ari = adjusted_mutual_info_score(gold, labels), adjusted_rand_score(gold, labels)
    unplaced = sum(label < 0 for label in labels) / len(labels)
    return f"{name:44}{len(gold):7}{themes:7}{ami:7.3f}{ari:7.3f}{unplaced:10.1%}{seconds:9.1f}"


def _rival(given: Labelled, encoder: SentenceEncoder, python: Path | None) -> Stock | None:
    if python is None:
        return None
    plain = [text.text for text in given.texts]
    return stock(python, plain, encoder.embed(plain), own=len(plain) <= _OWN)


def stability_table(sets: Sequence[Labelled], encoder: SentenceEncoder, memory: VectorStore) -> None:
    """Share of points that keep their first theme when the last twentieth of the texts comes in later."""
    print(f"{'themes kept with 5 % more':34}{'points':>7}{'kept':>8}{'new themes':>12}{'s re-run':>10}")
    for given in sets:
        texts = random.Random(1).sample(given.texts, len(given.texts))
        early = texts[: len(texts) * 95 // 100]
        before = analyse(early, embedder=encoder, vectors=memory)
        started = time.perf_counter()
        after = analyse(texts, themes=before.known, embedder=encoder, vectors=memory)
        spent = time.perf_counter() - started
        pairs = list(zip(_point_themes(before), _point_themes(after), strict=False))
        kept = sum(one == two for one, two in pairs) / len(pairs)
        fresh = len(after.themes) - len(before.themes)
        print(f"{given.name:34}{len(pairs):7}{kept:8.1%}{fresh:12}{spent:10.1f}")
    print()


def _point_themes(result: Result) -> Iterator[int]:
    for text in result.texts:
        for point in text.points:
            yield point.themes[0].id if point.themes else -1


def campaigns_table(sets: Sequence[Labelled]) -> None:
    """Letters planted into real texts: how many are folded, and how many unrelated texts are folded by mistake."""
    print(
        f"{'campaigns, 5 x 40 planted copies':34}{'texts':>7}{'recall':>8}{'false':>8}{'seconds':>9}"
        f"{'made own':>10}{'false':>8}"
    )
    for given in sets:
        unlike = [text.text for place, text in enumerate(given.texts) if _alone(given)[place]]
        planted, owner = plant(unlike, seed=3)
        started = time.perf_counter()
        firsts = fold(planted)
        spent = time.perf_counter() - started
        recall, false = _recalled(firsts, owner)
        own, own_false = _recalled(*_folded(made_own(unlike, seed=3)))
        print(f"{given.name:34}{len(planted):7}{recall:8.3f}{false:8.2%}{spent:9.1f}{own:10.3f}{own_false:8.2%}")
    print()


def _folded(planted: tuple[list[str], list[int]]) -> tuple[Sequence[int], list[int]]:
    return fold(planted[0]), planted[1]


def _recalled(firsts: Sequence[int], owner: Sequence[int]) -> tuple[float, float]:
    """Share of the 200 copies that are folded together, and of the other texts that are folded by mistake."""
    others = [place for place, whose in enumerate(owner) if whose < 0]
    recall = sum(_most_common(firsts, owner, letter) for letter in range(5)) / 200
    return recall, sum(firsts[place] != place for place in others) / len(others)


_ALONE: dict[str, list[bool]] = {}


def _alone(given: Labelled) -> list[bool]:
    """Texts that stand alone before anything is planted: only these can be folded by mistake."""
    if given.name not in _ALONE:
        firsts = fold([text.text for text in given.texts])
        _ALONE[given.name] = [firsts.count(first) == 1 for first in firsts] if len(firsts) < 9_000 else []
    return _ALONE[given.name]


def _most_common(firsts: Sequence[int], owner: Sequence[int], letter: int) -> int:
    mine = [firsts[place] for place, whose in enumerate(owner) if whose == letter]
    return max(mine.count(first) for first in set(mine))


def plant(texts: Sequence[str], *, seed: int) -> tuple[list[str], list[int]]:
    """The texts with 40 changed copies of 5 of the longer ones; and whose copy each is, -1 for none.

    A copy gets its own greeting or signature, its sentences in another order or one of them dropped, and
    one word in twenty changed.
    """
    draw = random.Random(seed)
    letters = draw.sample([text for text in texts if 60 <= len(text.split()) <= 250], 5)
    mixed = [(text, -1) for text in texts if text not in letters]
    mixed += [(_copy(letter, draw), number) for number, letter in enumerate(letters) for _ in range(40)]
    draw.shuffle(mixed)
    return [text for text, _ in mixed], [whose for _, whose in mixed]


def made_own(texts: Sequence[str], *, seed: int) -> tuple[list[str], list[int]]:
    """As `plant`, but 20 to 30 words in a hundred are changed, and half of each copy is its sender's own.

    What is their own is words of texts that are left out of the rest, in any order.
    """
    draw = random.Random(seed)
    letters = draw.sample([text for text in texts if 60 <= len(text.split()) <= 250], 5)
    left_out = set(draw.sample(range(len(texts)), len(texts) // 2))
    words = [word for place in left_out if texts[place] not in letters for word in texts[place].split()]
    mixed = [(text, -1) for place, text in enumerate(texts) if place not in left_out and text not in letters]
    for number, letter in enumerate(letters):
        for _ in range(40):
            kept = letter.split()
            for place in draw.sample(range(len(kept)), round(len(kept) * draw.uniform(0.2, 0.3))):
                kept[place] = draw.choice(words)
            own = draw.choices(words, k=len(kept))
            mixed.append((" ".join([*own, *kept] if draw.random() < 0.5 else [*kept, *own]), number))
    draw.shuffle(mixed)
    return [text for text, _ in mixed], [whose for _, whose in mixed]


def _copy(letter: str, draw: random.Random) -> str:
    sentences = letter.split(". ")
    change = draw.random()
    if change < 0.3 and len(sentences) > 2:
        middle = len(sentences) // 2
        sentences = sentences[middle:] + sentences[:middle]
    elif change < 0.5 and len(sentences) > 3:
        del sentences[draw.randrange(len(sentences))]
    words = ". ".join(sentences).split(" ")
    for place in draw.sample(range(len(words)), len(words) // 20):
        words[place] = draw.choice(["really", "vraiment", "very", "aussi", ""])
    greeting = draw.choice(
        ["", "Dear all, ", "Bonjour, ", "Sehr geehrte Damen und Herren, ", "To whom it may concern: "]
    )
    name = draw.choice(["", f" Kind regards, M. {draw.randrange(9999)}", f" Cordialement, J. {draw.randrange(9999)}"])
    return greeting + " ".join(words) + name


def pillars_table(sets: Sequence[Labelled], encoder: SentenceEncoder, memory: VectorStore) -> None:
    """Share of texts whose heading is guessed, from its title alone and with confirmed examples; on the others."""
    print(f"{'pillars, held-out accuracy':34}{'classes':>8}{'0-shot':>8}{'top 2':>8}{'5-shot':>8}{'20-shot':>8}")
    for given in sets:
        if given.name.startswith("ec"):
            continue  # a question such as "Other, please specify" is no pillar
        shots = [_accuracy(given, encoder, memory, many) for many in (0, 5, 20)]
        print(
            f"{given.name:34}{len(set(given.gold)):8}{shots[0][0]:8.3f}{shots[0][1]:8.3f}"
            f"{shots[1][0]:8.3f}{shots[2][0]:8.3f}"
        )
    print()


def _accuracy(given: Labelled, encoder: SentenceEncoder, memory: VectorStore, many: int) -> tuple[float, float]:
    frames = [Category(title, title) for title in sorted(set(given.gold))]
    order = random.Random(5).sample(range(len(given.texts)), len(given.texts))
    taught: list[int] = []
    for title in sorted(set(given.gold)):
        mine = [place for place in order if given.gold[place] == title]
        taught += mine[: min(many, len(mine) // 2)]
    examples = [Example(given.texts[place].text, pillar=given.gold[place]) for place in taught]
    rest = [place for place in range(len(given.texts)) if place not in set(taught)]
    pillars = pillars_of(frames, encoder, memory, examples)
    guesses = pillars.guess(encoder.embed([given.texts[place].text for place in rest]))
    first = np.mean([guess.code == given.gold[place] for guess, place in zip(guesses, rest, strict=True)])
    two = np.mean([given.gold[place] in (guess.code, guess.second) for guess, place in zip(guesses, rest, strict=True)])
    return float(first), float(two)


if __name__ == "__main__":
    main()

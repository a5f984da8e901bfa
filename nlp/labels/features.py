"""The telling words and phrases of a point, as features that carry their language and remember how they stood.

Phrases are found and counted in arrays over all words of a language at once: twelve thousand passages take
about a second.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_matrix

from nlp.labels.surface_forms import dictionary_form
from nlp.text.language_data import language_profile
from nlp.text.tokenization import BREAK, CONTENT, LINK, Flags, Numbers, Tokens, cut_into_tokens

_LOOKED_AT = 40  # places of a feature from which its spelling is taken
_READ = 100_000
_BETWEEN = 2  # link words between two content words of a phrase, at most


@dataclass(frozen=True, slots=True)
class _Uses:
    """Where features of one length stand: use i is feature `ids[i]`, the tokens `first[i]` to `last[i]`."""

    names: list[str]
    ids: Numbers
    first: Numbers
    last: Numbers

    def only(self, wanted: Flags) -> "_Uses":
        """Those features that are wanted, numbered anew."""
        place = np.cumsum(wanted) - 1
        kept = wanted[self.ids]
        names = [name for name, want in zip(self.names, wanted.tolist(), strict=True) if want]
        return _Uses(names, place[self.ids[kept]], self.first[kept], self.last[kept])


@dataclass(frozen=True, slots=True)
class _Table:
    """All features of one language, `base` is the number of the first; uses sorted by feature, then by place."""

    language: str
    base: int
    tokens: Tokens
    names: list[str]
    uses: _Uses
    bounds: Numbers
    introduced: Numbers
    whole: Numbers

    def seen(self, place: int) -> int:
        return int(self.bounds[place + 1] - self.bounds[place])

    def spans(self, place: int) -> Iterator[tuple[int, int, int, bool]]:
        """Row, start, end and whether it opens a sentence, for at most forty uses, evenly spaced."""
        left, right = int(self.bounds[place]), int(self.bounds[place + 1])
        for use in range(left, right, max(1, -(-(right - left) // _LOOKED_AT))):
            first, last = self.uses.first[use], self.uses.last[use]
            row, start, end = self.tokens.owner[first], self.tokens.start[first], self.tokens.end[last]
            yield int(row), int(start), int(end), bool(self.tokens.opens[first])


@dataclass
class Lexicon:
    """How every feature stood in the texts, so that a label can be written as people wrote it."""

    texts: int = 0
    places: dict[str, int] = field(default_factory=dict)
    _tables: list[_Table] = field(default_factory=list)
    _spelt: dict[str, Counter[str]] = field(default_factory=dict)

    def __contains__(self, feature: str) -> bool:
        return feature in self.places

    def add(self, table: _Table) -> None:
        self._tables.append(table)
        self.places.update(zip(table.names, range(table.base, table.base + len(table.names)), strict=True))

    def spellings(self, feature: str) -> Counter[str]:
        """How it was written, with counts, from up to forty places."""
        if feature not in self._spelt:
            table, place = self._found(feature)
            texts = table.tokens.texts
            self._spelt[feature] = Counter(
                _written(texts[row][start:end], opens=opens and table.language != "de")
                for row, start, end, opens in table.spans(place)
            )
        return self._spelt[feature]

    def spelling(self, feature: str) -> str:
        """The spelling to show it in."""
        return dictionary_form(self.spellings(feature), language_of(feature))

    def introduction(self, feature: str) -> float:
        """Share of its uses that follow an article or preposition: high for nouns, low for verbs."""
        table, place = self._found(feature)
        return float(table.introduced[place]) / table.seen(place)

    def wholeness(self, feature: str) -> float:
        """Share of its uses that are not a part of a longer run of telling words: low for broken phrases."""
        table, place = self._found(feature)
        return float(table.whole[place]) / table.seen(place)

    def reach(self, language: str) -> tuple[int, int]:
        """First and last but one number of the features of a language, in `places`."""
        table = next((table for table in self._tables if table.language == language), None)
        return (table.base, table.base + len(table.names)) if table is not None else (0, 0)

    def name(self, number: int) -> str:
        """The feature with that number in `places`."""
        table = self._holding(number)
        return table.names[number - table.base]

    def plain(self, language: str) -> str:
        """All texts of a language, or the first hundred thousand characters of them."""
        table = next(table for table in self._tables if table.language == language)
        return "\n".join(table.tokens.texts.values())[:_READ]

    def runs(self, language: str, rows: Sequence[int]) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Longest stretches of telling words of some texts, where an article or a preposition stands before them."""
        table = next(table for table in self._tables if table.language == language)
        mine = np.isin(table.tokens.owner, np.array(rows, dtype=np.int64))
        tokens, run = table.tokens, list[int]()
        for place in np.flatnonzero(mine).tolist():
            kind = tokens.kinds[place]
            if kind == CONTENT or (kind == LINK and run):
                run.append(place)
                continue
            yield from _whole_run(tokens, run)
            run = []
        yield from _whole_run(tokens, run)

    def spread(self, groups: Numbers, number: int) -> csr_matrix:
        """(number, features): in how many texts of each group a feature stands; columns as in `places`."""
        shape = (self.texts, len(self.places))
        stands = csr_matrix(shape, dtype=np.float32)
        for table in self._tables:
            rows = table.tokens.owner[table.uses.first]
            stands += csr_matrix((np.ones(len(rows), np.float32), (rows, table.uses.ids + table.base)), shape=shape)
        stands.data[:] = 1
        belongs = csr_matrix((np.ones(self.texts, np.float32), (groups, np.arange(self.texts))), (number, self.texts))
        return csr_matrix(belongs @ stands)

    def _found(self, feature: str) -> tuple[_Table, int]:
        place = self.places[feature]
        table = self._holding(place)
        return table, place - table.base

    def _holding(self, number: int) -> _Table:
        return next(table for table in self._tables if number < table.base + len(table.names))


def features_of(
    texts: Sequence[str], languages: Sequence[str], *, once: bool = False
) -> tuple[list[list[str]], Lexicon]:
    """For each text its words and phrases as "language|stem_stem"; and the lexicon of how they were written.

    Stop words, elisions (l', d', qu'), numbers, links and legal boilerplate are gone. A phrase has two or
    three content words, perhaps with link words between, and occurs in at least two texts; with `once`, in one: what
    is read in a text then hangs on no other.
    """
    lexicon = Lexicon(len(texts))
    rows: list[list[str]] = [[] for _ in texts]
    for language in sorted(set(languages)):
        mine = [row for row, spoken in enumerate(languages) if spoken == language]
        table = _table(
            cut_into_tokens(texts, mine, language_profile(language)), language, len(lexicon.places), once=once
        )
        lexicon.add(table)
        for row, features in _by_text(table):
            rows[row] = features
    return rows, lexicon


def language_of(feature: str) -> str:
    """The language a feature belongs to."""
    return feature.partition("|")[0]


def stems_of(feature: str) -> tuple[str, ...]:
    """The stems of a feature's content words."""
    return tuple(feature.partition("|")[2].split("_"))


def _table(tokens: Tokens, language: str, base: int, *, once: bool) -> _Table:
    one, two, three = _uses(tokens, language, once=once)
    ids = np.concatenate([one.ids, len(one.names) + two.ids, len(one.names) + len(two.names) + three.ids])
    first = np.concatenate([one.first, two.first, three.first])
    last = np.concatenate([one.last, two.last, three.last])
    names = one.names + two.names + three.names
    order = np.argsort(ids, kind="stable")
    content = np.append(tokens.kinds == CONTENT, False)
    free = ~content[last + 1] & (~content[first - 1] | (ids >= len(one.names)))
    return _Table(
        language=language,
        base=base,
        tokens=tokens,
        names=names,
        uses=_Uses(names, ids[order], first[order], last[order]),
        bounds=np.searchsorted(ids[order], np.arange(len(names) + 1)),
        introduced=np.bincount(ids, weights=tokens.introduced[first], minlength=len(names)),
        whole=np.bincount(ids, weights=free, minlength=len(names)),
    )


def _uses(tokens: Tokens, language: str, *, once: bool) -> tuple[_Uses, _Uses, _Uses]:
    """Words, and the phrases of two and of three that occur in at least two texts, or in one."""
    heard = _repeated if not once else lambda uses, _tokens: uses
    places = np.flatnonzero(tokens.kinds == CONTENT)
    stems, width = tokens.stems[places], max(1, len(tokens.names))
    one = _Uses([f"{language}|{name}" for name in tokens.names], stems, places, places)
    breaks = np.cumsum(tokens.kinds == BREAK)[places]
    joined = (np.diff(places) <= _BETWEEN + 1) & (np.diff(breaks) == 0)
    starts = np.flatnonzero(joined & (stems[1:] != stems[:-1]))
    codes, ids = np.unique(stems[starts] * width + stems[starts + 1], return_inverse=True)
    names = [f"{one.names[code // width]}_{tokens.names[code % width]}" for code in codes.tolist()]
    two = heard(_Uses(names, ids, places[starts], places[starts + 1]), tokens)
    place = np.full(len(tokens.kinds), -1)
    place[places] = np.arange(len(places))
    starts = place[two.first]
    ends = np.minimum(starts + 2, len(places) - 1)
    goes_on = np.append(joined, False)[starts + 1]
    kept = goes_on & (stems[ends] != stems[starts]) & (stems[ends] != stems[starts + 1])
    codes, ids = np.unique(two.ids[kept] * width + stems[ends[kept]], return_inverse=True)
    names = [f"{two.names[code // width]}_{tokens.names[code % width]}" for code in codes.tolist()]
    return one, two, heard(_Uses(names, ids, two.first[kept], places[ends[kept]]), tokens)


def _repeated(uses: _Uses, tokens: Tokens) -> _Uses:
    """Without what occurs in one text only."""
    owners = tokens.owner[uses.first]
    height = int(tokens.owner.max(initial=0)) + 1
    pairs = np.unique(uses.ids * height + owners)
    return uses.only(np.bincount(pairs // height, minlength=len(uses.names)) > 1)


def _by_text(table: _Table) -> Iterator[tuple[int, list[str]]]:
    owners = table.tokens.owner[table.uses.first]
    if not len(owners):
        return
    order = np.argsort(owners, kind="stable")
    flat = np.array(table.names, dtype=object)[table.uses.ids[order]].tolist()
    rows, starts = np.unique(owners[order], return_index=True)
    ends = [*starts[1:].tolist(), len(flat)]
    for row, start, end in zip(rows.tolist(), starts.tolist(), ends, strict=True):
        yield row, flat[start:end]


def _whole_run(tokens: Tokens, run: list[int]) -> Iterator[tuple[str, tuple[str, ...]]]:
    while run and tokens.kinds[run[-1]] != CONTENT:
        run = run[:-1]
    if run and tokens.introduced[run[0]]:
        text = tokens.texts[int(tokens.owner[run[0]])][int(tokens.start[run[0]]) : int(tokens.end[run[-1]])]
        stems = tuple(tokens.names[tokens.stems[place]] for place in run if tokens.kinds[place] == CONTENT)
        yield _written(text, opens=bool(tokens.opens[run[0]])), stems


def _written(surface: str, *, opens: bool) -> str:
    """As it stood, but without a capital that only opens a sentence, and without shouting; acronyms stay."""
    words = " ".join(surface.split()).replace("’", "'")
    if len(words) > 6 and words.isupper():
        return words.lower()
    head, _, rest = words.partition(" ")
    plain = head.lower() if opens and head[1:].islower() else head
    return f"{plain} {rest}" if rest else plain

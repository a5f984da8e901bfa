"""A comment cut into points, one ask each; every point is a span of the original text.

Sentence boundaries come from punctuation and line breaks, held back by spaCy's abbreviations of the
language; sentences are then grouped by what they do: ask, open a new matter, or lean on the one before.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from nlp.records import Span
from nlp.tongue import Tongue, tongue

_LONGEST = 110  # words in a point
_ENOUGH = 8  # words that can stand alone
_END = re.compile(r"(?:[.!?…]+[\"'»”’)\]]*(?=\s|$)|[。！？；]+[”」』）》]*|[؟۔]+(?=\s|$))|\n+")
_ITEM = re.compile(
    r"\s*(?:[-–—•*·▪◦●‣►]+\s+|\(?(?:\d{1,2}|[a-zA-Zа-яА-Я]|[ivxIVX]{1,4})[.)°]\s+|[①-⑳]|[（(][一二三四五六七八九十\d]{1,2}[)）]|[一二三四五六七八九十]、|#+\s)"
)
_WORD = re.compile(r"[\u4e00-\u9fff\u3040-\u30ff]|[^\W_]+")
_WIDE = re.compile(r"[\u4e00-\u9fff\u3040-\u30ff]")


@dataclass(frozen=True, slots=True)
class _Sentence:
    start: int
    end: int
    words: float
    item: bool  # opens a list item
    paragraph: bool  # follows a blank line
    asks: bool
    leans: bool  # continues the sentence before
    opens: bool  # announces a new matter
    introduces: bool  # ends with a colon


def split(text: str, language: str = "und") -> tuple[Span, ...]:
    """Points of a text, in order, without overlap and without surrounding space.

    Everything but white space and stray marks between sentences is covered. A text with no letter or
    digit has no point.
    """
    sentences = _sentences(text, tongue(language))
    groups: list[list[_Sentence]] = []
    for sentence in sentences:
        if groups and not _breaks(groups[-1], sentence):
            groups[-1].append(sentence)
        else:
            groups.append([sentence])
    return tuple(Span(group[0].start, group[-1].end) for group in _without_scraps(groups))


def count_words(text: str) -> float:
    """Words, where two Chinese or Japanese characters count as one."""
    wide = len(_WIDE.findall(text))
    return len(_WORD.findall(text)) - wide / 2


def _sentences(text: str, of: Tongue) -> list[_Sentence]:
    found: list[_Sentence] = []
    blank = False
    for start, end in _pieces(text, of):
        piece = text[start:end]
        if not any(character.isalnum() for character in piece):
            blank = blank or piece.count("\n") > 1
            continue
        lead = len(piece) - len(piece.lstrip())
        stop = start + len(piece.rstrip())
        body = text[start + lead : stop]
        marked = _ITEM.match(body)
        bare = body[marked.end() :] if marked else body
        found.append(
            _Sentence(
                start=start + lead,
                end=stop,
                words=count_words(body),
                item=marked is not None and _opens_line(text, start + lead),
                paragraph=blank or piece[:lead].count("\n") > 1,
                asks=bool(of.asks and of.asks.search(body)),
                leans=_leans(bare, of),
                opens=bool(of.opens and of.opens.match(bare)),
                introduces=body.endswith((":", "：")),
            )
        )
        blank = piece.rstrip(" \t").endswith("\n\n")
    return found


def _leans(bare: str, of: Tongue) -> bool:
    """Carries on the sentence before: starts small or with "because", "this", … but not with an ask."""
    if of.asks is not None and of.asks.match(bare):
        return False
    return bare[:1].islower() or bool(of.continues and of.continues.match(bare))


def _opens_line(text: str, start: int) -> bool:
    before = text[max(0, start - 40) : start].rstrip(" \t")
    return not before or before.endswith("\n")


def _pieces(text: str, of: Tongue) -> list[tuple[int, int]]:
    cuts = [match.end() for match in _END.finditer(text) if _ends(text, match, of)]
    edges = [0, *cuts, len(text)]
    return [(left, right) for left, right in pairwise(edges) if right > left]


def _ends(text: str, match: re.Match[str], of: Tongue) -> bool:
    mark = match.group()
    if "\n" in mark:
        return len(mark) > 1 or _line_ends(text, match)
    if not mark.startswith(".") or len(mark.rstrip("\"'»”’)]")) > 1:
        return True
    following = text[match.end() : match.end() + 3].lstrip()
    if following[:1].islower():
        return False
    word = re.search(r"\S*$", text[max(0, match.start() - 20) : match.start()])
    last = (word.group() if word else "").casefold().lstrip("(«“\"'")
    abbreviated = f"{last}." in of.abbreviations or (len(last) == 1 and last.isalpha())
    numbered = last.isdigit() and len(last) < 3 and _opens_line(text, match.start() - len(last))
    return not (abbreviated or numbered)


def _line_ends(text: str, match: re.Match[str]) -> bool:
    """A single line break ends a sentence unless it only wraps a line."""
    after = text[match.end() : match.end() + 60]
    if _ITEM.match(after):
        return True
    before = text[max(0, match.start() - 1) : match.start()]
    return not after[:1].islower() and before not in {",", "，", "،"}


def _breaks(group: list[_Sentence], sentence: _Sentence) -> bool:
    words = sum(member.words for member in group)
    if group[-1].introduces and not (group[-1].item and sentence.item):
        return words + sentence.words > 2 * _LONGEST
    if sentence.item:
        return words >= 3 and sentence.words >= 4
    if words + sentence.words > _LONGEST and words >= 3 * _ENOUGH:
        return True
    if words < 5 or sentence.words < 4:
        return False
    return sentence.opens or _new_matter(group, sentence, words)


def _new_matter(group: list[_Sentence], sentence: _Sentence, words: float) -> bool:
    if sentence.leans:
        return False
    if sentence.paragraph and words >= _ENOUGH and sentence.words >= _ENOUGH:
        return True
    return sentence.asks and any(member.asks for member in group)


def _without_scraps(groups: list[list[_Sentence]]) -> list[list[_Sentence]]:
    """A heading or greeting of a few words joins what follows; a trailing one joins what went before."""
    kept: list[list[_Sentence]] = []
    waiting: list[_Sentence] = []
    for group in groups:
        whole = waiting + group
        waiting = []
        if sum(member.words for member in whole) < 4:
            waiting = whole
            continue
        kept.append(whole)
    if waiting and kept:
        kept[-1] = kept[-1] + waiting
    elif waiting:
        kept.append(waiting)
    return kept

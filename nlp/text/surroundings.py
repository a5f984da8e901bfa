"""What a text says without what surrounds it: markup, addresses, salutations, signatures, disclaimers, quoted mail.

Every place stays: what is taken out is blank, so that a stretch of the result is the same stretch of the text. The cues
stand in `surroundings.toml`, for all languages together: people sign in another language than they write.
"""

import html
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources

from nlp.text.language_data import LanguageProfile
from nlp.text.word_count import count_words

_JOINS = "\u2060"  # stands where a letter was written as an entity, and goes when the words are levelled
_ENTITY = re.compile(r"&(?:amp;)*(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_BREAKS = "br|p|div|li|ul|ol|tr|hr|table|blockquote|h[1-6]|section|article"
_TAG = re.compile(
    rf"</?(?:({_BREAKS})|a|b|i|u|s|em|strong|span|font|img|td|th|tbody|thead|sup|sub|pre|code|small|strike|center|html|"
    r"body|head|style|script|o:p)(?:\s[^<>]{0,300})?/?>",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"<!--.{0,2000}?-->", re.DOTALL)
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>]+|(?<![^\s<>@])[^\s<>@]++@[^\s<>@]+\.\w+")  # linear in any text
_LINE = re.compile(r"[^\n]+")
_HEADER = re.compile(r"\s*(?:from|sent|to|cc|subject|date|von|gesendet|an|betreff|de|envoyé|objet|para|asunto)\s?:\s")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_GREETED = re.compile(r"[,،，:：!！\n]|$")
_CLOSED = re.compile(r"[.!?…。！？؟][\"'»”’)\]]*\s*$")
_GREETING = 70  # characters of a salutation
_CLOSING = 8  # words of the line that opens a signature
_SIGNED, _WIDE = 8, 14  # lines of a signature, and words in one of them
_SENTENCE = 5  # words from which a line with a full stop is said, not signed


def plain(text: str) -> str:
    """The text as a browser would show it, of the same length: no tags, characters for entities."""
    if "<" in text:
        text = _TAG.sub(_blank_tag, _COMMENT.sub(lambda mark: " " * len(mark[0]), text))
    return _ENTITY.sub(_character, text) if "&" in text else text


def without_surroundings(text: str) -> str:
    """The same without salutations, signatures, disclaimers and quoted mail, of the same length."""
    text = plain(text)
    pieces, kept = [], 0
    for start, end in _surroundings(text):
        pieces += [text[kept:start], " " * (end - max(start, kept))]
        kept = max(kept, end)
    return "".join([*pieces, text[kept:]])


def levelled(text: str) -> str:
    """The words that count, single-spaced; all words of a text that has none of its own."""
    return _words(_own(text)) or " ".join(text.split())


def own_words(text: str) -> str:
    """The words that count, single-spaced; none of a text that has none of its own."""
    own = _own(text)
    return _words(own) if _WORD.search(own) is not None else ""


def says_nothing(text: str, of: LanguageProfile) -> bool:
    """Only addresses, numbers, stop words, or a stand-in for an answer such as "N/A" or "see attached"."""
    words = [word.casefold() for word in _WORD.findall(own_words(text))]
    if all(word in of.links or word.isnumeric() for word in words):
        return True
    return len(words) <= _CLOSING and _cues("nothing").fullmatch(" ".join(words)) is not None


def _own(text: str) -> str:
    """Without what surrounds it and without addresses."""
    shown = without_surroundings(text)
    return _ADDRESS.sub(" ", shown) if "@" in shown or "://" in shown or "www." in shown else shown


def _words(own: str) -> str:
    return " ".join(own.replace(_JOINS, "").split())


def _blank_tag(tag: re.Match[str]) -> str:
    return ("\n" if tag[1] else " ") + " " * (len(tag[0]) - 1)


def _character(entity: re.Match[str]) -> str:
    shown = html.unescape(f"&{entity[1]};")
    if len(shown) != 1 or not shown.isprintable():
        return " " * len(entity[0]) if shown.isspace() else entity[0]
    return shown + (_JOINS if shown.isalpha() or shown in "'’-" else " ") * (len(entity[0]) - 1)


def _surroundings(text: str) -> Iterator[tuple[int, int]]:
    begins = len(text) - len(text.lstrip(" \t\n\"'«“*—-"))
    greeting = _cues("greets").match(text, begins)
    end = _GREETED.search(text, greeting.end()) if greeting is not None else None
    if end is not None and end.end() - begins <= _GREETING:
        yield 0, end.end()
    if "\n" not in text and not _disclaims(text.casefold()):
        return
    yield from _lines_around(text)


def _lines_around(text: str) -> Iterator[tuple[int, int]]:
    """Signatures, disclaimers and quoted mail: whole lines."""
    signed, headers = 0, 0
    for line in _LINE.finditer(text):
        words = line[0].strip().casefold()
        if not words:
            continue
        headers = headers + 1 if _HEADER.match(words) else 0
        if _cues("forwards").match(words) or headers > 1:
            yield line.start(), len(text)
            return
        if _cues("closes").match(words) and count_words(words) <= _CLOSING:
            signed = _SIGNED
            yield line.span()
        elif _cues("sends").match(words) or _disclaims(words) or words.startswith(">"):
            yield line.span()
        elif signed and _signs(words):
            signed -= 1
            yield line.span()
        else:
            signed = 0


def _disclaims(words: str) -> bool:
    """It has a disclaimer in it. Most texts are cleared by a look for a few words, a tenth of the time."""
    return any(sign in words for sign in _listed("disclaimed")) and _cues("disclaims").search(words) is not None


def _signs(words: str) -> bool:
    many = count_words(words)
    return many <= _WIDE and not (many >= _SENTENCE and _CLOSED.search(words))


@cache
def _cues(name: str) -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(_listed(name)) + ")", re.IGNORECASE)


@cache
def _listed(name: str) -> tuple[str, ...]:
    return tuple(tomllib.loads(resources.files("nlp").joinpath("surroundings.toml").read_text("utf-8"))[name])

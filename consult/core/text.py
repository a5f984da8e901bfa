"""Text in its three forms: as it is stored, as a reader sees it, and as it is searched. Pure.

`cleaned` is the border: every form field and every importer passes what comes in through it, once, before it is
shown to its author and hashed; nothing later changes what is stored. `as_seen` is for comparison: two texts that no
reader can tell apart have one `as_seen` form, so that rows stored before the border was there need no migration.
`folded_for_search` is for search. Sources: Unicode annexes 9 (bidirectional text), 15 (composition) and 31 (joiners).
"""

import re
import unicodedata
from collections.abc import Callable, Container
from functools import partial

import regex

# Every way to end a line: CRLF, CR, vertical tab, form feed, NEL, line and paragraph separator.
_LINE_ENDS = regex.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# What shows nothing and means nothing in prose: controls, soft hyphen, zero-width space and no-break space, word
# joiner, invisible operators, annotation signs, fillers, characters that are none. Tags are kept in flags alone.
_NOTHING = regex.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u034f\u17b4\u17b5\u180e\u200b\u2060-\u2064\u206a-\u206f\u3164\ufeff"
    "\uffa0\ufff0-\ufffb\ufdd0-\ufdef\U000e0001\\p{Noncharacter_Code_Point}]"
    "|(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0020-\U000e007f]+"
)
# Joiners shape letters of scripts that join, and put emoji together; elsewhere they are invisible.
_IDLE_JOINERS = regex.compile(
    r"(?<![[\p{L}\p{M}\p{Extended_Pictographic}]--[\p{Latin}\p{Greek}\p{Cyrillic}\p{Han}\p{Hangul}\p{Hiragana}\p{Katakana}]])"
    "[\u200c\u200d]+|[\u200c\u200d]+(?=\\s|$)",
    regex.V1,
)
# Where a program broke a word at its soft hyphen, the word goes on in the next line. Readers of PDF copy the hyphen at
# the end of a line as U+0002 or U+FFFE, mostly without the line end.
_BROKEN_WORD = regex.compile("[\u00ad\x02\ufffe][^\\S\n]*\n[^\\S\n]*(?=\\p{L})")
# A plain hyphen there may belong to the word: it goes only where the text itself has the word in one piece elsewhere.
_HYPHEN_AT_LINE_END = regex.compile("(?<!\\p{L})(\\p{L}++)[-\u2010][^\\S\n]*\n[^\\S\n]*+(\\p{Ll}\\p{L}*+)")
_WORDS = regex.compile("\\p{L}++(?:[-\u2010]\\p{L}++)*+")
_HALF = regex.compile("[\ud800-\udfff]")
_MARKS_OF_DIRECTION = regex.compile("[\u200e\u200f\u061c]")
_BIDI = regex.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_RIGHT_TO_LEFT = regex.compile(r"[\p{Arabic}\p{Hebrew}\p{Syriac}\p{Thaana}\p{Nko}]")
_EMBEDDING_AS_ISOLATE = {"\u202a": "\u2066", "\u202b": "\u2067"}
_ISOLATES, _OVERRIDES, _ENDS = frozenset("\u2066\u2067\u2068"), frozenset("\u202d\u202e"), frozenset("\u202c\u2069")
_BLANK_SIGNS = "\u2800\u115f\u1160"  # a blank of Braille, two fillers: a name made of them would be no name

_AROUND_LINE_END = regex.compile(r"[^\S\n]*\n[^\S\n]*")
_EMPTY_LINES = regex.compile(r"\n{3,}")
_BLANKS = regex.compile(r"[^\S\n]+")

# Accents of Latin, Greek and Cyrillic; vowel signs of Arabic with its hamzas, and tatweel; points of Hebrew.
_ACCENTS = regex.compile(
    "(?<!\u0438)\u0306|[\u0300-\u0305\u0307-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670\u06d6-\u06ed]"
)
_ONE_LETTER = str.maketrans(
    {"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ى": "ي", "ی": "ي", "ک": "ك"}
    | dict.fromkeys("‘’‚‛′ʼ`´", "'")
    | dict.fromkeys("“”„‟«»″", '"')
    | dict.fromkeys("‐‑‒–—―−", "-")
)


def cleaned(text: str | None) -> str:
    """As it is stored: composed (NFC), each line end one sign, without invisible signs and outer blanks.

    Direction is kept where it is well formed: isolates that are closed, embeddings as isolates, marks in a text
    that has right-to-left letters. Overrides, which show a text in another order than it is stored in, are not.
    """
    text = text or ""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = _BROKEN_WORD.sub("", _LINE_ENDS.sub("\n", text))
    text = _HALF.sub("\ufffd", text)
    text = _IDLE_JOINERS.sub("", _NOTHING.sub("", text))
    if _BIDI.search(text):
        text = "\n".join(map(_well_directed, text.split("\n")))
        text = text if _RIGHT_TO_LEFT.search(text) else _MARKS_OF_DIRECTION.sub("", text)
    text = unicodedata.normalize("NFC", text).strip()
    if _HYPHEN_AT_LINE_END.search(text):
        text = _words_rejoined(text)
    return "" if not text.strip(_BLANK_SIGNS) else text


def _words_rejoined(text: str) -> str:
    """A word that was parted at the end of a line, where the text shows how it is written: whole, or with a hyphen."""
    for _turn in range(4):  # what is rejoined may show how another is written; no text needs more
        words = {word.casefold() for word in _WORDS.findall(text)}
        rejoined = _HYPHEN_AT_LINE_END.sub(partial(_as_written_in, words), text)
        if rejoined == text:
            break
        text = rejoined
    return text


def _as_written_in(words: Container[str], parted: regex.Match[str]) -> str:
    head, tail = parted.groups()
    known = [word for word in (f"{head}{tail}", f"{head}-{tail}") if word.casefold() in words]
    return known[0] if len(known) == 1 else str(parted.group())


def one_line(text: str | None) -> str:
    """For names, titles and addresses: cleaned, and every run of blanks and line ends one blank."""
    return " ".join(cleaned(text).split())


def has_half_a_character(text: str) -> bool:
    """A lone surrogate, as broken JSON brings it: no character, and no database takes it."""
    return _HALF.search(text) is not None


def _well_directed(line: str) -> str:
    """Isolates that are opened and closed in the line; embeddings as such; neither overrides nor ends of nothing."""
    if not _BIDI.search(line):
        return line
    signs = list(line)
    opened: list[int] = []
    for place, sign in enumerate(line):
        if sign in _ISOLATES or sign in _EMBEDDING_AS_ISOLATE or sign in _OVERRIDES:
            opened.append(place)
            signs[place] = _EMBEDDING_AS_ISOLATE.get(sign, "" if sign in _OVERRIDES else sign)
        elif sign in _ENDS:
            began = opened.pop() if opened else None
            signs[place] = "\u2069" if began is not None and signs[began] else ""
    for place in opened:
        signs[place] = ""
    return "".join(signs)


def as_seen(text: str | None) -> str:
    """As a reader sees it: cleaned, without signs of direction, runs of blanks one, at most one empty line."""
    text = _BIDI.sub("", cleaned(text))
    text = _EMPTY_LINES.sub("\n\n", _AROUND_LINE_END.sub("\n", text))
    return _BLANKS.sub(" ", cleaned(text))


def looks_same(one: str | None, other: str | None) -> bool:
    """Whether no reader can tell them apart."""
    return one == other or as_seen(one) == as_seen(other)


def folded_for_search(text: str | None) -> str:
    """As it is searched: without case, accents, vowel signs and line ends; ß as ss, quotes and dashes plain."""
    text = unicodedata.normalize("NFKD", as_seen(text)).casefold()
    text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text)).translate(_ONE_LETTER)
    return unicodedata.normalize("NFC", " ".join(text.split()))


def short_name(title: str, stem: str, longest: int, taken: Callable[[str], bool]) -> str:
    """What stands for it in addresses: the Latin letters and digits of its title, else the stem; numbered if taken."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: longest - 4].strip("-") or stem
    tries = (name, *(f"{name}-{number}" for number in range(2, 1000)))
    return next(one for one in tries if not taken(one))


def whole_number(typed: str, *, digits: int = 9) -> int | None:
    """A whole number of at most so many digits, of whatever script; None for anything else. Python refuses to read very
    many digits, and calls “²” a digit and no number."""
    typed = typed.strip()
    return int(typed) if typed.isdecimal() and len(typed) <= digits else None

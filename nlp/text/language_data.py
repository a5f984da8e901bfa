"""What is known of each language: stop words, abbreviations, cues for asks; spaCy's data and our own lists."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from spacy.util import get_lang_class

# Chinese is written in two ways: what stands in the lists in one counts in the other.
_TRADITIONAL = str.maketrans(
    "条节议见评论则删换谢觉应当须确证励进况数东为对于过据时仅种个们这样么没会间后从与还让里两现问题规写给尽请别将并无称补项单区国结标础开细统钟赞简长认门员尔",
    "條節議見評論則刪換謝覺應當須確證勵進況數東為對於過據時僅種個們這樣麼沒會間後從與還讓裡兩現問題規寫給盡請別將並無稱補項單區國結標礎開細統鐘贊簡長認門員爾",
)


@dataclass(frozen=True)
class LanguageProfile:
    """One language as far as the analysis needs it. An unknown language has empty lists."""

    code: str
    joiner: str
    stop: frozenset[str]
    links: frozenset[str]  # the usual stop words alone: a text of nothing else says nothing
    abbreviations: frozenset[str]
    asks: re.Pattern[str] | None
    continues: re.Pattern[str] | None
    opens: re.Pattern[str] | None
    also: re.Pattern[str] | None
    turns: re.Pattern[str] | None
    ordinals: re.Pattern[str] | None
    wording: re.Pattern[str] | None
    reads: re.Pattern[str] | None
    determiners: frozenset[str]
    inside: frozenset[str]
    articles: frozenset[str]  # do not link two words by themselves
    verb_endings: tuple[str, ...]
    participles: tuple[str, ...]  # endings that are a noun's too
    nouns: tuple[str, ...]
    elisions: frozenset[str]
    bare: frozenset[str]  # words that name nothing by themselves: no label, no head of one
    broad: frozenset[str]  # words that say too little alone, and enough in a phrase
    agrees: re.Pattern[str] | None
    various: str
    reactions: str


@cache
def language_profile(code: str) -> LanguageProfile:
    """The language with this ISO 639-1 code; never fails, an unknown code gets empty lists."""
    own = _own_lists(code)
    usual_stop, abbreviations = _usual_lists(code, own)
    return LanguageProfile(
        code=code,
        joiner=own.get("and", " / "),
        stop=frozenset(_folded(usual_stop) | _folded(own.get("boilerplate", "").split())),
        links=frozenset(_folded(usual_stop)),
        abbreviations=abbreviations,
        asks=_anywhere(own.get("asks", []), spaced=code not in {"zh", "ja", "th"}),
        continues=_at_start(own.get("continues", []), spaced=code not in {"zh", "ja", "th"}),
        opens=_at_start(own.get("opens", []), spaced=code not in {"zh", "ja", "th"}),
        also=_anywhere(own.get("also", []), spaced=code not in {"zh", "ja", "th"}),
        turns=_after_mark(own.get("turns", [])),
        ordinals=_after_mark(own.get("ordinals", [])),
        wording=_before(own.get("wording", []), r"\s*[:：]?\s*$"),
        reads=_before(own.get("reads", []), r"\s*[:：]\s*"),
        determiners=frozenset(own.get("determiners", [])),
        inside=frozenset(own.get("inside", [])),
        articles=frozenset(own.get("articles", [])),
        verb_endings=tuple(own.get("verbs", [])),
        participles=tuple(own.get("participles", [])),
        nouns=tuple(own.get("nouns", [])),
        elisions=frozenset(own.get("elisions", [])),
        bare=frozenset(own.get("bare", "").split()),
        broad=frozenset(own.get("broad", "").split()),
        agrees=_anywhere(own.get("agrees", []), spaced=code not in {"zh", "ja", "th"}),
        various=own.get("various", ""),
        reactions=own.get("reactions", ""),
    )


def in_traditional(text: str) -> str:
    """Words of our lists of Chinese in traditional characters."""
    return text.translate(_TRADITIONAL)


def _own_lists(code: str) -> dict[str, Any]:
    file = resources.files("nlp").joinpath("tongues", f"{code}.toml")
    if not (code.isalpha() and file.is_file()):
        return {}
    lists = tomllib.loads(file.read_text("utf-8"))
    return {name: _in_both_scripts(value) for name, value in lists.items()} if code == "zh" else lists


def _in_both_scripts(value: Any) -> Any:
    """A list, or words between spaces, with the traditional forms beside the simplified; a single word as it is."""
    if isinstance(value, list):
        return [*dict.fromkeys([*value, *(cue.translate(_TRADITIONAL) for cue in value)])]
    return f"{value} {value.translate(_TRADITIONAL)}" if "\n" in value else value


def _usual_lists(code: str, own: dict[str, Any]) -> tuple[set[str], frozenset[str]]:
    """Stop words and abbreviations: our own copy where there is one, else spaCy's."""
    if "stop" in own:
        return set(own["stop"].split()), frozenset(own["abbreviations"].split())
    try:
        defaults = get_lang_class(code).Defaults
    except ImportError:
        return set(), frozenset()
    abbreviations = {word.casefold() for word in defaults.tokenizer_exceptions if word.endswith(".")}
    return set(defaults.stop_words), frozenset(word for word in abbreviations if " " not in word)


def _folded(words: Iterable[str]) -> set[str]:
    """Whole stop words and their parts: "aujourd'hui" stops "aujourd" and "hui" too."""
    return {part for word in words for part in (word.casefold(), *re.findall(r"\w+", word.casefold()))}


def _anywhere(cues: list[str], *, spaced: bool) -> re.Pattern[str] | None:
    """For text in small letters: to ignore case costs a search three times as long."""
    if not cues:
        return None
    body = "|".join(cues)
    return re.compile(rf"\b(?:{body})\b" if spaced else f"(?:{body})")


def _at_start(cues: list[str], *, spaced: bool) -> re.Pattern[str] | None:
    """For text in small letters."""
    if not cues:
        return None
    body = "|".join(cues)
    return re.compile(rf"\W*(?:{body})\b" if spaced else rf"\W*(?:{body})")


def _after_mark(cues: list[str]) -> re.Pattern[str] | None:
    """Cues that count only after a comma, a semicolon or a colon; the match ends where the cue begins."""
    body = "|".join(cues)
    return re.compile(rf"[,،，;؛；:：]\s*(?:(?:and|et|und|y|и|а)\s+)?(?={body})", re.IGNORECASE) if cues else None


def _before(cues: list[str], what: str) -> re.Pattern[str] | None:
    """Cues that count only right before something."""
    body = "|".join(cues)
    return re.compile(rf"(?:{body}){what}", re.IGNORECASE | re.DOTALL) if cues else None

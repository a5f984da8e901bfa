"""The spelling under which words are shown: of those that people wrote, the one a dictionary would open with.

There are no weights for most languages, so what counts is how often a form stands in the texts, and light rules
that tell the nominative, or the bare word, from the other forms.
"""

import re
from collections import Counter

_RUSSIAN_ADJECTIVE = re.compile(r"(?:[ыи]й|[ая]я|[оеыи]е|ой|[ое]го|[ое]му|[ыи]ми?|[ыи]х|[ую]ю)$")
_RUSSIAN_OBLIQUE = re.compile(r"(?:[ое]го|[ое]му|[ыи]ми?|[ыи]х|[ую]ю)$")
_RUSSIAN_CASES = re.compile(r"(?:[ая]ми|[ая]х|[ая]м|[ое]в|[ое]м|[ое]й|[ую]|ии|(?<!и)е)$")
_RUSSIAN_QUALITY = re.compile(r"(?:[ыо]е|ый|ая|яя)$")  # an adjective, by itself
_RUSSIAN_BESIDE = re.compile(r"(?:[иыеую]|[ое]й)$")  # a noun beside an adjective that is not in the nominative
_ARABIC_CLITIC = re.compile(r"^(?:[وف]?[بكل]?ال|[وف]?لل|و|ف|ب|ل|ك)(?=\w{3})")
_WEAK_ENDINGS = (("em", 0.03), ("en", 0.08), ("er", 0.8))
_DOUBTFUL, _UNSURE = 0.1, 0.5
_PARTICLES = frozenset(
    "的了和与及在被不只常应以可将把对向从为是有无未也都还就才其之所各每该此这那我你他它们要能会更最很或而并但等于由让给到后前中上下里时"
    "與應將對從為無還該這們會並於讓給後裡時"
)
_SPOKEN = frozenset("了又着著么嗎吗呢吧被把就还還也都很")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_STEPS, _WIDEST = 4, 6  # characters added on a side, and in all
_TWICE, _NEARLY = 2, 0.75


def dictionary_form(written: Counter[str], language: str) -> str:
    """The spelling that is most frequent and most like a dictionary's; of equals the shortest, then by alphabet."""
    return min(written.items(), key=lambda item: (-item[1] * dictionary(item[0], language), len(item[0]), item[0]))[0]


def dictionary(text: str, language: str) -> float:
    """How much a word or phrase looks like the form one would look up, 0 to 1; 1 where nothing is known."""
    judge = {"ru": _russian, "ar": _arabic, "de": _german}.get(language)
    return judge(text.split(" ")) if judge is not None else 1.0


def noun_alone(word: str) -> bool:
    """Whether a Russian word is no adjective, so that what follows hangs on it and not on its case."""
    return not _RUSSIAN_ADJECTIVE.search(word.casefold())


def broken(text: str) -> bool:
    """Whether a stretch of Chinese has a particle inside that no name has."""
    return any(sign in _SPOKEN for sign in text)


def german(stem: str) -> str:
    """Without the endings of case and number; for telling that two spellings are of one word."""
    return re.sub(r"(?:ern|em|en|er|es|e|n|s)$", "", stem) if len(stem) > 5 else stem


def grown(text: str, texts: str) -> str:
    """A stretch of Chinese, longer by what nearly always stands beside it, without particles at its ends."""
    for _ in range(_STEPS):
        if len(text) >= _WIDEST:
            break
        before, after = _beside(text, texts)
        if before == after == "":
            break
        text = before + text + after
    while len(text) > 1 and text[0] in _PARTICLES:
        text = text[1:]
    while len(text) > 1 and text[-1] in _PARTICLES:
        text = text[:-1]
    return text


def _beside(text: str, texts: str) -> tuple[str, str]:
    """The character that nearly always comes before, and the one after; empty where there is none."""
    places = [match.start() for match in re.finditer(re.escape(text), texts)]
    if len(places) < _TWICE:
        return "", ""
    left = Counter(texts[place - 1 : place] for place in places).most_common(1)[0]
    right = Counter(texts[place + len(text) : place + len(text) + 1] for place in places).most_common(1)[0]
    belongs = [
        character
        if count >= _NEARLY * len(places) and _CHINESE.match(character) and character not in _PARTICLES
        else ""
        for character, count in (left, right)
    ]
    return belongs[0], belongs[1]


def _russian(words: list[str]) -> float:
    """Adjectives up to the first noun, and that noun, in the nominative; what follows may stand in the genitive."""
    if len(words) == 1 and _RUSSIAN_QUALITY.search(words[0].casefold()):
        return _DOUBTFUL  # of what?
    for place, word in enumerate(words):
        folded = word.casefold()
        if len(folded) < 4:
            return 1.0 if word.isupper() else _DOUBTFUL
        if _RUSSIAN_OBLIQUE.search(folded):
            return _DOUBTFUL
        if not _RUSSIAN_ADJECTIVE.search(folded):
            return _DOUBTFUL if _RUSSIAN_CASES.search(folded) else 1.0
        if folded.endswith("ой") and _RUSSIAN_BESIDE.search(" ".join(words[place + 1 : place + 2]).casefold()):
            return _DOUBTFUL
        if place + 1 == len(words) and folded.endswith("ой"):
            return _UNSURE  # an adjective, or a noun in the instrumental
    return 1.0


def _arabic(words: list[str]) -> float:
    """No conjunction or preposition written together with the first word; the article may stand."""
    clitic = _ARABIC_CLITIC.match(words[0])
    return 1.0 if clitic is None or clitic[0] == "ال" else 0.6 if len(clitic[0]) == 1 else 0.1


def _german(words: list[str]) -> float:
    """Adjectives before the noun in the nominative, as far as their ending tells."""
    first = words[0]
    if first[:1].isupper() or len(words) == 1:
        return 0.9 if len(words) == 1 and first.endswith(("s", "em")) else 1.0
    return next((value for ending, value in _WEAK_ENDINGS if first.endswith(ending)), 1.0)

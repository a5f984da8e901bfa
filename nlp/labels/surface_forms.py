"""The spelling under which words are shown: of those that people wrote, the one a dictionary would open with.

There are no weights for most languages, so what counts is how often a form stands in the texts, and light rules
that tell the nominative, or the bare word, from the other forms.
"""

import re
from collections import Counter
from collections.abc import Callable

_RUSSIAN_ADJECTIVE = re.compile(r"(?:[ыи]й|[ая]я|[оеыи]е|ой|[ое]го|[ое]му|[ыи]ми?|[ыи]х|[ую]ю)$")
_RUSSIAN_OBLIQUE = re.compile(r"(?:[ое]го|[ое]му|[ыи]ми?|[ыи]х|[ую]ю)$")
_RUSSIAN_CASES = re.compile(r"(?:[ая]ми|[ая]х|[ая]м|[ое]в|[ое]м|[ое]й|[ую]|ии|(?<!и)е)$")
_RUSSIAN_QUALITY = re.compile(r"(?:[ыо]е|ый|ая|яя)$")  # an adjective, by itself
_RUSSIAN_BESIDE = re.compile(r"(?:[иыеую]|[ое]й)$")  # a noun beside an adjective that is not in the nominative
_ARABIC_CLITIC = re.compile(r"^(?:[وف]?[بكل]?ال|[وف]?لل|و|ف|ب|ل|ك)(?=\w{3})")
_WEAK_ENDINGS = (("em", 0.03), ("en", 0.08), ("er", 0.8))
_GERMAN_PLURAL = re.compile(
    r"(?:ionen|ungen|[hk]eiten|schaften|täten|innen|anzen|enzen|daten|risiken|steme|ekte|ikte)$"
)
_DOUBTFUL, _UNSURE = 0.1, 0.5
_PARTICLES = frozenset(
    "的了和与及在被不只常应以可将把对向从为是有无未也都还就才其之所各每该此这那我你他它们要能会更最很或而并但等于由让给到后前中上下里时"
    "與應將對從為無還該這們會並於讓給後裡時"
)
_SPOKEN = frozenset("了又着著么嗎吗呢吧被把就还還也都很每须須您你们們该該此仍曾若且哪谁誰请請将將其予仅僅只已或")
_SEPARATE = frozenset(
    "的了和与與及在是被对對将將把从從向为為由等并並也都或而但应應须須需可以请請及"
)  # words by themselves
_SEEN, _BOUND = 3, 0.6  # uses, and share of them beside one and the same sign, from which a stretch is half a word
_TRADITIONAL = frozenset(
    "們這來時會對國說動學發經過還進樣種開問關長將現沒機點實應電車東業產務駛險費規場讓辦計議認證書語詞話課論設評識"
    "譯訴請調談謝護財貢貨購貿資質賽輪軟轉輕較輸農邊達遷運遠違連適選郵釋鐘錢鐵銀錯鎮門閉間聞閱隊陽陰際陸難頁項順須預"
    "領題顏類風飯館驗騎魚鳥龍與為從後個嗎並給勞務體營價屬戶擔據數條權環線統義職聯聽見觀誤負責貧車違醫雖雙離員單團園"
)
_MEASURES = frozenset("位个個项項名条條份次处處部件种種张張座场場批类類")
_COUNTED = re.compile(r"[0-9一二两兩三四五六七八九十百千万萬几幾每各该該某此本这這那多哪首另]$")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_STEPS, _WIDEST = 5, 8  # characters added on a side, and in all
_TWICE, _NEARLY = 2, 0.75


def dictionary_form(written: Counter[str], language: str) -> str:
    """The spelling that is most frequent and most like a dictionary's; of equals the shortest, then by alphabet."""
    return min(written.items(), key=lambda item: (-item[1] * dictionary(item[0], language), len(item[0]), item[0]))[0]


def dictionary(text: str, language: str) -> float:
    """How much a word or phrase looks like the form one would look up, 0 to 1; 1 where nothing is known."""
    judge = {"ru": _russian, "ar": _arabic, "de": _german}.get(language)
    return judge(text.split(" ")) if judge is not None else 1.0


def german_nominative(text: str, written: Callable[[str], bool]) -> str:
    """Plurals and nouns in the nominative where they stood in the dative; `written`: whether people wrote a word."""
    *described, noun = text.split(" ")
    if len(described) == 1 and described[0].endswith("en") and _GERMAN_PLURAL.search(noun):
        return f"{described[0][:-1]} {noun}"
    return noun[:-1] if not described and noun.endswith("en") and written(noun[:-1].casefold()) else text


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


def partial(text: str, texts: str) -> bool:
    """Whether a stretch of Chinese is half a word: the same sign, no word by itself, stands beside it."""
    places = [match.start() for match in re.finditer(re.escape(text), texts)]
    if len(places) < _SEEN:
        return False
    for signs in (
        Counter(texts[max(0, place - 1) : place] for place in places),
        Counter(texts[place + len(text) : place + len(text) + 1] for place in places),
    ):
        sign, many = signs.most_common(1)[0]
        if _CHINESE.match(sign) and sign not in _SEPARATE and many >= _BOUND * len(places):
            return True
    return False


def traditional(text: str) -> bool:
    """Whether a Chinese text is written in traditional characters."""
    return any(sign in _TRADITIONAL for sign in text)


def without_measure(text: str, texts: str) -> str:
    """A stretch of Chinese without the measure word that it opens with, if a number stands before it as a rule."""
    if text[:1] not in _MEASURES:
        return text
    before = [texts[max(0, match.start() - 1) : match.start()] for match in re.finditer(re.escape(text), texts)]
    counted = sum(_COUNTED.search(sign) is not None for sign in before)
    return text[1:].lstrip("的") if before and 2 * counted >= len(before) else text


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

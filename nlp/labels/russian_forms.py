"""A Russian heading stands in the nominative: the phrase as people wrote it, in the form that a dictionary opens with.

There is no dictionary. A form is made only where the ending leaves no doubt ("закрытия" is of "закрытие"), or where
people wrote other forms of the same word that settle it ("района" is of "район", which somebody wrote).
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence

Spellings = Callable[[str], Counter[str]]  # of a stem, as people wrote it

_IRREGULAR = {
    "имени": "имя", "именем": "имя", "времени": "время", "временем": "время", "людей": "люди", "людям": "люди",
    "детей": "дети", "детям": "дети", "детьми": "дети", "денег": "деньги", "деньгам": "деньги", "данных": "данные",
    "данными": "данные", "данным": "данные", "городов": "города", "домов": "дома", "адресов": "адреса",
    "номеров": "номера", "паспортов": "паспорта", "поездов": "поезда", "пути": "путь",
    "правил": "правила", "прав": "права", "лиц": "лица",
}  # fmt: skip
_SURE = (  # endings of nouns that tell the word whatever else was written
    (re.compile(r"((?:ени|[вдзлмстч]ани|[ыяи]ти|асти|тви|ств?и(?=[яюе])|чи)(?<![ок]мпани))(?:я|ю|ем|и|й)$"), r"\1е"),
    (re.compile(r"(ци|си(?<!роси)|графи|логи|номи)(?:и|ю|ей|й)$"), r"\1я"),
    (re.compile(r"((?:ор|ц|с|граф|лог|ном)и)(?:ям|ями|ях)$"), r"\1и"),
    (re.compile(r"(\w{2}ост)(?:и|ью|ей)$"), r"\1ь"),
    (re.compile(r"(\w{2}ств)(?:а|у|ом|е)$"), r"\1о"),
    (re.compile(r"(\w{2}тел)(?:я|ю|ем|е|ей)$"), r"\1ь"),
    (re.compile(r"(\w[гкхжшщч])(?:ами|ах|ов)$"), r"\1и"),
    (re.compile(r"(\w{2}[бвдзлмнпрстфц])(?:ами|ах|ов)$"), r"\1ы"),
)  # fmt: skip
_PLURAL = re.compile(r"^(\w{2,}?)(ых|их|ыми|ими|ые|ие)$")
_NEUTER = re.compile(r"^(\w{2,}?)(ого|его|ому|ему|ым|им)$")
_FEMININE = re.compile(r"^(\w{2,}?)(ой|ей|ую|юю)$")
_BESIDE = re.compile(r"^(\w{2,}?(?:н|ск|ов|ев))(ом)$")
_AGREES = (  # how an adjective that is one for sure ends, and what stands beside it
    (_BESIDE, re.compile(r"е$")),
    (re.compile(r"(?:[нвщ]|ск)(?:ым|им)$"), re.compile(r"[оеая]м$")),
    (re.compile(r"(?:[нвщ]|ск)(?:ой|ей)$"), re.compile(r"(?:[иые]|[оеь]й|ью)$")),
)
_SURE_ADJECTIVE = re.compile(r"(?:ый|ая|яя|ое|ые|ого|ему|ому|ых|ыми|ую|юю)$")
_NOUN = re.compile(r"(?:[еа]ни|[ыяи]ти|[ст]тви|ци|си)(?:е|я|ю|и|й|ей|ем)$")
_SIBILANT, _VELAR = "жшщч", "гкхжшщч"
_STRESSED = ("городск", "людск", "морск", "заводск", "мастерск", "бытов", "правов", "налогов", "цифров", "трудов")
_FLEETING = re.compile(r"[^аеёиоуыэюяй][нлкц]$")
_CONSONANT = re.compile(r"[бвгджзклмнпрстфхцчшщ]$")


def in_nominative(text: str, stems: Sequence[str], written: Spellings) -> str:
    """The phrase with its adjectives and their noun in the nominative; what follows them as it stands."""
    words = text.split(" ")
    if len(words) == 1:
        return noun_in_nominative(text, written(stems[0]))
    if _adjective(words[0], words[1], written(stems[0])):
        return _described(words, stems, written) if len(stems) > 1 else text
    return " ".join([noun_in_nominative(words[0], written(stems[0])), *words[1:]])


def noun_in_nominative(word: str, forms: Counter[str]) -> str:
    """The noun in the nominative, where its ending or the other forms that people wrote tell it; else as it stands."""
    folded = word.casefold()
    if word.isupper() or len(folded) < 4 or "-" in word or folded.endswith(("ие", "ье")):
        return word
    made = _IRREGULAR.get(folded) or _by_ending(folded) or _by_forms(folded, {form.casefold() for form in forms})
    return _like(word, made) if made else word


def _by_ending(folded: str) -> str:
    for ending, instead in _SURE:
        if ending.search(folded):
            return ending.sub(instead, folded)
    return ""


def _by_forms(folded: str, forms: set[str]) -> str:
    """By what else people wrote: "район" beside "района" tells a masculine noun, "школой" beside "школ" a feminine."""
    stem = re.sub(r"(?:ами|ями|ах|ях|ам|ям|ов|ев|ом|ем|ой|ей|ою|[аяуюыие])$", "", folded)
    ending = folded[len(stem) :]
    if stem + "й" in forms and stem.endswith(("тари", "тери", "нари")) and ending in {"я", "ю", "ем", "ев"}:
        return stem + "й"
    if ending == "ой" and not stem.endswith(("н", "ск", "ов", "ев")):
        return stem + "а"
    if not ending or ending in {"ы", "и"} or stem + "о" in forms:
        return ""
    feminine = {stem + "ой", stem + "ою", stem + "ей"} & forms
    masculine = stem in forms or ({stem + "ом", stem + "ов"} & forms and not _FLEETING.search(stem))
    if masculine and not feminine and _CONSONANT.search(stem) and ending not in {"ов", "ев", "ам", "ах", "ами"}:
        return stem
    if ending in {"у", "ю", "ой", "ей", "е"}:
        return next((stem + sign for sign in "ая" if stem + sign in forms), "")
    return ""


def _adjective(word: str, following: str, forms: Counter[str]) -> bool:
    folded = word.casefold()
    if _NOUN.search(folded) or folded in _IRREGULAR:
        return False
    if any(ending.search(folded) and beside.search(following.casefold()) for ending, beside in _AGREES):
        return True
    if not any(shape.search(folded) for shape in (_PLURAL, _NEUTER, _FEMININE)):
        return False
    return bool(_SURE_ADJECTIVE.search(folded)) or any(_SURE_ADJECTIVE.search(form.casefold()) for form in forms)


def _described(words: Sequence[str], stems: Sequence[str], written: Spellings) -> str:
    """One adjective or two and their noun in the nominative; as it stood where the noun leaves a doubt."""
    many = 2 if len(words) > 2 and len(stems) > 2 and _adjective(words[1], words[2], written(stems[1])) else 1
    noun, first = words[many], words[0].casefold()
    forms = {form.casefold() for form in written(stems[many])}
    made, kind = _with_gender(first, noun.casefold(), forms)
    if not made:
        return " ".join(words)
    told = [_like(word, _described_as(word.casefold(), kind)) for word in words[:many]]
    return " ".join([*told, _like(noun, made), *words[many + 1 :]])


def _with_gender(adjective: str, noun: str, forms: set[str]) -> tuple[str, str]:
    """The noun beside an adjective in the nominative, and its kind: masculine, feminine, neuter or plural."""
    if match := _PLURAL.search(adjective):
        return (noun, "") if match[2] in {"ые", "ие"} else (_plural(noun, forms), "plural")
    if _FEMININE.search(adjective):
        return _feminine(noun, forms), "feminine"
    made = _IRREGULAR.get(noun) or _by_ending(noun)
    if made:
        return made, "neuter" if made.endswith(("о", "е", "я")) else "masculine"
    stem = re.sub(r"(?:ом|[ауе])$", "", noun)
    if _FLEETING.search(stem) and stem not in forms:
        return "", ""  # a vowel comes between: "перечня" is of "перечень"
    if stem + "о" in forms:
        return stem + "о", "neuter"
    return (stem, "masculine") if _CONSONANT.search(stem) and stem != noun else ("", "")


def _plural(noun: str, forms: set[str]) -> str:
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    if (made := re.sub(r"(?<=[енцст])(?:ий)$", "ия", noun)) != noun:
        return made if not made.endswith("ция") else f"{noun[:-1]}и"
    stem = re.sub(r"(?:ами|ах|ам|ов)$", "", noun)
    ending = "и" if stem[-1:] in _VELAR else "ы"
    if stem != noun and _CONSONANT.search(stem):
        return stem + ending
    return next((noun + sign for sign in "ыиа" if noun + sign in forms), "")


def _feminine(noun: str, forms: set[str]) -> str:
    if made := _by_ending(noun):
        return made if made.endswith(("я", "ь")) else ""
    stem = re.sub(r"(?:ой|ей|[аыиеу])$", "", noun)
    if stem + "ь" in forms or (noun.endswith("и") and stem[-1:] in "зт" and stem + "а" not in forms):
        return stem + "ь"
    sure = stem + "а" in forms or noun.endswith(("ы", "у", "ой")) or stem[-1:] in "гкх"
    return stem + "а" if sure and stem != noun else ""


def _described_as(adjective: str, kind: str) -> str:
    shapes = (_PLURAL, _NEUTER, _FEMININE, _BESIDE)
    match = next((found for shape in shapes if (found := shape.search(adjective))), None)
    if match is None or not kind:
        return adjective
    stem, soft = match[1], match[1][-1:] in _SIBILANT or match[2] in {"его", "ему", "юю"}
    soft = soft or (match[2] in {"их", "им", "ими", "ей"} and match[1][-1:] == "н")
    if kind == "masculine":
        return stem + ("ой" if stem.endswith(_STRESSED) else "ий" if soft or stem[-1:] in _VELAR else "ый")
    if kind == "feminine":
        return stem + ("яя" if soft and stem[-1:] == "н" else "ая")
    if kind == "neuter":
        return stem + ("ее" if soft else "ое")
    return stem + ("ие" if soft or stem[-1:] in _VELAR else "ые")


def _like(word: str, made: str) -> str:
    """With the capital of the word as it stood."""
    return made[:1].upper() + made[1:] if word[:1].isupper() else made

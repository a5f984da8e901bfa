"""What vectors do not see: negation, direction, numbers, links. Word lists for six languages and German. Pure.

Counts, no grammar: what differs here is not offered as the same ask, so that a miss costs an offer and no wrong answer.
"""

from collections import Counter
from collections.abc import Mapping

import regex

_LINKS = regex.compile(r"(?:https?://|www\.)\S+", regex.IGNORECASE)
_QUOTED = regex.compile(r"[«“„\"]\s*([^«»“”„\"]{3,200}?)\s*[»”“\"]")
_NUMBERS = regex.compile(r"\p{Nd}+")


def _words(words: str) -> regex.Pattern[str]:
    return regex.compile(rf"\b(?:{words})\b", regex.IGNORECASE)


def _arabic(words: str) -> regex.Pattern[str]:
    return regex.compile(rf"\b[وف]?(?:{words})\b")


_NEGATIONS: Mapping[str, regex.Pattern[str]] = {
    "en": _words(r"not|no|never|none|nobody|nothing|nor|neither|without|cannot|\w+n['’]t|against|lacks?|refuse[sd]?"),
    "fr": _words(r"pas|jamais|aucune?s?|sans|ni|rien|contre|non|nul(?:le)?s?|guère|personne|refus(?:e|er|ons)?"),
    "es": _words(r"no|nunca|jamás|ning[uú]n[oa]?s?|sin|ni|nada|nadie|contra|tampoco|rechaz\w+"),
    "ru": _words(r"не|нет|ни|никогда|никто|ничего|никак\w*|без|против|нельзя"),
    "ar": _arabic("لا|لم|لن|ما|ليس|ليست|غير|دون|بدون|بلا|ضد|عدم|كلا"),
    "zh": regex.compile("不|没|沒|无|無|非(?!常)|未|勿|别|反对|反對|禁止|拒绝"),
    "de": _words(r"nicht|kein\w*|nie|niemals|nichts|niemand|ohne|weder|gegen"),
}
# Each pair is one direction and its opposite, the same pairs in the same order in each language.
_DIRECTIONS: Mapping[str, tuple[tuple[regex.Pattern[str], regex.Pattern[str]], ...]] = {
    "en": (
        (
            _words(r"more|increas\w+|rais\w+|longer|extend\w*|strengthen\w*|widen\w*"),
            _words(r"less|fewer|reduc\w+|lower\w*|shorten\w*|shorter|weaken\w*|limit\w*|narrow\w*"),
        ),
        (
            _words(r"add|adds|added|adding|includ\w+|keep|keeps|retain\w*|insert\w*"),
            _words(r"delet\w+|remov\w+|drop\w*|strik\w+|exclud\w+|omit\w*|withdraw\w*"),
        ),
        (_words(r"mandatory|compulsory|obligat\w+|binding|must|require\w*"), _words(r"voluntary|optional|non-binding")),
        (_words(r"allow\w*|permit\w*|authori[sz]\w+"), _words(r"forbid\w*|prohibit\w*|ban|bans|banned|bar")),
    ),
    "fr": (
        (
            _words(r"plus|augment\w+|renforc\w+|allong\w+|étend\w*|élarg\w+"),
            _words(r"moins|rédui\w+|diminu\w+|baiss\w+|raccourc\w+|affaibl\w+|limit\w+|restrei\w+"),
        ),
        (_words(r"ajout\w+|inclu\w+|maint\w+|conserv\w+|insér\w+"), _words(r"supprim\w+|retir\w+|exclu\w*|enlev\w+")),
        (_words(r"obligat\w+|contraignan\w+|impos\w+"), _words(r"volontaires?|facultati\w+|incitati\w+")),
        (_words(r"autoris\w+|permet\w*|permis\w*"), _words(r"interdi\w*|prohib\w+")),
    ),
    "es": (
        (
            _words(r"más|aument\w+|ampli\w+|reforz\w+|refuerz\w+"),
            _words(r"menos|reduc\w+|redu[cz]\w+|disminu\w+|limit\w+"),
        ),
        (_words(r"añad\w+|inclu\w+|manten\w+|agreg\w+"), _words(r"elimin\w+|suprim\w+|exclu[ií]\w*|quit\w+")),
        (_words(r"obligatori\w+|vinculante\w*|exig\w+"), _words(r"voluntari\w+|opcional\w*|facultativ\w+")),
        (_words(r"permit\w+|autoriz\w+"), _words(r"proh[ií]b\w+|prohib\w+")),
    ),
    "ru": (
        (
            _words(r"больше|более|увелич\w+|повы[сш]\w+|расшир\w+|усил\w+"),
            _words(r"меньше|менее|уменьш\w+|сни[жз]\w+|сокра[тщ]\w+|огранич\w+|ослаб\w+"),
        ),
        (_words(r"добав\w+|включ\w+|сохран\w+|дополн\w+"), _words(r"исключ\w+|удал\w+|убра\w+|отмен\w+")),
        (_words(r"обязательн\w+|обязан\w*"), _words(r"добровольн\w+|необязательн\w+")),
        (_words(r"разреш\w+|позвол\w+"), _words(r"запре[тщ]\w+")),
    ),
    "ar": (
        (_arabic("(?:ال)?أكثر|زيادة|توسيع|تعزيز|رفع"), _arabic("(?:ال)?أقل|تقليل|خفض|تخفيض|تقييد|الحد")),
        (_arabic("إضافة|إدراج|الإبقاء|تضمين"), _arabic("حذف|إزالة|استبعاد|إلغاء")),
        (_arabic("إلزامي\\w*|(?:ال)?ملزم\\w*|يجب"), _arabic("طوعي\\w*|(?:ال)?اختياري\\w*")),
        (_arabic("السماح|يسمح|تسمح"), _arabic("حظر|يحظر|منع|يمنع")),
    ),
    "zh": (
        (regex.compile("更多|增加|提高|扩大|加强|延长"), regex.compile("更少|减少|降低|缩小|缩短|削弱|限制")),
        (regex.compile("添加|增列|列入|纳入|保留"), regex.compile("删除|删去|去掉|排除|取消")),
        (regex.compile("强制|必须|义务"), regex.compile("自愿|可选")),
        (regex.compile("允许|准许"), regex.compile("禁止")),
    ),
    "de": (
        (
            _words(r"mehr|erhöh\w+|verlänger\w+|erweiter\w+|stärk\w+"),
            _words(r"weniger|senk\w+|verkürz\w+|verringer\w+|beschränk\w+|reduzier\w+"),
        ),
        (
            _words(r"hinzufüg\w+|aufnehm\w+|ergänz\w+|beibehalt\w+"),
            _words(r"streich\w+|gestrichen|entfern\w+|ausschließ\w+"),
        ),
        (_words(r"verpflichtend\w*|verbindlich\w*|pflicht\w*"), _words(r"freiwillig\w*|optional\w*|unverbindlich\w*")),
        (_words(r"erlaub\w+|zulass\w+|gestatt\w+"), _words(r"verbiet\w+|verbot\w*|untersag\w+")),
    ),
}


# A demonstrative with a part of the text: about the place where it was said, and another thing elsewhere.
_HERE: Mapping[str, regex.Pattern[str]] = {
    "en": _words(r"this (?:section|article|clause|paragraph|proposal|provision|question|chapter|sentence)"),
    "fr": _words(
        r"(?:cet?|cette|la présente) (?:section|partie|article|alinéa|paragraphe|proposition|question|phrase)"
    ),
    "es": _words(r"(?:este|esta) (?:sección|artículo|cláusula|párrafo|propuesta|disposición|pregunta|frase)"),
    "ru": _words(r"(?:эт\w+|данн\w+) (?:раздел\w*|стать\w*|пункт\w*|абзац\w*|предложени\w*|положени\w*|вопрос\w*)"),
    "ar": _arabic("(?:هذا|هذه) (?:القسم|المادة|البند|الفقرة|الاقتراح|المقترح|الحكم|السؤال|الجملة)"),
    "zh": regex.compile("[本此该](?:节|条|款|段|提案|建议|规定|问题|句)"),
    "de": _words(r"dies\w* (?:abschnitt\w*|artikel\w*|absatz\w*|vorschlag\w*|bestimmung\w*|frage\w*|satz\w*)"),
}


def is_known(language: str) -> bool:
    return language in _NEGATIONS


def negations(text: str, language: str) -> int:
    return len(_NEGATIONS[language].findall(_LINKS.sub(" ", text)))


def directions_in(text: str, language: str) -> tuple[int, ...]:
    """For each pair of opposites 1, -1, or 0 where it names neither, or both as often."""
    plain = _LINKS.sub(" ", text)
    counts = ((len(up.findall(plain)), len(down.findall(plain))) for up, down in _DIRECTIONS[language])
    return tuple((up > down) - (up < down) for up, down in counts)


def numbers_in(text: str) -> Counter[int]:
    return Counter(int(digits) for digits in _NUMBERS.findall(_LINKS.sub(" ", text)))


def words_quoted(text: str) -> frozenset[str]:
    """What stands between quotation marks."""
    return frozenset(_QUOTED.findall(text))


def points_at_place(text: str, language: str) -> bool:
    return language in _HERE and _HERE[language].search(text) is not None


def links(text: str) -> frozenset[str]:
    return frozenset(link.rstrip(".,;:)»\"'").casefold() for link in _LINKS.findall(text))


def length(text: str) -> float:
    """In words, or what would be words in a script that puts no blanks between them."""
    plain = _LINKS.sub(" ", text)
    han = len(regex.findall(r"\p{Han}|\p{Hiragana}|\p{Katakana}", plain))
    return len(regex.findall(r"[\p{L}\p{N}]+", regex.sub(r"\p{Han}|\p{Hiragana}|\p{Katakana}", " ", plain))) + han / 1.6

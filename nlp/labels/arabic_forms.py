"""An Arabic heading is made of nouns: no verb, no "his" or "our" at their end, no "and" or "by" at their beginning.

There is no dictionary. That a word is a verb shows in its ending, or where people wrote it with the prefix of another
person too ("نطالب" beside "يطالب") and never with the article.
"""

import re
from collections.abc import Callable, Collection, Sequence

Known = Callable[[str], bool]  # whether people wrote a stem

_ARTICLE = re.compile(r"^(?:[وف]?[بكل]?ال|[وف]?لل)(?=\w{2})")
_CLITICS = "وفبلك"
_PERSONS = "يتنأ"
_VERBAL_NOUN = re.compile(r"^ت\w\wي\w$")  # تدريب, تبريد
_VERB = re.compile(r"(?:وا|\w{2}تمو?ه?|وننا|ونه|ونها|يننا)$")
_OWNED = re.compile(r"\w{3}(?:ها|نا|هم|هما|كم|ته|ي?ه)$")
_WHOLE = re.compile(r"(?:ياه|جاه|باه|وجه|شبيه|جيه|بيه|فيه|فقه|حكم|حاكم|راكم|مهم|سهم|درهم|بناء|يناه)$")
_SHORT = 4  # letters from which a word may be a verb


def in_bare_form(text: str, stems: Sequence[str], forms: Collection[str]) -> str:
    """Without what is written together with the first word; a single word with the article that people gave it."""
    words = text.split(" ")
    first, stem = words[0], stems[0]
    if (article := _ARTICLE.match(first)) is not None:
        words[0] = f"ال{first[article.end() :]}"
    elif first[:1] in _CLITICS and first[1:] == stem:
        words[0] = stem
    if len(words) == 1 and article is None and any(_ARTICLE.match(form) for form in forms):
        words[0] = f"ال{words[0]}"
    elif len(words) == 1 and first.endswith("ا") and first[:-1] in forms:
        words[0] = first[:-1]  # the accusative of an indefinite noun
    return " ".join(words)


def names_something(words: Sequence[str], stems: Sequence[str], known: Known, definite: Known) -> bool:
    """No verb in it, nobody's own at its ends, and what follows a definite word is definite."""
    if any(_is_verb(stem, known) and not definite(stem) for stem in stems):
        return False
    if any(_VERB.search(word) and not _ARTICLE.match(word) for word in words):
        return False
    if any(_OWNED.search(word) and not _WHOLE.search(word) and not _ARTICLE.match(word) for word in words):
        return False
    return len(words) == 1 or not _ARTICLE.match(words[0]) or any(_ARTICLE.match(word) for word in words[1:])


def _is_verb(stem: str, known: Known) -> bool:
    if len(stem) < _SHORT or _VERBAL_NOUN.match(stem):
        return False
    opens = stem[1:] if stem[0] == "س" and stem[1] in _PERSONS else stem
    if opens[0] not in _PERSONS:
        return False
    return opens[0] in "يت" or any(known(person + opens[1:]) for person in _PERSONS if person != opens[0])

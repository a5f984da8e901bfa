"""In which language each text is written.

py3langid (naive Bayes on byte n-grams, Lui & Baldwin 2012), restricted to the languages of the round:
with the usual hundred candidates a four-word comment is a lottery, with six it is right 99 times in 100.
"""

from collections import Counter
from collections.abc import Sequence

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from nlp.records import Text

UNDETERMINED = "und"
UNITED_NATIONS = ("ar", "en", "es", "fr", "ru", "zh")
_READ = 240  # characters are enough, and a megabyte would take seconds
_LONG = 40  # letters from which a guess among all languages can be believed
_LIKELY, _SURE = 0.7, 0.9


def languages_of(texts: Sequence[Text], allowed: tuple[str, ...] | None = None) -> tuple[str, ...]:
    """ISO 639-1 code of each text, in order; "und" where there are no letters.

    Without `allowed`, the languages of the round are those that at least one long text in two hundred is
    written in. A declared language wins over an unsure guess.
    """
    reader = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    spoken = _known_to(reader, allowed) if allowed else _spoken(reader, texts)
    reader.set_languages(sorted(spoken))
    return tuple(_language(reader, text, spoken) for text in texts)


def _known_to(reader: LanguageIdentifier, codes: Sequence[str]) -> set[str]:
    return {code for code in codes if code in reader.labels} or set(UNITED_NATIONS)


def _spoken(reader: LanguageIdentifier, texts: Sequence[Text]) -> set[str]:
    step = max(1, len(texts) // 1_000)
    longs = [text.text[:_READ] for text in texts[::step] if _letters(text.text) >= _LONG]
    reader.set_languages([code for code in reader.labels if len(code) == 2])  # no dialects: they halve sure guesses
    guesses = [reader.classify(text) for text in longs]
    counts = Counter(code for code, p in guesses if p >= _LIKELY)
    declared = Counter(text.language for text in texts if text.language)
    bar = max(1, len(longs) // 200)
    found = {code for code, count in counts.items() if count >= bar}
    found |= {code for code, count in declared.items() if code in reader.labels and count >= bar}
    return found or set(UNITED_NATIONS)


def _letters(text: str) -> int:
    return sum(character.isalpha() for character in text[:_READ])


def _language(reader: LanguageIdentifier, text: Text, spoken: set[str]) -> str:
    start = text.text[:_READ]
    if not any(character.isalpha() for character in start):
        return text.language if text.language in spoken else UNDETERMINED
    code, p = reader.classify(start)
    if p < _SURE and text.language in spoken:
        return text.language
    return str(code)

"""What came in copies: a letter, or a remark so short that several people may well have found it by themselves."""

from nlp.text.word_count import count_words

LEAST_WORDS = 8  # of a letter
CHARACTERS_READ = 600  # in which to look for them


def is_letter(beginning: str) -> bool:
    """By the first `CHARACTERS_READ` characters. Loads no model."""
    return count_words(beginning) >= LEAST_WORDS

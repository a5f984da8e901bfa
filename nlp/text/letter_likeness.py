"""Whether words stand in a letter, told by letter triples: numbers and libraries are not needed for it."""

_SHARE = 0.6  # of the triples of some words that stand in the letter, to be part of it


def triples(text: str) -> set[str]:
    """Every three characters in a row: alike in every script."""
    plain = " ".join(text.casefold().split())
    return {plain[place : place + 3] for place in range(max(1, len(plain) - 2))}


def is_of_letter(words: str, letter: set[str]) -> bool:
    """Most of the words stand in the letter; `letter` are its triples."""
    mine = triples(words)
    return len(mine & letter) >= _SHARE * len(mine)

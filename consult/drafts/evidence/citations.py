"""Citations in a text: references of findings between square brackets, [F12] or [F12, F14]. Pure.

The words themselves carry them, so that an answer, its drafts, a revision and everything printed of them cite alike.
"""

import re
from collections.abc import Collection

from markupsafe import Markup

REFERENCE = r"[A-Za-z]{1,6}[-.]?\d{1,5}"
_CITED = re.compile(rf"\[\s*({REFERENCE}(?:\s*[,;،、]\s*{REFERENCE})*)\s*\]")


def is_reference(text: str) -> bool:
    return re.fullmatch(REFERENCE, text) is not None


def cited_in(*texts: str) -> list[str]:
    """References as they are kept, in the order in which they are cited first."""
    found = [one for text in texts for cited in _CITED.finditer(text) for one in re.findall(REFERENCE, cited[1])]
    return list(dict.fromkeys(one.upper() for one in found))


def unknown_in(known: Collection[str], *texts: str) -> list[str]:
    """What is cited and is in no library that has these references: [F99].

    Other words that happen to look like one, [SDG11], are left alone: only letters by which this library names its
    findings, and F, are taken for a citation.
    """
    letters = {"F", *(_letters(reference) for reference in known)}
    return [one for one in cited_in(*texts) if one not in known and _letters(one) in letters]


def _letters(reference: str) -> str:
    return reference.rstrip("0123456789").rstrip("-.").upper()


def with_links(words: Markup, address: str, known: Collection[str]) -> Markup:
    """The same HTML with a link for each citation of what is known; `address` holds the place of the reference, {}.

    Its attributes hold no square brackets: it is made of escaped words and plain tags (`paragraphs`).
    """

    def linked(cited: re.Match[str]) -> str:
        return re.sub(REFERENCE, lambda one: _link(one[0], address, known), cited[0])

    return Markup(_CITED.sub(linked, str(words)))  # noqa: S704 - escaped already, and references are plain


def _link(reference: str, address: str, known: Collection[str]) -> str:
    if reference.upper() not in known:
        return reference
    return str(Markup('<a class="cited" href="%s">%s</a>') % (address.replace("{}", reference.upper()), reference))

"""The English words that the force-of-language watch looks for. Pure data."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple


class StrengthPattern(NamedTuple):
    """A pattern with a named group for each verb, and how strongly each binds, in the same order."""

    pattern: re.Pattern[str]
    strengths: tuple[tuple[str, int], ...]


def _listed(verbs: Mapping[str, int]) -> StrengthPattern:
    """Longer expressions first, so that "encouraged to" is not read as "encourage"."""
    ordered = sorted(verbs, key=len, reverse=True)
    names = {verb: f"v{place}" for place, verb in enumerate(ordered)}
    pattern = "|".join(f"(?P<{names[verb]}>{verb})" for verb in ordered)
    return StrengthPattern(
        re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), tuple((names[v], verbs[v]) for v in ordered)
    )


def _any(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(sorted(words, key=len, reverse=True))})\b", re.IGNORECASE)


# Equal numbers are a matter of style. "May 2030" is a month.
MODALS = _listed(
    {
        "shall": 4,
        "must": 4,
        "(?:is|are) required to": 4,
        "(?:is|are) obliged to": 4,
        "should": 3,
        "ought to": 3,
        "(?:is|are|be) encouraged to": 2,
        "(?:is|are|be) invited to": 2,
        r"may(?! \d)": 1,
        "might": 1,
        "can": 1,
        "could": 1,
    }
)
DUTIES = _listed(
    {
        r"prohibit(?:s|ed|ing)?": 4,
        r"ban(?:s|ned|ning)?": 4,
        r"guarantee(?:s|d|ing)?": 4,
        r"ensur(?:e|es|ed|ing)": 4,
        r"requir(?:e|es|ed|ing)(?! to)": 4,
        r"protect(?:s|ed|ing)?": 3,
        r"restrict(?:s|ed|ing)?": 2,
        r"limit(?:s|ed|ing)?": 2,
        r"regulat(?:e|es|ed|ing)": 2,
        r"promot(?:e|es|ed|ing)": 2,
        r"support(?:s|ed|ing)?": 2,
        r"encourag(?:e|es|ed|ing)(?! to)": 1,
        r"discourag(?:e|es|ed|ing)": 1,
        r"facilitat(?:e|es|ed|ing)": 1,
        r"consider(?:s|ed|ing)?": 1,
        r"striv(?:e|es|ing) (?:to|for)": 1,
        r"seek(?:s|ing)? to": 1,
        r"endeavour(?:s|ing)? to": 1,
        r"aim(?:s|ing)? (?:to|at)": 1,
    }
)
# Put before a verb, these take away from its force whatever the verb is.
HEDGES = re.compile(
    r"(?:(?:is|are|be) (?:encouraged|invited)|striv(?:e|es|ing)|seek(?:s|ing)?|endeavour(?:s|ing)?|aim(?:s|ing)?)"
    r" (?:to|for|at)"
)
NEGATION = re.compile(r"\b(?:(?:shall|must|should|may|can|could)\s+(?:not|never)|cannot)\b", re.IGNORECASE)
LATITUDE = _any(
    (
        "(?:where|as|if|when) appropriate",
        "(?:where|if|as far as|to the extent) possible",
        "(?:where|as far as|to the extent) feasible",
        "(?:where|as far as) practicable",
        "where relevant",
        "(?:where|as|if|when) necessary",
        "as needed",
        "(?:subject to|within) (?:the )?(?:available )?(?:resources|budgets?)",
        "(?:subject to|in accordance with|in line with|consistent with) national (?:laws?|legislation|circumstances)",
        "in principle",
        "on a voluntary basis",
        "voluntary|voluntarily",
    )
)
RIGHTS = tuple(
    _any([term])
    for term in (
        "human rights",
        "rights?",
        "freedoms?",
        "privacy",
        "dignity",
        r"consent\w*",
        r"equal(?:ity|ly)?|equit\w+",
        r"(?:non-?)?discriminat\w+",
        r"accessib\w+",
        r"inclusi\w+",
        r"remed(?:y|ies)|redress|appeals?",
        r"accountab\w+",
        r"transparen\w+",
        "safeguards?",
        r"participat\w+",
        r"oversight|independent",
    )
)

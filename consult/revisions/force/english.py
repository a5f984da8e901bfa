"""The English words that the force-of-language watch looks for. Pure data."""

import re

from consult.revisions.force.lexicon import ForceLexicon, any_of, defining, each_of, ranked_words

# Equal numbers are a matter of style. "May 2030" is a month.
MODALS = ranked_words(
    {
        "shall": 4,
        "must": 4,
        "(?:is|are) required to": 4,
        "(?:is|are) obliged to": 4,
        "should": 3,
        "ought to": 3,
        "(?:is|are) recommended": 3,
        "(?:is|are) optional": 1,
        "(?:is|are|be) encouraged to": 2,
        "(?:is|are|be) invited to": 2,
        r"may(?! \d)": 1,
        "might": 1,
        "can": 1,
        "could": 1,
    }
)
DUTIES = ranked_words(
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
LATITUDE = any_of(
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
RIGHTS = each_of(
    (
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

# Longest first: "member states" is one actor.
ACTORS = any_of(
    (
        "(?:national|central|federal) governments?",
        "(?:local|regional|subnational) (?:and regional )?(?:governments?|authorities)",
        "governments?",
        "member states?",
        "states?",
        "cities|city",
        "municipalit(?:y|ies)",
        "(?:public |competent |supervisory )?authorit(?:y|ies)",
        "public bod(?:y|ies)",
        "private sector",
        "compan(?:y|ies)|business(?:es)?|enterprises?",
        "(?:service )?providers?|suppliers?|vendors?|operators?",
        "(?:relevant )?stakeholders?",
        "civil society(?: organi[sz]ations?)?",
        "academia|universities",
        "communit(?:y|ies)",
        "residents|citizens",
        "contributors?|maintainers?|reviewers?|developers?|policy ?makers?|managers?",
    )
)
QUANTIFIERS = ranked_words(
    {
        "all": 3,
        "every": 3,
        "each": 3,
        "any": 3,
        "at least": 2,
        "most": 2,
        "many": 2,
        "relevant": 1,
        "some": 1,
        "certain": 1,
        "selected": 1,
        "key": 1,
    }
)
MONTHS = re.compile(
    r"\b(?:January|February|March|April|May(?= \d)|June|July|August|September|October|November|December)\b"
)
ENGLISH = ForceLexicon(
    modals=MODALS,
    duties=DUTIES,
    quantifiers=QUANTIFIERS,
    hedges=HEDGES,
    negation=NEGATION,
    latitude=LATITUDE,
    rights=RIGHTS,
    actors=ACTORS,
    months=MONTHS,
    defines=defining("means|refers to|is defined as"),
)

"""The French words that the force-of-language watch looks for. Pure data."""

import re

from consult.revisions.force.lexicon import ForceLexicon, any_of, defining, each_of, ranked_words

_ENCOURAGED = r"(?:est|sont|soient|soit) (?:encouragé|invité|incité)e?s? à"
FRENCH = ForceLexicon(
    modals=ranked_words(
        {
            "doit|doivent|devra|devront": 4,
            "(?:est|sont) tenue?s? (?:de|d[’'])": 4,
            "(?:est|sont) obligatoires?": 4,
            "il faut": 4,
            "devrait|devraient": 3,
            "il (?:convient|conviendrait)": 3,
            "(?:est|sont) recommandée?s?": 3,
            _ENCOURAGED: 2,
            "peut|peuvent|pourra|pourront": 1,
            "pourrait|pourraient": 1,
            "(?:est|sont) facultati(?:f|ve)s?": 1,
        }
    ),
    duties=ranked_words(
        {
            "interdi(?:re|t|sent|ts|te|tes)": 4,
            r"garanti(?:r|t|ssent|ssant|es?|s)?": 4,
            r"assur(?:er|e|ent|ant)": 4,
            "(?:veiller?|veillent) à(?: ce que)?": 4,
            "exig(?:er|e|ent|eant)": 4,
            "protég(?:er|eant)|protège(?:nt)?": 3,
            "limit(?:er|e|ent)": 2,
            "réglement(?:er|e|ent)": 2,
            "promouvoir|promeu(?:t|vent)": 2,
            "(?:souten(?:ir|ant)|soutien(?:t|nent))": 2,
            "encourag(?:er|e|ent|eant)": 1,
            "facilit(?:er|e|ent|ant)": 1,
            "envisag(?:er|e|ent|eant)": 1,
            "(?:s[’']efforc(?:er|e|ent)|cherch(?:er|e|ent)|tend(?:re|ent)?|vis(?:er|e|ent)) (?:de|d[’']|à)": 1,
            "tent(?:er|e|ent) de": 1,
        }
    ),
    quantifiers=ranked_words(
        {
            "tous|toutes|tout|toute": 3,
            "chaque|chacune?": 3,
            "au moins": 2,
            "la plupart d(?:e|es|u)": 2,
            "plusieurs": 2,
            "certain(?:e?s)": 1,
            "quelques": 1,
            "pertinent(?:e?s)|concerné(?:e?s)": 1,
        }
    ),
    hedges=re.compile(
        rf"(?:{_ENCOURAGED}|(?:s[’']efforc(?:er|e|ent)|cherch(?:er|e|ent)|vis(?:er|e|ent)|tent(?:er|e|ent))"
        r" (?:de|d[’']|à))",
        re.IGNORECASE,
    ),
    negation=re.compile(
        r"\bne (?:doi(?:t|vent)|devr(?:a|ont|ait|aient)|peu(?:t|vent)|pourr(?:a|ont|ait|aient)) (?:pas|jamais|plus)\b",
        re.IGNORECASE,
    ),
    latitude=any_of(
        (
            "le cas échéant",
            "s[’']il y a lieu",
            "selon (?:qu[’']il convient|les besoins|le cas)",
            "(?:dans la mesure|autant que|si|lorsque c[’']est|lorsque cela est|si cela est) (?:du )?possible",
            "dans toute la mesure (?:du )?possible",
            "si nécessaire|au besoin|en tant que de besoin",
            "(?:si|lorsque) cela est approprié|de manière appropriée",
            "sous réserve d(?:e|es|u)",
            "dans les limites d(?:e|es|u)",
            "conformément (?:à la législation nationale|au droit national|aux lois nationales)",
            "en principe",
            "à titre volontaire|volontairement|volontaires?",
        )
    ),
    rights=each_of(
        (
            "droits (?:de l[’']homme|humains)",
            "droits?",
            "libertés?",
            "vie privée",
            "dignité",
            r"consent\w*",
            r"égalité|égale(?:s|ment)?|équit\w+",
            r"(?:non-?)?discriminat\w+",
            r"accessib\w+",
            r"inclusi\w+",
            "recours|réparation|appel",
            r"responsabilité|redevab\w+",
            r"transparen\w+",
            "garanties?",
            r"particip\w+",
            "contrôle|indépendant(?:e?s?)",
        )
    ),
    actors=any_of(
        (
            "gouvernements? (?:nationa(?:l|ux)|centra(?:l|ux))",
            "gouvernements?",
            "États membres|État membre",
            "États?",
            "collectivités (?:territoriales|locales)|collectivités",
            "(?:autorités|administrations) (?:locales|régionales|publiques|compétentes)",
            "autorités?|administrations?",
            "villes?|communes?|municipalités?",
            "secteur privé",
            "entreprises?",
            "fournisseurs?|prestataires?|opérateurs?",
            "parties prenantes",
            "société civile",
            "universités?|chercheurs?",
            "habitants|citoyens|citoyennes",
        )
    ),
    months=re.compile(
        r"\b(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)\b", re.IGNORECASE
    ),
    defines=defining("désigne|s[’']entend|signifie"),
)

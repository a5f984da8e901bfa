"""The Spanish words that the force-of-language watch looks for. Pure data."""

import re

from consult.revisions.force.lexicon import ForceLexicon, any_of, defining, each_of, ranked_words

_ENCOURAGED = "se (?:alienta|anima|invita|exhorta|insta) a"
SPANISH = ForceLexicon(
    modals=ranked_words(
        {
            "debe|deben|deberá|deberán": 4,
            "tienen? que": 4,
            "est[áa]n? obligad[oa]s? a": 4,
            "(?:es|son) obligatori[oa]s?": 4,
            "debería|deberían": 3,
            "conviene|convendría": 3,
            "se recomienda": 3,
            _ENCOURAGED: 2,
            "puede|pueden|podrá|podrán": 1,
            "podría|podrían": 1,
            "(?:es|son) opcional(?:es)?": 1,
        }
    ),
    duties=ranked_words(
        {
            "proh[ií]b(?:ir|e|en|irán|irá)": 4,
            "garanti(?:zar|za|zan|ce|cen|zarán|zará)": 4,
            "asegur(?:ar|a|an|e|en|arán|ará)": 4,
            "vel(?:ar|a|an|en|arán|ará) por(?:que)?": 4,
            "exig(?:ir|e|en)": 4,
            "prote(?:ger|ge|gen|ja|jan)": 3,
            "limit(?:ar|a|an|e|en)": 2,
            "regul(?:ar|a|an|e|en)": 2,
            "prom(?:over|ueve|ueven|ueva|uevan)": 2,
            "apoy(?:ar|a|an|e|en)": 2,
            "foment(?:ar|a|an|e|en)": 1,
            "al(?:entar|ienta|ientan|iente|ienten)": 1,
            "facilit(?:ar|a|an|e|en)": 1,
            "consider(?:ar|a|an|e|en)": 1,
            "procur(?:ar|a|an|e|en|arán)": 1,
            "(?:esforzarse|se esfuerzan?|se esforzarán) (?:por|en)": 1,
            "(?:tratar|tratan?|traten?|tratarán) de": 1,
        }
    ),
    quantifiers=ranked_words(
        {
            "tod[oa]s?": 3,
            "cada": 3,
            "al menos|por lo menos": 2,
            "la mayoría de": 2,
            "much[oa]s": 2,
            "algun[oa]s": 1,
            "ciert[oa]s|determinad[oa]s": 1,
            "pertinentes": 1,
        }
    ),
    hedges=re.compile(
        rf"(?:{_ENCOURAGED}|procur(?:ar|a|an|e|en|arán)|(?:esforzarse|se esfuerzan?|se esforzarán) (?:por|en)"
        r"|(?:tratar|tratan?|traten?|tratarán) de)",
        re.IGNORECASE,
    ),
    negation=re.compile(
        r"\b(?:no|nunca) (?:se )?(?:deben?|deberán?|deberían?|pueden?|podrán?|podrían?)\b", re.IGNORECASE
    ),
    latitude=any_of(
        (
            "cuando (?:proceda|corresponda|sea (?:apropiado|oportuno|necesario|posible|pertinente|viable))",
            "según (?:proceda|corresponda|sea (?:necesario|apropiado)|convenga)",
            "si (?:procede|es (?:posible|necesario))",
            "en (?:la medida de lo|todo lo) posible|en lo posible",
            "en su caso",
            "(?:con sujeción|sujeto|sujetas?) a",
            "dentro de (?:los recursos|las posibilidades|los límites)",
            "de conformidad con (?:la legislación|las leyes) nacional(?:es)?",
            "en principio",
            "de (?:forma|manera) voluntaria|voluntariamente|voluntari[oa]s?",
        )
    ),
    rights=each_of(
        (
            "derechos humanos",
            "derechos?",
            "libertad(?:es)?",
            "privacidad|vida privada|intimidad",
            "dignidad",
            r"consent\w*",
            r"igual\w*|equi(?:dad|tativ\w+)",
            r"(?:no )?discriminac\w+",
            r"accesib\w+",
            r"inclusi\w+",
            r"recursos? efectivos?|reparaci\w+|apelaci\w+",
            "rendición de cuentas",
            r"transparen\w+",
            "salvaguardias?|garantías?",
            r"particip\w+",
            r"supervisión|independient\w+",
        )
    ),
    actors=any_of(
        (
            "gobiernos? (?:nacional(?:es)?|central(?:es)?)",
            "gobiernos? (?:local(?:es)?|regional(?:es)?|subnacional(?:es)?)",
            "gobiernos?",
            "Estados? miembros?",
            "Estados?",
            "autoridad(?:es)?(?: locales| competentes| públicas)?",
            "ciudad(?:es)?|municipios?|ayuntamientos?",
            "sector privado",
            "empresas?",
            "proveedor(?:es)?|operador(?:es)?",
            "partes interesadas",
            "sociedad civil",
            "universidad(?:es)?",
            "comunidad(?:es)?",
            "residentes|ciudadan[oa]s|ciudadanía",
        )
    ),
    months=re.compile(
        r"\b(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre)\b",
        re.IGNORECASE,
    ),
    defines=defining("significa|se entiende|designa|se refiere a"),
)

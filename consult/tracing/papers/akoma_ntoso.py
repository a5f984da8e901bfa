"""A draft as Akoma Ntoso (OASIS LegalDocML, version 3.0). Pure.

A guideline is a normative document: an `act` of subtype guideline, as the UN's profile has it. Its work, expression
and manifestation say guideline, draft, language and form; a clause keeps its lasting identity (`wId`) beside the
identity of its place (`eId`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lxml import etree

from consult.tracing.papers.paper_lines import LineKind, PaperLine

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
# ISO 639-2 of the languages that a text may be in (FRBRlanguage takes three letters).
THREE_LETTERS = {
    "ar": "ara",
    "de": "deu",
    "en": "eng",
    "es": "spa",
    "fr": "fra",
    "it": "ita",
    "pt": "por",
    "ru": "rus",
    "zh": "zho",
}
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class AkomaNtosoWork:
    """What identifies the text."""

    slug: str
    title: str
    draft: int
    language: str
    founded_at: datetime
    published_at: datetime
    address: str
    publisher: str


def akoma_ntoso(work: AkomaNtosoWork, lines: Sequence[PaperLine]) -> bytes:
    root = etree.Element(_name("akomaNtoso"), nsmap={None: NAMESPACE})
    act = _child(root, "act", name="guideline", contains="originalVersion")
    _meta(act, work)
    preface = _child(act, "preface", eId="preface")
    title = _child(_child(preface, "longTitle", eId="preface__longTitle"), "p", eId="preface__longTitle__p")
    _child(title, "docTitle", work.title, eId="preface__longTitle__p__docTitle")
    _body(_child(act, "body", eId="body"), lines)
    etree.indent(root, space=" ")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _meta(act: Any, work: AkomaNtosoWork) -> None:
    meta = _child(act, "meta")
    identification = _child(meta, "identification", source="#publisher")
    uri = f"/akn/un/act/guideline/{work.founded_at:%Y-%m-%d}/{work.slug}"
    language = THREE_LETTERS.get(work.language, "und")
    expression = f"{uri}/{language}@{work.published_at:%Y-%m-%d};draft-{work.draft}"
    founded, published = f"{work.founded_at:%Y-%m-%d}", f"{work.published_at:%Y-%m-%d}"
    levels = (
        ("FRBRWork", uri, founded, "founding"),
        ("FRBRExpression", expression, published, "publication"),
        ("FRBRManifestation", f"{expression}.akn", published, "publication"),
    )
    for level, address, day, what in levels:
        made = _child(identification, level)
        _child(made, "FRBRthis", value=f"{address}/!main" if level != "FRBRManifestation" else address)
        _child(made, "FRBRuri", value=address)
        _child(made, "FRBRdate", date=day, name=what)
        _child(made, "FRBRauthor", href="#publisher")
        if level == "FRBRWork":
            _child(made, "FRBRcountry", value="un")
            _child(made, "FRBRsubtype", value="guideline")
            _child(made, "FRBRnumber", value=work.slug)
            _child(made, "FRBRname", value=work.title)
        elif level == "FRBRExpression":
            _child(made, "FRBRlanguage", language=language)
        else:
            _child(made, "FRBRformat", value="application/akn+xml")
    references = _child(meta, "references", source="#publisher")
    _child(references, "TLCOrganization", eId="publisher", href=work.address, showAs=work.publisher)


def _body(body: Any, lines: Sequence[PaperLine]) -> None:
    pillar = part = body
    for number, line in enumerate(lines, start=1):
        if line.kind == LineKind.PILLAR:
            pillar = part = _child(body, "part", eId=f"part_{number}")
            _child(pillar, "heading", line.text, eId=f"part_{number}__heading")
        elif line.kind == LineKind.PART:
            eid = f"{pillar.get('eId')}__section_{number}"
            part = _child(pillar, "section", eId=eid)
            _child(part, "heading", line.text, eId=f"{eid}__heading")
        else:
            _clause(part, line, number)


def _clause(parent: Any, line: PaperLine, number: int) -> None:
    eid = f"{parent.get('eId')}__clause_{number}"
    made = _child(parent, "clause", eId=eid, wId=f"clause_{line.key}")
    if line.language:  # it is not in that of the text
        made.set("{http://www.w3.org/XML/1998/namespace}lang", line.language)
    _child(made, "num", line.number, eId=f"{eid}__num")
    if line.heading:
        _child(made, "heading", line.heading, eId=f"{eid}__heading")
    content = _child(made, "content", eId=f"{eid}__content")
    for place, row in enumerate((row for row in line.text.splitlines() if row.strip()), start=1):
        _child(content, "p", row.strip(), eId=f"{eid}__content__p_{place}")
    if not len(content):
        _child(content, "p", eId=f"{eid}__content__p_1")


def _name(local: str) -> str:
    return f"{{{NAMESPACE}}}{local}"


def _child(parent: Any, local: str, text: str = "", **attributes: str) -> Any:
    clean = {key: _UNWRITABLE.sub("\ufffd", value) for key, value in attributes.items()}
    made = etree.SubElement(parent, _name(local), clean)
    if text:
        made.text = _UNWRITABLE.sub("\ufffd", text)
    return made

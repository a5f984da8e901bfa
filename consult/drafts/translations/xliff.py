"""Texts and their translations as XLIFF 1.2 (OASIS standard), by lxml: what every translator's program reads. Pure.

What comes back may be in XLIFF 2.0 or 2.1, which some programs save instead, with our names of units kept.

A text is a group of up to two units, its heading and its body. `id` of a unit: kind, key, part, and the beginning of
the digest of the words translated, so that words changed since are told whatever the program did to the rest.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from flask_babel import gettext as _
from lxml import etree

from consult.core.csv_files.reading import TableFault
from consult.core.text import cleaned
from consult.core.word.file_kinds import kind_of_file, says_other_kind
from consult.drafts.translations.checking import SHORT, FileUnit
from consult.drafts.translations.exchanged import TextLine
from consult.drafts.translations.models import TextVersion
from consult.drafts.translations.standing import TextChoice, TranslationState

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
SECOND = "urn:oasis:names:tc:xliff:document:2.0"  # of 2.1, too
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
MOST_BYTES = 30 * 1024 * 1024
STATES = {
    TranslationState.AUTHENTIC: "final",
    TranslationState.TRANSLATED: "translated",
    TranslationState.MACHINE_TRANSLATED: "needs-review-translation",
    TranslationState.BEHIND: "needs-review-translation",
}
REVIEWED = {"translated", "signed-off", "final"}
BY_MACHINE = "leveraged-mt"
MACHINES = {BY_MACHINE, "mt-suggestion"}
REVIEWED_SEGMENT = {"translated", "reviewed", "final"}


def _q(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _q2(name: str) -> str:
    return f"{{{SECOND}}}{name}"


def xliff_of(lines: Iterable[TextLine], name: str, original: str, choice: TextChoice) -> bytes:
    """`name` says of what the file is; `original` is the language of the sources."""
    root = etree.Element(_q("xliff"), {"version": "1.2"}, nsmap={None: NAMESPACE})
    about = {"original": name, "source-language": original, "target-language": choice.language, "datatype": "plaintext"}
    if choice.version != TextVersion.FULL:
        about["category"] = choice.version.value
    body = etree.SubElement(etree.SubElement(root, _q("file"), about), _q("body"))
    for line in lines:
        source = line.source
        group = etree.SubElement(body, _q("group"), {"id": f"{source.kind}:{source.key}", "resname": source.label})
        for part, was, now in (("heading", source.heading, line.heading), ("text", source.text, line.text)):
            if was:
                _unit(group, line, part, was, now)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _unit(group: Any, line: TextLine, part: str, was: str, now: str) -> None:
    source = line.source
    name = f"{source.kind}:{source.key}:{part}:{source.digest[:SHORT]}"
    approved = "yes" if line.state in {TranslationState.AUTHENTIC, TranslationState.TRANSLATED} else "no"
    unit = etree.SubElement(group, _q("trans-unit"), {"id": name, "approved": approved, SPACE: "preserve"})
    etree.SubElement(unit, _q("source")).text = was
    if now:
        how = {"state": STATES[line.state], **({"state-qualifier": BY_MACHINE} if line.machine else {})}
        etree.SubElement(unit, _q("target"), how).text = now
    if line.state == TranslationState.BEHIND:
        etree.SubElement(unit, _q("note")).text = "The original was changed since this was translated."


def units_of_xliff(content: bytes, original: str, choice: TextChoice) -> tuple[list[FileUnit], list[TableFault]]:
    """A file that is damaged, of another language or of another kind is one fault."""
    if len(content) > MOST_BYTES:
        return [], [TableFault(1, 1, "", _("This file is too large."))]
    if kind := kind_of_file(content):
        return [], [TableFault(1, 1, "", says_other_kind(kind))]
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", 1) or 1
        return [], [TableFault(line, line, "", _("This is no whole XML file: it breaks off or is damaged here."))]
    if root.getroottree().docinfo.doctype:
        return [], [TableFault(1, 1, "", _("The file brings a document type of its own. Export it once more without."))]
    says = _fault_of_file(root, original, choice)
    if says:
        return [], [TableFault(1, 1, "", says)]
    faults: list[TableFault] = []
    units = _units_of_second(root, faults) if root.tag == _q2("xliff") else _units(root, faults)
    return list(_merged(units)), faults


def _fault_of_file(root: Any, original: str, choice: TextChoice) -> str:
    second = root.tag == _q2("xliff")
    files = root.findall(_q2("file") if second else _q("file"))
    if (root.tag != _q("xliff") and not second) or not files:
        return str(_("This is no XLIFF 1.2 file. Take one from here, or have the program save it as XLIFF 1.2."))
    for file in files:
        target, source = file.get("target-language", ""), file.get("source-language", "")
        if second:
            target, source = root.get("trgLang", ""), root.get("srcLang", "")
        if _plain(target) != choice.language or file.get("category", "full") != choice.version:
            found = " ".join(filter(None, (target, file.get("category", ""))))
            return str(_("The file is in “%(found)s”, and not in “%(wanted)s”.", found=found, wanted=choice.code))
        if _plain(source) != original:
            return str(_("The file was translated from “%(found)s”, and not from the original.", found=source))
    return ""


def _plain(language: str) -> str:
    """Programs write a region behind it: fr-FR."""
    return language.replace("_", "-").partition("-")[0].lower()


def _units(root: Any, faults: list[TableFault]) -> Iterator[tuple[str, FileUnit]]:
    for unit in root.iter(_q("trans-unit")):
        part, empty = _named(unit, (unit.get("id", ""),))
        if empty is None:
            faults.append(_no_name(unit))
            continue
        target = unit.find(_q("target"))
        words = cleaned("".join(target.itertext())) if target is not None else ""
        machine = target is not None and target.get("state-qualifier") in MACHINES
        reviewed = unit.get("approved") == "yes" or (target is not None and target.get("state") in REVIEWED)
        said: dict[str, Any] = {part: words}
        yield part, empty._replace(machine=machine, reviewed=reviewed, **said)


def _named(unit: Any, names: Iterable[str]) -> tuple[str, FileUnit | None]:
    """The part of a text that a unit is, and the text by its name; None where it has no name of ours."""
    line = unit.sourceline or 1
    for name in names:
        kind, *key, part, digest = name.split(":") if name.count(":") > 2 else ("",) * 4
        if part in {"heading", "text"}:
            return part, FileUnit(line, line, kind, ":".join(key), digest)
    return "", None


def _no_name(unit: Any) -> TableFault:
    line = unit.sourceline or 1
    return TableFault(line, line, "id", _("This unit has a name that is none of ours."))


def _units_of_second(root: Any, faults: list[TableFault]) -> Iterator[tuple[str, FileUnit]]:
    """A unit is parted into segments, with what stands between them; it is reviewed where each of them is."""
    for unit in root.iter(_q2("unit")):
        part, empty = _named(unit, (unit.get("id", ""), unit.get("name", "")))
        if empty is None:
            faults.append(_no_name(unit))
            continue
        pieces = [one for one in unit if one.tag in {_q2("segment"), _q2("ignorable")}]
        segments = [one for one in pieces if one.tag == _q2("segment")]
        begun = any(one.find(_q2("target")) is not None for one in segments)
        words = cleaned("".join(_piece_of_second(one) for one in pieces)) if begun else ""
        reviewed = bool(segments) and all(one.get("state", "initial") in REVIEWED_SEGMENT for one in segments)
        said: dict[str, Any] = {part: words}
        yield part, empty._replace(reviewed=reviewed and bool(words), **said)


def _piece_of_second(piece: Any) -> str:
    """The target of a segment; of what stands between segments the source, where nobody wrote another."""
    target = piece.find(_q2("target"))
    if target is None and piece.tag == _q2("ignorable"):
        target = piece.find(_q2("source"))
    return "".join(target.itertext()) if target is not None else ""


def _merged(units: Iterable[tuple[str, FileUnit]]) -> Iterator[FileUnit]:
    """Heading and body that follow each other are one text."""
    held: FileUnit | None = None
    for part, unit in units:
        same = held is not None and (held.kind, held.key, held.digest) == (unit.kind, unit.key, unit.digest)
        if held is not None and same and part == "text" and not held.text:
            machine, reviewed = held.machine or unit.machine, held.reviewed and unit.reviewed
            held = held._replace(text=unit.text, machine=machine, reviewed=reviewed)
            continue
        if held is not None:
            yield held
        held = unit
    if held is not None:
        yield held

"""What happened to a guideline, as an Atom feed (RFC 4287). Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from consult.core.transparency.canonical import canonical_time

ATOM = "http://www.w3.org/2005/Atom"
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class FeedEntry:
    """Its identity does not change; it is the address where nothing else is given."""

    title: str
    address: str
    at: datetime
    says: str = ""
    identity: str = ""


def atom_feed(
    title: str, address: str, language: str, entries: Sequence[FeedEntry], *, updated: datetime, own: str = ""
) -> bytes:
    """The last thing first. `own` is where the feed itself stands, if it has an address; it is then its identity."""
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    feed.set("{http://www.w3.org/XML/1998/namespace}lang", language)
    _child(feed, "id", own or address)
    _child(feed, "title", title)
    _child(feed, "updated", canonical_time(updated))
    if own:
        _child(feed, "link", rel="self", href=own, type="application/atom+xml")
    _child(feed, "link", rel="alternate", href=address)
    _child(_child(feed, "author"), "name", title)
    for entry in sorted(entries, key=lambda entry: (entry.at, entry.address), reverse=True):
        made = _child(feed, "entry")
        _child(made, "id", entry.identity or entry.address)
        _child(made, "title", entry.title)
        _child(made, "updated", canonical_time(entry.at))
        _child(made, "link", rel="alternate", href=entry.address)
        if entry.says:
            _child(made, "summary", entry.says)
    etree.indent(feed, space=" ")
    return bytes(etree.tostring(feed, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _child(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    made = etree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    if text:
        made.text = _UNWRITABLE.sub("\ufffd", text)
    return made

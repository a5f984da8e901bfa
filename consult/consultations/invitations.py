"""A list of e-mail addresses as people paste it: one a line, faults by line. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from consult.accounts.addresses import NoAddress, address_of

MOST = 500
# A name may stand before an address in angle brackets, as mail programs copy it; in quotes it may hold a comma.
_PIECE = re.compile(r'(?:"[^"]*"|[^;,"])+|"')
_NAMED = re.compile(r"(?P<name>.*)<\s*(?P<address>[^<>]*)\s*>")
LONGEST_NAME = 200


@dataclass(frozen=True)
class LineFault:
    line: int
    typed: str
    says: str


def read_addresses(text: str) -> tuple[Mapping[str, str], Sequence[LineFault]]:
    """The name that stood with each address (or none), and what is wrong. Commas and semicolons part addresses."""
    names: dict[str, str] = {}
    lines: dict[str, int] = {}
    faults = []
    for number, line in enumerate(text.splitlines(), start=1):
        for piece in filter(None, (part.strip() for part in _PIECE.findall(line))):
            try:
                name, address = _parted(piece)
            except NoAddress:
                faults.append(LineFault(number, piece, _("This is not an e-mail address.")))
                continue
            if address in lines:
                says = _("This address stands already in line %(line)s.", line=lines[address])
                faults.append(LineFault(number, piece, says))
                continue
            names[address], lines[address] = name, number
    if len(names) > MOST:
        faults.append(LineFault(1, "", _("Invite at most %(most)s people at once; send the rest after.", most=MOST)))
    return names, faults


def _parted(piece: str) -> tuple[str, str]:
    """Name and address of `"Doe, Jane" <jane@example.org>`; raises NoAddress."""
    named = _NAMED.fullmatch(piece)
    if named is None:
        return "", address_of(piece)
    name = " ".join(named["name"].strip().strip("\"'").split())
    return name[:LONGEST_NAME], address_of(named["address"])

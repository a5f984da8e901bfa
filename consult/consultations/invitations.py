"""A list of e-mail addresses as people paste it: one a line, faults by line. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

MOST = 500
# A name may stand before an address in angle brackets, as mail programs copy it.
_ADDRESS = re.compile(r"(?:.*<)?\s*([^\s<>,;@\"']+@[^\s<>,;@\"']+\.[^\s<>,;@\"'.]+)\s*>?")


@dataclass(frozen=True)
class LineFault:
    line: int
    typed: str
    says: str


def read_addresses(text: str) -> tuple[Sequence[str], Sequence[LineFault]]:
    """Addresses in small letters, each once, and what is wrong. Commas and semicolons part addresses in a line."""
    addresses: dict[str, int] = {}
    faults = []
    for number, line in enumerate(text.splitlines(), start=1):
        for piece in filter(None, (part.strip() for part in re.split(r"[;,]", line))):
            found = _ADDRESS.fullmatch(piece)
            if found is None or len(found[1]) > 254:
                faults.append(LineFault(number, piece, _("This is not an e-mail address.")))
            elif (address := found[1].lower()) in addresses:
                says = _("This address stands already in line %(line)s.", line=addresses[address])
                faults.append(LineFault(number, piece, says))
            else:
                addresses[address] = number
    if len(addresses) > MOST:
        faults.append(LineFault(1, "", _("Invite at most %(most)s people at once; send the rest after.", most=MOST)))
    return list(addresses), faults

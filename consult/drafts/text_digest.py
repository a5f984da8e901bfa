"""The seal of a published text: one digest of every word of it, written into the journal when it is published. Pure."""

import hashlib
import json
from collections.abc import Iterable

from consult.drafts.models import Wording


def seal_of(wordings: Iterable[Wording]) -> str:
    """SHA-256, in hexadecimal, of canonical JSON: [language, uid, number, heading, text] of each, in that order."""
    rows = sorted([w.language, w.clause.uid, w.number, w.heading, w.text] for w in wordings)
    canonical = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()

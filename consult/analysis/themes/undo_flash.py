"""Right after a change, the next page offers to undo it; after one that was refused, it still has what was chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import g, session, url_for

from consult.analysis.theme_models import CurationChange

KEY, FILING = "undo", "filing"
MOST_KEPT = 200  # ticked points: a cookie holds no more


@dataclass(frozen=True)
class UndoOffer:
    """Where the button leads, and which change it takes back."""

    address: str
    change: int


def offer_undo(entry: CurationChange) -> None:
    """Remember what was done until the next page is shown. After the commit."""
    session[KEY] = [entry.subject, entry.subject_id, entry.id]


def undo_offered() -> UndoOffer | None:
    """What the page that is being shown may offer, once."""
    subject, number, change = session.pop(KEY, None) or (None, 0, 0)
    if subject == "theme":
        return UndoOffer(url_for("analysis.undo_change", theme_id=number), change)
    return UndoOffer(url_for("analysis.put_back", point_id=number), change) if subject == "point" else None


@dataclass(frozen=True)
class Filing:
    """What was ticked, chosen and typed."""

    points: Sequence[int] = ()
    theme: str = ""
    label: str = ""


def keep_filing(points: Sequence[int], theme: str, label: str) -> None:
    """Remember what was refused until the next page is shown."""
    session[FILING] = [list(points[:MOST_KEPT]), theme, label[:MOST_KEPT]]


def filing_kept() -> Filing:
    """What the page that is being shown begins with."""
    if "filing_kept" not in g:
        g.filing_kept = Filing(*(session.pop(FILING, None) or ()))
    kept: Filing = g.filing_kept
    return kept

"""Right after a change, the next page offers to undo it."""

from dataclasses import dataclass

from flask import session, url_for

from consult.core.journal import Entry

KEY = "undo"


@dataclass(frozen=True)
class Offer:
    """Where the button leads, and which change it takes back."""

    address: str
    change: int


def offer_undo(entry: Entry) -> None:
    """Remember what was done until the next page is shown. After the commit."""
    session[KEY] = [entry.subject, entry.subject_id, entry.id]


def undo_offered() -> Offer | None:
    """What the page that is being shown may offer, once."""
    subject, number, change = session.pop(KEY, None) or (None, 0, 0)
    if subject == "theme":
        return Offer(url_for("analysis.undo_change", theme_id=number), change)
    return Offer(url_for("analysis.put_back", point_id=number), change) if subject == "point" else None

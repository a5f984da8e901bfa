"""What whoever sends an answer for clearance is told."""

from flask_babel import gettext as _
from flask_babel import ngettext


def waiting_in_words(before: str = "", *, points: int = 1) -> str:
    """`before`: who wrote the answer that was on its way there until now. `points`: how many it is for."""
    many = ngettext("It is for %(num)s point.", "It is for %(num)s points.", points)
    waits = _("It waits for a second reader. Nobody outside the team reads it until it is cleared and made public.")
    said = f"{waits} {many}" if points > 1 else str(waits)
    if not before:
        return said
    instead = _("It takes the place of the answer by %(name)s that was on its way here.", name=before)
    return f"{said} {instead}"

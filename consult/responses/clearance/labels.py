"""What whoever sends an answer for clearance is told."""

from flask_babel import gettext as _


def waiting_in_words(before: str = "") -> str:
    """`before`: who wrote the answer that was on its way there until now."""
    said = _("It waits for a second reader. Nobody outside the team reads it until it is cleared and made public.")
    if not before:
        return str(said)
    instead = _("It takes the place of the answer by %(name)s that was on its way here.", name=before)
    return f"{said} {instead}"

"""Which points an answer to a theme that is given now goes to, and whether they are those that its writer read."""

from collections.abc import Collection

from flask_babel import gettext as _
from flask_babel import ngettext

from consult.analysis.models import Theme
from consult.core.locking import Stale
from consult.responses.coverage.queries import covered_by, points_of_theme
from consult.responses.models import Answer

MembersRead = list[tuple[int, float]]  # (point, how probably it belongs to the theme)


def members_of_answer(
    theme: Theme, given: Answer | None, reason: str, *, base_version: str | None, elsewhere: bool = False
) -> MembersRead:
    """A change goes to those that the answer was given to; a first answer to those that the form counted, else Stale.
    With `elsewhere` also to those in it that belong mainly to another theme and have no answer."""
    if given is None:
        enforce_points_read(base_version, [number for number, _p in points_of_theme(theme)], reason)
        return points_of_theme(theme, elsewhere=elsewhere)
    members = covered_by(given)
    if elsewhere:
        known = {number for number, _p in members} | {number for number, _p in points_of_theme(theme)}
        members += [one for one in points_of_theme(theme, elsewhere=True) if one[0] not in known]
    return members


def set_of_points(numbers: Collection[int]) -> str:
    """How many, and the sum of their numbers: tells one set of points from another."""
    return f"{len(numbers)}-{sum(numbers)}"


def enforce_points_read(base_version: str | None, now: Collection[int], reason: str) -> None:
    """Optimistic check: nothing is answered that was not there when the form was opened."""
    read = (base_version or "").partition(":")[2]
    if not read or read == set_of_points(now):
        return
    counted = read.partition("-")[0]
    more = len(now) - int(counted) if counted.isascii() and counted.isdecimal() and len(counted) < 9 else 0
    says = _("Other points are in the theme than when you opened the form.")
    if more > 0:
        says = ngettext(
            "The theme has %(num)s point more than when you opened the form.",
            "The theme has %(num)s points more than when you opened the form.",
            more,
        )
    elif more < 0:
        says = ngettext(
            "The theme has %(num)s point fewer than when you opened the form.",
            "The theme has %(num)s points fewer than when you opened the form.",
            -more,
        )
    raise Stale(str(says), theirs=str(says), yours=reason)

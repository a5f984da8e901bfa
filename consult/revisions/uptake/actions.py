"""What changes: points are linked to the revision that takes them up."""

from collections.abc import Sequence

from flask_babel import gettext as _

from consult.accounts.models import Person
from consult.analysis.models import Point
from consult.core.audit_log import record
from consult.core.locking import held
from consult.core.ruling import Refused
from consult.core.verbs import Verb
from consult.drafts.queries import membership_of
from consult.revisions.models import Revision
from consult.revisions.uptake.rules import may_link_points


def link_points(revision: Revision, points: Sequence[Point], *, by: Person) -> int:
    """The revision names these points too; returns how many are new to it. Its words stay as they are."""
    revision = held(revision)
    may_link_points(membership_of(by, revision.guideline), revision).enforce()
    if any(point.comment.round.guideline_id != revision.guideline_id for point in points):
        raise Refused(_("A revision answers points of its own guideline."))
    there = {point.id for point in revision.points}
    new = [point for point in points if point.id not in there]
    if new:
        revision.points = [*revision.points, *new]
        named = sorted(point.id for point in new)
        record(Verb.REVISION_POINTS_LINKED, revision, by=by, guideline_id=revision.guideline_id, points=named)
    return len(new)

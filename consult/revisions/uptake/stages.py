"""How far the words that a point asked for have come: read off the states of the revisions that name it. Pure."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from consult.responses.models import Disposition
from consult.revisions.models import RevisionState

# Answers that promise words in the text. "In principle" promises none: its reason says what follows.
ACCEPTING = frozenset({Disposition.ACCEPTED, Disposition.ACCEPTED_IN_PART})


class Uptake(StrEnum):
    """What became of the words, the best that any revision of them came to."""

    PUBLISHED = "published"
    CARRIED = "carried"
    UNDER_BALLOT = "under_ballot"
    PROPOSED = "proposed"
    WRITTEN = "written"  # the drafting team works on them
    NOT_CARRIED = "not_carried"
    WITHDRAWN = "withdrawn"
    NONE = "none"  # no revision names the point


UPTAKE_OF: Mapping[RevisionState, Uptake] = {
    RevisionState.PUBLISHED: Uptake.PUBLISHED,
    RevisionState.CARRIED: Uptake.CARRIED,
    RevisionState.BALLOTED: Uptake.UNDER_BALLOT,
    RevisionState.PROPOSED: Uptake.PROPOSED,
    RevisionState.DRAFT: Uptake.WRITTEN,
    RevisionState.NOT_CARRIED: Uptake.NOT_CARRIED,
    RevisionState.WITHDRAWN: Uptake.WITHDRAWN,
}
# The group decided for them: an answer that promises words keeps what it says.
SETTLED = frozenset({Uptake.PUBLISHED, Uptake.CARRIED})
# The group or the team decided against them: an answer that promises words says what is not so.
LOST = frozenset({Uptake.NOT_CARRIED, Uptake.WITHDRAWN})
# For a reader from outside one thing: that a revision is begun or proposed is not public before its ballot.
NOT_VOTED_ON = frozenset({Uptake.PROPOSED, Uptake.WRITTEN, Uptake.NONE})
UNSETTLED = tuple(stage for stage in Uptake if stage not in SETTLED)
STATES_OF_SETTLED = tuple(state for state, stage in UPTAKE_OF.items() if stage in SETTLED)


def uptake_of(states: Iterable[RevisionState]) -> Uptake:
    """The best of them: one revision that was carried keeps the promise, however many others were not."""
    reached = {UPTAKE_OF[state] for state in states}
    return next((stage for stage in Uptake if stage in reached), Uptake.NONE)

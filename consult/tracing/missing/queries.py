"""The matrix of gaps of a guideline or of one of its rounds."""

from consult.comments.tallies.queries import people_heard, people_heard_in
from consult.consultations.models import Round
from consult.consultations.targets.queries import target_cells
from consult.drafts.models import Guideline
from consult.tracing.missing.gaps import GapMatrix, gap_matrix
from consult.tracing.participation import Voices


def gaps_of(guideline: Guideline, round_: Round | None = None) -> GapMatrix:
    """A round's people against the round's own targets; without one everybody's against the guideline's."""
    rows = people_heard_in([round_.id]) if round_ is not None else people_heard(guideline)
    return gap_matrix((Voices(*row) for row in rows), target_cells(guideline, round_))

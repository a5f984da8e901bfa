"""What the matrix of gaps says in words, made of its counts: for the page and for the report. Pure."""

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import ngettext

from consult.accounts.countries import REGION_NAMES
from consult.accounts.labels import STAKEHOLDER_TYPE_NAMES
from consult.accounts.models import StakeholderType
from consult.core.i18n.punctuation import join_list
from consult.core.templating import number
from consult.tracing.missing.gaps import Gap, GapMatrix
from consult.tracing.missing.labels import NOBODY_OF


def silent_sentences(matrix: GapMatrix) -> Iterator[str]:
    """A sentence for each type with a target of whom nobody was heard somewhere."""
    for kind, regions in matrix.silent:
        yield str(NOBODY_OF[kind]) % {"regions": join_list(REGION_NAMES[region] for region in regions)}


def gap_sentences(matrix: GapMatrix) -> Iterator[str]:
    """Who is silent, then who is short of their target; that all was reached, where it was."""
    if not matrix.has_targets:
        return
    yield from silent_sentences(matrix)
    for kind in StakeholderType:
        short = [gap for gap in matrix.gaps if gap.stakeholder_type == kind and gap.heard]
        if short:
            yield _(
                "%(kind)s, heard of the target: %(regions)s.",
                kind=STAKEHOLDER_TYPE_NAMES[kind],
                regions=join_list((_in_a_region(gap) for gap in short), "semicolon"),
            )
    if not matrix.gaps:
        yield _("Every target was reached.")
    if matrix.unplaced:
        yield ngettext(
            "%(num)s person stands in no cell: their country or type is not known.",
            "%(num)s people stand in no cell: their country or type is not known.",
            matrix.unplaced,
        )


def _in_a_region(gap: Gap) -> str:
    said: str = _(
        "%(region)s %(heard)s of %(target)s",
        region=REGION_NAMES[gap.region],
        heard=number(gap.heard),
        target=number(gap.target or 0),
    )
    return said

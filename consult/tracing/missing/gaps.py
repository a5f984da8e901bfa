"""People heard against targets, region by type of stakeholder: a matrix, its sums, its gaps. Pure.

A person is counted once, however much they said. Whose country or type is not known stands in no cell.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from consult.accounts.countries import Region, region_of
from consult.accounts.models import StakeholderType
from consult.consultations.targets.values import Cells
from consult.tracing.participation import Voices


@dataclass(frozen=True)
class Gap:
    """One cell: how many were heard of how many; without a target nobody of it is missing."""

    region: Region
    stakeholder_type: StakeholderType
    heard: int
    target: int | None

    @property
    def missing(self) -> int:
        return max(0, (self.target or 0) - self.heard)

    @property
    def level(self) -> str:
        """In a word: `silent`, `short`, `reached`; `untold` where no target was set."""
        if not self.target:
            return "untold"
        if not self.heard:
            return "silent"
        return "short" if self.missing else "reached"


@dataclass(frozen=True)
class GapMatrix:
    cells: Mapping[Any, Gap]  # by (region, stakeholder type)
    unplaced: int  # people whose country or type is not known

    @property
    def has_targets(self) -> bool:
        return any(gap.target for gap in self.cells.values())

    @property
    def gaps(self) -> list[Gap]:
        """Where people are missing: nobody heard first, then the most missing."""
        short = [gap for gap in self.cells.values() if gap.missing]
        return sorted(short, key=lambda gap: (gap.heard > 0, -gap.missing))

    def of_region(self, region: str) -> Gap:
        return self._sum(gap for gap in self.cells.values() if gap.region == region)

    def of_type(self, kind: str) -> Gap:
        return self._sum(gap for gap in self.cells.values() if gap.stakeholder_type == kind)

    @property
    def whole(self) -> Gap:
        return self._sum(self.cells.values())

    @staticmethod
    def _sum(gaps: Iterable[Gap]) -> Gap:
        """People in these cells, and what their targets come to; region and type are those of the first."""
        every = list(gaps)
        target = sum(gap.target or 0 for gap in every)
        return Gap(every[0].region, every[0].stakeholder_type, sum(gap.heard for gap in every), target or None)

    @property
    def silent(self) -> list[tuple[StakeholderType, list[Region]]]:
        """Types with a target of whom nobody was heard, each with the regions in which that is so."""
        found = [(kind, list(self._silent_regions(kind))) for kind in StakeholderType]
        return [(kind, regions) for kind, regions in found if regions]

    def _silent_regions(self, kind: StakeholderType) -> Iterator[Region]:
        return (region for region in Region if self.cells[region, kind].level == "silent")


def gap_matrix(voices: Iterable[Voices], targets: Cells) -> GapMatrix:
    """`targets` are numbers by (region, stakeholder type)."""
    heard: Counter[tuple[str, str]] = Counter()
    unplaced = 0
    for country, kind, people in voices:
        region = region_of(country)
        if region and kind:
            heard[region, kind] += people
        else:
            unplaced += people
    cells = {
        (region, kind): Gap(region, kind, heard[region, kind], targets.get((region, kind)))
        for region in Region
        for kind in StakeholderType
    }
    return GapMatrix(cells, unplaced)

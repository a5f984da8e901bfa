"""A cell is a region and a kind of stakeholder; every cell there is, in order. Pure."""

from collections.abc import Mapping

from consult.accounts.countries import Region
from consult.accounts.models import StakeholderType

Cell = tuple[Region, StakeholderType]
Cells = Mapping[Cell, int]
EVERY_CELL: tuple[Cell, ...] = tuple((region, kind) for region in Region for kind in StakeholderType)
MOST_PEOPLE = 1_000_000

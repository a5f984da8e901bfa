"""What a check of the record found. Pure."""

from dataclasses import dataclass, field


@dataclass
class Check:
    """One promise, how many things were looked at, and what does not hold."""

    name: str
    what: str
    number: int = 0
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

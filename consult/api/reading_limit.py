"""How often one network may read: counted in this process, by the minute. Pure.

Reading costs a page's work and changes nothing, so a count that a restart forgets will do; what writes is counted in
the database (`core.security.rate_limit`).
"""

from dataclasses import dataclass, field

NETWORKS = 10_000  # remembered at most in a minute; beyond them all share one count


@dataclass
class ReadingLimit:
    """Fixed windows of a minute."""

    allowed: int
    _minute: int = -1
    _counts: dict[str, int] = field(default_factory=dict)

    def left(self, network: str, seconds: float) -> int:
        """Count one request at that time (seconds since any fixed moment); how many are left, below 0 for none."""
        if (minute := int(seconds // 60)) != self._minute:
            self._minute, self._counts = minute, {}
        key = network if network in self._counts or len(self._counts) < NETWORKS else ""
        self._counts[key] = self._counts.get(key, 0) + 1
        return self.allowed - self._counts[key]

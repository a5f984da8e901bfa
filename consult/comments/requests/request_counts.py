"""Counts of who was asked: nobody's name. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class RequestCounts:
    """Of everyone asked: `sent` sent a comment, whatever they answered; the others accepted, declined, were silent."""

    asked: int = 0
    sent: int = 0
    accepted: int = 0
    declined: int = 0
    silent: int = 0

    def __add__(self, other: "RequestCounts") -> "RequestCounts":
        return RequestCounts(**{name: number + vars(other)[name] for name, number in vars(self).items()})

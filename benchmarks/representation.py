"""`python -m benchmarks.representation`: who is left unheard by the top of a list, and by a proportional choice.

Article 9 of République numérique (the last vote of each voter on 105 rival versions) and three open conversations of
Polis, where most people saw some of the statements only. Prints a table; what is missing in ../shared/data is named.
"""

import argparse
import csv
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from benchmarks.sets import DATA
from nlp.evaluation.representation import largest_unheard, proportional_choice

SEATS = 20


@dataclass
class Votes:
    """For and against by voter and item, the last one of each; what has no vote was not shown, or passed by."""

    name: str
    votes: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def approvals(self) -> Mapping[str, Sequence[str]]:
        every = {voter: [item for item, vote in cast.items() if vote > 0] for voter, cast in self.votes.items()}
        return {voter: approved for voter, approved in every.items() if approved}

    def top(self, seats: int, worth: Callable[[int], int]) -> list[str]:
        """The items with the most, each vote worth what `worth` says; equals by name."""
        score: Counter[str] = Counter()
        for cast in self.votes.values():
            for item, vote in cast.items():
                score[item] += worth(vote)
        return sorted(score, key=lambda item: (-score[item], item))[:seats]


def article9(data: Path) -> Votes:
    votes = Votes("republique-numerique, article 9")
    with (data / "republique-numerique" / "article9_votes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            votes.votes.setdefault(row["voter"], {})[row["version"]] = int(row["vote"])
    return votes


def polis(folder: Path) -> Votes:
    """Columns with a number are statements; an empty cell was never shown."""
    votes = Votes(f"polis, {folder.name.split('.')[0]}")
    with (folder / "participants-votes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            cast = {item: int(float(vote)) for item, vote in row.items() if item.isdigit() and vote}
            votes.votes[row["participant"]] = cast
    return votes


def found(data: Path) -> Iterator[Votes]:
    makers: dict[str, Callable[[], Votes]] = {"republique-numerique, article 9": partial(article9, data)}
    for folder in sorted((data / "polis").glob("*")):
        makers[f"polis, {folder.name}"] = partial(polis, folder)
    for name, maker in makers.items():
        try:
            yield maker()
        except OSError as missing:
            print(f"{name}: left out, {missing.filename or missing} is not there")
    if not (data / "polis").is_dir():
        print(f"polis: left out, {data / 'polis'} is not there")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--seats", type=int, default=SEATS)
    arguments = parser.parse_args()
    print(f"{'votes':38} {'choice':22} {'voters':>6} {'unheard':>7} {'figure':>7} {'saw none':>8} {'seconds':>8}")
    for votes in found(arguments.data):
        report(votes, arguments.seats)


def report(votes: Votes, seats: int) -> None:
    approvals = votes.approvals
    choices: dict[str, Callable[[], Sequence[str]]] = {
        f"top {seats} by net score": lambda: votes.top(seats, lambda vote: vote),
        f"top {seats} by votes for": lambda: votes.top(seats, lambda vote: vote > 0),
        f"{seats} in proportion": lambda: proportional_choice(approvals, seats),
    }
    for name, choose in choices.items():
        began = time.perf_counter()
        left = largest_unheard(approvals, choose(), shown=votes.votes)
        took = time.perf_counter() - began
        row = f"{left.voters:6} {len(left.group):7} {left.figure:7.2f} {left.shown_none:8} {took:8.2f}"
        print(f"{votes.name:38} {name:22} {row}")


if __name__ == "__main__":
    main()

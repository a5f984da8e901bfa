"""All 5,984 outcomes of 31 seats against each rule, written a second time from its source.

`python -m benchmarks.ballot_rules` prints the table. An outcome is how many are for, against, abstain and do not vote.
Each rule is written here with fractions and words of its source, and nothing of `consult.voting.tally` but the count
that is compared.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction

from consult.voting.models import Choice, Majority
from consult.voting.tally import Rule, count

SEATS = 31
Outcome = tuple[int, int, int, int]  # for, against, abstentions, not voting


def outcomes(seats: int = SEATS) -> Iterator[Outcome]:
    for in_favour in range(seats + 1):
        for against in range(seats + 1 - in_favour):
            for abstain in range(seats + 1 - in_favour - against):
                yield in_favour, against, abstain, seats - in_favour - against - abstain


def share(part: int, whole: int) -> Fraction:
    return Fraction(part, whole) if whole else Fraction(0)


# A/520/Rev.20, rules 85, 86: a majority of those present and voting, abstentions not voting; rule 133: a tie rejects.
def simple(f: int, a: int, _b: int, _n: int) -> bool:
    return share(f, f + a) > Fraction(1, 2)


# The same, rule 83: a two-thirds majority of those present and voting.
def two_thirds(f: int, a: int, _b: int, _n: int) -> bool:
    return f > 0 and share(f, f + a) >= Fraction(2, 3)


# Statute of the International Court of Justice, Article 10: an absolute majority, of all seats.
def absolute(f: int, a: int, b: int, n: int) -> bool:
    return share(f, f + a + b + n) > Fraction(1, 2)


# ISO/IEC Directives, Part 1, 2.6.3 and 2.7.3: "a two-thirds majority of the votes cast … are in favour, and not more
# than one-quarter of the total number of votes cast are negative"; abstentions are excluded when votes are counted.
def iso(f: int, a: int, _b: int, _n: int) -> bool:
    cast = f + a
    return cast > 0 and share(f, cast) >= Fraction(2, 3) and share(a, cast) <= Fraction(1, 4)


# ISO/IEC Guide 2, 1.7: the absence of sustained opposition; here somebody has to be for it.
def consensus(f: int, a: int, _b: int, _n: int) -> bool:
    return a == 0 and f >= 1


# UN General Assembly decision 74/544: adopted if the silence is not broken.
def silence(_f: int, a: int, _b: int, _n: int) -> bool:
    return not a


# Polls agreement and decides nothing.
def indicative(_f: int, _a: int, _b: int, _n: int) -> bool:
    return False


# What was called ISO here until November 2026.
def quarter_of_cast(f: int, a: int, b: int, _n: int) -> bool:
    return f > 0 and share(f, f + a) >= Fraction(2, 3) and share(a, f + a + b) <= Fraction(1, 4)


SECOND_WRITING: dict[Majority, Callable[[int, int, int, int], bool]] = {
    Majority.SIMPLE: simple,
    Majority.ABSOLUTE: absolute,
    Majority.TWO_THIRDS: two_thirds,
    Majority.ISO: iso,
    Majority.CONSENSUS: consensus,
    Majority.SILENCE: silence,
    Majority.INDICATIVE: indicative,
    Majority.QUARTER_OF_CAST: quarter_of_cast,
}


def by_tally(majority: Majority, outcome: Outcome, *, quorum: float) -> bool:
    in_favour, against, abstain, _silent = outcome
    choices = [Choice.APPROVE] * in_favour + [Choice.CANNOT_ACCEPT] * against + [Choice.ABSTAIN] * abstain
    return count(choices, seated=SEATS, rule=Rule(majority, quorum)).carried


def by_source(majority: Majority, outcome: Outcome, *, quorum: Fraction) -> bool:
    took_part = SEATS - outcome[3]
    asks = majority not in {Majority.SILENCE, Majority.INDICATIVE}
    return SECOND_WRITING[majority](*outcome) and (not asks or Fraction(took_part) >= quorum * SEATS)


def carried(majority: Majority, *, quorum: float = 0) -> tuple[set[Outcome], set[Outcome]]:
    """By the tally, and by the rule as its source says it."""
    every = list(outcomes())
    share_asked = Fraction(quorum).limit_denominator(1000)
    tallied = {outcome for outcome in every if by_tally(majority, outcome, quorum=quorum)}
    return tallied, {outcome for outcome in every if by_source(majority, outcome, quorum=share_asked)}


def main() -> None:
    print(f"{len(list(outcomes())):,} outcomes of {SEATS} seats")
    print(f"{'rule':<18}{'carried':>10}{'differ':>8}{'with half as quorum':>22}{'differ':>8}")
    found: dict[Majority, set[Outcome]] = {}
    for majority in SECOND_WRITING:
        (tallied, said), (tallied_half, said_half) = carried(majority), carried(majority, quorum=0.5)
        found[majority] = tallied
        differ, differ_half = len(tallied ^ said), len(tallied_half ^ said_half)
        print(f"{majority:<18}{len(tallied):>10,}{differ:>8}{len(tallied_half):>22,}{differ_half:>8}")
    before = found[Majority.QUARTER_OF_CAST] - found[Majority.ISO]
    print(f"carried by what was called ISO and rejected by ISO: {len(before):,}")
    print(f"carried by ISO and not by two thirds: {len(found[Majority.ISO] - found[Majority.TWO_THIRDS]):,}")


if __name__ == "__main__":
    main()

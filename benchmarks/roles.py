"""`python -m benchmarks.roles`: does a sentence ask, give a reason, or neither? F1 on processes that were held out.

The sentences stand in `nlp/coded`. Each process is left out in turn and told by what the others taught; beside it, the
cue lists of `nlp.text`. `--write` learns from all and writes the weights that are shipped.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.metrics import f1_score

from nlp.embedding.encoder import SentenceEncoder
from nlp.evaluation.agreement import kappa
from nlp.text.language_data import language_profile
from nlp.topics.sentence_roles import ASKS, ROLES, SentenceRoles, SpokenText, coded_sentences, learnt_roles

WEIGHTS = Path(__file__).parents[1] / "nlp" / "coded" / "weights.json"


def main() -> None:
    """Print the tables; write the weights if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the weights that are shipped")
    options = parser.parse_args()
    sentences, encoder = coded_sentences(), SentenceEncoder()
    said = [SpokenText(row["text"], row["language"]) for row in sentences]
    vectors = encoder.embed([one.text for one in said])
    roles = [row["role"] for row in sentences]
    twice = [row for row in sentences if "again" in row]
    print(f"coded twice: {len(twice)}, {kappa([row['role'] for row in twice], [row['again'] for row in twice])}\n")
    guessed = held_out(vectors, said, roles, [row["process"] for row in sentences])
    cued = [ASKS if has_cue(one) else "" for one in said]
    for kind in ("process", "language"):
        print(f"{kind:24}{'sentences':>10}{'F1 asks':>9}{'by cues':>9}{'F1 reason':>11}{'right':>8}")
        for name in [*sorted({row[kind] for row in sentences}), "all"]:
            rows = [place for place, row in enumerate(sentences) if name in {row[kind], "all"}]
            print_row(name, *([given[place] for place in rows] for given in (roles, guessed, cued)))
        print()
    if options.write:
        write(learnt_roles(vectors, said, roles), encoder.name)


def held_out(
    vectors: np.ndarray, said: Sequence[SpokenText], roles: Sequence[str], processes: Sequence[str]
) -> list[str]:
    """For each sentence what those of the other processes say."""
    guessed = [""] * len(roles)
    for process in set(processes):
        mine = [place for place, of in enumerate(processes) if of == process]
        others = [place for place, of in enumerate(processes) if of != process]
        taught = learnt_roles(vectors[others], [said[row] for row in others], [roles[row] for row in others])
        for place, row in zip(mine, taught.probabilities(vectors[mine], [said[row] for row in mine]), strict=True):
            guessed[place] = ROLES[int(row.argmax())]
    return guessed


def has_cue(said: SpokenText) -> bool:
    cues = language_profile(said.language).asks
    return cues is not None and cues.search(said.text.lower()) is not None


def print_row(name: str, gold: Sequence[str], guessed: Sequence[str], cued: Sequence[str]) -> None:
    """F1 of asks by vectors and by cues, of reasons, and the share of all that is right."""
    asks, cues, reasons = (
        f1_score([role == wanted for role in gold], [role == wanted for role in told])
        for wanted, told in ((ASKS, guessed), (ASKS, cued), ("reason", guessed))
    )
    right = np.mean([one == other for one, other in zip(gold, guessed, strict=True)])
    print(f"{name:24}{len(gold):10}{asks:9.2f}{cues:9.2f}{reasons:11.2f}{right:8.2f}")


def write(learnt: SentenceRoles, name: str) -> None:
    """One line a role, so that a change can be read."""
    rows = ",\n  ".join(json.dumps([round(float(w), 4) for w in row]) for row in learnt.weights.T)
    bare = json.dumps([round(float(value), 4) for value in learnt.intercepts])
    WEIGHTS.write_text(f'{{"vectors": {json.dumps(name)}, "intercepts": {bare}, "weights": [\n  {rows}]}}\n', "utf-8")


if __name__ == "__main__":
    main()

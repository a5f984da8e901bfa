"""Checkpoints, proofs and what a witness is asked (C2SP tlog-checkpoint, tlog-proof, tlog-witness). Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from consult.core.transparency.merkle import HASH_BYTES, is_included
from consult.core.transparency.notes import (
    MalformedNote,
    SignedNote,
    base64_of,
    from_base64,
    hash_lines,
    note_text,
    read_note,
)

MOST_STEPS = 63  # hashes in a proof: more than any tree needs
PROOF_FORM = "c2sp.org/tlog-proof@v1"
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True)
class TreeHead:
    """What a checkpoint says: of which log, how many leaves, under which root."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64_of(self.root)}\n"


@dataclass(frozen=True)
class InclusionProof:
    """That a leaf stands in the tree of a checkpoint; `extra` is no part of what is proved."""

    index: int
    steps: tuple[bytes, ...]
    checkpoint: SignedNote
    extra: bytes = b""

    @property
    def written(self) -> str:
        extra = f"extra {base64_of(self.extra)}\n" if self.extra else ""
        return f"{PROOF_FORM}\n{extra}index {self.index}\n{hash_lines(self.steps)}\n{self.checkpoint.written}"

    def holds_for(self, leaf: bytes) -> bool:
        """Whether the leaf hash is in the tree; who signed the checkpoint is another question."""
        head = read_head(self.checkpoint)
        return is_included(leaf, self.index, head.size, self.steps, head.root)


@dataclass(frozen=True)
class WitnessRequest:
    """The body of add-checkpoint: from which size, how the tree grew, and what to cosign."""

    old: int
    steps: tuple[bytes, ...]
    checkpoint: SignedNote

    @property
    def written(self) -> str:
        return f"old {self.old}\n{hash_lines(self.steps)}\n{self.checkpoint.written}"


def read_checkpoint(given: str | bytes) -> tuple[TreeHead, SignedNote]:
    """Raises MalformedNote. Who signed it is not looked at."""
    note = read_note(given)
    return read_head(note), note


def read_head(note: SignedNote) -> TreeHead:
    lines = note.text[:-1].split("\n")
    if len(lines) < 3 or "" in lines:
        raise MalformedNote("A checkpoint has an origin, a size and a root, each on its line.")
    root = from_base64(lines[2])
    if len(root) != HASH_BYTES:
        raise MalformedNote("The root of a checkpoint is 32 bytes.")
    return TreeHead(lines[0], _number(lines[1]), root)


def read_proof(given: str | bytes) -> InclusionProof:
    """Raises MalformedNote."""
    head, checkpoint = _before_the_note(given)
    if not head or head.pop(0) != PROOF_FORM:
        raise MalformedNote(f"A proof begins with the line {PROOF_FORM}.")
    extra = from_base64(head.pop(0)[6:]) if head and head[0].startswith("extra ") else b""
    if not head or not head[0].startswith("index "):
        raise MalformedNote("A proof says at which index its leaf stands.")
    index = _number(head.pop(0)[6:])
    return InclusionProof(index, _steps(head), checkpoint, extra)


def read_request(given: str | bytes) -> WitnessRequest:
    """Raises MalformedNote."""
    head, checkpoint = _before_the_note(given)
    if not head or not head[0].startswith("old "):
        raise MalformedNote("A request to a witness begins with the size that it saw last: “old 20”.")
    return WitnessRequest(_number(head[0][4:]), _steps(head[1:]), checkpoint)


def _before_the_note(given: str | bytes) -> tuple[list[str], SignedNote]:
    text = note_text(given)
    head, blank, note = text.partition("\n\n")
    if not blank:
        raise MalformedNote("A blank line before the checkpoint is missing.")
    checkpoint = read_note(note)
    read_head(checkpoint)
    return head.split("\n"), checkpoint


def _steps(lines: Sequence[str]) -> tuple[bytes, ...]:
    if len(lines) > MOST_STEPS:
        raise MalformedNote(f"A proof has at most {MOST_STEPS} hashes.")
    steps = tuple(map(from_base64, lines))
    if any(len(step) != HASH_BYTES for step in steps):
        raise MalformedNote("Each hash of a proof is 32 bytes.")
    return steps


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text) or int(text) >= 2**63:
        raise MalformedNote("A size or index is a number without leading zeroes.")
    return int(text)

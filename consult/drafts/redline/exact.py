"""The redline of two whole texts from which both rebuild sign by sign. Pure.

Lines are matched first, then words within lines that changed; words that a reader cannot tell apart (other line ends,
another composition of a letter, invisible signs) are the same, and a segment that is the same keeps both forms.
"""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from consult.core.text import as_seen
from consult.drafts.redline.moves import with_moves
from consult.drafts.text_diff import Segment, SegmentKind, diff_tokens, matching_blocks


class ExactSegment(NamedTuple):
    """`old` and `new` are the signs in each text; one of them is empty where words were struck or put."""

    kind: SegmentKind
    old: str
    new: str
    move: int = 0


def exact_redline(old: str, new: str) -> list[ExactSegment]:
    """All `old` joined spell the old text, all `new` the new one."""
    pieces = _joined(list(_compared(old, new)))
    segments = [Segment(piece.kind, piece.old or piece.new) for piece in pieces]
    same = iter([piece for piece in pieces if piece.kind == "same"])
    found = []
    for kind, text, move in with_moves(segments):
        if kind == "same":
            found.append(next(same))
        else:
            found.append(ExactSegment(kind, text if kind == "removed" else "", text if kind == "added" else "", move))
    return found


def _compared(old: str, new: str) -> Iterator[ExactSegment]:
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    keys = [as_seen(line) for line in before], [as_seen(line) for line in after]
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        one, other = "".join(before[i1:i2]), "".join(after[j1:j2])
        if tag == "equal":
            yield ExactSegment("same", one, other)
        elif tag == "replace":
            yield from _words_compared(one, other)
        else:
            yield from _changed(one, other)


def _words_compared(old: str, new: str) -> Iterator[ExactSegment]:
    before, after = diff_tokens(old), diff_tokens(new)
    keys = [_key(token) for token in before], [_key(token) for token in after]
    for i1, i2, j1, j2, same in matching_blocks(*keys):
        one, other = "".join(before[i1:i2]), "".join(after[j1:j2])
        if same:
            yield ExactSegment("same", one, other)
        else:
            yield from _changed(one, other)


def _changed(old: str, new: str) -> Iterator[ExactSegment]:
    if old:
        yield ExactSegment("removed", old, "")
    if new:
        yield ExactSegment("added", "", new)


def _key(token: str) -> str:
    """What a reader sees of it: blanks are blanks, an empty line is one."""
    if not token.isspace():
        return as_seen(token)
    lines = len((token + ".").splitlines()) - 1
    return ("\n" * min(lines, 2)) or " "


def _joined(pieces: Sequence[ExactSegment]) -> list[ExactSegment]:
    """Changes parted only by blanks within a line become one change; stretches that are the same become one."""
    joined: list[ExactSegment] = []
    removed = added = ""

    def flush() -> None:
        nonlocal removed, added
        joined.extend(_changed(removed, added))
        removed = added = ""

    for piece, after in zip(pieces, [*(piece.kind for piece in pieces[1:]), "same"], strict=False):
        blank = piece.old.isspace() and not set(piece.old + piece.new) & set("\r\n")
        if piece.kind != "same" or (blank and (removed or added) and after != "same"):
            removed, added = removed + piece.old, added + piece.new
            continue
        flush()
        if joined and joined[-1].kind == "same":
            joined[-1] = ExactSegment("same", joined[-1].old + piece.old, joined[-1].new + piece.new)
        else:
            joined.append(piece)
    flush()
    return joined

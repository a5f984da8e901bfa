"""A redline cut to size: the two sides of it, and the part worth showing in a list. Pure."""

from collections.abc import Sequence

from consult.drafts.text_diff import Segment, changed_share

AROUND = 60  # signs kept on either side of a change
LONGEST = 400
A_VERSION = 0.5  # words that change less than this share of a clause are a version of it; others are a part


def before(segments: Sequence[Segment]) -> list[Segment]:
    """What stands now, with what would go marked."""
    return [segment for segment in segments if segment.kind != "added"]


def after(segments: Sequence[Segment]) -> list[Segment]:
    """What is proposed, with what is new marked."""
    return [segment for segment in segments if segment.kind != "removed"]


def snippet(segments: Sequence[Segment]) -> list[Segment]:
    """The changes with a few words around each, long runs of kept words cut to an ellipsis."""
    last = len(segments) - 1
    cut = [_cut(segment, first=i == 0, last=i == last) for i, segment in enumerate(segments)]
    shown: list[Segment] = []
    room = LONGEST
    for kind, text in cut:
        if len(text) > room:
            shown += [Segment(kind, _head(text, room)), Segment("same", " …")]
            break
        shown.append(Segment(kind, text))
        room -= len(text)
    return shown


def _cut(segment: Segment, *, first: bool, last: bool) -> Segment:
    """Kept words are cut in their middle; at the outer ends only the part next to a change stays."""
    text = segment.text
    if segment.kind != "same" or len(text) <= 2 * AROUND or (first and last):
        return segment
    if first:
        return Segment("same", "… " + _tail(text, AROUND))
    if last:
        return Segment("same", _head(text, AROUND) + " …")
    return Segment("same", f"{_head(text, AROUND)} … {_tail(text, AROUND)}")


def _head(text: str, signs: int) -> str:
    """The beginning, up to a blank where there is one; scripts without blanks are cut where they are."""
    return text[:signs].rpartition(" ")[0] or text[:signs]


def _tail(text: str, signs: int) -> str:
    return text[-signs:].partition(" ")[2] or text[-signs:]


def is_whole_clause(stands: str, words: str) -> bool:
    """Whether somebody's words are the clause as they would have it, not the part that stands in their way."""
    return changed_share(stands, words) < A_VERSION


def whole_clause(stands: str, words: str) -> str:
    """The words themselves, or, where they are only a part, what stands with them after it."""
    return words if is_whole_clause(stands, words) or not stands else f"{stands}\n\n{words}"

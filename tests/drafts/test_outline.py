"""The text of a guideline as a file: what is written is read back."""

from hypothesis import example, given
from hypothesis import strategies as st

from consult.drafts.outline import COLUMNS, ClauseOutline, Outline, PillarOutline, from_csv, tidied, to_csv

CELL = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from("'=+-@\t\n")), max_size=10).map(tidied)


@given(st.lists(st.tuples(CELL.filter(bool), CELL), min_size=1, max_size=4, unique_by=lambda clause: clause[0]))
@example([("'=a", "'=a"), ("=b", "''-c")])
def test_a_draft_written_as_csv_is_read_back(written: list[tuple[str, str]]) -> None:
    clauses = tuple(ClauseOutline(number, "A", number, heading=heading) for number, heading in written)
    outline = Outline("en", (PillarOutline("A", "A"),), (), clauses)
    back = from_csv(to_csv(outline)).clauses
    assert [[getattr(one, name) for name in COLUMNS] for one in back] == [
        [getattr(one, name) for name in COLUMNS] for one in clauses
    ]

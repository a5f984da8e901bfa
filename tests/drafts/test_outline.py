"""The text of a guideline as a file: what is written is read back."""

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from consult.core.text import one_line
from consult.drafts.outline import (
    COLUMNS,
    ClauseOutline,
    Outline,
    PillarOutline,
    UnreadableOutline,
    from_csv,
    from_json,
    to_csv,
    to_json,
)

DATA = Path(__file__).parent / "data"  # after reports to other projects; each file is named after what is odd in it
CELL = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from("'=+-@\t\n")), max_size=10).map(one_line)


@given(st.lists(st.tuples(CELL.filter(bool), CELL), min_size=1, max_size=4, unique_by=lambda clause: clause[0]))
@example([("'=a", "'=a"), ("=b", "''-c")])
def test_a_draft_written_as_csv_is_read_back(written: list[tuple[str, str]]) -> None:
    clauses = tuple(ClauseOutline(number, "A", number, heading=heading) for number, heading in written)
    outline = Outline("en", (PillarOutline("A", "A"),), (), clauses)
    back = from_csv(to_csv(outline)).clauses
    assert [[getattr(one, name) for name in COLUMNS] for one in back] == [
        [getattr(one, name) for name in COLUMNS] for one in clauses
    ]


def read(name: str) -> Outline:
    return from_csv((DATA / name).read_bytes().decode("utf-8"))


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("d_extra.csv", "Line 2: This row has more cells"),
        ("d_badquote.csv", "Line 2: The quotation marks do not fit"),
        ("d_dup.csv", "Line 1, column “text”: Two columns have this name"),
    ],
)
def test_a_file_that_would_lose_words_is_refused_with_its_line(name: str, says: str) -> None:
    with pytest.raises(UnreadableOutline) as refused:
        read(name)
    assert refused.value.faults[0].startswith(says)


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("d_semi.csv", ["plain é"]),
        ("d_tab.csv", ["plain é"]),
        ("d_emptyrow.csv", ["one", "two"]),
        ("d_nfdpillar.csv", ["one", "two"]),
    ],
)
def test_files_as_spreadsheets_write_them_are_read(name: str, texts: list[str]) -> None:
    outline = read(name)
    assert [clause.text for clause in outline.clauses] == texts
    assert len(outline.pillars) == 1


def test_a_text_is_stored_with_one_kind_of_line_end() -> None:
    assert read("crlf.csv").clauses[0].text == (
        "Cities should:\n\n(a) publish open data;\n(b) name a person who answers."
    )


CLAUSE = {"number": "1", "pillar": "A", "text": "words"}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ('{"clauses": [{"number": ' + "9" * 4301 + "}]}", "thousands of digits"),
        (json.dumps({"pillars": [{"code": "A"}], "clauses": [{**CLAUSE, "text": "half \ud800"}]}), "half a character"),
        (json.dumps({"pillars": [{"code": "\udfff"}], "clauses": [CLAUSE]}), "half a character"),
        (json.dumps({"title": "\ud800", "pillars": [{"code": "A"}], "clauses": [CLAUSE]}), "half a character"),
        (json.dumps({"pillars": [{"code": "A"}], "clauses": [CLAUSE, "2"]}), "clauses 2: this must be an object"),
        (json.dumps({"pillars": [{"code": "A"}], "clauses": [{**CLAUSE, "text": ["a"]}]}), "give a text or a number"),
        (json.dumps({"pillars": ["A"], "clauses": [CLAUSE]}), "pillars 1: this must be an object"),
        (json.dumps({"pillars": [{"title": "A"}], "clauses": [CLAUSE]}), "needs a “code”"),
        (json.dumps({"pillars": [{"code": "A"}, {"code": "A"}], "clauses": [CLAUSE]}), "stands twice"),
        (json.dumps({"pillars": [{"code": "A/B"}], "clauses": [CLAUSE]}), "cannot be a code"),
        (
            json.dumps(
                {"pillars": [{"code": "A"}], "clauses": [{**CLAUSE, "uid": "u"}, {**CLAUSE, "number": "2", "uid": "u"}]}
            ),
            "uid",
        ),
        ("[" * 100_000, "nested too deeply"),
        ("{", "Line 1: this is not JSON"),
        ('{"clauses": 1}', "a list named “clauses”"),
    ],
)
def test_json_that_is_no_draft_is_refused_with_what_to_do(given: str, says: str) -> None:
    with pytest.raises(UnreadableOutline) as refused:
        from_json(given)
    assert says in str(refused.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["clauses", "pillars", "parts", "code", *COLUMNS, "title"]), inner, max_size=6
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["clauses", "pillars", "parts", "language", "title"]), JSON))
def test_whatever_json_comes_it_is_read_or_refused(given: dict[str, object]) -> None:
    try:
        outline = from_json(json.dumps(given))
    except UnreadableOutline:
        return
    assert from_json(to_json(outline)) == outline

"""Which clauses of a new text continue which of the old one, from their words alone."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.drafts.lineage.clause_list import UnreadableClauses, read_clauses
from consult.drafts.lineage.links import LINKED, links_between
from consult.drafts.lineage.relations import Relation, continuations
from consult.drafts.models import Change

DATA = Path(__file__).parent / "data" / "lineage"
CLAUSES = [
    "Cities should publish a register of all sensors in public space.",
    "National governments should fund digital skills for older persons.",
    "Every person has the right to an explanation of an automated decision.",
    "Procurement contracts shall give the city ownership of the data that is collected.",
    "Residents should be able to follow how the participatory budget is spent.",
]


def became(old: list[str], new: list[str]) -> list[tuple[tuple[int, ...], tuple[int, ...], str]]:
    return [(one.old, one.new, str(one.relation)) for one in continuations(old, new) if one.stands]


def test_relations_are_the_changes_of_lineage_and_unchanged() -> None:
    assert {relation.value for relation in Relation} == {change.value for change in Change} | {"unchanged"}


def test_the_same_text_is_unchanged_with_certainty() -> None:
    found = continuations(CLAUSES, CLAUSES)
    assert {(one.relation, one.confidence) for one in found} == {(Relation.UNCHANGED, 1.0)}


def test_one_clause_put_elsewhere_moved_and_the_others_did_not() -> None:
    new = [CLAUSES[4], *CLAUSES[:4]]
    assert [(old, kind) for old, _new, kind in became(CLAUSES, new) if kind != "unchanged"] == [((4,), "moved")]


def test_a_clause_between_others_is_added_and_takes_no_ones_place() -> None:
    new = [CLAUSES[0], "Streets are lit from dusk.", *CLAUSES[1:]]
    assert ((), (1,), "added") in became(CLAUSES, new)
    assert sum(kind == "unchanged" for _old, _new, kind in became(CLAUSES, new)) == 5


def test_a_clause_replaced_by_quite_another_is_deleted_and_added() -> None:
    new = [*CLAUSES[:2], "Street trees are watered in dry summers.", *CLAUSES[3:]]
    found = became(CLAUSES, new)
    assert ((2,), (), "deleted") in found
    assert ((), (2,), "added") in found


def test_two_texts_about_other_things_have_no_link() -> None:
    other = ["Boil the rice.", "Peel two onions and fry them.", "Serve it hot with mint and lemon."]
    assert all(link.confidence < LINKED for link in links_between(CLAUSES, other))


def test_one_clause_that_becomes_two_was_split() -> None:
    old = ["Cities shall publish sensor registers every year, and residents shall be trained to read energy bills."]
    new = ["Cities shall publish sensor registers every year.", "Residents shall be trained to read energy bills."]
    assert ((4,), (4, 5), "split") in became([*CLAUSES[:4], *old], [*CLAUSES[:4], *new])


def test_two_clauses_that_become_one_were_merged() -> None:
    old = ["Cities shall publish sensor registers every year.", "Residents shall be trained to read energy bills."]
    new = ["Cities shall publish sensor registers every year, and residents shall be trained to read energy bills."]
    assert ((4, 5), (4,), "merged") in became([*CLAUSES[:4], *old], [*CLAUSES[:4], *new])


def test_clauses_that_say_the_same_are_told_apart_by_those_beside_them() -> None:
    old = ["In addition:", CLAUSES[0], CLAUSES[1], "In addition:", CLAUSES[2]]
    new = [CLAUSES[1], "In addition:", CLAUSES[2], "In addition:", CLAUSES[0]]
    links = {(link.old, link.new) for link in links_between(old, new)}
    assert {(0, 3), (3, 1)} <= links


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "所有城市应当公布全部公共数据并征求居民意见。",
            "所有城市应该公布全部公共数据并征求居民意见。",
        ),
        ("ينبغي للمدن أن تنشر سجلا للمستشعرات", "ينبغي على المدن نشر سجل المستشعرات"),
        ("เมืองควรเผยแพร่ทะเบียนเซ็นเซอร์ทั้งหมด", "เมืองต้องเผยแพร่ทะเบียนเซ็นเซอร์"),
        ("Города должны публиковать реестр датчиков.", "Города обязаны публиковать полный реестр датчиков."),
    ],
)
def test_scripts_of_every_kind_are_linked(old: str, new: str) -> None:
    assert ((0,), (0,), "reworded") in became([old, *CLAUSES], [new, *CLAUSES])


def test_the_drafters_own_table_is_found_in_an_excerpt_of_a_rewritten_text() -> None:
    gold = {("2", "16"), ("3", "17"), ("4", "17"), ("5", "17"), ("8", "18"), ("9", "25"), ("20", "25")}
    gold |= {("13", "34"), ("14", "34"), ("21", "26"), ("23", "37"), ("45", "39"), ("45", "40")}
    old, new = (read_clauses((DATA / f"strategy-{name}.csv").read_bytes()) for name in ("old", "new"))
    links = [link for link in links_between(old.texts, new.texts) if link.confidence >= LINKED]
    found = {(old.ids[link.old], new.ids[link.new]) for link in links}
    assert len(found & gold) / len(found) >= 0.85
    assert len(found & gold) / len(gold) >= 0.5
    assert not {label for label, _new in found} & {"35"}


def test_nearness_of_meaning_is_evidence_where_it_is_given() -> None:
    old, new = [*CLAUSES, "Pupils receive free lunches."], [*CLAUSES, "Schoolchildren get meals at no cost."]

    def near(one: object, other: object) -> list[list[float]]:
        return [[1.0]]

    assert [link for link in links_between(old, new) if link.old == 5] == []
    assert [link.new for link in links_between(old, new, near) if link.old == 5] == [5]


@given(st.lists(st.sampled_from(CLAUSES)), st.lists(st.sampled_from([*CLAUSES, "", "…", "Other words."])))
def test_every_clause_is_in_what_stands_and_none_is_both_split_and_merged(old: list[str], new: list[str]) -> None:
    standing = [one for one in continuations(old, new) if one.stands]
    assert {place for one in standing for place in one.old} == set(range(len(old)))
    assert {place for one in standing for place in one.new} == set(range(len(new)))
    assert all(min(len(one.old), len(one.new)) <= 1 for one in standing)


def test_what_is_below_the_bar_stands_beside_as_a_proposal() -> None:
    for one in continuations(CLAUSES, [f"{CLAUSES[0][:30]} trees in the park."]):
        assert one.stands == (one.confidence >= LINKED)


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ("", "empty"),
        ("id,text\n", "no clause"),
        ("id,words\n1,a\n", "“text” is missing"),
        ("id,text\n1,a\n1,b\n", "Line 3: the id “1” stands in line 2"),
        ("id,text\n,a\n", "the id is empty"),
        ("id,text\n1,\n", "the text is empty"),
        ('id,text\n1,"a\n', "quotation marks"),
        ("id,text\n" + "\n".join(f"{n},a" for n in range(10_001)), "more than 10,000"),
    ],
)
def test_a_file_that_is_no_list_of_clauses_is_refused_with_what_to_do(file: str, says: str) -> None:
    with pytest.raises(UnreadableClauses, match=says):
        read_clauses(file.encode())

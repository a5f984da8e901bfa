"""Brackets: read as UN drafters write them, nested, attributed; kept or dropped each; open ones hold up the end."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from consult.core.database import db
from consult.drafts.approval.actions import may_approve
from consult.drafts.brackets.cli import brackets_command
from consult.drafts.brackets.parsing import BracketStance, Settlement, brackets_in, settled_text
from consult.drafts.models import Draft
from consult.drafts.queries import membership_of
from consult.revisions.models import Revision
from tests.browser import Browser
from tests.make import drafts, revisions

KEEP, DROP = Settlement.KEEP, Settlement.DROP
TEXT = "Cities [shall] {USA+ FRA-} [publish [all] {Viet Nam+, Guinea-Bissau−} data] {RUS reserve} in time."


def test_each_bracket_has_its_words_and_who_stands_where() -> None:
    shall, publish, every = brackets_in(TEXT).brackets
    assert (shall.words(TEXT), shall.within) == ("shall", 0)
    assert shall.positions == (("USA", BracketStance.FOR), ("FRA", BracketStance.AGAINST))
    assert (publish.positions, publish.within) == ((("RUS", BracketStance.RESERVE),), 0)
    assert (every.words(TEXT), every.within) == ("all", publish.number)
    assert every.positions == (("Viet Nam", BracketStance.FOR), ("Guinea-Bissau", BracketStance.AGAINST))


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({1: KEEP, 2: KEEP, 3: KEEP}, "Cities shall publish all data in time."),
        ({1: KEEP, 2: KEEP, 3: DROP}, "Cities shall publish data in time."),
        ({1: DROP, 2: DROP}, "Cities in time."),
        ({1: KEEP}, TEXT.replace("[shall] {USA+ FRA-}", "shall")),
        ({}, TEXT),
    ],
)
def test_kept_words_stand_dropped_ones_are_gone_and_others_wait(choices: dict[int, Settlement], words: str) -> None:
    assert settled_text(TEXT, choices) == words


@pytest.mark.parametrize("text", ["See [1] and [12, 14].", "In the [glossary](words.md).", r"An array a\[0\]."])
def test_references_and_links_are_no_brackets(text: str) -> None:
    assert brackets_in(text) == ([], [])


@pytest.mark.parametrize(("text", "at", "says"), [("a [b", 2, "["), ("a] b", 1, "]"), ("[a] {what}", 5, "what")])
def test_what_cannot_be_read_is_told_with_its_place(text: str, at: int, says: str) -> None:
    assert [(fault.at, fault.says) for fault in brackets_in(text).faults] == [(at, says)]


@given(st.text(st.sampled_from("ab [] {}+- ,.[]"), max_size=40))
def test_once_all_are_kept_or_dropped_none_is_left(text: str) -> None:
    found = brackets_in(text)
    for choice in Settlement:
        left = settled_text(text, {bracket.number: choice for bracket in found.brackets})
        if not found.faults and "[" not in left.replace("[ ]", ""):
            assert brackets_in(left).brackets == []


def test_the_command_counts_them(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text(TEXT, encoding="utf-8")
    told = json.loads(CliRunner().invoke(brackets_command, [str(tmp_path / "text.txt"), "--json"]).output)
    assert told["open"] == 3
    assert [one["text"] for one in told["brackets"]] == [
        "shall",
        "publish [all] {Viet Nam+, Guinea-Bissau−} data",
        "all",
    ]


@pytest.fixture
def draft(browser: Browser) -> Draft:
    guideline = drafts.guideline()
    browser.people.appoint_all(guideline)
    made = drafts.draft(guideline, by=browser.people.sara)
    revisions.wording(made).text = TEXT
    db.session.commit()
    return made


def test_readers_see_who_stands_where_and_drafters_settle_each(browser: Browser, draft: Draft) -> None:
    place = {"slug": draft.guideline.slug, "number": draft.number}
    page = browser.get("drafts.brackets", **place)
    assert "3 brackets are open" in page
    assert "reserves its position" in page
    assert "Keep or drop each" not in page
    dana, uid = browser.as_(browser.people.dana), revisions.wording(draft).clause.uid
    dana.get("revisions.settle_brackets", uid=uid)
    form = {"bracket-1": "keep", "bracket-2": "keep", "bracket-3": "drop", "rationale": "Agreed in the group."}
    form["base"] = str(revisions.wording(draft).id)
    none = {"base": form["base"], "rationale": "Agreed."}
    assert "Keep or drop at least one bracket." in dana.post("revisions.settle_brackets", none, uid=uid)
    assert "The revision is kept." in dana.post("revisions.settle_brackets", form, uid=uid)
    made = db.session.scalars(select(Revision)).one()
    assert made.proposed_text == "Cities shall publish data in time."


def test_open_brackets_hold_up_the_final_text(browser: Browser, draft: Draft) -> None:
    ruling = may_approve(membership_of(browser.people.sara, draft.guideline), draft)
    assert "Brackets are open" in ruling.refusal
    revisions.wording(draft).text = "Cities shall publish data."
    db.session.commit()
    assert may_approve(membership_of(browser.people.sara, draft.guideline), draft)


def test_what_cannot_be_read_is_told_to_whoever_scripts_the_command(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("The Parties [shall act {USA+ .", encoding="utf-8")
    told = CliRunner().invoke(brackets_command, [str(tmp_path / "text.txt")])
    assert (told.exit_code, "Character 13: “[” cannot be read." in told.output) == (1, True)

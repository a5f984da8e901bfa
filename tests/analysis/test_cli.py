"""`consult analyse`, as an operator or a script calls it."""

import json

import pytest
from flask import Flask

from consult.analysis.pipeline import nlp_adapter
from consult.analysis.pipeline.cli import analyse
from tests.analysis import reader
from tests.analysis.conftest import World


@pytest.fixture(autouse=True)
def our_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nlp_adapter, "read_all", reader.read_all)


def test_it_prints_themes_counts_and_seconds_as_json(page_app: Flask, page_world: World) -> None:
    page_world.says_everything()
    called = page_app.test_cli_runner().invoke(analyse, ["smart-cities", "--json"])
    assert called.exit_code == 0, called.output
    found = json.loads(called.stdout)
    assert (found["guideline"], found["comments"], found["campaigns"]) == ("smart-cities", 46, 1)
    assert found["points"] > found["unplaced"] > 0
    assert found["share_unplaced"] == round(found["unplaced"] / found["points"], 4)
    assert {"themes", "keeping", "total"} <= set(found["seconds"])
    theme = found["themes"][0]
    assert set(theme) == {"id", "label", "keywords", "size", "breadth"}
    assert theme["size"] == 8
    assert len(theme["breadth"]["regions"]) == 5


def test_it_prints_a_table_for_people(page_app: Flask, page_world: World) -> None:
    page_world.says_everything()
    called = page_app.test_cli_runner().invoke(analyse, ["smart-cities"])
    assert "faces as proposed" in called.stdout
    assert "5/5" in called.stdout
    assert "in no theme" in called.stdout


def test_an_unknown_guideline_is_named_with_those_there_are(page_app: Flask, page_world: World) -> None:
    called = page_app.test_cli_runner().invoke(analyse, ["smart-towns"])
    assert called.exit_code == 1
    assert "There is no guideline “smart-towns”. Known: smart-cities." in called.output

"""`python -m nlp`: the form of its answers, the same bytes again, and a sentence for every bad file."""

import json
from pathlib import Path

import pytest

from nlp.__main__ import main
from tests.nlp.conftest import DATA


@pytest.fixture
def places(tmp_path: Path) -> list[str]:
    return [
        "--out",
        str(tmp_path / "out.jsonl"),
        "--themes",
        str(tmp_path / "themes.json"),
        "--quiet",
        "--workers",
        "1",
    ]


def run(*arguments: str | Path) -> int:
    return main([str(argument) for argument in arguments])


def test_one_line_a_comment_in_order_and_the_same_bytes_again(tmp_path, places):
    frame = tmp_path / "frame.json"
    frame.write_text(json.dumps([{"code": "D", "title": "Données publiques", "texts": ["Ouvrir les données."]}]))
    asked = [DATA / "proposals.jsonl", "--text-field", "text", "--id-field", "id", "--pillars", frame, *places]

    assert run(*asked) == 0
    first = [(tmp_path / name).read_bytes() for name in ("out.jsonl", "themes.json")]
    assert run(*asked) == 0
    assert [(tmp_path / name).read_bytes() for name in ("out.jsonl", "themes.json")] == first

    given = [json.loads(line) for line in (DATA / "proposals.jsonl").read_text("utf-8").splitlines()]
    lines = [json.loads(line) for line in first[0].decode().splitlines()]
    themes = json.loads(first[1])
    assert [line["id"] for line in lines] == [row["id"] for row in given]
    assert all(set(line) == {"id", "language", "campaign", "themes", "points"} for line in lines)
    point = lines[0]["points"][0]
    assert set(point) == {"start", "end", "themes", "pillar"}
    assert set(point["pillar"]) == {"code", "p"}
    assert set(point["themes"][0]) == {"id", "p"}
    keys = {"id", "label", "keywords", "size", "people", "representatives", "comments", "asks", "language", "parent"}
    assert all(set(theme) == keys | {"loose"} for theme in themes)
    said = {row["id"]: row["text"] for row in given}
    shown = [
        (at, *pair) for t in themes for at, *pair in zip(t["comments"], t["representatives"], t["asks"], strict=True)
    ]
    assert all(quote in said[at] and (asks is None or asks in quote) for at, quote, asks in shown)
    assert any(asks is not None for _at, _quote, asks in shown)


@pytest.mark.parametrize(
    ("content", "delimiter"),
    [('nr,said\n7,"Open the data,\nplease."\n8,\n', ","), ("nr;said\n7;Open the data, please.\n8;\n", ";")],
)
def test_csv_with_comma_or_semicolon(tmp_path, places, content, delimiter):
    source = tmp_path / "in.csv"
    source.write_text("\ufeff" + content, encoding="utf-8")

    assert run(source, "--text-field", "said", "--id-field", "nr", *places) == 0
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert [line["id"] for line in lines] == ["7", "8"]
    assert lines[1]["points"] == []


BAD = {
    "no such file": ("missing.jsonl", None, "cannot be read"),
    "empty": ("a.jsonl", b"", "no comments"),
    "only a header": ("a.csv", b"text\n", "no comments"),
    "bad JSON": ("a.jsonl", b'{"text": "a"}\n{oops\n', "line 2 is not JSON"),
    "not an object": ("a.jsonl", b"[1]\n", "should be an object"),
    "missing field": ("a.jsonl", b'{"body": "a"}\n', 'no field "text"; its fields are: body'),
    "missing column": ("a.csv", b"body\na\n", 'no field "text"'),
    "a number": ("a.jsonl", b'{"text": 5}\n', "should be text, not a number"),
    "not UTF-8": ("a.csv", b"text\ncaf\xe9\n", "not UTF-8"),
    "a name that tells nothing": ("a.txt", b"hello", ".csv or .jsonl"),
    "a broken quote": ("a.csv", b'text\n"open', "not well-formed CSV"),
}


@pytest.mark.parametrize("case", BAD.values(), ids=BAD.keys())
def test_a_bad_file_gets_a_sentence_and_nothing_is_written(tmp_path, places, capsys, case):
    name, content, told = case
    if content is not None:
        (tmp_path / name).write_bytes(content)

    assert run(tmp_path / name, "--text-field", "text", *places) == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "out.jsonl").exists()
    assert not (tmp_path / "themes.json").exists()


@pytest.mark.parametrize(
    ("frame", "told"),
    [
        ("{", "not JSON"),
        ("{}", "a list of pillars"),
        ('[{"title": "x"}]', 'with a "code"'),
        ('[{"code": "A", "texts": "x"}]', "list of clause texts"),
        ('[{"code": "A"}, {"code": "A"}]', "the same code"),
    ],
)
def test_a_bad_frame_gets_a_sentence(tmp_path, places, capsys, frame, told):
    (tmp_path / "frame.json").write_text(frame)
    asked = [DATA / "proposals.jsonl", "--text-field", "text", "--pillars", tmp_path / "frame.json"]

    assert run(*asked, *places) == 2
    assert told in capsys.readouterr().err


def test_a_folder_that_is_not_there_is_named_before_any_work(tmp_path, capsys):
    asked = [
        DATA / "proposals.jsonl",
        "--text-field",
        "text",
        "--out",
        tmp_path / "no" / "o",
        "--themes",
        tmp_path / "t",
    ]

    assert run(*asked) == 2
    assert "there is no folder" in capsys.readouterr().err
    assert not (tmp_path / "t").exists()


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ("sep=;\ncomment;id\nBuses are late;1\nTrees please;2\n", "comment"),
        ('"Comment (aims, scope, terms)";id\n"Buses are late";1\n"Trees please";2\n', "Comment (aims, scope, terms)"),
        (
            '"What, in your view, should change; and why?",id\nBuses are late,1\nTrees please,2\n',
            "What, in your view, should change; and why?",
        ),
        ('"What should change\n(one idea, please)"\tid\nBuses are late\t1\nTrees please\t2\n', None),
        ("id|comment\n1|Buses are late\n2|Trees please\n", "comment"),
    ],
)
def test_a_heading_may_be_a_whole_question_and_a_spreadsheet_may_name_its_separator(tmp_path, places, content, field):
    source = tmp_path / "in.csv"
    source.write_text(content, encoding="utf-8")

    assert (
        run(source, "--text-field", field or "What should change\n(one idea, please)", "--id-field", "id", *places) == 0
    )
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert [line["id"] for line in lines] == ["1", "2"]
    assert [line["points"][0]["end"] for line in lines] == [len("Buses are late"), len("Trees please")]

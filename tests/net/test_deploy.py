"""What is said of running the site is true of its files: the pages on it, the units, the container file.

No container engine and no systemd runs here: what they would read is compared with what there is.
"""

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest
from flask import Flask
from werkzeug.exceptions import MethodNotAllowed, NotFound

from consult.cli import main
from consult.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
DEPLOY = sorted((ROOT / "deploy").iterdir())
SETTINGS = {f"CONSULT_{field.name.upper()}" for field in fields(Settings)}
FIRST_AND_MANY = {"FROM", "RUN", "WORKDIR", "COPY", "USER", "ENV", "VOLUME", "EXPOSE", "HEALTHCHECK", "CMD"}


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def commands_in(text: str) -> Iterator[list[str]]:
    """Every `consult …` that a reader would type: in blocks, in the line, in units."""
    blocks = "\n".join(re.findall(r"```\n(.*?)```", text, re.DOTALL))
    started = "\n".join(re.findall(r"^ExecStart=(.*)$", text, re.MULTILINE))
    for line in [*blocks.splitlines(), *started.splitlines(), *re.findall(r"`(consult [^`]+)`", text)]:
        words = shlex.split(line, comments=True) if re.search(r"\bconsult\s", line) else []
        for place, word in enumerate(words):
            typed = place == 0 or words[place - 1] == "--" or words[place - 2 : place] == ["exec", "consult"]
            if (word == "consult" and typed) or word.endswith("/bin/consult"):
                yield [one for one in words[place + 1 :] if one != "&"]


def enforce_known(words: list[str]) -> None:
    """That click would take the words, without doing anything."""
    command: click.Command = main
    context = click.Context(command)
    given = list(words)
    while isinstance(command, click.Group) and given and not given[0].startswith("-"):
        name = given.pop(0)
        found = command.get_command(context, name)
        assert found is not None, f"consult {' '.join(words)}: there is no {name}"
        command, context = found, click.Context(found, parent=context)
    told, _left, _order = command.make_parser(context).parse_args(given)
    missing = [one.name for one in command.params if one.required and told.get(one.name or "") in (None, ())]
    named = all(word.startswith("-") for word in given)  # and not typed: no more than a flag stands after it
    assert not missing or named, f"consult {' '.join(words)} lacks {missing}"


def instructions() -> list[tuple[str, str]]:
    lines = [line for line in read(ROOT / "deploy" / "Containerfile").splitlines() if not line.startswith("#")]
    whole = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [(name, told) for name, _, told in (line.partition(" ") for line in whole.splitlines() if line)]


def told(name: str) -> list[str]:
    return [said for each, said in instructions() if each == name]


@pytest.mark.parametrize("page", [*PAGES, *DEPLOY], ids=lambda path: path.name)
def test_each_command_and_each_setting_that_is_named_is_there(page: Path) -> None:
    for words in commands_in(read(page)):
        enforce_known(words)
    named = set(re.findall(r"\bCONSULT_[A-Z_]+[A-Z]\b", read(page)))
    assert named <= SETTINGS, named - SETTINGS
    for benchmark in re.findall(r"benchmarks[./](\w+)", read(page)):
        assert (ROOT / "benchmarks" / f"{benchmark}.py").exists(), benchmark


def test_the_readme_names_every_command_and_the_benchmarks_each_other() -> None:
    readme = read(ROOT / "README.md").replace("`consult\n", "`consult ")
    shown = {name for name, command in main.commands.items() if not command.hidden}
    ours = shown - {"openapi"}  # a library's
    assert {name for name in ours if f"`consult {name}" not in readme} == set()
    index = read(ROOT / "benchmarks" / "__init__.py")
    there = {path.stem for path in (ROOT / "benchmarks").glob("*.py")} - {"__init__"}
    assert {name for name in there if f"`{name}`" not in index} == set()


def test_commands_that_are_not_there_are_noticed() -> None:
    assert list(commands_in("```\nrunuser -u consult -- /srv/x/bin/consult serve --port 1 &\n```")) == [
        ["serve", "--port", "1"]
    ]
    assert list(commands_in("```\npodman exec consult consult doctor\n```")) == [["doctor"]]
    for words in (["backupp"], ["serve", "--prot", "1"], ["db", "move", "--from", "x"]):
        with pytest.raises((AssertionError, click.UsageError)):
            enforce_known(words)


def test_each_file_address_and_test_that_is_named_is_there(sqlite_app: Flask) -> None:
    page = read(ROOT / "docs" / "deploy.md")
    for link in re.findall(r"\]\((\.\./[^)]+)\)", page):
        assert (ROOT / "docs" / link).exists(), link
    for test in re.findall(r"`((?:faults/|core/|transparency/|)(?:transparency/)?test_\w+)`", page):
        assert (ROOT / "tests" / f"{test}.py").exists() or (ROOT / "tests" / "faults" / f"{test}.py").exists(), test
    for address in re.findall(r"`(/[a-z]+(?:/[a-z]+)*)`", page):
        if address.split("/")[1] not in {"home", "srv", "etc", "var"}:
            enforce_served(sqlite_app, address)


def enforce_served(app: Flask, address: str) -> None:
    try:
        app.url_map.bind("").match(address)
    except (NotFound, MethodNotAllowed):
        pytest.fail(f"nothing is served at {address}")


def test_the_container_file_has_known_instructions_in_two_stages() -> None:
    assert {name for name, _said in instructions()} <= FIRST_AND_MANY
    first, second = told("FROM")
    assert first.split()[0] == second
    assert first.split()[1:] == ["AS", "built"]
    image = re.fullmatch(r"docker\.io/library/python:(\d+\.\d+)-slim-bookworm", second)
    assert image is not None
    assert f'requires-python = ">={image[1]}"' in read(ROOT / "pyproject.toml")


def test_the_container_is_made_of_what_there_is() -> None:
    """A virtual environment knows its place: it is copied to the one where it was made, and the host's stays out."""
    targets = re.findall(r"^([a-z-]+):", read(ROOT / "Makefile"), re.MULTILINE)
    assert {name for run in told("RUN") for name in re.findall(r"^make ([a-z-]+)", run)} == {"install"} <= set(targets)
    made_in = told("WORKDIR")[0]
    assert told("COPY") == [". .", f"--from=built {made_in} {made_in}"]
    assert {".git", ".venv", "instance"} <= set(read(ROOT / ".containerignore").split())
    assert f"PATH={made_in}/.venv/bin:$PATH" in told("ENV")[0]
    libraries = set(re.findall(r"`(lib[\w.-]+)`|^(lib[\w.-]+)`", read(ROOT / "README.md"), re.MULTILINE))
    pango = {name for pair in libraries for name in pair if name.startswith("libpango")} | {"libpangoft2-1.0-0"}
    assert pango | {"postgresql-client"} <= set(told("RUN")[-1].split())


def test_the_container_keeps_its_home_in_a_volume_of_its_user() -> None:
    (home,) = told("VOLUME")
    assert f"CONSULT_HOME={home}" in told("ENV")[0]
    (user,) = told("USER")
    run = told("RUN")[-1]
    assert re.search(rf"useradd .*--home-dir {Path(home).parent} {user}\b", run)
    assert re.search(rf"install -d -o {user} -g {user} -m 700 .*{home}$", run)
    place = [name for name, _said in instructions()]
    assert place.index("USER") > max(number for number, name in enumerate(place) if name == "RUN")


def test_the_container_serves_where_it_says_and_asks_itself_how_it_is(sqlite_app: Flask) -> None:
    words = json.loads(told("CMD")[0])
    assert words[0] == "consult"
    enforce_known(words[1:])
    assert words[words.index("--host") + 1] == "0.0.0.0"  # noqa: S104 - inside its own network
    (port,) = told("EXPOSE")
    assert words[words.index("--port") + 1] == port
    check = json.loads(told("HEALTHCHECK")[0].partition("CMD ")[2])
    compile(check[2], "health check", "exec")
    asked = re.search(r"http://127\.0\.0\.1:(\d+)(/[a-z/]+)", check[2])
    assert asked is not None
    assert asked[1] == port
    enforce_served(sqlite_app, asked[2])
    assert f"`{told('VOLUME')[0]}`" in read(ROOT / "docs" / "deploy.md")

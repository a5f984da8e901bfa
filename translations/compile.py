"""Catalogues are compiled when the project is built or installed: gettext reads .mo, people read and keep .po."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_all(folder: Path) -> None:
    """Write messages.mo beside each messages.po; a message that is fuzzy is left out and shows in English."""
    for source in sorted(folder.glob("*/LC_MESSAGES/messages.po")):
        with source.open("rb") as lines:
            catalogue = read_po(lines)
        with source.with_suffix(".mo").open("wb") as out:
            write_mo(out, catalogue)


class Catalogues(BuildHookInterface):  # type: ignore[type-arg]
    """For wheels and editable installs alike."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        compile_all(Path(self.root) / "translations")
        build_data["artifacts"].append("translations/**/*.mo")


if __name__ == "__main__":
    compile_all(Path(__file__).parent)

"""The wheel's dependencies are the names in runtime.in, its extras those in analysis.in and pdf.in."""

import re
from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface

# hatchling is for the editable install. bertopic declares sentence-transformers, which brings torch and gigabytes that
# nothing here uses, and no extra can say "without": the extra names what bertopic needs, and bertopic is installed
# after it with --no-deps (README, *Installing*). The lock does the same with excludes.txt.
LEFT_OUT = {"hatchling", "bertopic"}


class RuntimeRequirements(MetadataHookInterface):
    def update(self, metadata: dict) -> None:
        metadata["dependencies"] = self._names_in("runtime.in")
        metadata["optional-dependencies"] = {
            "analysis": self._names_in("analysis.in"),
            "pdf": self._names_in("pdf.in"),
        }

    def _names_in(self, file: str) -> list[str]:
        lines = (Path(self.root) / "requirements" / file).read_text(encoding="utf-8").splitlines()
        return [line for line in lines if line.strip() and re.split(r"[\s\[<>=;~!#]", line)[0] not in {*LEFT_OUT, ""}]

"""Comments with their answers beside what they are about: the remarks of a margin, from rows of the register. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from flask_babel import gettext as _

from consult.responses.labels import DISPOSITION_NAMES
from consult.responses.models import Disposition
from consult.tracing.papers.paper_lines import LineKind, PaperLine

MOST_IN_THE_MARGIN = 2000  # comments; a word processor shows no more of them with ease
WHOLE_TEXT = ""


@dataclass(frozen=True)
class MarginRemark:
    """`author` is an organisation that speaks as one; nobody else is named. `language` is that of the comment."""

    reference: str
    comment: str
    author: str = ""
    quote: str = ""
    proposed: str = ""
    answer: str = ""
    language: str = ""

    @property
    def signed(self) -> str:
        return self.author or self.reference

    @property
    def text(self) -> str:
        """All of it, as a word processor shows it beside the text."""
        parts = [f"“{self.quote}”" if self.quote else "", self.comment]
        parts.append(_("Proposed: %(words)s", words=self.proposed) if self.proposed else "")
        parts.append(_("Answer: %(words)s", words=self.answer) if self.answer else "")
        parts.append(self.reference if self.author else "")
        return "\n".join(filter(None, parts))


Remarks = Mapping[str, Sequence[MarginRemark]]


def place_of_line(line: PaperLine) -> str:
    """What the comments on a line are filed under; a pillar that the text comes back to has its comments once."""
    if line.kind == LineKind.CLAUSE:
        return f"clause {line.number}"
    code, _dash, turn = line.key.removeprefix("pillar-").rpartition("-")
    return f"pillar {code}" if line.kind == LineKind.PILLAR and turn == "0" else "no comment is on it"


def remarks_by_place(rows: Iterable[Mapping[str, str]], lines: Sequence[PaperLine]) -> Remarks | None:
    """What is not on a line of this text is with the text as a whole; None where there are too many for a margin."""
    places = {place_of_line(line) for line in lines}
    found: dict[str, list[MarginRemark]] = {}
    for row in (some := list(islice(rows, MOST_IN_THE_MARGIN + 1))):
        named = f"clause {row['clause']}" if row["clause"] else f"pillar {row['pillar']}"
        found.setdefault(named if named in places else WHOLE_TEXT, []).append(_remark(row))
    return found if len(some) <= MOST_IN_THE_MARGIN else None


def _answer(disposition: str, response: str) -> str:
    """The decision, then its reason; where points were decided apart, the response says each decision itself."""
    decided = str(DISPOSITION_NAMES[Disposition(disposition)]) if disposition else ""
    return ": ".join(filter(None, (decided, response)))


def _remark(row: Mapping[str, str]) -> MarginRemark:
    return MarginRemark(
        reference=row["reference"],
        comment=row["comment"],
        author=row["organisation"],
        quote=row["quote"],
        proposed=row["proposed_text"],
        answer=_answer(row["disposition"], row["response"]),
        language=row["language"],
    )

"""Forms in which the drafting team splits, merges and moves clauses, and puts several revisions together as one."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectMultipleField

from consult.core.forms import choice, line, prose, required, select_choices
from consult.drafts.evidence.forms import CitingForm
from consult.drafts.models import Guideline, Wording
from consult.responses.forms import needed, row_number
from consult.revisions.forms import WhyForm
from consult.revisions.structure.changes import Placing

MOST_PARTS = 8  # of a split; more are made by splitting again
SEPARATORS = r"[,;،؛、，]"


class ClauseFields(NamedTuple):
    """The fields of one clause that would stand there."""

    place: int
    heading: Any
    number: Any
    text: Any

    @property
    def is_empty(self) -> bool:
        return not (self.text.data or "").strip()


class ClausesForm(WhyForm):
    """One clause or several in the place of others. `shown` is how many are open to be written in."""

    sources = line(
        _l("Clauses to merge"),
        longest=500,
        description=_l("Their numbers with commas between them. The merged clause keeps the identity of the first."),
    )
    meant: Any = BooleanField(_l("These words are left out on purpose"))
    base: Any = HiddenField()
    base_version: Any = HiddenField()
    shown: Any = HiddenField(default="2")

    def clauses(self, *, most: int = MOST_PARTS) -> list[ClauseFields]:
        """Those that are open: as many as are shown, and every one in which something is written."""
        every = [ClauseFields(n, *(self[f"{name}_{n}"] for name in PART)) for n in range(1, MOST_PARTS + 1)]
        typed = max((one.place for one in every if not one.is_empty), default=0)
        shown = int(self.shown.data) if (self.shown.data or "").isdecimal() and len(self.shown.data) < 3 else 1
        return every[: min(most, max(shown, typed, 1))]

    @property
    def numbers(self) -> list[str]:
        return [number for number in (part.strip() for part in re.split(SEPARATORS, self.sources.data or "")) if number]


PART = ("heading", "number", "text")
for _n in range(1, MOST_PARTS + 1):
    setattr(ClausesForm, f"heading_{_n}", line(_l("Heading")))
    setattr(ClausesForm, f"number_{_n}", line(_l("Number"), longest=40))
    setattr(ClausesForm, f"text_{_n}", prose(_l("Words")))


class MoveForm(WhyForm):
    """Another heading, number, pillar, part or place for a clause whose words stay."""

    heading = line(_l("Heading"))
    number = line(_l("Number"), needed(), longest=40, description=_l("If another clause has it, that one moves up."))
    pillar = choice(_l("Pillar"), [], required())
    part = choice(_l("Part"), [])
    placing = choice(
        _l("It stands"),
        [
            (Placing.TOGETHER, _l("where it stands now")),
            (Placing.NUMBER, _l("where its number puts it")),
            (Placing.BEFORE, _l("before the clause below")),
            (Placing.AFTER, _l("after the clause below")),
        ],
    )
    beside = choice(_l("Beside which clause"), [])
    base: Any = HiddenField()
    base_version: Any = HiddenField()

    def offer(self, guideline: Guideline, wordings: Sequence[Wording]) -> None:
        self.pillar.choices = select_choices((str(p.id), f"{p.code} {p.title}") for p in guideline.pillars)
        self.part.choices = select_choices([("", _l("None")), *((str(p.id), p.title) for p in guideline.parts)])
        named = ((str(w.clause_id), _shown(w)) for w in wordings)
        self.beside.choices = select_choices([("", _l("None")), *named])


def _shown(wording: Wording) -> str:
    words = wording.heading or wording.text
    return f"{wording.number} {words[:60]}"


class TogetherForm(CitingForm):
    """Revisions in work that become one decision."""

    cites = ("rationale",)

    revisions: Any = SelectMultipleField(
        _l("Revisions to put together"), coerce=row_number, validate_choice=False, choices=[]
    )
    title = line(_l("Name of the revision"), needed(), description=_l("What it does, in a few words."))
    rationale = prose(_l("Why"), needed(), longest=10_000, description=_l("The experts read this before they vote."))

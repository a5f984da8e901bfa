"""Forms about publishing all the same: a reason for each obstacle; the second person's answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.core.forms import BaseForm, one_of, prose, required
from consult.core.text import cleaned
from consult.drafts.rules import is_reasoned
from consult.publishing.rules import Blocker

LONGEST = 3000
ANSWERS = (
    ("confirm", _l("I confirm it: the draft may be published all the same")),
    ("decline", _l("I decline it: what stands in the way is to be dealt with first")),
)


@dataclass(frozen=True)
class Ground:
    """An obstacle with the reason that was typed for passing it over; `error` says what is wrong with it."""

    obstacle: Blocker
    reason: str = ""
    error: str = ""

    @property
    def name(self) -> str:
        return f"reason-{self.obstacle.kind}"


class OverrideForm(BaseForm):
    """Its reasons are one for each obstacle, whatever kinds there are (`grounds_typed`)."""


class OverrideAnswerForm(BaseForm):
    answer = one_of(_l("Your answer"), ANSWERS, required(_l("Say whether you confirm or decline it.")))
    note = prose(_l("What you add to it"), longest=LONGEST, description=_l("It is published with the reasons."))


def grounds_typed(obstacles: Sequence[Blocker], sent: Mapping[str, str]) -> list[Ground]:
    """What was sent, checked: a reason of substance for each."""
    return [_checked(Ground(obstacle, cleaned(sent.get(f"reason-{obstacle.kind}")))) for obstacle in obstacles]


def _checked(ground: Ground) -> Ground:
    ruling = is_reasoned(ground.reason)
    error = ruling.refusal if not ruling else ""
    if len(ground.reason) > LONGEST:
        error = _("This is too long. Nothing was lost; shorten it and send again.")
    return Ground(ground.obstacle, ground.reason, error)

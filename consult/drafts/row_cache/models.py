"""Which version stands of what a guideline is made of: its frame, drafts, words, timeline, rounds and promises."""

from collections.abc import Sequence

from sqlalchemy.orm import Mapped, mapped_column

from consult.core.database import Model
from consult.core.derived.triggers import TOKEN, Derived, Trigger, registry


class GuidelineVersion(Model):
    """A word that changes whenever a row changes that the process may hold of the guideline."""

    __tablename__ = "guideline_version"

    guideline_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    token: Mapped[str]


_INTO = "INSERT INTO guideline_version (guideline_id, token)"
_EACH = f"{_INTO} SELECT guideline.id, {TOKEN} FROM guideline"
_NEW = "ON CONFLICT (guideline_id) DO UPDATE SET token = excluded.token WHERE guideline_version.token <> excluded.token"
OWN = "{row}.guideline_id"
OF_DRAFT = "(SELECT draft.guideline_id FROM draft WHERE draft.id = {row}.draft_id)"
OF_FINDING = "(SELECT finding.guideline_id FROM finding WHERE finding.id = {row}.finding_id)"
OF_ROUND = "(SELECT round.guideline_id FROM round WHERE round.id = {row}.round_id)"


def whenever(table: str, guideline: str = OWN, *, columns: Sequence[str] = ()) -> list[Trigger]:
    """Another version when a row of the table comes, goes or changes; `guideline` says whose, of `{row}`."""

    def does(row: str) -> list[str]:
        return [f"{_EACH} WHERE guideline.id = {guideline.format(row=row)} {_NEW}"]

    return [
        Trigger(table, "INSERT", does("NEW")),
        Trigger(table, "DELETE", does("OLD")),
        Trigger(table, "UPDATE", does("NEW"), columns=columns),
    ]


def hold_under(*triggers: Sequence[Trigger]) -> None:
    """Declare what changes the version; each stage for its own tables."""
    every = tuple(one for each in triggers for one in each)
    columns = ("guideline_id", "token")
    registry.add(Derived(table="guideline_version", columns=columns, source="", anew=ANEW, triggers=every))


ANEW = ("DELETE FROM guideline_version", _EACH)
DRAFT = ("number", "title", "state", "based_on_id", "note", "created_at", "published_at")

hold_under(
    [
        Trigger("guideline", "INSERT", [f"{_EACH} WHERE guideline.id = NEW.id {_NEW}"]),
        Trigger("guideline", "UPDATE", [f"{_EACH} WHERE guideline.id = NEW.id {_NEW}"], columns=("language",)),
    ],
    whenever("clause"),
    whenever("pillar"),
    whenever("part"),
    whenever("draft", columns=DRAFT),  # not how far its readers were told
    whenever("wording", OF_DRAFT),
    whenever("lineage", OF_DRAFT),
    whenever("milestone"),
    whenever("approval", OF_DRAFT),
    whenever("finding"),
    whenever("finding_place", OF_FINDING),
    whenever("appointment"),
    whenever("text_translation"),
)

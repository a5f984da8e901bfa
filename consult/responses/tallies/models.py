"""Every point that wants an answer with the answer it has, and how many there are by place, type and kind."""

from datetime import datetime

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from consult.core.database import Model
from consult.core.derived.triggers import Derived, Trigger, registry


class AnswerStanding(Model):
    """A point that wants an answer: where it is filed, and whether it has one of its own, inherits one, or has none."""

    __tablename__ = "answer_standing"
    __table_args__ = (
        # Read from its end: what was answered last first, then in the order of the text.
        Index("ix_answer_standing_order", "guideline_id", "answered_at", "position_down", "point_down"),
    )

    point_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    guideline_id: Mapped[int]
    round_id: Mapped[int]
    clause_id: Mapped[int | None]
    pillar_id: Mapped[int | None]  # that the comment names
    filed_id: Mapped[int | None]  # the pillar it is counted under
    type: Mapped[str]
    stakeholder_type: Mapped[str | None]
    channel: Mapped[str] = mapped_column(server_default="")
    unsaid: Mapped[str] = mapped_column(server_default="")  # what its file may not have told: type, capacity, or both
    position_down: Mapped[int]  # of the clause in its draft, below zero
    point_down: Mapped[int]  # the point's number, below zero
    answer: Mapped[str]  # own, inherited, none
    disposition: Mapped[str | None]
    by_id: Mapped[int | None]  # who gave it
    answered_at: Mapped[datetime | None]


class AnswerTally(Model):
    """Such points by the answer they have: by place and type of comment, by round, pillar and kind of stakeholder; and
    by how their comment came in, with what its file may not have told.

    The sum counts.
    """

    __tablename__ = "answer_tally"
    __table_args__ = (Index("ix_answer_tally_guideline_id", "guideline_id", "slice"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slice: Mapped[str]  # place, kind, given, import
    guideline_id: Mapped[int]
    answer: Mapped[str]
    type: Mapped[str | None]
    clause_id: Mapped[int | None]
    pillar_id: Mapped[int | None]
    round_id: Mapped[int | None]
    filed_id: Mapped[int | None]
    stakeholder_type: Mapped[str | None]
    disposition: Mapped[str | None]
    by_id: Mapped[int | None]
    channel: Mapped[str | None]
    unsaid: Mapped[str | None]
    n: Mapped[int]
    ids: Mapped[int] = mapped_column(BigInteger)  # the points' numbers, summed: tells one set from another as large


FACTS = (
    "point_id",
    "guideline_id",
    "round_id",
    "clause_id",
    "pillar_id",
    "filed_id",
    "type",
    "stakeholder_type",
    "channel",
    "unsaid",
    "position_down",
    "point_down",
    "answer",
    "disposition",
    "by_id",
    "answered_at",
)
_OWN = "SELECT own.id FROM answer own WHERE own.point_id = point.id AND own.superseded_at IS NULL"
# `responses.queries.is_unsaid_capacity`, in SQL; a type is unsaid where it is "general" and the team has not looked.
_UNSAID = (
    "trim(CASE WHEN comment.channel <> 'site' AND comment.type = 'general' AND point_type.point_id IS NULL"
    " THEN 'type ' ELSE '' END || CASE WHEN comment.channel IN ('register', 'mail', 'word')"
    " AND comment.capacity = 'personal' AND comment.organisation <> '' AND comment.read_as_official IS NULL"
    " THEN 'capacity' ELSE '' END)"
)
# `responses.queries.inherited_answer_id`, in SQL.
_INHERITED = (
    "SELECT offer.id FROM answer_coverage covered JOIN answer offer ON offer.id = covered.answer_id"
    " WHERE covered.point_id = point.id AND covered.ended_at IS NULL AND offer.superseded_at IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM reopened_point"
    " WHERE reopened_point.point_id = point.id AND reopened_point.at >= offer.at)"
    " ORDER BY covered.p DESC, offer.theme_id LIMIT 1"
)
SOURCE = (
    "SELECT point.id AS point_id, round.guideline_id AS guideline_id, comment.round_id AS round_id,"
    " comment.clause_id AS clause_id, comment.pillar_id AS pillar_id,"
    " coalesce(wording.pillar_id, comment.pillar_id, point.pillar_id) AS filed_id,"
    " CAST(coalesce(point_type.type, comment.type) AS VARCHAR) AS type,"
    " CAST(comment.stakeholder_type AS VARCHAR) AS stakeholder_type,"
    f" CAST(comment.channel AS VARCHAR) AS channel, {_UNSAID} AS unsaid,"
    " -coalesce(wording.position, 0) AS position_down, -point.id AS point_down,"
    " CASE WHEN held.id IS NULL THEN 'none' WHEN held.point_id IS NULL THEN 'inherited' ELSE 'own' END AS answer,"
    " CAST(held.disposition AS VARCHAR) AS disposition, held.by_id AS by_id, held.at AS answered_at"
    " FROM point JOIN comment ON comment.id = point.comment_id JOIN round ON round.id = comment.round_id"
    " JOIN guideline ON guideline.id = round.guideline_id"
    " LEFT JOIN wording ON wording.clause_id = comment.clause_id AND wording.draft_id = round.draft_id"
    " AND wording.language = guideline.language"
    " LEFT JOIN point_type ON point_type.point_id = point.id"
    f" LEFT JOIN answer held ON held.id = coalesce(({_OWN}), ({_INHERITED}))"
    " WHERE comment.state = 'sent' AND point.start >= 0"
)
_SET = ", ".join(f"{column} = excluded.{column}" for column in FACTS[1:])


def _anew(points: str) -> list[str]:
    """The standing of these points (a select of numbers, or one) as it is now; those that want none have no row."""
    of = f"point.id IN ({points})"
    standing = f"SELECT point.id FROM point JOIN comment ON comment.id = point.comment_id WHERE {of}"
    wants = f"{standing} AND comment.state = 'sent' AND point.start >= 0"
    into = f"INSERT INTO answer_standing ({', '.join(FACTS)})"
    return [
        f"HOLD 1 FROM answer_standing WHERE point_id IN ({points}) ORDER BY point_id",
        f"DELETE FROM answer_standing WHERE point_id IN ({points}) AND point_id NOT IN ({wants})",
        f"{into} {SOURCE} AND {of} ON CONFLICT (point_id) DO UPDATE SET {_SET}",
    ]


_OF_COMMENT = "SELECT p.id FROM point p WHERE p.comment_id = NEW.id"
_OF_ROUND = "SELECT p.id FROM point p JOIN comment c ON c.id = p.comment_id WHERE c.round_id = NEW.id"
_COVERED = "SELECT s.point_id FROM answer_coverage s WHERE s.answer_id = {row}.id"


def _reached(row: str) -> list[str]:
    """What an answer is to: its point, or the points that it was given to with its theme."""
    return _anew(f"SELECT {row}.point_id UNION {_COVERED.format(row=row)}")


STANDINGS = Derived(
    table="answer_standing",
    columns=FACTS,
    source=SOURCE,
    triggers=(
        Trigger("point", "INSERT", _anew("NEW.id")),
        Trigger("point", "UPDATE", _anew("NEW.id"), columns=("start", "pillar_id", "comment_id")),
        Trigger("point", "DELETE", ["DELETE FROM answer_standing WHERE point_id = OLD.id"]),
        Trigger(
            "comment",
            "UPDATE",
            _anew(_OF_COMMENT),
            columns=(
                "state",
                "round_id",
                "clause_id",
                "pillar_id",
                "type",
                "stakeholder_type",
                "capacity",
                "read_as_official",
                "organisation",
            ),
        ),
        Trigger("point_type", "INSERT", _anew("NEW.point_id")),
        Trigger("point_type", "UPDATE", _anew("NEW.point_id"), columns=("type",)),
        Trigger("point_type", "DELETE", _anew("OLD.point_id")),
        Trigger("round", "UPDATE", _anew(_OF_ROUND), columns=("draft_id",)),
        Trigger("answer_coverage", "INSERT", _anew("NEW.point_id")),
        Trigger("answer_coverage", "UPDATE", _anew("NEW.point_id"), columns=("ended_at", "p")),
        Trigger("answer_coverage", "DELETE", _anew("OLD.point_id")),
        Trigger("answer", "INSERT", _reached("NEW"), when="NEW.superseded_at IS NULL"),
        Trigger("answer", "DELETE", _reached("OLD"), when="OLD.superseded_at IS NULL"),
        Trigger("answer", "UPDATE", _reached("NEW"), columns=("superseded_at", "at", "disposition", "by_id")),
        Trigger("reopened_point", "INSERT", _anew("NEW.point_id")),
        Trigger("reopened_point", "UPDATE", _anew("NEW.point_id"), columns=("at",)),
        Trigger("reopened_point", "DELETE", _anew("OLD.point_id")),
    ),
)

KEY = (
    "slice",
    "guideline_id",
    "answer",
    "type",
    "clause_id",
    "pillar_id",
    "round_id",
    "filed_id",
    "stakeholder_type",
    "disposition",
    "by_id",
    "channel",
    "unsaid",
)
_BY_PLACE = ("guideline_id", "answer", "type", "clause_id", "pillar_id")
_BY_KIND = ("guideline_id", "answer", "round_id", "filed_id", "stakeholder_type")
_GIVEN = ("guideline_id", "answer", "disposition", "by_id")
_IMPORTED = ("guideline_id", "answer", "channel", "unsaid")
SLICES = {"place": _BY_PLACE, "kind": _BY_KIND, "given": _GIVEN, "import": _IMPORTED}
_NUMBERS = {"clause_id", "pillar_id", "round_id", "filed_id", "by_id"}


def _key(name: str, of: tuple[str, ...], row: str = "") -> str:
    def column(one: str) -> str:
        empty = "INTEGER" if one in _NUMBERS else "VARCHAR"
        return f"{row}{one}" if one in of else f"CAST(NULL AS {empty}) AS {one}"

    return ", ".join([f"'{name}' AS slice", *(column(one) for one in KEY[1:])])


def _counted(row: str, sign: str) -> list[str]:
    into = f"INSERT INTO answer_tally ({', '.join(KEY)}, n, ids)"
    return [f"{into} SELECT {_key(name, of, row)}, {sign}1, {sign}{row}point_id" for name, of in SLICES.items()]


def _source(name: str, of: tuple[str, ...]) -> str:
    sums = "count(*) AS n, SUM(point_id) AS ids"
    return f"SELECT {_key(name, of)}, {sums} FROM answer_standing GROUP BY {', '.join(of)}"


ANSWERS = Derived(
    table="answer_tally",
    columns=(*KEY, "n", "ids"),
    source=" UNION ALL ".join(_source(name, of) for name, of in SLICES.items()),
    sums=("n", "ids"),
    triggers=(
        Trigger("answer_standing", "INSERT", _counted("NEW.", "+")),
        Trigger("answer_standing", "DELETE", _counted("OLD.", "-")),
        Trigger(
            "answer_standing",
            "UPDATE",
            [*_counted("OLD.", "-"), *_counted("NEW.", "+")],
            columns=FACTS[1:],
        ),
    ),
)

registry.add(STANDINGS, ANSWERS)

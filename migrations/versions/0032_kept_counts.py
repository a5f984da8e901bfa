"""What pages count is kept in rows: comments by place, people heard, answers by place, versions of what is reported.

They are filled, and their triggers made, once the last step is done (`migrations/env.py`).
"""

import sqlalchemy as sa
from alembic import op

from consult.core.derived import triggers

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

TABLES = (
    "kept_report",
    "points_version",
    "answer_tally",
    "answer_standing",
    "voice_tally",
    "voice",
    "comment_tally",
    "trigger_pause",
    "trigger_state",
)


def number(name: str, *, empty: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=empty)


def word(name: str, *, empty: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=empty)


def moment(name: str, *, empty: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=empty)


def table(name: str, *columns: sa.Column[object] | sa.Constraint) -> None:
    key = sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}"))
    op.create_table(name, number("id"), *columns, key, sqlite_autoincrement=True)


def upgrade() -> None:
    table("trigger_state", word("digest"))
    table("trigger_pause")
    _comments()
    _answers()
    table(
        "points_version",
        number("guideline_id"),
        number("theme_id"),
        word("token"),
        sa.UniqueConstraint("guideline_id", "theme_id", name=op.f("uq_points_version_guideline_id_theme_id")),
    )
    table(
        "kept_report",
        number("guideline_id"),
        word("audience"),
        word("name"),
        word("token"),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.UniqueConstraint("guideline_id", "audience", "name", name=op.f("uq_kept_report_guideline_id_audience_name")),
    )


def _comments() -> None:
    table(
        "comment_tally",
        word("slice"),
        number("round_id"),
        word("state"),
        number("reply"),
        number("clause_id", empty=True),
        number("pillar_id", empty=True),
        word("language", empty=True),
        number("n"),
    )
    op.create_index("ix_comment_tally_round_id", "comment_tally", ["round_id", "slice"])
    table(
        "voice",
        number("guideline_id"),
        word("who"),
        word("country", empty=True),
        word("stakeholder_type", empty=True),
        number("times"),
        sa.UniqueConstraint("guideline_id", "who", name=op.f("uq_voice_guideline_id_who")),
    )
    group = (word("country", empty=True), word("stakeholder_type", empty=True))
    table("voice_tally", number("guideline_id"), *group, number("n"))
    op.create_index("ix_voice_tally_guideline_id", "voice_tally", ["guideline_id"])


def _answers() -> None:
    op.create_table(
        "answer_standing",
        sa.Column("point_id", sa.Integer(), autoincrement=False, nullable=False),
        number("guideline_id"),
        number("round_id"),
        number("clause_id", empty=True),
        number("pillar_id", empty=True),
        number("filed_id", empty=True),
        word("type"),
        word("stakeholder_type", empty=True),
        number("position_down"),
        number("point_down"),
        word("answer"),
        word("disposition", empty=True),
        number("by_id", empty=True),
        moment("answered_at", empty=True),
        sa.PrimaryKeyConstraint("point_id", name=op.f("pk_answer_standing")),
    )
    order = ["guideline_id", "answered_at", "position_down", "point_down"]
    op.create_index("ix_answer_standing_order", "answer_standing", order)
    table(
        "answer_tally",
        word("slice"),
        number("guideline_id"),
        word("answer"),
        word("type", empty=True),
        number("clause_id", empty=True),
        number("pillar_id", empty=True),
        number("round_id", empty=True),
        number("filed_id", empty=True),
        word("stakeholder_type", empty=True),
        word("disposition", empty=True),
        number("by_id", empty=True),
        number("n"),
        sa.Column("ids", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_answer_tally_guideline_id", "answer_tally", ["guideline_id", "slice"])


def downgrade() -> None:
    triggers.remove_triggers(op.get_bind())
    for name in TABLES:
        op.drop_table(name)

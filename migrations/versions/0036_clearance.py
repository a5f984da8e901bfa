"""Answers are drafts until a second person cleared them; those that stand are public, as they were."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

STAGES = ("draft", "for_clearance", "cleared", "public", "dropped")
DISPOSITIONS = (
    "accepted",
    "accepted_in_part",
    "accepted_in_principle",
    "noted",
    "not_accepted",
    "out_of_scope",
    "overtaken",
    "referred",
    "duplicate",
)
OPEN = sa.text("stage IN ('draft', 'for_clearance', 'cleared')")


def one_of(name: str, kind: str, values: tuple[str, ...]) -> sa.Column[str]:
    return sa.Column(
        name, sa.Enum(*values, name=kind, native_enum=False, length=40, create_constraint=True), nullable=False
    )


def key(column: str, table: str, **more: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_answer_draft_{column}_{table}"), **more)


def number(name: str, *, empty: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=empty)


def upgrade() -> None:
    op.create_table(
        "answer_draft",
        number("id"),
        number("guideline_id"),
        number("point_id", empty=True),
        number("theme_id", empty=True),
        one_of("stage", "answerstage", STAGES),
        one_of("disposition", "disposition", DISPOSITIONS),
        sa.Column("reason", sa.String(), nullable=False),
        number("referred_to_id", empty=True),
        sa.Column("members", sa.JSON(), nullable=False),
        number("base_id", empty=True),
        number("version"),
        sa.Column("note", sa.String(), nullable=False),
        number("by_id"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        number("cleared_by_id", empty=True),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(point_id IS NULL) <> (theme_id IS NULL)", name=op.f("ck_answer_draft_answers_a_point_or_a_theme")
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_answer_draft_has_a_reason")),
        sa.CheckConstraint(
            "cleared_by_id IS NULL OR cleared_by_id <> by_id", name=op.f("ck_answer_draft_cleared_by_another")
        ),
        key("guideline_id", "guideline"),
        key("point_id", "point", ondelete="CASCADE"),
        key("theme_id", "theme"),
        key("referred_to_id", "clause"),
        key("by_id", "person"),
        key("cleared_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_draft")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_answer_draft_guideline_id", "answer_draft", ["guideline_id"])
    for about in ("point", "theme"):
        op.create_index(
            f"one_open_draft_to_a_{about}",
            "answer_draft",
            [f"{about}_id"],
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        )
    op.create_table(
        "clearance_policy",
        sa.Column("guideline_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        number("by_id"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["guideline_id"], ["guideline.id"], name=op.f("fk_clearance_policy_guideline_id_guideline")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_clearance_policy_by_id_person")),
        sa.PrimaryKeyConstraint("guideline_id", name=op.f("pk_clearance_policy")),
    )


def downgrade() -> None:
    op.drop_table("clearance_policy")
    op.drop_table("answer_draft")

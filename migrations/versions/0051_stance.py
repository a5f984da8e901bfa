"""Stance of points: what people code, what the machine learns from it and suggests, each in a table of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

STANCES = ("support", "support_with_changes", "oppose", "neutral")


def stance() -> sa.Column[str]:
    return sa.Column(
        "stance", sa.Enum(*STANCES, name="stance", native_enum=False, length=40, create_constraint=True), nullable=False
    )


def key(of: str, column: str, table: str, **more: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_{of}_{column}_{table}"), **more)


def upgrade() -> None:
    op.create_table(
        "point_stance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        stance(),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        key("point_stance", "point_id", "point", ondelete="CASCADE"),
        key("point_stance", "by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_stance")),
        sa.UniqueConstraint("point_id", name=op.f("uq_point_stance_point_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "stance_lesson",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.Column("clause_id", sa.Integer(), nullable=True),
        sa.Column("coded", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Double(), nullable=True) for name in ("accuracy", "low", "high", "most_common")),
        sa.Column("reliable", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("learnt_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(theme_id IS NULL) <> (clause_id IS NULL)", name=op.f("ck_stance_lesson_of_a_theme_or_a_clause")
        ),
        key("stance_lesson", "theme_id", "theme"),
        key("stance_lesson", "clause_id", "clause"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stance_lesson")),
        sa.UniqueConstraint("theme_id", name=op.f("uq_stance_lesson_theme_id")),
        sa.UniqueConstraint("clause_id", name=op.f("uq_stance_lesson_clause_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "stance_suggestion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        stance(),
        sa.Column("p", sa.Double(), nullable=False),
        sa.CheckConstraint("p >= 0 AND p <= 1", name=op.f("ck_stance_suggestion_p_is_a_probability")),
        key("stance_suggestion", "lesson_id", "stance_lesson", ondelete="CASCADE"),
        key("stance_suggestion", "point_id", "point", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stance_suggestion")),
        sa.UniqueConstraint("lesson_id", "point_id", name=op.f("uq_stance_suggestion_lesson_id_point_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_stance_suggestion_point_id", "stance_suggestion", ["point_id"])


def downgrade() -> None:
    op.drop_table("stance_suggestion")
    op.drop_table("stance_lesson")
    op.drop_table("point_stance")

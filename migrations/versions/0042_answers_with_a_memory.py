"""Which points say nearly the same, as a worker finds it; and what was decided about answers offered for reuse."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "point_neighbour",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("neighbour_id", sa.Integer(), nullable=False),
        sa.Column("likeness", sa.Double(), nullable=False),
        sa.CheckConstraint("point_id < neighbour_id", name=op.f("ck_point_neighbour_each_pair_once")),
        sa.ForeignKeyConstraint(
            ["point_id"], ["point.id"], name=op.f("fk_point_neighbour_point_id_point"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["neighbour_id"], ["point.id"], name=op.f("fk_point_neighbour_neighbour_id_point"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_neighbour")),
        sa.UniqueConstraint("point_id", "neighbour_id", name=op.f("uq_point_neighbour_point_id_neighbour_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_point_neighbour_neighbour_id", "point_neighbour", ["neighbour_id"])
    op.create_table(
        "compared_point",
        sa.Column("point_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["point_id"], ["point.id"], name=op.f("fk_compared_point_point_id_point"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("point_id", name=op.f("pk_compared_point")),
    )
    op.create_table(
        "reuse_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guideline_id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=True),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("likeness", sa.Double(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "reused", "edited", "refused", name="reuseoutcome", native_enum=False, length=40, create_constraint=True
            ),
            nullable=False,
        ),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(point_id IS NULL) <> (theme_id IS NULL)", name=op.f("ck_reuse_decision_of_a_point_or_a_theme")
        ),
        sa.CheckConstraint("likeness >= 0 AND likeness <= 1", name=op.f("ck_reuse_decision_likeness_is_a_share")),
        sa.ForeignKeyConstraint(
            ["guideline_id"], ["guideline.id"], name=op.f("fk_reuse_decision_guideline_id_guideline")
        ),
        sa.ForeignKeyConstraint(
            ["point_id"], ["point.id"], name=op.f("fk_reuse_decision_point_id_point"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_reuse_decision_theme_id_theme")),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_reuse_decision_answer_id_answer"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_reuse_decision_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reuse_decision")),
        sqlite_autoincrement=True,
    )
    for column in ("guideline_id", "point_id", "theme_id"):
        op.create_index(f"ix_reuse_decision_{column}", "reuse_decision", [column])


def downgrade() -> None:
    for table in ("reuse_decision", "compared_point", "point_neighbour"):
        op.drop_table(table)

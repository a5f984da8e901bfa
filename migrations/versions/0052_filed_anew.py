"""Every filing anew by the machine with the points it moved; pairs of like asks that were answered unlike."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _refilings()
    op.create_table(
        "refiling_policy",
        sa.Column("guideline_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at_once", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["guideline_id"], ["guideline.id"], name=op.f("fk_refiling_policy_guideline_id_guideline")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_refiling_policy_by_id_person")),
        sa.PrimaryKeyConstraint("guideline_id", name=op.f("pk_refiling_policy")),
    )
    _unlike_answers()
    op.create_table(
        "answers_compared",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("neighbour_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers_compared")),
        sqlite_autoincrement=True,
    )


def _refilings() -> None:
    op.create_table(
        "refiling",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guideline_id", sa.Integer(), nullable=False),
        sa.Column("cause", _enumeration("refilingcause", "examples", "run"), nullable=False),
        sa.Column(
            "state",
            _enumeration("refilingstate", "proposed", "applied", "undone", "declined", "released"),
            nullable=False,
        ),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("moved > 0", name=op.f("ck_refiling_moves_points")),
        sa.CheckConstraint(
            "state IN ('proposed', 'applied') OR decided_at IS NOT NULL", name=op.f("ck_refiling_decided_at_a_time")
        ),
        sa.ForeignKeyConstraint(["guideline_id"], ["guideline.id"], name=op.f("fk_refiling_guideline_id_guideline")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_refiling_decided_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refiling")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_refiling_guideline_id", "refiling", ["guideline_id"])
    op.create_table(
        "refiled_point",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("refiling_id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("was", sa.JSON(), nullable=False),
        sa.Column("now", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["refiling_id"], ["refiling.id"], name=op.f("fk_refiled_point_refiling_id_refiling"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["point_id"], ["point.id"], name=op.f("fk_refiled_point_point_id_point"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refiled_point")),
        sa.UniqueConstraint("refiling_id", "point_id", name=op.f("uq_refiled_point_refiling_id_point_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_refiled_point_point_id", "refiled_point", ["point_id"])


def _unlike_answers() -> None:
    cascading = {"point_id": "point", "other_id": "point", "answer_id": "answer", "other_answer_id": "answer"}
    op.create_table(
        "unlike_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guideline_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in cascading),
        sa.Column("likeness", sa.Double(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("explained_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("point_id < other_id", name=op.f("ck_unlike_answers_each_pair_once")),
        sa.CheckConstraint("(because = '') = (by_id IS NULL)", name=op.f("ck_unlike_answers_a_reason_has_an_author")),
        sa.ForeignKeyConstraint(
            ["guideline_id"], ["guideline.id"], name=op.f("fk_unlike_answers_guideline_id_guideline")
        ),
        *(
            sa.ForeignKeyConstraint(
                [name], [f"{table}.id"], name=op.f(f"fk_unlike_answers_{name}_{table}"), ondelete="CASCADE"
            )
            for name, table in cascading.items()
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_unlike_answers_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unlike_answers")),
        sa.UniqueConstraint("point_id", "other_id", name=op.f("uq_unlike_answers_point_id_other_id")),
        sqlite_autoincrement=True,
    )
    for column in ("guideline_id", "other_id"):
        op.create_index(f"ix_unlike_answers_{column}", "unlike_answers", [column])


def _enumeration(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40, create_constraint=True)


def downgrade() -> None:
    for table in ("answers_compared", "unlike_answers", "refiling_policy", "refiled_point", "refiling"):
        op.drop_table(table)

"""An answer to a theme keeps the points that it was given to; those that stand keep the points they reach now."""

import sqlalchemy as sa
from alembic import op

from consult.core.derived import triggers

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    triggers.remove_triggers(op.get_bind())
    op.create_table(
        "answer_coverage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("p", sa.Double(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("p >= 0 AND p <= 1", name=op.f("ck_answer_coverage_p_is_a_probability")),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_answer_coverage_answer_id_answer"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["point_id"], ["point.id"], name=op.f("fk_answer_coverage_point_id_point"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_coverage")),
        sa.UniqueConstraint("answer_id", "point_id", name=op.f("uq_answer_coverage_answer_id_point_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_answer_coverage_point_id", "answer_coverage", ["point_id"])
    # What the answers reached until now, point by point
    op.execute(
        "INSERT INTO answer_coverage (answer_id, point_id, p, at)"
        " SELECT answer.id, assignment.point_id, assignment.p, answer.at FROM answer"
        " JOIN theme ON theme.id = answer.theme_id JOIN assignment ON assignment.theme_id = theme.id"
        " WHERE answer.superseded_at IS NULL AND theme.state = 'active'"
    )


def downgrade() -> None:
    triggers.remove_triggers(op.get_bind())
    op.drop_table("answer_coverage")

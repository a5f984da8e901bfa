"""Which points each member of the drafting team has read, so that the search finds those that nobody has."""

import sqlalchemy as sa
from alembic import op

revision = "0073"
down_revision = "0072"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "read_point",
        sa.Column("point_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_read_point_person_id")),
        sa.ForeignKeyConstraint(["point_id"], ["point.id"], name=op.f("fk_read_point_point_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("point_id", "person_id", name=op.f("pk_read_point")),
    )
    op.create_index(op.f("ix_read_point_person_id"), "read_point", ["person_id"])


def downgrade() -> None:
    op.drop_table("read_point")

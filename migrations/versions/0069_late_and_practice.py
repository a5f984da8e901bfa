"""Rounds that keep what comes late, rounds for practice; comments that came late, and why they were admitted."""

import sqlalchemy as sa
from alembic import op

revision = "0069"
down_revision = "0068"
branch_labels = None
depends_on = None

FLAGS = (("round", "keeps_late"), ("round", "practice"), ("comment", "late"))


def upgrade() -> None:
    for table, name in FLAGS:
        op.add_column(table, sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("comment", sa.Column("admitted_because", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("comment", "admitted_because")
    for table, name in reversed(FLAGS):
        op.drop_column(table, name)

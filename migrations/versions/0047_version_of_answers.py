"""A version of what the desk counts, so that its reports are kept while nothing changes."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answers_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guideline_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers_version")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_answers_version_guideline_id", "answers_version", ["guideline_id", "n"])


def downgrade() -> None:
    op.drop_table("answers_version")

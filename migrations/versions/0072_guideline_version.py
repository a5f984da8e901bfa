"""A version of what a guideline is made of, so that processes hold it while nothing changes."""

import sqlalchemy as sa
from alembic import op

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "guideline_version",
        sa.Column("guideline_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("guideline_id", name=op.f("pk_guideline_version")),
    )


def downgrade() -> None:
    op.drop_table("guideline_version")

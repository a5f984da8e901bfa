"""What a point must say, or lie near, to be placed in a theme: kept from a run for what comes after it."""

import sqlalchemy as sa
from alembic import op

revision = "0067"
down_revision = "0066"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("theme", sa.Column("subject", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("theme", "subject")

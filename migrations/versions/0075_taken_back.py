"""An answer that was taken back says why, for everyone who could read it."""

import sqlalchemy as sa
from alembic import op

revision = "0075"
down_revision = "0074"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("answer", sa.Column("taken_back_because", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("answer", "taken_back_because")

"""Columns of a questionnaire as they were read, so that a person says what each is."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("register_upload", sa.Column("columns", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("register_upload", "columns")

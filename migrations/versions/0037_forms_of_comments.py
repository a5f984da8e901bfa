"""A file of comments says its form; a row whose place is not sure waits with the clauses that may be meant."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("register_upload", sa.Column("file_format", sa.String(), server_default="", nullable=False))
    op.add_column("register_upload", sa.Column("mapping", sa.JSON(), nullable=True))
    op.add_column("staged_comment", sa.Column("doubt", sa.String(), server_default="", nullable=False))
    op.add_column("staged_comment", sa.Column("candidates", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("staged_comment", "candidates")
    op.drop_column("staged_comment", "doubt")
    op.drop_column("register_upload", "mapping")
    op.drop_column("register_upload", "file_format")

"""A comment's receipt is of everything that was said: kept with each version, and the commitment to it.

Receipts given before keep their hash of the words; the job that brings old rows into the log commits to them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("comment", "comment_version"):
        op.add_column(table, sa.Column("commitment", sa.String(), server_default="", nullable=False))
    op.add_column("comment_version", sa.Column("as_said", sa.JSON(), nullable=True))
    op.add_column("comment_version", sa.Column("author_shown", sa.JSON(), nullable=True))
    op.add_column("comment_version", sa.Column("author_salt", sa.String(), nullable=True))


def downgrade() -> None:
    for column in ("author_salt", "author_shown", "as_said", "commitment"):
        op.drop_column("comment_version", column)
    op.drop_column("comment", "commitment")

"""Which comments a guest wrote at one sitting: one link confirms all of them."""

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sitting_comment",
        sa.Column("comment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sitting", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_sitting_comment_comment_id_comment"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_sitting_comment")),
    )
    op.create_index("ix_sitting_comment_sitting", "sitting_comment", ["sitting"])


def downgrade() -> None:
    op.drop_table("sitting_comment")

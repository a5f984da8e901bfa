"""What was decided about an answer offered for reuse may be about one that waited for its second reader."""

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0069"
branch_labels = None
depends_on = None

KEPT = {"table_kwargs": {"sqlite_autoincrement": True}}
CHECK = "ck_reuse_decision_of_an_answer_or_a_draft"
KEY = "fk_reuse_decision_draft_id_answer_draft"


def upgrade() -> None:
    with op.batch_alter_table("reuse_decision", **KEPT) as batch:  # type: ignore[arg-type]
        batch.add_column(sa.Column("draft_id", sa.Integer(), nullable=True))
        batch.alter_column("answer_id", existing_type=sa.Integer(), nullable=True)
        batch.create_foreign_key(op.f(KEY), "answer_draft", ["draft_id"], ["id"], ondelete="CASCADE")
        batch.create_check_constraint(op.f(CHECK), "(answer_id IS NULL) <> (draft_id IS NULL)")


def downgrade() -> None:
    """What was decided about drafts has no place in the older table."""
    op.execute("DELETE FROM reuse_decision WHERE answer_id IS NULL")
    with op.batch_alter_table("reuse_decision", **KEPT) as batch:  # type: ignore[arg-type]
        batch.drop_constraint(op.f(CHECK), type_="check")
        batch.drop_constraint(op.f(KEY), type_="foreignkey")
        batch.drop_column("draft_id")
        batch.alter_column("answer_id", existing_type=sa.Integer(), nullable=False)

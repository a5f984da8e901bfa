"""Sentences whose meaning someone looks for among the points, and what a worker found."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sentence_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guideline_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["guideline_id"], ["guideline.id"], name=op.f("fk_sentence_search_guideline_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sentence_search")),
        sa.UniqueConstraint("guideline_id", "text", name=op.f("uq_sentence_search_guideline_id_text")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("sentence_search")

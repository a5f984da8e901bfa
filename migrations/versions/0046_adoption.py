"""Texts that were adopted from another guideline, clause by clause."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def key(of: str, column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_{of}_{column}_{table}"))


def upgrade() -> None:
    op.create_table(
        "adoption",
        sa.Column("guideline_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source_draft_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        key("adoption", "guideline_id", "guideline"),
        key("adoption", "source_draft_id", "draft"),
        key("adoption", "by_id", "person"),
        sa.PrimaryKeyConstraint("guideline_id", name=op.f("pk_adoption")),
    )
    op.create_index(op.f("ix_adoption_source_draft_id"), "adoption", ["source_draft_id"])
    op.create_table(
        "adopted_clause",
        sa.Column("clause_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source_clause_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("clause_id <> source_clause_id", name=op.f("ck_adopted_clause_adopted_from_another")),
        key("adopted_clause", "clause_id", "clause"),
        key("adopted_clause", "source_clause_id", "clause"),
        sa.PrimaryKeyConstraint("clause_id", name=op.f("pk_adopted_clause")),
    )
    op.create_index(op.f("ix_adopted_clause_source_clause_id"), "adopted_clause", ["source_clause_id"])


def downgrade() -> None:
    op.drop_table("adopted_clause")
    op.drop_table("adoption")

"""Searches that a drafting team keeps under a name."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guideline_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_saved_search_has_a_name")),
        sa.ForeignKeyConstraint(["guideline_id"], ["guideline.id"], name=op.f("fk_saved_search_guideline_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_saved_search_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_search")),
        sa.UniqueConstraint("guideline_id", "name", name=op.f("uq_saved_search_guideline_id_name")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_saved_search_by_id"), "saved_search", ["by_id"])


def downgrade() -> None:
    op.drop_table("saved_search")

"""Tokens of partners, whose sites pass on comments in a round."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def key(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_partner_token_{column}_{table}"))


def upgrade() -> None:
    op.create_table(
        "partner_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("partner", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ended_at >= made_at", name=op.f("ck_partner_token_ends_after_it_was_made")),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL)", name=op.f("ck_partner_token_ended_by_someone")
        ),
        key("round_id", "round"),
        key("made_by_id", "person"),
        key("ended_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_partner_token_digest")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_partner_token_round_id"), "partner_token", ["round_id"])


def downgrade() -> None:
    op.drop_table("partner_token")

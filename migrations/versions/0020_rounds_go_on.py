"""A round that is open when the next draft is published may go on with it: which round is its successor."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "round_succession",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_round_succession_round_id_round")),
        sa.ForeignKeyConstraint(["successor_id"], ["round.id"], name=op.f("fk_round_succession_successor_id_round")),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_round_succession")),
        sa.UniqueConstraint("successor_id", name=op.f("uq_round_succession_successor_id")),
    )


def downgrade() -> None:
    op.drop_table("round_succession")

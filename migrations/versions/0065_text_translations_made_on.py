"""On which draft a translation of a text was made: nobody reads words of a draft that is not published yet."""

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("text_translation", sa.Column("made_on", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("text_translation", "made_on")

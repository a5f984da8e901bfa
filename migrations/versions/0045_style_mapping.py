"""What the styles of a guideline's papers stand for."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "style_mapping",
        sa.Column("guideline_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["guideline_id"], ["guideline.id"], name=op.f("fk_style_mapping_guideline_id_guideline")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_style_mapping_by_id_person")),
        sa.PrimaryKeyConstraint("guideline_id", name=op.f("pk_style_mapping")),
    )


def downgrade() -> None:
    op.drop_table("style_mapping")

"""What people wrote of their own in reports that write themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_prose",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("text <> ''", name=op.f("ck_report_prose_says_something")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_report_prose_draft_id_draft")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_report_prose_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_prose")),
        sa.UniqueConstraint("draft_id", "section", name=op.f("uq_report_prose_draft_id_section")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("report_prose")

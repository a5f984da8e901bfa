"""Who opened personal data of others."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

WHAT = ("accounts", "account", "mail", "roles", "places", "register", "nominations", "nomination", "letter")


def upgrade() -> None:
    op.create_table(
        "personal_data_access",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column(
            "what",
            sa.Enum(*WHAT, name="personaldata", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("path", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["about_id"], ["person.id"], name=op.f("fk_personal_data_access_about_id_person")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_personal_data_access_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_data_access")),
        sqlite_autoincrement=True,
    )
    for column in ("about_id", "at", "by_id"):
        op.create_index(f"ix_personal_data_access_{column}", "personal_data_access", [column])


def downgrade() -> None:
    op.drop_table("personal_data_access")

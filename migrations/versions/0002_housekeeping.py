"""What can be put away: guidelines archived, rounds and sessions cancelled; milestones in order, roles offered."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ROLES = ("secretariat", "drafter", "moderator", "expert", "chair")
CANCELLED = ("round", "consultation_session")
OPEN = sa.text("taken_at IS NULL AND withdrawn_at IS NULL")


def upgrade() -> None:
    op.add_column("guideline", sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("milestone", sa.Column("position", sa.Integer(), nullable=False, server_default="0"))
    for table in CANCELLED:
        op.add_column(table, sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True))
        # The check comes with its column: SQLite adds none to a table that stands, and rebuilding one loses others.
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN cancelled_because VARCHAR DEFAULT '' NOT NULL "
            f"CONSTRAINT ck_{table}_cancelled_says_why CHECK ((cancelled_at IS NULL) = (cancelled_because = ''))"
        )
    op.create_table(
        "role_offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guideline_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(*ROLES, name="role", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("member_state", sa.String(), nullable=True),
        sa.Column("seated", sa.Boolean(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_role_offer_email_is_lower_case")),
        sa.CheckConstraint("taken_at IS NULL OR withdrawn_at IS NULL", name=op.f("ck_role_offer_taken_or_withdrawn")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_role_offer_by_id_person")),
        sa.ForeignKeyConstraint(["guideline_id"], ["guideline.id"], name=op.f("fk_role_offer_guideline_id_guideline")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_offer")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_role_offer_email", "role_offer", ["email"])
    op.create_index(
        "one_open_offer_each",
        "role_offer",
        ["guideline_id", "email", "role"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def downgrade() -> None:
    op.drop_table("role_offer")
    for table in reversed(CANCELLED):
        op.drop_column(table, "cancelled_because")
        op.drop_column(table, "cancelled_at")
    op.drop_column("milestone", "position")
    op.drop_column("guideline", "archived_at")

"""Sessions as rows, accounts that are suspended, roles that ended."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

RUNNING = sa.text("ended_at IS NULL")
EACH = ["guideline_id", "person_id", "role"]


def upgrade() -> None:
    op.create_table(
        "user_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_at > created_at", name=op.f("ck_user_session_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_user_session_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_session")),
        sa.UniqueConstraint("digest", name=op.f("uq_user_session_digest")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_user_session_person_id", "user_session", ["person_id"])
    op.create_index("ix_user_session_ends_at", "user_session", ["ends_at"])
    op.add_column("person", sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True))
    # Written out, with its check: SQLite adds no check to a table that stands, and rebuilding the table loses others.
    kind = "TIMESTAMP WITH TIME ZONE" if op.get_bind().dialect.name == "postgresql" else "DATETIME"
    check = "CONSTRAINT ck_appointment_ends_after_it_begins CHECK (ended_at >= appointed_at)"
    op.execute(f"ALTER TABLE appointment ADD COLUMN ended_at {kind} {check}")
    op.drop_index("one_appointment_each", table_name="appointment")
    op.create_index(
        "one_appointment_each", "appointment", EACH, unique=True, sqlite_where=RUNNING, postgresql_where=RUNNING
    )
    # A password that was given before the address was confirmed may be a stranger's: it is given anew with the link.
    op.execute("UPDATE person SET password_hash = NULL WHERE confirmed_at IS NULL")


def downgrade() -> None:
    """A role that ended must not be held again: it goes, or where votes were cast from it, it only advises."""
    op.execute("DELETE FROM appointment WHERE ended_at IS NOT NULL AND id NOT IN (SELECT voter_id FROM vote)")
    op.execute("UPDATE appointment SET seated = false WHERE ended_at IS NOT NULL")
    op.drop_index("one_appointment_each", table_name="appointment")
    op.execute(
        "UPDATE vote SET voter_id = (SELECT max(held.id) FROM appointment held JOIN appointment past ON"
        " held.guideline_id = past.guideline_id AND held.person_id = past.person_id AND held.role = past.role"
        " WHERE past.id = vote.voter_id)"
    )
    op.execute("DELETE FROM appointment WHERE ended_at IS NOT NULL AND id NOT IN (SELECT voter_id FROM vote)")
    op.drop_column("appointment", "ended_at")
    op.create_index("one_appointment_each", "appointment", EACH, unique=True)
    op.drop_column("person", "suspended_at")
    op.drop_table("user_session")

"""A suspension may have a last day; who has a role to come is told when it begins; an offer keeps why it was made."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

OF_A_SUSPENSION = "CHECK (suspended_until IS NULL OR suspended_at IS NOT NULL)"


def upgrade() -> None:
    moment = "TIMESTAMP WITH TIME ZONE" if op.get_bind().dialect.name == "postgresql" else "DATETIME"
    check = f"CONSTRAINT ck_appointment_until_is_of_a_suspension {OF_A_SUSPENSION}"
    op.execute(f"ALTER TABLE appointment ADD COLUMN suspended_until DATE {check}")
    op.execute(f"ALTER TABLE appointment ADD COLUMN begun_at {moment}")
    # Nobody is told today that a term began long ago.
    begun = "term_starts_on IS NOT NULL AND term_starts_on <= CURRENT_DATE"
    op.execute(f"UPDATE appointment SET begun_at = appointed_at WHERE {begun}")  # noqa: S608
    op.execute("ALTER TABLE role_offer ADD COLUMN because VARCHAR DEFAULT '' NOT NULL")


def downgrade() -> None:
    op.drop_column("role_offer", "because")
    op.drop_column("appointment", "begun_at")
    op.drop_column("appointment", "suspended_until")

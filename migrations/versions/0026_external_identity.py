"""Who a person is to an identity provider."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "external_identity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("provider_subject", sa.String(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_external_identity_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_identity")),
        sa.UniqueConstraint("issuer", "provider_subject", name=op.f("uq_external_identity_issuer_provider_subject")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_external_identity_person_id", "external_identity", ["person_id"])


def downgrade() -> None:
    """Whoever signed in with a provider alone sets a password by mail."""
    op.drop_table("external_identity")

"""Who was asked to take part in a round: by which list, when, and what they answered."""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

KINDS = (
    *("national_government", "local_government", "private_sector", "academia", "civil_society"),
    *("international_organisation", "individual"),
)


def upgrade() -> None:
    op.create_table(
        "review_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("stakeholder_type", _enumeration("stakeholdertype", *KINDS), nullable=True),
        sa.Column("list_name", sa.String(), nullable=False),
        sa.Column("role", _enumeration("roundrole", "host", "rapporteur", "moderator", "invited"), nullable=False),
        sa.Column("link_key", sa.String(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", _enumeration("requestanswer", "none", "accepted", "declined"), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("had_sent", sa.Boolean(), nullable=False),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_review_request_email_is_lower_case")),
        sa.CheckConstraint(
            "name <> '' OR organisation <> '' OR email <> '' OR erased_at IS NOT NULL",
            name=op.f("ck_review_request_asks_somebody"),
        ),
        sa.CheckConstraint(
            "(answer = 'none') = (answered_at IS NULL)", name=op.f("ck_review_request_answered_at_a_time")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_review_request_round_id_round")),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_review_request_added_by_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_review_request_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_request")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_review_request_email", "review_request", ["email"])
    op.create_index("ix_review_request_person_id", "review_request", ["person_id"])
    has_address = sa.text("email <> ''")
    op.create_index(
        "one_request_an_address",
        "review_request",
        ["round_id", "email"],
        unique=True,
        sqlite_where=has_address,
        postgresql_where=has_address,
    )


def _enumeration(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40, create_constraint=True)


def downgrade() -> None:
    op.drop_table("review_request")

"""Calls for nominations, nominations with their letters; the register of interests."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

INTERESTS = ("employment", "funding", "ownership", "intellectual_property", "public_statements", "family", "none")
HANDLINGS = ("no_conflict", "disclosed", "recused", "excluded")
STATES = ("begun", "unconfirmed", "submitted", "accepted", "declined", "erased")
STANDING = sa.text("superseded_at IS NULL")
TYPES = (
    "national_government",
    "local_government",
    "private_sector",
    "academia",
    "civil_society",
    "international_organisation",
    "individual",
)


def _one_of(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def _key(table: str, column: str, to: str, **given: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"), **given)


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.String(), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def upgrade() -> None:
    _nominations()
    op.create_table(
        "interest",
        _number("id"),
        _number("appointment_id"),
        sa.Column("kind", _one_of("interestkind", INTERESTS), nullable=False),
        _text("text"),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        _moment("declared_at"),
        _moment("superseded_at", nullable=True),
        _number("updates_id", nullable=True),
        _moment("erased_at", nullable=True),
        sa.CheckConstraint(
            "kind = 'none' OR text <> '' OR erased_at IS NOT NULL", name=op.f("ck_interest_says_what_it_is")
        ),
        _key("interest", "appointment_id", "appointment"),
        _key("interest", "updates_id", "interest"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interest")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_interest_appointment_id", "interest", ["appointment_id"])
    op.create_index("updated_once", "interest", ["updates_id"], unique=True)
    op.create_table(
        "interest_handling",
        _number("id"),
        _number("interest_id"),
        sa.Column("kind", _one_of("handlingkind", HANDLINGS), nullable=False),
        _text("because"),
        _number("by_id"),
        _moment("at"),
        _moment("superseded_at", nullable=True),
        sa.CheckConstraint("because <> ''", name=op.f("ck_interest_handling_says_why")),
        _key("interest_handling", "interest_id", "interest"),
        _key("interest_handling", "by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interest_handling")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "one_standing_handling_each",
        "interest_handling",
        ["interest_id"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )
    for table, own, other in (
        ("interest_pillar", "interest", "pillar"),
        ("handling_pillar", "interest_handling", "pillar"),
        ("handling_clause", "interest_handling", "clause"),
    ):
        column = "interest_id" if own == "interest" else "handling_id"
        op.create_table(
            table,
            _number(column),
            _number(f"{other}_id"),
            _key(table, column, own),
            _key(table, f"{other}_id", other),
            sa.PrimaryKeyConstraint(column, f"{other}_id", name=op.f(f"pk_{table}")),
        )


def _nominations() -> None:
    op.create_table(
        "nomination_call",
        _number("id"),
        _number("guideline_id"),
        _text("title"),
        _text("text"),
        _text("criteria"),
        sa.Column("nominators", _one_of("nominators", ("governments", "organisations", "both")), nullable=False),
        _number("seats"),
        _moment("opened_at"),
        _moment("closes_at"),
        _text("timezone"),
        _number("by_id"),
        sa.CheckConstraint("closes_at > opened_at", name=op.f("ck_nomination_call_closes_after_it_opens")),
        sa.CheckConstraint("seats > 0", name=op.f("ck_nomination_call_offers_seats")),
        _key("nomination_call", "guideline_id", "guideline"),
        _key("nomination_call", "by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination_call")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_nomination_call_guideline_id", "nomination_call", ["guideline_id"])
    op.create_table(
        "nomination",
        _number("id"),
        _number("call_id"),
        _text("reference"),
        sa.Column("state", _one_of("nominationstate", STATES), nullable=False),
        _number("nominator_id", nullable=True),
        _text("nominator_name"),
        _text("nominator_email"),
        _text("nominating_body"),
        _text("nominee_name"),
        _text("nominee_email"),
        _text("member_state", nullable=True),
        sa.Column("stakeholder_type", _one_of("stakeholdertype", TYPES), nullable=False),
        sa.Column("gender", _one_of("gender", ("woman", "man", "another", "unsaid")), nullable=False),
        _text("expertise"),
        _text("motivation"),
        _text("language", nullable=True),
        _moment("begun_at"),
        _moment("sent_at", nullable=True),
        _moment("decided_at", nullable=True),
        _number("decided_by_id", nullable=True),
        _text("because"),
        _number("offer_id", nullable=True),
        sa.CheckConstraint(
            "(state IN ('accepted', 'declined')) = (decided_at IS NOT NULL)",
            name=op.f("ck_nomination_decided_has_a_date"),
        ),
        sa.CheckConstraint(
            "nominee_email = lower(nominee_email)", name=op.f("ck_nomination_nominee_email_is_lower_case")
        ),
        sa.CheckConstraint(
            "nominator_email = lower(nominator_email)", name=op.f("ck_nomination_nominator_email_is_lower_case")
        ),
        sa.CheckConstraint(
            "member_state IS NULL OR length(member_state) = 2", name=op.f("ck_nomination_state_is_a_code")
        ),
        _key("nomination", "call_id", "nomination_call"),
        _key("nomination", "nominator_id", "person"),
        _key("nomination", "decided_by_id", "person"),
        _key("nomination", "offer_id", "role_offer", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination")),
        sa.UniqueConstraint("reference", name=op.f("uq_nomination_reference")),
        sqlite_autoincrement=True,
    )
    for column in ("call_id", "nominator_id", "nominator_email", "nominee_email"):
        op.create_index(f"ix_nomination_{column}", "nomination", [column])
    op.create_table(
        "nomination_letter",
        _number("id"),
        _number("nomination_id"),
        _text("file_name"),
        _text("media_type"),
        _text("sha256"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        _moment("received_at"),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_nomination_letter_digest_is_whole")),
        _key("nomination_letter", "nomination_id", "nomination", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination_letter")),
        sa.UniqueConstraint("nomination_id", name=op.f("uq_nomination_letter_nomination_id")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    for table in ("handling_clause", "handling_pillar", "interest_pillar", "interest_handling", "interest"):
        op.drop_table(table)
    for table in ("nomination_letter", "nomination", "nomination_call"):
        op.drop_table(table)

"""Organisations are confirmed, have members, and speak by one position; a comment says whether its author's is."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

STANDING_FOCAL_POINT = "role = 'focal_point' AND confirmed_at IS NOT NULL AND ended_at IS NULL"


def one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def key(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def moment(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def only(condition: str) -> dict[str, sa.TextClause]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    op.add_column("organisation", sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("organisation", sa.Column("domain", sa.String(), server_default="", nullable=False))
    _members()
    _positions()
    _parts_of_positions()
    for column, to in (("confirmed_organisation_id", "organisation"), ("position_id", "position")):
        named = f"CONSTRAINT fk_comment_{column} REFERENCES {to} (id)"
        op.execute(f"ALTER TABLE comment ADD COLUMN {column} INTEGER {named}")
        op.create_index(op.f(f"ix_comment_{column}"), "comment", [column])


def _members() -> None:
    name = "organisation_member"
    op.create_table(
        name,
        number("id"),
        number("organisation_id"),
        number("person_id"),
        sa.Column("role", one_of("organisationrole", "focal_point", "deputy", "reviewer"), nullable=False),
        moment("asked_at"),
        moment("confirmed_at", nullable=True),
        sa.Column("proof", one_of("membershipproof", "invitation", "domain", "confirmed"), nullable=True),
        number("confirmed_by_id", nullable=True),
        moment("ended_at", nullable=True),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (proof IS NULL)", name=op.f("ck_organisation_member_confirmed_by_a_proof")
        ),
        key(name, "organisation_id", "organisation"),
        key(name, "person_id", "person"),
        key(name, "confirmed_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_member")),
        sqlite_autoincrement=True,
    )
    pair = ["organisation_id", "person_id"]
    op.create_index("one_standing_membership_each", name, pair, unique=True, **only("ended_at IS NULL"))
    op.create_index("one_focal_point_each", name, ["organisation_id"], unique=True, **only(STANDING_FOCAL_POINT))
    op.create_index(op.f("ix_organisation_member_person_id"), name, ["person_id"])


def _positions() -> None:
    states = ("drafting", "sent", "withdrawn", "replaced", "disowned")
    op.create_table(
        "position",
        number("id"),
        sa.Column("reference", sa.String(), nullable=False),
        number("round_id"),
        number("organisation_id"),
        sa.Column("state", one_of("positionstate", *states), nullable=False),
        number("begun_by_id"),
        moment("begun_at"),
        sa.Column("signed_off", sa.String(), nullable=False),
        number("sent_by_id", nullable=True),
        moment("sent_at", nullable=True),
        number("replaces_id", nullable=True),
        moment("ended_at", nullable=True),
        sa.Column("statement", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("commitment", sa.String(), nullable=False),
        sa.CheckConstraint("(state = 'drafting') = (sent_at IS NULL)", name=op.f("ck_position_sent_has_a_date")),
        sa.CheckConstraint("(sent_at IS NULL) = (commitment = '')", name=op.f("ck_position_sent_has_a_receipt")),
        key("position", "round_id", "round"),
        key("position", "organisation_id", "organisation"),
        key("position", "begun_by_id", "person"),
        key("position", "sent_by_id", "person"),
        key("position", "replaces_id", "position"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_position")),
        sa.UniqueConstraint("reference", name=op.f("uq_position_reference")),
        sqlite_autoincrement=True,
    )
    pair = ["round_id", "organisation_id"]
    op.create_index("one_position_in_work_each", "position", pair, unique=True, **only("state = 'drafting'"))
    op.create_index("one_position_sent_each", "position", pair, unique=True, **only("state = 'sent'"))
    for column in ("organisation_id", "begun_by_id", "sent_by_id"):
        op.create_index(op.f(f"ix_position_{column}"), "position", [column])


def _parts_of_positions() -> None:
    types = ("general", "editorial", "technical", "substantive", "translation")
    stances = ("support", "support_with_changes", "oppose", "neutral")
    op.create_table(
        "position_item",
        number("id"),
        number("position_id"),
        number("rank"),
        number("pillar_id", nullable=True),
        number("clause_id", nullable=True),
        sa.Column("type", one_of("commenttype", *types), nullable=False),
        sa.Column("stance", one_of("stance", *stances), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("proposed_text", sa.String(), nullable=False),
        sa.Column("suggested", sa.Boolean(), nullable=False),
        number("written_by_id"),
        moment("saved_at"),
        *(key("position_item", f"{to}_id", to) for to in ("position", "pillar", "clause")),
        key("position_item", "written_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_position_item")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "position_note",
        number("id"),
        number("position_id"),
        number("by_id"),
        sa.Column("text", sa.String(), nullable=False),
        moment("at"),
        key("position_note", "position_id", "position"),
        key("position_note", "by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_position_note")),
        sqlite_autoincrement=True,
    )
    name = "position_signatory"
    op.create_table(
        name,
        number("id"),
        number("position_id"),
        number("organisation_id"),
        number("asked_by_id"),
        moment("asked_at"),
        sa.Column("answer", one_of("signatureanswer", "signed", "denied"), nullable=True),
        number("answered_by_id", nullable=True),
        moment("answered_at", nullable=True),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_position_signatory_answered_at_a_time")
        ),
        *(key(name, f"{to}_id", to) for to in ("position", "organisation")),
        *(key(name, f"{by}_by_id", "person") for by in ("asked", "answered")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_position_signatory")),
        sa.UniqueConstraint(
            "position_id", "organisation_id", name=op.f("uq_position_signatory_position_id_organisation_id")
        ),
        sqlite_autoincrement=True,
    )
    indexed = {
        "position_item": ("position_id", "written_by_id"),
        "position_note": ("position_id", "by_id"),
        name: ("organisation_id", "asked_by_id", "answered_by_id"),
    }
    for table, columns in indexed.items():
        for column in columns:
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    for column in ("position_id", "confirmed_organisation_id"):
        op.drop_index(op.f(f"ix_comment_{column}"), "comment")
    _without_columns()
    for table in ("position_signatory", "position_note", "position_item", "position", "organisation_member"):
        op.drop_table(table)
    op.drop_column("organisation", "domain")
    op.drop_column("organisation", "confirmed_at")


def _without_columns() -> None:
    for column in ("position_id", "confirmed_organisation_id"):
        op.drop_column("comment", column)

"""The clause checklist: the guideline's own criteria, and how drafters and experts rated the clauses by them."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

STANDS = sa.text("superseded_at IS NULL")


def one_of(name: str, kind: str, *values: str) -> sa.Column[str]:
    return sa.Column(
        name, sa.Enum(*values, name=kind, native_enum=False, length=40, create_constraint=True), nullable=False
    )


def key(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def moment(name: str, *, empty: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=empty)


def upgrade() -> None:
    op.create_table(
        "checklist_criterion",
        number("id"),
        number("guideline_id"),
        text("title"),
        text("question"),
        one_of("looks_for", "hintkind", "nothing", "duty", "actors", "scope", "people"),
        number("position"),
        moment("retired_at", empty=True),
        sa.CheckConstraint("title <> ''", name=op.f("ck_checklist_criterion_has_a_title")),
        key("checklist_criterion", "guideline_id", "guideline"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_criterion")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_checklist_criterion_guideline_id"), "checklist_criterion", ["guideline_id"])
    op.create_table(
        "clause_rating",
        number("id"),
        number("criterion_id"),
        number("clause_id"),
        number("wording_id"),
        number("person_id"),
        one_of("fulfilment", "fulfilment", "met", "partly", "not_met", "not_applicable"),
        text("note"),
        moment("at"),
        moment("superseded_at", empty=True),
        sa.CheckConstraint(
            "fulfilment NOT IN ('partly', 'not_met') OR note <> ''",
            name=op.f("ck_clause_rating_what_is_missing_is_said"),
        ),
        key("clause_rating", "criterion_id", "checklist_criterion"),
        key("clause_rating", "clause_id", "clause"),
        key("clause_rating", "wording_id", "wording"),
        key("clause_rating", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clause_rating")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_clause_rating_clause_id"), "clause_rating", ["clause_id"])
    op.create_index(
        "one_standing_rating_each",
        "clause_rating",
        ["criterion_id", "clause_id", "person_id"],
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )


def downgrade() -> None:
    op.drop_table("clause_rating")
    op.drop_table("checklist_criterion")

"""A library of evidence: findings and case studies, attached to pillars and clauses."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def key(table: str, column: str, to: str, **more: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"), **more)


def text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def number(name: str, *, empty: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=empty)


def upgrade() -> None:
    kinds = sa.Enum("finding", "case_study", name="findingkind", native_enum=False, length=40, create_constraint=True)
    op.create_table(
        "finding",
        number("id"),
        number("guideline_id"),
        text("reference"),
        sa.Column("kind", kinds, nullable=False),
        *(text(name) for name in ("subject", "statement", "value", "unit", "population", "region")),
        number("year", empty=True),
        text("source"),
        text("link"),
        number("by_id"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        text("withdrawn_because"),
        sa.CheckConstraint("statement <> ''", name=op.f("ck_finding_says_something")),
        sa.CheckConstraint("source <> ''", name=op.f("ck_finding_names_its_source")),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_because = '')", name=op.f("ck_finding_withdrawn_says_why")
        ),
        key("finding", "guideline_id", "guideline"),
        key("finding", "by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.UniqueConstraint("guideline_id", "reference", name=op.f("uq_finding_guideline_id_reference")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_finding_guideline_id"), "finding", ["guideline_id"])
    op.create_table(
        "finding_place",
        number("id"),
        number("finding_id"),
        number("pillar_id", empty=True),
        number("clause_id", empty=True),
        sa.CheckConstraint(
            "(pillar_id IS NULL) <> (clause_id IS NULL)", name=op.f("ck_finding_place_is_a_pillar_or_a_clause")
        ),
        key("finding_place", "finding_id", "finding", ondelete="CASCADE"),
        key("finding_place", "pillar_id", "pillar"),
        key("finding_place", "clause_id", "clause"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_place")),
        sqlite_autoincrement=True,
    )
    for at in ("pillar", "clause"):
        op.create_index(op.f(f"ix_finding_place_{at}_id"), "finding_place", [f"{at}_id"])
        there = sa.text(f"{at}_id IS NOT NULL")
        op.create_index(
            f"one_place_at_a_{at}",
            "finding_place",
            ["finding_id", f"{at}_id"],
            unique=True,
            sqlite_where=there,
            postgresql_where=there,
        )


def downgrade() -> None:
    op.drop_table("finding_place")
    op.drop_table("finding")

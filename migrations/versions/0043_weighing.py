"""From evidence to decision: judgements on a clause by criterion, and whether readers see them."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

CRITERIA = ("benefit", "harm", "cost", "equity", "feasibility", "certainty")
JUDGEMENTS = (
    *("trivial", "small", "moderate", "large", "savings", "negligible", "reduced", "unchanged", "increased"),
    *("no", "probably_no", "probably_yes", "yes", "very_low", "low", "medium", "high", "varies", "unknown"),
)
STANDS = sa.text("superseded_at IS NULL")


def one_of(name: str, kind: str, values: tuple[str, ...]) -> sa.Column[str]:
    return sa.Column(
        name, sa.Enum(*values, name=kind, native_enum=False, length=40, create_constraint=True), nullable=False
    )


def key(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def upgrade() -> None:
    op.create_table(
        "evidence_judgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clause_id", sa.Integer(), nullable=False),
        one_of("criterion", "decisioncriterion", CRITERIA),
        one_of("judgement", "judgement", JUDGEMENTS),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("note <> ''", name=op.f("ck_evidence_judgement_says_on_what_ground")),
        key("evidence_judgement", "clause_id", "clause"),
        key("evidence_judgement", "by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_judgement")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_evidence_judgement_clause_id"), "evidence_judgement", ["clause_id"])
    op.create_index(
        "one_standing_judgement_each",
        "evidence_judgement",
        ["clause_id", "criterion"],
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )
    op.create_table(
        "published_weighing",
        sa.Column("clause_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        key("published_weighing", "clause_id", "clause"),
        key("published_weighing", "by_id", "person"),
        sa.PrimaryKeyConstraint("clause_id", name=op.f("pk_published_weighing")),
    )


def downgrade() -> None:
    op.drop_table("published_weighing")
    op.drop_table("evidence_judgement")

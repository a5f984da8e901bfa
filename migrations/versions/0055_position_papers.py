"""Position papers, kept as received, and the excerpts of them that become comments."""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "position_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("kind", _enumeration("paperkind", "pdf", "docx"), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("state", _enumeration("paperstate", "reading", "read", "faulty", "withdrawn"), nullable=False),
        sa.Column("fault", sa.String(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("attached_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_position_paper_digest_is_whole")),
        sa.CheckConstraint(
            "(state IN ('faulty', 'withdrawn')) = (content IS NULL)",
            name=op.f("ck_position_paper_file_is_kept_while_it_stands"),
        ),
        sa.CheckConstraint("(state = 'faulty') = (fault <> '')", name=op.f("ck_position_paper_a_fault_has_a_sentence")),
        sa.CheckConstraint(
            "(released_at IS NULL) = (released_by_id IS NULL)", name=op.f("ck_position_paper_released_by_someone")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_position_paper_round_id_round")),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_position_paper_comment_id_comment"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_position_paper_by_id_person")),
        sa.ForeignKeyConstraint(
            ["released_by_id"], ["person.id"], name=op.f("fk_position_paper_released_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_position_paper")),
        sqlite_autoincrement=True,
    )
    for column in ("round_id", "comment_id", "by_id"):
        op.create_index(f"ix_position_paper_{column}", "position_paper", [column])
    _excerpts()


def _excerpts() -> None:
    op.create_table(
        "paper_excerpt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("clause_id", sa.Integer(), nullable=True),
        sa.Column("certainty", sa.Double(), nullable=False),
        sa.Column("state", _enumeration("excerptstate", "waiting", "confirmed", "skipped", "merged"), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state <> 'confirmed' OR comment_id IS NOT NULL", name=op.f("ck_paper_excerpt_confirmed_is_a_comment")
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (decided_at IS NULL)", name=op.f("ck_paper_excerpt_decided_at_a_time")
        ),
        sa.ForeignKeyConstraint(
            ["paper_id"],
            ["position_paper.id"],
            name=op.f("fk_paper_excerpt_paper_id_position_paper"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["clause_id"], ["clause.id"], name=op.f("fk_paper_excerpt_clause_id_clause")),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_paper_excerpt_comment_id_comment"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_paper_excerpt_decided_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_excerpt")),
        sa.UniqueConstraint("paper_id", "rank", name=op.f("uq_paper_excerpt_paper_id_rank")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_paper_excerpt_comment_id", "paper_excerpt", ["comment_id"])


def _enumeration(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40, create_constraint=True)


def downgrade() -> None:
    for table in ("paper_excerpt", "position_paper"):
        op.drop_table(table)

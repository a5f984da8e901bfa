"""Full-text search: its index, what waits to be read for it, and the triggers that keep both; a job reads what is there."""

import sqlalchemy as sa
from alembic import op

from consult.core.search import triggers

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

KINDS = ("clause", "comment", "point", "answer", "revision")


def _kind() -> sa.Column[str]:
    words = sa.Enum(*KINDS, name="searchkind", native_enum=False, create_constraint=True, length=40)
    return sa.Column("kind", words, nullable=False)


def upgrade() -> None:
    texts = [sa.Column(name, sa.String(), nullable=False) for name in ("scope", "title", "number", "who", "body")]
    op.create_table(
        "search_entry",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        _kind(),
        sa.Column("guideline_id", sa.Integer(), nullable=False),
        sa.Column("part_of_id", sa.Integer(), nullable=True),
        *texts,
        sa.ForeignKeyConstraint(["guideline_id"], ["guideline.id"], name=op.f("fk_search_entry_guideline_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entry")),
        sqlite_autoincrement=True,
    )
    for column in ("guideline_id", "part_of_id"):
        op.create_index(op.f(f"ix_search_entry_{column}"), "search_entry", [column])
    op.create_table(
        "search_change",
        sa.Column("id", sa.Integer(), nullable=False),
        _kind(),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("with_parts", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_change")),
        sqlite_autoincrement=True,
    )
    triggers.ensure(op.get_bind())
    for statement in triggers.every_row_changed(KINDS):
        op.execute(statement)


def downgrade() -> None:
    triggers.drop(op.get_bind())
    op.drop_table("search_change")
    op.drop_table("search_entry")

"""Translations of clauses, and the team's own of points, are found by the search; a job reads those that are there."""

import sqlalchemy as sa
from alembic import op

from consult.core.search import triggers

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None

KINDS = ("clause", "comment", "point", "answer", "revision")
OF_TRANSLATIONS = ("clause_translation", "point_translation")
KEPT = {"table_kwargs": {"sqlite_autoincrement": True}}


def _tables(kinds: tuple[str, ...]) -> tuple[sa.Table, sa.Table]:
    """As they stand: SQLite builds them anew, and does not tell their CHECK by itself."""
    whole, words, told = sa.Integer(), sa.String(), sa.MetaData()
    entry = sa.Table(
        "search_entry",
        told,
        sa.Column("id", whole, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("guideline_id", whole, nullable=False),
        sa.Column("part_of_id", whole, nullable=True),
        *(sa.Column(name, words, nullable=False) for name in ("scope", "title", "number", "who", "body")),
        sa.CheckConstraint(f"kind IN {kinds}", name="ck_search_entry_searchkind"),
        sa.ForeignKeyConstraint(["guideline_id"], ["guideline.id"], name="fk_search_entry_guideline_id"),
        sa.PrimaryKeyConstraint("id", name="pk_search_entry"),
        sqlite_autoincrement=True,
    )
    change = sa.Table(
        "search_change",
        told,
        sa.Column("id", whole, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("source_id", whole, nullable=False),
        sa.Column("with_parts", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.CheckConstraint(f"kind IN {kinds}", name="ck_search_change_searchkind"),
        sa.PrimaryKeyConstraint("id", name="pk_search_change"),
        sqlite_autoincrement=True,
    )
    return entry, change


def _kinds(now: tuple[str, ...], before: tuple[str, ...]) -> None:
    triggers.drop_triggers(op.get_bind())
    for stood in _tables(before):
        check = op.f(f"ck_{stood.name}_searchkind")
        with op.batch_alter_table(stood.name, copy_from=stood, **KEPT) as table:  # type: ignore[arg-type]
            table.drop_constraint(check, type_="check")
            table.create_check_constraint(check, f"kind IN {now}")
    if op.get_bind().dialect.name == "sqlite":  # what is built anew from a description has no index
        for column in ("guideline_id", "part_of_id"):
            op.create_index(op.f(f"ix_search_entry_{column}"), "search_entry", [column])
    triggers.ensure(op.get_bind())


def upgrade() -> None:
    _kinds((*KINDS, *OF_TRANSLATIONS), KINDS)
    for statement in triggers.every_row_changed(OF_TRANSLATIONS):
        op.execute(statement)


def downgrade() -> None:
    for table in ("search_entry", "search_change"):
        op.execute(f"DELETE FROM {table} WHERE kind IN {OF_TRANSLATIONS}")  # noqa: S608 - names of ours
    _kinds(KINDS, (*KINDS, *OF_TRANSLATIONS))

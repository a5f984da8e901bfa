"""In which capacity the team reads imported comments; what files did not tell, counted."""

import sqlalchemy as sa
from alembic import op

from consult.core.derived import triggers

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

KINDS = ("answer", "duplicate", "assign", "file", "retype", "clear", "publish")
NEW_KINDS = (*KINDS, "capacity")


def _kinds(kinds: tuple[str, ...]) -> None:
    """SQLite builds the table anew, and does not tell its CHECK by itself."""
    whole, moment = sa.Integer(), sa.DateTime(timezone=True)
    old = NEW_KINDS if kinds is KINDS else KINDS
    counts = ("size", "done", "skipped", "undone", "kept")
    keys = {"guideline_id": "guideline", "by_id": "person", "undo_by_id": "person"}
    stood = sa.Table(
        "bulk_act",
        sa.MetaData(),
        sa.Column("id", whole, nullable=False),
        sa.Column("guideline_id", whole, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("by_id", whole, nullable=False),
        sa.Column("at", moment, nullable=False),
        *(sa.Column(name, whole, nullable=False) for name in counts),
        sa.Column("finished_at", moment, nullable=True),
        sa.Column("undo_by_id", whole, nullable=True),
        sa.Column("undo_at", moment, nullable=True),
        sa.Column("undone_at", moment, nullable=True),
        sa.CheckConstraint(f"kind IN {old}", name="ck_bulk_act_bulkkind"),
        *(sa.ForeignKeyConstraint([c], [f"{to}.id"], name=f"fk_bulk_act_{c}_{to}") for c, to in keys.items()),
        sa.PrimaryKeyConstraint("id", name="pk_bulk_act"),
        sqlite_autoincrement=True,
    )
    kept = {"table_kwargs": {"sqlite_autoincrement": True}}
    with op.batch_alter_table("bulk_act", copy_from=stood, **kept) as table:  # type: ignore[arg-type]
        table.drop_constraint(op.f("ck_bulk_act_bulkkind"), type_="check")
        table.create_check_constraint(op.f("ck_bulk_act_bulkkind"), f"kind IN {kinds}")
        if op.get_bind().dialect.name == "sqlite":  # what is built anew from a description has no index
            table.create_index("ix_bulk_act_guideline_id", ["guideline_id"])


def upgrade() -> None:
    triggers.remove_triggers(op.get_bind())
    _kinds(NEW_KINDS)
    op.add_column("comment", sa.Column("read_as_official", sa.Boolean(), nullable=True))
    for name in ("channel", "unsaid"):
        op.add_column("answer_standing", sa.Column(name, sa.String(), server_default="", nullable=False))
        op.add_column("answer_tally", sa.Column(name, sa.String(), nullable=True))


def downgrade() -> None:
    triggers.remove_triggers(op.get_bind())
    op.execute("DELETE FROM bulk_item WHERE act_id IN (SELECT id FROM bulk_act WHERE kind = 'capacity')")
    op.execute("DELETE FROM bulk_act WHERE kind = 'capacity'")
    _kinds(KINDS)
    op.execute("DELETE FROM answer_tally WHERE slice = 'import'")
    for name in ("channel", "unsaid"):
        op.drop_column("answer_standing", name)
        op.drop_column("answer_tally", name)
    op.drop_column("comment", "read_as_official")

"""One decision about many points or drafts, with what became of each; and what type of comment a point is to the team."""

import sqlalchemy as sa
from alembic import op

from consult.core.derived import triggers

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

KINDS = ("answer", "duplicate", "assign", "file", "retype", "clear", "publish")
STATES = ("waiting", "done", "skipped", "undone", "kept")
TYPES = ("general", "editorial", "technical", "substantive", "translation")


def number(name: str, *, empty: bool = False, default: str | None = None) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=empty, server_default=default)


def moment(name: str, *, empty: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=empty)


def one_of(name: str, kind: str, values: tuple[str, ...], default: str | None = None) -> sa.Column[str]:
    what = sa.Enum(*values, name=kind, native_enum=False, length=40, create_constraint=True)
    return sa.Column(name, what, nullable=False, server_default=default)


def key(of: str, column: str, table: str, **more: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_{of}_{column}_{table}"), **more)


def upgrade() -> None:
    op.create_table(
        "bulk_act",
        number("id"),
        number("guideline_id"),
        one_of("kind", "bulkkind", KINDS),
        sa.Column("asked", sa.JSON(), nullable=False),
        number("by_id"),
        moment("at", empty=False),
        *(number(count) for count in ("size", "done", "skipped", "undone", "kept")),
        moment("finished_at"),
        number("undo_by_id", empty=True),
        moment("undo_at"),
        moment("undone_at"),
        key("bulk_act", "guideline_id", "guideline"),
        key("bulk_act", "by_id", "person"),
        key("bulk_act", "undo_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_act")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_bulk_act_guideline_id", "bulk_act", ["guideline_id"])
    op.create_table(
        "bulk_item",
        number("id"),
        number("act_id"),
        number("subject_id"),
        one_of("state", "bulkitemstate", STATES, default="waiting"),
        sa.Column("why", sa.String(), server_default="", nullable=False),
        sa.Column("was", sa.JSON(), server_default="{}", nullable=False),
        sa.CheckConstraint(
            "state NOT IN ('skipped', 'kept') OR why <> ''", name=op.f("ck_bulk_item_left_alone_says_why")
        ),
        key("bulk_item", "act_id", "bulk_act", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_item")),
        sa.UniqueConstraint("act_id", "subject_id", name=op.f("uq_bulk_item_act_id_subject_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_bulk_item_state", "bulk_item", ["act_id", "state"])
    op.create_table(
        "point_type",
        sa.Column("point_id", sa.Integer(), autoincrement=False, nullable=False),
        one_of("type", "commenttype", TYPES),
        number("by_id"),
        moment("at", empty=False),
        key("point_type", "point_id", "point", ondelete="CASCADE"),
        key("point_type", "by_id", "person"),
        sa.PrimaryKeyConstraint("point_id", name=op.f("pk_point_type")),
    )


def downgrade() -> None:
    triggers.remove_triggers(op.get_bind())
    for table in ("point_type", "bulk_item", "bulk_act"):
        op.drop_table(table)

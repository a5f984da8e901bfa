"""Clauses, themes and points are given to members of the drafting team; the team's notes; how many points of each
theme are open; which languages a person reads.
"""

import sqlalchemy as sa
from alembic import op

from consult.core.derived import triggers

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

ABOUT = ("clause", "theme", "point")
OF_ONE = " + ".join(f"(CASE WHEN {about}_id IS NULL THEN 0 ELSE 1 END)" for about in ABOUT) + " = 1"
STANDS = sa.text("ended_at IS NULL")


def number(name: str, *, empty: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=empty)


def key(of: str, column: str, table: str, **more: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_{of}_{column}_{table}"), **more)


def about_one(of: str) -> list[sa.Column[int] | sa.ForeignKeyConstraint]:
    columns = [number("id"), number("guideline_id"), *(number(f"{about}_id", empty=True) for about in ABOUT)]
    keys = [key(of, f"{about}_id", about, **({"ondelete": "CASCADE"} if about == "point" else {})) for about in ABOUT]
    return [*columns, key(of, "guideline_id", "guideline"), *keys]


def moment(name: str, *, empty: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=empty)


def upgrade() -> None:
    op.create_table(
        "work_assignment",
        *about_one("work_assignment"),
        number("assignee_id"),
        sa.Column("due_on", sa.Date(), nullable=True),
        number("by_id"),
        moment("at"),
        moment("ended_at", empty=True),
        sa.CheckConstraint(OF_ONE, name=op.f("ck_work_assignment_of_one_thing")),
        key("work_assignment", "assignee_id", "person"),
        key("work_assignment", "by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_assignment")),
        sqlite_autoincrement=True,
    )
    for about in ABOUT:
        name = f"one_standing_assignment_of_a_{about}"
        where = {"sqlite_where": STANDS, "postgresql_where": STANDS}
        op.create_index(name, "work_assignment", [f"{about}_id"], unique=True, **where)
    op.create_index("ix_work_assignment_of", "work_assignment", ["guideline_id", "assignee_id", "ended_at"])
    op.create_table(
        "team_note",
        *about_one("team_note"),
        number("by_id"),
        sa.Column("text", sa.String(), nullable=False),
        moment("at"),
        sa.CheckConstraint("text <> ''", name=op.f("ck_team_note_says_something")),
        sa.CheckConstraint(OF_ONE, name=op.f("ck_team_note_about_one_thing")),
        key("team_note", "by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_note")),
        sqlite_autoincrement=True,
    )
    for column in ("guideline_id", "clause_id", "theme_id", "point_id", "by_id", "at"):
        op.create_index(f"ix_team_note_{column}", "team_note", [column])
    op.create_table(
        "theme_tally",
        number("id"),
        number("theme_id"),
        sa.Column("answer", sa.String(), nullable=False),
        number("n"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_tally")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_theme_tally_theme_id", "theme_tally", ["theme_id"])
    op.add_column("person", sa.Column("reads", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    triggers.remove_triggers(op.get_bind())
    op.drop_column("person", "reads")
    for table in ("theme_tally", "team_note", "work_assignment"):
        op.drop_table(table)

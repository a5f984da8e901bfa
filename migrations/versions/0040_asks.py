"""A theme opens into asks: groups of points that want the same thing, each with answers of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

OPEN_STAGES = "stage IN ('draft', 'for_clearance', 'cleared')"
STANDING = {"answer": "superseded_at IS NULL", "answer_draft": OPEN_STAGES}
ONE = {"answer": "one_standing_answer_to", "answer_draft": "one_open_draft_to"}


def upgrade() -> None:
    op.create_table(
        "ask",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("quote_id", sa.Integer(), nullable=True),
        sa.Column("asks_start", sa.Integer(), nullable=True),
        sa.Column("asks_end", sa.Integer(), nullable=True),
        sa.Column("asking", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(asks_start IS NULL) = (asks_end IS NULL)", name=op.f("ck_ask_asking_sentence_has_two_ends")
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_ask_theme_id_theme")),
        sa.ForeignKeyConstraint(["quote_id"], ["point.id"], name=op.f("fk_ask_quote_id_point"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ask")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_ask_theme_id", "ask", ["theme_id"])
    op.create_index("ix_ask_quote_id", "ask", ["quote_id"])
    op.create_table(
        "ask_member",
        sa.Column("point_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ask_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["point_id"], ["point.id"], name=op.f("fk_ask_member_point_id_point"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["ask_id"], ["ask.id"], name=op.f("fk_ask_member_ask_id_ask")),
        sa.PrimaryKeyConstraint("point_id", name=op.f("pk_ask_member")),
    )
    op.create_index("ix_ask_member_ask_id", "ask_member", ["ask_id"])
    for table, alive in STANDING.items():
        # With its key in the column's own words: SQLite takes it so without the table being made anew
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN ask_id INTEGER CONSTRAINT fk_{table}_ask_id_ask REFERENCES ask (id)"
        )
        _index(table, "theme", f"{alive} AND ask_id IS NULL")
        _one(table, "ask", alive)


def downgrade() -> None:
    for table, alive in STANDING.items():
        op.drop_index(f"{ONE[table]}_an_ask", table)
        op.drop_index(f"{ONE[table]}_a_theme", table)
        # The words of an answer to an ask cannot be one to its whole theme
        coverage = "DELETE FROM answer_coverage WHERE answer_id IN (SELECT id FROM answer WHERE ask_id IS NOT NULL)"
        if table == "answer":
            op.execute(coverage)
        op.execute(f"DELETE FROM {table} WHERE ask_id IS NOT NULL")  # noqa: S608 - our own two names
        if op.get_bind().dialect.name == "postgresql":
            op.drop_constraint(f"fk_{table}_ask_id_ask", table, type_="foreignkey")
        op.execute(f"ALTER TABLE {table} DROP COLUMN ask_id")
        _one(table, "theme", alive)
    op.drop_table("ask_member")
    op.drop_table("ask")


def _index(table: str, about: str, where: str) -> None:
    op.drop_index(f"{ONE[table]}_a_{about}", table)
    _one(table, about, where)


def _one(table: str, about: str, where: str) -> None:
    article = "an" if about == "ask" else "a"
    alive = sa.text(where)
    op.create_index(
        f"{ONE[table]}_{article}_{about}",
        table,
        [f"{about}_id"],
        unique=True,
        sqlite_where=alive,
        postgresql_where=alive,
    )

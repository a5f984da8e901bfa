"""Questions of a round, what people ticked, and what a file holds of it before it is imported."""

import sqlalchemy as sa
from alembic import op

revision = "0068"
down_revision = "0067"
branch_labels = None
depends_on = None


def key(table: str, column: str, to: str, *, cascade: bool = False) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{to}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete="CASCADE" if cascade else None)


def number(name: str, *, empty: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=empty)


def upgrade() -> None:
    kinds = sa.Enum(
        *("scale", "single", "multiple", "open"),
        name="questionkind",
        native_enum=False,
        length=40,
        create_constraint=True,
    )
    op.create_table(
        "round_question",
        number("id"),
        number("round_id"),
        number("position"),
        sa.Column("kind", kinds, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.CheckConstraint("text <> ''", name=op.f("ck_round_question_a_question_has_words")),
        key("round_question", "round_id", "round"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_question")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_round_question_round_id", "round_question", ["round_id"])
    _sheets()
    op.add_column("register_upload", sa.Column("closed_answers", sa.JSON(), nullable=True))


def _sheets() -> None:
    op.create_table(
        "answer_sheet",
        number("id"),
        number("round_id"),
        number("person_id", empty=True),
        sa.Column("source_id", sa.String(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (source_id IS NULL)", name=op.f("ck_answer_sheet_somebody_answered")
        ),
        key("answer_sheet", "round_id", "round"),
        key("answer_sheet", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_sheet")),
        sa.UniqueConstraint("round_id", "source_id", name=op.f("uq_answer_sheet_round_id_source_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_answer_sheet_person_id", "answer_sheet", ["person_id"])
    for name, where in (
        ("one_sheet_of_a_person", "confirmed_at IS NOT NULL"),
        ("one_sheet_that_waits", "confirmed_at IS NULL"),
    ):
        only = {"sqlite_where": sa.text(where), "postgresql_where": sa.text(where)}
        op.create_index(name, "answer_sheet", ["round_id", "person_id"], unique=True, **only)
    op.create_table(
        "ticked_option",
        number("id"),
        number("sheet_id"),
        number("question_id"),
        number("option"),
        key("ticked_option", "sheet_id", "answer_sheet", cascade=True),
        key("ticked_option", "question_id", "round_question"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticked_option")),
        sa.UniqueConstraint(
            "sheet_id", "question_id", "option", name=op.f("uq_ticked_option_sheet_id_question_id_option")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_ticked_option_question_id", "ticked_option", ["question_id"])


def downgrade() -> None:
    op.drop_column("register_upload", "closed_answers")
    for table in ("ticked_option", "answer_sheet", "round_question"):
        op.drop_table(table)

"""Templates of answers, and what began with each; an answer that was offered for an ask is noted for that ask."""

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None

KEPT = {"table_kwargs": {"sqlite_autoincrement": True}}
IN_USE = sa.text("archived_at IS NULL")
DISPOSITIONS = (
    *("accepted", "accepted_in_part", "accepted_in_principle", "noted", "not_accepted", "out_of_scope"),
    *("overtaken", "referred", "duplicate"),
)


def key(table: str, column: str, to: str, *, cascade: bool = False) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{to}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete="CASCADE" if cascade else None)


def number(name: str, *, empty: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=empty)


def moment(name: str, *, empty: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=empty)


def upgrade() -> None:
    kinds = sa.Enum(*DISPOSITIONS, name="disposition", native_enum=False, length=40, create_constraint=True)
    op.create_table(
        "answer_template",
        number("id"),
        number("guideline_id"),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("disposition", kinds, nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        number("version"),
        number("by_id"),
        moment("at"),
        moment("archived_at", empty=True),
        sa.CheckConstraint("name <> '' AND text <> ''", name=op.f("ck_answer_template_has_a_name_and_words")),
        key("answer_template", "guideline_id", "guideline"),
        key("answer_template", "by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_template")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "one_template_of_a_name",
        "answer_template",
        ["guideline_id", "name"],
        unique=True,
        sqlite_where=IN_USE,
        postgresql_where=IN_USE,
    )
    _uses()
    with op.batch_alter_table("reuse_decision", **KEPT) as batch:  # type: ignore[arg-type]
        batch.add_column(number("ask_id", empty=True))
        batch.create_foreign_key(op.f("fk_reuse_decision_ask_id_ask"), "ask", ["ask_id"], ["id"])


def _uses() -> None:
    op.create_table(
        "template_use",
        number("id"),
        number("template_id"),
        number("point_id", empty=True),
        number("theme_id", empty=True),
        number("ask_id", empty=True),
        number("act_id", empty=True),
        number("by_id"),
        moment("at"),
        sa.CheckConstraint(
            "(CASE WHEN point_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN theme_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN ask_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN act_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_template_use_answers_one_thing"),
        ),
        key("template_use", "template_id", "answer_template"),
        key("template_use", "point_id", "point", cascade=True),
        key("template_use", "theme_id", "theme"),
        key("template_use", "ask_id", "ask"),
        key("template_use", "act_id", "bulk_act", cascade=True),
        key("template_use", "by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template_use")),
        sqlite_autoincrement=True,
    )
    for column in ("template_id", "point_id", "theme_id", "ask_id", "act_id"):
        op.create_index(op.f(f"ix_template_use_{column}"), "template_use", [column])


def downgrade() -> None:
    op.drop_table("template_use")
    op.drop_table("answer_template")
    with op.batch_alter_table("reuse_decision", **KEPT) as batch:  # type: ignore[arg-type]
        batch.drop_constraint(op.f("fk_reuse_decision_ask_id_ask"), type_="foreignkey")
        batch.drop_column("ask_id")

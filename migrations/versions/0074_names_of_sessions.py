"""Milestones, sessions and questions of rounds have translations."""

import sqlalchemy as sa
from alembic import op

from consult.core.search import triggers

revision = "0074"
down_revision = "0073"
branch_labels = None
depends_on = None

KINDS = ("guideline", "draft", "pillar", "part", "clause", "round", "answer")
NEW = ("milestone", "session", "question")
KEPT = {"table_kwargs": {"sqlite_autoincrement": True}}
CHECK = "ck_text_translation_textkind"


def _table(kinds: tuple[str, ...]) -> sa.Table:
    """As it stands: SQLite builds it anew, and does not tell its CHECKs by itself."""
    whole, words, moment = sa.Integer(), sa.String(), sa.DateTime(timezone=True)
    versions = ("full", "easy_read", "child_friendly", "sign_language")
    statuses = ("authentic", "translated", "machine_translated")
    return sa.Table(
        "text_translation",
        sa.MetaData(),
        sa.Column("id", whole, nullable=False),
        sa.Column("guideline_id", whole, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("key", words, nullable=False),
        sa.Column("language", words, nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        *(sa.Column(name, words, nullable=False) for name in ("of_digest", "of_heading", "of_text", "heading", "text")),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("by_id", whole, nullable=True),
        sa.Column("at", moment, nullable=False),
        sa.Column("superseded_at", moment, nullable=True),
        sa.Column("made_on", whole, server_default="0", nullable=False),
        sa.CheckConstraint(f"kind IN {kinds}", name=CHECK),
        sa.CheckConstraint(f"version IN {versions}", name="ck_text_translation_textversion"),
        sa.CheckConstraint(f"status IN {statuses}", name="ck_text_translation_status"),
        sa.CheckConstraint("heading <> '' OR text <> ''", name="ck_text_translation_says_something"),
        sa.CheckConstraint(
            "version <> 'sign_language' OR text LIKE 'https://%'", name="ck_text_translation_a_film_has_an_address"
        ),
        sa.CheckConstraint("superseded_at >= at", name="ck_text_translation_superseded_after_it_was_made"),
        sa.ForeignKeyConstraint(["guideline_id"], ["guideline.id"], name="fk_text_translation_guideline_id_guideline"),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_text_translation_by_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_text_translation"),
        sqlite_autoincrement=True,
    )


def _kinds(now: tuple[str, ...], before: tuple[str, ...]) -> None:
    triggers.drop_triggers(op.get_bind())
    with op.batch_alter_table("text_translation", copy_from=_table(before), **KEPT) as table:  # type: ignore[arg-type]
        table.drop_constraint(op.f(CHECK), type_="check")
        table.create_check_constraint(op.f(CHECK), f"kind IN {now}")
    if op.get_bind().dialect.name == "sqlite":  # what is built anew from a description has no index
        standing = sa.text("superseded_at IS NULL")
        columns = ["guideline_id", "language", "version", "kind", "key", "of_digest"]
        op.create_index("one_standing_translation", "text_translation", columns, unique=True, sqlite_where=standing)
    triggers.ensure(op.get_bind())


def upgrade() -> None:
    _kinds((*KINDS, *NEW), KINDS)


def downgrade() -> None:
    op.execute(f"DELETE FROM text_translation WHERE kind IN {NEW}")  # noqa: S608 - names of ours
    _kinds(KINDS, (*KINDS, *NEW))

"""Texts of a guideline in other languages and versions; in which language of the text a comment was made."""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "text_translation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guideline_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            _enumeration("textkind", "guideline", "draft", "pillar", "part", "clause", "round", "answer"),
            nullable=False,
        ),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column(
            "version",
            _enumeration("textversion", "full", "easy_read", "child_friendly", "sign_language"),
            nullable=False,
        ),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("of_digest", "of_heading", "of_text")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("heading", "text")),
        sa.Column("status", _enumeration("status", "authentic", "translated", "machine_translated"), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("heading <> '' OR text <> ''", name=op.f("ck_text_translation_says_something")),
        sa.CheckConstraint(
            "version <> 'sign_language' OR text LIKE 'https://%'",
            name=op.f("ck_text_translation_a_film_has_an_address"),
        ),
        sa.CheckConstraint("superseded_at >= at", name=op.f("ck_text_translation_superseded_after_it_was_made")),
        sa.ForeignKeyConstraint(
            ["guideline_id"], ["guideline.id"], name=op.f("fk_text_translation_guideline_id_guideline")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_text_translation_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_translation")),
        sqlite_autoincrement=True,
    )
    standing = sa.text("superseded_at IS NULL")
    op.create_index(
        "one_standing_translation",
        "text_translation",
        ["guideline_id", "language", "version", "kind", "key", "of_digest"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )
    op.add_column("comment", sa.Column("read_in", sa.String(), server_default="", nullable=False))


def _enumeration(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40, create_constraint=True)


def downgrade() -> None:
    op.drop_column("comment", "read_in")
    op.drop_index("one_standing_translation", "text_translation")
    op.drop_table("text_translation")

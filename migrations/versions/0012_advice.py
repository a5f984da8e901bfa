"""Advice before the vote: remarks on revisions, and a guideline's choice who reads them."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KINDS = ("remark", "question", "amendment", "ballot_request")


def upgrade() -> None:
    kind = sa.Enum(*KINDS, name="advicekind", native_enum=False, create_constraint=True, length=40)
    op.create_table(
        "revision_remark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("kind", kind, nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("proposed_text", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("taken_as_id", sa.Integer(), nullable=True),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("text <> ''", name=op.f("ck_revision_remark_says_something")),
        sa.CheckConstraint(
            "(kind = 'amendment') = (proposed_text <> '')", name=op.f("ck_revision_remark_an_amendment_has_words")
        ),
        sa.CheckConstraint("parent_id IS NULL OR kind = 'remark'", name=op.f("ck_revision_remark_a_reply_is_a_remark")),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (settled_by_id IS NULL)", name=op.f("ck_revision_remark_settled_by_someone")
        ),
        sa.CheckConstraint(
            "settled_at IS NULL OR kind <> 'remark'", name=op.f("ck_revision_remark_only_what_asks_is_settled")
        ),
        sa.CheckConstraint(
            "taken_as_id IS NULL OR kind = 'amendment'", name=op.f("ck_revision_remark_only_words_are_taken")
        ),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_revision_remark_revision_id_revision")),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["revision_remark.id"], name=op.f("fk_revision_remark_parent_id_revision_remark")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_revision_remark_author_id_person")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["person.id"], name=op.f("fk_revision_remark_settled_by_id_person")),
        sa.ForeignKeyConstraint(["taken_as_id"], ["revision.id"], name=op.f("fk_revision_remark_taken_as_id_revision")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision_remark")),
        sqlite_autoincrement=True,
    )
    for column in ("revision_id", "parent_id", "mailed_at"):
        op.create_index(op.f(f"ix_revision_remark_{column}"), "revision_remark", [column])
    op.create_table(
        "advice_policy",
        sa.Column("guideline_id", sa.Integer(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["guideline_id"], ["guideline.id"], name=op.f("fk_advice_policy_guideline_id_guideline")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_advice_policy_by_id_person")),
        sa.PrimaryKeyConstraint("guideline_id", name=op.f("pk_advice_policy")),
    )


def downgrade() -> None:
    op.drop_table("advice_policy")
    op.drop_table("revision_remark")

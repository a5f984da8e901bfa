"""Forms whose session had ended; privacy notices and what authors chose; decisions of moderators and appeals."""

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _kept_forms()
    _notices()
    _consents()
    _decisions()
    _appeals()


def _kept_forms() -> None:
    op.create_table(
        "kept_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_form")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_kept_form_token_digest")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_kept_form_at", "kept_form", ["at"])


def _notices() -> None:
    op.create_table(
        "privacy_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guideline_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("text <> ''", name=op.f("ck_privacy_notice_a_notice_says_something")),
        sa.ForeignKeyConstraint(
            ["guideline_id"], ["guideline.id"], name=op.f("fk_privacy_notice_guideline_id_guideline")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_privacy_notice_round_id_round")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_privacy_notice_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_notice")),
        sqlite_autoincrement=True,
    )
    for name, column, where in (
        ("one_notice_of_a_number", "guideline_id", "round_id IS NULL"),
        ("one_notice_of_a_round_and_number", "round_id", "round_id IS NOT NULL"),
    ):
        only = {"sqlite_where": sa.text(where), "postgresql_where": sa.text(where)}
        op.create_index(name, "privacy_notice", [column, "number"], unique=True, **only)


def _consents() -> None:
    op.create_table(
        "comment_consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column("publish_name", sa.Boolean(), nullable=False),
        sa.Column("contact", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_comment_consent_comment_id_comment"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["privacy_notice.id"], name=op.f("fk_comment_consent_notice_id_privacy_notice")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_consent")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_comment_consent_comment_id", "comment_consent", ["comment_id"])


def _decisions() -> None:
    reasons = ("personal_data", "insult", "hatred", "advertising", "off_topic", "flood", "unlawful", "other")
    op.create_table(
        "moderation_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(*reasons, name="hidingreason", native_enum=False, length=40, create_constraint=True),
            nullable=True,
        ),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("hidden = (reason IS NOT NULL)", name=op.f("ck_moderation_decision_hiding_has_a_reason")),
        _of("moderation_decision", "comment_id", "comment"),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_moderation_decision_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_decision")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_moderation_decision_comment_id", "moderation_decision", ["comment_id"])
    op.create_table(
        "moderation_claim",
        sa.Column("comment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        _of("moderation_claim", "comment_id", "comment"),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_moderation_claim_by_id_person")),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_moderation_claim")),
    )


def _appeals() -> None:
    op.create_table(
        "moderation_appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (granted IS NULL)", name=op.f("ck_moderation_appeal_decided_one_way")
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL)", name=op.f("ck_moderation_appeal_decided_by_someone")
        ),
        _of("moderation_appeal", "decision_id", "moderation_decision"),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_moderation_appeal_decided_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_appeal")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_moderation_appeal_decision_id")),
        sqlite_autoincrement=True,
    )


def _of(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"), ondelete="CASCADE"
    )


def downgrade() -> None:
    for table in (
        *("moderation_appeal", "moderation_claim", "moderation_decision"),
        *("comment_consent", "privacy_notice", "kept_form"),
    ):
        op.drop_table(table)

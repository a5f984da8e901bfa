"""Who follows what, at which pace they are told, what they were told; where mail of news can be ended by one press."""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None

KINDS = (
    *("reply", "endorsement", "answer", "objection", "comment"),
    *("revision", "ballot", "draft", "round", "reminder", "work"),
)


def upgrade() -> None:
    followed = _enumeration("followedkind", "guideline", "pillar", "clause", "round", "comment")
    op.create_table(
        "follow",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("guideline_id", sa.Integer(), nullable=False),
        sa.Column("subject", followed, nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _to("follow", "person"),
        _to("follow", "guideline"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow")),
        sa.UniqueConstraint("person_id", "subject", "subject_id", name=op.f("uq_follow_person_id_subject_subject_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_follow_guideline_id", "follow", ["guideline_id"])
    op.create_index("ix_follow_subject", "follow", ["subject", "subject_id"])
    op.create_table(
        "notice_preference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", _enumeration("noticekind", *KINDS), nullable=False),
        sa.Column("pace", _enumeration("pace", "at_once", "daily", "never"), nullable=False),
        _to("notice_preference", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_preference")),
        sa.UniqueConstraint("person_id", "kind", name=op.f("uq_notice_preference_person_id_kind")),
        sqlite_autoincrement=True,
    )
    _notices()
    op.create_table(
        "notice_cursor",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_cursor")),
        sqlite_autoincrement=True,
    )
    op.add_column("message", sa.Column("unsubscribe", sa.String(), server_default="", nullable=False))


def _notices() -> None:
    op.create_table(
        "follower_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("guideline_id", sa.Integer(), nullable=False),
        sa.Column("kind", _enumeration("noticekind", *KINDS), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        _to("follower_notice", "person"),
        _to("follower_notice", "guideline"),
        sa.CheckConstraint("due_at IS NULL OR mailed_at IS NULL", name=op.f("ck_follower_notice_mailed_is_not_due")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follower_notice")),
        sa.UniqueConstraint("person_id", "key", name=op.f("uq_follower_notice_person_id_key")),
        sqlite_autoincrement=True,
    )
    for column in ("at", "due_at", "guideline_id"):
        op.create_index(f"ix_follower_notice_{column}", "follower_notice", [column])


def _to(table: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([f"{other}_id"], [f"{other}.id"], name=op.f(f"fk_{table}_{other}_id_{other}"))


def _enumeration(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40, create_constraint=True)


def downgrade() -> None:
    op.drop_column("message", "unsubscribe")
    for table in ("notice_cursor", "follower_notice", "notice_preference", "follow"):
        op.drop_table(table)

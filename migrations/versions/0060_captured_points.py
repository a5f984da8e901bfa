"""Points that were written down in a session, and the short address of a session for those who sit in it."""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "captured_point",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=False),
        sa.Column("view", _enumeration("roomview", "agreed", "disputed", "not_asked"), nullable=False),
        sa.Column("route", _enumeration("captureroute", "page", "file", "phone"), nullable=False),
        sa.Column("captured_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("said_by >= 1", name=op.f("ck_captured_point_somebody_said_it")),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["consultation_session.id"],
            name=op.f("fk_captured_point_session_id_consultation_session"),
        ),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_captured_point_comment_id_comment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_captured_point")),
        sa.UniqueConstraint("comment_id", name=op.f("uq_captured_point_comment_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_captured_point_session_id"), "captured_point", ["session_id"])
    op.create_table(
        "session_room",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("open_until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["consultation_session.id"], name=op.f("fk_session_room_session_id_consultation_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_room")),
        sa.UniqueConstraint("session_id", name=op.f("uq_session_room_session_id")),
        sa.UniqueConstraint("code", name=op.f("uq_session_room_code")),
        sqlite_autoincrement=True,
    )


def _enumeration(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def downgrade() -> None:
    op.drop_table("session_room")
    op.drop_index(op.f("ix_captured_point_session_id"), table_name="captured_point")
    op.drop_table("captured_point")

"""Files of registers on their way in, and their rows, staged until all are shown at once."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "register_upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_digest", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "reading",
                "faulty",
                "ready",
                "imported",
                "cancelled",
                name="uploadstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("already", sa.Integer(), nullable=False),
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.Column("fault_count", sa.Integer(), nullable=False),
        sa.Column("faulty_rows", sa.Integer(), nullable=False),
        sa.Column("notices", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_register_upload_by_id")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_register_upload_draft_id")),
        sa.ForeignKeyConstraint(["import_id"], ["comment_import.id"], name=op.f("fk_register_upload_import_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_register_upload_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_upload")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("register_upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_register_upload_round_id"), ["round_id"], unique=False)

    op.create_table(
        "staged_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("reply_to_row", sa.Integer(), nullable=True),
        sa.Column("in_reply_to_id", sa.Integer(), nullable=True),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("pillar_id", sa.Integer(), nullable=True),
        sa.Column("clause_id", sa.Integer(), nullable=True),
        sa.Column("quote", sa.String(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("suffix", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("stance", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("proposed_text", sa.String(), nullable=False),
        sa.Column("evidence_url", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("capacity", sa.String(), nullable=False),
        sa.Column("author_name", sa.String(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("stakeholder_type", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("provenance", sa.String(), nullable=False),
        sa.Column("endorsed_elsewhere", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["upload_id"], ["register_upload.id"], name=op.f("fk_staged_comment_upload_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staged_comment")),
        sa.UniqueConstraint("upload_id", "row", name=op.f("uq_staged_comment_upload_id_row")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("staged_comment", schema=None) as batch_op:
        batch_op.create_index("ix_staged_comment_reference", ["reference"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("staged_comment", schema=None) as batch_op:
        batch_op.drop_index("ix_staged_comment_reference")

    op.drop_table("staged_comment")
    with op.batch_alter_table("register_upload", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_register_upload_round_id"))

    op.drop_table("register_upload")

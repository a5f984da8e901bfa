"""What comes by mail, held until it is placed and its sender confirmed it; papers that came with it."""

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "received_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("message_id", "sender_name", "sender_address", "subject", "words", "cut")
        ),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                *("waiting", "placed", "refused"),
                name="mailstate",
                native_enum=False,
                length=40,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("refused_because", sa.String(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'refused') = (refused_because <> '')", name=op.f("ck_received_mail_refused_with_a_reason")
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (decided_at IS NULL)", name=op.f("ck_received_mail_decided_at_a_time")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_received_mail_round_id_round")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_received_mail_decided_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_mail")),
        sa.UniqueConstraint("round_id", "message_id", name=op.f("uq_received_mail_round_id_message_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "mail_placement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mail_id"], ["received_mail.id"], name=op.f("fk_mail_placement_mail_id_received_mail"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_mail_placement_comment_id_comment"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_placement")),
        sa.UniqueConstraint("comment_id", name=op.f("uq_mail_placement_comment_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_mail_placement_mail_id", "mail_placement", ["mail_id"])
    # With its key in the column's own words: SQLite takes it so without the table being made anew
    op.execute(
        "ALTER TABLE position_paper ADD COLUMN mail_id INTEGER CONSTRAINT fk_position_paper_mail_id_received_mail "
        "REFERENCES received_mail (id)"
    )
    op.create_index("ix_position_paper_mail_id", "position_paper", ["mail_id"])


def downgrade() -> None:
    op.drop_index("ix_position_paper_mail_id", "position_paper")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("fk_position_paper_mail_id_received_mail", "position_paper", type_="foreignkey")
    op.execute("ALTER TABLE position_paper DROP COLUMN mail_id")
    for table in ("mail_placement", "received_mail"):
        op.drop_table(table)

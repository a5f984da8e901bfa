"""Ballots held together, and alternatives that were made of a refusal."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "joint_ballot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guideline_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("alternatives", "en_bloc", name="jointkind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("winner_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind = 'alternatives' OR settled_at IS NULL", name=op.f("ck_joint_ballot_only_alternatives_are_settled")
        ),
        sa.CheckConstraint(
            "winner_id IS NULL OR settled_at IS NOT NULL", name=op.f("ck_joint_ballot_a_winner_is_settled")
        ),
        sa.ForeignKeyConstraint(
            ["guideline_id"], ["guideline.id"], name=op.f("fk_joint_ballot_guideline_id_guideline")
        ),
        sa.ForeignKeyConstraint(["winner_id"], ["revision.id"], name=op.f("fk_joint_ballot_winner_id_revision")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["person.id"], name=op.f("fk_joint_ballot_opened_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_ballot")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_joint_ballot_guideline_id", "joint_ballot", ["guideline_id"])
    op.create_table(
        "joint_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("joint_id", sa.Integer(), nullable=False),
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("taken_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_out_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(taken_out_at IS NULL) = (taken_out_by_id IS NULL)", name=op.f("ck_joint_item_taken_out_by_someone")
        ),
        sa.ForeignKeyConstraint(["joint_id"], ["joint_ballot.id"], name=op.f("fk_joint_item_joint_id_joint_ballot")),
        sa.ForeignKeyConstraint(
            ["taken_out_by_id"], ["appointment.id"], name=op.f("fk_joint_item_taken_out_by_id_appointment")
        ),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballot.id"], name=op.f("fk_joint_item_ballot_id_ballot")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_item")),
        sa.UniqueConstraint("ballot_id", name=op.f("uq_joint_item_ballot_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_joint_item_joint_id", "joint_item", ["joint_id"])
    op.create_table(
        "alternative_origin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=True),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(vote_id IS NULL) <> (paper_id IS NULL)", name=op.f("ck_alternative_origin_of_a_vote_or_a_paper")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_alternative_origin_by_id_person")),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_alternative_origin_vote_id_vote")),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["ballot_paper.id"], name=op.f("fk_alternative_origin_paper_id_ballot_paper")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_alternative_origin_revision_id_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alternative_origin")),
        sa.UniqueConstraint("paper_id", name=op.f("uq_alternative_origin_paper_id")),
        sa.UniqueConstraint("revision_id", name=op.f("uq_alternative_origin_revision_id")),
        sa.UniqueConstraint("vote_id", name=op.f("uq_alternative_origin_vote_id")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    for table in ("alternative_origin", "joint_item", "joint_ballot"):
        op.drop_table(table)

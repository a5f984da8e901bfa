"""Delphi rounds before a ballot: studies, their statements, panel, rounds and ratings."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "delphi_study",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guideline_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("aim", sa.String(), nullable=False),
        sa.Column("max_rounds", sa.Integer(), nullable=False),
        sa.Column("agreement", sa.Double(), nullable=False),
        sa.Column("iqr_at_most", sa.Double(), nullable=False),
        sa.Column("stable_below", sa.Double(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "ended_as",
            sa.Enum(
                "settled",
                "rounds_used",
                "stopped",
                name="studyend",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("stop_reason", sa.String(), nullable=False),
        sa.CheckConstraint("max_rounds BETWEEN 1 AND 9", name=op.f("ck_delphi_study_rounds_are_few")),
        sa.CheckConstraint(
            "agreement > 0.5 AND agreement <= 1", name=op.f("ck_delphi_study_agreement_is_more_than_half")
        ),
        sa.CheckConstraint("stable_below > 0 AND stable_below <= 1", name=op.f("ck_delphi_study_stability_is_a_share")),
        sa.CheckConstraint("iqr_at_most >= 0 AND iqr_at_most <= 8", name=op.f("ck_delphi_study_spread_fits_the_scale")),
        sa.CheckConstraint(
            "ended_at IS NULL OR started_at IS NOT NULL", name=op.f("ck_delphi_study_ends_after_it_starts")
        ),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_as IS NULL)", name=op.f("ck_delphi_study_ended_says_how")),
        sa.CheckConstraint("ended_as <> 'stopped' OR stop_reason <> ''", name=op.f("ck_delphi_study_stopped_says_why")),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_delphi_study_created_by_id_person")),
        sa.ForeignKeyConstraint(
            ["guideline_id"], ["guideline.id"], name=op.f("fk_delphi_study_guideline_id_guideline")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delphi_study")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_delphi_study_guideline_id", "delphi_study", ["guideline_id"])
    op.create_table(
        "delphi_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("text <> ''", name=op.f("ck_delphi_item_item_has_words")),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_delphi_item_revision_id_revision")),
        sa.ForeignKeyConstraint(["study_id"], ["delphi_study.id"], name=op.f("fk_delphi_item_study_id_delphi_study")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delphi_item")),
        sa.UniqueConstraint("study_id", "position", name=op.f("uq_delphi_item_study_id_position")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "delphi_panelist",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("member_state", sa.String(), nullable=True),
        sa.Column("seated", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_delphi_panelist_appointment_id_appointment")
        ),
        sa.ForeignKeyConstraint(
            ["study_id"], ["delphi_study.id"], name=op.f("fk_delphi_panelist_study_id_delphi_study")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delphi_panelist")),
        sa.UniqueConstraint("study_id", "appointment_id", name=op.f("uq_delphi_panelist_study_id_appointment_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_delphi_panelist_appointment_id", "delphi_panelist", ["appointment_id"])
    op.create_table(
        "delphi_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("results", sa.JSON(), nullable=True),
        sa.CheckConstraint("(closed_at IS NULL) = (results IS NULL)", name=op.f("ck_delphi_round_closed_has_results")),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_delphi_round_closes_after_it_opens")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["person.id"], name=op.f("fk_delphi_round_opened_by_id_person")),
        sa.ForeignKeyConstraint(["study_id"], ["delphi_study.id"], name=op.f("fk_delphi_round_study_id_delphi_study")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delphi_round")),
        sa.UniqueConstraint("study_id", "number", name=op.f("uq_delphi_round_study_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_delphi_round_closes_at", "delphi_round", ["closes_at"])
    op.create_index(
        "one_running_round_each",
        "delphi_round",
        ["study_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "delphi_rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("panelist_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("value BETWEEN 1 AND 9", name=op.f("ck_delphi_rating_rating_is_on_the_scale")),
        sa.ForeignKeyConstraint(
            ["panelist_id"], ["delphi_panelist.id"], name=op.f("fk_delphi_rating_panelist_id_delphi_panelist")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["delphi_round.id"], name=op.f("fk_delphi_rating_round_id_delphi_round")),
        sa.ForeignKeyConstraint(["item_id"], ["delphi_item.id"], name=op.f("fk_delphi_rating_item_id_delphi_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delphi_rating")),
        sa.UniqueConstraint(
            "round_id", "item_id", "panelist_id", name=op.f("uq_delphi_rating_round_id_item_id_panelist_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_delphi_rating_item_id", "delphi_rating", ["item_id"])
    op.create_index("ix_delphi_rating_panelist_id", "delphi_rating", ["panelist_id"])


def downgrade() -> None:
    for table in ("delphi_rating", "delphi_round", "delphi_panelist", "delphi_item", "delphi_study"):
        op.drop_table(table)

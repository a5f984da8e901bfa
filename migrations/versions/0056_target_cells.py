"""How many people of each kind in each region a guideline, or one of its rounds, set out to hear."""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

REGIONS = ("africa", "americas", "asia", "europe", "oceania")
KINDS = (
    *("national_government", "local_government", "private_sector", "academia", "civil_society"),
    *("international_organisation", "individual"),
)


def upgrade() -> None:
    op.create_table(
        "target_cell",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guideline_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("region", _enumeration("region", *REGIONS), nullable=False),
        sa.Column("stakeholder_type", _enumeration("stakeholdertype", *KINDS), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_target_cell_number_is_positive")),
        sa.ForeignKeyConstraint(["guideline_id"], ["guideline.id"], name=op.f("fk_target_cell_guideline_id_guideline")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_target_cell_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_cell")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_target_cell_guideline_id", "target_cell", ["guideline_id"])
    for name, key, where in (
        ("one_cell_of_a_guideline", "guideline_id", "round_id IS NULL"),
        ("one_cell_of_a_round", "round_id", "round_id IS NOT NULL"),
    ):
        op.create_index(
            name,
            "target_cell",
            [key, "region", "stakeholder_type"],
            unique=True,
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )


def _enumeration(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40, create_constraint=True)


def downgrade() -> None:
    op.drop_table("target_cell")

"""Objections and what became of them; what a round promises; answers opened again; the final text and its review."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

OPEN = sa.text("state IN ('filed', 'acknowledged')")
ONE_OF = {"native_enum": False, "length": 40, "create_constraint": True}


def upgrade() -> None:
    _create_objections()
    _create_policies()
    op.create_table(
        "reopened_point",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_reopened_point_by_id_person")),
        sa.ForeignKeyConstraint(
            ["point_id"], ["point.id"], name=op.f("fk_reopened_point_point_id_point"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reopened_point")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_reopened_point_point_id"), "reopened_point", ["point_id"])
    op.create_table(
        "approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=False),
        sa.Column("approved_by", sa.String(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("review_on > approved_on", name=op.f("ck_approval_reviewed_after_it_is_approved")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_approval_by_id_person")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_approval_draft_id_draft")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_approval_draft_id")),
        sqlite_autoincrement=True,
    )


def _create_objections() -> None:
    op.create_table(
        "objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guideline_id", sa.Integer(), nullable=False),
        sa.Column("contested", sa.Enum("answer", "ballot", name="contested", **ONE_OF), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("ballot_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("answered_by", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("change", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("filed", "acknowledged", "decided", "withdrawn", "lapsed", name="objectionstate", **ONE_OF),
            nullable=False,
        ),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_by_id", sa.Integer(), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum("upheld", "upheld_in_part", "dismissed", name="objectionoutcome", **ONE_OF),
            nullable=True,
        ),
        sa.Column("rationale", sa.String(), nullable=False),
        sa.Column("effect", sa.String(), nullable=False),
        sa.Column("ended_because", sa.String(), nullable=False),
        *_checks(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_objection_guideline_id"), "objection", ["guideline_id"])
    op.create_index(op.f("ix_objection_by_id"), "objection", ["by_id"])
    for name, columns in (
        ("one_open_objection_to_an_answer", ["comment_id"]),
        ("one_open_objection_to_a_ballot_each", ["ballot_id", "by_id"]),
    ):
        op.create_index(name, "objection", columns, unique=True, sqlite_where=OPEN, postgresql_where=OPEN)


def _checks() -> list[sa.Constraint]:
    said = {
        "an_answer_has_a_comment": "(contested = 'answer') = (comment_id IS NOT NULL)",
        "a_ballot_is_named": "(contested = 'ballot') = (ballot_id IS NOT NULL)",
        "says_why_and_what_would_remove_it": "reason <> '' AND change <> ''",
        "decided_has_an_outcome": "(state = 'decided') = (outcome IS NOT NULL)",
        "decided_has_a_date": "(outcome IS NULL) = (decided_at IS NULL)",
        "decided_has_a_reason": "outcome IS NULL OR rationale <> ''",
    }
    keys = {
        "guideline_id": "guideline",
        "comment_id": "comment",
        "ballot_id": "ballot",
        "by_id": "person",
        "acknowledged_by_id": "person",
        "decided_by_id": "person",
    }
    checks = [sa.CheckConstraint(text, name=op.f(f"ck_objection_{name}")) for name, text in said.items()]
    return checks + [
        sa.ForeignKeyConstraint([key], [f"{of}.id"], name=op.f(f"fk_objection_{key}_{of}")) for key, of in keys.items()
    ]


def _create_policies() -> None:
    days = {"acknowledge": "acknowledged", "answer": "answered", "contest": "contested", "decide": "decided"}
    op.create_table(
        "response_policy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guideline_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        *(sa.Column(f"{name}_days", sa.Integer(), nullable=True) for name in days),
        sa.Column("what_happens", sa.String(), nullable=False),
        sa.Column("who_answers", sa.String(), nullable=False),
        *(
            sa.CheckConstraint(f"{name}_days > 0", name=op.f(f"ck_response_policy_{done}_in_days"))
            for name, done in days.items()
        ),
        sa.ForeignKeyConstraint(
            ["guideline_id"], ["guideline.id"], name=op.f("fk_response_policy_guideline_id_guideline")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_response_policy_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response_policy")),
        sqlite_autoincrement=True,
    )
    for name, column, where in (
        ("one_policy_of_a_guideline", "guideline_id", sa.text("round_id IS NULL")),
        ("one_policy_of_a_round", "round_id", sa.text("round_id IS NOT NULL")),
    ):
        op.create_index(name, "response_policy", [column], unique=True, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for table in ("approval", "reopened_point", "response_policy", "objection"):
        op.drop_table(table)

"""Working state out of the journal: what a draft in work was prepared from, reminders, how far telling came."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ballot", sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("draft", sa.Column("notified_up_to", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "prepared_wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("wording_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["draft.id"], name=op.f("fk_prepared_wording_draft_id_draft"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_prepared_wording_revision_id_revision")
        ),
        sa.ForeignKeyConstraint(
            ["wording_id"], ["wording.id"], name=op.f("fk_prepared_wording_wording_id_wording"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prepared_wording")),
        sa.UniqueConstraint("draft_id", "revision_id", name=op.f("uq_prepared_wording_draft_id_revision_id")),
        sqlite_autoincrement=True,
    )
    _read_the_journal()


def _read_the_journal() -> None:
    """Backfill: until now these were read from entries of the journal, which stay as they are."""
    connection = op.get_bind()
    connection.execute(
        sa.text(
            "UPDATE ballot SET reminded_at = (SELECT max(at) FROM journal_entry"
            " WHERE subject = 'ballot' AND subject_id = ballot.id AND verb = 'ballot.reminded')"
        )
    )
    entries = sa.text(
        "SELECT subject_id, facts FROM journal_entry WHERE subject = 'draft' AND verb = :verb ORDER BY id"
    )
    told: dict[int, int] = {}
    for draft_id, facts in connection.execute(entries, {"verb": "commenters.told"}):
        told[draft_id] = max(told.get(draft_id, 0), _plain(facts).get("up_to", 0))
    for draft_id, up_to in told.items():
        connection.execute(
            sa.text("UPDATE draft SET notified_up_to = :up_to WHERE id = :draft_id"),
            {"up_to": up_to, "draft_id": draft_id},
        )
    prepared = {draft_id: _plain(facts) for draft_id, facts in connection.execute(entries, {"verb": "draft.prepared"})}
    in_work = set(connection.scalars(sa.text("SELECT id FROM draft WHERE state = 'editing'")))
    wordings = set(connection.scalars(sa.text("SELECT id FROM wording")))
    row = sa.text(
        "INSERT INTO prepared_wording (draft_id, revision_id, wording_id) VALUES (:draft_id, :revision_id, :wording_id)"
    )
    for draft_id in sorted(in_work & set(prepared)):
        for revision_id, wording_id in prepared[draft_id].get("wordings", {}).items():
            there = wording_id if wording_id in wordings else None
            connection.execute(row, {"draft_id": draft_id, "revision_id": int(revision_id), "wording_id": there})


def _plain(facts: object) -> dict:  # type: ignore[type-arg]
    """SQLite gives JSON as text, PostgreSQL as what it says."""
    return json.loads(facts) if isinstance(facts, str) else facts  # type: ignore[return-value]


def downgrade() -> None:
    op.drop_table("prepared_wording")
    op.drop_column("draft", "notified_up_to")
    op.drop_column("ballot", "reminded_at")

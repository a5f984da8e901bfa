"""Words edited by hand as rows; publishing all the same by two people; carried revisions that a publication lacks."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

STATES = ("proposed", "confirmed", "declined", "withdrawn", "lapsed", "used")


def upgrade() -> None:
    op.create_table(
        "wording_edit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wording_id", sa.Integer(), nullable=False),
        sa.Column("was", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_wording_edit_by_id_person")),
        sa.ForeignKeyConstraint(
            ["wording_id"], ["wording.id"], name=op.f("fk_wording_edit_wording_id_wording"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wording_edit")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_wording_edit_wording_id"), "wording_edit", ["wording_id"])
    _create_overrides()
    op.create_table(
        "omitted_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column(
            "omission",
            sa.Enum("left_out", "rewritten", name="omission", native_enum=False, length=40, create_constraint=True),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name=op.f("fk_omitted_revision_publication_id_publication")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_omitted_revision_revision_id_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_omitted_revision")),
        sa.UniqueConstraint(
            "publication_id", "revision_id", name=op.f("uq_omitted_revision_publication_id_revision_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_omitted_revision_revision_id"), "omitted_revision", ["revision_id"])
    _read_the_journal()


def _create_overrides() -> None:
    live = sa.text("state IN ('proposed', 'confirmed')")
    op.create_table(
        "publication_override",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="overridestate", native_enum=False, length=40, create_constraint=True),
            nullable=False,
        ),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("grounds", sa.JSON(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_note", sa.String(), nullable=False),
        sa.CheckConstraint(
            "answered_by_id IS NULL OR answered_by_id <> proposed_by_id",
            name=op.f("ck_publication_override_two_people"),
        ),
        sa.CheckConstraint(
            "(answered_by_id IS NULL) = (answered_at IS NULL)",
            name=op.f("ck_publication_override_answered_has_a_date"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('confirmed', 'used') OR answered_at IS NOT NULL",
            name=op.f("ck_publication_override_confirmed_by_someone"),
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["draft.id"], name=op.f("fk_publication_override_draft_id_draft"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["person.id"], name=op.f("fk_publication_override_proposed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("fk_publication_override_answered_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication_override")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_publication_override_draft_id"), "publication_override", ["draft_id"])
    op.create_index(
        "one_live_override_each",
        "publication_override",
        ["draft_id"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )


def _read_the_journal() -> None:
    """Backfill: edits by hand, and what published drafts were prepared from, were known to the journal alone."""
    connection = op.get_bind()
    wordings = set(connection.scalars(sa.text("SELECT id FROM wording")))
    people = set(connection.scalars(sa.text("SELECT id FROM person")))
    edits = connection.execute(
        sa.text(
            "SELECT subject_id, actor_id, at, facts FROM journal_entry"
            " WHERE subject = 'wording' AND verb = 'wording.edited' ORDER BY id"
        )
    ).all()
    row = sa.text(
        "INSERT INTO wording_edit (wording_id, was, text, reason, by_id, at)"
        " VALUES (:wording_id, :was, :text, '', :by_id, :at)"
    )
    last: dict[int, str] = {}
    for wording_id, actor_id, at, facts in edits:
        text = str(_plain(facts).get("text", ""))
        if wording_id not in wordings or not text:
            continue
        by_id = actor_id if actor_id in people else None
        was = last.get(wording_id, "")
        connection.execute(row, {"wording_id": wording_id, "was": was, "text": text, "by_id": by_id, "at": at})
        last[wording_id] = text
    _read_prepared(connection, wordings)


def _read_prepared(connection: sa.Connection, wordings: set[int]) -> None:
    revisions = set(connection.scalars(sa.text("SELECT id FROM revision")))
    drafts = set(connection.scalars(sa.text("SELECT id FROM draft")))
    known = set(connection.scalars(sa.text("SELECT draft_id FROM prepared_wording")))
    entries = connection.execute(
        sa.text(
            "SELECT subject_id, facts FROM journal_entry WHERE subject = 'draft' AND verb = 'draft.prepared' ORDER BY id"
        )
    )
    prepared = {draft_id: _plain(facts).get("wordings", {}) for draft_id, facts in entries}
    row = sa.text(
        "INSERT INTO prepared_wording (draft_id, revision_id, wording_id) VALUES (:draft_id, :revision_id, :wording_id)"
    )
    for draft_id in sorted((set(prepared) & drafts) - known):
        for revision_id, wording_id in prepared[draft_id].items():
            there = wording_id if wording_id in wordings else None
            if int(revision_id) in revisions:
                values = {"draft_id": draft_id, "revision_id": int(revision_id), "wording_id": there}
                connection.execute(row, values)


def _plain(facts: object) -> dict:  # type: ignore[type-arg]
    """SQLite gives JSON as text, PostgreSQL as what it says."""
    return json.loads(facts) if isinstance(facts, str) else facts  # type: ignore[return-value]


def downgrade() -> None:
    op.drop_table("omitted_revision")
    op.drop_table("publication_override")
    op.drop_table("wording_edit")

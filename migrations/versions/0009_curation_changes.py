"""What people changed about themes and points, and what of it was undone, stands in a table, not in the journal."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

LINKS = ("of", "act", "founding")


def upgrade() -> None:
    op.create_table(
        "curation_change",
        sa.Column("entry_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("guideline_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.Column("part_of_id", sa.Integer(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["journal_entry.id"], name=op.f("fk_curation_change_entry_id_journal_entry")
        ),
        sa.ForeignKeyConstraint(
            ["guideline_id"], ["guideline.id"], name=op.f("fk_curation_change_guideline_id_guideline")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_curation_change_by_id_person")),
        sa.ForeignKeyConstraint(
            ["undoes_id"], ["curation_change.entry_id"], name=op.f("fk_curation_change_undoes_id_curation_change")
        ),
        sa.ForeignKeyConstraint(
            ["part_of_id"], ["curation_change.entry_id"], name=op.f("fk_curation_change_part_of_id_curation_change")
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_curation_change")),
    )
    op.create_index("ix_curation_change_subject", "curation_change", ["subject", "subject_id"])
    for column in ("guideline_id", "undoes_id", "part_of_id"):
        op.create_index(op.f(f"ix_curation_change_{column}"), "curation_change", [column])
    _read_the_journal()


def _read_the_journal() -> None:
    """Backfill: until now these were read from entries of the journal, which stay as they are."""
    connection = op.get_bind()
    people = set(connection.scalars(sa.text("SELECT id FROM person")))
    guidelines = set(connection.scalars(sa.text("SELECT id FROM guideline")))
    entries = sa.text(
        "SELECT id, at, verb, subject, subject_id, guideline_id, actor_id, facts FROM journal_entry"
        " WHERE subject IN ('theme', 'point') AND (verb LIKE 'theme.%' OR verb LIKE 'point.%') ORDER BY id"
    )
    row = sa.text(
        "INSERT INTO curation_change"
        " (entry_id, at, verb, subject, subject_id, guideline_id, by_id, undoes_id, part_of_id, facts) VALUES"
        " (:id, :at, :verb, :subject, :subject_id, :guideline_id, :by_id, :undoes_id, :part_of_id, :facts)"
    )
    there: set[int] = set()
    for entry in connection.execute(entries).mappings().all():
        if entry["guideline_id"] not in guidelines:
            continue
        facts = json.loads(entry["facts"]) if isinstance(entry["facts"], str) else entry["facts"]
        part_of = facts.get("act") or facts.get("founding")
        values = {name: entry[name] for name in ("id", "at", "verb", "subject", "subject_id", "guideline_id")}
        values |= {
            "by_id": entry["actor_id"] if entry["actor_id"] in people else None,
            "undoes_id": facts["of"] if facts.get("of") in there else None,
            "part_of_id": part_of if part_of in there else None,
            "facts": json.dumps({name: fact for name, fact in facts.items() if name not in LINKS}),
        }
        connection.execute(row, values)
        there.add(entry["id"])


def downgrade() -> None:
    op.drop_table("curation_change")

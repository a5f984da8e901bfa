"""The record's log: leaves, tiles, checkpoints, keys, witnesses; the journal refuses to be changed.

Each guideline that is there gets its log, and a job brings in what happened before there was one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# What a change of a row may be: table → the condition under which it is let through. Nothing is ever deleted.
UNCHANGEABLE = {"journal_entry": "0 = 1", "log_checkpoint": "0 = 1", "log_key": "0 = 1", "log_cosignature": "0 = 1"}
# Sealing gives the index once; erasure takes the salt away.
LEAF = (
    "NEW.id = OLD.id AND NEW.log_id = OLD.log_id AND NEW.kind = OLD.kind AND NEW.subject = OLD.subject"
    " AND NEW.subject_id = OLD.subject_id AND NEW.at = OLD.at AND NEW.commitment = OLD.commitment"
    " AND NEW.as_found = OLD.as_found"
    " AND (NEW.salt IS NULL OR NEW.salt = OLD.salt)"
    " AND (OLD.log_index IS NULL OR NEW.log_index = OLD.log_index)"
)
# A tile only grows at its end, a log only grows, and its origin is given once.
TILE = (
    "NEW.log_id = OLD.log_id AND NEW.level = OLD.level AND NEW.number = OLD.number"
    " AND {beginning}(NEW.hashes, 1, length(OLD.hashes)) = OLD.hashes"
)
LOG = "NEW.log_id = OLD.log_id AND NEW.size >= OLD.size AND (OLD.origin IS NULL OR NEW.origin = OLD.origin)"


def upgrade() -> None:
    _logs()
    _witnesses()
    for table, condition in _guarded().items():
        _guard(table, condition)
    op.execute("INSERT INTO transparency_log (log_id, name, size) SELECT id, slug, 0 FROM guideline")
    op.execute(
        "INSERT INTO job (kind, subject_id, state, tries, step, progress, error, created_at)"
        " SELECT 'log.backfill', 0, 'waiting', 0, '', 0, '', CURRENT_TIMESTAMP"
        " WHERE EXISTS (SELECT 1 FROM journal_entry)"
    )


def downgrade() -> None:
    for table in _guarded():
        _unguard(table)
    op.execute("DELETE FROM job WHERE kind IN ('log.backfill', 'log.seal')")
    for table in ("log_cosignature", "log_witness", "log_key", "log_checkpoint", "log_tile", "log_leaf"):
        op.drop_table(table)
    op.drop_table("transparency_log")


def _logs() -> None:
    op.create_table(
        "transparency_log",
        sa.Column("log_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=True),
        sa.Column("size", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("log_id", name=op.f("pk_transparency_log")),
        sa.UniqueConstraint("origin", name=op.f("uq_transparency_log_origin")),
    )
    op.create_table(
        "log_leaf",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("log_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("commitment", sa.LargeBinary(length=32), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=32), nullable=True),
        sa.Column("as_found", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("log_index", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_leaf")),
        sa.UniqueConstraint("log_id", "log_index", name=op.f("uq_log_leaf_log_id_log_index")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_log_leaf_subject", "log_leaf", ["subject", "subject_id"])
    unsealed = sa.text("log_index IS NULL")
    op.create_index(
        "ix_log_leaf_unsealed", "log_leaf", ["log_id", "id"], sqlite_where=unsealed, postgresql_where=unsealed
    )
    op.create_table(
        "log_tile",
        sa.Column("log_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("log_id", "level", "number", name=op.f("pk_log_tile")),
    )
    op.create_table(
        "log_checkpoint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("log_id", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_checkpoint")),
        sa.UniqueConstraint("log_id", "size", name=op.f("uq_log_checkpoint_log_id_size")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "log_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public", sa.LargeBinary(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("statement", sa.String(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_key")),
        sqlite_autoincrement=True,
    )


def _witnesses() -> None:
    op.create_table(
        "log_witness",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("vkey", sa.String(), nullable=False),
        sa.Column("run_by", sa.String(), nullable=False),
        sa.Column("demonstration", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_because", sa.String(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_witness")),
        sa.UniqueConstraint("vkey", name=op.f("uq_log_witness_vkey")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "log_cosignature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("checkpoint_id", sa.Integer(), nullable=False),
        sa.Column("witness_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_cosignature")),
        sa.ForeignKeyConstraint(
            ["checkpoint_id"], ["log_checkpoint.id"], name=op.f("fk_log_cosignature_checkpoint_id_log_checkpoint")
        ),
        sa.ForeignKeyConstraint(
            ["witness_id"], ["log_witness.id"], name=op.f("fk_log_cosignature_witness_id_log_witness")
        ),
        sa.UniqueConstraint(
            "checkpoint_id", "witness_id", "line", name=op.f("uq_log_cosignature_checkpoint_id_witness_id_line")
        ),
        sqlite_autoincrement=True,
    )
    for column in ("checkpoint_id", "witness_id"):
        op.create_index(op.f(f"ix_log_cosignature_{column}"), "log_cosignature", [column])


def _guarded() -> dict[str, str]:
    beginning = "substr" if op.get_bind().dialect.name == "sqlite" else "substring"
    return {
        **UNCHANGEABLE,
        "log_leaf": LEAF,
        "log_tile": TILE.format(beginning=beginning),
        "transparency_log": LOG,
    }


def _guard(table: str, condition: str) -> None:
    """Triggers that refuse every deletion, and every change but those of the condition."""
    if op.get_bind().dialect.name == "sqlite":
        refused = f"BEGIN SELECT RAISE(ABORT, '{table} is only ever added to'); END"
        op.execute(f"CREATE TRIGGER {table}_keeps_rows BEFORE DELETE ON {table} {refused}")
        op.execute(
            f"CREATE TRIGGER {table}_keeps_words BEFORE UPDATE ON {table} WHEN NOT coalesce({condition}, 0) {refused}"
        )
        return
    op.execute(
        f"CREATE FUNCTION {table}_refuses() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" RAISE EXCEPTION '{table} is only ever added to' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    refuse = f"EXECUTE FUNCTION {table}_refuses()"
    op.execute(f"CREATE TRIGGER {table}_keeps_rows BEFORE DELETE ON {table} FOR EACH ROW {refuse}")
    op.execute(f"CREATE TRIGGER {table}_keeps_all BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}")
    op.execute(
        f"CREATE TRIGGER {table}_keeps_words BEFORE UPDATE ON {table} FOR EACH ROW"
        f" WHEN (NOT coalesce({condition}, false)) {refuse}"
    )


def _unguard(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TRIGGER {table}_keeps_rows")
        op.execute(f"DROP TRIGGER {table}_keeps_words")
        return
    for trigger in ("rows", "all", "words"):
        op.execute(f"DROP TRIGGER {table}_keeps_{trigger} ON {table}")
    op.execute(f"DROP FUNCTION {table}_refuses()")

"""Roles have terms, are suspended and passed on; states are codes; a group has rules of procedure."""

import sqlalchemy as sa
from alembic import op

from consult.accounts.countries import country_meant

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

IS_A_CODE = "member_state IS NULL OR (length(member_state) = 2 AND member_state = upper(member_state))"
TERM = "CHECK (term_ends_on >= term_starts_on)"
NO_VOTE = "CHECK (alternate_of_id IS NULL OR NOT seated)"
TO_A_ROLE = "REFERENCES appointment (id)"


def upgrade() -> None:
    """Columns are written out with their checks: SQLite adds no check to a table that stands, and rebuilding the
    table loses others. A check on a column that was there comes with the first new one."""
    op.execute("ALTER TABLE guideline ADD COLUMN group_of_states BOOLEAN DEFAULT false NOT NULL")
    for table in ("appointment", "role_offer"):
        op.execute(f"ALTER TABLE {table} ADD COLUMN state_as_given VARCHAR DEFAULT '' NOT NULL")
        _read_states(table)
        _add(table, "term_starts_on DATE", f"state_is_a_code CHECK ({IS_A_CODE})")
        _add(table, "term_ends_on DATE", f"term_ends_after_it_starts {TERM}")
        key = f"CONSTRAINT fk_{table}_alternate_of_id_appointment {TO_A_ROLE}"
        _add(table, f"alternate_of_id INTEGER {key}", f"alternate_has_no_vote {NO_VOTE}")
    moment = "TIMESTAMP WITH TIME ZONE" if op.get_bind().dialect.name == "postgresql" else "DATETIME"
    op.execute(f"ALTER TABLE appointment ADD COLUMN suspended_at {moment}")
    key = f"CONSTRAINT fk_appointment_replaces_id_appointment {TO_A_ROLE}"
    someone = "of_someone_else CHECK (replaces_id <> id AND alternate_of_id <> id)"
    _add("appointment", f"replaces_id INTEGER {key}", someone)
    key = f"CONSTRAINT fk_role_offer_replaces_id_appointment {TO_A_ROLE}"
    op.execute(f"ALTER TABLE role_offer ADD COLUMN replaces_id INTEGER {key}")
    op.create_index("ix_appointment_alternate_of_id", "appointment", ["alternate_of_id"])
    op.create_index("replaced_once", "appointment", ["replaces_id"], unique=True)
    _say_which_groups_are_of_states()
    _create_tables()


def _add(table: str, column: str, check: str) -> None:
    op.execute(f"ALTER TABLE {table} ADD COLUMN {column} CONSTRAINT ck_{table}_{check}")


def _read_states(table: str) -> None:
    """Backfill: a state by its code; words that name no country are kept apart, for the secretariat to look at."""
    connection = op.get_bind()
    rows = connection.execute(
        sa.text(f"SELECT DISTINCT member_state FROM {table} WHERE member_state IS NOT NULL")  # noqa: S608
    )
    change = sa.text(
        f"UPDATE {table} SET member_state = :code, state_as_given = :given WHERE member_state = :was"  # noqa: S608
    )
    for (was,) in rows.all():
        code = country_meant(was) if was.strip() else None
        given = "" if code else was.strip()
        if code != was:
            connection.execute(change, {"code": code, "given": given, "was": was})


def _say_which_groups_are_of_states() -> None:
    """Those with voting experts, each of whom sits for a state."""
    seats = "SELECT 1 FROM appointment a WHERE a.guideline_id = guideline.id AND a.role = 'expert' AND a.seated"
    running = f"{seats} AND a.ended_at IS NULL"
    op.execute(
        f"UPDATE guideline SET group_of_states = true WHERE EXISTS ({running})"  # noqa: S608
        f" AND NOT EXISTS ({running} AND a.member_state IS NULL)"
    )


def _create_tables() -> None:
    op.create_table(
        "role_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "given",
                "changed",
                "suspended",
                "resumed",
                "ended",
                "expired",
                "replaced",
                name="rolechangekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_role_change_appointment_id_appointment")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_role_change_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_change")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_role_change_appointment_id", "role_change", ["appointment_id"])
    op.create_table(
        "rules_of_procedure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guideline_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("majority", sa.String(), nullable=False),
        sa.Column("counting", sa.String(), nullable=False),
        sa.Column("quorum", sa.Double(), nullable=False),
        sa.Column("quorum_floor", sa.Integer(), nullable=False),
        sa.Column("secret", sa.Boolean(), nullable=False),
        sa.Column("results_hidden", sa.Boolean(), nullable=False),
        sa.Column(
            "opener",
            sa.Enum(
                "chair",
                "secretariat",
                "either",
                name="opener",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in (
                "notice_days",
                "shortest_days",
                "usual_days",
                "extensions",
                "extension_days",
                "reballots",
                "reballot_after_days",
                "silence_days",
                "objection_days",
            )
        ),
        sa.CheckConstraint("quorum >= 0 AND quorum <= 1", name=op.f("ck_rules_of_procedure_quorum_is_a_share")),
        sa.CheckConstraint("quorum_floor >= 0", name=op.f("ck_rules_of_procedure_floor_is_a_count")),
        sa.CheckConstraint(
            "notice_days >= 0 AND objection_days >= 0 AND silence_days >= 1",
            name=op.f("ck_rules_of_procedure_days_are_days"),
        ),
        sa.CheckConstraint(
            "shortest_days >= 1 AND usual_days >= shortest_days",
            name=op.f("ck_rules_of_procedure_usual_is_not_too_short"),
        ),
        sa.CheckConstraint("extensions >= 0 AND reballots >= 0", name=op.f("ck_rules_of_procedure_times_are_counts")),
        sa.ForeignKeyConstraint(
            ["guideline_id"], ["guideline.id"], name=op.f("fk_rules_of_procedure_guideline_id_guideline")
        ),
        sa.ForeignKeyConstraint(["set_by_id"], ["person.id"], name=op.f("fk_rules_of_procedure_set_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rules_of_procedure")),
        sa.UniqueConstraint("guideline_id", "version", name=op.f("uq_rules_of_procedure_guideline_id_version")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """A suspended role must not give rights again: it is ended as of then. States that were kept apart come back."""
    op.drop_table("rules_of_procedure")
    op.drop_table("role_change")
    op.execute("UPDATE appointment SET ended_at = suspended_at WHERE suspended_at IS NOT NULL AND ended_at IS NULL")
    op.drop_index("replaced_once", "appointment")
    op.drop_index("ix_appointment_alternate_of_id", "appointment")
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table in ("role_offer", "appointment"):
        op.drop_column(table, "replaces_id")
        for column in ("alternate_of_id", "term_ends_on", "term_starts_on"):
            op.drop_column(table, column)
        if postgresql:
            op.execute(f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_state_is_a_code")
        op.execute(f"UPDATE {table} SET member_state = state_as_given WHERE state_as_given <> ''")  # noqa: S608
        op.drop_column(table, "state_as_given")
    op.drop_column("appointment", "suspended_at")
    op.drop_column("guideline", "group_of_states")

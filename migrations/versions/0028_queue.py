"""Jobs say who asked for them and can be cancelled; on PostgreSQL Procrastinate's tables, with what waits put into them.

The tables are those of Procrastinate 3.10, kept beside this step: a newer program brings what it adds in a later step.
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

STATES = ("waiting", "running", "done", "failed")


def upgrade() -> None:
    with op.batch_alter_table("job", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_constraint(op.f("ck_job_state"), type_="check")
        batch_op.add_column(sa.Column("asked_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("cancel_asked", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("started_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_check_constraint(op.f("ck_job_state"), one_of((*STATES, "cancelled")))
        batch_op.create_index("ix_job_subject", ["kind", "subject_id"], unique=False)
    if on_postgresql():
        schema = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
        several_statements(schema)
        # What a worker had in hand is taken up again: it may be dead, and done twice it does no harm.
        op.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock, args)"
            " SELECT kind, 'run_job', kind || ' ' || subject_id, 'job ' || id, jsonb_build_object('job_id', id)"
            " FROM job WHERE state IN ('waiting', 'running') ORDER BY id"
        )


def downgrade() -> None:
    if on_postgresql():
        several_statements(NOTHING_LEFT)
    op.execute("UPDATE job SET state = 'failed', error = 'It was cancelled.' WHERE state = 'cancelled'")
    with op.batch_alter_table("job", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_constraint(op.f("ck_job_state"), type_="check")
        batch_op.drop_index("ix_job_subject")
        batch_op.drop_column("started_at")
        batch_op.drop_column("cancel_asked")
        batch_op.drop_column("asked_by_id")
        batch_op.create_check_constraint(op.f("ck_job_state"), one_of(STATES))


NOTHING_LEFT = """
DROP TABLE procrastinate_events, procrastinate_periodic_defers, procrastinate_jobs, procrastinate_workers CASCADE;
DO $$ DECLARE named text; BEGIN
  FOR named IN SELECT p.oid::regprocedure FROM pg_proc p
    WHERE p.proname LIKE 'procrastinate\\_%' AND p.pronamespace = current_schema()::regnamespace
  LOOP EXECUTE 'DROP FUNCTION ' || named; END LOOP;
END $$;
DROP TYPE procrastinate_job_to_defer_v1, procrastinate_job_status, procrastinate_job_event_type;
"""


def on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def several_statements(sql: str) -> None:
    """Past SQLAlchemy, which sends one statement at a time."""
    op.get_bind().connection.cursor().execute(sql)


def one_of(values: tuple[str, ...]) -> str:
    return f"state IN ({', '.join(repr(value) for value in values)})"

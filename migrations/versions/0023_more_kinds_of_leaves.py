"""Roles, rounds, interests, objections, carries and more are committed to, too: those that stand wait for a job."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

GENERATION = 2  # of kinds of rows, as the job is asked for


def upgrade() -> None:
    op.execute(
        "INSERT INTO job (kind, subject_id, state, tries, step, progress, error, created_at)"  # noqa: S608
        f" SELECT 'log.backfill', {GENERATION}, 'waiting', 0, '', 0, '', CURRENT_TIMESTAMP"
        " WHERE EXISTS (SELECT 1 FROM journal_entry)"
    )


def downgrade() -> None:
    op.execute(f"DELETE FROM job WHERE kind = 'log.backfill' AND subject_id = {GENERATION}")  # noqa: S608

"""Mail is its own queue: when a message is due, who sends it, what became of it; links are taken out of what is kept."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

WAITING = "SELECT subject_id FROM job WHERE kind = 'send_mail' AND state IN ('waiting', 'running')"
MOMENT = sa.DateTime(timezone=True)
LINKS_LAST = timedelta(days=3)


def upgrade() -> None:
    for name in ("leased_until", "links_until"):
        op.add_column("message", sa.Column(name, MOMENT, nullable=True))
    op.add_column("message", sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("message", sa.Column("token", sa.String(), nullable=True))
    op.add_column("message", sa.Column("error", sa.String(), nullable=False, server_default=""))
    op.add_column("message", sa.Column("links_gone", sa.Boolean(), nullable=False, server_default=sa.false()))
    # Each check comes with its column: SQLite adds none to a table that stands, and rebuilding one loses others.
    moment = MOMENT.compile(dialect=op.get_bind().dialect)
    op.execute(
        f"ALTER TABLE message ADD COLUMN failed_at {moment} "
        "CONSTRAINT ck_message_sent_or_failed CHECK (sent_at IS NULL OR failed_at IS NULL)"
    )
    op.execute(
        f"ALTER TABLE message ADD COLUMN next_try_at {moment} CONSTRAINT ck_message_over_is_not_due "
        "CHECK (next_try_at IS NULL OR (sent_at IS NULL AND failed_at IS NULL))"
    )
    op.create_index(op.f("ix_message_next_try_at"), "message", ["next_try_at"], unique=False)
    # What a job was to send is due from when it was written; what the job gave up was given up.
    op.execute(f"UPDATE message SET next_try_at = created_at WHERE sent_at IS NULL AND id IN ({WAITING})")  # noqa: S608
    op.execute(
        "UPDATE message SET failed_at = created_at, error = 'Given up by an earlier version.' "
        "WHERE sent_at IS NULL AND id IN (SELECT subject_id FROM job WHERE kind = 'send_mail' AND state = 'failed')"
    )
    op.execute("DELETE FROM job WHERE kind = 'send_mail'")
    # What was mailed before may hold links that work: the sweep takes them out, of what still waits when they end.
    message = sa.table("message", sa.column("next_try_at", MOMENT), sa.column("links_until", MOMENT))
    now = datetime.now(UTC)
    waits = message.c.next_try_at.is_not(None)
    op.execute(message.update().values(links_until=sa.case((waits, now + LINKS_LAST), else_=now)))


def downgrade() -> None:
    now = sa.literal(datetime.now(UTC), MOMENT)
    job = sa.table(
        "job",
        *(sa.column(name) for name in ("kind", "subject_id", "state", "tries", "step", "progress", "error")),
        sa.column("created_at", MOMENT),
    )
    message = sa.table("message", sa.column("id"), sa.column("next_try_at", MOMENT))
    told = (
        sa.literal("send_mail"),
        message.c.id,
        sa.literal("waiting"),
        sa.literal(0),
        sa.literal(""),
        sa.literal(0.0),
    )
    waiting = sa.select(*told, sa.literal(""), now).where(message.c.next_try_at.is_not(None))
    op.execute(job.insert().from_select(job.c.keys(), waiting))
    op.drop_index(op.f("ix_message_next_try_at"), "message")
    for name in ("next_try_at", "failed_at", "leased_until", "links_until", "tries", "token", "error", "links_gone"):
        op.drop_column("message", name)

"""Comments as they are searched, and which version of a comment an endorsement was given for."""

import sqlalchemy as sa
from alembic import op

from consult.core.text import folded_for_search

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

PORTION = 1000


def upgrade() -> None:
    for table in ("comment", "staged_comment"):
        op.add_column(table, sa.Column("searched", sa.Text(), nullable=False, server_default=""))
        _fold(table)
    op.add_column("endorsement", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    # The version that stood when it was given.
    op.execute(
        "UPDATE endorsement SET version = COALESCE((SELECT max(v.number) FROM comment_version v"
        " WHERE v.comment_id = endorsement.comment_id AND v.at <= endorsement.at), 1)"
    )


def _fold(table: str) -> None:
    """With the site's own folding, which the search applies to what is looked for."""
    names = ("id", "title", "text", "proposed_text", "searched")
    rows = sa.table(table, *(sa.column(name) for name in names))
    connection, last = op.get_bind(), 0
    said = sa.select(rows.c.id, rows.c.title, rows.c.text, rows.c.proposed_text).order_by(rows.c.id).limit(PORTION)
    change = rows.update().where(rows.c.id == sa.bindparam("row")).values(searched=sa.bindparam("folded"))
    while part := connection.execute(said.where(rows.c.id > last)).all():
        last = part[-1].id
        folded = [{"row": row.id, "folded": folded_for_search("\n".join(filter(None, row[1:])))} for row in part]
        connection.execute(change, folded)


def downgrade() -> None:
    """Not in batches: SQLite drops a column by itself, and a table that others point to is not made again."""
    op.drop_column("endorsement", "version")
    for table in ("staged_comment", "comment"):
        op.drop_column(table, "searched")

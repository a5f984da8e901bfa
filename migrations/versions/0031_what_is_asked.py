"""In the points that show a theme, the sentence that asks for something is marked."""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    check = "CONSTRAINT ck_assignment_asking_sentence_has_two_ends CHECK ((asks_start IS NULL) = (asks_end IS NULL))"
    op.execute("ALTER TABLE assignment ADD COLUMN asks_start INTEGER")
    op.execute(f"ALTER TABLE assignment ADD COLUMN asks_end INTEGER {check}")


def downgrade() -> None:
    op.drop_column("assignment", "asks_end")
    op.drop_column("assignment", "asks_start")

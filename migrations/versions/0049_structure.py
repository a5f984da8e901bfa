"""Revisions of the structure: what they do, the wordings they take up, and which clause each put into a draft."""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

KEPT = {"table_kwargs": {"sqlite_autoincrement": True}}
KINDS = ("reword", "add", "delete")
OF_STRUCTURE = ("split", "merge", "move", "several")
STATES = ("draft", "proposed", "balloted", "carried", "not_carried", "withdrawn", "published")
ONE = sa.text("place IS NULL AND clause_id IS NULL")
CHECKS = {
    "revisionkind": f"kind IN {KINDS}",
    "all_but_a_new_clause_have_a_base": "(kind = 'add') = (base_id IS NULL)",
    "has_words_unless_it_deletes": "kind = 'delete' OR proposed_text <> ''",
}
NEW_CHECKS = {
    "revisionkind": f"kind IN {(*KINDS, *OF_STRUCTURE)}",
    "all_but_a_new_clause_have_a_base": "(kind = 'add') = (base_id IS NULL) OR kind = 'several'",
    "has_words_unless_it_deletes": "kind IN ('delete', 'several') OR proposed_text <> ''",
    "structure_is_said": f"(kind IN {OF_STRUCTURE}) = (structure IS NOT NULL)",
}


def _revision(checks: dict[str, str], *, structure: bool) -> sa.Table:
    """As it stands, for SQLite, which builds the table anew: it does not tell its CHECKs by itself."""
    whole, text, moment = sa.Integer(), sa.String(), sa.DateTime(timezone=True)
    keys = {"guideline_id": "guideline", "draft_id": "draft", "clause_id": "clause", "base_id": "wording"}
    keys |= {"pillar_id": "pillar", "part_id": "part", "author_id": "person"}
    may_be_empty = {"clause_id", "base_id", "pillar_id", "part_id", "structure"}
    columns = {"guideline_id": whole, "draft_id": whole, "kind": sa.String(40), "clause_id": whole, "base_id": whole}
    columns |= {"pillar_id": whole, "part_id": whole, "number": text, "title": text, "proposed_text": text}
    columns |= {"rationale": text, "state": sa.String(40), "version": whole, "author_id": whole}
    columns |= {"created_at": moment, "changed_at": moment}
    columns |= {"structure": sa.JSON()} if structure else {}
    return sa.Table(
        "revision",
        sa.MetaData(),
        sa.Column("id", whole, primary_key=True),
        *(sa.Column(name, kind, nullable=name in may_be_empty) for name, kind in columns.items()),
        sa.CheckConstraint(f"state IN {STATES}", name="ck_revision_revisionstate"),
        *(sa.CheckConstraint(check, name=f"ck_revision_{name}") for name, check in checks.items()),
        *(sa.ForeignKeyConstraint([name], [f"{of}.id"], name=f"fk_revision_{name}") for name, of in keys.items()),
        sqlite_autoincrement=True,
    )


def _indexes(table: BatchOperations) -> None:
    if op.get_bind().dialect.name == "sqlite":  # what is built anew from a description has none
        table.create_index("ix_revision_clause_id", ["clause_id"])
        table.create_index("ix_revision_guideline_id", ["guideline_id"])


def upgrade() -> None:
    stood = _revision(CHECKS, structure=False)
    with op.batch_alter_table("revision", copy_from=stood, **KEPT) as table:  # type: ignore[arg-type]
        for name in CHECKS:
            table.drop_constraint(op.f(f"ck_revision_{name}"), type_="check")
        table.add_column(sa.Column("structure", sa.JSON(), nullable=True))
        for name, check in NEW_CHECKS.items():
            table.create_check_constraint(op.f(f"ck_revision_{name}"), check)
        _indexes(table)
    op.create_table(
        "revision_wording",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("wording_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], ondelete="CASCADE", name=op.f("fk_revision_wording_revision_id")
        ),
        sa.ForeignKeyConstraint(["wording_id"], ["wording.id"], name=op.f("fk_revision_wording_wording_id")),
        sa.PrimaryKeyConstraint("revision_id", "wording_id", name=op.f("pk_revision_wording")),
    )
    op.create_index("ix_revision_wording_wording_id", "revision_wording", ["wording_id"])
    for name in ("provenance", "prepared_wording"):
        with op.batch_alter_table(name, **KEPT) as table:  # type: ignore[arg-type]
            table.add_column(sa.Column("place", sa.Integer(), nullable=True))
            table.add_column(sa.Column("clause_id", sa.Integer(), nullable=True))
            table.create_foreign_key(op.f(f"fk_{name}_clause_id"), "clause", ["clause_id"], ["id"])
    _several_a_revision()


def _several_a_revision() -> None:
    only = {"sqlite_where": ONE, "postgresql_where": ONE}
    with op.batch_alter_table("provenance", **KEPT) as table:  # type: ignore[arg-type]
        table.drop_constraint(op.f("uq_provenance_revision_id"), type_="unique")
        table.drop_constraint(op.f("uq_provenance_wording_id"), type_="unique")
        table.create_unique_constraint(op.f("uq_provenance_wording_id_revision_id"), ["wording_id", "revision_id"])
        table.create_index("ix_provenance_revision_id", ["revision_id"])
        table.create_index("one_provenance_each", ["revision_id"], unique=True, **only)
    with op.batch_alter_table("prepared_wording", **KEPT) as table:  # type: ignore[arg-type]
        table.drop_constraint(op.f("uq_prepared_wording_draft_id_revision_id"), type_="unique")
        table.create_index("ix_prepared_wording_draft_id_revision_id", ["draft_id", "revision_id"])
        table.create_index("one_prepared_each", ["draft_id", "revision_id"], unique=True, **only)


def downgrade() -> None:
    """The older schema knows changes of one clause alone: one of the structure is kept as words for the first clause
    that it takes up, and of what it put the first row."""
    _one_a_revision()
    for name in ("provenance", "prepared_wording"):
        with op.batch_alter_table(name, **KEPT) as table:  # type: ignore[arg-type]
            table.drop_constraint(op.f(f"fk_{name}_clause_id"), type_="foreignkey")
            table.drop_column("clause_id")
            table.drop_column("place")
    op.drop_index("ix_revision_wording_wording_id", table_name="revision_wording")
    op.drop_table("revision_wording")
    stood = _revision(NEW_CHECKS, structure=True)
    with op.batch_alter_table("revision", copy_from=stood, **KEPT) as table:  # type: ignore[arg-type]
        for name in NEW_CHECKS:
            table.drop_constraint(op.f(f"ck_revision_{name}"), type_="check")
        table.drop_column("structure")
        _indexes(table)
    op.execute("UPDATE revision SET kind = 'add' WHERE kind = 'several' AND base_id IS NULL")
    op.execute("UPDATE revision SET proposed_text = title WHERE kind = 'add' AND proposed_text = ''")
    op.execute("UPDATE revision SET kind = 'delete' WHERE kind = 'several' AND proposed_text = ''")
    op.execute("UPDATE revision SET kind = 'reword' WHERE kind IN ('split', 'merge', 'move', 'several')")
    with op.batch_alter_table("revision", copy_from=_revision({}, structure=False), **KEPT) as table:  # type: ignore[arg-type]
        for name, check in CHECKS.items():
            table.create_check_constraint(op.f(f"ck_revision_{name}"), check)
        _indexes(table)


def _one_a_revision() -> None:
    op.execute("DELETE FROM provenance WHERE id NOT IN (SELECT min(id) FROM provenance GROUP BY revision_id)")
    op.execute(
        "DELETE FROM provenance WHERE wording_id IS NOT NULL AND id NOT IN"
        " (SELECT min(id) FROM provenance GROUP BY wording_id)"
    )
    op.execute(
        "DELETE FROM prepared_wording WHERE id NOT IN"
        " (SELECT min(id) FROM prepared_wording GROUP BY draft_id, revision_id)"
    )
    with op.batch_alter_table("prepared_wording", **KEPT) as table:  # type: ignore[arg-type]
        table.drop_index("one_prepared_each")
        table.drop_index("ix_prepared_wording_draft_id_revision_id")
        table.create_unique_constraint(op.f("uq_prepared_wording_draft_id_revision_id"), ["draft_id", "revision_id"])
    with op.batch_alter_table("provenance", **KEPT) as table:  # type: ignore[arg-type]
        table.drop_index("one_provenance_each")
        table.drop_index("ix_provenance_revision_id")
        table.drop_constraint(op.f("uq_provenance_wording_id_revision_id"), type_="unique")
        table.create_unique_constraint(op.f("uq_provenance_wording_id"), ["wording_id"])
        table.create_unique_constraint(op.f("uq_provenance_revision_id"), ["revision_id"])

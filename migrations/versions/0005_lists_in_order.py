"""Lists at any size: an index in the order of each list, and none that mostly holds nothing."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

LISTS = (
    ("case", "ix_case_county_code_id", "(county_code, id)"),
    ("case", "ix_case_town_id", "(left(area_code, 9), id)"),
    ("case", "ix_case_town_status_id", "(left(area_code, 9), status, id)"),
    ("case", "ix_case_station_id_id", "(station_id, id)"),
    ("case", "ix_case_number_tail", "(right(number, 6))"),
    ("case", "ix_case_colour_id", "(county_code, colour, id) WHERE colour <> 'green'"),
    ("case", "ix_case_key_id", "(county_code, id) WHERE key"),
    ("case", "ix_case_redo_asked_id", "(county_code, id) WHERE redo_asked"),
    ("assignment", "ix_assignment_unit_id_case_id", "(unit_id, case_id)"),
)
SELDOM = ("committee_id", "external_system_id", "claimer_id", "party_unit_id", "event_id")
"""Columns that most cases leave empty: the index keeps only those that do not."""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP INDEX ix_case_area_code_id")
    for table, name, what in LISTS:
        op.execute(f'CREATE INDEX {name} ON "{table}" {what}')
    for column in SELDOM:
        op.execute(f"DROP INDEX ix_case_{column}")
        op.execute(f'CREATE INDEX ix_case_{column} ON "case" ({column}, id) WHERE {column} IS NOT NULL')


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for column in SELDOM:
        op.execute(f"DROP INDEX ix_case_{column}")
        op.execute(f'CREATE INDEX ix_case_{column} ON "case" ({column})')
    for _, name, _ in LISTS:
        op.execute(f"DROP INDEX {name}")
    op.execute('CREATE INDEX ix_case_area_code_id ON "case" (area_code text_pattern_ops, id)')

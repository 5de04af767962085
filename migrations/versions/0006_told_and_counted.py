"""What practices asked for besides: heads of stations by date, where who acts comes from, money along links."""

import re
from typing import Any

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

HEAD = "active AND post = 'head'"
LISTS = (("case", "talk_with"), ("case", "disputants"), ("assignment", "talked_with"))
WORDS = (
    ("case_event", "action", "action", ("revise", "invite", "negotiate", "set_event", "set_disputants")),
    ("event", "eventkind", "kind", ("session",)),
)
"""Enums that learnt a word since: their CHECK is written anew with it."""

# Who drafted for a deputy stands on the first entry of the timeline.
DRAFTERS = """
UPDATE "case" SET drafted_by_id = event.appointment_id FROM case_event AS event
WHERE "case".kind = 'suggestion' AND "case".proxy_consent IS NOT NULL
  AND event.case_id = "case".id AND event.version = 1 AND event.role = 'liaison'
"""


LINK_CHECKS = (
    ("one_source", "num_nonnulls(case_id, event_id) = 1"),
    ("announced_or_named", "title <> '' OR target_case_id IS NOT NULL"),
    ("not_own_source", "target_case_id <> case_id"),
)


def _head(where: str) -> None:
    op.drop_index("uq_appointment_station_head", table_name="appointment")
    op.create_index(
        "uq_appointment_station_head",
        "appointment",
        ["station_id"],
        unique=True,
        postgresql_where=sa.text(where),
    )


def _add(table: str, column: sa.Column[Any]) -> None:
    """A column that the rows already there get a value for; new rows bring their own."""
    op.add_column(table, column)
    op.alter_column(table, column.name, server_default=None)


def _allow(table: str, name: str, column: str, words: tuple[str, ...]) -> None:
    known = (
        op.get_bind()
        .execute(
            sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name"),
            {"name": f"ck_{table}_{name}"},
        )
        .scalar_one()
    )
    values = sorted({*re.findall(r"'(\w+)'", known), *words})
    op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
    listed = ", ".join(f"'{value}'" for value in values)
    op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, f"{column} IN ({listed})")


def _suggestions() -> None:
    """What a suggestion was made from, and who drafted it for its deputy."""
    op.add_column("case", sa.Column("drafted_by_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_case_drafted_by_id"), "case", "appointment", ["drafted_by_id"], ["id"])
    op.execute(DRAFTERS)
    op.execute(
        'CREATE INDEX ix_case_drafted_by_id ON "case" (drafted_by_id, id) WHERE drafted_by_id IS NOT NULL'
    )
    op.alter_column("case_link", "case_id", nullable=True)
    op.add_column("case_link", sa.Column("event_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_case_link_event_id"), "case_link", "event", ["event_id"], ["id"])
    for name, condition in LINK_CHECKS:
        op.create_check_constraint(op.f(f"ck_case_link_{name}"), "case_link", condition)
    for source in ("case_id", "event_id"):
        op.create_index(
            f"uq_case_link_target_case_id_{source}", "case_link", ["target_case_id", source], unique=True
        )
    op.execute("CREATE INDEX ix_case_link_event_id ON case_link (event_id) WHERE event_id IS NOT NULL")


def _handling() -> None:
    """Whom a unit has to meet and met, who quarrels and what they agreed on, and what was raised while the congress sat."""
    for table, name in LISTS:
        op.add_column(table, sa.Column(name, postgresql.JSONB(), nullable=False, server_default="[]"))
    op.add_column("reply", sa.Column("agreement", postgresql.JSONB(), nullable=True))
    op.execute('CREATE INDEX ix_case_in_session_id ON "case" (county_code, id) WHERE in_session')


def _imports() -> None:
    """Since when a file waits for a worker, and whether it was asked for once more."""
    op.add_column("import_run", sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE import_run SET waiting_since = created_at")
    op.alter_column("import_run", "waiting_since", nullable=False)
    _add(
        "import_run", sa.Column("asked_again", sa.Boolean(), nullable=False, server_default=sa.text("false"))
    )


def _directory() -> None:
    """A head of a station whose term is over stands in nobody's way; where who acted came from; money along links."""
    _head(f"{HEAD} AND ends_on IS NULL")
    _add(
        "case_event",
        sa.Column(
            "affiliation",
            sqlmodel.sql.sqltypes.AutoString(length=80),
            nullable=False,
            server_default=sa.text("''"),
        ),
    )
    op.add_column("link_contact", sa.Column("amount_yuan", sa.Numeric(14, 2), nullable=True))
    _add(
        "link_contact",
        sa.Column(
            "what", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False, server_default=sa.text("''")
        ),
    )
    op.create_check_constraint(op.f("ck_link_contact_amount"), "link_contact", "amount_yuan >= 0")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table, name, column, words in WORDS:
        _allow(table, name, column, words)
    _suggestions()
    _handling()
    _imports()
    _directory()


def _without_suggestions() -> None:
    op.drop_index("ix_case_link_event_id", table_name="case_link")
    for source in ("event_id", "case_id"):
        op.drop_index(f"uq_case_link_target_case_id_{source}", table_name="case_link")
    for name, _ in LINK_CHECKS:
        op.drop_constraint(op.f(f"ck_case_link_{name}"), "case_link", type_="check")
    op.execute("DELETE FROM case_link WHERE case_id IS NULL")
    op.drop_column("case_link", "event_id")
    op.alter_column("case_link", "case_id", nullable=False)
    op.drop_index("ix_case_drafted_by_id", table_name="case")
    op.drop_column("case", "drafted_by_id")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_column("import_run", "asked_again")
    op.drop_column("import_run", "waiting_since")
    _without_suggestions()
    op.execute("DROP INDEX ix_case_in_session_id")
    op.drop_column("reply", "agreement")
    for table, name in LISTS:
        op.drop_column(table, name)
    op.drop_constraint(op.f("ck_link_contact_amount"), "link_contact", type_="check")
    op.drop_column("link_contact", "what")
    op.drop_column("link_contact", "amount_yuan")
    op.drop_column("case_event", "affiliation")
    _head(HEAD)

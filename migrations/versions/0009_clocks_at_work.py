"""Clocks at work: of each case and hand-over, the lines they come to, and colours with their causes."""

import re
from typing import Any

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

WORDS = (("case_event", "action", "action", ("remind", "turn_colour", "move_due")),)
"""Enums that learnt a word since: their CHECK is written anew with it."""

# Cases that are open already get their clocks from the worker.
RECKON = """
INSERT INTO pgqueuer (priority, entrypoint, payload, status)
SELECT 0, 'reckon', convert_to(json_build_object('county_code', code)::text, 'UTF8'), 'queued' FROM county
"""


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


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "line_rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=False),
        sa.Column(
            "line",
            sa.Enum(
                "remind",
                "yellow",
                "red",
                "deputy_director",
                "director",
                "lapse",
                name="line",
                native_enum=False,
                create_constraint=True,
                length=23,
            ),
            nullable=False,
        ),
        sa.Column(
            "level",
            sa.Enum("town", "county", name="desklevel", native_enum=False, create_constraint=True, length=14),
            nullable=False,
        ),
        sa.Column("share_left", sa.Integer(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column(
            "supervisor",
            sa.Enum(
                "secretary",
                "chair",
                "deputy_director",
                "director",
                name="supervisor",
                native_enum=False,
                create_constraint=True,
                length=23,
            ),
            nullable=True,
        ),
        sa.Column("source", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("source <> ''", name=op.f("ck_line_rule_has_source")),
        sa.CheckConstraint("days BETWEEN 0 AND 250", name=op.f("ck_line_rule_counting")),
        sa.CheckConstraint("share_left BETWEEN 1 AND 99", name=op.f("ck_line_rule_percentage")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_line_rule_period")),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_line_rule_county_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_rule")),
    )
    op.create_index(
        "uq_line_rule_scope",
        "line_rule",
        ["county_code", "line", "level"],
        unique=True,
        postgresql_where="valid_to IS NULL",
    )
    op.create_table(
        "case_clock",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=True),
        sa.Column(
            "name",
            sa.Enum(
                "register",
                "hand_over",
                "sign_in",
                "return",
                "reassign",
                "reply",
                "extension",
                "co_opinion",
                "feedback",
                "rating",
                "redo",
                "expert_review",
                "promise",
                "pre_talk",
                name="clockname",
                native_enum=False,
                create_constraint=True,
                length=21,
            ),
            nullable=False,
        ),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.Uuid(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extended_until", sa.Date(), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lines", postgresql.ARRAY(sa.String(length=20)), nullable=False),
        sa.Column("line_at", postgresql.ARRAY(sa.DateTime(timezone=True)), nullable=False),
        sa.Column("crossed", sa.Integer(), nullable=False),
        sa.Column(
            "next_at",
            sa.DateTime(timezone=True),
            sa.Computed(
                "CASE WHEN stopped_at IS NULL AND paused_at IS NULL THEN line_at[crossed + 1] END",
                persisted=True,
            ),
            nullable=True,
        ),
        sa.CheckConstraint("(name = 'promise') = (rule_id IS NULL)", name=op.f("ck_case_clock_has_rule")),
        sa.CheckConstraint("cardinality(lines) = cardinality(line_at)", name=op.f("ck_case_clock_pairs")),
        sa.CheckConstraint("crossed BETWEEN 0 AND cardinality(lines)", name=op.f("ck_case_clock_within")),
        sa.CheckConstraint("stopped_at >= started_at", name=op.f("ck_case_clock_forwards")),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_case_clock_assignment_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_clock_case_id")),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_case_clock_county_code")),
        sa.ForeignKeyConstraint(["rule_id"], ["clock_rule.id"], name=op.f("fk_case_clock_rule_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_clock")),
    )
    op.create_index("ix_case_clock_case_id", "case_clock", ["case_id"], unique=False)
    op.create_index(
        "ix_case_clock_next_at",
        "case_clock",
        ["next_at"],
        unique=False,
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )
    op.create_index(
        "uq_case_clock_running",
        "case_clock",
        ["case_id", "name", "assignment_id"],
        unique=True,
        postgresql_where=sa.text("stopped_at IS NULL"),
        postgresql_nulls_not_distinct=True,
    )
    _add(
        "assignment",
        sa.Column(
            "clock",
            sa.Enum(
                "register",
                "hand_over",
                "sign_in",
                "return",
                "reassign",
                "reply",
                "extension",
                "co_opinion",
                "feedback",
                "rating",
                "redo",
                "expert_review",
                "promise",
                "pre_talk",
                name="clockname",
                native_enum=False,
                create_constraint=True,
                length=21,
            ),
            nullable=False,
            server_default=sa.text("'reply'"),
        ),
    )
    _add(
        "assignment",
        sa.Column(
            "profile",
            sa.Enum(
                "",
                "hard",
                "deputy",
                "12345",
                "12345_hard",
                name="clockprofile",
                native_enum=False,
                create_constraint=True,
                length=18,
            ),
            nullable=False,
            server_default=sa.text("''"),
        ),
    )
    _add("assignment", sa.Column("unsigned", sa.Boolean(), nullable=False, server_default=sa.text("false")))
    op.drop_column("assignment", "deadline_rule")
    _add(
        "case",
        sa.Column(
            "time_colour",
            sa.Enum(
                "green",
                "yellow",
                "red",
                "grey",
                name="time_colour",
                native_enum=False,
                create_constraint=True,
                length=14,
            ),
            nullable=False,
            server_default=sa.text("'green'"),
        ),
    )
    op.add_column("case", sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "case_event",
        sa.Column(
            "colour",
            sa.Enum(
                "green",
                "yellow",
                "red",
                "grey",
                name="colour",
                native_enum=False,
                create_constraint=True,
                length=14,
            ),
            nullable=True,
        ),
    )
    op.alter_column("case_event", "version", existing_type=sa.INTEGER(), nullable=True)
    op.drop_index("ix_case_rating_until", table_name="case")
    for each in WORDS:
        _allow(*each)
    for table in ("line_rule",):
        op.execute(
            f"CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION announce_directory()"
        )
    op.execute(RECKON)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("ALTER TABLE case_event DISABLE TRIGGER append_only")
    op.execute("DELETE FROM notice USING case_event WHERE event_id = case_event.id AND version IS NULL")
    op.execute("DELETE FROM case_event WHERE version IS NULL")
    op.execute("ALTER TABLE case_event ENABLE TRIGGER append_only")
    op.alter_column("case_event", "version", existing_type=sa.INTEGER(), nullable=False)
    op.drop_column("case_event", "colour")
    op.drop_column("case", "told_at")
    op.drop_column("case", "time_colour")
    op.add_column(
        "assignment", sa.Column("deadline_rule", sa.VARCHAR(length=120), nullable=False, server_default="")
    )
    op.drop_column("assignment", "unsigned")
    op.drop_column("assignment", "profile")
    op.drop_column("assignment", "clock")
    op.drop_index(
        "uq_case_clock_running",
        table_name="case_clock",
        postgresql_where=sa.text("stopped_at IS NULL"),
        postgresql_nulls_not_distinct=True,
    )
    op.drop_index(
        "ix_case_clock_next_at", table_name="case_clock", postgresql_where=sa.text("next_at IS NOT NULL")
    )
    op.drop_index("ix_case_clock_case_id", table_name="case_clock")
    op.drop_table("case_clock")
    op.drop_index("uq_line_rule_scope", table_name="line_rule", postgresql_where="valid_to IS NULL")
    op.drop_table("line_rule")
    op.create_index(
        "ix_case_rating_until", "case", ["rating_until"], postgresql_where=sa.text("status = 'replied'")
    )

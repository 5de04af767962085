"""A county at size: groups, links, terms, events, imports, lists, rules, work links, and text search."""

import re
from typing import Any

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


# The same term under two spellings becomes two terms: that is what the rows say.
TERMS = """
INSERT INTO term (id, county_code, version, congress_id, name, starts_on)
SELECT gen_random_uuid(), county_code, 1, congress_id, term, min(starts_on)
FROM mandate GROUP BY county_code, congress_id, term
"""
MANDATES = """
UPDATE mandate SET term_id = term.id FROM term
WHERE term.congress_id = mandate.congress_id AND term.name = mandate.term
"""

# Every pair of neighbouring characters, so that Chinese is found from two characters on without a dictionary.
CASE_WORDS = """
CREATE FUNCTION case_words(content text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN (
    SELECT coalesce(array_to_tsvector(array_agg(DISTINCT letters[i] || letters[i + 1])), ''::tsvector)
    FROM (SELECT string_to_array(lower(content), NULL) AS letters) AS text,
         generate_series(1, cardinality(letters) - 1) AS i
    WHERE letters[i] !~ '\\s' AND letters[i + 1] !~ '\\s'
)
"""

# What processes remember of these tables they forget when one of them changes.
ANNOUNCE = """
CREATE FUNCTION announce_directory() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('directory', '');
    RETURN NULL;
END;
$$
"""
REMEMBERED = (
    *("area", "category", "code", "congress", "county", "deputy"),
    *("mandate", "office", "routing_rule", "station", "term", "unit"),
)

CHECKS = (
    ("area", "validity", "valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from"),
    ("area", "ended_before_succeeded", "successor_code IS NULL OR valid_to IS NOT NULL"),
    ("area", "not_own_successor", "successor_code <> code"),
    (
        "appointment",
        "post_of_role",
        "post IS NULL OR (post = 'liaison') = (role = 'liaison') AND role IN ('liaison', 'station_head')",
    ),
    ("appointment", "ends_after_start", "ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on"),
    ("unit", "not_own_parent", "parent_id <> id"),
    ("upload", "one_author", "num_nonnulls(account_id, work_link_id) = 1"),
    ("notice", "one_cause", "num_nonnulls(event_id, rule_id) = 1"),
    ("notice", "event_of_case", "(event_id IS NULL) = (case_id IS NULL)"),
)

WORDS = (
    ("case_event", "action", "action", ("ask_outsider", "outsider_answer")),
    ("case_event", "role", "role", ("outsider",)),
    ("appointment", "role", "role", ("outsider",)),
)
"""Enums that learnt a word since: their CHECK is written anew with it."""


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
        "routing_rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kinds", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("category_code", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=True),
        sa.Column("area_code", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=True),
        sa.Column("station_id", sa.Uuid(), nullable=True),
        sa.Column("words", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("to_station_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("off_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("off_reason", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.CheckConstraint("active = (off_at IS NULL)", name=op.f("ck_routing_rule_off_when")),
        sa.CheckConstraint(
            "num_nonnulls(unit_id, office_id, to_station_id) = 1", name=op.f("ck_routing_rule_one_target")
        ),
        sa.CheckConstraint("to_station_id <> station_id", name=op.f("ck_routing_rule_not_to_itself")),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_routing_rule_county_code")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_routing_rule_office_id")),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_routing_rule_station_id")),
        sa.ForeignKeyConstraint(
            ["to_station_id"], ["station.id"], name=op.f("fk_routing_rule_to_station_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_routing_rule_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_rule")),
    )
    op.create_index(
        "ix_routing_rule_county_code_position", "routing_rule", ["county_code", "position"], unique=False
    )
    op.create_index(op.f("ix_routing_rule_office_id"), "routing_rule", ["office_id"], unique=False)
    op.create_index(op.f("ix_routing_rule_to_station_id"), "routing_rule", ["to_station_id"], unique=False)
    op.create_index(op.f("ix_routing_rule_unit_id"), "routing_rule", ["unit_id"], unique=False)
    op.create_table(
        "term",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("congress_id", sa.Uuid(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name=op.f("ck_term_ends_after_start")),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_term_congress_id")),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_term_county_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term")),
    )
    op.create_index("uq_term_congress_id_name", "term", ["congress_id", "name"], unique=True)
    op.create_table(
        "deputy_group",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "mixed",
                "professional",
                name="groupkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("area_code", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
        sa.Column("station_id", sa.Uuid(), nullable=True),
        sa.Column("sponsor_id", sa.Uuid(), nullable=True),
        sa.Column("leader_id", sa.Uuid(), nullable=True),
        sa.Column("plan", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'professional') = (sponsor_id IS NOT NULL)", name=op.f("ck_deputy_group_sponsor")
        ),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_deputy_group_county_code")),
        sa.ForeignKeyConstraint(["leader_id"], ["deputy.id"], name=op.f("fk_deputy_group_leader_id")),
        sa.ForeignKeyConstraint(["sponsor_id"], ["office.id"], name=op.f("fk_deputy_group_sponsor_id")),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_deputy_group_station_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputy_group")),
        sa.UniqueConstraint("id", "kind", name="uq_deputy_group_id_kind"),
    )
    op.create_index(
        "ix_deputy_group_county_code_area_code", "deputy_group", ["county_code", "area_code"], unique=False
    )
    op.create_index(op.f("ix_deputy_group_station_id"), "deputy_group", ["station_id"], unique=False)
    op.create_table(
        "batch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("meeting", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_batch_appointment_id")),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_batch_county_code")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_batch_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
    )
    op.create_index(op.f("ix_batch_office_id"), "batch", ["office_id"], unique=False)
    op.create_index("uq_batch_county_code_number", "batch", ["county_code", "number"], unique=True)
    op.create_table(
        "event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "reception",
                "visit",
                "talk",
                "meeting",
                "lecture",
                "survey",
                "inspection",
                "service",
                "award",
                name="eventkind",
                native_enum=False,
                create_constraint=True,
                length=18,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "planned",
                "held",
                "cancelled",
                name="eventstatus",
                native_enum=False,
                create_constraint=True,
                length=17,
            ),
            nullable=False,
        ),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("place", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("station_id", sa.Uuid(), nullable=True),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.Column("preset", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("modes", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("plan", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("summary", sqlmodel.sql.sqltypes.AutoString(length=4000), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_event_ends_after_start")),
        sa.CheckConstraint("num_nonnulls(station_id, office_id) >= 1", name=op.f("ck_event_has_host")),
        sa.CheckConstraint("people >= 0 AND questions >= 0", name=op.f("ck_event_counting")),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_event_county_code")),
        sa.ForeignKeyConstraint(["created_by_id"], ["appointment.id"], name=op.f("fk_event_created_by_id")),
        sa.ForeignKeyConstraint(["group_id"], ["deputy_group.id"], name=op.f("fk_event_group_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_event_office_id")),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_event_station_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    op.create_index("ix_event_county_code_starts_at", "event", ["county_code", "starts_at"], unique=False)
    op.create_index(op.f("ix_event_group_id"), "event", ["group_id"], unique=False)
    op.create_index("ix_event_station_id_starts_at", "event", ["station_id", "starts_at"], unique=False)
    op.create_table(
        "group_member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "mixed",
                "professional",
                name="groupkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "role",
            sa.Enum(
                "deputy",
                "reporter",
                "collector",
                "adviser",
                "expert",
                "grid_worker",
                name="memberrole",
                native_enum=False,
                create_constraint=True,
                length=19,
            ),
            nullable=False,
        ),
        sa.Column("deputy_id", sa.Uuid(), nullable=True),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("phone", sqlmodel.sql.sqltypes.AutoString(length=30), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(role = 'deputy') = (deputy_id IS NOT NULL)", name=op.f("ck_group_member_deputy_or_named")
        ),
        sa.CheckConstraint("deputy_id IS NOT NULL OR name <> ''", name=op.f("ck_group_member_named")),
        sa.CheckConstraint(
            "left_on IS NULL OR left_on >= joined_on", name=op.f("ck_group_member_left_after_joining")
        ),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_group_member_county_code")),
        sa.ForeignKeyConstraint(["deputy_id"], ["deputy.id"], name=op.f("fk_group_member_deputy_id")),
        sa.ForeignKeyConstraint(
            ["group_id", "kind"], ["deputy_group.id", "deputy_group.kind"], name="group_of_kind"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_member")),
    )
    op.create_index("ix_group_member_group_id", "group_member", ["group_id"], unique=False)
    op.create_index(
        "uq_group_member_deputy_id_kind",
        "group_member",
        ["deputy_id", "kind"],
        unique=True,
        postgresql_where=sa.text("left_on IS NULL AND deputy_id IS NOT NULL"),
    )
    op.create_table(
        "import_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=False),
        sa.Column(
            "noun",
            sa.Enum(
                "areas",
                "stations",
                "points",
                "units",
                "deputies",
                "mandates",
                "groups",
                "links",
                name="importnoun",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "checking",
                "refused",
                "ready",
                "applying",
                "applied",
                "failed",
                name="importstatus",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("file_name", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("media_type", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("storage_key", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("marked_key", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=True),
        sa.Column("sha256", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("error_count", sa.Integer(), nullable=False),
        sa.Column("errors", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("failure", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status <> 'applied' OR finished_at IS NOT NULL", name=op.f("ck_import_run_applied_when")
        ),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_import_run_appointment_id")
        ),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_import_run_county_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_index("ix_import_run_county_code_id", "import_run", ["county_code", "id"], unique=False)
    op.create_table(
        "link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "deputy_deputy",
                "office_deputy",
                "deputy_station",
                "deputy_voter",
                "deputy_firm",
                "deputy_grid",
                "helper_deputy",
                name="linkkind",
                native_enum=False,
                create_constraint=True,
                length=22,
            ),
            nullable=False,
        ),
        sa.Column("deputy_id", sa.Uuid(), nullable=True),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("appointment_id", sa.Uuid(), nullable=True),
        sa.Column("to_deputy_id", sa.Uuid(), nullable=True),
        sa.Column("station_id", sa.Uuid(), nullable=True),
        sa.Column("area_code", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=True),
        sa.Column("party_name", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("party_phone", sqlmodel.sql.sqltypes.AutoString(length=30), nullable=False),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "num_nonnulls(to_deputy_id, station_id, area_code, nullif(party_name, '')) = 1",
            name=op.f("ck_link_one_to"),
        ),
        sa.CheckConstraint("deputy_id <> to_deputy_id", name=op.f("ck_link_not_to_oneself")),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_link_ends_after_start")),
        sa.CheckConstraint(
            "num_nonnulls(deputy_id, office_id, appointment_id) = 1", name=op.f("ck_link_one_from")
        ),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_link_appointment_id")),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_link_county_code")),
        sa.ForeignKeyConstraint(["deputy_id"], ["deputy.id"], name=op.f("fk_link_deputy_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_link_office_id")),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_link_station_id")),
        sa.ForeignKeyConstraint(["to_deputy_id"], ["deputy.id"], name=op.f("fk_link_to_deputy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
    )
    op.create_index(op.f("ix_link_appointment_id"), "link", ["appointment_id"], unique=False)
    op.create_index("ix_link_county_code_kind", "link", ["county_code", "kind"], unique=False)
    op.create_index(op.f("ix_link_deputy_id"), "link", ["deputy_id"], unique=False)
    op.create_index(op.f("ix_link_to_deputy_id"), "link", ["to_deputy_id"], unique=False)
    op.create_index(
        "uq_link_ends",
        "link",
        [
            "kind",
            "deputy_id",
            "office_id",
            "appointment_id",
            "to_deputy_id",
            "station_id",
            "area_code",
            "party_name",
        ],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("ends_on IS NULL"),
    )
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("query", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_saved_filter_appointment_id")
        ),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_saved_filter_county_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
    )
    op.create_index(
        "uq_saved_filter_appointment_id_name", "saved_filter", ["appointment_id", "name"], unique=True
    )
    op.create_table(
        "event_person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("deputy_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("part", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("attended", sa.Boolean(), nullable=True),
        sa.CheckConstraint("deputy_id IS NOT NULL OR name <> ''", name=op.f("ck_event_person_named")),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_event_person_county_code")),
        sa.ForeignKeyConstraint(["deputy_id"], ["deputy.id"], name=op.f("fk_event_person_deputy_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_person_event_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_event_person_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_person")),
    )
    op.create_index(op.f("ix_event_person_deputy_id"), "event_person", ["deputy_id"], unique=False)
    op.create_index(
        "uq_event_person_event_id_deputy_id", "event_person", ["event_id", "deputy_id"], unique=True
    )
    op.create_table(
        "import_row",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column(
            "change",
            sa.Enum(
                "create",
                "change",
                "none",
                name="rowchange",
                native_enum=False,
                create_constraint=True,
                length=14,
            ),
            nullable=False,
        ),
        sa.Column("target_id", sa.Uuid(), nullable=True),
        sa.Column("label", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("values", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import_run.id"], name=op.f("fk_import_row_import_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", "row", name=op.f("pk_import_row")),
    )
    op.create_table(
        "shortlist",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=False),
        sa.Column("meeting", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("deciders", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("station_id", sa.Uuid(), nullable=True),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_shortlist_appointment_id")
        ),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_shortlist_county_code")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_shortlist_event_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_shortlist_office_id")),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_shortlist_station_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shortlist")),
    )
    op.create_index("ix_shortlist_county_code_id", "shortlist", ["county_code", "id"], unique=False)
    op.create_table(
        "batch_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("form", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint("position >= 1", name=op.f("ck_batch_item_counting")),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_batch_item_batch_id")),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_batch_item_county_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch_item")),
    )
    op.create_index(op.f("ix_batch_item_case_id"), "batch_item", ["case_id"], unique=False)
    op.create_index("uq_batch_item_batch_id_case_id", "batch_item", ["batch_id", "case_id"], unique=True)
    op.create_index("uq_batch_item_batch_id_position", "batch_item", ["batch_id", "position"], unique=True)
    op.create_table(
        "link_contact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column(
            "nature",
            sa.Enum(
                "contact",
                "report",
                "review",
                "service",
                name="contactnature",
                native_enum=False,
                create_constraint=True,
                length=15,
            ),
            nullable=False,
        ),
        sa.Column(
            "method",
            sa.Enum(
                "meeting",
                "visit",
                "phone",
                "message",
                "letter",
                name="contactmethod",
                native_enum=False,
                create_constraint=True,
                length=15,
            ),
            nullable=False,
        ),
        sa.Column("record", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("appointment_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_link_contact_appointment_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_link_contact_case_id")),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_link_contact_county_code")),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name=op.f("fk_link_contact_link_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_contact")),
    )
    op.create_index(op.f("ix_link_contact_case_id"), "link_contact", ["case_id"], unique=False)
    op.create_index("ix_link_contact_link_id_on", "link_contact", ["link_id", "on"], unique=False)
    op.create_table(
        "shortlist_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=False),
        sa.Column("shortlist_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "decision",
            sa.Enum(
                "send",
                "escalate",
                "on_spot",
                "keep",
                name="shortlistdecision",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_shortlist_item_case_id")),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_shortlist_item_county_code")),
        sa.ForeignKeyConstraint(
            ["shortlist_id"], ["shortlist.id"], name=op.f("fk_shortlist_item_shortlist_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shortlist_item")),
    )
    op.create_index(op.f("ix_shortlist_item_case_id"), "shortlist_item", ["case_id"], unique=False)
    op.create_index(
        "uq_shortlist_item_shortlist_id_case_id", "shortlist_item", ["shortlist_id", "case_id"], unique=True
    )
    op.create_table(
        "work_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=True),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("recipient", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("task", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("shows_photos", sa.Boolean(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "submitted",
                "registered",
                "pending_dispatch",
                "dispatched",
                "return_review",
                "handling",
                "external",
                "reply_review",
                "replied",
                "expert_review",
                "tracking",
                "closed",
                "refused",
                "withdrawn",
                "merged",
                "converted",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "asked_role",
            sa.Enum(
                "citizen",
                "deputy",
                "liaison",
                "station_head",
                "mediator",
                "town_office",
                "committee",
                "county_office",
                "unit_handler",
                "unit_head",
                "external",
                "outsider",
                "admin",
                "system",
                name="asked_role",
                native_enum=False,
                create_constraint=True,
                length=21,
            ),
            nullable=False,
        ),
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "done",
                "not_possible",
                name="workoutcome",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("answer", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("answered_by", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (outcome IS NULL)", name=op.f("ck_work_link_answer_has_outcome")
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name=op.f("ck_work_link_withdrawn_by_whom")
        ),
        sa.CheckConstraint("num_nonnulls(answered_at, withdrawn_at) <= 1", name=op.f("ck_work_link_one_end")),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_work_link_appointment_id")
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_work_link_assignment_id")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["appointment.id"], name=op.f("fk_work_link_withdrawn_by_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_work_link_case_id")),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_work_link_county_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_link")),
    )
    op.create_index("ix_work_link_case_id", "work_link", ["case_id"], unique=False)
    op.create_index("uq_work_link_digest", "work_link", ["digest"], unique=True)
    op.add_column(
        "appointment",
        sa.Column(
            "post",
            sa.Enum(
                "head",
                "vice_head",
                "liaison",
                name="post",
                native_enum=False,
                create_constraint=True,
                length=17,
            ),
            nullable=True,
        ),
    )
    _add(
        "appointment",
        sa.Column(
            "duties",
            sqlmodel.sql.sqltypes.AutoString(length=300),
            nullable=False,
            server_default=sa.text("''"),
        ),
    )
    _add(
        "appointment",
        sa.Column(
            "affiliation",
            sqlmodel.sql.sqltypes.AutoString(length=80),
            nullable=False,
            server_default=sa.text("''"),
        ),
    )
    _add(
        "appointment",
        sa.Column(
            "chosen_by",
            sqlmodel.sql.sqltypes.AutoString(length=80),
            nullable=False,
            server_default=sa.text("''"),
        ),
    )
    op.add_column("appointment", sa.Column("starts_on", sa.Date(), nullable=True))
    op.add_column("appointment", sa.Column("ends_on", sa.Date(), nullable=True))
    op.create_index(
        "uq_appointment_station_head",
        "appointment",
        ["station_id"],
        unique=True,
        postgresql_where=sa.text("active AND post = 'head'"),
    )
    op.add_column("area", sa.Column("valid_from", sa.Date(), nullable=True))
    op.add_column("area", sa.Column("valid_to", sa.Date(), nullable=True))
    op.add_column(
        "area", sa.Column("successor_code", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=True)
    )
    op.add_column("assignment", sa.Column("batch_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_assignment_batch_id"), "assignment", ["batch_id"], unique=False)
    op.create_foreign_key(op.f("fk_assignment_batch_id"), "assignment", "batch", ["batch_id"], ["id"])
    op.add_column("case", sa.Column("event_id", sa.Uuid(), nullable=True))
    _add(
        "case",
        sa.Column(
            "preset",
            sqlmodel.sql.sqltypes.AutoString(length=40),
            nullable=False,
            server_default=sa.text("''"),
        ),
    )
    op.add_column("case", sa.Column("origin_station_id", sa.Uuid(), nullable=True))
    op.add_column("case", sa.Column("field_id", sa.Uuid(), nullable=True))
    op.add_column("case", sa.Column("rule_id", sa.Uuid(), nullable=True))
    _add(
        "case",
        sa.Column(
            "route_reason",
            sqlmodel.sql.sqltypes.AutoString(length=200),
            nullable=False,
            server_default=sa.text("''"),
        ),
    )
    _add("case", sa.Column("talk_required", sa.Boolean(), nullable=False, server_default=sa.text("false")))
    _add("case", sa.Column("in_session", sa.Boolean(), nullable=False, server_default=sa.text("false")))
    _add("case", sa.Column("me_too", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.execute(CASE_WORDS)
    op.add_column(
        "case",
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed(
                "case_words(coalesce(redacted_text, title || ' ' || text) || ' ' || place)", persisted=True
            ),
            nullable=False,
        ),
    )
    op.create_index(op.f("ix_case_event_id"), "case", ["event_id"], unique=False)
    op.create_index("ix_case_search", "case", ["search"], unique=False, postgresql_using="gin")
    op.create_index(
        "ix_case_pool",
        "case",
        ["county_code", "id"],
        unique=False,
        postgresql_where=sa.text("status = 'pending_dispatch' AND level = 'county' AND committee_id IS NULL"),
    )
    op.create_index(
        "ix_case_origin_station_id",
        "case",
        ["origin_station_id"],
        unique=False,
        postgresql_where=sa.text("origin_station_id IS NOT NULL"),
    )
    op.create_index(
        "ix_case_position",
        "case",
        ["county_code", "lat", "lng"],
        unique=False,
        postgresql_where=sa.text("lat IS NOT NULL"),
    )
    op.create_index(
        "ix_case_entry_phone",
        "case",
        ["county_code", "contact_phone"],
        unique=False,
        postgresql_where=sa.text("submitter_id IS NULL AND contact_phone <> ''"),
    )
    op.drop_index("uq_follower_case_account", table_name="follower")
    op.create_index(
        "uq_follower_case_account",
        "follower",
        ["case_id", "account_id", "appointment_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_foreign_key(op.f("fk_case_origin_station_id"), "case", "station", ["origin_station_id"], ["id"])
    op.create_foreign_key(op.f("fk_case_rule_id"), "case", "routing_rule", ["rule_id"], ["id"])
    op.create_foreign_key(op.f("fk_case_event_id"), "case", "event", ["event_id"], ["id"])
    op.create_foreign_key(op.f("fk_case_field_id"), "case", "office", ["field_id"], ["id"])
    op.add_column("code", sa.Column("former_deputy_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_code_former_deputy_id"), "code", "deputy", ["former_deputy_id"], ["id"])
    op.add_column("mandate", sa.Column("term_id", sa.Uuid(), nullable=True))
    op.execute(TERMS)
    op.execute(MANDATES)
    op.alter_column("mandate", "term_id", nullable=False)
    op.drop_index(op.f("ix_mandate_congress_id"), table_name="mandate")
    op.drop_index(op.f("uq_mandate_deputy_congress_term"), table_name="mandate")
    op.create_index(op.f("ix_mandate_term_id"), "mandate", ["term_id"], unique=False)
    op.create_index("uq_mandate_deputy_id_term_id", "mandate", ["deputy_id", "term_id"], unique=True)
    op.drop_constraint(op.f("fk_mandate_congress_id"), "mandate", type_="foreignkey")
    op.create_foreign_key(op.f("fk_mandate_term_id"), "mandate", "term", ["term_id"], ["id"])
    op.drop_column("mandate", "term")
    op.drop_column("mandate", "congress_id")
    op.add_column("notice", sa.Column("rule_id", sa.Uuid(), nullable=True))
    op.alter_column("notice", "event_id", existing_type=sa.UUID(), nullable=True)
    op.alter_column("notice", "case_id", existing_type=sa.UUID(), nullable=True)
    op.drop_index(
        op.f("uq_notice_event_account_appointment"), table_name="notice", postgresql_nulls_not_distinct=True
    )
    op.create_index(
        "uq_notice_event_account_appointment",
        "notice",
        ["event_id", "rule_id", "account_id", "appointment_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_foreign_key(op.f("fk_notice_rule_id"), "notice", "routing_rule", ["rule_id"], ["id"])
    op.add_column(
        "station",
        sa.Column("functions", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
    )
    _add(
        "station",
        sa.Column(
            "host", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False, server_default=sa.text("''")
        ),
    )
    _add(
        "station",
        sa.Column(
            "industry",
            sqlmodel.sql.sqltypes.AutoString(length=60),
            nullable=False,
            server_default=sa.text("''"),
        ),
    )
    op.add_column(
        "station",
        sa.Column(
            "level",
            sa.Enum(
                "nation",
                "province",
                "city",
                "county",
                "town",
                name="congresslevel",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=True,
        ),
    )
    op.add_column(
        "station",
        sa.Column("schedule", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
    )
    op.add_column(
        "station",
        sa.Column("services", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
    )
    op.add_column(
        "station",
        sa.Column("standards", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
    )
    _add(
        "station",
        sa.Column(
            "duties",
            sqlmodel.sql.sqltypes.AutoString(length=1000),
            nullable=False,
            server_default=sa.text("''"),
        ),
    )
    op.add_column("unit", sa.Column("parent_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_unit_parent_id"), "unit", ["parent_id"], unique=False)
    op.create_foreign_key(op.f("fk_unit_parent_id"), "unit", "unit", ["parent_id"], ["id"])
    op.add_column("upload", sa.Column("work_link_id", sa.Uuid(), nullable=True))
    op.alter_column("upload", "account_id", existing_type=sa.UUID(), nullable=True)
    op.create_index(op.f("ix_upload_work_link_id"), "upload", ["work_link_id"], unique=False)
    op.create_foreign_key(op.f("fk_upload_work_link_id"), "upload", "work_link", ["work_link_id"], ["id"])
    op.execute('ALTER TABLE "case" ALTER COLUMN search SET STATISTICS 1000')
    op.execute(ANNOUNCE)
    for table in REMEMBERED:
        op.execute(
            f"CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION announce_directory()"
        )
    for table, name, condition in CHECKS:
        op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, condition)
    for table, name, column, words in WORDS:
        _allow(table, name, column, words)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table in REMEMBERED:
        op.execute(f"DROP TRIGGER IF EXISTS announce ON {table}")
    op.execute("DROP FUNCTION announce_directory()")
    op.drop_constraint(op.f("ck_notice_event_of_case"), "notice", type_="check")
    op.drop_constraint(op.f("fk_upload_work_link_id"), "upload", type_="foreignkey")
    op.drop_index(op.f("ix_upload_work_link_id"), table_name="upload")
    op.alter_column("upload", "account_id", existing_type=sa.UUID(), nullable=False)
    op.drop_column("upload", "work_link_id")
    op.drop_constraint(op.f("fk_unit_parent_id"), "unit", type_="foreignkey")
    op.drop_index(op.f("ix_unit_parent_id"), table_name="unit")
    op.drop_column("unit", "parent_id")
    op.drop_column("station", "duties")
    op.drop_column("station", "standards")
    op.drop_column("station", "services")
    op.drop_column("station", "schedule")
    op.drop_column("station", "level")
    op.drop_column("station", "industry")
    op.drop_column("station", "host")
    op.drop_column("station", "functions")
    op.drop_constraint(op.f("fk_notice_rule_id"), "notice", type_="foreignkey")
    op.drop_index(
        "uq_notice_event_account_appointment", table_name="notice", postgresql_nulls_not_distinct=True
    )
    op.create_index(
        op.f("uq_notice_event_account_appointment"),
        "notice",
        ["event_id", "account_id", "appointment_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.alter_column("notice", "case_id", existing_type=sa.UUID(), nullable=False)
    op.alter_column("notice", "event_id", existing_type=sa.UUID(), nullable=False)
    op.drop_column("notice", "rule_id")
    op.add_column("mandate", sa.Column("congress_id", sa.UUID(), nullable=True))
    op.add_column("mandate", sa.Column("term", sa.VARCHAR(length=40), nullable=True))
    op.execute(
        "UPDATE mandate SET congress_id = term.congress_id, term = term.name FROM term WHERE term.id = term_id"
    )
    op.alter_column("mandate", "congress_id", nullable=False)
    op.alter_column("mandate", "term", nullable=False)
    op.drop_constraint(op.f("fk_mandate_term_id"), "mandate", type_="foreignkey")
    op.create_foreign_key(op.f("fk_mandate_congress_id"), "mandate", "congress", ["congress_id"], ["id"])
    op.drop_index("uq_mandate_deputy_id_term_id", table_name="mandate")
    op.drop_index(op.f("ix_mandate_term_id"), table_name="mandate")
    op.create_index(
        op.f("uq_mandate_deputy_congress_term"), "mandate", ["deputy_id", "congress_id", "term"], unique=True
    )
    op.create_index(op.f("ix_mandate_congress_id"), "mandate", ["congress_id"], unique=False)
    op.drop_column("mandate", "term_id")
    op.drop_constraint(op.f("fk_code_former_deputy_id"), "code", type_="foreignkey")
    op.drop_column("code", "former_deputy_id")
    op.drop_constraint(op.f("fk_case_field_id"), "case", type_="foreignkey")
    op.drop_constraint(op.f("fk_case_event_id"), "case", type_="foreignkey")
    op.drop_constraint(op.f("fk_case_rule_id"), "case", type_="foreignkey")
    op.drop_constraint(op.f("fk_case_origin_station_id"), "case", type_="foreignkey")
    op.execute(
        "DELETE FROM follower WHERE EXISTS (SELECT FROM follower AS other WHERE other.case_id = follower.case_id "
        "AND other.account_id = follower.account_id AND other.id < follower.id)"
    )
    op.drop_index("uq_follower_case_account", table_name="follower", postgresql_nulls_not_distinct=True)
    op.create_index("uq_follower_case_account", "follower", ["case_id", "account_id"], unique=True)
    op.drop_index("ix_case_entry_phone", table_name="case")
    op.drop_index("ix_case_position", table_name="case")
    op.drop_index("ix_case_origin_station_id", table_name="case")
    op.drop_index("ix_case_pool", table_name="case")
    op.drop_index("ix_case_search", table_name="case", postgresql_using="gin")
    op.drop_index(op.f("ix_case_event_id"), table_name="case")
    op.drop_column("case", "search")
    op.execute("DROP FUNCTION case_words(text)")
    op.drop_column("case", "me_too")
    op.drop_column("case", "in_session")
    op.drop_column("case", "talk_required")
    op.drop_column("case", "route_reason")
    op.drop_column("case", "rule_id")
    op.drop_column("case", "field_id")
    op.drop_column("case", "origin_station_id")
    op.drop_column("case", "preset")
    op.drop_column("case", "event_id")
    op.drop_constraint(op.f("fk_assignment_batch_id"), "assignment", type_="foreignkey")
    op.drop_index(op.f("ix_assignment_batch_id"), table_name="assignment")
    op.drop_column("assignment", "batch_id")
    op.drop_column("area", "successor_code")
    op.drop_column("area", "valid_to")
    op.drop_column("area", "valid_from")
    op.drop_index(
        "uq_appointment_station_head",
        table_name="appointment",
        postgresql_where=sa.text("active AND post = 'head'"),
    )
    op.drop_column("appointment", "ends_on")
    op.drop_column("appointment", "starts_on")
    op.drop_column("appointment", "chosen_by")
    op.drop_column("appointment", "affiliation")
    op.drop_column("appointment", "duties")
    op.drop_column("appointment", "post")
    op.drop_index("uq_work_link_digest", table_name="work_link")
    op.drop_index("ix_work_link_case_id", table_name="work_link")
    op.drop_table("work_link")
    op.drop_index("uq_shortlist_item_shortlist_id_case_id", table_name="shortlist_item")
    op.drop_index(op.f("ix_shortlist_item_case_id"), table_name="shortlist_item")
    op.drop_table("shortlist_item")
    op.drop_index("ix_link_contact_link_id_on", table_name="link_contact")
    op.drop_index(op.f("ix_link_contact_case_id"), table_name="link_contact")
    op.drop_table("link_contact")
    op.drop_index("uq_batch_item_batch_id_position", table_name="batch_item")
    op.drop_index("uq_batch_item_batch_id_case_id", table_name="batch_item")
    op.drop_index(op.f("ix_batch_item_case_id"), table_name="batch_item")
    op.drop_table("batch_item")
    op.drop_index("ix_shortlist_county_code_id", table_name="shortlist")
    op.drop_table("shortlist")
    op.drop_table("import_row")
    op.drop_index("uq_event_person_event_id_deputy_id", table_name="event_person")
    op.drop_index(op.f("ix_event_person_deputy_id"), table_name="event_person")
    op.drop_table("event_person")
    op.drop_index("uq_saved_filter_appointment_id_name", table_name="saved_filter")
    op.drop_table("saved_filter")
    op.drop_index("uq_link_ends", table_name="link", postgresql_where=sa.text("ends_on IS NULL"))
    op.drop_index(op.f("ix_link_to_deputy_id"), table_name="link")
    op.drop_index(op.f("ix_link_deputy_id"), table_name="link")
    op.drop_index("ix_link_county_code_kind", table_name="link")
    op.drop_index(op.f("ix_link_appointment_id"), table_name="link")
    op.drop_table("link")
    op.drop_index("ix_import_run_county_code_id", table_name="import_run")
    op.drop_table("import_run")
    op.drop_index(
        "uq_group_member_deputy_id_kind",
        table_name="group_member",
        postgresql_where=sa.text("left_on IS NULL AND deputy_id IS NOT NULL"),
    )
    op.drop_index("ix_group_member_group_id", table_name="group_member")
    op.drop_table("group_member")
    op.drop_index("ix_event_station_id_starts_at", table_name="event")
    op.drop_index(op.f("ix_event_group_id"), table_name="event")
    op.drop_index("ix_event_county_code_starts_at", table_name="event")
    op.drop_table("event")
    op.drop_index("uq_batch_county_code_number", table_name="batch")
    op.drop_index(op.f("ix_batch_office_id"), table_name="batch")
    op.drop_table("batch")
    op.drop_index(op.f("ix_deputy_group_station_id"), table_name="deputy_group")
    op.drop_index("ix_deputy_group_county_code_area_code", table_name="deputy_group")
    op.drop_table("deputy_group")
    op.drop_index("uq_term_congress_id_name", table_name="term")
    op.drop_table("term")
    op.drop_index(op.f("ix_routing_rule_unit_id"), table_name="routing_rule")
    op.drop_index(op.f("ix_routing_rule_to_station_id"), table_name="routing_rule")
    op.drop_index(op.f("ix_routing_rule_office_id"), table_name="routing_rule")
    op.drop_index("ix_routing_rule_county_code_position", table_name="routing_rule")
    op.drop_table("routing_rule")

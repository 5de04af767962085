"""Orders of supervision, the ladder's people, topics and alerts."""

import re

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NEW_ACTIONS = ("record_party_act", "consult")
NEW_POSTS = ("secretary", "chair", "deputy_director", "director")
_POST_OF_ROLE = (
    "post IS NULL OR role = CASE post WHEN 'liaison' THEN 'liaison' WHEN 'secretary' THEN 'town_office' "
    "WHEN 'chair' THEN 'town_office' WHEN 'deputy_director' THEN 'county_office' "
    "WHEN 'director' THEN 'county_office' ELSE 'station_head' END"
)
_POST_OF_STATION = (
    "post IS NULL OR (post = 'liaison') = (role = 'liaison') AND role IN ('liaison', 'station_head')"
)


def _words(table: str, name: str) -> set[str]:
    """What the CHECK of an enum allows."""
    known = (
        op.get_bind()
        .execute(
            sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name"),
            {"name": f"ck_{table}_{name}"},
        )
        .scalar_one()
    )
    return set(re.findall(r"'(\w+)'", known))


def _allow(table: str, name: str, words: set[str]) -> None:
    op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
    listed = ", ".join(f"'{word}'" for word in sorted(words))
    op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, f"{name} IN ({listed})")


def _post_of_role(condition: str) -> None:
    op.drop_constraint(op.f("ck_appointment_post_of_role"), "appointment", type_="check")
    op.create_check_constraint(op.f("ck_appointment_post_of_role"), "appointment", condition)


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    _watched_figures()
    _topics()
    _orders()
    op.alter_column(
        "appointment",
        "post",
        existing_type=sa.VARCHAR(length=17),
        type_=sa.VARCHAR(length=23),
        existing_nullable=True,
    )
    _allow("appointment", "post", _words("appointment", "post") | set(NEW_POSTS))
    _post_of_role(_POST_OF_ROLE)
    _allow("case_event", "action", _words("case_event", "action") | set(NEW_ACTIONS))


def _watched_figures() -> None:
    op.create_table(
        "indicator",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("measure", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column(
            "direction",
            sa.Enum("below", "above", name="direction", native_enum=False, create_constraint=True, length=13),
            nullable=False,
        ),
        sa.Column("threshold", sa.Numeric(precision=14, scale=4), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("category_code", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=True),
        sa.Column("area_code", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
        sa.Column("source", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_indicator_county_code")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_indicator_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
    )
    op.create_index("uq_indicator_county_code_name", "indicator", ["county_code", "name"], unique=True)
    op.create_table(
        "reading",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=False),
        sa.Column("indicator_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("value", sa.Numeric(precision=14, scale=4), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("entered_by", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_reading_county_code")),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_reading_indicator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
    )
    op.create_index(
        "uq_reading_indicator_subject_day", "reading", ["indicator_id", "subject", "read_on"], unique=True
    )
    op.create_table(
        "alert",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Uuid(), nullable=False),
        sa.Column("reading_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("value", sa.Numeric(precision=14, scale=4), nullable=False),
        sa.Column("threshold", sa.Numeric(precision=14, scale=4), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("dismissed", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("decided_by", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("amount_yuan", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("settled_by", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(case_id IS NULL AND dismissed = '') = (decided_at IS NULL)", name=op.f("ck_alert_decided_when")
        ),
        sa.CheckConstraint("(outcome = '') = (settled_at IS NULL)", name=op.f("ck_alert_outcome_is_dated")),
        sa.CheckConstraint("case_id IS NULL OR dismissed = ''", name=op.f("ck_alert_one_way")),
        sa.CheckConstraint("outcome = '' OR case_id IS NOT NULL", name=op.f("ck_alert_outcome_of_a_case")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_alert_case_id")),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_alert_county_code")),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_alert_indicator_id")),
        sa.ForeignKeyConstraint(["reading_id"], ["reading.id"], name=op.f("fk_alert_reading_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
    )
    op.create_index("ix_alert_county_code_id", "alert", ["county_code", "id"], unique=False)
    op.create_index("uq_alert_case_id", "alert", ["case_id"], unique=True)
    op.create_index(
        "uq_alert_unsettled",
        "alert",
        ["indicator_id", "subject"],
        unique=True,
        postgresql_where=sa.text("dismissed = '' AND outcome = ''"),
    )
    op.create_index("uq_alert_reading_id", "alert", ["reading_id"], unique=True)


def _topics() -> None:
    op.create_table(
        "topic",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sqlmodel.sql.sqltypes.AutoString(length=24), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("leader", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("area_code", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
        sa.Column("category_code", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=True),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("report", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("result", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (result IS NULL)", name=op.f("ck_topic_closed_with_result")
        ),
        sa.CheckConstraint("(report IS NULL) = (reported_on IS NULL)", name=op.f("ck_topic_report_is_dated")),
        sa.CheckConstraint(
            "result IS NULL OR report IS NOT NULL", name=op.f("ck_topic_report_before_result")
        ),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_topic_appointment_id")),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_topic_county_code")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_topic_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic")),
    )
    op.create_index("ix_topic_county_code_id", "topic", ["county_code", "id"], unique=False)
    op.create_index("uq_topic_number", "topic", ["number"], unique=True)
    op.create_table(
        "topic_evidence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=False),
        sa.Column("topic_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "open_visit",
                "secret_visit",
                "talk",
                "survey",
                "document",
                name="evidencekind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("people", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("deputies", sa.Integer(), nullable=False),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("entered_by", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_topic_evidence_county_code")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_topic_evidence_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_evidence")),
    )
    op.create_index("ix_topic_evidence_topic_id_id", "topic_evidence", ["topic_id", "id"], unique=False)
    op.create_table(
        "topic_case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=False),
        sa.Column("topic_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_topic_case_case_id")),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_topic_case_county_code")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_topic_case_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_case")),
    )
    op.create_index("ix_topic_case_case_id", "topic_case", ["case_id"], unique=False)
    op.create_index("uq_topic_case_topic_id_case_id", "topic_case", ["topic_id", "case_id"], unique=True)


def _orders() -> None:
    op.create_table(
        "supervision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sqlmodel.sql.sqltypes.AutoString(length=24), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "urge",
                "supervise",
                "interview",
                "key",
                "consultation",
                "topic",
                name="orderkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("topic_id", sa.Uuid(), nullable=True),
        sa.Column("assignment_id", sa.Uuid(), nullable=True),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("station_id", sa.Uuid(), nullable=True),
        sa.Column("desk_id", sa.Uuid(), nullable=True),
        sa.Column("office_id", sa.Uuid(), nullable=True),
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
        sa.Column("leader", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=True),
        sa.Column("issuer_name", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("issuer_body", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("cause", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("person", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("milestones", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("answered_by", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finding", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("fulfilled", sa.Boolean(), nullable=True),
        sa.Column("closed_by", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answer = '')", name=op.f("ck_supervision_answer_is_dated")
        ),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (finding = '')", name=op.f("ck_supervision_closed_with_finding")
        ),
        sa.CheckConstraint(
            "(kind = 'topic') = (topic_id IS NOT NULL)", name=op.f("ck_supervision_topic_order")
        ),
        sa.CheckConstraint(
            "fulfilled IS NULL OR closed_at IS NOT NULL", name=op.f("ck_supervision_judged_at_the_end")
        ),
        sa.CheckConstraint("num_nonnulls(case_id, topic_id) = 1", name=op.f("ck_supervision_one_matter")),
        sa.CheckConstraint(
            "num_nonnulls(unit_id, station_id, desk_id) <= 1", name=op.f("ck_supervision_one_addressee")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["appointment.id"], name=op.f("fk_supervision_answered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_supervision_appointment_id")
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_supervision_assignment_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_supervision_case_id")),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_supervision_county_code")),
        sa.ForeignKeyConstraint(["desk_id"], ["office.id"], name=op.f("fk_supervision_desk_id")),
        sa.ForeignKeyConstraint(["event_id"], ["case_event.id"], name=op.f("fk_supervision_event_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_supervision_office_id")),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_supervision_station_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_supervision_topic_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_supervision_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision")),
    )
    op.create_index("ix_supervision_case_id", "supervision", ["case_id"], unique=False)
    op.create_index("ix_supervision_county_code_id", "supervision", ["county_code", "id"], unique=False)
    op.create_index(
        "ix_supervision_topic_id",
        "supervision",
        ["topic_id"],
        unique=False,
        postgresql_where=sa.text("topic_id IS NOT NULL"),
    )
    op.create_index("ix_supervision_unit_id_id", "supervision", ["unit_id", "id"], unique=False)
    op.create_index(
        "uq_supervision_event_id_unit_id",
        "supervision",
        ["event_id", "unit_id"],
        unique=True,
        postgresql_where=sa.text("event_id IS NOT NULL"),
        postgresql_nulls_not_distinct=True,
    )
    op.create_index("uq_supervision_number", "supervision", ["number"], unique=True)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table in ("supervision", "topic_case", "topic_evidence", "topic", "alert", "reading", "indicator"):
        op.drop_table(table)
    actions = ", ".join(f"'{action}'" for action in NEW_ACTIONS)
    gone = f"event_id IN (SELECT id FROM case_event WHERE action IN ({actions}))"
    op.execute(f"DELETE FROM notice WHERE {gone}")
    op.execute(f"UPDATE upload SET event_id = NULL WHERE {gone}")
    op.execute("ALTER TABLE case_event DISABLE TRIGGER append_only")
    op.execute(f"DELETE FROM case_event WHERE action IN ({actions})")
    op.execute("ALTER TABLE case_event ENABLE TRIGGER append_only")
    _allow("case_event", "action", _words("case_event", "action") - set(NEW_ACTIONS))
    posts = ", ".join(f"'{post}'" for post in NEW_POSTS)
    op.execute(f"UPDATE appointment SET post = NULL WHERE post IN ({posts})")
    _post_of_role(_POST_OF_STATION)
    _allow("appointment", "post", _words("appointment", "post") - set(NEW_POSTS))
    op.alter_column(
        "appointment",
        "post",
        existing_type=sa.VARCHAR(length=23),
        type_=sa.VARCHAR(length=17),
        existing_nullable=True,
    )

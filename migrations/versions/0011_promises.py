"""Promises with their ledger, accountability, ratings given under pressure; inquiries rated on the spot."""

import re

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

WORDS = (("event", "eventkind", "kind", ("inquiry",)),)
"""Enums that learnt a word since: their CHECK is written anew with it."""
APPEND_ONLY = ("promise_entry", "accountability_evidence")

# What answers promised before: struck off with the case if that is closed. A promise is known by the id of its answer.
PROMISED = """
INSERT INTO promise (
    id, county_code, version, source, state, unit_id, owner_name, person, text, due_on, first_due_on, case_id, reply_id,
    round, event_id, station_id, area_code, carried_over, revived, struck_off_at, created_at
)
SELECT r.id, r.county_code, 1, 'reply', CASE WHEN c.status = 'closed' THEN 'kept' ELSE 'open' END, a.unit_id,
    CASE WHEN a.id IS NULL THEN coalesce(nullif(r.answered_by, ''), nullif(r.signer, ''), '外部平台') ELSE '' END,
    coalesce(nullif(left(a.owners ->> 'chief', 40), ''), r.signer),
    coalesce(nullif(r.plan, ''), left(r.public_text, 2000)), r.finish_on, r.finish_on, c.id, r.id, r.round, c.event_id,
    c.station_id, c.area_code, 0, 0, CASE WHEN c.status = 'closed' THEN coalesce(c.closed_at, r.signed_at) END, r.signed_at
FROM reply r JOIN "case" c ON c.id = r.case_id LEFT JOIN assignment a ON a.id = r.assignment_id
WHERE r.class = 'in_progress' AND r.signed_at IS NOT NULL
"""
GIVEN = """
INSERT INTO promise_entry (id, county_code, promise_id, step, "on", text, person, role, actor_name, body, at)
SELECT id, county_code, id, 'give', (created_at AT TIME ZONE 'Asia/Shanghai')::date, text, '', 'system', '', '', created_at
FROM promise
"""

REFUSE = """
CREATE OR REPLACE FUNCTION refuse_history_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END;
$$
"""


def _allow(table: str, name: str, column: str, words: tuple[str, ...]) -> None:
    query = sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name")
    known = op.get_bind().execute(query, {"name": f"ck_{table}_{name}"}).scalar_one()
    values = sorted({*re.findall(r"'(\w+)'", known), *words})
    op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
    listed = ", ".join(f"'{value}'" for value in values)
    op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, f"{column} IN ({listed})")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    _create_question()
    _create_accountability()
    _create_accountability_evidence()
    _create_pressure_report()
    _create_promise()
    _create_ballot()
    _create_promise_entry()
    _pictures_of_promises()
    for each in WORDS:
        _allow(*each)
    op.execute(PROMISED)
    op.execute(GIVEN)
    op.execute(REFUSE)
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_history_change()"
        )


def _create_question() -> None:
    op.create_table(
        "question",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("deputy_id", sa.Uuid(), nullable=True),
        sa.Column("asked_by", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("answer", sqlmodel.sql.sqltypes.AutoString(length=4000), nullable=False),
        sa.Column("answered_by", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(answer = '') = (answered_at IS NULL)", name=op.f("ck_question_answered")),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_question_county_code")),
        sa.ForeignKeyConstraint(["deputy_id"], ["deputy.id"], name=op.f("fk_question_deputy_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_question_event_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_question_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
    )
    op.create_index("ix_question_event_id", "question", ["event_id"], unique=False)


def _create_accountability() -> None:
    op.create_table(
        "accountability",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "cause",
            sa.Enum(
                "overdue",
                "perfunctory",
                "pressure",
                "reprisal",
                "disclosure",
                name="accountabilitycause",
                native_enum=False,
                create_constraint=True,
                length=19,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "decided",
                "dismissed",
                name="accountabilitystate",
                native_enum=False,
                create_constraint=True,
                length=17,
            ),
            nullable=False,
        ),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("person", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("summary", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("measure", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("decided_by", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("basis", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'open') = (ended_at IS NULL)", name=op.f("ck_accountability_ended")),
        sa.CheckConstraint(
            "state <> 'decided' OR (measure <> '' AND decided_by <> '' AND decided_on IS NOT NULL AND basis <> '')",
            name=op.f("ck_accountability_decision"),
        ),
        sa.CheckConstraint("state <> 'dismissed' OR reason <> ''", name=op.f("ck_accountability_dismissal")),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_accountability_appointment_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_accountability_case_id")),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_accountability_county_code")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_accountability_office_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_accountability_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accountability")),
    )
    op.create_index(
        "ix_accountability_case_id",
        "accountability",
        ["case_id"],
        unique=False,
        postgresql_where=sa.text("case_id IS NOT NULL"),
    )
    op.create_index("ix_accountability_county_code_id", "accountability", ["county_code", "id"], unique=False)
    op.create_index("ix_accountability_office_id_id", "accountability", ["office_id", "id"], unique=False)
    op.create_index("ix_accountability_unit_id_id", "accountability", ["unit_id", "id"], unique=False)


def _create_accountability_evidence() -> None:
    op.create_table(
        "accountability_evidence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=False),
        sa.Column("accountability_id", sa.Uuid(), nullable=False),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(length=4000), nullable=False),
        sa.Column("source", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("entered_by", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["accountability_id"],
            ["accountability.id"],
            name=op.f("fk_accountability_evidence_accountability_id"),
        ),
        sa.ForeignKeyConstraint(
            ["county_code"], ["county.code"], name=op.f("fk_accountability_evidence_county_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accountability_evidence")),
    )
    op.create_index(
        "ix_accountability_evidence_accountability_id",
        "accountability_evidence",
        ["accountability_id"],
        unique=False,
    )


def _create_pressure_report() -> None:
    op.create_table(
        "pressure_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=False),
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
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
                name="role",
                native_enum=False,
                create_constraint=True,
                length=21,
            ),
            nullable=False,
        ),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("accountability_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_pressure_report_account_id")),
        sa.ForeignKeyConstraint(
            ["accountability_id"], ["accountability.id"], name=op.f("fk_pressure_report_accountability_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_pressure_report_case_id")),
        sa.ForeignKeyConstraint(
            ["county_code"], ["county.code"], name=op.f("fk_pressure_report_county_code")
        ),
        sa.ForeignKeyConstraint(
            ["evaluation_id"], ["evaluation.id"], name=op.f("fk_pressure_report_evaluation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pressure_report")),
    )
    op.create_index(
        "ix_pressure_report_county_code_id", "pressure_report", ["county_code", "id"], unique=False
    )
    op.create_index(
        "uq_pressure_report_accountability_id", "pressure_report", ["accountability_id"], unique=True
    )
    op.create_index("uq_pressure_report_evaluation_id", "pressure_report", ["evaluation_id"], unique=True)


def _create_promise() -> None:
    op.create_table(
        "promise",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "reply",
                "event",
                "plan",
                name="promisesource",
                native_enum=False,
                create_constraint=True,
                length=13,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "kept",
                "superseded",
                name="promisestate",
                native_enum=False,
                create_constraint=True,
                length=18,
            ),
            nullable=False,
        ),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("owner_name", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("person", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("first_due_on", sa.Date(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("reply_id", sa.Uuid(), nullable=True),
        sa.Column("round", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("station_id", sa.Uuid(), nullable=True),
        sa.Column("area_code", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("milestones", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("carried_over", sa.Integer(), nullable=False),
        sa.Column("revived", sa.Integer(), nullable=False),
        sa.Column("struck_off_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(source = 'plan') = (year IS NOT NULL)", name=op.f("ck_promise_of_year")),
        sa.CheckConstraint("(source = 'reply') = (reply_id IS NOT NULL)", name=op.f("ck_promise_of_reply")),
        sa.CheckConstraint("(source = 'reply') = (round IS NOT NULL)", name=op.f("ck_promise_of_round")),
        sa.CheckConstraint(
            "(state = 'kept') = (struck_off_at IS NOT NULL)", name=op.f("ck_promise_kept_when_struck_off")
        ),
        sa.CheckConstraint("source <> 'event' OR event_id IS NOT NULL", name=op.f("ck_promise_of_event")),
        sa.CheckConstraint("source <> 'reply' OR case_id IS NOT NULL", name=op.f("ck_promise_of_case")),
        sa.CheckConstraint("state <> 'superseded'", name=op.f("ck_promise_state_stored")),
        sa.CheckConstraint("unit_id IS NOT NULL OR owner_name <> ''", name=op.f("ck_promise_owned")),
        sa.CheckConstraint("carried_over >= 0 AND revived >= 0", name=op.f("ck_promise_counting")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_promise_case_id")),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_promise_county_code")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_promise_event_id")),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_promise_reply_id")),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_promise_station_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_promise_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
    )
    op.create_index(
        "ix_promise_case_id",
        "promise",
        ["case_id"],
        unique=False,
        postgresql_where=sa.text("case_id IS NOT NULL"),
    )
    op.create_index("ix_promise_county_code_id", "promise", ["county_code", "id"], unique=False)
    op.create_index(
        "ix_promise_event_id",
        "promise",
        ["event_id"],
        unique=False,
        postgresql_where=sa.text("event_id IS NOT NULL"),
    )
    op.create_index("ix_promise_station_id_id", "promise", ["station_id", "id"], unique=False)
    op.create_index("ix_promise_unit_id_id", "promise", ["unit_id", "id"], unique=False)
    op.create_index("uq_promise_reply_id", "promise", ["reply_id"], unique=True)


def _create_ballot() -> None:
    op.create_table(
        "ballot",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=False),
        sa.Column("promise_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("round", sa.Integer(), nullable=True),
        sa.Column("satisfied", sa.Integer(), nullable=False),
        sa.Column("basically", sa.Integer(), nullable=False),
        sa.Column("dissatisfied", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(case_id IS NULL) = (round IS NULL)", name=op.f("ck_ballot_of_round")),
        sa.CheckConstraint("(promise_id IS NULL) = (year IS NULL)", name=op.f("ck_ballot_of_year")),
        sa.CheckConstraint(
            "least(satisfied, basically, dissatisfied) >= 0 AND satisfied + basically + dissatisfied > 0",
            name=op.f("ck_ballot_votes"),
        ),
        sa.CheckConstraint("num_nonnulls(promise_id, case_id) = 1", name=op.f("ck_ballot_about_one")),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_ballot_appointment_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_ballot_case_id")),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_ballot_county_code")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_ballot_event_id")),
        sa.ForeignKeyConstraint(["promise_id"], ["promise.id"], name=op.f("fk_ballot_promise_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot")),
    )
    op.create_index(
        "ix_ballot_event_id",
        "ballot",
        ["event_id"],
        unique=False,
        postgresql_where=sa.text("event_id IS NOT NULL"),
    )
    op.create_index("uq_ballot_case_id_round", "ballot", ["case_id", "round"], unique=True)
    op.create_index("uq_ballot_promise_id_year", "ballot", ["promise_id", "year"], unique=True)


def _create_promise_entry() -> None:
    op.create_table(
        "promise_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=False),
        sa.Column("promise_id", sa.Uuid(), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "give",
                "prove",
                "check",
                "carry_over",
                "strike_off",
                "revive",
                "rate",
                name="promisestep",
                native_enum=False,
                create_constraint=True,
                length=18,
            ),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("person", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("from_due_on", sa.Date(), nullable=True),
        sa.Column("to_due_on", sa.Date(), nullable=True),
        sa.Column(
            "role",
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
                name="role",
                native_enum=False,
                create_constraint=True,
                length=21,
            ),
            nullable=False,
        ),
        sa.Column("appointment_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("body", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_promise_entry_appointment_id")
        ),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_promise_entry_county_code")),
        sa.ForeignKeyConstraint(["promise_id"], ["promise.id"], name=op.f("fk_promise_entry_promise_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise_entry")),
    )
    op.create_index("ix_promise_entry_promise_id", "promise_entry", ["promise_id"], unique=False)


def _pictures_of_promises() -> None:
    op.add_column("upload", sa.Column("promise_entry_id", sa.Uuid(), nullable=True))
    op.create_index(
        "ix_upload_promise_entry_id",
        "upload",
        ["promise_entry_id"],
        unique=False,
        postgresql_where=sa.text("promise_entry_id IS NOT NULL"),
    )
    op.create_foreign_key(
        op.f("fk_upload_promise_entry_id"), "upload", "promise_entry", ["promise_entry_id"], ["id"]
    )
    op.create_check_constraint(
        op.f("ck_upload_one_use"), "upload", "num_nonnulls(case_id, promise_entry_id) <= 1"
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("UPDATE event SET kind = 'meeting' WHERE kind = 'inquiry'")
    op.execute("UPDATE upload SET promise_entry_id = NULL WHERE promise_entry_id IS NOT NULL")
    op.drop_constraint(op.f("ck_upload_one_use"), "upload", type_="check")
    op.drop_constraint(op.f("fk_upload_promise_entry_id"), "upload", type_="foreignkey")
    op.drop_index(
        "ix_upload_promise_entry_id",
        table_name="upload",
        postgresql_where=sa.text("promise_entry_id IS NOT NULL"),
    )
    op.drop_column("upload", "promise_entry_id")
    op.drop_index("ix_promise_entry_promise_id", table_name="promise_entry")
    op.drop_table("promise_entry")
    op.drop_index("uq_ballot_promise_id_year", table_name="ballot")
    op.drop_index("uq_ballot_case_id_round", table_name="ballot")
    op.drop_index("ix_ballot_event_id", table_name="ballot", postgresql_where=sa.text("event_id IS NOT NULL"))
    op.drop_table("ballot")
    op.drop_index("uq_promise_reply_id", table_name="promise")
    op.drop_index("ix_promise_unit_id_id", table_name="promise")
    op.drop_index("ix_promise_station_id_id", table_name="promise")
    op.drop_index(
        "ix_promise_event_id", table_name="promise", postgresql_where=sa.text("event_id IS NOT NULL")
    )
    op.drop_index("ix_promise_county_code_id", table_name="promise")
    op.drop_index("ix_promise_case_id", table_name="promise", postgresql_where=sa.text("case_id IS NOT NULL"))
    op.drop_table("promise")
    op.drop_index("uq_pressure_report_evaluation_id", table_name="pressure_report")
    op.drop_index("uq_pressure_report_accountability_id", table_name="pressure_report")
    op.drop_index("ix_pressure_report_county_code_id", table_name="pressure_report")
    op.drop_table("pressure_report")
    op.drop_index("ix_accountability_evidence_accountability_id", table_name="accountability_evidence")
    op.drop_table("accountability_evidence")
    op.drop_index("ix_accountability_unit_id_id", table_name="accountability")
    op.drop_index("ix_accountability_office_id_id", table_name="accountability")
    op.drop_index("ix_accountability_county_code_id", table_name="accountability")
    op.drop_index(
        "ix_accountability_case_id",
        table_name="accountability",
        postgresql_where=sa.text("case_id IS NOT NULL"),
    )
    op.drop_table("accountability")
    op.drop_index("ix_question_event_id", table_name="question")
    op.drop_table("question")

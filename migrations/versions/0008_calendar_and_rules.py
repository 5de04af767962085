"""How time is counted: the calendar of each year with its notice, and the rules of the clocks."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

REMEMBERED = ("calendar_day", "calendar_notice", "clock_rule")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "calendar_notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("number", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("announced_on", sa.Date(), nullable=True),
        sa.Column("entered_by", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["county_code"], ["county.code"], name=op.f("fk_calendar_notice_county_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_notice")),
    )
    op.create_index(
        "uq_calendar_notice_county_code_year", "calendar_notice", ["county_code", "year"], unique=True
    )
    op.create_table(
        "clock_rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=False),
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
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "appeal",
                "enterprise",
                "suggestion",
                "opinion",
                "wish",
                "dispute",
                "review_item",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=19,
            ),
            nullable=True,
        ),
        sa.Column("category_code", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=True),
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
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "unit",
            sa.Enum(
                "working_hour",
                "hour",
                "working_day",
                "calendar_day",
                "month",
                name="unit",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("source", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("source <> ''", name=op.f("ck_clock_rule_has_source")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_clock_rule_counting")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_clock_rule_period")),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_clock_rule_county_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_rule")),
    )
    op.create_index(
        "uq_clock_rule_scope",
        "clock_rule",
        ["county_code", "clock", "kind", "category_code", "profile"],
        unique=True,
        postgresql_where="valid_to IS NULL",
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "calendar_day",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "holiday", "workday", name="daykind", native_enum=False, create_constraint=True, length=15
            ),
            nullable=False,
        ),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_calendar_day_county_code")),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["calendar_notice.id"], name=op.f("fk_calendar_day_notice_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_day")),
    )
    op.create_index("ix_calendar_day_notice_id", "calendar_day", ["notice_id"], unique=False)
    op.create_index("uq_calendar_day_county_code_day", "calendar_day", ["county_code", "day"], unique=True)
    for table in REMEMBERED:
        op.execute(
            f"CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION announce_directory()"
        )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_index("uq_calendar_day_county_code_day", table_name="calendar_day")
    op.drop_index("ix_calendar_day_notice_id", table_name="calendar_day")
    op.drop_table("calendar_day")
    op.drop_index(
        "uq_clock_rule_scope",
        table_name="clock_rule",
        postgresql_where="valid_to IS NULL",
        postgresql_nulls_not_distinct=True,
    )
    op.drop_table("clock_rule")
    op.drop_index("uq_calendar_notice_county_code_year", table_name="calendar_notice")
    op.drop_table("calendar_notice")

"""Figures kept by the worker: what each case counts for, and sums of it by day and month."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ADD_WAITS = """
CREATE FUNCTION add_waits(held bigint[], more bigint[]) RETURNS bigint[] LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(array_agg((code << 32) + number ORDER BY code), '{}') FROM (
        SELECT (each + 2147483648) >> 32 AS code, sum(each - (((each + 2147483648) >> 32) << 32))::bigint AS number
        FROM unnest(held || more) AS each GROUP BY 1
    ) AS counted WHERE number <> 0
$$
"""
"""Adds up what `app.domain.waits` packs: a code in the upper half of each number, how many there are in the lower."""
ALL_WAITS = "CREATE AGGREGATE all_waits(bigint[]) (sfunc = array_cat, stype = bigint[], initcond = '{}')"
"""One after the other, still to be added up."""
WAITS_OF = """
CREATE FUNCTION waits_of(held bigint[], low bigint, high bigint) RETURNS bigint[] LANGUAGE sql IMMUTABLE AS $$
    SELECT held[width_bucket(low - 1, held) + 1 : width_bucket(high - 1, held)]
$$
"""
"""Those from `low` up to but not with `high`: found by halves, since they stand in order."""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(ADD_WAITS)
    op.execute(ALL_WAITS)
    op.execute(WAITS_OF)
    op.create_table(
        "roll_up",
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Integer(), nullable=False),
        sa.Column("ended", sa.Integer(), nullable=False),
        sa.Column("handed", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("in_time", sa.Integer(), nullable=False),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.Column("untimed", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("resolved", sa.Integer(), nullable=False),
        sa.Column("satisfied", sa.Integer(), nullable=False),
        sa.Column("basically", sa.Integer(), nullable=False),
        sa.Column("dissatisfied", sa.Integer(), nullable=False),
        sa.Column("answered_once", sa.Integer(), nullable=False),
        sa.Column("redone", sa.Integer(), nullable=False),
        sa.Column("promised", sa.Integer(), nullable=False),
        sa.Column("kept_in_time", sa.Integer(), nullable=False),
        sa.Column("kept_late", sa.Integer(), nullable=False),
        sa.Column("superseded", sa.Integer(), nullable=False),
        sa.Column("waits", sa.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("county_code", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=False),
        sa.Column(
            "dimension",
            sa.Enum(
                "county",
                "town",
                "station",
                "unit",
                "committee",
                "deputy",
                "category",
                name="dimension",
                native_enum=False,
                create_constraint=True,
                length=17,
            ),
            nullable=False,
        ),
        sa.Column(
            "grain",
            sa.Enum("day", "month", name="grain", native_enum=False, create_constraint=True, length=13),
            nullable=False,
        ),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_roll_up_county_code")),
        sa.PrimaryKeyConstraint("county_code", "dimension", "grain", "since", "key", name=op.f("pk_roll_up")),
    )
    op.create_table(
        "case_fact",
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Integer(), nullable=False),
        sa.Column("ended", sa.Integer(), nullable=False),
        sa.Column("handed", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("in_time", sa.Integer(), nullable=False),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.Column("untimed", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("resolved", sa.Integer(), nullable=False),
        sa.Column("satisfied", sa.Integer(), nullable=False),
        sa.Column("basically", sa.Integer(), nullable=False),
        sa.Column("dissatisfied", sa.Integer(), nullable=False),
        sa.Column("answered_once", sa.Integer(), nullable=False),
        sa.Column("redone", sa.Integer(), nullable=False),
        sa.Column("promised", sa.Integer(), nullable=False),
        sa.Column("kept_in_time", sa.Integer(), nullable=False),
        sa.Column("kept_late", sa.Integer(), nullable=False),
        sa.Column("superseded", sa.Integer(), nullable=False),
        sa.Column("waits", sa.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("county_code", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
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
            nullable=False,
        ),
        sa.Column("town", sqlmodel.sql.sqltypes.AutoString(length=9), nullable=False),
        sa.Column("station_id", sa.Uuid(), nullable=False),
        sa.Column("deputy_id", sa.Uuid(), nullable=True),
        sa.Column("committee_id", sa.Uuid(), nullable=True),
        sa.Column("category_code", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("tallying", sa.Boolean(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("promise_due_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_case_fact_county_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_fact")),
    )
    op.create_index(
        "ix_case_fact_category_code_day", "case_fact", ["county_code", "category_code", "day"], unique=False
    )
    op.create_index(
        "ix_case_fact_committee_id_day",
        "case_fact",
        ["committee_id", "day"],
        unique=False,
        postgresql_where=sa.text("committee_id IS NOT NULL"),
    )
    op.create_index("ix_case_fact_county_code_day", "case_fact", ["county_code", "day"], unique=False)
    op.create_index(
        "ix_case_fact_deputy_id_day",
        "case_fact",
        ["deputy_id", "day"],
        unique=False,
        postgresql_where=sa.text("deputy_id IS NOT NULL"),
    )
    op.create_index(
        "ix_case_fact_due_at",
        "case_fact",
        ["county_code", "due_at"],
        unique=False,
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(
        "ix_case_fact_promise_due_on",
        "case_fact",
        ["county_code", "promise_due_on"],
        unique=False,
        postgresql_where=sa.text("promise_due_on IS NOT NULL"),
    )
    op.create_index("ix_case_fact_station_id_day", "case_fact", ["station_id", "day"], unique=False)
    op.create_index("ix_case_fact_town_day", "case_fact", ["county_code", "town", "day"], unique=False)
    op.create_index(
        "ix_case_fact_unit_id_day",
        "case_fact",
        ["unit_id", "day"],
        unique=False,
        postgresql_where=sa.text("unit_id IS NOT NULL"),
    )
    op.create_index(
        "uq_case_fact_case_id_unit_id",
        "case_fact",
        ["case_id", "unit_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("case_fact")
    op.drop_table("roll_up")
    op.execute("DROP FUNCTION waits_of(bigint[], bigint, bigint)")
    op.execute("DROP AGGREGATE all_waits(bigint[])")
    op.execute("DROP FUNCTION add_waits(bigint[], bigint[])")

"""How time is counted in a county: which days are worked, and how long things may take."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from app.domain.clocks import Unit
from app.domain.vocabulary import ClockName, ClockProfile, Kind
from app.domain.working_days import DayKind
from app.models.base import CountyRow, Versioned, moment, words


class CalendarNotice(Versioned, table=True):
    """By which notice the days of a year were announced. A correction of them is its next version."""

    __tablename__ = "calendar_notice"
    __table_args__ = (Index("uq_calendar_notice_county_code_year", "county_code", "year", unique=True),)

    year: int
    title: str = Field(max_length=120)
    number: str = Field(default="", max_length=60)
    announced_on: date | None = None
    entered_by: str = Field(max_length=40, description="the name of who entered it")
    entered_at: datetime = moment()


class CalendarDay(CountyRow, table=True):
    """A day that a notice makes rest, or work though it is a weekend."""

    __tablename__ = "calendar_day"
    __table_args__ = (
        Index("uq_calendar_day_county_code_day", "county_code", "day", unique=True),
        Index("ix_calendar_day_notice_id", "notice_id"),
    )

    notice_id: UUID = Field(foreign_key="calendar_notice.id")
    day: date
    kind: DayKind = words(DayKind)
    name: str = Field(default="", max_length=40, description="the festival")


class ClockRule(CountyRow, table=True):
    """How long something may take, and which law says so. Never edited: it ends, and another one takes its place.

    Without a kind or category it is for any; a category is that and all below it. Two of equal scope are never in force
    on one day (`services.clock_rules`); of two without an end the database refuses the second.
    """

    __tablename__ = "clock_rule"
    __table_args__ = (
        CheckConstraint("number >= 1", name="counting"),
        CheckConstraint("source <> ''", name="has_source"),
        CheckConstraint("valid_to >= valid_from", name="period"),
        Index(
            "uq_clock_rule_scope",
            *("county_code", "clock", "kind", "category_code", "profile"),
            unique=True,
            postgresql_where="valid_to IS NULL",
            postgresql_nulls_not_distinct=True,
        ),
    )

    clock: ClockName = words(ClockName)
    kind: Kind | None = words(Kind, default=None, nullable=True)
    category_code: str | None = Field(default=None, max_length=60)
    profile: ClockProfile = words(ClockProfile, default=ClockProfile.PLAIN)
    number: int
    unit: Unit = words(Unit)
    source: str = Field(max_length=300, description="the text of the law")
    valid_from: date
    valid_to: date | None = Field(default=None, description="its last day")

"""How time is counted in a county: which days are worked, and how long things may take."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Computed, DateTime, Index, String, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from app.domain.clocks import Unit
from app.domain.vocabulary import ClockName, ClockProfile, DeskLevel, Kind, Line, Supervisor
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


class LineRule(CountyRow, table=True):
    """When a running clock turns yellow, red …, and who supervises from then on. Never edited, like a clock rule.

    `share_left` is a percentage of the time; `days` are working days that are left, or for the lines beyond the due
    moment, by which it is overdue. Where both are given the later moment counts.
    """

    __tablename__ = "line_rule"
    __table_args__ = (
        CheckConstraint("source <> ''", name="has_source"),
        CheckConstraint("share_left BETWEEN 1 AND 99", name="percentage"),
        CheckConstraint("days BETWEEN 0 AND 250", name="counting"),
        CheckConstraint("valid_to >= valid_from", name="period"),
        Index(
            "uq_line_rule_scope",
            *("county_code", "line", "level"),
            unique=True,
            postgresql_where="valid_to IS NULL",
        ),
    )

    line: Line = words(Line)
    level: DeskLevel = words(DeskLevel)
    share_left: int | None = None
    days: int | None = None
    supervisor: Supervisor | None = words(Supervisor, default=None, nullable=True)
    source: str = Field(max_length=200)
    valid_from: date
    valid_to: date | None = Field(default=None, description="the last day on which it is in force")


class CaseClock(CountyRow, table=True):
    """A clock of a case, or of one of its hand-overs, with the rule that it was given and what follows from it.

    `due_at` is the last moment; while it stands still (`paused_at`), as if it did not. `lines` and `line_at` go
    together, in order of time; `crossed` of them are behind it. The database computes `next_at`: the moment of the
    next one, while the clock runs.
    """

    __tablename__ = "case_clock"
    __table_args__ = (
        Index("ix_case_clock_case_id", "case_id"),
        Index(
            "uq_case_clock_running",
            *("case_id", "name", "assignment_id"),
            unique=True,
            postgresql_where=text("stopped_at IS NULL"),
            postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint("stopped_at >= started_at", name="forwards"),
        CheckConstraint("(name = 'promise') = (rule_id IS NULL)", name="has_rule"),
        CheckConstraint("cardinality(lines) = cardinality(line_at)", name="pairs"),
        CheckConstraint("crossed BETWEEN 0 AND cardinality(lines)", name="within"),
    )

    case_id: UUID = Field(foreign_key="case.id")
    assignment_id: UUID | None = Field(default=None, foreign_key="assignment.id")
    name: ClockName = words(ClockName)
    round: int
    rule_id: UUID | None = Field(default=None, foreign_key="clock_rule.id")
    started_at: datetime = moment()
    due_at: datetime = moment()
    provisional: bool = False
    paused_at: datetime | None = moment(default=None, nullable=True)
    asked_at: datetime | None = moment(default=None, nullable=True)
    granted_at: datetime | None = moment(default=None, nullable=True)
    extended_until: date | None = None
    stopped_at: datetime | None = moment(default=None, nullable=True)
    lines: list[str] = Field(sa_type=ARRAY(String(20)), default_factory=list)
    line_at: list[datetime] = Field(sa_type=ARRAY(DateTime(timezone=True)), default_factory=list)
    crossed: int = 0


# Not mapped: only ever searched, by the sweep.
CaseClock.__table__.append_column(  # type: ignore[attr-defined]
    Column(
        "next_at",
        DateTime(timezone=True),
        Computed(
            "CASE WHEN stopped_at IS NULL AND paused_at IS NULL THEN line_at[crossed + 1] END", persisted=True
        ),
        nullable=True,
    )
)
Index("ix_case_clock_next_at", CaseClock.__table__.c.next_at, postgresql_where=text("next_at IS NOT NULL"))  # type: ignore[attr-defined]

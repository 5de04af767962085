"""A promise 承诺 with all that happened to it, and how what was done is rated on the spot 测评."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from app.domain.vocabulary import PromiseSource, PromiseState, PromiseStep, Role
from app.models.base import CountyRow, Json, Versioned, listed, moment, words


class Promise(Versioned, table=True):
    """Who will have done what by when. `first_due_on` never changes; `due_on` does when it is carried over or revived.

    Whether a new answer took its place is not stored: it follows from the rounds of its case (`services.promises`).
    """

    __table_args__ = (
        CheckConstraint("unit_id IS NOT NULL OR owner_name <> ''", name="owned"),
        CheckConstraint("(source = 'reply') = (reply_id IS NOT NULL)", name="of_reply"),
        CheckConstraint("(source = 'reply') = (round IS NOT NULL)", name="of_round"),
        CheckConstraint("source <> 'reply' OR case_id IS NOT NULL", name="of_case"),
        CheckConstraint("source <> 'event' OR event_id IS NOT NULL", name="of_event"),
        CheckConstraint("(source = 'plan') = (year IS NOT NULL)", name="of_year"),
        CheckConstraint("state <> 'superseded'", name="state_stored"),
        CheckConstraint("(state = 'kept') = (struck_off_at IS NOT NULL)", name="kept_when_struck_off"),
        CheckConstraint("carried_over >= 0 AND revived >= 0", name="counting"),
        Index("ix_promise_county_code_id", "county_code", "id"),
        Index("ix_promise_unit_id_id", "unit_id", "id"),
        Index("ix_promise_station_id_id", "station_id", "id"),
        Index("ix_promise_case_id", "case_id", postgresql_where=text("case_id IS NOT NULL")),
        Index("ix_promise_event_id", "event_id", postgresql_where=text("event_id IS NOT NULL")),
        Index("uq_promise_reply_id", "reply_id", unique=True),
    )

    source: PromiseSource = words(PromiseSource)
    state: PromiseState = words(PromiseState, default=PromiseState.OPEN)
    unit_id: UUID | None = Field(default=None, foreign_key="unit.id")
    owner_name: str = Field(default="", max_length=120, description="who promised, if no unit of the county")
    person: str = Field(default="", max_length=120)
    text: str = Field(max_length=2000)
    due_on: date
    first_due_on: date
    case_id: UUID | None = Field(default=None, foreign_key="case.id")
    reply_id: UUID | None = Field(default=None, foreign_key="reply.id")
    round: int | None = None
    event_id: UUID | None = Field(default=None, foreign_key="event.id")
    station_id: UUID | None = Field(default=None, foreign_key="station.id")
    area_code: str = Field(max_length=12)
    year: int | None = None
    milestones: list[Json] = listed(description="{name, due_on, done_on}")
    carried_over: int = Field(default=0, description="how many times")
    revived: int = Field(default=0, description="how many times")
    struck_off_at: datetime | None = moment(default=None, nullable=True)
    created_at: datetime = moment()


class PromiseEntry(CountyRow, table=True):
    """One thing that happened to a promise, and by whom. Never changed."""

    __tablename__ = "promise_entry"
    __table_args__ = (Index("ix_promise_entry_promise_id", "promise_id"),)

    promise_id: UUID = Field(foreign_key="promise.id")
    step: PromiseStep = words(PromiseStep)
    on: date
    text: str = Field(default="", max_length=2000)
    person: str = Field(default="", max_length=40, description="who checked, if it was not who wrote it down")
    from_due_on: date | None = None
    to_due_on: date | None = None
    role: Role = words(Role)
    appointment_id: UUID | None = Field(default=None, foreign_key="appointment.id")
    actor_name: str = Field(default="", max_length=120)
    body: str = Field(default="", max_length=120)
    at: datetime = moment()


class Ballot(CountyRow, table=True):
    """What those present at a meeting thought of it, counted: of a promise once a year, of a case once a round."""

    __table_args__ = (
        CheckConstraint("num_nonnulls(promise_id, case_id) = 1", name="about_one"),
        CheckConstraint("(promise_id IS NULL) = (year IS NULL)", name="of_year"),
        CheckConstraint("(case_id IS NULL) = (round IS NULL)", name="of_round"),
        CheckConstraint(
            "least(satisfied, basically, dissatisfied) >= 0 AND satisfied + basically + dissatisfied > 0",
            name="votes",
        ),
        Index("uq_ballot_promise_id_year", "promise_id", "year", unique=True),
        Index("uq_ballot_case_id_round", "case_id", "round", unique=True),
        Index("ix_ballot_event_id", "event_id", postgresql_where=text("event_id IS NOT NULL")),
    )

    promise_id: UUID | None = Field(default=None, foreign_key="promise.id")
    case_id: UUID | None = Field(default=None, foreign_key="case.id")
    event_id: UUID | None = Field(default=None, foreign_key="event.id")
    year: int | None = None
    round: int | None = None
    satisfied: int
    basically: int
    dissatisfied: int
    held_on: date
    appointment_id: UUID | None = Field(default=None, foreign_key="appointment.id")
    created_at: datetime = moment()

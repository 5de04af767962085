"""An event 活动: anything that happens at a time and place, with its roster; matters come from it or go to it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from app.domain.vocabulary import EventKind, EventStatus
from app.models.base import CountyRow, Versioned, listed, moment, words


class Event(Versioned, table=True):
    """A reception day, a head's visit, a talk, a lecture. What was said becomes cases that name it."""

    __table_args__ = (
        CheckConstraint("num_nonnulls(station_id, office_id) >= 1", name="has_host"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("people >= 0 AND questions >= 0", name="counting"),
        Index("ix_event_county_code_starts_at", "county_code", "starts_at"),
        Index("ix_event_station_id_starts_at", "station_id", "starts_at"),
    )

    kind: EventKind = words(EventKind)
    status: EventStatus = words(EventStatus, default=EventStatus.PLANNED)
    title: str = Field(max_length=80)
    place: str = Field(default="", max_length=200)
    station_id: UUID | None = Field(default=None, foreign_key="station.id")
    office_id: UUID | None = Field(default=None, foreign_key="office.id")
    group_id: UUID | None = Field(default=None, foreign_key="deputy_group.id", index=True)
    preset: str = Field(default="", max_length=40)
    modes: list[str] = listed(description="how it is held: on site, moving, fixed …")
    plan: str = Field(default="", max_length=2000)
    summary: str = Field(default="", max_length=4000)
    people: int = Field(default=0, description="person-times 人次 received or served")
    questions: int = 0
    starts_at: datetime = moment()
    ends_at: datetime = moment()
    created_by_id: UUID | None = Field(default=None, foreign_key="appointment.id")
    created_at: datetime = moment()


class EventPerson(CountyRow, table=True):
    """Somebody on the roster: a deputy, a unit's head, or a named guest."""

    __tablename__ = "event_person"
    __table_args__ = (
        CheckConstraint("deputy_id IS NOT NULL OR name <> ''", name="named"),
        Index("uq_event_person_event_id_deputy_id", "event_id", "deputy_id", unique=True),
    )

    event_id: UUID = Field(foreign_key="event.id")
    deputy_id: UUID | None = Field(default=None, foreign_key="deputy.id", index=True)
    unit_id: UUID | None = Field(default=None, foreign_key="unit.id")
    name: str = Field(default="", max_length=40)
    part: str = Field(default="", max_length=40, description="in which part: host, expert, voter …")
    attended: bool | None = None

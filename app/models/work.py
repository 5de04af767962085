"""Work at size: lists that hand over many cases, meetings that decide, rules that route, filters that were kept."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from app.domain.vocabulary import Role, ShortlistDecision, Status, WorkOutcome
from app.models.base import CountyRow, Json, Versioned, document, listed, moment, words


class Batch(Versioned, table=True):
    """A handover list 交办清单: prepared, then handed over whole, and received by each unit as one."""

    __table_args__ = (Index("uq_batch_county_code_number", "county_code", "number", unique=True),)

    number: str = Field(max_length=40)
    title: str = Field(max_length=80)
    meeting: str = Field(default="", max_length=120)
    met_on: date | None = None
    office_id: UUID = Field(foreign_key="office.id", index=True)
    appointment_id: UUID = Field(foreign_key="appointment.id")
    created_at: datetime = moment()
    handed_over_at: datetime | None = moment(default=None, nullable=True)


class BatchItem(CountyRow, table=True):
    """One case on a list, with how it is to be handed over.

    `case_id` is what somebody wrote down: not a key, so that a list neither tells which cases exist nor waits for them.
    """

    __tablename__ = "batch_item"
    __table_args__ = (
        Index("uq_batch_item_batch_id_case_id", "batch_id", "case_id", unique=True),
        Index("uq_batch_item_batch_id_position", "batch_id", "position", unique=True),
        CheckConstraint("position >= 1", name="counting"),
    )

    batch_id: UUID = Field(foreign_key="batch.id")
    case_id: UUID = Field(index=True)
    position: int
    form: Json = document(description="the fields of the dispatch action, without version")


class Shortlist(CountyRow, table=True):
    """A meeting that decided which matters are sent up: who sat, when, and what became of each."""

    __table_args__ = (Index("ix_shortlist_county_code_id", "county_code", "id"),)

    meeting: str = Field(max_length=120)
    held_on: date
    deciders: list[Json] = listed(description="who decided: {name, capacity}")
    station_id: UUID | None = Field(default=None, foreign_key="station.id")
    office_id: UUID | None = Field(default=None, foreign_key="office.id")
    event_id: UUID | None = Field(default=None, foreign_key="event.id")
    appointment_id: UUID = Field(foreign_key="appointment.id")
    created_at: datetime = moment()


class ShortlistItem(CountyRow, table=True):
    """What was decided of one case, and why."""

    __tablename__ = "shortlist_item"
    __table_args__ = (
        Index("uq_shortlist_item_shortlist_id_case_id", "shortlist_id", "case_id", unique=True),
    )

    shortlist_id: UUID = Field(foreign_key="shortlist.id")
    case_id: UUID = Field(foreign_key="case.id", index=True)
    decision: ShortlistDecision = words(ShortlistDecision)
    reason: str = Field(default="", max_length=300)


class RoutingRule(Versioned, table=True):
    """One of an ordered list; the first that fits a new case says where it should go. Empty conditions fit all."""

    __tablename__ = "routing_rule"
    __table_args__ = (
        CheckConstraint("num_nonnulls(unit_id, office_id, to_station_id) = 1", name="one_target"),
        CheckConstraint("to_station_id <> station_id", name="not_to_itself"),
        CheckConstraint("active = (off_at IS NULL)", name="off_when"),
        Index("ix_routing_rule_county_code_position", "county_code", "position"),
    )

    name: str = Field(max_length=60)
    position: int
    kinds: list[str] = listed(description="words of Kind; none: all")
    category_code: str | None = Field(default=None, max_length=60)
    area_code: str | None = Field(default=None, max_length=12)
    station_id: UUID | None = Field(default=None, foreign_key="station.id", description="where it came in")
    words: list[str] = listed(description="one of them stands in title or text; none: any text")
    unit_id: UUID | None = Field(default=None, foreign_key="unit.id", index=True)
    office_id: UUID | None = Field(default=None, foreign_key="office.id", index=True)
    to_station_id: UUID | None = Field(default=None, foreign_key="station.id", index=True)
    reason: str = Field(max_length=200)
    active: bool = True
    off_at: datetime | None = moment(default=None, nullable=True)
    off_reason: str = Field(default="", max_length=200)


class SavedFilter(Versioned, table=True):
    """A list somebody looks at again and again: the query parameters of the inbox under a name."""

    __tablename__ = "saved_filter"
    __table_args__ = (Index("uq_saved_filter_appointment_id_name", "appointment_id", "name", unique=True),)

    appointment_id: UUID = Field(foreign_key="appointment.id")
    name: str = Field(max_length=40)
    query: Json = document(default_factory=dict)


class WorkLink(CountyRow, table=True):
    """A way for somebody without an account to answer once. The token itself is never stored."""

    __tablename__ = "work_link"
    __table_args__ = (
        Index("uq_work_link_digest", "digest", unique=True),
        Index("ix_work_link_case_id", "case_id"),
        CheckConstraint("(answered_at IS NULL) = (outcome IS NULL)", name="answer_has_outcome"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name="withdrawn_by_whom"),
        CheckConstraint("num_nonnulls(answered_at, withdrawn_at) <= 1", name="one_end"),
    )

    case_id: UUID = Field(foreign_key="case.id")
    assignment_id: UUID | None = Field(default=None, foreign_key="assignment.id")
    digest: str = Field(max_length=64)
    recipient: str = Field(max_length=80, description="as what the outsider is known; no telephone number")
    task: str = Field(max_length=500)
    shows_photos: bool = True
    status: Status = words(Status, description="where the case stood once the link was made")
    version: int = Field(description="the version of the entry of the timeline by which the link was made")
    asked_role: Role = words(Role, check="asked_role")
    appointment_id: UUID = Field(foreign_key="appointment.id")
    created_at: datetime = moment()
    expires_at: datetime = moment()
    withdrawn_at: datetime | None = moment(default=None, nullable=True)
    withdrawn_by_id: UUID | None = Field(default=None, foreign_key="appointment.id")
    answered_at: datetime | None = moment(default=None, nullable=True)
    outcome: WorkOutcome | None = words(WorkOutcome, default=None, nullable=True)
    answer: str = Field(default="", max_length=2000)
    answered_by: str = Field(default="", max_length=40, description="who came; never in the timeline")
    late: bool = Field(default=False, description="the case had moved on: kept, and moved nothing")

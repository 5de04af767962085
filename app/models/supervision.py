"""Orders of supervision, topics that are looked into as a whole, and figures that raise alarm."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Numeric, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from app.domain.vocabulary import Direction, EvidenceKind, OrderKind, Supervisor
from app.models.base import CountyRow, Json, Versioned, listed, moment, words


def _figure(whole: int = 14, fraction: int = 4, **options: Any) -> Any:
    return Field(sa_type=Numeric(whole, fraction), **options)


def _paper(**options: Any) -> Any:
    """A document, or none: SQL NULL, which a CHECK sees, and not the JSON word."""
    return Field(sa_type=JSONB(none_as_null=True), default=None, nullable=True, **options)


class Supervision(Versioned, table=True):
    """An order 督办单: about a case or a topic, to a unit, a station or an organ, answered by it and closed by others.

    A key order 重点督办 is to nobody by name: it follows the case to whoever answers for it.
    Without an appointment it was issued by a rule, for the entry of the timeline `event_id`: once, however often that
    entry is delivered. `office_id` is the organ that watches over it.
    """

    __table_args__ = (
        Index("uq_supervision_number", "number", unique=True),
        Index(
            "uq_supervision_event_id_unit_id",
            "event_id",
            "unit_id",
            unique=True,
            postgresql_where=text("event_id IS NOT NULL"),
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_supervision_county_code_id", "county_code", "id"),
        Index("ix_supervision_case_id", "case_id"),
        Index("ix_supervision_topic_id", "topic_id", postgresql_where=text("topic_id IS NOT NULL")),
        Index("ix_supervision_unit_id_id", "unit_id", "id"),
        CheckConstraint("num_nonnulls(case_id, topic_id) = 1", name="one_matter"),
        CheckConstraint("(kind = 'topic') = (topic_id IS NOT NULL)", name="topic_order"),
        CheckConstraint("num_nonnulls(unit_id, station_id, desk_id) <= 1", name="one_addressee"),
        CheckConstraint("(answered_at IS NULL) = (answer = '')", name="answer_is_dated"),
        CheckConstraint("(closed_at IS NULL) = (finding = '')", name="closed_with_finding"),
        CheckConstraint("fulfilled IS NULL OR closed_at IS NOT NULL", name="judged_at_the_end"),
    )

    number: str = Field(max_length=24)
    kind: OrderKind = words(OrderKind)
    case_id: UUID | None = Field(default=None, foreign_key="case.id")
    topic_id: UUID | None = Field(default=None, foreign_key="topic.id")
    assignment_id: UUID | None = Field(default=None, foreign_key="assignment.id")
    event_id: UUID | None = Field(default=None, foreign_key="case_event.id")
    unit_id: UUID | None = Field(default=None, foreign_key="unit.id")
    station_id: UUID | None = Field(default=None, foreign_key="station.id")
    desk_id: UUID | None = Field(default=None, foreign_key="office.id", description="the organ ordered")
    office_id: UUID | None = Field(default=None, foreign_key="office.id")
    supervisor: Supervisor | None = words(Supervisor, default=None, nullable=True)
    leader: str = Field(default="", max_length=40)
    appointment_id: UUID | None = Field(default=None, foreign_key="appointment.id")
    issuer_name: str = Field(max_length=120)
    issuer_body: str = Field(max_length=120)
    cause: str = Field(default="", max_length=1000)
    text: str = Field(max_length=2000)
    person: str = Field(default="", max_length=80, description="who was called in for a talk")
    held_on: date | None = Field(default=None, description="when the talk or the meeting was held")
    due_on: date | None = None
    milestones: list[Json] = listed(description="{title, due_on, done_on, proof}")
    created_at: datetime = moment()
    answer: str = Field(default="", max_length=2000)
    answered_by: str = Field(default="", max_length=120)
    answered_by_id: UUID | None = Field(default=None, foreign_key="appointment.id")
    answered_at: datetime | None = moment(default=None, nullable=True)
    finding: str = Field(default="", max_length=2000)
    fulfilled: bool | None = Field(
        default=None, description="whether what was ordered was done; None: it lapsed"
    )
    closed_by: str = Field(default="", max_length=120)
    closed_at: datetime | None = moment(default=None, nullable=True)


class Topic(Versioned, table=True):
    """A matter of many 专项监督: looked into openly and secretly, reported on, and followed up to a result."""

    __table_args__ = (
        Index("uq_topic_number", "number", unique=True),
        Index("ix_topic_county_code_id", "county_code", "id"),
        CheckConstraint("(report IS NULL) = (reported_on IS NULL)", name="report_is_dated"),
        CheckConstraint("(closed_at IS NULL) = (result IS NULL)", name="closed_with_result"),
        CheckConstraint("result IS NULL OR report IS NOT NULL", name="report_before_result"),
    )

    number: str = Field(max_length=24)
    title: str = Field(max_length=80)
    reason: str = Field(max_length=1000)
    leader: str = Field(default="", max_length=40)
    area_code: str = Field(max_length=12)
    category_code: str | None = Field(default=None, max_length=60)
    office_id: UUID = Field(foreign_key="office.id")
    appointment_id: UUID = Field(foreign_key="appointment.id")
    created_at: datetime = moment()
    report: Json | None = _paper(description="{title, text, delivered_to}")
    reported_on: date | None = None
    result: Json | None = _paper(description="{text, amount_yuan, figures}")
    closed_at: datetime | None = moment(default=None, nullable=True)


class TopicEvidence(CountyRow, table=True):
    """What was found on one visit, in one talk or document. Never edited: who was wrong enters another."""

    __tablename__ = "topic_evidence"
    __table_args__ = (Index("ix_topic_evidence_topic_id_id", "topic_id", "id"),)

    topic_id: UUID = Field(foreign_key="topic.id")
    kind: EvidenceKind = words(EvidenceKind)
    held_on: date
    place: str = Field(default="", max_length=120)
    people: str = Field(default="", max_length=300)
    deputies: int = Field(default=0, description="how many deputies took part")
    text: str = Field(max_length=2000)
    entered_by: str = Field(max_length=120)
    created_at: datetime = moment()


class TopicCase(CountyRow, table=True):
    """A case that belongs to a topic."""

    __tablename__ = "topic_case"
    __table_args__ = (
        Index("uq_topic_case_topic_id_case_id", "topic_id", "case_id", unique=True),
        Index("ix_topic_case_case_id", "case_id"),
    )

    topic_id: UUID = Field(foreign_key="topic.id")
    case_id: UUID = Field(foreign_key="case.id")


class Indicator(Versioned, table=True):
    """A figure that is watched 预算联网监督: beyond its threshold it raises alarm."""

    __table_args__ = (Index("uq_indicator_county_code_name", "county_code", "name", unique=True),)

    name: str = Field(max_length=60)
    measure: str = Field(max_length=20, description="what it is counted in: %, 万元 …")
    direction: Direction = words(Direction)
    threshold: Decimal = _figure()
    unit_id: UUID = Field(foreign_key="unit.id", description="who answers for it")
    category_code: str | None = Field(default=None, max_length=60)
    area_code: str = Field(max_length=12)
    source: str = Field(max_length=200, description="where the figures come from")
    active: bool = True


class Reading(CountyRow, table=True):
    """What an indicator showed of one subject (a project, a fund) on a day. One a day."""

    __table_args__ = (
        Index("uq_reading_indicator_subject_day", "indicator_id", "subject", "read_on", unique=True),
    )

    indicator_id: UUID = Field(foreign_key="indicator.id")
    subject: str = Field(max_length=120)
    value: Decimal = _figure()
    read_on: date
    note: str = Field(default="", max_length=300)
    entered_by: str = Field(max_length=120)
    created_at: datetime = moment()


class Alert(Versioned, table=True):
    """A reading beyond the threshold as it was then. It becomes a case or is dismissed, and has an outcome.

    Of one subject of an indicator at most one is neither dismissed nor settled.
    """

    __table_args__ = (
        Index("uq_alert_reading_id", "reading_id", unique=True),
        Index(
            "uq_alert_unsettled",
            "indicator_id",
            "subject",
            unique=True,
            postgresql_where=text("dismissed = '' AND outcome = ''"),
        ),
        Index("ix_alert_county_code_id", "county_code", "id"),
        Index("uq_alert_case_id", "case_id", unique=True),
        CheckConstraint("case_id IS NULL OR dismissed = ''", name="one_way"),
        CheckConstraint("(case_id IS NULL AND dismissed = '') = (decided_at IS NULL)", name="decided_when"),
        CheckConstraint("(outcome = '') = (settled_at IS NULL)", name="outcome_is_dated"),
        CheckConstraint("outcome = '' OR case_id IS NOT NULL", name="outcome_of_a_case"),
    )

    indicator_id: UUID = Field(foreign_key="indicator.id")
    reading_id: UUID = Field(foreign_key="reading.id")
    subject: str = Field(max_length=120)
    value: Decimal = _figure()
    threshold: Decimal = _figure()
    raised_at: datetime = moment()
    case_id: UUID | None = Field(default=None, foreign_key="case.id")
    dismissed: str = Field(default="", max_length=500, description="why it came to nothing")
    decided_by: str = Field(default="", max_length=120)
    decided_at: datetime | None = moment(default=None, nullable=True)
    outcome: str = Field(default="", max_length=1000)
    amount_yuan: Decimal | None = _figure(14, 2, default=None, nullable=True, description="called back")
    settled_by: str = Field(default="", max_length=120)
    settled_at: datetime | None = moment(default=None, nullable=True)

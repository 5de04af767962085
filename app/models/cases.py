"""A case 事项, its append-only timeline, and the people attached to it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Computed, Index, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field

from app.domain.vocabulary import (
    Action,
    Audience,
    Channel,
    Colour,
    ConversionKind,
    DeskLevel,
    Kind,
    Quality,
    Role,
    Status,
    Visibility,
)
from app.models.base import CountyRow, Json, document, listed, moment, words


def _narrowed(column: str, seldom: str | None = None) -> list[Index]:
    """For lists of one place that are narrowed by `column`, where it is not what nearly all cases have."""
    places: dict[str, Any] = {
        "county": "county_code",
        "town": text('"left"(area_code, 9)'),
        "station": "station_id",
    }
    where: dict[str, Any] = {"postgresql_where": text(seldom)} if seldom else {}
    what = column.removesuffix("_code")
    return [Index(f"ix_case_{name}_{what}_id", key, column, "id", **where) for name, key in places.items()]


_SELDOM = ("committee_id", "external_system_id", "claimer_id", "party_unit_id", "event_id", "drafted_by_id")
"""What most cases have not: the index keeps only those that do."""


class Case(CountyRow, table=True):
    """One matter. Only `services.transitions.settle` assigns `status`; overlays change without moving it."""

    __tablename__ = "case"
    __table_args__ = (
        # lists are read in the order of an index: by place, and by place and status (services/list_sources.py)
        Index("ix_case_county_code_id", "county_code", "id"),
        Index("ix_case_county_code_status_id", "county_code", "status", "id"),
        Index("ix_case_town_id", text('"left"(area_code, 9)'), "id"),
        Index("ix_case_town_status_id", text('"left"(area_code, 9)'), "status", "id"),
        Index("ix_case_station_id_id", "station_id", "id"),
        Index("ix_case_station_id_status_id", "station_id", "status", "id"),
        Index("ix_case_number_tail", text('"right"(number, 6)')),
        *_narrowed("category_code"),
        *_narrowed("kind", "kind <> 'appeal'"),
        *_narrowed("channel", "channel <> 'scan'"),
        *_narrowed("colour", "colour <> 'green'"),
        Index("ix_case_key_id", "county_code", "id", postgresql_where=text("key")),
        Index("ix_case_redo_asked_id", "county_code", "id", postgresql_where=text("redo_asked")),
        Index("ix_case_in_session_id", "county_code", "id", postgresql_where=text("in_session")),
        *(
            Index(f"ix_case_{name}", name, "id", postgresql_where=text(f"{name} IS NOT NULL"))
            for name in _SELDOM
        ),
        Index("ix_case_deputy_id_id", "deputy_id", "id"),
        Index("ix_case_submitter_id_id", "submitter_id", "id"),
        Index(
            "ix_case_master_case_id", "master_case_id", postgresql_where=text("master_case_id IS NOT NULL")
        ),
        Index(
            "ix_case_pool",
            "county_code",
            "id",
            postgresql_where=text(
                "status = 'pending_dispatch' AND level = 'county' AND committee_id IS NULL"
            ),
        ),
        Index(
            "ix_case_position",
            "county_code",
            "lat",
            "lng",
            postgresql_where=text("lat IS NOT NULL"),
        ),
        Index(
            "ix_case_entry_phone",
            "county_code",
            "contact_phone",
            postgresql_where=text("submitter_id IS NULL AND contact_phone <> ''"),
        ),
        Index(
            "ix_case_origin_station_id",
            "origin_station_id",
            postgresql_where=text("origin_station_id IS NOT NULL"),
        ),
        CheckConstraint("(status = 'merged') = (master_case_id IS NOT NULL)", name="merged_has_master"),
        CheckConstraint("master_case_id <> id", name="not_own_master"),
        CheckConstraint("round >= 1 AND version >= 1", name="counting"),
        CheckConstraint(
            "NOT anonymous OR (contact_phone = '' AND contact_name = '')", name="anonymous_means_it"
        ),
    )

    number: str = Field(max_length=24, unique=True)
    check_code: str = Field(max_length=8)
    kind: Kind = words(Kind)
    channel: Channel = words(Channel)
    status: Status = words(Status)
    round: int = 1
    version: int = 1
    title: str = Field(max_length=80)
    text: str = Field(default="", max_length=4000)
    redacted_text: str | None = Field(default=None, max_length=4000)
    category_code: str | None = Field(default=None, max_length=60)
    area_code: str = Field(max_length=12)
    place: str = Field(default="", max_length=200)
    lat: float | None = None
    lng: float | None = None

    code_id: UUID | None = Field(default=None, foreign_key="code.id")
    event_id: UUID | None = Field(default=None, foreign_key="event.id")
    preset: str = Field(default="", max_length=40)
    station_id: UUID = Field(foreign_key="station.id")
    origin_station_id: UUID | None = Field(
        default=None, foreign_key="station.id", description="where it came in, if a rule sent it elsewhere"
    )
    deputy_id: UUID | None = Field(default=None, foreign_key="deputy.id")
    submitter_id: UUID | None = Field(default=None, foreign_key="account.id")
    anonymous: bool = False
    contact_name: str = Field(default="", max_length=40)
    contact_phone: str = Field(default="", max_length=30)
    firm_name: str = Field(default="", max_length=80)
    visibility: Visibility = words(Visibility)
    proxy_consent: str | None = Field(default=None, max_length=300)
    drafted_by_id: UUID | None = Field(
        default=None, foreign_key="appointment.id", description="the helper who wrote it for its deputy"
    )

    level: DeskLevel = words(DeskLevel, default=DeskLevel.TOWN)
    sealed: bool = False
    accused_unit_id: UUID | None = Field(default=None, foreign_key="unit.id")
    accused_deputy_id: UUID | None = Field(default=None, foreign_key="deputy.id")
    committee_id: UUID | None = Field(default=None, foreign_key="office.id")
    field_id: UUID | None = Field(
        default=None,
        foreign_key="office.id",
        description="the committee in whose pool it waits to be claimed",
    )
    rule_id: UUID | None = Field(default=None, foreign_key="routing_rule.id")
    route_reason: str = Field(default="", max_length=200)
    proposed_unit_id: UUID | None = Field(default=None, foreign_key="unit.id")
    external_system_id: UUID | None = Field(default=None, foreign_key="external_system.id")
    external_number: str = Field(default="", max_length=60)
    claimer_id: UUID | None = Field(default=None, foreign_key="account.id")
    party_unit_id: UUID | None = Field(default=None, foreign_key="unit.id")
    parties: Json = document(default_factory=dict)
    master_case_id: UUID | None = Field(default=None, foreign_key="case.id")
    double_evaluation: bool = False
    talk_required: bool = False
    talk_with: list[str] = listed(description="roles that each unit must have met before it replies")
    in_session: bool = Field(default=False, description="raised while the congress sat 会上")
    disputants: list[Json] = listed(description="of a dispute: {name, capacity, phone}")
    me_too: int = 0
    redo_asked: bool = False
    needs_check: bool = False
    returns: int = 0
    suspended_until: date | None = None
    colour: Colour = words(Colour, default=Colour.GREEN)
    time_colour: Colour = words(Colour, check="time_colour", default=Colour.GREEN)
    quality: Quality | None = words(Quality, default=None, nullable=True)
    key: bool = False
    published: bool = False

    reply_due_at: datetime | None = moment(default=None, nullable=True)
    told_at: datetime | None = moment(default=None, nullable=True)
    rating_until: datetime | None = moment(default=None, nullable=True)
    promise_due_on: date | None = None
    created_at: datetime = moment()
    updated_at: datetime = moment()
    closed_at: datetime | None = moment(default=None, nullable=True)
    archived_at: datetime | None = moment(default=None, nullable=True)


# Not mapped: written by the database from what may be read by all, and only ever searched (domain/words.py).
Case.__table__.append_column(  # type: ignore[attr-defined]
    Column(
        "search",
        TSVECTOR,
        Computed(
            "case_words(coalesce(redacted_text, title || ' ' || text) || ' ' || place, left(id::text, 4))",
            persisted=True,
        ),
        nullable=False,
    )
)
Index("ix_case_search", Case.__table__.c.search, postgresql_using="gin")  # type: ignore[attr-defined]


class CaseEvent(CountyRow, table=True):
    """One entry of the timeline: who, in which role, on whose behalf, from, to, what it carried, who may read it.

    The database refuses to change or delete a row (trigger in the first migration).
    """

    __tablename__ = "case_event"
    __table_args__ = (Index("uq_case_event_case_id_version", "case_id", "version", unique=True),)

    case_id: UUID = Field(foreign_key="case.id")
    version: int | None = Field(
        default=None, description="the version after it; None where the product noted what changed none"
    )
    round: int
    action: Action = words(Action)
    from_status: Status | None = words(Status, check="from_status", default=None, nullable=True)
    to_status: Status = words(Status, check="to_status")
    role: Role = words(Role)
    account_id: UUID | None = Field(default=None, foreign_key="account.id")
    appointment_id: UUID | None = Field(default=None, foreign_key="appointment.id")
    actor_name: str = Field(default="", max_length=120)
    public_name: str = Field(default="", max_length=120)
    affiliation: str = Field(default="", max_length=80, description="where he came from, as it was then")
    on_behalf_of: str = Field(default="", max_length=120)
    assignment_id: UUID | None = Field(default=None, foreign_key="assignment.id")
    unit_id: UUID | None = Field(default=None, foreign_key="unit.id")
    audience: Audience = words(Audience)
    data: Json = document(default_factory=dict)
    colour: Colour | None = words(Colour, default=None, nullable=True)
    at: datetime = moment()


class Cosigner(CountyRow, table=True):
    """A deputy invited to sign a suggestion; `signed_at` when he did, `withdrew_at` when he agrees to withdraw it."""

    __table_args__ = (Index("uq_cosigner_case_id_deputy_id", "case_id", "deputy_id", unique=True),)

    case_id: UUID = Field(foreign_key="case.id")
    deputy_id: UUID = Field(foreign_key="deputy.id", index=True)
    signed_at: datetime | None = moment(default=None, nullable=True)
    withdrew_at: datetime | None = moment(default=None, nullable=True)


class Follower(CountyRow, table=True):
    """Somebody who wants to be told: in a capacity of the desk, or as a resident who met it too (`me_too`)."""

    __table_args__ = (
        Index(
            "uq_follower_case_account",
            "case_id",
            "account_id",
            "appointment_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
    )

    case_id: UUID = Field(foreign_key="case.id")
    account_id: UUID = Field(foreign_key="account.id", index=True)
    appointment_id: UUID | None = Field(default=None, foreign_key="appointment.id")


class CaseLink(CountyRow, table=True):
    """What came of a case or of an event: a suggestion, a project, a micro-project, a proposal.

    `title` is what a case was announced to become (转化). It is empty where only the suggestion names its source:
    nobody else learns of that before it is handed in.
    """

    __tablename__ = "case_link"
    __table_args__ = (
        CheckConstraint("num_nonnulls(case_id, event_id) = 1", name="one_source"),
        CheckConstraint("title <> '' OR target_case_id IS NOT NULL", name="announced_or_named"),
        CheckConstraint("target_case_id <> case_id", name="not_own_source"),
        Index("uq_case_link_target_case_id_case_id", "target_case_id", "case_id", unique=True),
        Index("uq_case_link_target_case_id_event_id", "target_case_id", "event_id", unique=True),
        Index("ix_case_link_event_id", "event_id", postgresql_where=text("event_id IS NOT NULL")),
    )

    case_id: UUID | None = Field(default=None, foreign_key="case.id", index=True)
    event_id: UUID | None = Field(default=None, foreign_key="event.id")
    kind: ConversionKind = words(ConversionKind)
    title: str = Field(default="", max_length=80)
    target_case_id: UUID | None = Field(default=None, foreign_key="case.id")
    created_at: datetime = moment()

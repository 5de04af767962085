"""Who is where: areas by division code, congresses and their organs, stations with points, units."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from app.domain.vocabulary import CongressLevel, OfficeKind, Route, StationKind, StationTier
from app.models.base import CountyRow, Json, Versioned, document, listed, words


class County(SQLModel, table=True):
    """A tenant. Its code leads every hot index."""

    code: str = Field(primary_key=True, max_length=6)
    name: str = Field(max_length=60)


class Area(Versioned, table=True):
    """An administrative division. Codes are prefixes of each other: "within" is LIKE 'code%'."""

    __table_args__ = (
        Index("uq_area_county_code_code", "county_code", "code", unique=True),
        CheckConstraint("code ~ '^[0-9]{2}([0-9]{2}([0-9]{2}([0-9]{3}([0-9]{3})?)?)?)?$'", name="code_shape"),
        CheckConstraint("valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from", name="validity"),
        CheckConstraint("successor_code IS NULL OR valid_to IS NOT NULL", name="ended_before_succeeded"),
        CheckConstraint("successor_code <> code", name="not_own_successor"),
    )

    code: str = Field(max_length=12)
    name: str = Field(max_length=60)
    valid_from: date | None = None
    valid_to: date | None = Field(
        default=None, description="its last day; after it the successor stands for it"
    )
    successor_code: str | None = Field(default=None, max_length=12)


class Congress(Versioned, table=True):
    """A people's congress of one of five levels, as this county knows it."""

    area_code: str = Field(max_length=12)
    level: CongressLevel = words(CongressLevel)
    name: str = Field(max_length=80)


class Term(Versioned, table=True):
    """One term 届 of one congress. Mandates are held in a term."""

    __table_args__ = (
        Index("uq_term_congress_id_name", "congress_id", "name", unique=True),
        CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name="ends_after_start"),
    )

    congress_id: UUID = Field(foreign_key="congress.id")
    name: str = Field(max_length=40)
    starts_on: date
    ends_on: date | None = None


class Station(Versioned, table=True):
    """A liaison station, or a point that hangs under one. Matters of a point are the station's to sort."""

    __table_args__ = (
        CheckConstraint("tier = 'station' OR parent_id IS NOT NULL", name="point_has_parent"),
        CheckConstraint("parent_id <> id", name="not_own_parent"),
        Index("ix_station_county_code_area_code", "county_code", "area_code"),
    )

    name: str = Field(max_length=80)
    tier: StationTier = words(StationTier)
    kind: StationKind = words(StationKind)
    parent_id: UUID | None = Field(default=None, foreign_key="station.id", index=True)
    area_code: str = Field(max_length=12)
    address: str = Field(default="", max_length=200)
    phone: str = Field(default="", max_length=30)
    opening_hours: str = Field(default="", max_length=200)
    intro: str = Field(default="", max_length=500)
    lat: float | None = None
    lng: float | None = None
    functions: list[str] = listed(description="words of StationFunction")
    host: str = Field(default="", max_length=80)
    industry: str = Field(default="", max_length=60)
    level: CongressLevel | None = words(CongressLevel, default=None, nullable=True)
    schedule: list[Json] = listed(description="when it receives: {weekdays: [1..7], starts, ends, label}")
    services: list[str] = listed()
    standards: dict[str, Any] = document(
        default_factory=dict, sa_column_kwargs={"server_default": "{}"}, description="checklist item: met"
    )
    duties: str = Field(default="", max_length=1000)
    active: bool = True


class Office(Versioned, table=True):
    """An organ of the congress that sorts and hands over: town presidium, committee, county deputies' office."""

    kind: OfficeKind = words(OfficeKind)
    name: str = Field(max_length=80)
    area_code: str = Field(max_length=12)
    active: bool = True


class Unit(Versioned, table=True):
    """A unit that handles (承办单位). Its route says which of the four roads leads to it."""

    __table_args__ = (CheckConstraint("parent_id <> id", name="not_own_parent"),)

    parent_id: UUID | None = Field(default=None, foreign_key="unit.id", index=True)
    name: str = Field(max_length=80)
    route: Route = words(Route)
    area_code: str = Field(max_length=12)
    head_name: str = Field(default="", max_length=40)
    phone: str = Field(default="", max_length=30)
    active: bool = True


class FieldLink(CountyRow, table=True):
    """A committee's field: one of the units that it is the counterpart of (对口联系)."""

    __tablename__ = "field_link"

    __table_args__ = (Index("uq_field_link_office_unit", "office_id", "unit_id", unique=True),)

    office_id: UUID = Field(foreign_key="office.id")
    unit_id: UUID = Field(foreign_key="unit.id", index=True)


class Category(Versioned, table=True):
    """What a matter is about. `promise` is said to the public; `refusal` is the right door when a station is not."""

    __table_args__ = (Index("uq_category_county_code_code", "county_code", "code", unique=True),)

    code: str = Field(max_length=60)
    name: str = Field(max_length=40)
    parent_code: str | None = Field(default=None, max_length=60)
    promise: str = Field(default="", max_length=200)
    refusal: str = Field(default="", max_length=200)
    sensitive: bool = Field(default=False, description="a complaint about a person: sealed from the start")
    active: bool = True

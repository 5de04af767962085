"""Deputies and the mandates that make them so."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from app.domain.vocabulary import DeputyStatus, Gender
from app.models.base import Versioned, words


class Deputy(Versioned, table=True):
    """A person who holds mandates. Suspended or ended: cannot act from that moment (代表法 art. 58–59)."""

    __table_args__ = (Index("ix_deputy_county_code_station_id", "county_code", "station_id"),)

    name: str = Field(max_length=40)
    gender: Gender | None = words(Gender, default=None, nullable=True)
    station_id: UUID = Field(foreign_key="station.id")
    area_code: str = Field(max_length=12)
    status: DeputyStatus = words(DeputyStatus, default=DeputyStatus.ACTIVE)
    reception: str = Field(default="", max_length=200)
    intro: str = Field(default="", max_length=500)
    heads_unit_id: UUID | None = Field(default=None, foreign_key="unit.id")


class Mandate(Versioned, table=True):
    """A seat in one congress for one term. One deputy may hold several, at different levels."""

    __table_args__ = (
        Index("uq_mandate_deputy_id_term_id", "deputy_id", "term_id", unique=True),
        CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name="ends_after_start"),
    )

    deputy_id: UUID = Field(foreign_key="deputy.id")
    term_id: UUID = Field(foreign_key="term.id", index=True)
    district: str = Field(default="", max_length=80)
    starts_on: date
    ends_on: date | None = None

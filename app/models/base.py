"""What every table shares: ids, naming of constraints, enums as VARCHAR + CHECK storing values."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import uuid_utils.compat
from sqlalchemy import DateTime, MetaData
from sqlalchemy import Enum as SqlEnum
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from app.domain.labels import LabelledEnum

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING

metadata: MetaData = SQLModel.metadata
Json = dict[str, Any]


def new_id() -> UUID:
    """A time-ordered id (UUIDv7): newer rows sort last, in the index and for keyset pages."""
    return uuid_utils.compat.uuid7()


def time_of(row_id: UUID | None) -> datetime:
    """When this id was made; without one, when the next would be."""
    return datetime.fromtimestamp(((row_id or new_id()).int >> 80) / 1000, UTC)


def first_id_of(at: datetime) -> UUID:
    """An id before all that were made at this time or later, and after all earlier ones."""
    return UUID(int=int(at.timestamp() * 1000) << 80)


_SPAN = 1 << 112
_FIRST_SPAN = 0x016F  # of January 2020: no id is older than the product


def spans_back(row_id: UUID | None, count: int | None) -> list[UUID]:
    """The first ids of the span in which this id (without one: the next) was made, and of `count` before it, or all.

    Ids that start with the same four hexadecimal digits were made within fifty days: one span.
    """
    latest = (row_id or new_id()).int // _SPAN
    first = _FIRST_SPAN if count is None else max(latest - count, _FIRST_SPAN)
    return [UUID(int=span * _SPAN) for span in range(latest, first - 1, -1)]


def span_of(row_id: UUID) -> str:
    """The digits that stand for it in the index of words (`case_words`, migration 0007)."""
    return row_id.hex[:4]


def enum_type(enum: type[LabelledEnum], check: str) -> SqlEnum:
    """VARCHAR with a named CHECK, storing values: a native enum cannot be changed in a transaction."""
    return SqlEnum(
        enum,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        length=max(len(member.value) for member in enum) + 8,
        create_constraint=True,
        name=check,
        validate_strings=True,
    )


def words(enum: type[LabelledEnum], *, check: str | None = None, **options: Any) -> Any:
    """A column holding one word of `enum`; `check` names its constraint where a table has two of a kind."""
    return Field(sa_type=enum_type(enum, check or enum.__name__.lower()), **options)


def document(**options: Any) -> Any:
    """A JSONB column; replaced whole, never changed in place."""
    return Field(sa_type=JSONB, **options)


class Row(SQLModel):
    """An id that sorts by time."""

    id: UUID = Field(default_factory=new_id, primary_key=True)


class CountyRow(Row):
    """A row of one tenant: a county, by its six-digit division code."""

    county_code: str = Field(max_length=6, foreign_key="county.code")


class Versioned(CountyRow):
    """Edited by people: `version` guards against overwriting what somebody else changed meanwhile."""

    version: int = Field(default=1)


def listed(**options: Any) -> Any:
    """A JSONB column holding a list; replaced whole, never changed in place."""
    return Field(sa_type=JSONB, default_factory=list, sa_column_kwargs={"server_default": "[]"}, **options)


def moment(**options: Any) -> Any:
    """A timestamptz column."""
    return Field(sa_type=DateTime(timezone=True), **options)

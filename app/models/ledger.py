"""Bookkeeping of the house: repeated calls, rate windows, who changed the directory."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field, SQLModel

from app.models.base import Json, Row, document, moment


class RepeatedCall(SQLModel, table=True):
    """The first answer given under an idempotency key, in the transaction of its effect."""

    __tablename__ = "repeated_call"

    caller: str = Field(primary_key=True, max_length=80)
    key: str = Field(primary_key=True, max_length=80)
    fingerprint: bytes = Field(sa_type=LargeBinary)
    answer: Json | None = document(default=None, nullable=True)
    created_at: datetime = moment(index=True)


class RateWindow(SQLModel, table=True):
    """Calls by one caller of one kind in one fixed window."""

    __tablename__ = "rate_window"

    bucket: str = Field(primary_key=True, max_length=120)
    window_start: datetime = moment(primary_key=True)
    calls: int = 1


class AuditEntry(Row, table=True):
    """Who changed what in the directory, with what it was before."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_county_code_id", "county_code", "id"),)

    county_code: str = Field(max_length=6)
    account_id: UUID | None = Field(default=None, foreign_key="account.id")
    actor_name: str = Field(default="", max_length=120)
    action: str = Field(max_length=20)
    noun: str = Field(max_length=40)
    row_id: UUID
    before: Json | None = document(default=None, nullable=True)
    after: Json | None = document(default=None, nullable=True)
    at: datetime = moment()

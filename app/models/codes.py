"""Printed codes and how often each was scanned."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from app.domain.vocabulary import CodeState, CodeTarget
from app.models.base import CountyRow, moment, words


class Code(CountyRow, table=True):
    """A token that stands for a deputy or a station; who answers is looked up when it is scanned."""

    __table_args__ = (
        CheckConstraint("(target = 'deputy') = (deputy_id IS NOT NULL)", name="deputy_target"),
        CheckConstraint("num_nonnulls(deputy_id, station_id) = 1", name="one_target"),
        CheckConstraint("(state = 'replaced') = (replaced_by_id IS NOT NULL)", name="replacement"),
        Index("ix_code_county_code_id", "county_code", "id"),
    )

    token: str = Field(max_length=32, unique=True)
    target: CodeTarget = words(CodeTarget)
    deputy_id: UUID | None = Field(default=None, foreign_key="deputy.id", index=True)
    station_id: UUID | None = Field(default=None, foreign_key="station.id", index=True)
    former_deputy_id: UUID | None = Field(
        default=None, foreign_key="deputy.id", description="whose it was before a change of terms"
    )
    place: str = Field(default="", max_length=120)
    state: CodeState = words(CodeState, default=CodeState.ACTIVE)
    replaced_by_id: UUID | None = Field(default=None, foreign_key="code.id")
    reason: str = Field(default="", max_length=200)
    issued_at: datetime = moment()


class CodeScan(SQLModel, table=True):
    """Scans of one code on one day. Who scanned is not stored."""

    __tablename__ = "code_scan"

    __table_args__ = (CheckConstraint("scans > 0", name="counted"),)

    code_id: UUID = Field(foreign_key="code.id", primary_key=True)
    day: date = Field(primary_key=True)
    scans: int = Field(sa_column_kwargs={"server_default": text("1")})

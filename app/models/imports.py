"""Spreadsheets of the directory: a file is checked whole, shown as changes, and only then applied."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from app.domain.vocabulary import ImportNoun, ImportStatus, RowChange
from app.models.base import CountyRow, Json, document, listed, moment, words


class ImportRun(CountyRow, table=True):
    """One file on its way into the directory. `errors` holds the first of them; the marked copy has all."""

    __tablename__ = "import_run"
    __table_args__ = (
        Index("ix_import_run_county_code_id", "county_code", "id"),
        CheckConstraint("status <> 'applied' OR finished_at IS NOT NULL", name="applied_when"),
    )

    noun: ImportNoun = words(ImportNoun)
    status: ImportStatus = words(ImportStatus, default=ImportStatus.CHECKING)
    file_name: str = Field(max_length=120)
    media_type: str = Field(max_length=80)
    storage_key: str = Field(max_length=120)
    marked_key: str | None = Field(default=None, max_length=120)
    sha256: str = Field(max_length=64)
    rows: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    error_count: int = 0
    errors: list[Json] = listed(description="{row, column, code, message}")
    failure: str = Field(
        default="", max_length=60, description="the code of what was wrong with the file itself"
    )
    appointment_id: UUID = Field(foreign_key="appointment.id")
    created_at: datetime = moment()
    waiting_since: datetime = moment(description="when a worker was last asked for")
    asked_again: bool = Field(default=False, description="whether that was for the second time")
    checked_at: datetime | None = moment(default=None, nullable=True)
    finished_at: datetime | None = moment(default=None, nullable=True)


class ImportRow(SQLModel, table=True):
    """One row of a file as it was read, and what it does to the directory."""

    __tablename__ = "import_row"

    import_id: UUID = Field(foreign_key="import_run.id", primary_key=True, ondelete="CASCADE")
    row: int = Field(primary_key=True)
    change: RowChange = words(RowChange)
    target_id: UUID | None = None
    label: str = Field(default="", max_length=120)
    values: Json = document(default_factory=dict)
    before: Json | None = document(default=None, nullable=True)

"""A file that somebody sent, cleaned before it was stored."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from app.models.base import Row, moment


class Upload(Row, table=True):
    """Nobody's until a case or a promise takes it; then seen by whoever may see that (or that entry of it)."""

    __table_args__ = (
        CheckConstraint("size > 0", name="not_empty"),
        CheckConstraint("num_nonnulls(account_id, work_link_id) = 1", name="one_author"),
        CheckConstraint("num_nonnulls(case_id, promise_entry_id) <= 1", name="one_use"),
        Index("ix_upload_case_id", "case_id", postgresql_where=text("case_id IS NOT NULL")),
        Index(
            "ix_upload_promise_entry_id",
            "promise_entry_id",
            postgresql_where=text("promise_entry_id IS NOT NULL"),
        ),
    )

    account_id: UUID | None = Field(default=None, foreign_key="account.id", index=True)
    work_link_id: UUID | None = Field(default=None, foreign_key="work_link.id", index=True)
    storage_key: str = Field(max_length=120, unique=True)
    thumbnail_key: str = Field(max_length=120)
    media_type: str = Field(max_length=40)
    size: int
    width: int
    height: int
    sha256: str = Field(max_length=64)
    case_id: UUID | None = Field(default=None, foreign_key="case.id")
    event_id: UUID | None = Field(default=None, foreign_key="case_event.id")
    promise_entry_id: UUID | None = Field(default=None, foreign_key="promise_entry.id")
    created_at: datetime = moment()

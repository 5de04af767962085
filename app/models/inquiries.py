"""An inquiry 评议询问: what is asked at a meeting, of which unit, and what it answers."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from app.models.base import CountyRow, moment


class Question(CountyRow, table=True):
    """One question of an inquiry. What has to be put right after it is a case that names the event."""

    __table_args__ = (
        CheckConstraint("(answer = '') = (answered_at IS NULL)", name="answered"),
        Index("ix_question_event_id", "event_id"),
    )

    event_id: UUID = Field(foreign_key="event.id")
    unit_id: UUID = Field(foreign_key="unit.id")
    deputy_id: UUID | None = Field(default=None, foreign_key="deputy.id")
    asked_by: str = Field(max_length=120)
    text: str = Field(max_length=2000)
    answer: str = Field(default="", max_length=4000)
    answered_by: str = Field(default="", max_length=40)
    answered_at: datetime | None = moment(default=None, nullable=True)
    created_at: datetime = moment()

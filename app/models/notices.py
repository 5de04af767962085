"""What somebody was told."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from app.models.base import CountyRow, moment


class Notice(CountyRow, table=True):
    """One event told to one person in one capacity: the unique index is what makes delivery exactly once.

    `case_id` is the case through which it concerns him: his own, where that was merged into the case of the event.
    Nothing of what it says is kept here, so that what is hidden or sealed later is so in his notices too.
    """

    __table_args__ = (
        Index(
            "uq_notice_event_account_appointment",
            "event_id",
            "rule_id",
            "account_id",
            "appointment_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint("num_nonnulls(event_id, rule_id) = 1", name="one_cause"),
        CheckConstraint("(event_id IS NULL) = (case_id IS NULL)", name="event_of_case"),
        Index("ix_notice_account_id_id", "account_id", "id"),
        Index("ix_notice_unread", "account_id", postgresql_where=text("read_at IS NULL")),
    )

    event_id: UUID | None = Field(default=None, foreign_key="case_event.id")
    case_id: UUID | None = Field(default=None, foreign_key="case.id")
    rule_id: UUID | None = Field(default=None, foreign_key="routing_rule.id")
    account_id: UUID = Field(foreign_key="account.id")
    appointment_id: UUID | None = Field(default=None, foreign_key="appointment.id")
    created_at: datetime = moment()
    read_at: datetime | None = moment(default=None, nullable=True)

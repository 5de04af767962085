"""A hand-over 交办单 to one unit, the replies it drafts, and how they are rated."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from app.domain.vocabulary import (
    AssignmentStatus,
    ClockName,
    ClockProfile,
    Part,
    Rater,
    ReplyClass,
    Route,
    Satisfaction,
)
from app.models.base import CountyRow, Json, document, listed, moment, words


class Assignment(CountyRow, table=True):
    """One unit's share of a case in one round. A unit holds at most one open share."""

    __table_args__ = (
        Index("ix_assignment_case_id_round", "case_id", "round"),
        Index("ix_assignment_unit_id_case_id", "unit_id", "case_id"),
        Index("ix_assignment_unit_id_status_case_id", "unit_id", "status", "case_id"),
        Index(
            "uq_assignment_open_unit",
            "case_id",
            "unit_id",
            unique=True,
            postgresql_where=text("status IN ('dispatched', 'return_review', 'handling', 'reply_review')"),
        ),
        Index(
            "uq_assignment_open_main",
            "case_id",
            unique=True,
            postgresql_where=text(
                "part = 'main' AND status IN ('dispatched', 'return_review', 'handling', 'reply_review')"
            ),
        ),
    )

    case_id: UUID = Field(foreign_key="case.id")
    round: int
    unit_id: UUID = Field(foreign_key="unit.id")
    part: Part = words(Part)
    route: Route = words(Route)
    status: AssignmentStatus = words(AssignmentStatus, default=AssignmentStatus.DISPATCHED)
    task: str = Field(default="", max_length=500)
    office_id: UUID | None = Field(default=None, foreign_key="office.id")
    batch_id: UUID | None = Field(default=None, foreign_key="batch.id", index=True)
    clock: ClockName = words(ClockName, default=ClockName.REPLY)
    profile: ClockProfile = words(ClockProfile, default=ClockProfile.PLAIN)
    reply_due_at: datetime | None = moment(default=None, nullable=True)
    owners: Json = document(default_factory=dict)
    communicated: bool = False
    talked_with: list[str] = listed(description="roles of those whom the unit talked to")
    extension_until: date | None = None
    extension_granted: bool | None = None
    return_final: bool = False
    proposed_unit_id: UUID | None = Field(default=None, foreign_key="unit.id")
    opinion: str = Field(default="", max_length=2000)
    created_at: datetime = moment()
    accepted_at: datetime | None = moment(default=None, nullable=True)
    unsigned: bool = Field(default=False, description="accepted by itself, since nobody signed in time")
    ended_at: datetime | None = moment(default=None, nullable=True)


class Reply(CountyRow, table=True):
    """An answer: drafted, perhaps sent back, then signed. Earlier rounds are never overwritten."""

    __table_args__ = (
        Index("ix_reply_case_id_round", "case_id", "round"),
        CheckConstraint("class <> 'in_progress' OR finish_on IS NOT NULL", name="promise_has_date"),
        CheckConstraint("class <> 'not_feasible' OR reason <> ''", name="refusal_has_reason"),
        CheckConstraint(
            "class <> 'escalated' OR (escalated_to <> '' AND escalated_on IS NOT NULL)",
            name="escalation_has_target",
        ),
    )

    case_id: UUID = Field(foreign_key="case.id")
    assignment_id: UUID | None = Field(default=None, foreign_key="assignment.id", index=True)
    round: int
    reply_class: ReplyClass = words(ReplyClass, sa_column_kwargs={"name": "class"})
    public_text: str = Field(max_length=4000)
    inner_note: str = Field(default="", max_length=2000)
    plan: str = Field(default="", max_length=2000)
    reason: str = Field(default="", max_length=2000)
    finish_on: date | None = None
    escalated_to: str = Field(default="", max_length=120)
    escalated_on: date | None = None
    basis: str = Field(default="", max_length=300)
    agreement: Json | None = document(default=None, nullable=True)
    answered_by: str = Field(default="", max_length=120)
    signer: str = Field(default="", max_length=120)
    drafted_at: datetime = moment()
    sent_back_at: datetime | None = moment(default=None, nullable=True)
    signed_at: datetime | None = moment(default=None, nullable=True)


class Evaluation(CountyRow, table=True):
    """A rating of one round: result and attitude apart, a reason with every 不满意."""

    __table_args__ = (
        Index(
            "uq_evaluation_case_round_rater_account", "case_id", "round", "rater", "account_id", unique=True
        ),
        CheckConstraint(
            "reason <> '' OR (result <> 'dissatisfied' AND attitude <> 'dissatisfied')",
            name="dissatisfied_says_why",
        ),
    )

    case_id: UUID = Field(foreign_key="case.id")
    own_case_id: UUID = Field(
        foreign_key="case.id", description="the rater's own case, merged into case_id or it"
    )
    round: int
    rater: Rater = words(Rater)
    account_id: UUID = Field(foreign_key="account.id")
    result: Satisfaction = words(Satisfaction, check="result")
    attitude: Satisfaction = words(Satisfaction, check="attitude")
    reason: str = Field(default="", max_length=1000)
    at: datetime = moment()

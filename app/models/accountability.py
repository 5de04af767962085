"""Who answers for what was not done as it should 追责, and ratings that were given under pressure."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from app.domain.vocabulary import AccountabilityCause, AccountabilityState, Role
from app.models.base import CountyRow, Versioned, moment, words


class Accountability(Versioned, table=True):
    """One matter against one unit. The unit learns of it with the decision, and of the decision alone."""

    __table_args__ = (
        CheckConstraint(
            "state <> 'decided' OR (measure <> '' AND decided_by <> '' AND decided_on IS NOT NULL AND basis <> '')",
            name="decision",
        ),
        CheckConstraint("state <> 'dismissed' OR reason <> ''", name="dismissal"),
        CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="ended"),
        Index("ix_accountability_county_code_id", "county_code", "id"),
        Index("ix_accountability_unit_id_id", "unit_id", "id"),
        Index("ix_accountability_office_id_id", "office_id", "id"),
        Index("ix_accountability_case_id", "case_id", postgresql_where=text("case_id IS NOT NULL")),
    )

    cause: AccountabilityCause = words(AccountabilityCause)
    state: AccountabilityState = words(AccountabilityState, default=AccountabilityState.OPEN)
    unit_id: UUID = Field(foreign_key="unit.id")
    person: str = Field(default="", max_length=40)
    case_id: UUID | None = Field(default=None, foreign_key="case.id")
    summary: str = Field(max_length=2000)
    measure: str = Field(default="", max_length=300)
    decided_by: str = Field(default="", max_length=120)
    decided_on: date | None = None
    basis: str = Field(default="", max_length=300)
    reason: str = Field(default="", max_length=1000, description="why nothing came of it")
    office_id: UUID = Field(foreign_key="office.id")
    appointment_id: UUID | None = Field(default=None, foreign_key="appointment.id")
    created_at: datetime = moment()
    ended_at: datetime | None = moment(default=None, nullable=True)


class AccountabilityEvidence(CountyRow, table=True):
    """One piece of evidence in such a matter. Never changed."""

    __tablename__ = "accountability_evidence"
    __table_args__ = (Index("ix_accountability_evidence_accountability_id", "accountability_id"),)

    accountability_id: UUID = Field(foreign_key="accountability.id")
    text: str = Field(max_length=4000)
    source: str = Field(default="", max_length=120, description="where it comes from")
    entered_by: str = Field(default="", max_length=120)
    at: datetime = moment()


class PressureReport(CountyRow, table=True):
    """Somebody says that he did not rate freely. The rating stands; only the county's deputies' office reads this."""

    __tablename__ = "pressure_report"
    __table_args__ = (
        Index("uq_pressure_report_evaluation_id", "evaluation_id", unique=True),
        Index("ix_pressure_report_county_code_id", "county_code", "id"),
        Index("uq_pressure_report_accountability_id", "accountability_id", unique=True),
    )

    evaluation_id: UUID = Field(foreign_key="evaluation.id")
    case_id: UUID = Field(foreign_key="case.id")
    role: Role = words(Role)
    account_id: UUID = Field(foreign_key="account.id")
    text: str = Field(max_length=2000)
    accountability_id: UUID | None = Field(default=None, foreign_key="accountability.id")
    created_at: datetime = moment()

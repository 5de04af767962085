"""Who signs in: an account is a person; an appointment is a capacity in which he may act."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from app.domain.vocabulary import Post, Role
from app.models.base import CountyRow, Row, Versioned, moment, words


class Account(Row, table=True):
    """A person known by WeChat's openid. Belongs to no county: a resident may scan codes of several."""

    openid: str = Field(max_length=64, unique=True)
    created_at: datetime = moment(sa_column_kwargs={"server_default": text("now()")}, default=None)


class Appointment(Versioned, table=True):
    """A role at a scope: exactly the scope that the role needs, and the invitation that binds it to an account."""

    __table_args__ = (
        CheckConstraint(
            "num_nonnulls(deputy_id, station_id, office_id, unit_id) = CASE role WHEN 'admin' THEN 0 ELSE 1 END",
            name="one_scope",
        ),
        CheckConstraint("(role = 'deputy') = (deputy_id IS NOT NULL)", name="deputy_scope"),
        CheckConstraint(
            "(role IN ('liaison', 'station_head', 'mediator')) = (station_id IS NOT NULL)",
            name="station_scope",
        ),
        CheckConstraint(
            "(role IN ('town_office', 'committee', 'county_office')) = (office_id IS NOT NULL)",
            name="office_scope",
        ),
        CheckConstraint("(role IN ('unit_handler', 'unit_head')) = (unit_id IS NOT NULL)", name="unit_scope"),
        Index(
            "uq_appointment_deputy",
            "deputy_id",
            unique=True,
            postgresql_where=text("active AND deputy_id IS NOT NULL"),
        ),
        Index("uq_appointment_invitation", "invitation", unique=True),
        Index(
            "uq_appointment_station_head",
            "station_id",
            unique=True,
            postgresql_where=text("active AND post = 'head' AND ends_on IS NULL"),
        ),
        CheckConstraint(
            "post IS NULL OR role = CASE post WHEN 'liaison' THEN 'liaison' WHEN 'secretary' THEN 'town_office' "
            "WHEN 'chair' THEN 'town_office' WHEN 'deputy_director' THEN 'county_office' "
            "WHEN 'director' THEN 'county_office' ELSE 'station_head' END",
            name="post_of_role",
        ),
        CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="ends_after_start"
        ),
    )

    account_id: UUID | None = Field(default=None, foreign_key="account.id", index=True)
    role: Role = words(Role)
    name: str = Field(max_length=40)
    deputy_id: UUID | None = Field(default=None, foreign_key="deputy.id", index=True)
    station_id: UUID | None = Field(default=None, foreign_key="station.id", index=True)
    office_id: UUID | None = Field(default=None, foreign_key="office.id", index=True)
    unit_id: UUID | None = Field(default=None, foreign_key="unit.id", index=True)
    invitation: str | None = Field(default=None, max_length=16)
    post: Post | None = words(Post, default=None, nullable=True)
    duties: str = Field(default="", max_length=300)
    affiliation: str = Field(
        default="", max_length=80, description="where a mediator comes from: court, 信访办 …"
    )
    chosen_by: str = Field(
        default="", max_length=80, description="how he came to the post: contest, appointment …"
    )
    starts_on: date | None = None
    ends_on: date | None = Field(default=None, description="the last day on which he acts")
    active: bool = True


class RefreshToken(Row, table=True):
    """One opaque refresh token, stored as its SHA-256. Using a used one revokes its whole family."""

    __tablename__ = "refresh_token"

    account_id: UUID = Field(foreign_key="account.id", index=True)
    appointment_id: UUID | None = Field(default=None, foreign_key="appointment.id")
    family_id: UUID = Field(index=True)
    digest: str = Field(max_length=64, unique=True)
    expires_at: datetime = moment()
    used_at: datetime | None = moment(default=None, nullable=True)
    revoked_at: datetime | None = moment(default=None, nullable=True)


class ExternalSystem(CountyRow, table=True):
    """Another platform (12345 …) that signs its requests with a shared secret."""

    __tablename__ = "external_system"

    name: str = Field(max_length=60)
    secret: str = Field(max_length=128)
    active: bool = True

"""Groups of deputies 代表小组, and standing links 联系 with what was done along them."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from app.domain.vocabulary import ContactMethod, ContactNature, GroupKind, LinkKind, MemberRole
from app.models.base import CountyRow, Versioned, moment, words


class DeputyGroup(Versioned, table=True):
    """Deputies of all levels in one grid (mixed), or of one field under a sponsoring committee (professional)."""

    __tablename__ = "deputy_group"
    __table_args__ = (
        UniqueConstraint("id", "kind", name="uq_deputy_group_id_kind"),
        CheckConstraint("(kind = 'professional') = (sponsor_id IS NOT NULL)", name="sponsor"),
        Index("ix_deputy_group_county_code_area_code", "county_code", "area_code"),
    )

    kind: GroupKind = words(GroupKind)
    name: str = Field(max_length=60)
    area_code: str = Field(max_length=12)
    station_id: UUID | None = Field(default=None, foreign_key="station.id", index=True)
    sponsor_id: UUID | None = Field(default=None, foreign_key="office.id")
    leader_id: UUID | None = Field(default=None, foreign_key="deputy.id")
    plan: str = Field(default="", max_length=1000)
    active: bool = True


class GroupMember(CountyRow, table=True):
    """Somebody in a group. A deputy is in at most one group of a kind at a time."""

    __tablename__ = "group_member"
    __table_args__ = (
        ForeignKeyConstraint(
            ["group_id", "kind"], ["deputy_group.id", "deputy_group.kind"], name="group_of_kind"
        ),
        CheckConstraint("(role = 'deputy') = (deputy_id IS NOT NULL)", name="deputy_or_named"),
        CheckConstraint("deputy_id IS NOT NULL OR name <> ''", name="named"),
        CheckConstraint("left_on IS NULL OR left_on >= joined_on", name="left_after_joining"),
        Index("ix_group_member_group_id", "group_id"),
        Index(
            "uq_group_member_deputy_id_kind",
            "deputy_id",
            "kind",
            unique=True,
            postgresql_where=text("left_on IS NULL AND deputy_id IS NOT NULL"),
        ),
    )

    group_id: UUID
    kind: GroupKind = words(GroupKind)
    role: MemberRole = words(MemberRole)
    deputy_id: UUID | None = Field(default=None, foreign_key="deputy.id")
    name: str = Field(default="", max_length=40)
    phone: str = Field(default="", max_length=30)
    joined_on: date
    left_on: date | None = None


class Link(Versioned, table=True):
    """Who keeps in touch with whom: from a deputy, an organ or a helper to a deputy, a station, an area or a party."""

    __table_args__ = (
        CheckConstraint("num_nonnulls(deputy_id, office_id, appointment_id) = 1", name="one_from"),
        CheckConstraint(
            "num_nonnulls(to_deputy_id, station_id, area_code, nullif(party_name, '')) = 1", name="one_to"
        ),
        CheckConstraint("deputy_id <> to_deputy_id", name="not_to_oneself"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        Index("ix_link_county_code_kind", "county_code", "kind"),
        Index(
            "uq_link_ends",
            "kind",
            "deputy_id",
            "office_id",
            "appointment_id",
            "to_deputy_id",
            "station_id",
            "area_code",
            "party_name",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("ends_on IS NULL"),
        ),
    )

    kind: LinkKind = words(LinkKind)
    deputy_id: UUID | None = Field(default=None, foreign_key="deputy.id", index=True)
    office_id: UUID | None = Field(default=None, foreign_key="office.id")
    appointment_id: UUID | None = Field(default=None, foreign_key="appointment.id", index=True)
    to_deputy_id: UUID | None = Field(default=None, foreign_key="deputy.id", index=True)
    station_id: UUID | None = Field(default=None, foreign_key="station.id")
    area_code: str | None = Field(default=None, max_length=12)
    party_name: str = Field(default="", max_length=80, description="a voter or a firm")
    party_phone: str = Field(default="", max_length=30)
    note: str = Field(default="", max_length=300)
    starts_on: date
    ends_on: date | None = None


class LinkContact(CountyRow, table=True):
    """One entry of a link's log."""

    __tablename__ = "link_contact"
    __table_args__ = (
        Index("ix_link_contact_link_id_on", "link_id", "on"),
        CheckConstraint("amount_yuan >= 0", name="amount"),
    )

    link_id: UUID = Field(foreign_key="link.id")
    on: date
    nature: ContactNature = words(ContactNature)
    method: ContactMethod = words(ContactMethod)
    record: str = Field(max_length=1000)
    people: int = Field(default=1, ge=0, description="person-times 人次")
    amount_yuan: Decimal | None = Field(default=None, max_digits=14, decimal_places=2)
    what: str = Field(default="", max_length=60, description="what was given or brought: a loan, subsidies …")
    case_id: UUID | None = Field(default=None, foreign_key="case.id", index=True)
    appointment_id: UUID | None = Field(default=None, foreign_key="appointment.id")
    created_at: datetime = moment()

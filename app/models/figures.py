"""What figures are read from: what each case counts for, and sums of it by day and month of submission."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Index, text
from sqlmodel import Field, SQLModel

from app.domain.vocabulary import Dimension, Grain, Kind
from app.models.base import CountyRow, moment, words


class Counted(SQLModel):
    """Every count of `domain.facts.Tally`, and how many waits of which length there were (`domain.waits.packed`)."""

    received: int = 0
    closed: int = 0
    ended: int = 0
    handed: int = 0
    returned: int = 0
    in_time: int = 0
    late: int = 0
    untimed: int = 0
    answered: int = 0
    resolved: int = 0
    satisfied: int = 0
    basically: int = 0
    dissatisfied: int = 0
    answered_once: int = 0
    redone: int = 0
    promised: int = 0
    kept_in_time: int = 0
    kept_late: int = 0
    superseded: int = 0
    waits: list[int] = Field(sa_type=ARRAY(BigInteger), default_factory=list)


class CaseFact(CountyRow, Counted, table=True):
    """A case as a whole, or for one unit that had a main or split part in it. Reckoned, never edited.

    It refers to nothing: a foreign key would make whoever reckons and whoever moves the case wait for each other.
    """

    __tablename__ = "case_fact"
    __table_args__ = (
        Index(
            "uq_case_fact_case_id_unit_id",
            "case_id",
            "unit_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_case_fact_county_code_day", "county_code", "day"),
        Index("ix_case_fact_town_day", "county_code", "town", "day"),
        Index("ix_case_fact_station_id_day", "station_id", "day"),
        Index("ix_case_fact_unit_id_day", "unit_id", "day", postgresql_where=text("unit_id IS NOT NULL")),
        Index(
            "ix_case_fact_deputy_id_day", "deputy_id", "day", postgresql_where=text("deputy_id IS NOT NULL")
        ),
        Index(
            "ix_case_fact_committee_id_day",
            "committee_id",
            "day",
            postgresql_where=text("committee_id IS NOT NULL"),
        ),
        Index("ix_case_fact_category_code_day", "county_code", "category_code", "day"),
        Index("ix_case_fact_due_at", "county_code", "due_at", postgresql_where=text("due_at IS NOT NULL")),
        Index(
            "ix_case_fact_promise_due_on",
            "county_code",
            "promise_due_on",
            postgresql_where=text("promise_due_on IS NOT NULL"),
        ),
    )

    case_id: UUID
    unit_id: UUID | None = None
    day: date = Field(description="in China, on which it was handed in")
    kind: Kind = words(Kind)
    town: str = Field(max_length=9)
    station_id: UUID
    deputy_id: UUID | None = None
    committee_id: UUID | None = None
    category_code: str = Field(default="", max_length=60)
    sealed: bool = False
    tallying: bool = Field(default=False, description="its ratings are still being given")
    due_at: datetime | None = moment(default=None, nullable=True)
    promise_due_on: date | None = None


class RollUp(Counted, table=True):
    """The sum of all facts of one place along one dimension that were handed in on one day, or in one month."""

    __tablename__ = "roll_up"

    county_code: str = Field(primary_key=True, max_length=6, foreign_key="county.code")
    dimension: Dimension = words(Dimension, primary_key=True)
    grain: Grain = words(Grain, primary_key=True)
    since: date = Field(primary_key=True)
    key: str = Field(primary_key=True, max_length=60, description="an id or a code; of the county nothing")

"""Of which facts somebody may read figures, and where these stand summed up already."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.deadlines import day_of
from app.domain.periods import refuse_backwards
from app.domain.vocabulary import Dimension, Grain, Kind, Role
from app.errors import FieldError, InvalidRequest
from app.models import CaseFact, County, RollUp
from app.security.actors import Actor
from app.services import areas
from app.services.case_facts import TOWN_DIGITS

LONGEST = 366
COLUMN: dict[Dimension, str] = {
    Dimension.TOWN: "town",
    Dimension.STATION: "station_id",
    Dimension.UNIT: "unit_id",
    Dimension.COMMITTEE: "committee_id",
    Dimension.DEPUTY: "deputy_id",
    Dimension.CATEGORY: "category_code",
}


@dataclass(frozen=True)
class Places:
    """What figures are narrowed by; absent means any."""

    area_code: str | None = None
    station_id: UUID | None = None
    unit_id: UUID | None = None
    committee_id: UUID | None = None
    deputy_id: UUID | None = None
    category_code: str | None = None


@dataclass(frozen=True)
class Period:
    """Days on which matters were handed in, in China; both are within."""

    since: date
    until: date

    @property
    def days(self) -> ColumnElement[bool]:
        return col(CaseFact.day).between(self.since, self.until)

    @property
    def rolled(self) -> ColumnElement[bool]:
        """The months that lie within, and the days of those that do not."""
        first = self.since if self.since.day == 1 else _next_month(self.since)
        last = self.until if _is_last(self.until) else self.until.replace(day=1) - timedelta(days=1)
        if first > last:
            return self._daily(self.since, self.until)
        months = and_(col(RollUp.grain) == Grain.MONTH, col(RollUp.since).between(first, last))
        edges = (
            self._daily(self.since, first - timedelta(days=1)),
            self._daily(last + timedelta(days=1), self.until),
        )
        return or_(months, *edges)

    @staticmethod
    def _daily(first: date, last: date) -> ColumnElement[bool]:
        if first > last:
            return false()
        return and_(col(RollUp.grain) == Grain.DAY, col(RollUp.since).between(first, last))


def _next_month(day: date) -> date:
    return day.replace(day=1) + timedelta(days=monthrange(day.year, day.month)[1])


def _is_last(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]


def period(first: date | None, last: date | None, now: Any) -> Period:
    """Unless asked otherwise, this year up to today. InvalidRequest: backwards, or longer than a year."""
    until = last or day_of(now)
    since = first or until.replace(month=1, day=1)
    refuse_backwards(since, until)
    if (until - since).days >= LONGEST:
        problem = FieldError("to", "PERIOD_TOO_LONG", "一次最多统计一年")
        raise InvalidRequest("VALIDATION_FAILED", errors=[problem])
    return Period(since, until)


@dataclass
class Scope:
    """Some facts of one county. `sums`: the one place whose roll-ups hold all of them, if there is one."""

    county_code: str
    conditions: list[ColumnElement[bool]] = field(default_factory=list)
    sums: tuple[Dimension, str] | None = (Dimension.COUNTY, "")
    of_units: bool = False
    """Read from the rows of units rather than from those of whole cases."""

    def narrow(self, dimension: Dimension, key: str, *conditions: ColumnElement[bool]) -> None:
        whole = self.sums == (Dimension.COUNTY, "")
        self.sums = (dimension, key) if whole else None
        self.conditions += conditions
        self.of_units = self.of_units or dimension is Dimension.UNIT

    def hide(self, condition: ColumnElement[bool]) -> None:
        """What no roll-up leaves out."""
        self.conditions.append(condition)
        self.sums = None


_Reach = Callable[[Actor, Scope], None]
_openly = ~col(CaseFact.sealed)


def _county(actor: Actor, scope: Scope) -> None:
    return None


def _town(actor: Actor, scope: Scope) -> None:
    town = actor.area_code[:TOWN_DIGITS]
    scope.narrow(Dimension.TOWN, town, col(CaseFact.town) == town)


def _station(actor: Actor, scope: Scope) -> None:
    scope.hide(col(CaseFact.station_id).in_(actor.station_ids))


def _liaison(actor: Actor, scope: Scope) -> None:
    scope.hide(and_(col(CaseFact.station_id).in_(actor.station_ids), _openly))


def _mediator(actor: Actor, scope: Scope) -> None:
    scope.hide(
        and_(col(CaseFact.station_id).in_(actor.station_ids), col(CaseFact.kind) == Kind.DISPUTE, _openly)
    )


def _committee(actor: Actor, scope: Scope) -> None:
    scope.hide(and_(col(CaseFact.committee_id) == actor.office_id, _openly))


def _deputy(actor: Actor, scope: Scope) -> None:
    scope.hide(and_(col(CaseFact.deputy_id) == actor.deputy_id, _openly))


def _unit(actor: Actor, scope: Scope) -> None:
    """Its own part alone."""
    scope.hide(and_(col(CaseFact.unit_id) == actor.unit_id, _openly))
    scope.of_units = True


_REACH: dict[Role, _Reach] = {
    Role.COUNTY_OFFICE: _county,
    Role.TOWN_OFFICE: _town,
    Role.STATION_HEAD: _station,
    Role.LIAISON: _liaison,
    Role.MEDIATOR: _mediator,
    Role.COMMITTEE: _committee,
    Role.DEPUTY: _deputy,
    Role.UNIT_HANDLER: _unit,
    Role.UNIT_HEAD: _unit,
}


async def scope_of(session: AsyncSession, actor: Actor, places: Places) -> Scope:
    """What the actor may read figures of, narrowed. A place that he does not reach has nothing in it."""
    scope = Scope(actor.county_code)
    _REACH[actor.role](actor, scope)
    named = (
        (Dimension.STATION, places.station_id),
        (Dimension.UNIT, places.unit_id),
        (Dimension.COMMITTEE, places.committee_id),
        (Dimension.DEPUTY, places.deputy_id),
    )
    for dimension, key in named:
        if key is not None:
            scope.narrow(dimension, str(key), getattr(CaseFact, COLUMN[dimension]) == key)
    if places.category_code is not None:
        code = places.category_code
        inside = col(CaseFact.category_code).startswith(f"{code}.", autoescape=True)
        scope.narrow(Dimension.CATEGORY, code, or_(col(CaseFact.category_code) == code, inside))
    if places.area_code is not None:
        await _within(session, scope, places.area_code)
    return scope


async def _within(session: AsyncSession, scope: Scope, area_code: str) -> None:
    """A town, or all for anything above one. What was merged away is what stands for it; a village is its town."""
    town = (await areas.stands_for(session, scope.county_code, area_code))[:TOWN_DIGITS]
    if len(town) == TOWN_DIGITS:
        scope.narrow(Dimension.TOWN, town, col(CaseFact.town) == town)
    elif not scope.county_code.startswith(town):
        scope.hide(false())


async def words(session: AsyncSession, actor: Actor, places: Places) -> str:
    """Of what the figures are, in words."""
    county = (await session.exec(select(County.name).where(County.code == actor.county_code))).one()
    own = county if actor.role is Role.COUNTY_OFFICE else f"{county} · {actor.body or actor.name}"
    narrowed = "、".join(
        label
        for name, label in (
            ("area_code", "区划"),
            ("station_id", "联络站"),
            ("unit_id", "承办单位"),
            ("committee_id", "委室"),
            ("deputy_id", "代表"),
            ("category_code", "类别"),
        )
        if getattr(places, name) is not None
    )
    return f"{own}（按{narrowed}筛选）" if narrowed else own

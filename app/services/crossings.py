"""A line that was crossed, as an entry of the timeline: its cause, who could have acted, who watches from now on.

The product notes it by itself: it raises no version, so that nobody's half-filled form goes stale. It stands at the
moment of the line, whenever it was noticed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain import guard
from app.domain.deadlines import CHINA, day_of
from app.domain.lines import LineRule
from app.domain.spans import HOLDER, Holder
from app.domain.vocabulary import Action, Colour, DeskLevel, Kind, Line, OfficeKind, Part, Supervisor
from app.models import Assignment, CaseEvent, Office, Station, Unit
from app.models.base import new_id
from app.security.actors import SYSTEM
from app.services import bulk
from app.services.memory import memory_of

Rules = Iterable[LineRule]
TIME, QUALITY = "time", "quality"
"""The two causes of a colour."""
NOTED = {
    action: next(guard.rules_for(action, Kind.APPEAL))
    for action in (Action.REMIND, Action.TURN_COLOUR, Action.MOVE_DUE)
}


@dataclass(frozen=True)
class Bodies:
    """What the organs, stations and units of a county are called."""

    units: Mapping[UUID, str]
    stations: Mapping[UUID, str]
    offices: Mapping[UUID, str]
    desks: Mapping[str, str]
    """Of each area the organ that hands over there."""


async def bodies(session: AsyncSession, county_code: str) -> Bodies:
    async def read() -> Bodies:
        units = await session.exec(select(Unit.id, Unit.name).where(Unit.county_code == county_code))
        stations = await session.exec(
            select(Station.id, Station.name).where(Station.county_code == county_code)
        )
        offices = (await session.exec(select(Office).where(Office.county_code == county_code))).all()
        handing_over = (OfficeKind.TOWN_OFFICE, OfficeKind.COUNTY_OFFICE)
        return Bodies(
            dict(units.all()),
            dict(stations.all()),
            {office.id: office.name for office in offices},
            {office.area_code: office.name for office in offices if office.kind in handing_over},
        )

    return await memory_of(session).recall(("bodies", county_code), read)


def main_unit(told: Bodies, shares: Iterable[Assignment]) -> str:
    """Who answers, or answered last."""
    answering = [share for share in shares if share.part is not Part.CO]
    newest = max(answering, key=lambda share: share.id, default=None)
    return told.units.get(newest.unit_id, "") if newest else ""


def holder(told: Bodies, case: Any, row: Any, unit_id: UUID | None) -> str:
    """Who could have acted: by its name, as it is called now."""
    who = HOLDER[row.name, row.assignment_id is not None]
    if who is Holder.UNIT:
        return told.units.get(unit_id, "") if unit_id else ""
    if who is Holder.STATION:
        return told.stations.get(case.station_id, "")
    if who is Holder.DESK and case.committee_id is not None:
        return told.offices.get(case.committee_id, "")
    town = who is Holder.DESK and case.level is DeskLevel.TOWN
    return told.desks.get(case.area_code[:9] if town else case.county_code, "")


def entry(
    case: Any,
    action: Action,
    at: datetime,
    data: dict[str, Any],
    *,
    assignment_id: UUID | None = None,
    colour: Colour | None = None,
) -> bulk.Values:
    """A row of the timeline that the product notes by itself."""
    return bulk.defaults(CaseEvent) | {
        "id": new_id(),
        "county_code": case.county_code,
        "case_id": case.id,
        "round": case.round,
        "action": action,
        "from_status": case.status,
        "to_status": case.status,
        "role": SYSTEM.role,
        "actor_name": SYSTEM.name,
        "public_name": SYSTEM.public_name,
        "assignment_id": assignment_id,
        "audience": NOTED[action].audience,
        "data": data,
        "colour": colour,
        "at": at,
    }


def of_clock(
    case: Any, row: Any, line: Line, at: datetime, who: str, rules: Rules, colour: Colour | None
) -> bulk.Values:
    """A clock came to a line."""
    action = Action.REMIND if line is Line.REMIND else Action.TURN_COLOUR
    data = {"line": line.value, "clock": row.name.value, "cause": TIME, "due_at": _local(row.due_at)}
    data |= _named(who, line, case.level, at, rules)
    return entry(case, action, at, data, assignment_id=row.assignment_id, colour=colour)


def of_quality(case: Any, line: Line, at: datetime, who: str, rules: Rules) -> bulk.Values:
    """The way in which it is handled made it yellow or red."""
    data = {"line": line.value, "cause": QUALITY} | _named(who, line, case.level, at, rules)
    return entry(case, Action.TURN_COLOUR, at, data, colour=case.colour)


def _named(who: str, line: Line, level: DeskLevel, at: datetime, rules: Rules) -> dict[str, str]:
    above = supervisor(line, level, at, rules)
    named = {"holder": who} if who else {}
    return named | ({"supervisor": above.value} if above else {})


def supervisor(line: Line, level: DeskLevel, at: datetime, rules: Rules) -> Supervisor | None:
    """Who watches from this line on, by the rule of the day on which it is crossed."""
    day = day_of(at)
    fitting = (each for each in rules if each.line is line and each.level is level and day in each.period)
    return next((each.supervisor for each in fitting), None)


def _local(moment: datetime) -> str:
    return moment.astimezone(CHINA).isoformat(timespec="seconds")

"""By which standards stations are built: what one meets of its own list, and how many of the county meet each."""

from collections import defaultdict
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.errors import NotFound
from app.models import Station
from app.schemas.stations import LackingStation, StandardCount, StandardTable, StationChecklist
from app.security.actors import Actor
from app.services import listing

MOST_STANDARDS, MOST_NAMES = 200, 20


async def checklist(session: AsyncSession, actor: Actor, station_id: UUID) -> StationChecklist:
    """Of any station of the county. NotFound STATION_NOT_FOUND."""
    query = select(Station).where(Station.id == station_id, Station.county_code == actor.county_code)
    station = (await session.exec(query)).one_or_none()
    if station is None:
        raise NotFound("STATION_NOT_FOUND")
    return StationChecklist(
        station_id=station.id,
        name=station.name,
        met=[standard for standard, met in station.standards.items() if met],
        unmet=[standard for standard, met in station.standards.items() if not met],
    )


async def table(session: AsyncSession, actor: Actor, filters: listing.Filters) -> StandardTable:
    """Of the stations in use that the filters leave. A standard counts only where it stands on the station's list."""
    own = {**filters, "county_code": actor.county_code, "active": True}
    query = select(Station.id, Station.name, Station.standards).where(
        *listing.conditions(Station, own), col(Station.standards) != {}
    )
    met: dict[str, int] = defaultdict(int)
    lacking: dict[str, list[LackingStation]] = defaultdict(list)
    rows = (await session.exec(query.order_by(col(Station.id)))).all()
    for station_id, name, standards in rows:
        for standard, is_met in standards.items():
            met[standard] += is_met
            if not is_met:
                lacking[standard].append(LackingStation(id=station_id, name=name))
    counts = [
        StandardCount(
            standard=standard,
            met=number,
            unmet=len(lacking[standard]),
            lacking=lacking[standard][:MOST_NAMES],
        )
        for standard, number in met.items()
    ]
    counts.sort(key=lambda each: (-each.unmet, each.standard))
    return StandardTable(
        stations=len(rows),
        complete=sum(all(standards.values()) for _, _, standards in rows),
        standards=counts[:MOST_STANDARDS],
    )

"""More deputies than the small county has, at every level, written straight into the tables."""

from datetime import date
from uuid import UUID

from app.db import unit_of_work
from app.domain.vocabulary import CongressLevel
from app.models import Congress, Deputy, Mandate, Term
from app.models.base import new_id
from tests.conftest import Client
from tests.world import HOME

LEVELS = (CongressLevel.PROVINCE, CongressLevel.CITY, CongressLevel.COUNTY, CongressLevel.TOWN)
FIRST = date(2022, 1, 1)


async def crowd(client: Client, **numbers: int) -> None:
    """`crowd(client, town=60, other=37)`: so many at these stations; of ten one is of the province, two of the city."""
    areas = {"town": f"{HOME}102", "other": f"{HOME}103"}
    async with unit_of_work(client.house.sessions) as session:
        terms: dict[CongressLevel, UUID] = {}
        for level in LEVELS:
            congress = Congress(
                id=new_id(), county_code=HOME, area_code=HOME, level=level, name=f"{level.label}人大"
            )
            session.add(congress)
            await session.flush()
            term = Term(
                id=new_id(), county_code=HOME, congress_id=congress.id, name="第一届", starts_on=FIRST
            )
            session.add(term)
            terms[level] = term.id
        await session.flush()
        for station, number in numbers.items():
            station_id = client.world.stations[station]
            for place in range(number):
                deputy = Deputy(
                    id=new_id(),
                    county_code=HOME,
                    name=f"代表{station}{place}",
                    area_code=areas[station],
                    station_id=station_id,
                )
                session.add(deputy)
                await session.flush()
                for level in _levels(place):
                    seat = Mandate(
                        id=new_id(),
                        county_code=HOME,
                        deputy_id=deputy.id,
                        term_id=terms[level],
                        starts_on=FIRST,
                    )
                    session.add(seat)


def _levels(place: int) -> set[CongressLevel]:
    """A seat above is held besides one below."""
    highest = (0, 1, 1, 2, 2, 2, 3, 3, 3, 3)[place % 10]
    return {LEVELS[highest], CongressLevel.TOWN}

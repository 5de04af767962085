"""Scope is a tree: a station answers for its points, and a point for nobody else."""

from app.db import unit_of_work
from app.domain.vocabulary import Role
from app.models import Account, Appointment
from app.models.base import new_id
from tests.cases import submit
from tests.conftest import Client
from tests.world import HOME, Person


async def appoint(client: Client, station: str) -> str:
    """A liaison of that station or point, ready to sign in."""
    key = f"liaison_of_{station}"
    async with unit_of_work(client.house.sessions) as session:
        account = Account(id=new_id(), openid=key)
        session.add(account)
        await session.flush()
        row = Appointment(
            id=new_id(),
            county_code=HOME,
            account_id=account.id,
            role=Role.LIAISON,
            name=key,
            station_id=client.world.stations[station],
        )
        session.add(row)
    client.world.people[key] = Person(key, account.id, row.id, Role.LIAISON)
    return key


async def listed(client: Client, who: str) -> set[str]:
    answer = await client.get(who, "/desk/cases")
    return {item["id"] for item in answer.json()["items"]}


async def test_a_station_sees_its_points_and_a_point_only_itself(client: Client) -> None:
    codes = client.world.codes
    at_station = (await submit(client, code=codes["town"]))["id"]
    at_point = (await submit(client, code=codes["point"]))["id"]
    at_other = (await submit(client, code=None, station_id=str(client.world.stations["other"])))["id"]
    of_point, of_other = await appoint(client, "point"), await appoint(client, "other")
    assert await listed(client, "liaison") == {at_station, at_point}
    assert await listed(client, of_point) == {at_point}
    assert await listed(client, of_other) == {at_other}
    assert await listed(client, "far_town_office") == {at_other}
    assert await listed(client, "town_office") == {at_station, at_point}
    assert await listed(client, "county_office") == {at_station, at_point, at_other}
    assert await listed(client, "liaison_away") == set()

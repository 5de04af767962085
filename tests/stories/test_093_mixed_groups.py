"""全员进站混合编组: deputies of four levels, reporters and collectors of a county, dealt into groups by grid."""

from collections import Counter
from datetime import date
from typing import Any

from sqlalchemy import insert

from app.domain.vocabulary import CongressLevel, DeputyStatus
from app.models import Area, Congress, Deputy, Mandate, Term
from app.models.base import new_id
from app.presets.practices import practices
from tests.conftest import Client
from tests.stories.play import Json, building, read, send
from tests.world import HOME, Builder

FIGURES = practices()[92].figures
LEVELS = (CongressLevel.PROVINCE, CongressLevel.CITY, CongressLevel.COUNTY, CongressLevel.TOWN)
OF_TEN = (0, 1, 1, 2, 2, 2, 3, 3, 3, 3)
TOWNS = [f"{HOME}{number}" for number in range(102, 118)]
REPORTERS, COLLECTORS = 36, 156
FIRST = date(2022, 1, 1)


async def everybody(client: Client) -> None:
    """All deputies of the county but the three of the small world, spread over sixteen towns."""
    async with building(client) as builder:
        session = builder.session
        session.add_all(Area(county_code=HOME, code=code, name=f"第{code[-3:]}镇") for code in TOWNS[2:])
        terms = [await _term(builder, level) for level in LEVELS]
        people: list[dict[str, Any]] = [
            {
                "id": new_id(),
                "version": 1,
                "county_code": HOME,
                "name": f"代表{number}",
                "station_id": client.world.stations["town"],
                "area_code": TOWNS[number % len(TOWNS)],
                "status": DeputyStatus.ACTIVE,
                "reception": "",
                "intro": "",
            }
            for number in range(FIGURES["deputies"] - 3)
        ]
        await session.exec(insert(Deputy), params=people)
        seats = [
            {
                "id": new_id(),
                "version": 1,
                "county_code": HOME,
                "deputy_id": person["id"],
                "term_id": terms[OF_TEN[place // len(TOWNS) % 10]],
                "district": "",
                "starts_on": FIRST,
            }
            for place, person in enumerate(people)
        ]
        await session.exec(insert(Mandate), params=seats)


async def _term(builder: Builder, level: CongressLevel) -> Any:
    congress = Congress(county_code=HOME, area_code=HOME, level=level, name=f"某{level.label}人大")
    congress_id = await builder.add(congress)
    return await builder.add(Term(county_code=HOME, congress_id=congress_id, name="第一届", starts_on=FIRST))


def formation(*, dry_run: bool) -> Json:
    others = [
        {"role": role, "name": f"{role}{number}", "area_code": TOWNS[number % len(TOWNS)]}
        for role, count in (("reporter", REPORTERS), ("collector", COLLECTORS))
        for number in range(count)
    ]
    return {"groups": FIGURES["groups"], "others": others, "dry_run": dry_run}


async def test_everybody_of_four_levels_is_in_one_group_of_his_grid(client: Client) -> None:
    await everybody(client)
    path = "/admin/groups/form"
    tried = await send(client, "admin", path, formation(dry_run=True), status=200)
    assert (await read(client, "admin", "/admin/groups"))["items"] == []
    done = await send(client, "admin", path, formation(dry_run=False), status=200)
    assert [each | {"id": None} for each in done["groups"]] == tried["groups"]
    assert (done["deputies"], done["others"]) == (FIGURES["deputies"], REPORTERS + COLLECTORS)
    groups = done["groups"]
    assert len(groups) == FIGURES["groups"]
    placed = [member["deputy_id"] for group in groups for member in group["members"] if member["deputy_id"]]
    assert len(placed) == len(set(placed)) == FIGURES["deputies"]
    for town in TOWNS:
        evenly([group for group in groups if group["area_code"] == town])
    again = await client.post("admin", path, formation(dry_run=False))
    assert again.json()["code"] == "GROUP_KIND_TAKEN"
    await seen_from_the_desk(client, groups)


def evenly(grid: list[Json]) -> None:
    """Every level in every group, and no group better provided than another of its grid."""
    ranks = [Counter(member["level"] or member["role"] for member in group["members"]) for group in grid]
    for level in LEVELS:
        numbers = [count[level] for count in ranks]
        assert min(numbers) >= 1, level
        assert max(numbers) - min(numbers) <= 1, level
    for role in ("reporter", "collector"):
        numbers = [count[role] for count in ranks]
        assert max(numbers) - min(numbers) <= 1, role
    sizes = [len(group["members"]) for group in grid]
    assert max(sizes) - min(sizes) <= 1


async def seen_from_the_desk(client: Client, groups: list[Json]) -> None:
    """A deputy finds the one group that he is in, with those of the other levels."""
    (mine,) = (await read(client, "deputy", "/desk/groups", kind="mixed", mine="true"))["items"]
    roster = (await read(client, "deputy", f"/desk/groups/{mine['id']}"))["roster"]
    assert str(client.world.deputies["deputy"]) in {person["deputy_id"] for person in roster}
    (formed,) = [group for group in groups if group["id"] == mine["id"]]
    assert len(roster) == len(formed["members"]) == mine["members"]

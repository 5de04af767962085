"""产业代表联络站: a station in a firm on the chain, its specialists and deputies of all levels in one group."""

from uuid import UUID

from app.domain.vocabulary import Role
from app.presets.practices import practices
from tests.conftest import Client
from tests.groups.crowd import crowd
from tests.stories.play import Json, building, read, send
from tests.world import HOME

FIGURES = practices()[13].figures
TEA = {
    "name": "茶产业代表联络站",
    "tier": "station",
    "kind": "industry",
    "area_code": f"{HOME}103",
    "host": "示例茶业公司",
    "industry": "茶产业",
    "level": "city",
    "duties": "专业为主、混合编组、多级联动",
    "services": ["技术咨询", "用工对接"],
}
TOURISM = TEA | {"name": "文旅产业代表联络站", "host": "示例景区", "industry": "文旅", "level": "county"}


async def station(client: Client, form: Json) -> str:
    """Built, and led by somebody of its own, who is `head` from then on."""
    made = await send(client, "admin", "/admin/stations", form)
    async with building(client) as builder:
        await builder.person("tea_head", Role.STATION_HEAD, station_id=UUID(made["id"]))
    return str(made["id"])


async def group(client: Client, station_id: str) -> Json:
    """36 deputies of several levels and two experts, at the station."""
    await crowd(client, other=FIGURES["deputies"] - 1)
    form = {
        "kind": "mixed",
        "name": "茶产业代表组",
        "area_code": f"{HOME}103",
        "station_id": station_id,
        "plan": "春茶前走访茶农，秋季座谈一次",
    }
    made = await send(client, "admin", "/admin/groups", form)
    path = f"/admin/groups/{made['id']}/members"
    crowded = await read(client, "admin", "/admin/deputies", limit=100)
    names = [row for row in crowded["items"] if row["name"].startswith("代表other")]
    members = [row["id"] for row in names] + [str(client.world.deputies["far_deputy"])]
    for deputy_id in members:
        await send(client, "admin", path, {"deputy_id": deputy_id})
    for name in ("茶艺师林", "农技员何"):
        await send(client, "admin", path, {"role": "expert", "name": name, "phone": "19900000031"})
    return made | {"deputy_ids": members}


async def test_two_stations_of_two_levels_show_their_chain(client: Client) -> None:
    for form in (TEA, TOURISM):
        made = await send(client, "admin", "/admin/stations", form)
        card = await read(client, None, f"/public/stations/{made['id']}")
        shown = {key: card[key] for key in ("kind", "industry", "level", "host", "duties")}
        assert shown == {key: form[key] for key in shown}


async def test_its_group_mixes_levels_and_meets_twice(client: Client) -> None:
    station_id = await station(client, TEA)
    made = await group(client, station_id)
    seen = await read(client, "far_deputy", f"/desk/groups/{made['id']}")
    deputies = [member for member in seen["roster"] if member["role"] == "deputy"]
    assert len(deputies) == FIGURES["deputies"] == 36
    assert len({member["level"] for member in deputies}) >= 4
    assert [member["role"] for member in seen["roster"]][-2:] == ["expert", "expert"]
    assert seen["station_name"] == TEA["name"]
    twice = {"deputy_id": made["deputy_ids"][0]}
    other = {"kind": "mixed", "name": "文旅代表组", "area_code": f"{HOME}103"}
    elsewhere = await send(client, "admin", "/admin/groups", other)
    refused = await client.post("admin", f"/admin/groups/{elsewhere['id']}/members", twice)
    assert refused.json()["code"] == "GROUP_KIND_TAKEN"
    for number, kind in enumerate(("survey", "lecture")):
        await activity(client, station_id, made, number, kind)
    held = await read(client, "county_office", "/desk/events", group_id=made["id"], status="held")
    assert len(held["items"]) == FIGURES["activities"]
    assert all(event["host_name"] == TEA["name"] for event in held["items"])


async def activity(client: Client, station_id: str, made: Json, number: int, kind: str) -> None:
    """Planned and held by the head of the station, with ten deputies and a specialist."""
    roster: list[Json] = [{"deputy_id": each} for each in made["deputy_ids"][:10]]
    roster.append({"name": "茶艺师林", "part": "解答"})
    plan = {
        "kind": kind,
        "title": "走访茶农" if kind == "survey" else "制茶讲座",
        "station_id": station_id,
        "group_id": made["id"],
        "starts_at": f"2026-11-2{number + 1}T09:00:00+08:00",
        "ends_at": f"2026-11-2{number + 1}T11:00:00+08:00",
        "roster": roster,
    }
    denied = await client.post("station_head", "/desk/events", plan)
    assert denied.json()["code"] == "FORBIDDEN"
    event = await send(client, "tea_head", "/desk/events", plan)
    client.clock.advance(days=1, hours=3)
    came = {"summary": "听取意见四条", "people": 40, "attended": [each["id"] for each in event["roster"][:9]]}
    path = f"/desk/events/{event['id']}/hold"
    done = await send(client, "tea_head", path, came | {"version": event["version"]}, 200)
    assert sum(each["attended"] for each in done["roster"]) == 9

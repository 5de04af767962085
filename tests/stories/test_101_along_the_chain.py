"""产业链全链建站: stations along a chain, entrepreneurs at their head, each built by one list of standards."""

from typing import Any

from app.domain.vocabulary import CongressLevel, StationKind, StationTier
from app.models import Station
from app.models.base import new_id
from app.presets.practices import practices, preset
from tests.conftest import Client
from tests.stories.play import Json, building, read, send, submit
from tests.world import HOME

FIGURES = practices()[100].figures
STANDARDS = preset("industry_station").standards
HOSTS = {
    "园区": "先进制造产业园",
    "龙头企业": "示例尼龙公司",
    "合作社": "示例烟叶合作社",
    "强村": "示例村委会",
}


def station(name: str, host: str, met: int) -> Json:
    return {
        "name": name,
        "tier": "station",
        "kind": "industry",
        "level": "county",
        "area_code": f"{HOME}102",
        "host": host,
        "industry": "尼龙新材料",
        "standards": checked(met),
    }


def checked(met: int) -> dict[str, bool]:
    return {standard: place < met for place, standard in enumerate(STANDARDS)}


async def chain(client: Client) -> None:
    """The rest of the row, as rows: so many built, so many still being built."""
    plan = [len(STANDARDS)] * (FIGURES["built"] - len(HOSTS)) + [9] * (FIGURES["building"] - 1)
    fixed: Any = {
        "county_code": HOME,
        "tier": StationTier.STATION,
        "kind": StationKind.INDUSTRY,
        "level": CongressLevel.COUNTY,
        "area_code": f"{HOME}102",
        "industry": "尼龙新材料",
    }
    async with building(client) as builder:
        builder.session.add_all(
            Station(id=new_id(), name=f"产业链第{place}站", standards=checked(met), **fixed)
            for place, met in enumerate(plan)
        )


async def test_every_kind_of_host_that_must_has_its_station(client: Client) -> None:
    for word, host in HOSTS.items():
        made = await send(
            client, "admin", "/admin/stations", station(f"产业链{word}站", host, len(STANDARDS))
        )
        card = await read(client, None, f"/public/stations/{made['id']}")
        assert (card["kind"], card["host"], card["industry"], card["level"]) == (
            "industry",
            host,
            "尼龙新材料",
            "county",
        )
    await send(client, "admin", "/admin/stations", station("产业链新站", "示例铸造公司", 9))
    await chain(client)
    chain_of = {"kind": "industry", "industry": "尼龙"}
    found = (await read(client, "admin", "/admin/stations", **chain_of, limit=100))["items"]
    assert all(len(row["standards"]) == len(STANDARDS) == 21 for row in found)
    assert len(found) == FIGURES["built"] + FIGURES["building"]
    table = await read(client, "county_office", "/desk/stations/standards", **chain_of)
    assert (table["complete"], table["stations"]) == (FIGURES["built"], len(found))
    counted = {row["standard"]: (row["met"], row["unmet"]) for row in table["standards"]}
    early, late = (len(found), 0), (FIGURES["built"], FIGURES["building"])
    assert counted == dict.fromkeys(STANDARDS[:9], early) | dict.fromkeys(STANDARDS[9:], late)


async def test_a_station_gets_ready_standard_by_standard(client: Client) -> None:
    made = await send(client, "admin", "/admin/stations", station("产业链新站", "示例铸造公司", 9))
    body = {key: value for key, value in made.items() if key != "id"} | {"standards": checked(21)}
    done = await client.put("admin", f"/admin/stations/{made['id']}", body)
    assert sum(done.json()["standards"].values()) == len(STANDARDS)
    stale = await client.put("admin", f"/admin/stations/{made['id']}", body)
    assert stale.json()["code"] == "STALE_VERSION"


async def test_an_entrepreneur_heads_it_and_firms_bring_their_matters(client: Client) -> None:
    made = await send(client, "admin", "/admin/stations", station("产业链园区站", HOSTS["园区"], 21))
    head = {
        "role": "station_head",
        "post": "head",
        "scope_id": made["id"],
        "name": "deputy代表",
        "affiliation": "示例尼龙公司",
        "duties": "召集链上企业",
    }
    await send(client, "admin", "/admin/appointments", head)
    (card,) = (await read(client, None, f"/public/stations/{made['id']}"))["posts"]
    assert (card["post"], card["name"]) == ("head", "deputy代表")
    code = {"target": "station", "station_id": made["id"], "place": "园区大门"}
    token = (await send(client, "admin", "/admin/codes", code))["token"]
    case = await submit(client, "firm", code=token, kind="enterprise", firm_name="示例铸造厂")
    seen = await case.seen_by("county_office")
    assert (seen["station_id"], seen["firm_name"]) == (made["id"], "示例铸造厂")

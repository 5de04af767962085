"""代表自办联络点: a point that deputies found, pay for and keep open themselves, with four ways to speak to them."""

from datetime import date
from uuid import UUID

from app.domain.vocabulary import CongressLevel
from app.models import Congress, Mandate, Term
from app.presets.practices import practices, preset
from tests.conftest import Client
from tests.stories.play import Json, building, enter, read, send, submit
from tests.world import HOME, Builder

FIGURES = practices()[117].figures
STANDARDS = preset("self_run_point").standards
SERVICES = ["意见箱", "来信", "扫码", "当面接待"]


async def opened(client: Client) -> Json:
    """The point as its deputies built it."""
    body = {
        "name": "示例城代表联络点",
        "tier": "point",
        "kind": "self_run",
        "parent_id": str(client.world.stations["town"]),
        "area_code": f"{HOME}102201",
        "host": "驻点代表自筹",
        "functions": ["liaison"],
        "services": SERVICES,
        "standards": dict.fromkeys(STANDARDS, True),
        "schedule": [{"weekdays": [6], "starts": "09:00", "ends": "11:00", "label": "代表驻点"}],
        "duties": "建、管、用都由代表自己来",
    }
    made = await send(client, "admin", "/admin/stations", body)
    assert (len(made["standards"]), set(made["standards"].values())) == (8, {True})
    return made


async def staffed(client: Client, point: Json) -> None:
    """Deputies of all five levels, as rows: everybody has a seat in the county or in one level more."""
    async with building(client) as builder:
        client.world.stations["own"] = point["id"]
        above = [level for level in CongressLevel if level is not CongressLevel.COUNTY]
        terms = {level: await _term(builder, level) for level in above}
        for number in range(FIGURES["deputies"]):
            name = f"own{number}"
            await builder.deputy(name, "own", f"{HOME}102201")
            seat = Mandate(
                county_code=HOME,
                deputy_id=client.world.deputies[name],
                term_id=terms[above[number % len(above)]],
                starts_on=date(2022, 1, 1),
            )
            builder.session.add(seat)


async def _term(builder: Builder, level: CongressLevel) -> UUID:
    congress = Congress(county_code=HOME, area_code=HOME, level=level, name=f"某{level.label}人大")
    congress_id = await builder.add(congress)
    return await builder.add(
        Term(county_code=HOME, congress_id=congress_id, name="本届", starts_on=date(2022, 1, 1))
    )


async def test_the_door_says_what_one_gets_there(client: Client) -> None:
    point = await opened(client)
    card = await read(client, None, f"/public/stations/{point['id']}")
    assert (card["kind"], card["host"], card["services"]) == ("self_run", "驻点代表自筹", SERVICES)
    assert [(slot["weekdays"], slot["label"]) for slot in card["schedule"]] == [([6], "代表驻点")]
    own = await read(client, None, "/public/stations", county_code=HOME, kind="self_run")
    assert [each["id"] for each in own["items"]] == [point["id"]]
    built = await read(client, "county_office", f"/desk/stations/{point['id']}/standards")
    assert (set(built["met"]), built["unmet"]) == (set(STANDARDS), [])
    parent = await read(client, None, f"/public/stations/{client.world.stations['town']}")
    assert point["id"] in {below["id"] for below in parent["points"]}


async def test_deputies_of_five_levels_are_found_by_their_codes(client: Client) -> None:
    point = await opened(client)
    await staffed(client, point)
    there = await read(client, "admin", "/admin/deputies", station_id=point["id"], limit=100)
    assert len(there["items"]) == FIGURES["deputies"]
    levels = set()
    for number in range(FIGURES["deputies"]):
        token = {"code": client.world.codes[f"own{number}"]}
        card = await send(client, None, "/public/codes/resolve", token, status=200)
        assert card["station"]["id"] == point["id"]
        levels |= {mandate["level"] for mandate in card["deputy"]["mandates"]}
    assert len(levels) == FIGURES["levels"]


async def test_letters_in_the_box_and_scans_lie_on_the_same_desk(client: Client) -> None:
    point = await opened(client)
    code = {"target": "point", "station_id": point["id"], "place": "点上大屏"}
    token = (await send(client, "admin", "/admin/codes", code))["token"]
    scanned = await submit(client, code=token, title="小区充电桩少")
    boxed = {"channel": "letter", "station_id": point["id"], "anonymous": True, "contact": None}
    letter = await enter(client, "liaison", title="意见箱：广场舞太吵", **boxed)
    said = await enter(client, "liaison", title="当面说：楼道灯坏", station_id=point["id"])
    desk = await read(client, "station_head", "/desk/cases", station_id=point["id"])
    assert {item["id"]: item["channel"] for item in desk["items"]} == {
        scanned.id: "scan",
        letter.id: "letter",
        said.id: "station",
    }
    assert (await letter.seen_by("liaison"))["anonymous"]
    tree = await read(client, "liaison", f"/desk/stations/{client.world.stations['town']}/tree")
    (brought,) = [node for node in tree["nodes"] if node["id"] == point["id"]]
    assert brought["cases"] == 3

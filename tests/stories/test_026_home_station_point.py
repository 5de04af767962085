"""家站点分级阵地: town stations, points in villages and firms below them, open to all, and groups that meet there."""

from app.presets.practices import practices
from tests.conftest import Client, Deliver
from tests.imports.files import Row, applied, xlsx
from tests.stories.play import Json, appoint, read, submit
from tests.world import HOME

FIGURES = practices()[25].figures
TOWNS = (f"{HOME}102", f"{HOME}103")
HOURS = "工作日 8:30–17:30"


def stations() -> list[Row]:
    return [
        {
            "名称": f"第{number}联络站",
            "种类": "乡镇（街道）站",
            "区划代码": TOWNS[number % 2],
            "地址": f"示例路 {number} 号",
            "开放时间": HOURS,
            "依托单位": "党群服务中心",
        }
        for number in range(1, FIGURES["stations"] + 1)
    ]


def points() -> list[Row]:
    """Every third one in a firm, the others in villages."""
    return [
        {
            "名称": f"第{number}联络点",
            "种类": "村（社区）点" if number % 3 else "产业站",
            "区划代码": TOWNS[_above(number) % 2],
            "上级联络站": f"第{_above(number)}联络站",
            "依托单位": "村党群服务中心" if number % 3 else "示例企业",
            "开放时间": HOURS,
        }
        for number in range(1, FIGURES["points"] + 1)
    ]


def _above(number: int) -> int:
    return (number - 1) % FIGURES["stations"] + 1


def groups() -> list[Row]:
    return [
        {
            "小组名称": f"第{number}代表小组",
            "种类": "混合编组",
            "区划代码": TOWNS[number % 2],
            "活动联络站": f"第{number}联络站",
        }
        for number in range(1, FIGURES["groups"] + 1)
    ]


async def built(client: Client, deliver: Deliver) -> dict[str, Json]:
    """All of it from three workbooks; the open stations by name, as anybody may list them."""
    for noun, rows in (("stations", stations()), ("points", points()), ("groups", groups())):
        done = await applied(client, deliver, noun, xlsx(noun, *rows))
        assert done["created"] == len(rows) == FIGURES[noun]
    found: dict[str, Json] = {}
    cursor = None
    while True:
        page = await read(client, None, "/public/stations", county_code=HOME, limit=100, **cursor or {})
        found |= {station["name"]: station for station in page["items"]}
        if page["next_cursor"] is None:
            return found
        cursor = {"cursor": page["next_cursor"]}


async def test_anybody_finds_every_station_and_what_is_told_at_a_point_is_the_stations(
    client: Client, deliver: Deliver
) -> None:
    open_to_all = await built(client, deliver)
    assert {row["名称"] for row in (*stations(), *points())} <= open_to_all.keys()
    below = [await shown(client, row, open_to_all[row["名称"]]["id"]) for row in stations()]
    assert sum(below) == FIGURES["points"]
    station_id, point_id = open_to_all["第1联络站"]["id"], open_to_all["第1联络点"]["id"]
    tree = await read(client, None, f"/public/stations/{station_id}/tree")
    assert next((node["name"], node["depth"]) for node in tree["nodes"]) == ("第1联络站", 0)
    assert ("第1联络点", 1) in {(node["name"], node["depth"]) for node in tree["nodes"]}
    await appoint(client, "刘岚", "neighbour", "liaison", station_id, post="liaison")
    await appoint(client, "何平", "firm", "liaison", open_to_all["第2联络站"]["id"])
    case = await submit(client, code=None, station_id=point_id)
    assert (await case.seen_by("刘岚"))["station_name"] == "第1联络点"
    assert (await client.get("何平", f"/desk/cases/{case.id}")).status_code == 404
    assert (await case.do("刘岚", "register"))["status"] == "registered"
    groups_here = await read(client, "刘岚", "/desk/groups", kind="mixed", mine=True)
    assert [group["name"] for group in groups_here["items"]] == ["第1代表小组"]
    everywhere = await read(client, "county_office", "/desk/groups", kind="mixed", limit=100)
    assert len(everywhere["items"]) == FIGURES["groups"]


async def shown(client: Client, row: Row, station_id: str) -> int:
    """As it stands in the open: its house, its hours and exactly its own points; how many of them."""
    station = await read(client, None, f"/public/stations/{station_id}")
    assert (station["host"], station["opening_hours"]) == (row["依托单位"], HOURS)
    assert station["address"] == row["地址"]
    own = {point["名称"] for point in points() if point["上级联络站"] == row["名称"]}
    assert {point["name"] for point in station["points"]} == own
    return int(station["points_total"])

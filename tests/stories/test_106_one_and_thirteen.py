"""一加十三树状联通: thirteen households' points under one tobacco station; what they hear ends up there."""

from app.presets.practices import practices
from tests.conftest import Client
from tests.stories.play import past, read, send, submit
from tests.world import HOME

FIGURES = practices()[105].figures


async def point(client: Client, number: int) -> tuple[str, str]:
    """A grower's household becomes a point of the station; its id and its code."""
    body = {
        "name": f"烟农联络点{number:02}",
        "tier": "point",
        "kind": "industry",
        "parent_id": str(client.world.stations["town"]),
        "area_code": f"{HOME}102201",
    }
    made = await send(client, "admin", "/admin/stations", body)
    code = {"target": "point", "station_id": made["id"], "place": "烤房门口"}
    return made["id"], (await send(client, "admin", "/admin/codes", code))["token"]


async def test_thirteen_points_feed_one_station(client: Client) -> None:
    points = [await point(client, number) for number in range(1, FIGURES["points"] + 1)]
    below = await read(client, "admin", "/admin/stations", parent_id=client.world.stations["town"], limit=50)
    assert {made for made, _ in points} <= {row["id"] for row in below["items"]}
    for number, (made, token) in enumerate(points):
        who = ("resident", "neighbour", "firm")[number % 3]
        clue = await submit(client, who, code=token, title="烟叶收购排队太久")
        seen = await clue.seen_by("liaison")
        assert seen["station_id"] == made
        at_point = await read(client, "liaison", "/desk/cases", station_id=made, with_total=True)
        assert at_point["total"] == 1
    assert len(points) == FIGURES["points"]


async def test_the_station_sorts_what_its_points_heard(client: Client) -> None:
    made, token = await point(client, 1)
    clue = await submit(client, code=token, title="育苗棚漏雨")
    await clue.do("liaison", "screen", note="到点上看过")
    await clue.do("station_head", "shortlist", decided_by="烟叶站")
    await past(client, FIGURES["clues"] - 1, station_id=made)
    heard = await read(client, "station_head", "/desk/cases", with_total=True)
    assert heard["total"] == FIGURES["clues"]
    assert (await read(client, "far_liaison", "/desk/cases", with_total=True))["total"] == 0

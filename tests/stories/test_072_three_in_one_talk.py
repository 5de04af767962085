"""三结合: the monthly talk counts for each deputy, rests on what was looked into, and feeds on what residents share."""

from tests.cases import day
from tests.conftest import Client
from tests.stories.play import Json, held, planned, read, send, submit

STATIONED = ("deputy", "colleague")


async def talk(client: Client, kind: str, title: str) -> Json:
    station = str(client.world.stations["town"])
    return await planned(client, "liaison", kind, title, *STATIONED, station_id=station)


async def suggested(client: Client, event: Json, title: str) -> str:
    """A deputy's opinion for the theme of the month, which names the talk that it is for."""
    body = {
        "title": title,
        "text": "走访后建议如下。",
        "source_event_ids": [event["id"]],
    }
    made = await send(client, "deputy", "/desk/suggestions", body)
    handed = await client.post(
        "deputy", f"/desk/cases/{made['id']}/actions/submit", {"version": made["version"]}
    )
    assert handed.status_code == 200, handed.text
    return str(made["id"])


async def test_who_took_part_is_counted_and_told(client: Client) -> None:
    """一与代表履职相结合: what the score of a deputy rests on, month by month."""
    month = await talk(client, "talk", "单月座谈：老旧小区改造")
    case_id = await suggested(client, month, "关于加装充电桩的建议")
    client.clock.advance(days=1, hours=3)
    came = [person["id"] for person in month["roster"] if person["name"] == "deputy代表"]
    await held(client, "liaison", month, attended=came, questions=1)
    told = await read(client, "town_office", f"/desk/events/{month['id']}")
    assert {person["name"]: person["attended"] for person in told["roster"]} == {
        "deputy代表": True,
        "colleague代表": False,
    }
    assert [case["id"] for case in told["suggestions"]] == [case_id]
    for name, events in (("deputy", 1), ("colleague", 1), ("far_deputy", 0)):
        deputy_id = str(client.world.deputies[name])
        found = await read(client, "town_office", "/desk/events", deputy_id=deputy_id, kind="talk")
        assert len(found["items"]) == events, name


async def test_what_is_said_rests_on_what_was_looked_into(client: Client) -> None:
    """二与“人大代表在行动”相结合: the same deputies went into shops, quarters and grids before."""
    survey = await talk(client, "survey", "人大代表在行动：进商铺、进社区、进网格")
    client.clock.advance(days=1, hours=3)
    await held(client, "liaison", survey, people=30, questions=6)
    draft_id = await suggested(client, survey, "关于社区食堂的建议")
    seen = await read(client, "deputy", f"/desk/cases/{draft_id}")
    assert [source["title"] for source in seen["sources"]] == [survey["title"]]


async def test_what_many_residents_share_is_supervised_as_one(client: Client) -> None:
    """三与为民办实事相结合: common problems become a matter of supervision, and of the year's promises."""
    shared = [
        await submit(client, who, title=f"第{number}栋没有充电桩")
        for number, who in enumerate(("resident", "neighbour", "firm"))
    ]
    topic = await send(
        client, "town_office", "/desk/topics", {"title": "小区充电难", "reason": "站上收集，三件同样的诉求"}
    )
    listed = {"case_ids": [case.id for case in shared]}
    taken = await client.post("town_office", f"/desk/topics/{topic['id']}/cases", listed)
    assert taken.status_code == 200, taken.text
    common = await read(client, "deputy", f"/desk/topics/{topic['id']}")
    assert {case["number"] for case in common["cases"]} == {case.number for case in shared}
    task = {
        "source": "plan",
        "unit_id": str(client.world.units["town_a"]),
        "person": "周平",
        "text": "三个小区各建一处集中充电点",
        "due_on": day(client, 200),
        "station_id": str(client.world.stations["town"]),
        "year": 2026,
    }
    made = await send(client, "town_office", "/desk/promises", task)
    own = (await read(client, "deputy", "/desk/promises", year=2026))["items"]
    assert [item["id"] for item in own] == [made["id"]]

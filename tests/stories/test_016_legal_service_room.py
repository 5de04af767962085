"""法律服务联络室: a lawyer's own room, legal questions answered every Friday morning, law explained, voters met."""

from datetime import timedelta
from uuid import UUID

from app.domain.deadlines import CHINA
from app.domain.vocabulary import Role
from app.presets.practices import practices
from tests.conftest import Client
from tests.stories.play import Json, building, enter, read, send
from tests.world import HOME

FIGURES = practices()[15].figures
SLOT = {"weekdays": [5], "starts": "09:00", "ends": "11:30", "label": "义务解答法律问题"}


async def room(client: Client) -> str:
    """The point in the deputy's name, and the lawyer who serves there."""
    form = {
        "name": "静和民事法律服务联络室",
        "tier": "point",
        "kind": "studio",
        "parent_id": str(client.world.stations["town"]),
        "area_code": f"{HOME}102",
        "host": "示例律师事务所",
        "schedule": [SLOT],
        "services": ["法律咨询", "普法宣讲", "联系选民"],
    }
    made = await send(client, "admin", "/admin/stations", form)
    async with building(client) as builder:
        client.world.stations["room"] = UUID(made["id"])
        await builder.deputy("lawyer", "room", f"{HOME}102")
        await builder.person("lawyer", Role.DEPUTY, deputy_id=client.world.deputies["lawyer"])
    return str(made["id"])


async def planned(client: Client, station_id: str, kind: str, title: str) -> Json:
    """This Friday morning, by the lawyer himself."""
    starts = client.clock().astimezone(CHINA).replace(hour=9, minute=0)
    form = {
        "kind": kind,
        "title": title,
        "station_id": station_id,
        "starts_at": starts.isoformat(),
        "ends_at": (starts + timedelta(hours=2, minutes=30)).isoformat(),
        "roster": [{"deputy_id": str(client.world.deputies["lawyer"]), "part": "解答"}],
        "allow_overlap": True,
    }
    return await send(client, "lawyer", "/desk/events", form)


async def held(client: Client, event: Json, **came: object) -> None:
    body = {"version": event["version"], "attended": [event["roster"][0]["id"]], **came}
    await send(client, "lawyer", f"/desk/events/{event['id']}/hold", body, 200)


async def test_the_room_says_on_its_door_when_somebody_is_there(client: Client) -> None:
    station_id = await room(client)
    card = await read(client, None, f"/public/stations/{station_id}")
    assert (card["kind"], card["schedule"], card["host"]) == ("studio", [SLOT], "示例律师事务所")
    assert "法律咨询" in card["services"]
    await planned(client, station_id, "reception", "法律咨询日")
    (open_day,) = (await read(client, None, f"/public/stations/{station_id}/events"))["items"]
    assert (open_day["title"], open_day["deputies"]) == ("法律咨询日", ["lawyer代表"])


async def test_nine_fridays_three_lectures_and_what_was_asked(client: Client) -> None:
    station_id = await room(client)
    for week in range(FIGURES["receptions"]):
        assert client.clock().astimezone(CHINA).isoweekday() == SLOT["weekdays"][0]
        event = await planned(client, station_id, "reception", "法律咨询日")
        client.clock.advance(hours=3)
        await held(client, event, summary="婚姻、借款、工伤各若干", people=8, questions=7)
        if week % 3 == 0:
            await held(
                client,
                await planned(client, station_id, "lecture", "民法典讲座"),
                summary="讲一课",
                people=30,
            )
        client.clock.advance(days=7, hours=-3)
    receptions = (await read(client, "liaison", "/desk/events", station_id=station_id, kind="reception"))[
        "items"
    ]
    lectures = (await read(client, "liaison", "/desk/events", station_id=station_id, kind="lecture"))["items"]
    assert (len(receptions), len(lectures)) == (FIGURES["receptions"], FIGURES["lectures"])
    assert sum(event["questions"] for event in receptions) >= FIGURES["questions"]


async def test_a_question_that_is_more_than_one_becomes_a_matter_of_that_morning(client: Client) -> None:
    event = await planned(client, await room(client), "reception", "法律咨询日")
    dispute = {"kind": "dispute", "title": "合伙散伙分账", "channel": "reception", "category_code": None}
    lawyer = str(client.world.deputies["lawyer"])
    case = await enter(client, "liaison", **dispute, event_id=event["id"], deputy_id=lawyer)
    seen = await case.seen_by("lawyer")
    assert (seen["event_title"], seen["deputy_name"]) == ("法律咨询日", "lawyer代表")
    (came_of_it,) = (await read(client, "lawyer", f"/desk/events/{event['id']}"))["cases"]
    assert came_of_it["number"] == case.number
    far = await read(client, "far_liaison", f"/desk/events/{event['id']}")
    assert far["cases"] == []

"""每周代表接待日: one weekday in every town, three to five deputies; answered there, or passed on by power."""

from typing import Any

from app.models import Area, Deputy
from app.models.base import new_id
from tests.cases import GOOD, day
from tests.conftest import Client
from tests.stories.play import Json, Matter, building, enter, held, planned, read
from tests.world import HOME

TOWNS, STREETS = 16, 4
CODES = [f"{HOME}{number}" for number in range(102, 102 + TOWNS + STREETS)]


async def deputies_everywhere(client: Client) -> dict[str, list[str]]:
    """A station in every town and street with six deputies; their ids by station."""
    async with building(client) as builder:
        stations = {CODES[0]: "town", CODES[1]: "other"}
        for code in CODES[2:]:
            await builder.add(Area(county_code=HOME, code=code, name=f"第{code[-3:]}镇"))
            await builder.station(code, code)
            stations[code] = code
        found = {
            station: [
                Deputy(
                    id=new_id(),
                    county_code=HOME,
                    name=f"{station}第{number}位代表",
                    station_id=client.world.stations[station],
                    area_code=code,
                )
                for number in range(6)
            ]
            for code, station in stations.items()
        }
        builder.session.add_all(person for people in found.values() for person in people)
        return {station: [str(person.id) for person in people] for station, people in found.items()}


def weekly(client: Client, station: str, deputies: list[str]) -> Json:
    return {
        "preset": "weekly_reception",
        "station_id": str(client.world.stations[station]),
        "modes": ["站内", "固定"],
        "roster": [{"deputy_id": each, "part": "接待"} for each in deputies],
    }


async def test_on_one_weekday_all_over_the_county(client: Client) -> None:
    people = await deputies_everywhere(client)
    for place, (station, deputies) in enumerate(people.items()):
        reception = weekly(client, station, deputies[: 3 + place % 3])
        await planned(client, "county_office", "reception", "代表接待日", **reception)
    events = await read(client, "county_office", "/desk/events", kind="reception", limit=100)
    assert {item["starts_at"][:10] for item in events["items"]} == {day(client, 1)}
    assert len(events["items"]) == TOWNS + STREETS
    town = client.world.stations["town"]
    (coming,) = (await read(client, None, f"/public/stations/{town}/events"))["items"]
    assert len(coming["deputies"]) == 3


async def test_fewer_than_three_or_more_than_five_are_refused(client: Client) -> None:
    people = (await deputies_everywhere(client))["town"]
    for number in (0, 2, 6):
        body = weekly(client, "town", people[:number]) | {
            "kind": "reception",
            "title": "代表接待日",
            "starts_at": f"{day(client, 1)}T09:00:00+08:00",
            "ends_at": f"{day(client, 1)}T11:30:00+08:00",
        }
        answer = await client.post("liaison", "/desk/events", body)
        assert (answer.status_code, answer.json()["code"]) == (409, "ROSTER_SIZE")
    assert (await read(client, "liaison", "/desk/events"))["items"] == []


async def received(client: Client, event: Json, title: str, **more: Any) -> Matter:
    """Somebody comes to a deputy that morning and the liaison writes it down."""
    lead = str(client.world.deputies["deputy"])
    said = {"channel": "reception", "event_id": event["id"], "deputy_id": lead}
    case = await enter(client, "liaison", title=title, **said, **more)
    await case.do("liaison", "register")
    return case


async def test_answered_on_the_spot_or_passed_on_by_whose_power_it_is(client: Client) -> None:
    people = (await deputies_everywhere(client))["town"]
    lead = str(client.world.deputies["deputy"])
    event = await planned(
        client,
        "liaison",
        "reception",
        "代表接待日",
        **weekly(client, "town", [lead, *people[:3]]),
    )
    client.clock.advance(days=1, hours=3)
    spot = await received(client, event, "低保怎么申请")
    await spot.do("deputy", "answer_on_spot", public_text="到村便民服务点即可申请。", basis="低保审核办法")
    assert spot.status == "replied"
    own = await received(client, event, "村道坑洼")
    await own.do("station_head", "shortlist", decided_by="镇人大主席团")
    await own.dispatch("town_office")
    up = await received(client, event, "县道没有护栏")
    await up.do("station_head", "shortlist", decided_by="镇人大主席团")
    await up.do("town_office", "escalate", reason="属县级职权")
    await up.dispatch("county_office", "county_a")
    city = await received(client, event, "过境省道改线")
    await city.do("station_head", "shortlist", decided_by="镇人大主席团")
    await city.do("town_office", "escalate", reason="属上级职权")
    await city.dispatch("county_office", "county_b")
    await city.accept("county_b")
    above = {"reply_class": "escalated", "escalated_to": "市人大常委会", "escalated_on": day(client, 0)}
    await city.reply("county_b", public_text="已向市人大反映。", **above)
    assert (await city.do("deputy", "evaluate", **GOOD))["status"] == "closed"
    done = await held(client, "liaison", event, people=4, questions=4)
    assert (done["status"], done["people"], {person["attended"] for person in done["roster"]}) == (
        "held",
        4,
        {True},
    )
    statuses = {case["title"]: case["status"] for case in done["cases"]}
    assert statuses == {
        "低保怎么申请": "replied",
        "村道坑洼": "dispatched",
        "县道没有护栏": "dispatched",
        "过境省道改线": "closed",
    }

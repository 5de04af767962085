"""六步闭环: one matter walks all six steps, and whoever asks finds when it got to each and who took it there."""

from tests.cases import GOOD, day, promise
from tests.conftest import Client
from tests.stories.play import Matter, send, submit

STEPS = ["登记", "梳理", "处办", "反馈", "督办", "评议"]
TAKEN_BY = {
    "submitted": "citizen",
    "registered": "liaison",
    "pending_dispatch": "station_head",
    "dispatched": "town_office",
    "handling": "unit_handler",
    "reply_review": "unit_handler",
    "replied": "unit_head",
    "tracking": "citizen",
    "closed": "town_office",
}


async def step(case: Matter) -> str:
    """Where the resident and the desk see it; a day passes."""
    walked = await case.walked("resident")
    assert await case.walked("county_office") == walked == STEPS[: len(walked)]
    case.client.clock.advance(days=1)
    return walked[-1]


async def test_a_matter_walks_six_steps_and_each_is_traceable(client: Client) -> None:
    station = str(client.world.stations["town"])
    case = await submit(client, code=None, station_id=station)
    walked = [await step(case)]
    await case.do("liaison", "register", category_code="lighting.street_lamp")
    walked.append(await step(case))
    await case.do("station_head", "screen", note="到现场看过，属实")
    await case.do("station_head", "shortlist", decided_by="联络站站务会")
    await case.dispatch("town_office")
    await case.accept("town_a")
    walked.append(await step(case))
    await case.reply(**promise(client))
    told = {"method": "phone", "told_on": day(client, 0), "text": "已电话告知完成日期"}
    await case.do("liaison", "feedback", **told)
    walked.append(await step(case))
    await case.do("resident", "evaluate", **GOOD)
    walked.append(await step(case))
    await case.do("town_office", "strike_off", proof="现场已亮灯", checker="刘岚")
    walked.append(await step(case))
    assert walked == STEPS
    await traced(case)


async def traced(case: Matter) -> None:
    """Every status with who took it there and when: at the desk by name, on the slip without."""
    timeline = (await case.seen_by("county_office"))["timeline"]
    moves = [entry for entry in reversed(timeline) if entry["from_status"] != entry["to_status"]]
    assert {entry["to_status"]: entry["role"] for entry in moves} == TAKEN_BY
    assert all(entry["actor_name"] for entry in moves if entry["role"] != "citizen")
    times = [entry["at"] for entry in moves]
    assert times == sorted(times)
    assert len(set(times)) == len(STEPS)
    mine = await case.seen_by("resident")
    reached = [entry["reached_at"] for entry in mine["steps"]]
    assert reached == sorted(set(times))
    slip = {"number": case.number, "check_code": mine["check_code"]}
    followed = await send(case.client, None, "/public/receipts/follow", slip, status=200)
    assert (followed["step"], followed["status"]) == ("evaluated", "closed")
    labels = [entry["label"] for entry in followed["timeline"]]
    assert [label for label in labels if label in ("登记受理", "交办", "签发答复", "评价", "销号")] == [
        "登记受理",
        "交办",
        "签发答复",
        "销号",
    ]

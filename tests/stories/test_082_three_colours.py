"""大新镇三色督办: green while all is well; yellow near the end or when the standard is low, then the secretary watches;
red when it is late or poor, then the chair does; and whoever lets it lie is asked to come."""

from app.jobs import handlers
from tests.cases import GOOD, day
from tests.conftest import Client, Deliver
from tests.stories.play import Json, Matter, read, submit


async def on_the_desk(client: Client) -> Matter:
    """An appeal in the hands of the town's unit, which signed for it: seven working days."""
    case = await submit(client)
    await case.do("liaison", "screen", category_code="lighting.street_lamp", note="属实")
    await case.do("station_head", "shortlist", decided_by="站务会")
    await case.dispatch("town_office")
    await case.accept("town_a")
    return case


async def swept(client: Client, deliver: Deliver, case: Matter) -> str:
    """What it shows once the worker had its turn."""
    await handlers.sweep(client.house.sessions, client.clock())
    await deliver()
    return str((await case.seen_by("town_office"))["colour"])


async def watchers(case: Matter) -> list[Json]:
    """Every colour it turned, oldest first: line, cause, who could have acted, who watches since."""
    timeline = (await case.seen_by("town_office"))["timeline"]
    turned = [entry["data"] for entry in reversed(timeline) if entry["action"] == "turn_colour"]
    return [{name: each.get(name) for name in ("line", "cause", "holder", "supervisor")} for each in turned]


async def test_time_runs_from_green_to_red_and_each_line_has_its_name(
    client: Client, deliver: Deliver
) -> None:
    case = await on_the_desk(client)
    colours = []
    for days in (6, 5, 1, 7, 8):
        client.clock.advance(days=days)
        colours.append(await swept(client, deliver, case))
    assert colours == ["green", "yellow", "red", "red", "red"]
    unit = "town_a单位"
    assert await watchers(case) == [
        {"line": "yellow", "cause": "time", "holder": unit, "supervisor": "secretary"},
        {"line": "red", "cause": "time", "holder": unit, "supervisor": "chair"},
        {"line": "deputy_director", "cause": "time", "holder": unit, "supervisor": "deputy_director"},
        {"line": "director", "cause": "time", "holder": unit, "supervisor": "director"},
    ]
    orders = (await read(client, "town_office", "/desk/supervision", case_id=case.id))["items"]
    assert sorted(order["kind"] for order in orders) == ["interview", "interview", "supervise", "urge"]
    await case.reply()
    assert (await case.seen_by("town_office"))["colour"] == "green"
    await case.do("resident", "evaluate", **GOOD)
    path = f"/desk/cases/{case.id}/clocks"
    for when, colour in (("2026-11-25", "green"), ("2026-12-01", "yellow"), ("2026-12-04", "red")):
        then = await read(client, "town_office", path, as_of=f"{when}T09:00:00+08:00")
        assert (then["colour"], then["time_colour"]) == (colour, colour)


async def test_quality_is_the_other_cause(client: Client, deliver: Deliver) -> None:
    case = await on_the_desk(client)
    await case.do("town_office", "flag_quality", quality="low", reason="只换了灯泡，线还是旧的")
    assert (await case.seen_by("town_office"))["colour"] == "yellow"
    await case.do("town_office", "flag_quality", quality="poor", reason="隔天又灭")
    assert (await case.seen_by("town_office"))["colour"] == "red"
    assert [(each["line"], each["cause"], each["supervisor"]) for each in await watchers(case)] == [
        ("yellow", "quality", "secretary"),
        ("red", "quality", "chair"),
    ]
    await case.do("town_office", "flag_quality", quality=None, reason="已返工")
    assert (await case.seen_by("town_office"))["colour"] == "green"


async def test_a_suspended_matter_is_grey_and_nothing_is_held_against_anybody(
    client: Client, deliver: Deliver
) -> None:
    case = await on_the_desk(client)
    await case.do("town_office", "suspend", reason="等电力迁改", review_on=day(client, 30))
    client.clock.advance(days=28)
    assert await swept(client, deliver, case) == "grey"
    assert await watchers(case) == []
    await case.do("town_office", "resume", reason="已迁改")
    assert (await case.seen_by("town_office"))["colour"] == "green"

"""局长进站办实事: tasks taken in the new year, looked into in mid-year, rated at the end of it."""

from tests.cases import day
from tests.conftest import Client
from tests.promises.steps import LEDGER, checked, do, votes
from tests.stories.play import Json, read, send

HEADS = {"town_a": "周平", "county_a": "李清", "county_b": "王路"}


def head(unit: str) -> str:
    return "unit_head" if unit == "town_a" else f"{unit}_head"


async def taken(client: Client, unit: str, text: str) -> Json:
    """By the head himself, at the station, until the end of the year."""
    body = {
        "source": "plan",
        "unit_id": str(client.world.units[unit]),
        "person": HEADS[unit],
        "text": text,
        "due_on": "2027-12-20",
        "station_id": str(client.world.stations["town"]),
        "year": 2027,
        "milestones": [{"name": "上半年完成过半", "due_on": "2027-06-30"}],
    }
    return await send(client, head(unit), LEDGER, body)


async def test_from_new_years_promise_to_the_rating_at_its_end(client: Client) -> None:
    client.clock.advance(days=60)
    tasks = {unit: await taken(client, unit, f"{unit}的一件实事") for unit in HEADS}
    listed = (await read(client, "deputy", LEDGER, year=2027))["items"]
    assert {item["owner_name"] for item in listed} == {f"{unit}单位" for unit in HEADS}

    client.clock.advance(days=150)
    for unit in ("town_a", "county_a"):
        await do(client, head(unit), tasks[unit], "proof", text="已完成过半", milestone=1)
    for unit, task in tasks.items():
        finding = "进度正常" if unit != "county_b" else "尚未开工，要求加快"
        await do(client, "deputy", task, "checks", finding=finding, **checked(client))

    client.clock.advance(days=180)
    for unit in ("town_a", "county_a"):
        await do(client, "county_office", tasks[unit], "strike-off", proof="代表现场验收", **checked(client))
    into = {"due_on": "2028-06-30", "reason": "征地未完成，经主任会议同意结转下一年度"}
    carried = await do(client, "county_office", tasks["county_b"], "carry-over", **into)
    assert (carried["due_on"], carried["first_due_on"]) == ("2028-06-30", "2027-12-20")

    ballots = {"town_a": (18, 2, 0), "county_a": (9, 8, 3), "county_b": (2, 6, 12)}
    for unit, counted in ballots.items():
        await do(client, "county_office", tasks[unit], "rating", **votes(client, *counted))
    figures = await read(client, "county_office", f"{LEDGER}/figures", year=2027)
    assert figures["total"] == len(HEADS)
    told = {
        name: (figures[name]["numerator"], figures[name]["denominator"])
        for name in ("kept", "kept_in_time", "carried_over", "rated_strict", "rated_broad")
    }
    assert told == {
        "kept": (2, 2),
        "kept_in_time": (2, 2),
        "carried_over": (1, 3),
        "rated_strict": (1, 3),
        "rated_broad": (2, 3),
    }
    own = await read(client, "county_b_head", f"{LEDGER}/{tasks['county_b']['id']}")
    assert [entry["step"] for entry in own["entries"]] == ["give", "check", "carry_over", "rate"]
    assert own["ballots"][0]["held_on"] == day(client, 0)

"""Meetings that look into what was to be put right: asked, answered, handed over, rated on the spot."""

from typing import Any

from tests.cases import OWNERS
from tests.conftest import Client
from tests.stories.play import Json, Matter, enter, planned, send

UNIT_OF = {"county_a": "县教育局", "county_b": "县市场监管局"}


async def meeting(client: Client, kind: str, title: str) -> Json:
    """The county's organ calls deputies and heads of units together; it has begun."""
    roster = [{"deputy_id": str(client.world.deputies["deputy"]), "part": "询问"}]
    roster += [{"unit_id": str(client.world.units[unit]), "name": "周平", "part": "应询"} for unit in UNIT_OF]
    event = await planned(client, "county_office", kind, title, roster=roster)
    client.clock.advance(days=1, hours=1)
    return event


async def to_be_put_right(client: Client, event: Json, unit: str, title: str) -> Matter:
    """One thing that the meeting wants done, in the hands of its unit."""
    deputy = str(client.world.deputies["deputy"])
    said: dict[str, Any] = {
        "kind": "review_item",
        "channel": "event",
        "event_id": event["id"],
        "contact": None,
    }
    station = str(client.world.stations["town"])
    entered = said | {"consent": "", "station_id": station, "deputy_id": deputy, "visibility": "public"}
    case = await enter(client, "county_office", title=title, **entered)
    await case.do("county_office", "register")
    await case.do("county_office", "shortlist", decided_by=event["title"])
    await case.dispatch("county_office", unit)
    await case.do(f"{unit}_handler", "accept", owners=OWNERS)
    return case


async def put_right(case: Matter, unit: str) -> None:
    await case.do(
        f"{unit}_handler",
        "plan",
        measures="逐条整改",
        people="王路",
        starts_on="2026-12-01",
        ends_on="2026-12-20",
    )
    await case.reply(unit, reply_class="resolved", public_text="已整改到位。")


async def rated(client: Client, event: Json, case: Matter, counts: tuple[int, int, int], day: str) -> Json:
    """Those present put their votes in; the office counts them."""
    satisfied, basically, dissatisfied = counts
    body = {
        "case_id": case.id,
        "version": case.version,
        "satisfied": satisfied,
        "basically": basically,
        "dissatisfied": dissatisfied,
        "held_on": day,
    }
    return await send(client, "county_office", f"/desk/events/{event['id']}/ballots", body)

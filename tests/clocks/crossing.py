"""What the sweep notes on the timeline, and how a case stood at any moment."""

import json
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from app.db import unit_of_work
from app.domain.deadlines import CHINA
from app.jobs import handlers
from tests.cases import view
from tests.clocks.running import Json, clocks
from tests.conftest import Client

NOTED = ("remind", "turn_colour", "move_due")


def at(moment: str) -> datetime:
    """In China."""
    return datetime.fromisoformat(moment).replace(tzinfo=CHINA)


async def swept(client: Client, moment: str = "") -> int:
    """How many lines the sweep crosses, then or now."""
    if moment:
        client.clock.now = at(moment)
    return await handlers.sweep(client.house.sessions, client.clock())


async def lapsed(client: Client, moment: str = "") -> int:
    """How many clocks end by themselves, then or now."""
    if moment:
        client.clock.now = at(moment)
    return await handlers.lapse(client.house.sessions, client.clock())


async def noted(client: Client, case_id: str, *actions: str) -> list[Json]:
    """What the product noted by itself, the oldest first."""
    timeline = (await view(client, "county_office", case_id))["timeline"]
    return [entry for entry in reversed(timeline) if entry["action"] in (actions or NOTED)]


def told(entries: list[Json]) -> list[tuple[str, str, str]]:
    """Of each which line of which clock, and when."""
    return [(entry["data"]["line"], entry["data"].get("clock", ""), entry["at"][:19]) for entry in entries]


async def colours(client: Client, case_id: str, **asked: Any) -> tuple[str, str]:
    """What the case shows, and what it owes to time alone."""
    found = await clocks(client, case_id, **asked)
    return found["colour"], found["time_colour"]


async def waiting(client: Client) -> list[tuple[str, timedelta]]:
    """The jobs that wait: which event each is about, and from when on after it was asked for."""
    async with unit_of_work(client.house.sessions) as session:
        query = text("SELECT payload, execute_after - created FROM pgqueuer ORDER BY id")
        rows = (await session.exec(query)).all()  # type: ignore[call-overload]
    return [(json.loads(payload).get("event_id", ""), after) for payload, after in rows]

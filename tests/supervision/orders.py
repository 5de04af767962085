"""Orders, and lines that are crossed, as tests need them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel import select

from app.db import unit_of_work
from app.domain.vocabulary import Action, Audience, Colour, Role
from app.models import Case, CaseEvent
from app.models.base import new_id
from app.security.actors import SYSTEM
from app.services import supervision
from tests.cases import Json, act, handling
from tests.conftest import Client

NOWHERE = "0198c5a0-7c1e-7d2b-9a51-3f6e2b7c4d10"


async def listed(client: Client, who: str, **filters: Any) -> list[Json]:
    answer = await client.get(who, "/desk/supervision", **filters)
    assert answer.status_code == 200, answer.text
    items: list[Json] = answer.json()["items"]
    return items


async def shown(client: Client, who: str, order_id: str) -> Json:
    answer = await client.get(who, f"/desk/supervision/{order_id}")
    assert answer.status_code == 200, answer.text
    order: Json = answer.json()
    return order


async def do(client: Client, who: str, order: Json, what: str, **fields: Any) -> Json:
    """At the version that is there now; must succeed."""
    version = (await shown(client, who, order["id"]))["version"]
    path = f"/desk/supervision/{order['id']}/{what}"
    answer = await client.post(who, path, {"version": version} | fields)
    assert answer.status_code == 200, f"{who} {what}: {answer.text}"
    done: Json = answer.json()
    return done


async def refused(client: Client, who: str, order: Json, what: str, code: str, **fields: Any) -> None:
    seen = await client.get(who, f"/desk/supervision/{order['id']}")
    version = seen.json()["version"] if seen.status_code == 200 else 1
    path = f"/desk/supervision/{order['id']}/{what}"
    answer = await client.post(who, path, {"version": version} | fields)
    assert answer.json().get("code") == code, f"{who} {what}: {answer.status_code} {answer.text}"


async def crossed(
    client: Client, case_id: str, line: str, *, assignment_id: str | None = None, **data: Any
) -> UUID:
    """What the sweep writes when a clock of the case comes to a line; delivered by whoever calls `told`."""
    told = {"line": line, "cause": "time", "clock": "reply", "due_at": "2026-11-30T23:59:59+08:00"} | data
    async with unit_of_work(client.house.sessions) as session:
        case = (await session.exec(select(Case).where(Case.id == UUID(case_id)))).one()
        event = CaseEvent(
            id=new_id(),
            county_code=case.county_code,
            case_id=case.id,
            round=case.round,
            action=Action.REMIND if line == "remind" else Action.TURN_COLOUR,
            from_status=case.status,
            to_status=case.status,
            role=Role.SYSTEM,
            actor_name=SYSTEM.name,
            public_name=SYSTEM.public_name,
            assignment_id=UUID(assignment_id) if assignment_id else None,
            audience=Audience.DESK,
            data={name: value for name, value in told.items() if value is not None},
            colour=Colour.YELLOW if line == "yellow" else Colour.RED,
            at=client.clock() - timedelta(seconds=30),
        )
        session.add(event)
    return event.id


async def told(client: Client, event_id: UUID) -> int:
    """The job of that entry, as the worker does it."""
    async with unit_of_work(client.house.sessions) as session:
        return await supervision.follow(session, event_id, client.clock())


async def one_of_each(client: Client) -> dict[str, str]:
    """By the part of the path: an order to `town_a`, a topic of the town, a figure of the county and its alarm."""
    case_id = await handling(client)
    await act(client, "town_office", case_id, "supervise", text="请抓紧")
    found = {"supervision": (await listed(client, "town_office", case_id=case_id))[0]["id"]}
    topic = await client.post("town_office", "/desk/topics", {"title": "大班额", "reason": "群众反映集中"})
    unit = str(client.world.units["county_a"])
    watched = {"name": "资金使用率", "measure": "%", "direction": "below", "threshold": "60", "unit_id": unit}
    made = await client.post("county_office", "/desk/indicators", watched | {"source": "县预算联网监督系统"})
    found |= {"topics": topic.json()["id"], "indicators": made.json()["id"]}
    low = {"readings": [{"subject": "某项目", "value": "50", "read_on": "2026-11-20"}]}
    read = await client.post("county_office", f"/desk/indicators/{found['indicators']}/readings", low)
    return found | {"alerts": read.json()["alerts"][0]["id"]}

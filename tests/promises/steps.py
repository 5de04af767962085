"""Promises through the front door: written down, looked after, struck off."""

from typing import Any

import httpx

from tests.cases import act, day, handling, promise
from tests.conftest import Client
from tests.groups.steps import planned, seen

Json = dict[str, Any]
LEDGER = "/desk/promises"


def yearly(client: Client, **more: Any) -> Json:
    """What the head of a unit takes on at the town's station in the new year."""
    body: Json = {
        "source": "plan",
        "unit_id": str(client.world.units["town_a"]),
        "person": "周平",
        "text": "年底前完成老街两期路灯改造",
        "due_on": day(client, 300),
        "station_id": str(client.world.stations["town"]),
        "year": 2026,
    }
    return body | more


async def given(client: Client, who: str = "town_office", **more: Any) -> Json:
    answer = await client.post(who, LEDGER, yearly(client, **more))
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


async def at_visit(client: Client, **more: Any) -> Json:
    """Promised when the head of a unit came to the station."""
    visit = await planned(client, "deputy", kind="visit", title="局长走进联络站")
    said = {"source": "event", "event_id": visit["id"], "year": None, "station_id": None}
    return await given(client, "liaison", **said | more)


async def attempt(client: Client, who: str, made: Json, step: str, **fields: Any) -> httpx.Response:
    """At the version that is there now."""
    version = fields.pop("version", None)
    if version is None:
        version = (await seen(client, "county_office", f"{LEDGER}/{made['id']}"))["version"]
    return await client.post(who, f"{LEDGER}/{made['id']}/{step}", {"version": version, **fields})


async def do(client: Client, who: str, made: Json, step: str, **fields: Any) -> Json:
    answer = await attempt(client, who, made, step, **fields)
    assert answer.status_code == 200, f"{who} {step}: {answer.text}"
    after: Json = answer.json()
    return after


async def refused(client: Client, who: str, made: Json, step: str, **fields: Any) -> str:
    """The code with which it is refused."""
    answer = await attempt(client, who, made, step, **fields)
    assert answer.status_code >= 400, f"{who} {step}: {answer.text}"
    code: str = answer.json()["code"]
    return code


def checked(client: Client, **more: Any) -> Json:
    return {"on": day(client, 0), "checker": "刘岚", **more}


def votes(client: Client, *counts: int) -> Json:
    names = ("satisfied", "basically", "dissatisfied")
    return dict(zip(names, counts, strict=True)) | {"held_on": day(client, 0)}


async def ledger(client: Client, who: str, **filters: Any) -> list[Json]:
    items: list[Json] = (await seen(client, who, LEDGER, **filters))["items"]
    return items


async def of_case(client: Client, case_id: str, who: str = "county_office") -> list[Json]:
    return await ledger(client, who, case_id=case_id)


async def promised(client: Client, ahead: int = 30) -> str:
    """A case whose answer is a promise, not yet rated."""
    case_id = await handling(client)
    await act(client, "unit_handler", case_id, "draft_reply", **promise(client, ahead))
    await act(client, "unit_head", case_id, "sign_reply", signer="周平")
    return case_id

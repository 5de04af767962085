"""What administrators send about rules, and short ways to say it."""

from typing import Any

import httpx

from tests.conftest import Client

Json = dict[str, Any]


def rule(client: Client, **more: Any) -> Json:
    """Street lamps to a county unit; another target replaces it."""
    body: Json = {
        "name": "照明归县单位",
        "category_code": "lighting",
        "unit_id": str(client.world.units["county_a"]),
        "reason": "县单位负责照明",
    }
    if {"office_id", "to_station_id"} & more.keys():
        del body["unit_id"]
    return {key: str(value) if key.endswith("_id") else value for key, value in (body | more).items()}


async def added(client: Client, **more: Any) -> Json:
    answer = await client.post("admin", "/admin/routing-rules", rule(client, **more))
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


async def listed(client: Client, who: str = "admin") -> list[Json]:
    items: list[Json] = (await client.get(who, "/admin/routing-rules")).json()["items"]
    return items


async def edited(client: Client, made: Json, **more: Any) -> httpx.Response:
    """The rule as it was answered, with something else in it."""
    fields = ("name", "kinds", "category_code", "area_code", "station_id", "words", "reason", "active")
    targets = {name: made[name] for name in ("unit_id", "office_id", "to_station_id") if made[name]}
    if {"unit_id", "office_id", "to_station_id"} & more.keys():
        targets = {}
    body = {name: made[name] for name in fields} | targets | {"version": made["version"]} | more
    return await client.put("admin", f"/admin/routing-rules/{made['id']}", body)


async def deactivate(client: Client, path: str, row_id: object, who: str = "admin") -> None:
    """As an administrator does it: everything as it is, but not active."""
    await set_active(client, path, row_id, active=False, who=who)


async def set_active(client: Client, path: str, row_id: object, *, active: bool, who: str = "admin") -> None:
    row = (await client.get(who, f"/admin/{path}/{row_id}")).json()
    dropped = {"id", "kind"} if path == "offices" else {"id"}
    body = {name: value for name, value in row.items() if name not in dropped}
    answer = await client.put(who, f"/admin/{path}/{row_id}", body | {"active": active})
    assert answer.status_code == 200, answer.text


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def fields(answer: httpx.Response) -> set[tuple[str, str]]:
    """Which fields were refused, and for what."""
    return {(error["field"], error["code"]) for error in answer.json()["errors"]}


async def saved(client: Client, who: str = "liaison", name: str = "路灯", **query: str) -> Json:
    answer = await client.post(who, "/desk/filters", {"name": name, "query": query})
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made

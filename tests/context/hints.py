"""Asking whether a matter is known, and following it."""

from typing import Any

import httpx

from tests.cases import Json, matter
from tests.conftest import Client

FIELDS = ("code", "station_id", "kind", "title", "text", "category_code", "area_code", "place", "position")


def question(client: Client, **more: Any) -> Json:
    """The same lamp as `matter`, before it is handed in."""
    return {name: value for name, value in matter(client, **more).items() if name in FIELDS}


async def ask(client: Client, who: str = "neighbour", **more: Any) -> list[Json]:
    answer = await client.post(who, "/citizen/cases/similar", question(client, **more))
    assert answer.status_code == 200, answer.text
    items: list[Json] = answer.json()["items"]
    return items


async def asked_ids(client: Client, who: str = "neighbour", **more: Any) -> list[str]:
    return [item["case_id"] for item in await ask(client, who, **more)]


async def try_me_too(
    client: Client, who: str, case_id: str, hint: str | None = None, **more: Any
) -> httpx.Response:
    return await client.post(who, f"/citizen/cases/{case_id}/me-too", {"hint": hint}, **more)


async def me_too(client: Client, who: str, case_id: str, **more: Any) -> Json:
    """Asked, shown, and met too; must succeed."""
    hint = next(item["hint"] for item in await ask(client, who, **more) if item["case_id"] == case_id)
    answer = await try_me_too(client, who, case_id, hint)
    assert answer.status_code == 200, answer.text
    item: Json = answer.json()
    return item


async def followed(client: Client, who: str) -> list[Json]:
    items: list[Json] = (await client.get(who, "/citizen/followed")).json()["items"]
    return items


async def notices(client: Client, who: str) -> list[Json]:
    items: list[Json] = (await client.get(who, "/citizen/notices", limit=100)).json()["items"]
    return items

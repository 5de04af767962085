"""Handover lists and meetings as tests send them."""

from typing import Any

import httpx

from tests.cases import Json, dispatch_form
from tests.conftest import Client

NOWHERE = "0198c5a0-7c1e-7d2b-9a51-3f6e2b7c4d10"


def entry(client: Client, case_id: str, **form: Any) -> Json:
    """One matter and how it is handed over; `main`, `co` as in `dispatch_form`."""
    return {"case_id": case_id, **dispatch_form(client, **form)}


def entry_list(client: Client, *case_ids: str, **more: Any) -> Json:
    """A list that hands every matter over to `town_a`."""
    items = [entry(client, case_id) for case_id in case_ids]
    return {
        "title": "第三季度交办清单",
        "meeting": "第三次交办会",
        "met_on": "2026-11-18",
        "items": items,
    } | more


async def drafted(client: Client, *case_ids: str, who: str = "town_office", **more: Any) -> Json:
    answer = await client.post(who, "/desk/batches", entry_list(client, *case_ids, **more))
    assert answer.status_code == 201, answer.text
    batch: Json = answer.json()
    return batch


async def attempt(client: Client, who: str, batch: Json, **more: Any) -> httpx.Response:
    """Try to hand it over, at the version that is in hand."""
    body = {"version": batch["version"]}
    return await client.post(who, f"/desk/batches/{batch['id']}/hand-over", body, **more)


async def handed_over(client: Client, *case_ids: str, who: str = "town_office", **more: Any) -> Json:
    answer = await attempt(client, who, await drafted(client, *case_ids, who=who, **more))
    assert answer.status_code == 200, answer.text
    batch: Json = answer.json()
    return batch


async def seen(client: Client, who: str, batch: Json) -> Json:
    answer = await client.get(who, f"/desk/batches/{batch['id']}")
    assert answer.status_code == 200, f"{who}: {answer.text}"
    found: Json = answer.json()
    return found


def why_not(items: list[Json]) -> dict[str, str | None]:
    """The code of each matter, by its id."""
    return {item["case_id"]: item["code"] for item in items}


def meeting(client: Client, *items: Json, **more: Any) -> Json:
    deciders = [{"name": "刘岚", "capacity": "县人大代表"}, {"name": "王婶", "capacity": "居民代表"}]
    body: Json = {
        "meeting": "第三季度选件会",
        "held_on": "2026-11-19",
        "deciders": deciders,
        "items": list(items),
    }
    return body | more


def decision(case_id: str, decided: str, version: int = 2, **more: Any) -> Json:
    """Of a matter that was just scanned in, unless another version is named."""
    return {"case_id": case_id, "version": version, "decision": decided, **more}

"""What people send about the calendar and the rules of clocks, and short ways to say it."""

from datetime import date, timedelta
from typing import Any

import httpx

from tests.conftest import Client

Json = dict[str, Any]
PREVIEW = "/desk/clock-rules/preview"


def day(text: str, kind: str = "holiday", name: str = "") -> Json:
    return {"day": text, "kind": kind, "name": name}


def notice(*days: Json, **more: Any) -> Json:
    """Of 2027, with these days and nothing entered before."""
    body: Json = {
        "title": "国务院办公厅关于2027年部分节假日安排的通知",
        "number": "国办发明电〔2026〕9号",
        "announced_on": "2026-11-19",
        "days": list(days) or [day("2027-01-01", name="元旦"), day("2027-01-03", "workday")],
        "version": None,
    }
    return body | more


async def calendar(client: Client, year: int = 2027, who: str = "liaison") -> Json:
    door = "admin" if who.startswith("admin") else "desk"
    answer = await client.get(who, f"/{door}/calendar/{year}")
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def rule(**more: Any) -> Json:
    """Three working days for the reply to an appeal about lighting, from today on."""
    body: Json = {
        "clock": "reply",
        "kind": "appeal",
        "category_code": "lighting",
        "number": 3,
        "unit": "working_day",
        "source": "示例县办理办法第九条",
        "valid_from": "2026-11-20",
    }
    return body | more


async def added(client: Client, **more: Any) -> Json:
    answer = await client.post("admin", "/admin/clock-rules", rule(**more))
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


async def rules(client: Client, who: str = "admin", **filters: Any) -> list[Json]:
    door = "admin" if who.startswith("admin") else "desk"
    items: list[Json] = (await client.get(who, f"/{door}/clock-rules", **filters)).json()["items"]
    return items


def change(**more: Any) -> Json:
    body: Json = {"number": 5, "unit": "working_day", "source": "示例县办理办法（修订）第九条"}
    return body | {"valid_from": "2027-01-01"} | more


def asked(**more: Any) -> Json:
    """The reply to an appeal about a street lamp, handed over on Friday the 20th of November 2026 at nine."""
    body: Json = {"clock": "reply", "kind": "appeal", "category_code": "lighting.street_lamp"}
    return body | {"start": "2026-11-20T09:00:00+08:00"} | more


async def previewed(client: Client, who: str = "liaison", **more: Any) -> Json:
    path = PREVIEW if who != "admin" else "/admin/clock-rules/preview"
    answer = await client.post(who, path, asked(**more))
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def days_from(first: date, number: int) -> list[Json]:
    return [day((first + timedelta(days=each)).isoformat(), name="试验") for each in range(number)]

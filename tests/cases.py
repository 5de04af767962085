"""Bodies that tests send, and short ways to bring a case somewhere through the front door."""

from datetime import timedelta
from typing import Any

from app.domain.deadlines import day_of
from tests.conftest import Client

Json = dict[str, Any]
CONTACT = {"name": "王女士", "phone": "19900000002"}


def matter(client: Client, **more: Any) -> Json:
    """A street lamp, reported through the deputy's code."""
    body: Json = {
        "code": client.world.codes["deputy"],
        "title": "老街东口路灯不亮",
        "text": "第二盏路灯三天没亮了，晚上孩子放学看不清路。",
        "category_code": "lighting.street_lamp",
        "place": "老街东口",
        "contact": CONTACT,
        "visibility": "units",
    }
    return body | more


async def submit(client: Client, who: str = "resident", **more: Any) -> Json:
    answer = await client.post(who, "/citizen/cases", matter(client, **more))
    assert answer.status_code == 201, answer.text
    receipt: Json = answer.json()
    return receipt


async def act(client: Client, who: str, case_id: str, action: str, **fields: Any) -> Json:
    """Do it at the version that is there now; must succeed."""
    answer = await attempt(client, who, case_id, action, **fields)
    assert answer.status_code == 200, f"{who} {action}: {answer.text}"
    state: Json = answer.json()
    return state


async def attempt(client: Client, who: str, case_id: str, action: str, **fields: Any) -> Any:
    """The same without insisting; the version is read as the county office sees it."""
    door = "citizen" if who in ("resident", "neighbour", "firm") else "desk"
    version = fields.pop("version", None) or await current_version(client, case_id)
    return await client.post(who, f"/{door}/cases/{case_id}/actions/{action}", {"version": version, **fields})


async def current_version(client: Client, case_id: str) -> int:
    """As the county office sees it; a draft as its author does."""
    for who in ("county_office", "deputy", "colleague"):
        answer = await client.get(who, f"/desk/cases/{case_id}")
        if answer.status_code == 200:
            return int(answer.json()["version"])
    return 1


def day(client: Client, ahead: int) -> str:
    """The date so many days from the test's today."""
    return day_of(client.clock() + timedelta(days=ahead)).isoformat()


def dispatch_form(client: Client, *, main: str = "town_a", co: tuple[str, ...] = (), **more: Any) -> Json:
    units = client.world.units
    body: Json = {
        "route": "government",
        "main_unit_id": str(units[main]),
        "co_unit_ids": [str(units[name]) for name in co],
        "deadline_rule": "群众诉求：7 个工作日",
        "reply_due_on": day(client, 9),
    }
    return body | more


OWNERS = {"chief": "周平", "leader": "李清", "handler": "王路"}
RESOLVED = {"reply_class": "resolved", "public_text": "路灯已修复，昨晚已亮。"}


async def shortlisted(client: Client, **more: Any) -> str:
    case_id: str = (await submit(client, **more))["id"]
    await act(client, "station_head", case_id, "shortlist", decided_by="联络站站务会")
    return case_id


async def dispatched(client: Client, *, co: tuple[str, ...] = (), **more: Any) -> str:
    case_id = await shortlisted(client, **more)
    await act(client, "town_office", case_id, "dispatch", **dispatch_form(client, co=co))
    return case_id


async def handling(client: Client, *, co: tuple[str, ...] = (), **more: Any) -> str:
    case_id = await dispatched(client, co=co, **more)
    await act(client, "unit_handler", case_id, "accept", owners=OWNERS)
    return case_id


async def reviewed(client: Client, **more: Any) -> str:
    case_id = await handling(client, **more)
    await act(client, "unit_handler", case_id, "draft_reply", **RESOLVED)
    return case_id


async def replied(client: Client, **more: Any) -> str:
    case_id = await reviewed(client, **more)
    await act(client, "unit_head", case_id, "sign_reply", signer="周平")
    return case_id

"""Bodies that tests send, and short ways to bring a case somewhere through the front door."""

from datetime import timedelta
from typing import Any

import httpx

from app.domain.deadlines import day_of
from app.errors import CATALOGUE
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


async def attempt(client: Client, who: str, case_id: str, action: str, **fields: Any) -> httpx.Response:
    """The same without insisting, at this person's door; the version is read as the county office sees it."""
    at = fields.pop("door", None) or door(who)
    version = fields.pop("version", None) or await current_version(client, case_id)
    key = fields.pop("idempotency_key", None)
    path = f"/{at}/cases/{case_id}/actions/{action}"
    return await client.post(who, path, {"version": version, **fields}, key=key)


async def refused(client: Client, who: str, case_id: str, action: str, code: str, **fields: Any) -> Json:
    """It must not be possible, for exactly this reason."""
    answer = await attempt(client, who, case_id, action, **fields)
    problem: Json = answer.json()
    assert problem.get("code") == code, f"{who} {action}: {answer.status_code} {answer.text}"
    assert answer.status_code == CATALOGUE[code].status
    return problem


def door(who: str) -> str:
    return "citizen" if who in ("resident", "neighbour", "firm") else "desk"


async def view(client: Client, who: str, case_id: str, *, at: str = "") -> Json:
    """Everything that this person may know of the case; must be something."""
    answer = await client.get(who, f"/{at or door(who)}/cases/{case_id}")
    assert answer.status_code == 200, f"{who}: {answer.text}"
    detail: Json = answer.json()
    return detail


async def hidden(client: Client, who: str, case_id: str, *, at: str = "") -> bool:
    """For this person there is no such case."""
    answer = await client.get(who, f"/{at or door(who)}/cases/{case_id}")
    return answer.status_code == 404 and answer.json()["code"] == "CASE_NOT_FOUND"


async def offered(client: Client, who: str, case_id: str) -> set[str]:
    """What this person is told that he may do now."""
    return {item["action"] for item in (await view(client, who, case_id))["allowed_actions"]}


async def shares(client: Client, case_id: str) -> dict[str, Json]:
    """The newest hand-over of each unit, by the unit's short name."""
    names = {str(identity): name for name, identity in client.world.units.items()}
    newest_first = (await view(client, "county_office", case_id))["assignments"]
    return {names[share["unit_id"]]: share for share in reversed(newest_first)}


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
    }
    return body | more


def split_form(client: Client, **tasks: str) -> Json:
    """`split_form(client, town_a="更换灯具", town_b="清理树枝")`."""
    parts = [{"unit_id": str(client.world.units[name]), "task": task} for name, task in tasks.items()]
    return dispatch_form(client) | {"main_unit_id": None, "split": parts}


OWNERS = {"chief": "周平", "leader": "李清", "handler": "王路"}
RESOLVED = {"reply_class": "resolved", "public_text": "路灯已修复，昨晚已亮。"}
GOOD = {"result": "satisfied", "attitude": "satisfied"}
BAD = {"result": "dissatisfied", "attitude": "satisfied", "reason": "又灭了"}


def handler(unit: str) -> str:
    """Who acts for a unit of the world."""
    return "unit_handler" if unit == "town_a" else f"{unit}_handler"


def head(unit: str) -> str:
    return "unit_head" if unit == "town_a" else f"{unit}_head"


def promise(client: Client, ahead: int = 30) -> Json:
    """A reply that something will be done."""
    text = {"public_text": "已列入改造计划。", "plan": "本月招标，下月施工。"}
    return {"reply_class": "in_progress", "finish_on": day(client, ahead), **text}


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


async def accept(client: Client, case_id: str, *units: str) -> None:
    for unit in units:
        await act(client, handler(unit), case_id, "accept", owners=OWNERS)


async def answer(client: Client, case_id: str, unit: str = "town_a", **reply: Any) -> Json:
    """The unit drafts and signs its reply."""
    await act(client, handler(unit), case_id, "draft_reply", **(reply or RESOLVED))
    return await act(client, head(unit), case_id, "sign_reply", signer="周平")


async def split(client: Client) -> str:
    """Two units, each with its own part, both at work."""
    case_id = await shortlisted(client)
    await act(client, "town_office", case_id, "dispatch", **split_form(client, town_a="换灯", town_b="修枝"))
    await accept(client, case_id, "town_a", "town_b")
    return case_id


async def at_county(client: Client, **more: Any) -> str:
    """A matter that the town has passed up, waiting to be handed over."""
    case_id = await shortlisted(client, **more)
    await act(client, "town_office", case_id, "escalate", reason="超出本级职权")
    return case_id


async def draft(client: Client, *cosigners: str) -> str:
    """The deputy's suggestion, with the colleagues whom he asks to sign."""
    body = {
        "title": "关于改造老街照明的建议",
        "text": "建议分两期更换老街路灯。",
        "cosigner_ids": [str(client.world.deputies[name]) for name in cosigners],
    }
    made = await client.post("deputy", "/desk/suggestions", body)
    assert made.status_code == 201, made.text
    case_id: str = made.json()["id"]
    return case_id


async def suggested(client: Client, *, main: str = "county_a", co: tuple[str, ...] = ()) -> str:
    """A suggestion that a county unit is handling."""
    case_id = await draft(client)
    await act(client, "deputy", case_id, "submit")
    await act(client, "county_office", case_id, "register")
    await act(client, "county_office", case_id, "shortlist", decided_by="县人大代表工委")
    form = dispatch_form(client, main=main, co=co)
    await act(client, "county_office", case_id, "dispatch", **form)
    await accept(client, case_id, main)
    return case_id


async def talked_over(client: Client, **more: Any) -> str:
    """The same, after the unit has talked with its deputy."""
    case_id = await suggested(client, **more)
    talk = {"method": "meeting", "on": day(client, 0), "record": "与代表当面沟通，明确分两期改造。"}
    await act(client, handler(more.get("main", "county_a")), case_id, "communicate", **talk)
    return case_id

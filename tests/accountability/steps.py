"""Matters of accountability and reports of pressure through the front door."""

from typing import Any

from tests.cases import GOOD, act, replied
from tests.conftest import Client
from tests.promises.steps import given

Json = dict[str, Any]
MATTERS, REPORTS = "/desk/accountability", "/desk/pressure-reports"
WORDS = "办事人员上门要求改成满意"


def matter(client: Client, **more: Any) -> Json:
    body: Json = {
        "cause": "overdue",
        "unit_id": str(client.world.units["town_a"]),
        "person": "周平",
        "summary": "无正当理由逾期两个月未答复",
        "evidence": [{"text": "催办三次未答复", "source": "催办记录"}],
    }
    return body | more


async def opened(client: Client, who: str = "town_office", **more: Any) -> Json:
    answer = await client.post(who, MATTERS, matter(client, **more))
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


def decision(**more: Any) -> Json:
    body: Json = {
        "version": 1,
        "measure": "责令书面检查",
        "decided_by": "县人大常委会主任会议",
        "decided_on": "2026-11-20",
        "basis": "代表法关于追究承办单位责任的规定",
    }
    return body | more


async def done(client: Client, who: str, made: Json, step: str, body: Json) -> Json:
    answer = await client.post(who, f"{MATTERS}/{made['id']}/{step}", body)
    assert answer.status_code == 200, answer.text
    after: Json = answer.json()
    return after


async def rated(client: Client, **rating: Any) -> str:
    """Answered, and rated by the resident; that closes it."""
    case_id = await replied(client)
    await act(client, "resident", case_id, "evaluate", **(rating or GOOD))
    return case_id


async def reported(client: Client, case_id: str, who: str = "resident", **more: Any) -> Any:
    at = "citizen" if who in ("resident", "neighbour") else "desk"
    return await client.post(who, f"/{at}/cases/{case_id}/evaluations/pressure", {"text": WORDS} | more)


async def answered_for(client: Client, event_id: str) -> dict[str, str]:
    """A promise, a matter, a report of pressure and a question of the event; by the word of their paths."""
    promise = await given(client)
    report = (await reported(client, await rated(client))).json()
    asked = {"unit_id": str(client.world.units["town_a"]), "text": "何时完工？"}
    question = (await client.post("deputy", f"/desk/events/{event_id}/questions", asked)).json()
    return {
        "promises": promise["id"],
        "accountability": (await opened(client))["id"],
        "pressure-reports": report["id"],
        "questions": question["id"],
    }

"""Groups, links and events made through the front door, and what is asked of the answers."""

from typing import Any

from tests.conftest import Client
from tests.directory.entries import refusal
from tests.world import HOME

Json = dict[str, Any]
TODAY = "2026-11-20"


async def made(client: Client, who: str, path: str, body: Json) -> Json:
    answer = await client.post(who, path, body)
    assert answer.status_code == 201, answer.text
    row: Json = answer.json()
    return row


async def seen(client: Client, who: str | None, path: str, **params: Any) -> Json:
    answer = await client.get(who, path, **params)
    assert answer.status_code == 200, answer.text
    body: Json = answer.json()
    return body


async def refused(client: Client, who: str, path: str, body: Json) -> tuple[int, str]:
    return refusal(await client.post(who, path, body))


def wrong(answer: Any) -> set[tuple[str, str]]:
    """Field and code of everything that a malformed request is told."""
    assert refusal(answer) == (422, "VALIDATION_FAILED"), answer.text
    return {(each["field"], each["code"]) for each in answer.json()["errors"]}


def deputy(client: Client, name: str = "deputy") -> str:
    return str(client.world.deputies[name])


def station(client: Client, name: str = "town") -> str:
    return str(client.world.stations[name])


async def group(client: Client, **more: Any) -> Json:
    body = {"kind": "mixed", "name": "甲镇第1代表小组", "area_code": f"{HOME}102"}
    return await made(client, "admin", "/admin/groups", body | more)


async def professional(client: Client, **more: Any) -> Json:
    sponsor = str(client.world.offices["committee"])
    return await group(client, **{"kind": "professional", "name": "法律小组", "sponsor_id": sponsor} | more)


async def join(client: Client, group_id: str, name: str = "deputy", /, **more: Any) -> Json:
    body = {"role": "deputy", "deputy_id": deputy(client, name)}
    return await made(client, "admin", f"/admin/groups/{group_id}/members", body | more)


async def link(client: Client, kind: str = "deputy_firm", **more: Any) -> Json:
    body: Json = {"kind": kind, "starts_on": "2026-09-01"}
    if kind == "deputy_firm":
        body |= {"deputy_id": deputy(client), "party_name": "示例面粉厂", "party_phone": "19900000044"}
    return await made(client, "admin", "/admin/links", body | more)


async def helper(client: Client, name: str = "deputy", **more: Any) -> Json:
    """The station's liaison helps this deputy."""
    ends = {
        "appointment_id": str(client.world.people["liaison"].appointment_id),
        "to_deputy_id": deputy(client, name),
    }
    return await link(client, "helper_deputy", **ends | more)


def entry(**more: Any) -> Json:
    return {"method": "visit", "on": TODAY, "record": "到厂走访，带回意见一条"} | more


async def logged(client: Client, link_id: str, who: str = "deputy", **more: Any) -> Json:
    return await made(client, who, f"/desk/links/{link_id}/contacts", entry(**more))


def reception(client: Client, *deputies: str, **more: Any) -> Json:
    body = {
        "kind": "reception",
        "title": "代表接待日",
        "place": "联络站接待室",
        "station_id": station(client),
        "starts_at": "2026-11-25T09:00:00+08:00",
        "ends_at": "2026-11-25T11:30:00+08:00",
        "roster": [{"deputy_id": deputy(client, name), "part": "接待"} for name in deputies],
    }
    return body | more


async def planned(client: Client, *deputies: str, who: str = "liaison", **more: Any) -> Json:
    return await made(client, who, "/desk/events", reception(client, *deputies, **more))


async def one_of_each(client: Client) -> dict[str, str]:
    """A group of the station with a member, a firm of `deputy`, an event of the station; by the word of their paths."""
    made = await group(client, station_id=station(client))
    member = await join(client, made["id"])
    event = await planned(client, "deputy")
    firm = await link(client)
    return {"groups": made["id"], "members": member["id"], "events": event["id"], "links": firm["id"]}

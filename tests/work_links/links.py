"""Short ways to make a work link and to come to its door."""

from typing import Any

import httpx

from tests.cases import Json, attempt, shortlisted
from tests.conftest import Client
from tests.integrations.pictures import picture, saved

PHOTO = saved(picture(), "JPEG")
ASK: Json = {"recipient": "南街物业", "task": "请查看第二盏路灯，能修则修。"}
DONE: Json = {"outcome": "done", "text": "已更换灯泡，昨晚试亮正常。"}
IMPOSSIBLE: Json = {"outcome": "not_possible", "text": "电缆被挖断，须供电所处理。"}


async def asked(
    client: Client, case_id: str, who: str = "unit_handler", action: str = "ask_outsider", **more: Any
) -> Json:
    """The link that an action made: its id, its address, until when."""
    answer = await attempt(client, who, case_id, action, **(ASK | more if action == "ask_outsider" else more))
    assert answer.status_code == 200, f"{who}: {answer.text}"
    link: Json = answer.json()["work_link"]
    return link


async def pushed(client: Client, who: str = "station_head", **more: Any) -> tuple[str, Json]:
    """A case that an outsider has to answer, and his link."""
    case_id = await shortlisted(client, **more)
    return case_id, await asked(client, case_id, who, "push_external", outsider=ASK)


def token(link: Json) -> str:
    return str(link["url"]).rpartition("/w/")[2]


async def look(client: Client, link: Json) -> httpx.Response:
    return await client.get(None, f"/public/work-links/{token(link)}")


async def upload(client: Client, link: Json, content: bytes = PHOTO) -> httpx.Response:
    path = f"/api/v1/public/work-links/{token(link)}/uploads"
    return await client.http.post(path, files={"file": ("a.jpg", content, "image/jpeg")})


async def photo(client: Client, link: Json) -> str:
    """The id of a photo that was taken."""
    answer = await upload(client, link)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["upload_id"])


async def reply(client: Client, link: Json, *, key: str | None = None, **said: Any) -> httpx.Response:
    return await client.post(None, f"/public/work-links/{token(link)}/answer", said or DONE, key=key)


async def replied(client: Client, link: Json, **said: Any) -> Json:
    answer = await reply(client, link, **said)
    assert answer.status_code == 200, answer.text
    told: Json = answer.json()
    return told


async def links(client: Client, who: str, case_id: str) -> list[Json]:
    answer = await client.get(who, f"/desk/cases/{case_id}/work-links")
    assert answer.status_code == 200, answer.text
    items: list[Json] = answer.json()["items"]
    return items


async def take_back(client: Client, who: str, case_id: str, link: Json) -> httpx.Response:
    return await client.post(who, f"/desk/cases/{case_id}/work-links/{link['id']}/withdraw")

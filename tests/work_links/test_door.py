"""The door of somebody without an account: what he sees, that it opens once, and that nobody else gets in."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.access.situations import sealed
from tests.bad_input.checks import nothing_written, refused
from tests.cases import CONTACT, Json, act, handling, shortlisted, submit
from tests.cases import refused as not_possible
from tests.conftest import Client
from tests.integrations.pictures import SECRET, exif, picture, saved
from tests.work_links.links import (
    DONE,
    PHOTO,
    asked,
    links,
    look,
    photo,
    replied,
    reply,
    take_back,
    token,
    upload,
)

UNKNOWN = "x" * 32


async def own_photo(client: Client) -> str:
    return str((await client.upload("resident", PHOTO)).json()["upload_id"])


async def test_he_sees_what_he_must_and_not_who_asked_for_it(client: Client) -> None:
    shown_photo = await own_photo(client)
    more: Json = {"upload_ids": [shown_photo], "text": "路灯不亮，打我电话 199 0000 0002。"}
    case_id = await handling(client, **more)
    await act(client, "unit_handler", case_id, "note", text="内部备注的话")
    await act(client, "unit_handler", case_id, "progress", text="进展里的话")
    link = await asked(client, case_id, shows_photos=True)
    answer = await look(client, link)
    case = (await client.get("liaison", f"/desk/cases/{case_id}")).json()
    shown = answer.json()
    assert [item["id"] for item in shown.pop("photos")] == [shown_photo]
    assert shown == {
        "number": case["number"],
        "title": "老街东口路灯不亮",
        "text": "路灯不亮，打我电话 （号码已隐去）。",
        "place": "老街东口",
        "recipient": "南街物业",
        "task": "请查看第二盏路灯，能修则修。",
        "asked_by": "town_a单位",
        "is_reply": False,
        "expires_at": "2026-11-27T23:59:59+08:00",
    }
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    for hidden in (*CONTACT.values(), case_id, "内部备注的话", "进展里的话", "赵", "resident"):
        assert hidden not in answer.text


@pytest.mark.parametrize(
    ("contact", "said", "shown"),
    [
        (CONTACT, "我是王女士，路灯不亮", "我是（姓名已隐去），路灯不亮"),
        (CONTACT, "王庄村路灯不亮，王师傅知道", "王庄村路灯不亮，王师傅知道"),
        ({"name": "王芳女士"}, "本人王芳，路灯不亮", "本人（姓名已隐去），路灯不亮"),
        ({"name": "王芳"}, "王 芳女士家门口", "（姓名已隐去）家门口"),
        ({"name": "王"}, "王庄村路灯不亮", "王庄村路灯不亮"),
        ({"name": "(a|b)+"}, "a 号灯不亮", "a 号灯不亮"),
        ({"phone": "868-0011"}, "请打8680011，或８６８ ００１１", "请打（号码已隐去），或（号码已隐去）"),
        ({"phone": "-----"}, "第 3 盏 - 路灯", "第 3 盏 - 路灯"),
    ],
)
async def test_what_the_submitter_wrote_does_not_tell_who_he_is(
    client: Client, contact: Json, said: str, shown: str
) -> None:
    case_id = await handling(client, contact=CONTACT | contact, text=said, title=said, place=said)
    link = await asked(client, case_id)
    seen = (await look(client, link)).json()
    assert [seen[name] for name in ("text", "title", "place")] == [shown] * 3
    page = (await client.http.get(f"/w/{token(link)}")).text
    assert said not in page or said == shown


async def test_photos_are_shown_only_if_the_asker_says_so(client: Client) -> None:
    case_id = await handling(client, upload_ids=[await own_photo(client)])
    assert (await look(client, await asked(client, case_id))).json()["photos"] == []
    shown = (await look(client, await asked(client, case_id, shows_photos=True))).json()["photos"]
    for each in (shown[0]["url"], shown[0]["thumbnail_url"]):
        assert (await client.http.get(each)).status_code == 200


async def test_what_was_hidden_is_hidden_from_him_too(client: Client) -> None:
    case_id = await handling(client, title="张三家门口路灯不亮", text="张三家门口路灯不亮")
    link = await asked(client, case_id)
    await act(client, "station_head", case_id, "redact", reason="隐私", redacted_text="路灯不亮")
    answer = await look(client, link)
    assert (answer.json()["title"], answer.json()["text"]) == ("路灯不亮", "路灯不亮")
    assert "张三" not in answer.text


async def test_of_a_matter_that_is_over_he_sees_nothing_any_more(client: Client) -> None:
    case_id = (await submit(client))["id"]
    link = await asked(client, case_id, "liaison", shows_photos=True)
    assert (await look(client, link)).json()["title"]
    await act(client, "resident", case_id, "withdraw", reason="已经自己修好")
    shown = (await look(client, link)).json()
    assert [shown[name] for name in ("title", "text", "place", "photos")] == [None, None, None, []]


async def test_of_a_sealed_matter_he_sees_its_number_and_the_task(client: Client) -> None:
    case_id = await sealed(client)
    link = await asked(client, case_id, "station_head", shows_photos=True)
    shown = (await look(client, link)).json()
    assert [shown[name] for name in ("title", "text", "place", "photos")] == [None, None, None, []]
    assert (shown["number"], shown["task"]) != ("", "")


async def test_his_words_and_photos_are_in_the_timeline_of_the_desk(client: Client) -> None:
    case_id = await handling(client)
    link = await asked(client, case_id)
    taken = [await photo(client, link) for _ in range(2)]
    told = await replied(client, link, **DONE, upload_ids=taken, name="老张")
    assert told == {"answered_at": "2026-11-20T09:00:00+08:00", "late": False}
    case = (await client.get("unit_handler", f"/desk/cases/{case_id}")).json()
    entry = case["timeline"][0]
    assert case["status"] == "handling"
    assert (entry["action"], entry["role"], entry["actor_name"]) == (
        "outsider_answer",
        "outsider",
        "南街物业",
    )
    assert entry["data"] == {"text": DONE["text"], "outcome": "已办好", "work_link_id": link["id"]}
    assert sorted(item["id"] for item in entry["attachments"]) == sorted(taken)
    seen = await client.get("resident", f"/citizen/cases/{case_id}")
    assert DONE["text"] not in seen.text
    (item,) = await links(client, "unit_handler", case_id)
    assert (item["state"], item["answer"], item["outcome"], item["answered_by"]) == (
        "answered",
        DONE["text"],
        "done",
        "老张",
    )
    assert (item["asked_by"], item["asked_by_body"]) == ("unit_handler", "town_a单位")


async def test_his_photo_says_no_more_than_what_is_on_it(client: Client) -> None:
    link = await asked(client, await handling(client))
    sent = await upload(client, link, saved(picture(), "JPEG", exif=exif(6)))
    stored = (await client.http.get(sent.json()["thumbnail_url"])).content
    assert stored.startswith(b"\xff\xd8") and SECRET not in stored


Ending = Callable[[Client, str, Json], Awaitable[Any]]


async def used(client: Client, case_id: str, link: Json) -> None:
    await replied(client, link)


async def outlived(client: Client, case_id: str, link: Json) -> None:
    client.clock.now += timedelta(days=7, hours=14, minutes=59, seconds=59)
    assert (await look(client, link)).status_code == 200, "to the last second of its last day"
    client.clock.advance(seconds=1)


async def taken_back(client: Client, case_id: str, link: Json) -> None:
    assert (await take_back(client, "unit_handler", case_id, link)).status_code == 200


ENDINGS: dict[str, tuple[str, Ending]] = {
    "answered": ("WORK_LINK_USED", used),
    "expired": ("WORK_LINK_EXPIRED", outlived),
    "withdrawn": ("WORK_LINK_WITHDRAWN", taken_back),
}


@pytest.mark.parametrize("state", ENDINGS)
async def test_a_link_that_is_over_shows_a_stranger_nothing(client: Client, state: str) -> None:
    case_id = await handling(client)
    link = await asked(client, case_id)
    left = await photo(client, link)
    code, end = ENDINGS[state]
    await end(client, case_id, link)
    async with nothing_written(client):
        for answer in (
            await look(client, link),
            await upload(client, link),
            await reply(client, link, **DONE),
            await reply(client, link, **DONE, upload_ids=[left]),
        ):
            problem = refused(answer, 410, code)
            assert (problem["detail"], problem["errors"]) == (None, [])
            assert "路灯" not in answer.text and "物业" not in answer.text
    assert [item["state"] for item in await links(client, "liaison", case_id)] == [state]


async def test_guesses_all_get_the_same_answer(client: Client) -> None:
    link = await asked(client, await handling(client))
    good = token(link)
    guesses = (UNKNOWN, good[:-1], good + "A", good.swapcase(), "é" * 40, "0", "x" * 500, link["id"])
    said = set()
    async with nothing_written(client):
        for guess in guesses:
            path = f"/api/v1/public/work-links/{guess}"
            for answer in (
                await client.http.get(path),
                await client.http.post(f"{path}/answer", json=DONE),
                await client.http.post(f"{path}/uploads", files={"file": ("a.jpg", PHOTO)}),
            ):
                body = refused(answer, 404, "WORK_LINK_UNKNOWN")
                said.add(str(body | {"request_id": ""}))
    assert len(said) == 1


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"text": ""}, "text"),
        ({"text": "x" * 2001}, "text"),
        ({"outcome": "perhaps"}, "outcome"),
        ({"outcome": None}, "outcome"),
        ({"name": "x" * 41}, "name"),
        ({"upload_ids": ["no"]}, "upload_ids.0"),
        ({"phone": "19900000001"}, "phone"),
    ],
)
async def test_an_answer_that_is_none_leaves_the_link_open(
    client: Client, said: dict[str, Any], wrong: str
) -> None:
    link = await asked(client, await handling(client))
    async with nothing_written(client):
        problem = refused(await reply(client, link, **DONE | said), 422, "VALIDATION_FAILED")
    assert [item["field"] for item in problem["errors"]] == [wrong]
    assert (await look(client, link)).status_code == 200


async def test_a_tenth_photo_is_not_taken_nor_are_those_of_others(client: Client) -> None:
    case_id = await handling(client)
    link, other = await asked(client, case_id), await asked(client, case_id)
    of_resident, of_other = await own_photo(client), await photo(client, other)
    own = [await photo(client, link) for _ in range(9)]
    async with nothing_written(client):
        refused(await upload(client, link), 409, "WORK_PHOTOS_FULL")
        too_many = [*own, of_other]
        refused(await reply(client, link, **DONE, upload_ids=too_many), 422, "VALIDATION_FAILED")
        for strange in (of_resident, of_other):
            refused(await reply(client, link, **DONE, upload_ids=[strange]), 404, "UPLOAD_NOT_FOUND")
    assert (await upload(client, other)).status_code == 201, "each link has its own nine"
    await replied(client, link, **DONE, upload_ids=own)
    for who in ("resident", "unit_handler"):
        action = "supplement" if who == "resident" else "progress"
        await not_possible(
            client, who, case_id, action, "UPLOAD_NOT_FOUND", text="用别人的照片", upload_ids=[of_other]
        )


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "FILE_EMPTY"), (b"<html>", "MEDIA_UNSUPPORTED"), (PHOTO[:400], "IMAGE_UNREADABLE")],
)
async def test_what_is_no_photo_is_refused_as_everywhere(client: Client, content: bytes, code: str) -> None:
    link = await asked(client, await handling(client))
    async with nothing_written(client):
        answer = await upload(client, link, content)
    assert answer.json()["code"] == code


async def test_guessing_is_limited_by_address_and_photos_by_link(client: Client) -> None:
    link = await asked(client, await handling(client))
    for _ in range(30):
        assert (await upload(client, link, b"")).status_code == 422
    refused(await upload(client, link, b""), 429, "RATE_LIMITED")

    async def guess() -> httpx.Response:
        return await client.http.get(f"/api/v1/public/work-links/{UNKNOWN}")

    for _ in range(120):
        assert (await guess()).status_code == 404
    refused(await guess(), 429, "RATE_LIMITED")
    client.clock.advance(minutes=1)
    assert (await guess()).status_code == 404


async def test_the_same_key_gives_the_first_answer_again_from_wherever_it_comes(client: Client) -> None:
    link = await asked(client, await handling(client))
    first = await reply(client, link, key="work-answer-1")
    client.clock.advance(minutes=5)
    transport = httpx.ASGITransport(client.http._transport.app, client=("203.0.113.9", 1))  # type: ignore[attr-defined]
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as elsewhere:
        path = f"/api/v1/public/work-links/{token(link)}/answer"
        again = await elsewhere.post(path, json=DONE, headers={"Idempotency-Key": "work-answer-1"})
    assert (again.status_code, again.json()) == (200, first.json())
    refused(
        await reply(client, link, key="work-answer-1", outcome="done", text="别的话"),
        422,
        "IDEMPOTENCY_MISMATCH",
    )
    refused(await reply(client, link, key="work-answer-2"), 410, "WORK_LINK_USED")


async def test_a_link_shows_its_own_case_only(client: Client) -> None:
    link = await asked(client, await shortlisted(client, title="甲"), "liaison")
    other = await asked(client, await shortlisted(client, title="乙"), "liaison")
    assert [(await look(client, each)).json()["title"] for each in (link, other)] == ["甲", "乙"]

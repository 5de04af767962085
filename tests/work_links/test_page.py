"""The page that somebody opens on his telephone: an ordinary form, no script."""

import re
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest

from tests.access.situations import sealed
from tests.bad_input.checks import nothing_written
from tests.cases import CONTACT, Json, handling, view
from tests.conftest import Client
from tests.work_links.links import DONE, IMPOSSIBLE, PHOTO, asked, links, pushed, replied, take_back, token


class Form(HTMLParser):
    """The form of a page: its fields with what stands in them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.attributes: dict[str, str | None] = {}
        self.fields: dict[str, str] = {}
        self.tags: set[str] = set()
        self._area = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        if tag == "form":
            self.attributes = given
        if tag == "textarea":
            self._area = str(given["name"])
            self.fields[self._area] = ""
        if tag == "input" and (given.get("type") != "radio" or "checked" in given):
            self.fields[str(given["name"])] = given.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        self._area = "" if tag == "textarea" else self._area

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area] += data


async def opened(client: Client, link: Json) -> httpx.Response:
    return await client.http.get(f"/w/{token(link)}")


async def sent(client: Client, link: Json, *photos: bytes, **said: Any) -> httpx.Response:
    """As a browser sends it: where no photo was chosen, an empty file without a name."""
    chosen = [(f"{n}.jpg", "image/jpeg", photo) for n, photo in enumerate(photos)]
    body = b"".join(
        part(f'name="{name}"', str(value).encode()) for name, value in ({"name": ""} | said).items()
    )
    for name, kind, content in chosen or [("", "application/octet-stream", b"")]:
        body += part(f'name="photos"; filename="{name}"\r\nContent-Type: {kind}', content)
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    return await client.http.post(f"/w/{token(link)}", content=body + b"--b--\r\n", headers=headers)


def part(head: str, content: bytes) -> bytes:
    return f"--b\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + content + b"\r\n"


async def test_it_shows_the_task_and_an_ordinary_form(client: Client) -> None:
    uploaded = (await client.upload("resident", PHOTO)).json()["upload_id"]
    case_id = await handling(client, upload_ids=[uploaded], title="<b>路灯</b>不亮")
    link = await asked(client, case_id, shows_photos=True)
    page = await opened(client, link)
    assert page.status_code == 200
    for words in (
        "town_a单位 请 南街物业 协助",
        "请查看第二盏路灯",
        "老街东口",
        "11 月 27 日前",
        "&lt;b&gt;路灯",
    ):
        assert words in page.text, words
    for hidden in (*CONTACT.values(), case_id, token(link)):
        assert hidden not in page.text
    form = Form(page.text)
    assert form.attributes == {"method": "post", "enctype": "multipart/form-data"}
    assert form.fields == {"text": "", "photos": "", "name": ""}
    assert "script" not in form.tags
    for address in re.findall(r'(?:src|href)="([^"]+)"', page.text):
        assert (await client.http.get(address.replace("&amp;", "&"))).status_code == 200


async def test_no_trace_of_the_address_is_left(client: Client) -> None:
    link = await asked(client, await handling(client))
    page = await opened(client, link)
    await replied(client, link)
    for answer in (page, await opened(client, link), await client.http.get("/w/unknown")):
        headers = answer.headers
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"
        assert headers["x-robots-tag"] == "noindex, nofollow"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "script-src" not in headers["content-security-policy"]
        assert '<meta name="referrer" content="no-referrer">' in answer.text


async def test_he_answers_with_photos_and_is_thanked(client: Client) -> None:
    case_id = await handling(client)
    link = await asked(client, case_id)
    page = await sent(client, link, PHOTO, PHOTO, **DONE, name="老张")
    assert page.status_code == 200
    assert "答复已收到" in page.text and "已转给town_a单位" in page.text
    entry = (await view(client, "unit_handler", case_id))["timeline"][0]
    assert (entry["action"], entry["data"]["text"], len(entry["attachments"])) == (
        "outsider_answer",
        DONE["text"],
        2,
    )
    (item,) = await links(client, "unit_handler", case_id)
    assert (item["state"], item["outcome"], item["answered_by"]) == ("answered", "done", "老张")


async def test_without_a_photo_and_without_a_name_it_is_an_answer_too(client: Client) -> None:
    case_id, link = await pushed(client)
    assert "会作为答复给反映人看" in (await opened(client, link)).text
    page = await sent(client, link, **IMPOSSIBLE)
    assert "已转给反映人" in page.text
    case = await view(client, "resident", case_id)
    assert (case["status"], case["replies"][0]["reply_class"]) == ("replied", "not_feasible")


async def test_lines_that_a_browser_ends_its_own_way_are_kept(client: Client) -> None:
    case_id = await handling(client)
    link = await asked(client, case_id)
    await sent(client, link, outcome="done", text="第一行\r\n第二行")
    (item,) = await links(client, "unit_handler", case_id)
    assert item["answer"] == "第一行\n第二行"


@pytest.mark.parametrize("end", ["answered", "withdrawn", "expired", "unknown"])
async def test_a_page_that_is_over_says_so_and_nothing_else(client: Client, end: str) -> None:
    case_id = await handling(client)
    link = await asked(client, case_id)
    if end == "answered":
        await sent(client, link, **DONE)
    if end == "withdrawn":
        await take_back(client, "unit_handler", case_id, link)
    if end == "expired":
        client.clock.advance(days=8)
    if end == "unknown":
        link = link | {"url": "/w/" + "x" * 32}
    async with nothing_written(client):
        shut = [await opened(client, link), await sent(client, link, PHOTO, **DONE)]
    words = {"answered": "已经答复过", "withdrawn": "已被撤回", "expired": "已过期", "unknown": "没有找到"}
    for page in shut:
        assert page.status_code == (404 if end == "unknown" else 410)
        assert words[end] in page.text
        assert not {"form", "img"} & Form(page.text).tags
        assert "路灯" not in page.text and "物业" not in page.text


@pytest.mark.parametrize(
    ("said", "photos", "status", "words"),
    [
        ({"text": " "}, (), 422, "请写明做了什么"),
        ({"text": "x" * 2001}, (), 422, "至多 2000 字"),
        ({"outcome": ""}, (), 422, "请选择结果"),
        ({"outcome": "perhaps", "text": ""}, (), 422, "请选择结果"),
        ({"name": "x" * 41}, (), 422, "到场人至多 40 字"),
        ({}, (PHOTO, b"<html>"), 415, "不支持这种文件格式"),
        ({}, (PHOTO, b""), 422, "文件是空的"),
        ({}, (PHOTO[:400],), 422, "图片无法读取"),
        ({}, (PHOTO,) * 10, 400, "最多 9 张照片"),
    ],
)
async def test_what_was_wrong_is_said_and_what_was_written_is_kept(
    client: Client, said: Json, photos: tuple[bytes, ...], status: int, words: str
) -> None:
    link = await asked(client, await handling(client))
    async with nothing_written(client):
        page = await sent(client, link, *photos, **DONE | {"name": "老张"} | said)
    assert page.status_code == status
    assert words in page.text
    form = Form(page.text)
    if status != 400:  # too many files: the form was not read at all
        wanted = {"name": "老张", "text": DONE["text"]} | said
        assert form.fields["text"] == wanted["text"] and form.fields["name"] == wanted["name"]
        assert form.fields.get("outcome") == ("done" if wanted.get("outcome", "done") == "done" else None)
    assert (await opened(client, link)).status_code == 200


async def test_nine_photos_of_nine_megabytes_are_read_and_more_is_not(client: Client) -> None:
    """They are no photos, which is found only when they have been read; beyond the limit nothing is read."""
    link = await asked(client, await handling(client))
    heavy = b"\xff" * (9 * 1024 * 1024)
    assert (await sent(client, link, *[heavy] * 9, **DONE)).status_code == 415
    too_heavy = await sent(client, link, *[heavy] * 9, b"\xff" * (10 * 1024 * 1024), **DONE)
    assert (too_heavy.status_code, "照片太大" in too_heavy.text) == (413, True)
    one = await sent(client, link, b"\xff" * (10 * 1024 * 1024 + 1), **DONE)
    assert (one.status_code, "文件过大" in one.text) == (413, True)


async def test_for_a_link_that_opens_nothing_the_form_is_not_even_read(client: Client) -> None:
    read = 0

    async def body() -> Any:
        nonlocal read
        read += 1
        yield b"--b\r\n"

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    page = await client.http.post("/w/unknown", content=body(), headers=headers)
    assert (page.status_code, read) == (404, 0)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "multipart/form-data; boundary=b"),
        (b"nonsense", "multipart/form-data; boundary=b"),
        (b"{}", "application/json"),
        (b"text=x", "application/x-www-form-urlencoded"),
        (b"x", "multipart/form-data"),
    ],
)
async def test_what_no_browser_sends_is_refused_on_the_page(
    client: Client, content: bytes, kind: str
) -> None:
    link = await asked(client, await handling(client))
    async with nothing_written(client):
        page = await client.http.post(f"/w/{token(link)}", content=content, headers={"Content-Type": kind})
    assert page.status_code in (400, 422)
    assert "没有提交成功" in page.text


async def test_of_a_sealed_matter_the_page_shows_the_task_alone(client: Client) -> None:
    link = await asked(client, await sealed(client), "station_head")
    page = await opened(client, link)
    assert "请查看第二盏路灯" in page.text
    assert "老街东口" not in page.text and "孩子" not in page.text


async def test_a_late_answer_is_taken_with_thanks(client: Client) -> None:
    case_id, link = await pushed(client)
    late = {"reason": "物业不管"}
    version = (await view(client, "station_head", case_id))["version"]
    path = f"/desk/cases/{case_id}/actions/external_return"
    assert (await client.post("station_head", path, {"version": version, **late})).status_code == 200
    assert "已先行转到下一步" in (await sent(client, link, **DONE)).text

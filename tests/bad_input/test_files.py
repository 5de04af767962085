"""Files: not a photo, too big, empty, a bomb, one that lies; and links that were tampered with."""

import io
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from tests.bad_input.checks import counts, nothing_written, refused
from tests.cases import matter, submit
from tests.conftest import Client
from tests.integrations.pictures import SECRET, exif, opened, picture, saved
from tests.integrations.test_images_refused import huge_png

JPEG = saved(picture(), "JPEG", exif=exif(6))
PNG = saved(picture(), "PNG")
HTML = b"<!doctype html><script>alert(1)</script>"
ELEVEN_MB = 11 * 1024 * 1024
UPLOADS = "/api/v1/citizen/uploads"


async def send(client: Client, content: bytes, name: str = "a.jpg", kind: str = "image/jpeg") -> Any:
    files = {"file": (name, content, kind)}
    return await client.http.post(UPLOADS, files=files, headers=client.headers("resident"))


def stored(client: Client) -> set[str]:
    folder = client.house.settings.data_dir / "files"
    return {str(path) for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 422, "FILE_EMPTY"),
        (b"this is not a photo", 415, "MEDIA_UNSUPPORTED"),
        (HTML, 415, "MEDIA_UNSUPPORTED"),
        (saved(picture(), "GIF"), 415, "MEDIA_UNSUPPORTED"),
        (JPEG[: len(JPEG) // 2], 422, "IMAGE_UNREADABLE"),
        (JPEG[:20] + HTML, 422, "IMAGE_UNREADABLE"),
        (huge_png(), 422, "IMAGE_TOO_MANY_PIXELS"),
    ],
    ids=["empty", "words", "html", "gif", "half", "polyglot", "bomb"],
)
async def test_what_is_no_photo(client: Client, content: bytes, status: int, code: str) -> None:
    before = stored(client)
    async with nothing_written(client):
        refused(await send(client, content), status, code)
    assert stored(client) == before


async def test_a_real_bomb_is_refused_before_it_is_unpacked(client: Client) -> None:
    """Ten thousand pixels square, in a few hundred kilobytes."""
    buffer = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(buffer, "PNG")
    assert len(buffer.getvalue()) < 200_000
    async with nothing_written(client):
        refused(await send(client, buffer.getvalue()), 422, "IMAGE_TOO_MANY_PIXELS")


async def test_eleven_megabytes_by_their_own_account(client: Client) -> None:
    async with nothing_written(client):
        refused(await send(client, b"\xff" * ELEVEN_MB), 413, "BODY_TOO_LARGE")


async def test_ten_megabytes_and_one_byte(client: Client) -> None:
    async with nothing_written(client):
        refused(await send(client, b"\xff" * (10 * 1024 * 1024 + 1)), 413, "FILE_TOO_LARGE")


async def test_eleven_megabytes_that_do_not_say_so(client: Client) -> None:
    """Chunked: no Content-Length. Reading stops as soon as it is too much."""
    sent = 0

    async def chunks() -> AsyncIterator[bytes]:
        nonlocal sent
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
        for _ in range(1024):
            sent += 65536
            yield b"\xff" * 65536

    headers = client.headers("resident") | {"Content-Type": "multipart/form-data; boundary=b"}
    async with nothing_written(client):
        answer = await client.http.post(UPLOADS, content=chunks(), headers=headers)
        refused(answer, 413, "BODY_TOO_LARGE")
    assert "content-length" not in answer.request.headers


@pytest.mark.parametrize("declared", ["2000000", "9" * 5000])
async def test_two_megabytes_of_json(client: Client, declared: str) -> None:
    headers = client.headers("resident") | {"Content-Type": "application/json", "Content-Length": declared}
    async with nothing_written(client):
        answer = await client.http.post("/api/v1/citizen/cases", content=b"{}", headers=headers)
        refused(answer, 413, "BODY_TOO_LARGE")


async def test_two_megabytes_of_json_that_do_not_say_so(client: Client) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(32):
            yield b" " * 65536

    headers = client.headers("resident") | {"Content-Type": "application/json"}
    async with nothing_written(client):
        answer = await client.http.post("/api/v1/citizen/cases", content=chunks(), headers=headers)
        refused(answer, 413, "BODY_TOO_LARGE")


@pytest.mark.parametrize(
    ("content", "name", "declared", "is_really"),
    [
        (PNG, "a.jpg", "image/jpeg", "image/jpeg"),
        (JPEG, "a.png", "image/png", "image/jpeg"),
        (JPEG, "../../etc/passwd", "text/html", "image/jpeg"),
        (JPEG, "照片\u202egpj.exe", "application/x-msdownload", "image/jpeg"),
    ],
)
async def test_a_photo_is_what_it_decodes_to(
    client: Client, content: bytes, name: str, declared: str, is_really: str
) -> None:
    answer = await send(client, content, name, declared)
    assert (answer.status_code, answer.json()["media_type"]) == (201, is_really), answer.text
    shown = await client.http.get(answer.json()["thumbnail_url"])
    assert (shown.headers["content-type"], opened(shown.content).format) == ("image/jpeg", "JPEG")
    assert shown.headers["x-content-type-options"] == "nosniff"


async def test_where_the_photo_was_taken_is_gone(client: Client) -> None:
    assert SECRET in JPEG
    upload_id = (await send(client, JPEG)).json()["upload_id"]
    case_id = (await submit(client, upload_ids=[upload_id]))["id"]
    [attachment] = (await client.get("liaison", f"/desk/cases/{case_id}")).json()["attachments"]
    for link in (attachment["url"], attachment["thumbnail_url"]):
        downloaded = (await client.http.get(link)).content
        assert SECRET not in downloaded
        assert dict(opened(downloaded).getexif()) == {}
    for path in stored(client):
        with open(path, "rb") as file:  # noqa: ASYNC230, PTH123
            assert SECRET not in file.read()


async def test_a_tampered_or_old_link_opens_nothing(client: Client) -> None:
    first = (await send(client, JPEG)).json()
    other = (await send(client, PNG)).json()
    link, foreign = first["thumbnail_url"], other["thumbnail_url"]
    assert (await client.http.get(link)).status_code == 200
    path, _, query = link.partition("?")
    signature = query.rpartition("=")[2]
    expires = query.partition("=")[2].partition("&")[0]
    for tampered in (
        link[:-1] + ("A" if link[-1] != "A" else "B"),
        path.replace("thumbnail", "full") + "?" + query,
        foreign.partition("?")[0] + "?" + query,
        f"{path}?expires={int(expires) + 1}&signature={signature}",
        f"{path}?expires={'9' * 30}&signature={signature}",
        f"{path}?expires={expires}&signature=%C3%A9",
    ):
        refused(await client.http.get(tampered), 403, "FILE_LINK_INVALID")
    refused(await client.http.get(path), 422, "VALIDATION_FAILED")
    client.clock.now += timedelta(hours=2, seconds=1)
    refused(await client.http.get(link), 403, "FILE_LINK_EXPIRED")
    refused(await client.http.get(link + "x"), 403, "FILE_LINK_INVALID")


async def test_somebody_elses_upload(client: Client) -> None:
    upload_id = (await client.upload("neighbour", JPEG)).json()["upload_id"]
    async with nothing_written(client):
        answer = await client.post("resident", "/citizen/cases", matter(client, upload_ids=[upload_id]))
        refused(answer, 404, "UPLOAD_NOT_FOUND")


async def test_the_same_upload_twice(client: Client) -> None:
    upload_id = (await client.upload("resident", JPEG)).json()["upload_id"]
    await submit(client, upload_ids=[upload_id, upload_id])
    async with nothing_written(client):
        answer = await client.post("resident", "/citizen/cases", matter(client, upload_ids=[upload_id]))
        refused(answer, 409, "UPLOAD_USED")


async def test_nine_photos_and_not_ten(client: Client) -> None:
    ids = [(await client.upload("resident", JPEG)).json()["upload_id"] for _ in range(10)]
    async with nothing_written(client):
        answer = await client.post("resident", "/citizen/cases", matter(client, upload_ids=ids))
        refused(answer, 422, "VALIDATION_FAILED")
    case_id = (await submit(client, upload_ids=ids[:9]))["id"]
    seen = (await client.get("resident", f"/citizen/cases/{case_id}")).json()
    assert len(seen["attachments"]) == 9


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"--b--\r\n",
        b"no boundary at all",
        b'--b\r\nContent-Disposition: form-data; name="other"; filename="a.jpg"\r\n\r\nx\r\n--b--\r\n',
        b'--b\r\nContent-Disposition: form-data; name="file"\r\n\r\njust words\r\n--b--\r\n',
    ],
)
async def test_a_form_without_a_file(client: Client, content: bytes) -> None:
    headers = client.headers("resident") | {"Content-Type": "multipart/form-data; boundary=b"}
    async with nothing_written(client):
        answer = await client.http.post(UPLOADS, content=content, headers=headers)
        assert answer.status_code in (415, 422), answer.text
        refused(answer, answer.status_code, answer.json()["code"])


async def test_an_upload_needs_somebody(client: Client) -> None:
    before = await counts(client)
    refused(await client.http.post(UPLOADS, files={"file": ("a.jpg", JPEG)}), 401, "TOKEN_MISSING")
    assert await counts(client) == before

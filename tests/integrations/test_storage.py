import asyncio
import re
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from app.config import Settings
from app.errors import Conflict, NotFound, Unavailable
from app.integrations.storage import Storage, make_storage, new_key

DAY = date(2026, 11, 20)
PHOTO = bytes(range(256)) * 1000


class Bucket(BaseHTTPRequestHandler):
    """As much of S3 as a store of whole objects asks for."""

    server: "Server"
    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        data = self.rfile.read(int(self.headers["Content-Length"]))
        if not self.path.startswith("/photos/"):
            return self.answer(404)
        if self.headers["If-None-Match"] == "*" and self.path in self.server.objects:
            return self.answer(412)
        self.server.objects[self.path] = data
        return self.answer(200)

    def do_GET(self) -> None:
        found = self.server.objects.get(self.path)
        self.answer(404) if found is None else self.answer(200, found)

    do_HEAD = do_GET

    def do_POST(self) -> None:
        assert urlsplit(self.path).query == "delete"
        asked = ElementTree.fromstring(self.rfile.read(int(self.headers["Content-Length"])))
        keys = [element.text for element in asked.iter() if element.tag.endswith("Key")]
        for key in keys:
            self.server.objects.pop(f"/photos/{key}", None)
        gone = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
        self.answer(200, f"<DeleteResult>{gone}</DeleteResult>".encode())

    def answer(self, status: int, data: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("ETag", '"1"')
        self.send_header("Last-Modified", "Fri, 20 Nov 2026 00:00:00 GMT")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Tests keep quiet."""


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Bucket)
        self.objects: dict[str, bytes] = {}


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    for name, value in {
        "AWS_ENDPOINT": f"http://127.0.0.1:{server.server_port}",
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }.items():
        monkeypatch.setenv(name, value)
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=["folder", "bucket"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "folder":
        return make_storage(Settings(data_dir=tmp_path))
    request.getfixturevalue("bucket")
    return make_storage(Settings(storage_url="s3://photos/daibiaoma"))


def test_keys_sort_by_day_and_cannot_be_guessed() -> None:
    keys = {new_key(DAY, ".jpg") for _ in range(100)}
    assert len(keys) == 100
    assert all(re.fullmatch(r"2026/11/20/[0-9a-f]{32}\.jpg", key) for key in keys)
    assert new_key(date(2027, 1, 2), "").startswith("2027/01/02/")


@pytest.mark.parametrize("data", [PHOTO, b""])
async def test_what_was_put_is_got(storage: Storage, data: bytes) -> None:
    key = new_key(DAY, ".jpg")
    await storage.put(key, data)
    got = await storage.get(key)
    assert type(got) is bytes
    assert got == data


async def test_an_object_is_never_overwritten(storage: Storage) -> None:
    key = new_key(DAY, ".jpg")
    await storage.put(key, PHOTO)
    with pytest.raises(Conflict, match="ALREADY_EXISTS"):
        await storage.put(key, b"other")
    assert await storage.get(key) == PHOTO


async def test_a_large_object_is_not_overwritten_either(storage: Storage) -> None:
    key = new_key(DAY, ".png")
    large = PHOTO * 40
    await storage.put(key, large)
    with pytest.raises(Conflict, match="ALREADY_EXISTS"):
        await storage.put(key, large[::-1])
    assert await storage.get(key) == large


async def test_what_is_missing_is_not_found(storage: Storage) -> None:
    with pytest.raises(NotFound, match="NOT_FOUND"):
        await storage.get(new_key(DAY, ".jpg"))


async def test_deleting_is_final_and_may_be_repeated(storage: Storage) -> None:
    key, other = new_key(DAY, ".jpg"), new_key(DAY, ".jpg")
    await storage.put(key, PHOTO)
    await storage.put(other, PHOTO)
    await storage.delete(key)
    await storage.delete(key)
    with pytest.raises(NotFound):
        await storage.get(key)
    assert await storage.get(other) == PHOTO


async def test_a_working_store_answers_a_ping(storage: Storage) -> None:
    await storage.ping()
    await storage.ping()


async def test_no_key_leads_out_of_the_store(storage: Storage, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    with pytest.raises(ValueError, match=r"\.\."):
        await storage.get("../secret")
    with pytest.raises(NotFound):
        await storage.get(str(tmp_path / "secret"))


def test_the_folder_is_the_servers_alone(tmp_path: Path) -> None:
    make_storage(Settings(data_dir=tmp_path / "new"))
    make_storage(Settings(data_dir=tmp_path / "new"))
    assert (tmp_path / "new" / "files").stat().st_mode & 0o777 == 0o700


async def test_a_bucket_keeps_to_its_prefix(bucket: Server) -> None:
    storage = make_storage(Settings(storage_url="s3://photos/daibiaoma"))
    key = new_key(DAY, ".jpg")
    await storage.put(key, PHOTO)
    assert bucket.objects == {f"/photos/daibiaoma/{key}": PHOTO}


async def test_a_broken_folder_is_unavailable(tmp_path: Path) -> None:
    storage = make_storage(Settings(data_dir=tmp_path))
    (tmp_path / "files").rmdir()
    (tmp_path / "files").write_bytes(b"a file where the folder was")
    await assert_unavailable(storage)


async def test_a_bucket_out_of_reach_is_unavailable_within_the_patience_of_a_citizen(bucket: Server) -> None:
    storage = make_storage(Settings(storage_url="s3://photos"))
    bucket.shutdown()
    bucket.server_close()
    async with asyncio.timeout(15):
        await assert_unavailable(storage)


async def test_a_bucket_that_does_not_exist_fails_the_ping(bucket: Server) -> None:
    storage = make_storage(Settings(storage_url="s3://another"))
    with pytest.raises(Unavailable, match="STORAGE_UNAVAILABLE"):
        await storage.ping()
    with pytest.raises(Unavailable, match="STORAGE_UNAVAILABLE"):
        await storage.put(new_key(DAY, ".jpg"), PHOTO)


@pytest.mark.parametrize("url", ["file:///etc", "https://example.org/photos", "photos", "S3://photos"])
def test_only_buckets_have_an_address(url: str) -> None:
    with pytest.raises(RuntimeError, match="STORAGE_URL"):
        make_storage(Settings(storage_url=url))


async def assert_unavailable(storage: Storage) -> None:
    key = new_key(DAY, ".jpg")
    for call in (storage.put(key, PHOTO), storage.get(key), storage.delete(key), storage.ping()):
        with pytest.raises(Unavailable, match="STORAGE_UNAVAILABLE"):
            await call

"""Files: a local folder or an S3 bucket behind one small port. The only importer of obstore.

A stored object is never overwritten. Content types live in the database: a local folder cannot keep them.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import LocalStore, ObjectStore, S3Store

from app.config import Settings
from app.errors import Conflict, NotFound, Unavailable

_PING_KEY = "ping"


def new_key(day: date, suffix: str) -> str:
    """A key nobody can guess, such as `2026/11/20/<32 hex digits>.jpg`. Never made from a client's file name."""
    return f"{day:%Y/%m/%d}/{secrets.token_hex(16)}{suffix}"


class Storage:
    """Objects by key. A broken store is STORAGE_UNAVAILABLE; a key that `new_key` cannot make is a ValueError."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def put(self, key: str, data: bytes) -> None:
        """Create the object, whole or not at all. ALREADY_EXISTS if the key is taken."""
        with _available():
            try:
                await obstore.put_async(self._store, key, data, mode="create")
            except AlreadyExistsError as error:
                raise Conflict("ALREADY_EXISTS") from error

    async def get(self, key: str) -> bytes:
        """The object's bytes. NOT_FOUND if there is none."""
        with _available():
            try:
                found = await obstore.get_async(self._store, key)
            except FileNotFoundError as error:
                raise NotFound("NOT_FOUND") from error
            return bytes(await found.bytes_async())

    async def delete(self, key: str) -> None:
        """Make sure that the object is gone: deleting twice is no error."""
        with _available():
            try:
                await obstore.delete_async(self._store, key)
            except FileNotFoundError:
                return

    async def ping(self) -> None:
        """Reach the store with our credentials. Writes one byte the first time, so that later there is what to find."""
        with _available():
            try:
                await obstore.head_async(self._store, _PING_KEY)
            except FileNotFoundError:
                await obstore.put_async(self._store, _PING_KEY, b"1")


def make_storage(settings: Settings) -> Storage:
    """The store of `storage_url` (`s3://bucket/prefix`; empty = `data_dir/files`).

    Endpoint, region and credentials of a bucket are the usual AWS_* variables, read by the library itself.
    """
    if not settings.storage_url:
        folder = settings.data_dir / "files"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Storage(LocalStore(folder))
    if not settings.storage_url.startswith("s3://"):
        raise RuntimeError("STORAGE_URL 必须为空或以 s3:// 开头")
    store = S3Store.from_url(
        settings.storage_url,
        # Given options replace the variables, AWS_ALLOW_HTTP included; without an endpoint it is https anyway.
        client_options={"allow_http": True, "connect_timeout": "3s", "timeout": "30s"},
        # The library's default is ten retries in three minutes, while a citizen waits.
        retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=10)},
    )
    return Storage(store)


@contextmanager
def _available() -> Iterator[None]:
    try:
        yield
    except (BaseError, OSError) as error:
        raise Unavailable("STORAGE_UNAVAILABLE") from error

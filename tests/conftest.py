"""One PostgreSQL for the run, a database cloned from a migrated template for each worker, a rolled-back test.

The controller starts the embedded server (or takes DATABASE_URL) and makes the template; workers only clone.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool
from sqlmodel.ext.asyncio.session import AsyncSession

from app.config import Settings, get_settings
from app.db import driver_url, make_engine, make_sessions, unit_of_work
from app.deps import House
from app.embedded import throwaway_server
from app.integrations.storage import make_storage
from app.integrations.wechat import FakeWeChat
from app.jobs import handlers, imports
from app.jobs.queue import Job
from app.main import create_app
from app.migrate import upgrade
from app.security.tokens import Claims, issue_access
from tests import world as worlds
from tests.world import START, World

ADMIN_URL, TEMPLATE = "DAIBIAOMA_TEST_SERVER", "DAIBIAOMA_TEST_TEMPLATE"


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    stack = ExitStack()
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        url = stack.enter_context(throwaway_server()).url("daibiaoma")
    os.environ[ADMIN_URL] = url
    os.environ[TEMPLATE] = f"template_{uuid4().hex[:12]}"
    config.stash[_STACK] = stack
    asyncio.run(_make_template())


def pytest_unconfigure(config: pytest.Config) -> None:
    if _STACK in config.stash:
        asyncio.run(_drop(os.environ[TEMPLATE]))
        config.stash[_STACK].close()


_STACK = pytest.StashKey[ExitStack]()


def _url(database: str) -> str:
    return make_url(os.environ[ADMIN_URL]).set(database=database).render_as_string(hide_password=False)


async def _admin(statement: str) -> None:
    engine = create_async_engine(
        driver_url(os.environ[ADMIN_URL]), poolclass=NullPool, isolation_level="AUTOCOMMIT"
    )
    async with engine.connect() as connection:
        await connection.execute(text(statement))
    await engine.dispose()


async def _drop(database: str) -> None:
    await _admin(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


async def _make_template() -> None:
    """Real migrations, then the world, once a run."""
    await _admin(f'CREATE DATABASE "{os.environ[TEMPLATE]}"')
    url = _url(os.environ[TEMPLATE])
    await asyncio.to_thread(_migrate, url)
    engine = make_engine(_settings(url))
    async with unit_of_work(make_sessions(engine)) as session:
        await worlds.build(session)
    await engine.dispose()


def _migrate(url: str) -> None:
    before = os.environ.get("DATABASE_URL")
    os.environ["DATABASE_URL"] = url
    get_settings.cache_clear()
    try:
        upgrade()
    finally:
        os.environ.pop("DATABASE_URL")
        if before is not None:
            os.environ["DATABASE_URL"] = before
        get_settings.cache_clear()


def _settings(url: str, data_dir: Path = Path(".data")) -> Settings:
    return Settings(
        database_url=url,
        data_dir=data_dir,
        secret_key=SecretStr("test-secret-" + "x" * 32),
        log_level="CRITICAL",
        _env_file=None,
    )


@asynccontextmanager
async def clone() -> AsyncIterator[str]:
    """A database of its own, with the world in it."""
    name = f"test_{uuid4().hex[:12]}"
    await _admin(f'CREATE DATABASE "{name}" TEMPLATE "{os.environ[TEMPLATE]}"')
    yield _url(name)
    await _drop(name)


@dataclass
class Clock:
    """Virtual time."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Client:
    """Talks to the service over HTTP as anybody of the world."""

    http: httpx.AsyncClient
    house: House
    world: World
    clock: Clock
    announces: bool = False
    """Nothing is announced before a commit: in a test that is rolled back the client says that something changed."""
    _serial: int = field(default=0)

    def _announce(self) -> None:
        if self.announces:
            self.house.memory.forget()

    def token(self, who: str) -> str:
        person = self.world.people[who]
        return issue_access(
            self.house.settings, Claims(person.account_id, person.appointment_id), self.clock()
        )

    def headers(self, who: str | None) -> dict[str, str]:
        return {} if who is None else {"Authorization": f"Bearer {self.token(who)}"}

    async def settle(self) -> None:
        """What the server does every second: write down what it counted."""
        await self.house.tallies.settle(self.house.sessions, self.clock())

    async def get(self, who: str | None, path: str, **params: Any) -> httpx.Response:
        return await self.http.get(f"/api/v1{path}", params=params, headers=self.headers(who))

    async def post(
        self, who: str | None, path: str, body: Any = None, *, key: str | None = None, **more: Any
    ) -> httpx.Response:
        self._serial += 1
        if "/actions/" not in path:
            self._announce()
        headers = self.headers(who) | {"Idempotency-Key": key or f"test-key-{self._serial:06}"}
        return await self.http.post(f"/api/v1{path}", json=body, headers=headers, **more)

    async def put(self, who: str, path: str, body: Any) -> httpx.Response:
        self._announce()
        return await self.http.put(f"/api/v1{path}", json=body, headers=self.headers(who))

    async def delete(self, who: str, path: str) -> httpx.Response:
        self._announce()
        return await self.http.delete(f"/api/v1{path}", headers=self.headers(who))

    async def upload(self, who: str, content: bytes, name: str = "photo.jpg") -> httpx.Response:
        return await self.http.post(
            "/api/v1/citizen/uploads",
            files={"file": (name, content, "image/jpeg")},
            headers=self.headers(who),
        )


Deliver = Callable[[], Awaitable[int]]
IMPORTS = {Job.IMPORT_CHECK: imports.check, Job.IMPORT_APPLY: imports.apply}


@pytest.fixture(scope="session")
async def database_url() -> AsyncIterator[str]:
    async with clone() as url:
        yield url


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
async def engine(database_url: str, files: Path) -> AsyncIterator[Any]:
    engine = make_engine(_settings(database_url, files))
    yield engine
    await engine.dispose()


@pytest.fixture(scope="session")
def app(database_url: str, files: Path) -> FastAPI:
    return create_app(_settings(database_url, files))


@pytest.fixture(scope="session")
async def world(engine: Any) -> World:
    async with unit_of_work(make_sessions(engine)) as session:
        return await worlds.load(session)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def sessions(engine: Any) -> AsyncIterator[async_sessionmaker[AsyncSession]]:
    """Sessions whose commits are savepoints of one outer transaction that is rolled back."""
    async with engine.connect() as connection, connection.begin() as outer:
        yield async_sessionmaker(
            bind=connection,
            class_=AsyncSession,
            expire_on_commit=False,
            autoflush=False,
            join_transaction_mode="create_savepoint",
        )
        await outer.rollback()


@pytest.fixture
def house(app: FastAPI, sessions: async_sessionmaker[AsyncSession], clock: Clock) -> Iterator[House]:
    settings: Settings = app.state.settings
    app.state.house = House(settings, sessions, make_storage(settings), FakeWeChat(), clock)
    app.state.house.memory.live = True
    yield app.state.house
    del app.state.house


@pytest.fixture
async def client(app: FastAPI, house: House, world: World, clock: Clock) -> AsyncIterator[Client]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        yield Client(http, house, world, clock, announces=True)


@pytest.fixture
async def deliver(house: House) -> Deliver:
    """Does what the worker would do next: every job waiting, once."""

    async def run() -> int:
        async with unit_of_work(house.sessions) as session:
            rows = (await session.exec(text("DELETE FROM pgqueuer RETURNING id, entrypoint, payload"))).all()  # type: ignore[call-overload]
        told = 0
        for _, job, payload in sorted(rows):
            if job == Job.RECKON:
                await handlers.reckon(house.sessions, payload, house.clock())
            elif job == Job.COUNT:
                await handlers.count(house.sessions, payload)
            elif job == Job.NOTIFY:
                told += await handlers.notify(house.sessions, payload, house.clock())
            else:
                await IMPORTS[job](house.sessions, house.storage, payload, house.clock())
        return told

    return run


@pytest.fixture
async def committed(app: FastAPI, files: Path, clock: Clock) -> AsyncIterator[Client]:
    """Real transactions on a database of its own: for races, and for what a rolled-back test cannot show."""
    async with clone() as url:
        settings = _settings(url, files)
        engine = make_engine(settings)
        sessions = make_sessions(engine)
        app.state.house = House(settings, sessions, make_storage(settings), FakeWeChat(), clock)
        async with unit_of_work(sessions) as session:
            world = await worlds.load(session)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
            yield Client(http, app.state.house, world, clock)
        del app.state.house
        await engine.dispose()

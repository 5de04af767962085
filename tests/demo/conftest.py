"""The demo county alone: in a database of its own, or served by real processes."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool
from sqlmodel.ext.asyncio.session import AsyncSession

from app import demo
from app.db import driver_url
from app.presets.size import Size
from app.processes import within
from tests.conftest import clone
from tests.world import START

PROJECT = Path(__file__).parents[2]
READY_SECONDS = 90
SMALL = Size(stations=0, points=0, groups=0, deputies=0, units=0, cases=25)
"""Little more than what is hand-written, and a matter in every status."""


@asynccontextmanager
async def session_on(url: str) -> AsyncIterator[AsyncSession]:
    """One transaction, rolled back unless committed."""
    engine = create_async_engine(driver_url(url), poolclass=NullPool)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session
    await engine.dispose()


@asynccontextmanager
async def emptied() -> AsyncIterator[str]:
    """Migrated, and nothing in it."""
    async with clone() as url:
        async with session_on(url) as session:
            await session.exec(text("TRUNCATE county, account CASCADE"))  # type: ignore[call-overload]
            await session.commit()
        yield url


@pytest.fixture
async def empty() -> AsyncIterator[str]:
    async with emptied() as url:
        yield url


@pytest.fixture(scope="session")
async def seeded() -> AsyncIterator[str]:
    """The demo county, seeded at START; for reading only."""
    async with emptied() as url:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(demo, "utc_now", lambda: START)
            await demo.seed(url)
        yield url


def command(name: str, data_dir: Path, port: int, **more: Any) -> "subprocess.Popen[str]":
    ours = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "ENVIRONMENT")}
    return subprocess.Popen(
        [sys.executable, "-m", "app", name],
        cwd=PROJECT,
        env=ours | {"DATA_DIR": str(data_dir), "PORT": str(port), "PYTHONIOENCODING": "utf-8"},
        text=True,
        **more,
    )


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """`python -m app run`, ready: its data directory and its port."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    data_dir = tmp_path / "data"
    with (tmp_path / "output").open("w+") as output:
        process = command("run", data_dir, port, stdout=output, stderr=subprocess.STDOUT)

        def ready() -> bool:
            assert process.poll() is None, (tmp_path / "output").read_text()
            return "make demo" in (tmp_path / "output").read_text()

        try:
            assert within(READY_SECONDS, ready), (tmp_path / "output").read_text()
            yield data_dir, port
        finally:
            process.terminate()
            process.wait()
            shutil.rmtree((data_dir / "postgres").resolve(), ignore_errors=True)

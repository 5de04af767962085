"""A database for the demo county alone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool
from sqlmodel.ext.asyncio.session import AsyncSession

from app import demo
from tests.conftest import clone


@asynccontextmanager
async def session_on(url: str) -> AsyncIterator[AsyncSession]:
    """One transaction, rolled back unless committed."""
    engine = create_async_engine(url, poolclass=NullPool)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session
    await engine.dispose()


@pytest.fixture
async def empty() -> AsyncIterator[str]:
    """Migrated, and nothing in it."""
    async with clone() as url:
        async with session_on(url) as session:
            await session.exec(text("TRUNCATE county, account CASCADE"))  # type: ignore[call-overload]
            await session.commit()
        yield url


@pytest.fixture
async def seeded(empty: str) -> str:
    await demo.seed(empty)
    return empty

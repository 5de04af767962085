"""The engine, the session and the only commit of a request."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from app.config import Settings

SessionFactory = async_sessionmaker[AsyncSession]

# A waiting click is answered within seconds rather than piling up behind a stuck transaction.
_SERVER_SETTINGS = {
    "timezone": "Asia/Shanghai",
    "lock_timeout": "5s",
    "statement_timeout": "30s",
    "idle_in_transaction_session_timeout": "60s",
    "application_name": "daibiaoma",
}


def driver_url(url: str) -> str:
    """Any spelling of a PostgreSQL address, for the asyncpg driver."""
    return make_url(url).set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)


def plain_url(url: str) -> str:
    """The same address for asyncpg by itself."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def make_engine(settings: Settings) -> AsyncEngine:
    return create_async_engine(
        driver_url(settings.database_url),
        pool_size=settings.database_pool_size,
        max_overflow=0,
        pool_timeout=10,
        hide_parameters=True,  # an error message must not carry what people wrote
        connect_args={"server_settings": _SERVER_SETTINGS, "timeout": 5},
    )


def make_sessions(engine: AsyncEngine) -> SessionFactory:
    return async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False, autoflush=False)


@asynccontextmanager
async def unit_of_work(sessions: SessionFactory) -> AsyncIterator[AsyncSession]:
    """One transaction: committed when the block ends well, rolled back when it raises. Nobody else commits."""
    async with sessions() as session, session.begin():
        yield session

"""Runs migrations over the same driver and URL as the product."""

import asyncio

from alembic import context
from sqlalchemy import Connection, pool
from sqlalchemy.ext.asyncio import create_async_engine

from app.config import get_settings
from app.db import driver_url
from app.models import metadata


def ours(name: str | None, kind: str, _parents: object) -> bool:
    """The job queue keeps its own tables; its schema is a numbered migration too, but not made from models."""
    return not (kind == "table" and name is not None and name.startswith("pgqueuer"))


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection, target_metadata=metadata, include_name=ours, transaction_per_migration=True
    )
    with context.begin_transaction():
        context.run_migrations()


async def main() -> None:
    engine = create_async_engine(driver_url(get_settings().database_url), poolclass=pool.NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(migrate)
    await engine.dispose()


if context.is_offline_mode():
    raise SystemExit("migrations need a database: set DATABASE_URL")
asyncio.run(main())

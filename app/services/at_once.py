"""Many rows named, or changed, in one statement."""

from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, any_, func, literal
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession


def among(ids: list[UUID]) -> Any:
    """The right side of `column == …` for any number of ids: one value of the statement, however many."""
    return any_(literal(ids, ARRAY(Uuid())))


async def take_time(session: AsyncSession) -> None:
    """What an administrator does to a whole county once in years may take minutes; a click may not."""
    await session.exec(select(func.set_config("statement_timeout", "600s", True)))


async def run(session: AsyncSession, statement: Any) -> Any:
    """A change of rows none of which is held as an object, and what it returns."""
    return await session.exec(statement.execution_options(synchronize_session=False))

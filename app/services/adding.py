"""Counts that several processes add up: each adds what it counted to rows that the others add to as well."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

_AT_ONCE = 5000  # a statement carries at most 32,767 values


async def add(
    session: AsyncSession, model: type[SQLModel], count: str, rows: Iterable[tuple[Any, ...]]
) -> list[Any]:
    """Add the last of each row to column `count` of the row whose key the others are; the rows as they now are.

    In the order of their keys, as every process does: two that add to the same ones cannot wait for each other.
    """
    table: Any = model.__table__  # type: ignore[attr-defined]
    keys = [column.name for column in table.primary_key]
    values = [dict(zip([*keys, count], row, strict=True)) for row in sorted(rows)]
    first = insert(table)
    more = {count: table.c[count] + first.excluded[count]}
    found: list[Any] = []
    for at in range(0, len(values), _AT_ONCE):
        added = first.values(values[at : at + _AT_ONCE]).on_conflict_do_update(index_elements=keys, set_=more)
        found += await session.exec(added.returning(*(table.c[name] for name in (*keys, count))))
    return found

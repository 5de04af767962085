"""Many rows by one statement a table: PostgreSQL unpacks them from one JSON value and checks keys once, at the end."""

import json
from collections.abc import Iterable, Sequence
from functools import cache
from types import SimpleNamespace
from typing import Any, NamedTuple, TypeVar, cast

from pydantic_core import PydanticUndefined
from sqlalchemy import TextClause, inspect, text
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

Values = dict[str, Any]
"""A row by the names of its attributes."""
Table = TypeVar("Table", bound=SQLModel)


class Packed(NamedTuple):
    """Rows of one table, ready to be sent."""

    table: type[SQLModel]
    columns: tuple[str, ...]
    rows: str


def stand_in(table: type[Table], **fields: Any) -> Table:
    """Has the attributes of a row and none of its machinery, in a tenth of the time. Only to be written in bulk."""
    return cast(Table, SimpleNamespace(**defaults(table) | fields))


@cache
def defaults(table: type[SQLModel]) -> Values:
    """Documents are replaced whole and never changed in place, so one empty one does for all."""
    found = {}
    for name, field in table.model_fields.items():
        if field.default is not PydanticUndefined:
            found[name] = field.default
        elif field.default_factory is not None and name != "id":
            found[name] = field.get_default(call_default_factory=True)
    return found


def values(row: SQLModel) -> Values:
    """Its attributes as they are, without what the ORM keeps beside them."""
    return {name: value for name, value in vars(row).items() if name != "_sa_instance_state"}


async def write(session: AsyncSession, table: type[SQLModel], rows: Iterable[SQLModel]) -> None:
    """Rows of one table, in any order, even where it points at itself."""
    for packed in pack(table, [values(row) for row in rows]):
        await send(session, packed)


def pack(table: type[SQLModel], rows: Sequence[Values]) -> list[Packed]:
    """All rows name the same attributes; a column that they do not name gets its default. No rows: nothing to send."""
    if not rows:
        return []
    columns = _columns(table)
    named = [{columns[name]: value for name, value in row.items()} for row in rows]
    return [Packed(table, tuple(named[0]), json.dumps(named, ensure_ascii=False, default=str))]


async def send(session: AsyncSession, packed: Packed) -> None:
    statement = _statement(packed.table, packed.columns)
    await session.exec(statement, params={"rows": packed.rows})  # type: ignore[call-overload]


async def merge(session: AsyncSession, packed: Packed, after: Packed | None = None) -> None:
    """New rows, and those that are there already as they are now; in the statement that sends `after`, if given."""
    if after is None:
        statement, params = _statement(packed.table, packed.columns, merge=True), {"rows": packed.rows}
    else:
        statement = _statement_of_both(after.table, after.columns, packed.table, packed.columns)
        params = {"rows": after.rows, "more": packed.rows}
    await session.exec(statement, params=params)  # type: ignore[call-overload]


@cache
def _columns(table: type[SQLModel]) -> dict[str, str]:
    """Attribute → column."""
    return {attribute.key: attribute.columns[0].name for attribute in inspect(table).column_attrs}


@cache
def _statement(table: type[SQLModel], columns: tuple[str, ...], *, merge: bool = False) -> TextClause:
    return text(_inserting(table, columns, "rows") + (_merging(columns) if merge else ""))


@cache
def _statement_of_both(
    first: type[SQLModel], ones: tuple[str, ...], second: type[SQLModel], others: tuple[str, ...]
) -> TextClause:
    sent = _inserting(first, ones, "rows")
    return text(f"WITH sent AS ({sent} RETURNING 1) {_inserting(second, others, 'more')}{_merging(others)}")


def _inserting(table: type[SQLModel], columns: tuple[str, ...], rows: str) -> str:
    name, listed = f'"{table.__tablename__}"', ", ".join(f'"{column}"' for column in columns)
    unpacked = f"json_populate_recordset(NULL::{name}, CAST(:{rows} AS json))"
    return f"INSERT INTO {name} ({listed}) SELECT {listed} FROM {unpacked}"


def _merging(columns: tuple[str, ...]) -> str:
    updated = ", ".join(f'"{column}" = excluded."{column}"' for column in columns if column != "id")
    return f" ON CONFLICT (id) DO UPDATE SET {updated}"

"""Rows of the directory as the parts of a shape see them, and as they are written into a file."""

from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import String, cast
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain import cells
from app.domain.cells import CellError, Raw
from app.domain.import_shapes import Cell, Part, Shape
from app.domain.vocabulary import ImportNoun
from app.models import Area, Deputy, DeputyGroup, GroupMember, Link, Mandate, Station, Term, Unit
from app.models.base import Json
from app.services.imports.books import Book, load

TABLES: dict[str, Any] = {
    "area": Area,
    "station": Station,
    "unit": Unit,
    "deputy": Deputy,
    "mandate": Mandate,
    "deputy_group": DeputyGroup,
    "group_member": GroupMember,
    "link": Link,
}
AUDITED = {"deputy_group": "group"}
"""What the ledger calls a table, where it is not its name."""
IN_FORCE: dict[str, Any] = {
    "deputy_group": col(DeputyGroup.active),
    "group_member": col(GroupMember.left_on).is_(None),
    "link": col(Link.ends_on).is_(None),
}
"""Which rows of a table a file is about, where it is not all of them."""
BATCH = 1000


def plain(value: Any) -> Any:
    """As it stands in JSON, so that what was read and what is there can be compared."""
    match value:
        case None | bool() | float() | int() | dict():
            return value
        case list() | tuple():
            return [plain(each) for each in value]
    return getattr(value, "value", None) or str(value)


def these(part: Part, county_code: str) -> list[Any]:
    """What holds for the rows of a part."""
    table = TABLES[part.table]
    fixed = [getattr(table, name) == value for name, value in part.fixed.items()]
    return [
        table.county_code == county_code,
        *fixed,
        *([IN_FORCE[part.table]] if part.table in IN_FORCE else []),
    ]


class Known:
    """The rows of one table that are there: key → id, None where several share a key; and id → what they keep."""

    def __init__(self) -> None:
        self.by_key: dict[tuple[Any, ...], str | None] = {}
        self.kept: dict[str, tuple[Any, ...]] = {}

    def numbered(self, number: str, kept: tuple[Any, ...], column: str) -> str:
        """The id, if a row of this number is there and may become what it is to become."""
        if number not in self.kept:
            message = "目录里没有这个编号；新增的行请不要填写编号"
            raise CellError("IMPORT_NUMBER_UNKNOWN", message, column)
        if self.kept[number] != kept:
            message = "编号与这一行不符：小组的种类，成员的小组、身份和代表，都不能改"
            raise CellError("IMPORT_NUMBER_OTHER", message, column)
        return number


async def known(session: AsyncSession, part: Part, county_code: str) -> Known:
    table = TABLES[part.table]
    names = (*part.key, *part.keeps)
    query: Any = select(cast(table.id, String), *(getattr(table, name) for name in names))
    found = Known()
    for row_id, *values in await session.exec(query.where(*these(part, county_code))):
        spelled = tuple(plain(each) for each in values)
        key = spelled[: len(part.key)]
        found.by_key[key] = None if key in found.by_key else row_id
        found.kept[row_id] = spelled[len(part.key) :]
    return found


async def terms(session: AsyncSession, county_code: str) -> dict[str, date]:
    """The first days of the county's terms, by their ids."""
    columns: tuple[Any, ...] = (cast(Term.id, String), Term.starts_on)
    query: Any = select(*columns).where(Term.county_code == county_code)
    return dict((await session.exec(query)).all())


async def groups_of_deputies(session: AsyncSession, county_code: str) -> dict[tuple[str, str], str]:
    """(kind, deputy) → the group that he is in."""
    query = select(GroupMember.kind, GroupMember.deputy_id, GroupMember.group_id).where(
        GroupMember.county_code == county_code,
        IN_FORCE["group_member"],
        col(GroupMember.deputy_id).is_not(None),
    )
    return {
        (plain(kind), str(deputy_id)): str(group_id)
        for kind, deputy_id, group_id in await session.exec(query)
    }


async def parents(session: AsyncSession, part: Part, county_code: str) -> dict[str, str]:
    table = TABLES[part.table]
    query = select(cast(table.id, String), cast(table.parent_id, String))
    rows = await session.exec(query.where(table.county_code == county_code, table.parent_id.is_not(None)))
    return dict(rows.all())


async def by_id(
    session: AsyncSession, part: Part, ids: Iterable[str], *, lock: bool = False
) -> dict[str, Json]:
    """The attributes of the part, as they are; with `lock` they stay so until the transaction ends."""
    table = TABLES[part.table]
    query = _attributes(part).where(table.id.in_(list(ids)))
    found = await session.exec(query.with_for_update() if lock else query)
    return {str(row["id"]): _row(row) for row in found.mappings()}


async def exported(session: AsyncSession, shape: Shape, county_code: str) -> AsyncIterator[Mapping[str, Raw]]:
    """Every row as a file has it, by titles; a file of them changes nothing."""
    books = await load(session, county_code, shape.books)
    head = shape.parts[0]
    last = None
    while True:
        table = TABLES[head.table]
        query = _attributes(head).where(*these(head, county_code)).order_by(table.id).limit(BATCH)
        found = (await session.exec(query if last is None else query.where(table.id > last))).mappings().all()
        if not found:
            return
        last = found[-1]["id"]
        for row in found:
            first = written(head, _row(row), books)
            for rest in await _rest(session, shape, row["id"], books):
                yield first | rest


async def _rest(
    session: AsyncSession, shape: Shape, head_id: Any, books: Mapping[str, Book]
) -> list[dict[str, Raw]]:
    """Of a shape in two parts: each of the second that belongs to the first, or nothing once."""
    if shape.noun is not ImportNoun.GROUPS:
        return [{}]
    members = shape.parts[1]
    query = _attributes(members).where(GroupMember.group_id == head_id, IN_FORCE[members.table])
    found = (await session.exec(query.order_by(GroupMember.id))).mappings()
    return [written(members, _row(row), books) for row in found] or [{}]


def _attributes(part: Part) -> Any:
    table = TABLES[part.table]
    query: Any = select(table.id, *(getattr(table, name) for name in part.attributes))
    return query


def _row(row: Mapping[str, Any]) -> Json:
    return {name: plain(value) for name, value in row.items()}


def written(part: Part, row: Json, books: Mapping[str, Book]) -> dict[str, Raw]:
    """The cells of a row, by titles."""
    titles = {cell.column.key: cell.column.title for cell in part.cells}
    found: dict[str, Raw] = {titles[part.number]: row["id"]} if part.number else {}
    for cell in part.cells:
        if cell.names:
            name, within = _spelled(cell, row, books)
            found[cell.column.title] = name or None
            if cell.within:
                found[titles[cell.within]] = within or None
        elif not cell.aside:
            found[cell.column.title] = _cell(cell, row[cell.column.key])
    return found


def _spelled(cell: Cell, row: Json, books: Mapping[str, Book]) -> tuple[str, str]:
    for attribute, book in cell.names.items():
        value = row[attribute]
        if value:
            return books[book].spell(value, alone=not cell.within) if book else (value, "")
    return "", ""


def _cell(cell: Cell, value: Any) -> Raw:
    """Reading turns what stands in JSON into a word or a day, and that is written as people know it."""
    return cells.as_cell(_read(cell, value))


def _read(cell: Cell, value: Any) -> Any:
    """What a file would make of it; itself if a form took what a file would not."""
    try:
        return cell.column.read("、".join(value) if isinstance(value, list) else value)
    except CellError:
        return value


def keep_spelling(part: Part, new: Json, old: Json) -> None:
    """What only reads otherwise stays as it is: a file tidies blanks, which is nobody's change."""
    for cell in part.cells:
        for name in cell.attributes:
            if (
                new[name] != old[name]
                and not cell.names.get(name)
                and new[name] == plain(_read(cell, old[name]))
            ):
                new[name] = old[name]

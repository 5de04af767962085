"""Lists of the directory: rows of one table by what the caller asked for, newest first, by keyset."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.models import Area
from app.models.base import Row

Found = TypeVar("Found", bound=Row)
Filters = Mapping[str, Any]

_CHILD_LENGTH = {2: 4, 4: 6, 6: 9, 9: 12}  # digits of a division code, from province down to village


def _named(model: Any, words: str) -> ColumnElement[bool]:
    return col(model.name).icontains(words, autoescape=True)


def _within(model: Any, area_code: str) -> ColumnElement[bool]:
    column = model.code if model is Area else model.area_code
    return col(column).startswith(area_code, autoescape=True)


def _directly_below(model: Any, area_code: str) -> ColumnElement[bool]:
    length = _CHILD_LENGTH.get(len(area_code), 0)
    return and_(_within(model, area_code), func.length(model.code) == length)


def _held_at(model: Any, scope_id: UUID) -> ColumnElement[bool]:
    scopes = (model.deputy_id, model.station_id, model.office_id, model.unit_id)
    return or_(*(column == scope_id for column in scopes))


def _ended(model: Any, ended: bool) -> ColumnElement[bool]:
    return col(model.valid_to).is_not(None) if ended else col(model.valid_to).is_(None)


def _serves_as(model: Any, function: str) -> ColumnElement[bool]:
    return col(model.functions).contains([function])


def _in_industry(model: Any, words: str) -> ColumnElement[bool]:
    return col(model.industry).icontains(words, autoescape=True)


_SPECIAL: dict[str, Callable[[Any, Any], ColumnElement[bool]]] = {
    "q": _named,
    "area_code": _within,
    "below": _directly_below,
    "scope_id": _held_at,
    "ended": _ended,
    "function": _serves_as,
    "industry": _in_industry,
}


def conditions(model: type[Row], filters: Filters) -> list[ColumnElement[bool]]:
    """One condition a filter that is set; a filter without a meaning of its own is a column that equals."""
    found = []
    for name, value in filters.items():
        if value is not None:
            special = _SPECIAL.get(name)
            found.append(special(model, value) if special else getattr(model, name) == value)
    return found


async def page(
    session: AsyncSession, model: type[Found], filters: Filters, *, limit: int, before: UUID | None
) -> tuple[list[Found], UUID | None]:
    """The rows, and the id after which the next page starts, if there is one."""
    query = select(model).where(*conditions(model, filters))
    if before is not None:
        query = query.where(col(model.id) < before)
    rows = list(await session.exec(query.order_by(col(model.id).desc()).limit(limit + 1)))
    return rows[:limit], rows[limit - 1].id if len(rows) > limit else None

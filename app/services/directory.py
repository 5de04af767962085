"""The directory: its categories, which anybody reads, and the one way in which administrators change all of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.audit import AuditAction
from app.domain.deadlines import day_of
from app.errors import Conflict, Forbidden, NotFound
from app.models import Category, Office, Station, Unit
from app.models.base import CountyRow, Versioned, new_id
from app.schemas.base import Out
from app.schemas.categories import CategoryCard, CategoryList
from app.schemas.directory import DirectoryEdit, DirectoryForm
from app.security.actors import Actor
from app.services import audit, listing, routing
from app.services.nouns import Noun, check


async def categories(session: AsyncSession, county_code: str) -> CategoryList:
    """Codes are paths, so that by code every category follows the one that it belongs to."""
    query = select(Category).where(Category.county_code == county_code, col(Category.active))
    rows = await session.exec(query.order_by(col(Category.code)))
    return CategoryList(items=[CategoryCard.model_validate(row) for row in rows])


async def page(
    session: AsyncSession,
    actor: Actor,
    noun: Noun,
    filters: listing.Filters,
    *,
    limit: int,
    before: UUID | None,
) -> tuple[list[Out], UUID | None]:
    own = {**filters, "county_code": actor.county_code}
    rows, last = await listing.page(session, noun.model, own, limit=limit, before=before)
    return await noun.show(session, rows), last


async def get(session: AsyncSession, actor: Actor, noun: Noun, row_id: UUID) -> Out:
    return await _shown(session, noun, await find(session, actor, noun, row_id))


async def create(session: AsyncSession, actor: Actor, noun: Noun, form: DirectoryForm, now: datetime) -> Out:
    """A new row of the actor's county. NotFound says what it points at in vain."""
    columns = form.columns() | noun.fresh()
    row: Any = noun.model(id=new_id(), county_code=actor.county_code, **columns)
    await check(session, noun, row, day_of(now))
    session.add(row)
    audit.record(session, actor, AuditAction.CREATE, noun.name, row.id, None, audit.snapshot(row), now)
    await session.flush()
    return noun.created.model_validate(row) if noun.created else await _shown(session, noun, row)


async def edit(
    session: AsyncSession, actor: Actor, noun: Noun, row_id: UUID, form: DirectoryForm, now: datetime
) -> Out:
    """Replaces all that may be edited. Conflict STALE_VERSION if somebody else was faster."""
    row = await locked(session, actor, noun, row_id, _version(form))
    columns = form.columns()
    if columns.get("active") is False:
        refuse_oneself(actor, row)
    before = audit.snapshot(row)
    for name, value in columns.items():
        setattr(row, name, value)
    if isinstance(row, Versioned):
        row.version += 1
    await check(session, noun, row, day_of(now))
    audit.record(session, actor, AuditAction.EDIT, noun.name, row.id, before, audit.snapshot(row), now)
    await session.flush()
    if before.get("active") and isinstance(row, Station | Office | Unit) and not row.active:
        left = {f"{noun.name}_id": row.id}
        await routing.switch_off(session, actor, **left, reason=f"“{row.name}”已停用", now=now)
    return await _shown(session, noun, row)


def _version(form: DirectoryForm) -> int | None:
    return form.version if isinstance(form, DirectoryEdit) else None


async def delete(session: AsyncSession, actor: Actor, noun: Noun, row_id: UUID, now: datetime) -> None:
    """Conflict STILL_IN_USE if anything holds its code; the database refuses for what holds its id; and `noun.keep`."""
    row = await locked(session, actor, noun, row_id)
    refuse_oneself(actor, row)
    if noun.keep is not None:
        await noun.keep(session, row, day_of(now))
    for column in noun.used_in:
        owner = column.class_
        query = select(owner.id).where(column == row.code, owner.county_code == actor.county_code)
        if (await session.exec(query.limit(1))).first() is not None:
            raise Conflict("STILL_IN_USE")
    audit.record(session, actor, AuditAction.DELETE, noun.name, row.id, audit.snapshot(row), None, now)
    await session.delete(row)
    await session.flush()


async def find(session: AsyncSession, actor: Actor, noun: Noun, row_id: UUID, *, lock: bool = False) -> Any:
    """The row, if it is of the actor's county."""
    query = select(noun.model).where(noun.model.id == row_id, noun.model.county_code == actor.county_code)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = (await session.exec(query)).one_or_none()
    if row is None:
        raise NotFound(noun.missing)
    return row


async def locked(
    session: AsyncSession, actor: Actor, noun: Noun, row_id: UUID, version: int | None = None
) -> Any:
    """The row, held until the transaction ends; Conflict STALE_VERSION if it is not what the author saw."""
    row = await find(session, actor, noun, row_id, lock=True)
    check_version(row, version)
    return row


def check_version(row: Any, version: int | None) -> None:
    if version is not None and row.version != version:
        raise Conflict("STALE_VERSION", version=row.version)


def refuse_oneself(actor: Actor, row: CountyRow) -> None:
    """No administrator ends his own appointment, so that every county keeps one who can act."""
    if row.id == actor.appointment_id:
        raise Forbidden("FORBIDDEN", "不能停用或更改自己的任职")


async def _shown(session: AsyncSession, noun: Noun, row: Any) -> Out:
    return (await noun.show(session, [row]))[0]

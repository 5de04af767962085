"""Filters of the inbox that somebody keeps for himself in one capacity; nobody else knows of them."""

from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.tabs import tabs_of
from app.errors import Conflict, FieldError, InvalidRequest, NotFound
from app.models import Appointment, SavedFilter
from app.models.base import new_id
from app.schemas.saved_filters import (
    MOST_FILTERS,
    SavedFilterEdit,
    SavedFilterForm,
    SavedFilterList,
    SavedFilterOut,
)
from app.security.actors import Actor
from app.services import areas


async def page(session: AsyncSession, actor: Actor) -> SavedFilterList:
    query = select(SavedFilter).where(SavedFilter.appointment_id == actor.appointment_id)
    rows = await session.exec(query.order_by(col(SavedFilter.name)))
    return SavedFilterList(items=[SavedFilterOut.model_validate(row) for row in rows])


async def create(session: AsyncSession, actor: Actor, form: SavedFilterForm) -> SavedFilterOut:
    """Conflict LIMIT_REACHED; the database refuses a name that he uses already."""
    _check_tab(actor, form)
    own = select(col(Appointment.id)).where(Appointment.id == actor.appointment_id)
    appointment_id = (await session.exec(own.with_for_update(key_share=True))).one()
    kept = select(func.count()).where(SavedFilter.appointment_id == appointment_id)
    if (await session.exec(kept)).one() >= MOST_FILTERS:
        raise Conflict("LIMIT_REACHED", f"保存的筛选最多 {MOST_FILTERS} 个")
    row = SavedFilter(
        id=new_id(),
        county_code=actor.county_code,
        appointment_id=appointment_id,
        name=form.name,
        query=await _today(session, actor, form),
    )
    session.add(row)
    await session.flush()
    return SavedFilterOut.model_validate(row)


async def edit(session: AsyncSession, actor: Actor, filter_id: UUID, form: SavedFilterEdit) -> SavedFilterOut:
    row = await _locked(session, actor, filter_id)
    if row.version != form.version:
        raise Conflict("STALE_VERSION", version=row.version)
    _check_tab(actor, form)
    row.name, row.query = form.name, await _today(session, actor, form)
    row.version += 1
    await session.flush()
    return SavedFilterOut.model_validate(row)


async def delete(session: AsyncSession, actor: Actor, filter_id: UUID) -> None:
    await session.delete(await _locked(session, actor, filter_id))
    await session.flush()


async def _locked(session: AsyncSession, actor: Actor, filter_id: UUID) -> SavedFilter:
    query = select(SavedFilter).where(
        SavedFilter.id == filter_id, SavedFilter.appointment_id == actor.appointment_id
    )
    row = (await session.exec(query.with_for_update())).one_or_none()
    if row is None:
        raise NotFound("NOT_FOUND")
    return row


async def _today(session: AsyncSession, actor: Actor, form: SavedFilterForm) -> dict[str, str]:
    """What is kept of an area that was merged away is what stands for it, as with those that were kept before."""
    code = form.query.get("area_code")
    if code is None:
        return form.query
    return {**form.query, "area_code": await areas.stands_for(session, actor.county_code, code)}


def _check_tab(actor: Actor, form: SavedFilterForm) -> None:
    """The one parameter whose values are not the same for everybody."""
    tab, known = form.query.get("tab"), [each.name for each in tabs_of(actor.role)]
    if tab is not None and tab not in known:
        problem = FieldError("query.tab", "UNKNOWN_TAB", f"没有这个标签页，可用：{'、'.join(known)}")
        raise InvalidRequest("VALIDATION_FAILED", errors=[problem])

"""What a form points at: there, of this county, in use; otherwise a NotFound that says what is missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.vocabulary import OfficeKind
from app.errors import FieldError, NotFound
from app.models import Category, Deputy, ExternalSystem, Office, Unit
from app.services.memory import Memory


async def units(session: AsyncSession, county_code: str, ids: Iterable[UUID]) -> dict[UUID, Unit]:
    """All of them, or NotFound UNIT_NOT_FOUND naming those that are not there."""
    wanted = set(ids)
    query = select(Unit).where(col(Unit.id).in_(wanted), Unit.county_code == county_code, col(Unit.active))
    found = {unit.id: unit for unit in await session.exec(query)}
    missing = [
        FieldError("unit_id", "UNIT_NOT_FOUND", f"没有找到该承办单位：{item}")
        for item in wanted - found.keys()
    ]
    if missing:
        raise NotFound("UNIT_NOT_FOUND", errors=missing)
    return found


async def unit(session: AsyncSession, county_code: str, unit_id: UUID) -> Unit:
    return (await units(session, county_code, [unit_id]))[unit_id]


async def deputies(session: AsyncSession, county_code: str, ids: Iterable[UUID]) -> dict[UUID, Deputy]:
    """All of them, or NotFound DEPUTY_NOT_FOUND; no query for none."""
    wanted = set(ids)
    query = select(Deputy).where(col(Deputy.id).in_(wanted), Deputy.county_code == county_code)
    found = {deputy.id: deputy for deputy in await session.exec(query)} if wanted else {}
    if wanted - found.keys():
        raise NotFound("DEPUTY_NOT_FOUND")
    return found


async def deputy(session: AsyncSession, county_code: str, deputy_id: UUID) -> Deputy:
    return (await deputies(session, county_code, [deputy_id]))[deputy_id]


async def committee(session: AsyncSession, county_code: str, office_id: UUID) -> Office:
    query = select(Office).where(
        Office.id == office_id,
        Office.county_code == county_code,
        Office.kind == OfficeKind.COMMITTEE,
        col(Office.active),
    )
    found = (await session.exec(query)).one_or_none()
    if found is None:
        raise NotFound("REFERENCE_NOT_FOUND", "没有找到该委室")
    return found


async def category(session: AsyncSession, county_code: str, code: str) -> Category:
    query = select(Category).where(
        Category.county_code == county_code, Category.code == code, col(Category.active)
    )
    found = (await session.exec(query)).one_or_none()
    if found is None:
        raise NotFound("CATEGORY_NOT_FOUND")
    return found


@dataclass(frozen=True)
class KnownCategory:
    """What a new case needs of its category."""

    code: str
    refusal: str
    sensitive: bool


async def remembered_category(
    session: AsyncSession, memory: Memory, county_code: str, code: str
) -> KnownCategory:
    async def read() -> KnownCategory:
        found = await category(session, county_code, code)
        return KnownCategory(found.code, found.refusal, found.sensitive)

    return await memory.recall(("category", county_code, code), read)


async def external_system(session: AsyncSession, county_code: str, system_id: UUID) -> ExternalSystem:
    query = select(ExternalSystem).where(
        ExternalSystem.id == system_id, ExternalSystem.county_code == county_code, col(ExternalSystem.active)
    )
    found = (await session.exec(query)).one_or_none()
    if found is None:
        raise NotFound("REFERENCE_NOT_FOUND", "没有找到该外部平台")
    return found

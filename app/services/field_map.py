"""The fields of committees: which units a committee is the counterpart of (对口联系)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.audit import AuditAction
from app.domain.vocabulary import OfficeKind
from app.errors import FieldError, InvalidRequest, NotFound
from app.models import FieldLink, Office, Unit
from app.schemas.directory import FieldMapForm, FieldMapOut, UnitOut
from app.security.actors import Actor
from app.services import audit, directory
from app.services.nouns import OFFICE

NOUN = "field_map"


async def get(session: AsyncSession, actor: Actor, office_id: UUID) -> FieldMapOut:
    return await _out(session, await directory.find(session, actor, OFFICE, office_id))


async def put(
    session: AsyncSession, actor: Actor, office_id: UUID, form: FieldMapForm, now: datetime
) -> FieldMapOut:
    """The committee's whole field at once. Held under the version of the office."""
    office = await directory.locked(session, actor, OFFICE, office_id, form.version)
    if office.kind is not OfficeKind.COMMITTEE:
        error = FieldError("office_id", "NOT_A_COMMITTEE", "只有委室有对口联系的单位")
        raise InvalidRequest("VALIDATION_FAILED", errors=[error])
    wanted = set(form.unit_ids)
    await _all_there(session, actor, wanted)
    before = {unit.id for unit in await _units(session, office)}
    gone = delete(FieldLink).where(
        col(FieldLink.office_id) == office.id, col(FieldLink.unit_id).in_(before - wanted)
    )
    await session.exec(gone)
    session.add_all(
        FieldLink(county_code=office.county_code, office_id=office.id, unit_id=unit_id)
        for unit_id in wanted - before
    )
    office.version += 1
    old, new = ({"unit_ids": sorted(map(str, ids))} for ids in (before, wanted))
    audit.record(session, actor, AuditAction.EDIT, NOUN, office.id, old, new, now)
    await session.flush()
    return await _out(session, office)


async def _all_there(session: AsyncSession, actor: Actor, ids: set[UUID]) -> None:
    query = select(Unit.id).where(col(Unit.id).in_(ids), Unit.county_code == actor.county_code)
    there = set(await session.exec(query))
    missing = ids - there
    if missing:
        errors = [
            FieldError("unit_ids", "UNIT_NOT_FOUND", f"没有找到该承办单位：{unit_id}") for unit_id in missing
        ]
        raise NotFound("UNIT_NOT_FOUND", errors=errors)


async def _units(session: AsyncSession, office: Office) -> list[Unit]:
    query = select(Unit).join(FieldLink, col(FieldLink.unit_id) == Unit.id)
    return list(await session.exec(query.where(FieldLink.office_id == office.id).order_by(col(Unit.id))))


async def _out(session: AsyncSession, office: Office) -> FieldMapOut:
    units = [UnitOut.model_validate(unit) for unit in await _units(session, office)]
    return FieldMapOut(office_id=office.id, version=office.version, units=units)

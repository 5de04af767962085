"""The people of the ladder: which organ watches over a case from a line on, and who holds the post there."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.vocabulary import DeskLevel, OfficeKind, Post, Supervisor
from app.models import Appointment, Case, Office
from app.services.appointments import serving

_TOWN = frozenset({Supervisor.SECRETARY, Supervisor.CHAIR})


async def office(session: AsyncSession, case: Case, supervisor: Supervisor | None) -> Office | None:
    """Secretary and chair are the town's, directors the county's; without one it is the organ of the case's level."""
    of_town = case.level is DeskLevel.TOWN if supervisor is None else supervisor in _TOWN
    return await (town_office if of_town else county_office)(session, case)


async def town_office(session: AsyncSession, case: Case) -> Office | None:
    """The closest one to where the case is."""
    within = func.left(case.area_code, func.length(Office.area_code)) == Office.area_code
    query = _offices(case, OfficeKind.TOWN_OFFICE).where(within)
    closest = query.order_by(func.length(Office.area_code).desc(), col(Office.id)).limit(1)
    found: Office | None = (await session.exec(closest)).first()
    return found


async def county_office(session: AsyncSession, case: Case) -> Office | None:
    query = _offices(case, OfficeKind.COUNTY_OFFICE).order_by(col(Office.id)).limit(1)
    found: Office | None = (await session.exec(query)).first()
    return found


def _offices(case: Case, kind: OfficeKind) -> Any:
    return select(Office).where(
        Office.county_code == case.county_code, Office.kind == kind, col(Office.active)
    )


async def leader(
    session: AsyncSession, office: Office | None, supervisor: Supervisor | None, today: date
) -> str:
    """Who holds the post there today, by name; empty if nobody does."""
    if office is None or supervisor is None:
        return ""
    return await _serves(session, _holds(office, supervisor), today)


async def supervising(
    session: AsyncSession, case: Case, supervisor: Supervisor | None, today: date
) -> ColumnElement[bool]:
    """The condition on `appointment`: whoever holds the post there; if nobody can be told, everybody of that organ."""
    found = await office(session, case, supervisor)
    if found is None:
        return false()
    if supervisor is not None:
        reached = and_(_holds(found, supervisor), col(Appointment.account_id).is_not(None))
        if await _serves(session, reached, today):
            return reached
    return col(Appointment.office_id) == found.id


def _holds(office: Office, supervisor: Supervisor) -> ColumnElement[bool]:
    return and_(col(Appointment.office_id) == office.id, col(Appointment.post) == Post(supervisor.value))


async def _serves(session: AsyncSession, condition: ColumnElement[bool], today: date) -> str:
    query = select(Appointment.name).where(condition, serving(today)).order_by(col(Appointment.id))
    return (await session.exec(query.limit(1))).first() or ""

"""Appointments: which are in force on a day, and handing one to somebody else or to a new phone."""

from datetime import date, datetime
from typing import cast
from uuid import UUID

from sqlalchemy import ColumnElement, and_
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.audit import AuditAction
from app.domain.tokens import new_token
from app.errors import Conflict
from app.models import Appointment
from app.schemas.appointments import AppointmentOut
from app.security.actors import Actor
from app.services import audit, directory
from app.services.nouns import APPOINTMENT


def serving(today: date) -> ColumnElement[bool]:
    """The condition on `appointment` under which somebody serves in it today."""
    begun = col(Appointment.starts_on).is_(None) | (col(Appointment.starts_on) <= today)
    not_over = col(Appointment.ends_on).is_(None) | (col(Appointment.ends_on) >= today)
    return and_(col(Appointment.active), begun, not_over)


async def reinvite(session: AsyncSession, actor: Actor, row_id: UUID, now: datetime) -> AppointmentOut:
    """A new invitation; the old one, and whoever took it up, no longer count from this moment."""
    row = await directory.locked(session, actor, APPOINTMENT, row_id)
    directory.refuse_oneself(actor, row)
    if not row.active:
        raise Conflict("INVITATION_INVALID", "该任职已停用，请先启用")
    before = audit.snapshot(row)
    row.account_id, row.invitation = None, new_token()
    row.version += 1
    audit.record(
        session, actor, AuditAction.REINVITE, APPOINTMENT.name, row.id, before, audit.snapshot(row), now
    )
    await session.flush()
    return cast(AppointmentOut, (await APPOINTMENT.show(session, [row]))[0])

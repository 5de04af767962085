"""Accounts, sessions and appointments: who somebody is, and as whom he may act right now."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Uuid, bindparam, func, literal_column, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.config import Settings
from app.domain.deadlines import day_of
from app.domain.vocabulary import DeputyStatus, LinkKind, Role
from app.errors import Conflict, Forbidden, Unauthorized
from app.models import (
    Account,
    Appointment,
    Deputy,
    ExternalSystem,
    Link,
    Office,
    RefreshToken,
    Station,
    Unit,
)
from app.models.base import new_id
from app.schemas.people import AppointmentCard, SessionOut, WhoAmI
from app.security import tokens
from app.security.actors import Actor
from app.security.links import in_force

# five entities are one more than the typing of `select` goes
APPOINTED: Any = (
    select(Appointment, Deputy, Station, Office)
    .add_columns(Unit)
    .outerjoin(Deputy, col(Deputy.id) == Appointment.deputy_id)
    .outerjoin(Station, col(Station.id) == func.coalesce(Appointment.station_id, Deputy.station_id))
    .outerjoin(Office, col(Office.id) == Appointment.office_id)
    .outerjoin(Unit, col(Unit.id) == Appointment.unit_id)
)


@dataclass(frozen=True)
class Capacity:
    """An appointment with what its scope points at."""

    appointment: Appointment
    deputy: Deputy | None
    station: Station | None
    office: Office | None
    unit: Unit | None

    def refusal(self, today: date) -> str | None:
        """The code of why nobody acts in it today; None if he may.

        A deputy who is suspended or ended cannot act from that moment; nor can a member of a closed body.
        Nobody acts before the first day of his appointment, nor after its last.
        """
        held = self.appointment
        bodies = [body for body in (self.office, self.unit) if body is not None]
        status = DeputyStatus.ACTIVE if self.deputy is None else self.deputy.status
        over = held.ends_on is not None and held.ends_on < today
        if over or status is DeputyStatus.ENDED or not all(each.active for each in (held, *bodies)):
            return "APPOINTMENT_ENDED"
        if status is DeputyStatus.SUSPENDED:
            return "DEPUTY_SUSPENDED"
        return "APPOINTMENT_NOT_BEGUN" if held.starts_on is not None and held.starts_on > today else None

    @property
    def scope_name(self) -> str:
        if self.deputy is not None:
            return self.station.name if self.station else ""
        body = self.station or self.office or self.unit
        return body.name if body is not None else ""

    def card(self) -> AppointmentCard:
        return AppointmentCard(
            id=self.appointment.id,
            role=self.appointment.role,
            role_label=self.appointment.role.label,
            name=self.appointment.name,
            scope_name=self.scope_name,
            county_code=self.appointment.county_code,
        )


def _stations_below() -> Any:
    """The station that the appointment is held at and every point under it, as one array.

    By the appointment and not by the joined station: a common table expression knows no row of the query around it.
    """
    held, deputy = aliased(Appointment), aliased(Deputy)
    own = (
        select(func.coalesce(held.station_id, deputy.station_id))
        .outerjoin(deputy, col(deputy.id) == held.deputy_id)
        .where(col(held.id) == bindparam("appointment_id"))
    )
    top: Any = select(col(Station.id).label("id")).where(col(Station.id) == own.scalar_subquery())
    below = top.cte(recursive=True)
    below = below.union(select(col(Station.id)).where(col(Station.parent_id) == below.c.id))
    return select(
        func.coalesce(func.array_agg(below.c.id, type_=ARRAY(Uuid())), literal_column("'{}'::uuid[]"))
    ).scalar_subquery()


def _helped() -> Any:
    """The deputies whose helper he is today in this appointment, as one array."""
    today = bindparam("today", type_=Date())
    query = select(col(Link.to_deputy_id)).where(
        Link.kind == LinkKind.HELPER_DEPUTY,
        Link.appointment_id == bindparam("appointment_id"),
        in_force(today, today),
    )
    return func.array(query.scalar_subquery(), type_=ARRAY(Uuid()))


# asked at every request of the desk: put together once
_ACTING: Any = APPOINTED.add_columns(_stations_below(), _helped()).where(
    col(Appointment.id) == bindparam("appointment_id"), col(Appointment.account_id) == bindparam("account_id")
)


async def load_actor(session: AsyncSession, claims: tokens.Claims, now: datetime) -> Actor:
    """The actor of a desk or admin request, as things are now, in one query.

    Forbidden APPOINTMENT_REQUIRED without a capacity; APPOINTMENT_NOT_BEGUN, APPOINTMENT_ENDED, DEPUTY_SUSPENDED when
    not in force.
    """
    if claims.appointment_id is None:
        raise Forbidden("APPOINTMENT_REQUIRED")
    who = {"appointment_id": claims.appointment_id, "account_id": claims.account_id}
    row = (await session.exec(_ACTING, params={**who, "today": day_of(now)})).first()
    capacity = _admitted(Capacity(*row[:5]) if row else None, now)
    return _actor(capacity, station_ids=tuple(row[5]), helps=tuple(row[6]))


async def find_actor(session: AsyncSession, claims: tokens.Claims, now: datetime) -> Actor | None:
    """The actor of an appointment, or None if that person does not act in it today."""
    try:
        return await load_actor(session, claims, now)
    except Forbidden:
        return None


def _admitted(capacity: Capacity | None, now: datetime) -> Capacity:
    """Forbidden APPOINTMENT_NOT_BEGUN, DEPUTY_SUSPENDED; APPOINTMENT_ENDED also for one that is not his."""
    if capacity is None:
        raise Forbidden("APPOINTMENT_ENDED")
    refusal = capacity.refusal(day_of(now))
    if refusal is not None:
        raise Forbidden(refusal)
    return capacity


def _actor(capacity: Capacity, *, station_ids: tuple[UUID, ...], helps: tuple[UUID, ...]) -> Actor:
    appointment, deputy = capacity.appointment, capacity.deputy
    body = capacity.office or capacity.station
    return Actor(
        role=appointment.role,
        name=appointment.name,
        affiliation=appointment.affiliation,
        body=capacity.scope_name,
        account_id=appointment.account_id,
        appointment_id=appointment.id,
        county_code=appointment.county_code,
        area_code=body.area_code if body else appointment.county_code,
        deputy_id=deputy.id if deputy else None,
        heads_unit_id=deputy.heads_unit_id if deputy else None,
        station_ids=station_ids,
        helps=helps,
        office_id=appointment.office_id,
        unit_id=appointment.unit_id,
    )


async def _held(session: AsyncSession, account_id: UUID) -> dict[UUID, Capacity]:
    """All that he was ever appointed to, by the id of the appointment."""
    query = APPOINTED.where(Appointment.account_id == account_id).order_by(col(Appointment.id))
    return {row[0].id: Capacity(*row) for row in await session.exec(query)}


def _in_force(held: dict[UUID, Capacity], now: datetime) -> list[Capacity]:
    return [capacity for capacity in held.values() if capacity.refusal(day_of(now)) is None]


async def account_for(session: AsyncSession, openid: str) -> UUID:
    """The account of a WeChat user, made at his first visit; two first visits at once make one."""
    made = insert(Account).values(id=new_id(), openid=openid).on_conflict_do_nothing()
    await session.exec(made)
    return (await session.exec(select(Account.id).where(Account.openid == openid))).one()


async def open_session(
    session: AsyncSession, settings: Settings, account_id: UUID, appointment_id: UUID | None, now: datetime
) -> SessionOut:
    """Tokens for one person: in the capacity asked for, or in his only one, or as a resident."""
    held = await _held(session, account_id)
    mine = _in_force(held, now)
    only = mine[0] if len(mine) == 1 else None
    chosen = _admitted(held.get(appointment_id), now) if appointment_id else only
    return await _issue(session, settings, account_id, chosen, mine, new_id(), now)


async def switch(
    session: AsyncSession, settings: Settings, account_id: UUID, appointment_id: UUID | None, now: datetime
) -> SessionOut:
    """New tokens in another capacity; None acts as a resident."""
    held = await _held(session, account_id)
    chosen = _admitted(held.get(appointment_id), now) if appointment_id else None
    return await _issue(session, settings, account_id, chosen, _in_force(held, now), new_id(), now)


async def _issue(
    session: AsyncSession,
    settings: Settings,
    account_id: UUID,
    chosen: Capacity | None,
    mine: list[Capacity],
    family_id: UUID,
    now: datetime,
) -> SessionOut:
    appointment_id = chosen.appointment.id if chosen else None
    refresh = tokens.new_refresh()
    session.add(
        RefreshToken(
            account_id=account_id,
            appointment_id=appointment_id,
            family_id=family_id,
            digest=tokens.digest(refresh),
            expires_at=now + timedelta(days=settings.refresh_token_days),
        )
    )
    await session.flush()
    return SessionOut(
        access_token=tokens.issue_access(settings, tokens.Claims(account_id, appointment_id), now),
        refresh_token=refresh,
        expires_in=settings.access_token_minutes * 60,
        appointment=chosen.card() if chosen else None,
        appointments=[capacity.card() for capacity in mine],
    )


async def refresh(
    session: AsyncSession, settings: Settings, refresh_token: str, now: datetime
) -> SessionOut | None:
    """Rotate. A token used before has been stolen or replayed: None, and its whole family is revoked.

    Unauthorized REFRESH_INVALID for one that is unknown, expired or revoked.
    """
    query = select(RefreshToken).where(RefreshToken.digest == tokens.digest(refresh_token)).with_for_update()
    stored = (await session.exec(query)).one_or_none()
    if stored is None or stored.revoked_at is not None or stored.expires_at <= now:
        raise Unauthorized("REFRESH_INVALID")
    if stored.used_at is not None:
        await _revoke(session, stored.family_id, now)
        return None
    stored.used_at = now
    held = await _held(session, stored.account_id)
    chosen = _admitted(held.get(stored.appointment_id), now) if stored.appointment_id else None
    mine = _in_force(held, now)
    return await _issue(session, settings, stored.account_id, chosen, mine, stored.family_id, now)


async def sign_out(session: AsyncSession, refresh_token: str, now: datetime) -> None:
    """Ends the family of this token; unknown tokens are nobody's business."""
    query = select(RefreshToken.family_id).where(RefreshToken.digest == tokens.digest(refresh_token))
    family_id = (await session.exec(query)).one_or_none()
    if family_id is not None:
        await _revoke(session, family_id, now)


async def _revoke(session: AsyncSession, family_id: UUID, now: datetime) -> None:
    ended = update(RefreshToken).where(
        col(RefreshToken.family_id) == family_id, col(RefreshToken.revoked_at).is_(None)
    )
    await session.exec(ended.values(revoked_at=now))


async def who(session: AsyncSession, claims: tokens.Claims, now: datetime) -> WhoAmI:
    mine = _in_force(await _held(session, claims.account_id), now)
    chosen = next((item for item in mine if item.appointment.id == claims.appointment_id), None)
    return WhoAmI(
        account_id=claims.account_id,
        appointment=chosen.card() if chosen else None,
        appointments=[capacity.card() for capacity in mine],
    )


async def bind(session: AsyncSession, account_id: UUID, invitation: str, now: datetime) -> AppointmentCard:
    """Take up an appointment by its invitation, which works once: also one that has yet to begin."""
    wanted = "".join(invitation.split()).upper()
    query = select(Appointment).where(Appointment.invitation == wanted).with_for_update()
    held = (await session.exec(query)).one_or_none()
    over = held is not None and held.ends_on is not None and held.ends_on < day_of(now)
    if held is None or held.account_id is not None or not held.active or over:
        raise Conflict("INVITATION_INVALID")
    held.account_id, held.invitation = account_id, None
    await session.flush()
    return Capacity(*(await session.exec(APPOINTED.where(Appointment.id == held.id))).one()).card()


async def system_actor(session: AsyncSession, system_id: UUID, signed: tokens.Signed, now: datetime) -> Actor:
    """The other platform, if it signed with its secret just now."""
    query = select(ExternalSystem).where(ExternalSystem.id == system_id, col(ExternalSystem.active))
    system = (await session.exec(query)).one_or_none()
    if system is None:
        raise Unauthorized("SIGNATURE_INVALID")
    signed.check(system.secret, now)
    return Actor(
        role=Role.EXTERNAL,
        name=system.name,
        body=system.name,
        county_code=system.county_code,
        system_id=system.id,
    )

"""In-app notices: delivered by the worker from one event, read by those it was addressed to."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.notices import RECIPIENTS, Party
from app.domain.privacy import AUDIENCE, public_title
from app.domain.vocabulary import AssignmentStatus, DeskLevel, Kind, OfficeKind, Part, Role
from app.models import (
    Appointment,
    Assignment,
    Case,
    CaseEvent,
    Cosigner,
    Follower,
    Notice,
    Office,
)
from app.models.base import new_id
from app.schemas.notices import NoticeOut, ReadForm, UnreadOut
from app.security.actors import Actor
from app.security.tokens import Claims
from app.services import case_views, people

Recipient = tuple[UUID, UUID | None, Role]
"""(account, appointment or None for a resident, role)"""


async def deliver(session: AsyncSession, event_id: UUID, now: datetime) -> int:
    """Tell everybody concerned of one event; how many were told now.

    Run twice it tells nobody twice (unique index); whoever may no longer see the case, or this entry, is left out.
    """
    event = await session.get(CaseEvent, event_id)
    if event is None:
        return 0
    case = await session.get_one(Case, event.case_id)
    recipients = {item for party in RECIPIENTS[event.action] for item in await _find(session, case, party)}
    allowed = [item for item in recipients if await _may_know(session, case, event, item)]
    if not allowed:
        return 0
    rows = [_row(case, event, account_id, appointment_id, now) for account_id, appointment_id, _ in allowed]
    told = await session.exec(insert(Notice).values(rows).on_conflict_do_nothing())
    return int(told.rowcount)


def _row(
    case: Case, event: CaseEvent, account_id: UUID, appointment_id: UUID | None, now: datetime
) -> dict[str, object]:
    return {
        "id": new_id(),
        "county_code": case.county_code,
        "event_id": event.id,
        "case_id": case.id,
        "account_id": account_id,
        "appointment_id": appointment_id,
        "action": event.action,
        "title": f"{event.action.label}：{public_title(case.title, case.redacted_text)}"[:80],
        "text": f"事项 {case.number} 已“{event.action.label}”，当前：{event.to_status.label}",
        "created_at": now,
    }


async def _may_know(session: AsyncSession, case: Case, event: CaseEvent, recipient: Recipient) -> bool:
    """Not the one who did it; and only if he may see the case and read this entry as things are now."""
    account_id, appointment_id, role = recipient
    if event.account_id == account_id and event.appointment_id == appointment_id:
        return False
    if role not in AUDIENCE[event.audience]:
        return False
    if appointment_id is None:
        return True
    actor = await people.find_actor(session, Claims(account_id, appointment_id))
    return actor is not None and await case_views.is_visible(session, actor, case.id)


async def _find(session: AsyncSession, case: Case, party: Party) -> list[Recipient]:
    if party is Party.SUBMITTER:
        return await _submitters(session, case)
    if party is Party.CLAIMER:
        return [(case.claimer_id, None, Role.CITIZEN)] if case.claimer_id else []
    if party is Party.FOLLOWERS:
        return await _followers(session, case)
    condition = await _condition(session, case, party)
    query = select(Appointment).where(
        Appointment.county_code == case.county_code,
        col(Appointment.active),
        col(Appointment.account_id).is_not(None),
        condition,
    )
    return [
        (item.account_id, item.id, item.role)
        for item in await session.exec(query)
        if item.account_id is not None
    ]


async def _submitters(session: AsyncSession, case: Case) -> list[Recipient]:
    """The submitter and everybody whose case was merged into this one: each is answered.

    A deputy's own suggestion tells him as a deputy (`LEAD`).
    """
    if case.kind is Kind.SUGGESTION:
        return []
    query = select(Case.submitter_id).where(or_(col(Case.id) == case.id, col(Case.master_case_id) == case.id))
    found = {account for account in await session.exec(query) if account is not None}
    return [(account, None, Role.CITIZEN) for account in found]


async def _followers(session: AsyncSession, case: Case) -> list[Recipient]:
    query = select(Follower, Appointment).join(Appointment, col(Appointment.id) == Follower.appointment_id)
    rows = await session.exec(query.where(Follower.case_id == case.id))
    return [(follower.account_id, appointment.id, appointment.role) for follower, appointment in rows]


async def _condition(session: AsyncSession, case: Case, party: Party) -> ColumnElement[bool]:
    """Which appointments of the county are meant."""
    simple: dict[Party, ColumnElement[bool]] = {
        Party.LEAD: col(Appointment.deputy_id) == case.deputy_id,
        Party.COSIGNERS: col(Appointment.deputy_id).in_(
            select(col(Cosigner.deputy_id)).where(Cosigner.case_id == case.id)
        ),
        Party.STATION: and_(
            col(Appointment.station_id) == case.station_id,
            col(Appointment.role).in_((Role.LIAISON, Role.STATION_HEAD)),
        ),
        Party.DESK: col(Appointment.office_id).in_(_desk(case)),
    }
    return simple[party] if party in simple else _by_share(case, party, await _shares(session, case))


def _by_share(case: Case, party: Party, shares: list[Assignment]) -> ColumnElement[bool]:
    """Those concerned through the hand-overs of this round."""
    if party is Party.DISPATCHER:
        return col(Appointment.office_id).in_([item.office_id for item in shares if item.office_id])
    co = {item.unit_id for item in shares if item.part is Part.CO}
    main = {item.unit_id for item in shares if item.part is not Part.CO}
    if party is Party.HEAD:
        heads = main | ({case.party_unit_id} if case.party_unit_id else set())
        return and_(col(Appointment.unit_id).in_(heads), col(Appointment.role) == Role.UNIT_HEAD)
    units = co if party is Party.CO else main
    return and_(col(Appointment.unit_id).in_(units), col(Appointment.role) == Role.UNIT_HANDLER)


async def _shares(session: AsyncSession, case: Case) -> list[Assignment]:
    query = select(Assignment).where(
        Assignment.case_id == case.id,
        Assignment.round == case.round,
        Assignment.status != AssignmentStatus.REPLACED,
    )
    return list(await session.exec(query))


def _desk(case: Case) -> Any:
    """The organ on whose desk the hand-over lies."""
    if case.committee_id is not None:
        return [case.committee_id]
    query = select(col(Office.id)).where(Office.county_code == case.county_code, col(Office.active))
    if case.level is DeskLevel.COUNTY:
        return query.where(Office.kind == OfficeKind.COUNTY_OFFICE)
    return query.where(Office.kind == OfficeKind.TOWN_OFFICE).where(
        func.left(case.area_code, func.length(Office.area_code)) == Office.area_code
    )


def _own(account_id: UUID, appointment_id: UUID | None) -> ColumnElement[bool]:
    return and_(
        col(Notice.account_id) == account_id, col(Notice.appointment_id).is_not_distinct_from(appointment_id)
    )


async def page(
    session: AsyncSession, actor: Actor, *, limit: int, before: UUID | None, unread: bool
) -> tuple[list[NoticeOut], UUID | None]:
    query = select(Notice).where(_own(actor.person, actor.appointment_id))
    if before is not None:
        query = query.where(col(Notice.id) < before)
    if unread:
        query = query.where(col(Notice.read_at).is_(None))
    rows = list(await session.exec(query.order_by(col(Notice.id).desc()).limit(limit + 1)))
    items = [NoticeOut.model_validate(row) for row in rows[:limit]]
    return items, items[-1].id if len(rows) > limit else None


async def unread(session: AsyncSession, actor: Actor) -> UnreadOut:
    query = select(func.count()).where(
        _own(actor.person, actor.appointment_id), col(Notice.read_at).is_(None)
    )
    return UnreadOut(unread=(await session.exec(query)).one())


async def read(session: AsyncSession, actor: Actor, form: ReadForm, now: datetime) -> UnreadOut:
    """Mark those named, or all; what is not one's own is left alone."""
    mark = update(Notice).where(_own(actor.person, actor.appointment_id), col(Notice.read_at).is_(None))
    if form.notice_ids:
        mark = mark.where(col(Notice.id).in_(form.notice_ids))
    await session.exec(mark.values(read_at=now))
    return await unread(session, actor)

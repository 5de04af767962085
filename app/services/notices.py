"""In-app notices: delivered by the worker from one event, read by those it was addressed to."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.notices import OWN_WORDS, RECIPIENTS, Party
from app.domain.outcomes import GIVEN_UP
from app.domain.privacy import AUDIENCE
from app.domain.vocabulary import Action, DeskLevel, Kind, OfficeKind, Part, Role
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
from app.security.access import title_for, visible_cases
from app.security.actors import Actor
from app.security.tokens import Claims
from app.services import people
from app.services.moves import is_visible


class Recipient(NamedTuple):
    """Somebody to be told in one capacity (a resident has no appointment), and through which case it concerns him."""

    account_id: UUID
    appointment_id: UUID | None
    role: Role
    case_id: UUID


async def deliver(session: AsyncSession, event_id: UUID, now: datetime) -> int:
    """Tell everybody concerned of one event; how many were told now.

    Run twice it tells nobody twice (unique index); whoever may no longer see the case, or this entry, is left out.
    """
    event = await session.get(CaseEvent, event_id)
    if event is None:
        return 0
    case = await session.get_one(Case, event.case_id)
    recipients: dict[tuple[UUID, UUID | None], Recipient] = {}
    for party in RECIPIENTS[event.action]:
        for item in await _find(session, case, event, party):
            recipients.setdefault((item.account_id, item.appointment_id), item)
    allowed = [item for item in recipients.values() if await _may_know(session, event, item)]
    if not allowed:
        return 0
    rows = [_row(event, recipient, now) for recipient in allowed]
    told = await session.exec(insert(Notice).values(rows).on_conflict_do_nothing())
    return int(told.rowcount)


def _row(event: CaseEvent, recipient: Recipient, now: datetime) -> dict[str, object]:
    return {
        "id": new_id(),
        "county_code": event.county_code,
        "event_id": event.id,
        "case_id": recipient.case_id,
        "account_id": recipient.account_id,
        "appointment_id": recipient.appointment_id,
        "created_at": now,
    }


async def _may_know(session: AsyncSession, event: CaseEvent, recipient: Recipient) -> bool:
    """Not the one who did it; and only if he may see the case and read this entry as things are now."""
    account_id, appointment_id, role, case_id = recipient
    if event.account_id == account_id and event.appointment_id == appointment_id:
        return False
    if role not in AUDIENCE[event.audience]:
        return False
    if appointment_id is None:
        return True
    actor = await people.find_actor(session, Claims(account_id, appointment_id))
    return actor is not None and await is_visible(session, actor, case_id)


async def _find(session: AsyncSession, case: Case, event: CaseEvent, party: Party) -> list[Recipient]:
    if party is Party.SUBMITTER:
        return await _submitters(session, case, event)
    if party is Party.CLAIMER:
        return [Recipient(case.claimer_id, None, Role.CITIZEN, case.id)] if case.claimer_id else []
    if party is Party.FOLLOWERS:
        return await _followers(session, case)
    return await _appointed(session, case, event, party)


async def _appointed(session: AsyncSession, case: Case, event: CaseEvent, party: Party) -> list[Recipient]:
    condition = await _condition(session, case, event, party)
    query = select(Appointment).where(
        Appointment.county_code == case.county_code,
        col(Appointment.active),
        col(Appointment.account_id).is_not(None),
        condition,
    )
    return [
        Recipient(item.account_id, item.id, item.role, case.id)
        for item in await session.exec(query)
        if item.account_id is not None
    ]


async def _submitters(session: AsyncSession, case: Case, event: CaseEvent) -> list[Recipient]:
    """The submitter, and everybody whose case was merged into this one: each is told of his own case.

    A deputy's own suggestion tells him as a deputy.
    """
    if case.kind is Kind.SUGGESTION:
        own = await _appointed(session, case, event, Party.LEAD)
    else:
        own = [Recipient(case.submitter_id, None, Role.CITIZEN, case.id)] if case.submitter_id else []
    return own + await _merged(session, case, event)


async def _merged(session: AsyncSession, case: Case, event: CaseEvent) -> list[Recipient]:
    """Of what happened before his case came to this one nobody learns, however late the event is delivered."""
    if event.action in OWN_WORDS:
        return []
    query = select(Case).where(Case.master_case_id == case.id, Case.kind != Kind.SUGGESTION)
    found = []
    for own in await session.exec(query.order_by(col(Case.id))):
        if own.submitter_id is not None:
            came = await _coming(session, own, case)
            if came is not None and came < event.id:
                found.append(Recipient(own.submitter_id, None, Role.CITIZEN, own.id))
    return found


async def _coming(session: AsyncSession, own: Case, master: Case) -> UUID | None:
    """The entry by which `own` came to its master: its own merging, or a later one that took it along.

    Ids are ordered by time, so an entry of another case is later if its id is greater.
    """
    merging = select(CaseEvent).where(CaseEvent.action == Action.MERGE)
    last = merging.where(CaseEvent.case_id == own.id).order_by(col(CaseEvent.id).desc()).limit(1)
    event = (await session.exec(last)).first()
    while event is not None and (into := UUID(event.data["master_case_id"])) != master.id:
        onward = merging.where(CaseEvent.case_id == into, col(CaseEvent.id) > event.id)
        event = (await session.exec(onward.order_by(col(CaseEvent.id)).limit(1))).first()
    return event.id if event is not None else None


async def _followers(session: AsyncSession, case: Case) -> list[Recipient]:
    query = select(Follower, Appointment).join(Appointment, col(Appointment.id) == Follower.appointment_id)
    rows = await session.exec(query.where(Follower.case_id == case.id))
    return [
        Recipient(follower.account_id, appointment.id, appointment.role, case.id)
        for follower, appointment in rows
    ]


async def _condition(
    session: AsyncSession, case: Case, event: CaseEvent, party: Party
) -> ColumnElement[bool]:
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
    return simple[party] if party in simple else _by_share(case, party, await _shares(session, case, event))


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


async def _shares(session: AsyncSession, case: Case, event: CaseEvent) -> list[Assignment]:
    """The hand-overs of this round, but not those given up, unless the entry is about that very one."""
    query = select(Assignment).where(
        Assignment.case_id == case.id,
        Assignment.round == case.round,
        or_(col(Assignment.status).not_in(GIVEN_UP), col(Assignment.id) == event.assignment_id),
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


def _own(actor: Actor) -> ColumnElement[bool]:
    """Told to him in this capacity, of a case that he may (still) see."""
    return and_(
        col(Notice.account_id) == actor.person,
        col(Notice.appointment_id).is_not_distinct_from(actor.appointment_id),
        col(Notice.case_id).in_(select(col(Case.id)).where(visible_cases(actor))),
    )


async def page(
    session: AsyncSession, actor: Actor, *, limit: int, before: UUID | None, unread: bool
) -> tuple[list[NoticeOut], UUID | None]:
    query = (
        select(Notice, CaseEvent, Case)
        .join(CaseEvent, col(CaseEvent.id) == Notice.event_id)
        .join(Case, col(Case.id) == Notice.case_id)
        .where(_own(actor))
    )
    if before is not None:
        query = query.where(col(Notice.id) < before)
    if unread:
        query = query.where(col(Notice.read_at).is_(None))
    rows = list(await session.exec(query.order_by(col(Notice.id).desc()).limit(limit + 1)))
    items = [_notice(actor, *row) for row in rows[:limit]]
    return items, items[-1].id if len(rows) > limit else None


def _notice(actor: Actor, notice: Notice, event: CaseEvent, case: Case) -> NoticeOut:
    """As the reader may read it now: `case` is his own, and so are the title and the number."""
    done, status = event.action.label, event.to_status.label
    return NoticeOut(
        id=notice.id,
        case_id=case.id,
        action=event.action,
        title=f"{done}：{title_for(actor, case)}",
        text=f"{_who(actor, event)}已“{done}”，事项 {case.number} 当前：{status}",
        created_at=notice.created_at,
        read_at=notice.read_at,
    )


def _who(actor: Actor, event: CaseEvent) -> str:
    """A resident learns the body; the desk also who acted for it."""
    name, body = event.actor_name, event.public_name
    known = actor.role not in (Role.CITIZEN, Role.EXTERNAL) and name and name != body
    return f"{name}（{body}）" if known else body


async def unread(session: AsyncSession, actor: Actor) -> UnreadOut:
    query = select(func.count()).where(_own(actor), col(Notice.read_at).is_(None))
    return UnreadOut(unread=(await session.exec(query)).one())


async def read(session: AsyncSession, actor: Actor, form: ReadForm, now: datetime) -> UnreadOut:
    """Mark those named, or all if none are named at all; what is not one's own is left alone."""
    mark = update(Notice).where(_own(actor), col(Notice.read_at).is_(None))
    if form.notice_ids is not None:
        mark = mark.where(col(Notice.id).in_(form.notice_ids))
    await session.exec(mark.values(read_at=now))
    return await unread(session, actor)

"""Whom an entry of a timeline concerns, found from the case as it stands when the notice is delivered."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.deadlines import day_of
from app.domain.notices import OWN_WORDS, Party
from app.domain.outcomes import GIVEN_UP
from app.domain.spans import HOLDER, Holder
from app.domain.vocabulary import (
    Action,
    Audience,
    ClockName,
    DeskLevel,
    Kind,
    OfficeKind,
    Part,
    Role,
    Supervisor,
)
from app.models import (
    Appointment,
    Assignment,
    Case,
    CaseEvent,
    Cosigner,
    Follower,
    Office,
    Supervision,
    WorkLink,
)
from app.security.access import nameless
from app.services import ladder


class Recipient(NamedTuple):
    """Somebody to be told in one capacity (a resident has no appointment), and through which case it concerns him."""

    account_id: UUID
    appointment_id: UUID | None
    role: Role
    case_id: UUID


async def find(
    session: AsyncSession, case: Case, event: CaseEvent, party: Party, now: datetime
) -> list[Recipient]:
    if party is Party.SUBMITTER:
        return await _submitters(session, case, event)
    if party is Party.DRAFTER and case.drafted_by_id is None:
        return []
    if party is Party.CLAIMER:
        return [Recipient(case.claimer_id, None, Role.CITIZEN, case.id)] if case.claimer_id else []
    if party is Party.FOLLOWERS:
        return await _followers(session, case) + await _neighbours(session, case, event)
    if party is Party.SUPERVISOR:
        word = event.data.get("supervisor")
        supervisor = Supervisor(word) if word else None
        found = await ladder.supervising(session, case, supervisor, day_of(now))
        return await _who(session, case, found)
    return await _appointed(session, case, event, party)


async def _appointed(session: AsyncSession, case: Case, event: CaseEvent, party: Party) -> list[Recipient]:
    return await _who(session, case, await _condition(session, case, event, party))


async def _who(session: AsyncSession, case: Case, condition: ColumnElement[bool]) -> list[Recipient]:
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
    if event.action in OWN_WORDS:
        return []
    return [
        Recipient(own.submitter_id, None, Role.CITIZEN, own.id)
        for own in await _come_before(session, case, event)
        if own.submitter_id is not None and own.kind is not Kind.SUGGESTION
    ]


async def _come_before(session: AsyncSession, case: Case, event: CaseEvent) -> list[Case]:
    """Those merged into this one: of what happened before they came nobody learns, however late it is delivered."""
    query = select(Case).where(Case.master_case_id == case.id).order_by(col(Case.id))
    found = []
    for own in await session.exec(query):
        came = await _coming(session, own, case)
        if came is not None and came < event.id:
            found.append(own)
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


async def _neighbours(session: AsyncSession, case: Case, event: CaseEvent) -> list[Recipient]:
    """Residents who met it too learn that it moved since, here or where it was merged into, and nothing else."""
    if event.audience is not Audience.PUBLIC or event.from_status is event.to_status:
        return []
    cases = [case, *await _come_before(session, case, event)]
    query = (
        select(Follower)
        .join(Case, col(Case.id) == Follower.case_id)
        .where(
            col(Case.id).in_([one.id for one in cases]),
            nameless(),
            col(Follower.appointment_id).is_(None),
            col(Follower.id) < event.id,
        )
        .order_by(col(Follower.id))
    )
    return [
        Recipient(follower.account_id, None, Role.CITIZEN, follower.case_id)
        for follower in await session.exec(query)
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
        Party.LINK_GIVER: col(Appointment.id).in_(_link_giver(event)),
        Party.DRAFTER: col(Appointment.id) == case.drafted_by_id,
        Party.ORDERED: _ordered(event),
    }
    if party in simple:
        return simple[party]
    shares = await _shares(session, case, event)
    if party in _HOLDING:
        return _holding(case, event, shares, _HOLDING[party], simple)
    return _by_share(case, party, shares)


_HOLDING = {Party.HOLDER: Role.UNIT_HANDLER, Party.HOLDER_HEAD: Role.UNIT_HEAD}
"""Of a unit that could act: who handles, and who heads it."""


def _holding(
    case: Case,
    event: CaseEvent,
    shares: list[Assignment],
    role: Role,
    bodies: dict[Party, ColumnElement[bool]],
) -> ColumnElement[bool]:
    """Who could act, by the clock that came to a line; of what is said about the handling, whoever answers."""
    of_share = event.assignment_id is not None
    who = HOLDER[ClockName(event.data["clock"]), of_share] if "clock" in event.data else Holder.UNIT
    if who is Holder.UNIT:
        meant = [share for share in shares if not of_share or share.id == event.assignment_id]
        units = {share.unit_id for share in meant if of_share or share.part is not Part.CO}
        return and_(col(Appointment.unit_id).in_(units), col(Appointment.role) == role)
    if role is Role.UNIT_HEAD:
        return false()
    if who is Holder.COUNTY_OFFICE:
        return and_(
            col(Appointment.role) == Role.COUNTY_OFFICE, col(Appointment.county_code) == case.county_code
        )
    by_body = {Holder.STATION: Party.STATION, Holder.DESK: Party.DESK}
    return bodies[by_body[who]] if who in by_body else false()


def _ordered(event: CaseEvent) -> ColumnElement[bool]:
    """The station or the organ to which an order of this entry went; its units are told as those that handle."""
    orders = select(Supervision).where(col(Supervision.number).in_(event.data.get("orders", ()))).subquery()
    at_station = and_(
        col(Appointment.station_id).in_(select(orders.c.station_id)),
        col(Appointment.role).in_((Role.LIAISON, Role.STATION_HEAD)),
    )
    return or_(at_station, col(Appointment.office_id).in_(select(orders.c.desk_id)))


def _link_giver(event: CaseEvent) -> Any:
    """Whoever made the work link that this entry answers; an entry that answers none names none."""
    answered = event.data.get("work_link_id")
    return select(col(WorkLink.appointment_id)).where(WorkLink.id == (UUID(answered) if answered else None))


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
    """The organ on whose desk the hand-over lies; and the committee in whose pool it waits to be claimed."""
    if case.committee_id is not None:
        return [case.committee_id]
    query = select(col(Office.id)).where(Office.county_code == case.county_code, col(Office.active))
    if case.level is DeskLevel.COUNTY:
        return query.where(or_(col(Office.kind) == OfficeKind.COUNTY_OFFICE, col(Office.id) == case.field_id))
    return query.where(Office.kind == OfficeKind.TOWN_OFFICE).where(
        func.left(case.area_code, func.length(Office.area_code)) == Office.area_code
    )

"""Claim pools 委室认领: what waits at county level, by the field that it belongs to, and taking some of it at once.

The field of a case is the committee that a rule or the county office named; else whose field holds the proposed unit;
else nobody's, and any committee may take it.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.vocabulary import Action, DeskLevel, OfficeKind, Role, Status
from app.domain.workflow import CLAIMABLE
from app.errors import AppError, Forbidden
from app.models import Case, FieldLink, Office
from app.schemas.actions.base import BareForm
from app.schemas.pools import ClaimResult, ClaimResults, ClaimsForm, PoolList, PoolOut, SeenCase
from app.security.access import visible_cases
from app.security.actors import Actor
from app.services import inbox, transitions
from app.services.actions import dispatching

COUNT_CAP, SHOWN = 1000, 10


async def pools(session: AsyncSession, actor: Actor) -> PoolList:
    """A committee's own and nobody's; every one for the county office."""
    if actor.role not in (Role.COMMITTEE, Role.COUNTY_OFFICE):
        raise Forbidden("FORBIDDEN")
    query = select(Office).where(Office.county_code == actor.county_code, Office.kind == OfficeKind.COMMITTEE)
    if actor.role is Role.COMMITTEE:
        query = query.where(Office.id == actor.office_id)
    found = [
        await _pool(session, actor, _in_field_of(office.id), office)
        for office in await session.exec(query.order_by(col(Office.id)))
    ]
    in_use = [pool for pool in found if pool.active or pool.waiting]
    return PoolList(pools=[*in_use, await _pool(session, actor, _in_no_field(actor))])


def _in_field_of(office_id: UUID) -> ColumnElement[bool]:
    by_unit = exists().where(
        col(FieldLink.office_id) == office_id, col(FieldLink.unit_id) == Case.proposed_unit_id
    )
    return or_(col(Case.field_id) == office_id, and_(col(Case.field_id).is_(None), by_unit))


def _in_no_field(actor: Actor) -> ColumnElement[bool]:
    """A unit of no field at all is proposed: the county office sees to that."""
    in_any = exists().where(col(FieldLink.unit_id) == Case.proposed_unit_id)
    unproposed = col(Case.proposed_unit_id).is_(None)
    return and_(col(Case.field_id).is_(None), unproposed if actor.role is Role.COMMITTEE else ~in_any)


def _waiting() -> tuple[ColumnElement[bool], ...]:
    """The shape of the index `ix_case_pool`, and what a committee can claim at all."""
    return (
        col(Case.status) == Status.PENDING_DISPATCH,
        col(Case.level) == DeskLevel.COUNTY,
        col(Case.committee_id).is_(None),
        ~col(Case.sealed),
        col(Case.kind).not_in(CLAIMABLE),
    )


async def _pool(
    session: AsyncSession, actor: Actor, belongs: ColumnElement[bool], office: Office | None = None
) -> PoolOut:
    """Those that wait longest first, and how many there are, in one statement."""
    some = (
        select(col(Case.id))
        .where(Case.county_code == actor.county_code, *_waiting(), belongs, visible_cases(actor))
        .order_by(col(Case.id))
        .limit(COUNT_CAP + 1)
        .subquery()
    )
    first: Any = (
        select(some.c.id, func.count().over().label("waiting")).order_by(some.c.id).limit(SHOWN).subquery()
    )
    query = select(Case, first.c.waiting).join(first, first.c.id == Case.id).order_by(col(Case.id))
    rows = (await session.exec(query)).all()
    waiting = rows[0][1] if rows else 0
    return PoolOut(
        office_id=office.id if office else None,
        name=office.name if office else "未分领域",
        active=office is None or office.active,
        waiting=min(waiting, COUNT_CAP),
        waiting_is_capped=waiting > COUNT_CAP,
        oldest_at=rows[0][0].created_at if rows else None,
        items=[inbox.item(actor, case) for case, _ in rows],
    )


async def claim(session: AsyncSession, actor: Actor, form: ClaimsForm, now: datetime) -> ClaimResults:
    """Each for itself: who was faster with one leaves the others. All who do this lock in one order."""
    if actor.role is not Role.COMMITTEE:
        raise Forbidden("FORBIDDEN")
    in_order = sorted(form.cases, key=lambda item: item.case_id)
    results = {item.case_id: await _claim(session, actor, item, now) for item in in_order}
    return ClaimResults(items=[results[item.case_id] for item in form.cases])


async def _claim(session: AsyncSession, actor: Actor, item: SeenCase, now: datetime) -> ClaimResult:
    """A refusal comes before anything was changed, so that the rest may go on in the same transaction."""
    form = BareForm(version=item.version)
    try:
        move = await transitions.act(session, dispatching.claim, actor, item.case_id, Action.CLAIM, form, now)
    except AppError as refusal:
        why = refusal.detail or refusal.title
        return ClaimResult(case_id=item.case_id, claimed=False, version=None, code=refusal.code, message=why)
    return ClaimResult(case_id=item.case_id, claimed=True, version=move.case.version, code=None, message="")

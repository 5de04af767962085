"""In-app notices: delivered by the worker from one event, read by those it was addressed to."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.notices import RECIPIENTS
from app.domain.privacy import AUDIENCE
from app.domain.vocabulary import Role
from app.models import Appointment, Case, CaseEvent, Notice, RoutingRule
from app.models.base import new_id
from app.schemas.notices import NoticeOut, ReadForm, UnreadOut
from app.security.access import has_met, nameless, title_for, title_for_all, visible_cases
from app.security.actors import Actor
from app.security.tokens import Claims
from app.services import people, recipients
from app.services.moves import is_visible
from app.services.recipients import Recipient


async def deliver(session: AsyncSession, event_id: UUID, now: datetime) -> int:
    """Tell everybody concerned of one event; how many were told now.

    Run twice it tells nobody twice (unique index); whoever may no longer see the case, or this entry, is left out.
    """
    event = await session.get(CaseEvent, event_id)
    if event is None:
        return 0
    case = await session.get_one(Case, event.case_id)
    concerned: dict[tuple[UUID, UUID | None], Recipient] = {}
    for party in RECIPIENTS[event.action]:
        for item in await recipients.find(session, case, event, party, now):
            concerned.setdefault((item.account_id, item.appointment_id), item)
    allowed = [item for item in concerned.values() if await _may_know(session, event, item, now)]
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


async def _may_know(session: AsyncSession, event: CaseEvent, recipient: Recipient, now: datetime) -> bool:
    """Not the one who did it; and only if he may see the case and read this entry as things are now."""
    account_id, appointment_id, role, case_id = recipient
    if event.account_id == account_id and event.appointment_id == appointment_id:
        return False
    if role not in AUDIENCE[event.audience]:
        return False
    if appointment_id is None:
        return True
    actor = await people.find_actor(session, Claims(account_id, appointment_id), now)
    return actor is not None and await is_visible(session, actor, case_id)


async def tell_administrators(
    session: AsyncSession, county_code: str, rule_ids: Iterable[UUID], now: datetime
) -> None:
    """That these rules went off. Told again of the same rule, it is news again: on top, and unread."""
    query = select(Appointment.id, Appointment.account_id).where(
        Appointment.county_code == county_code,
        Appointment.role == Role.ADMIN,
        col(Appointment.active),
        col(Appointment.account_id).is_not(None),
    )
    administrators = (await session.exec(query)).all()
    rows = [
        {
            "id": new_id(),
            "county_code": county_code,
            "rule_id": rule_id,
            "account_id": account_id,
            "appointment_id": appointment_id,
            "created_at": now,
        }
        for rule_id in rule_ids
        for appointment_id, account_id in administrators
    ]
    if not rows:
        return
    told = insert(Notice).values(rows)
    again = {"id": told.excluded.id, "created_at": now, "read_at": None}
    once = ["event_id", "rule_id", "account_id", "appointment_id"]
    await session.exec(told.on_conflict_do_update(index_elements=once, set_=again))


def _own(actor: Actor) -> ColumnElement[bool]:
    """Told to him in this capacity: an administrator of rules, anybody else of a case that he may (still) see."""
    return and_(
        col(Notice.account_id) == actor.person,
        col(Notice.appointment_id).is_not_distinct_from(actor.appointment_id),
        _concerns(actor),
    )


def _concerns(actor: Actor) -> ColumnElement[bool]:
    if actor.role is Role.ADMIN:
        return col(Notice.rule_id).is_not(None)
    seen = col(Notice.case_id).in_(select(col(Case.id)).where(visible_cases(actor)))
    if actor.role is not Role.CITIZEN:
        return seen
    met = exists().where(col(Case.id) == Notice.case_id, nameless(), has_met(actor))
    return or_(seen, met.correlate(Notice))


async def page(
    session: AsyncSession, actor: Actor, *, limit: int, before: UUID | None, unread: bool
) -> tuple[list[NoticeOut], UUID | None]:
    query = (
        select(Notice, CaseEvent, Case, RoutingRule)
        .outerjoin(CaseEvent, col(CaseEvent.id) == Notice.event_id)
        .outerjoin(Case, col(Case.id) == Notice.case_id)
        .outerjoin(RoutingRule, col(RoutingRule.id) == Notice.rule_id)
        .where(_own(actor))
    )
    if before is not None:
        query = query.where(col(Notice.id) < before)
    if unread:
        query = query.where(col(Notice.read_at).is_(None))
    rows = list(await session.exec(query.order_by(col(Notice.id).desc()).limit(limit + 1)))
    items = [
        _of_rule(notice, rule) if rule else _of_case(actor, notice, event, case)
        for notice, event, case, rule in rows[:limit]
    ]
    return items, items[-1].id if len(rows) > limit else None


def _of_rule(notice: Notice, rule: RoutingRule) -> NoticeOut:
    """As the rule stands now: it may have been mended, and be on again."""
    state = "现已重新启用" if rule.active else f"{rule.off_reason}，规则不再起作用，请改定去向后重新启用"
    return NoticeOut(
        id=notice.id,
        case_id=None,
        action=None,
        rule_id=rule.id,
        followed=False,
        title=f"分流规则停用：{rule.name}",
        text=f"分流规则“{rule.name}”自动停用：{state}",
        created_at=notice.created_at,
        read_at=notice.read_at,
    )


def _of_case(actor: Actor, notice: Notice, event: CaseEvent, case: Case) -> NoticeOut:
    """As the reader may read it now: `case` is his own, and so are the title and the number."""
    if actor.role is Role.CITIZEN and actor.account_id not in (case.submitter_id, case.claimer_id):
        return _of_followed(notice, event, case)
    done, status = event.action.label, event.to_status.label
    return NoticeOut(
        id=notice.id,
        case_id=case.id,
        action=event.action,
        rule_id=None,
        followed=False,
        title=f"{done}：{title_for(actor, case)}",
        text=f"{_who(actor, event)}已“{done}”，事项 {case.number} 当前：{status}",
        created_at=notice.created_at,
        read_at=notice.read_at,
    )


def _of_followed(notice: Notice, event: CaseEvent, case: Case) -> NoticeOut:
    """To one who met it too: that it moved, and whose it is only if that is for everybody."""
    status, title = event.to_status.label, title_for_all(case)
    return NoticeOut(
        id=notice.id,
        case_id=case.id,
        action=event.action,
        rule_id=None,
        followed=True,
        title=f"{status}：{title or '您也遇到的事项'}",
        text=f"您也遇到的事项当前：{status}",
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

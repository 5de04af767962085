"""Orders as people work with them: listed, answered, carried forward step by step, and closed by somebody else."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, literal
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.deadlines import day_of
from app.domain.vocabulary import OrderKind, OrderState, Role, Supervisor
from app.errors import Conflict, Forbidden, NotFound
from app.models import Case, Office, Station, Supervision, Unit
from app.models.base import Json
from app.schemas.supervision import (
    MilestoneDoneForm,
    OrderAnswerForm,
    OrderCloseForm,
    OrderOut,
    OrderSummary,
)
from app.security.access import title_for, visible_cases
from app.security.actors import Actor
from app.security.supervision import answers, oversees, visible_orders
from app.services import supervision
from app.services.directory import check_version


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed by; absent means any."""

    kind: OrderKind | None = None
    state: OrderState | None = None
    supervisor: Supervisor | None = None
    case_id: UUID | None = None
    topic_id: UUID | None = None
    unit_id: UUID | None = None
    mine: bool | None = None
    overdue: bool | None = None

    def conditions(self, actor: Actor, today: date) -> Iterable[ColumnElement[bool]]:
        for name in ("kind", "supervisor", "case_id", "topic_id", "unit_id"):
            if (wanted := getattr(self, name)) is not None:
                yield col(getattr(Supervision, name)) == wanted
        if self.state is not None:
            yield _state() == self.state.value
        if self.mine is not None:
            yield _mine(actor) if self.mine else ~_mine(actor)
        if self.overdue is not None:
            late = and_(
                col(Supervision.closed_at).is_(None), func.coalesce(col(Supervision.due_on) < today, False)
            )
            yield late if self.overdue else ~late


def _state() -> ColumnElement[str]:
    return case(
        (col(Supervision.closed_at).is_not(None), literal(OrderState.CLOSED.value)),
        (col(Supervision.answered_at).is_not(None), literal(OrderState.ANSWERED.value)),
        else_=literal(OrderState.WAITING.value),
    )


def state_of(order: Supervision) -> OrderState:
    if order.closed_at is not None:
        return OrderState.CLOSED
    return OrderState.ANSWERED if order.answered_at is not None else OrderState.WAITING


def _mine(actor: Actor) -> ColumnElement[bool]:
    """To the body for which the actor acts."""
    if actor.is_unit:
        column, value = col(Supervision.unit_id), actor.unit_id
    elif actor.office_id is not None:
        column, value = col(Supervision.desk_id), actor.office_id
    else:
        return func.coalesce(col(Supervision.station_id).in_(actor.station_ids), False)
    return column.is_not_distinct_from(value)


def _query(actor: Actor) -> Any:
    """Each order with its case, as far as the actor sees that, and the name of who is to answer."""
    seen = and_(col(Case.id) == Supervision.case_id, visible_cases(actor))
    name = func.coalesce(Unit.name, Station.name, Office.name, "")
    return (
        select(Supervision, Case, name)
        .select_from(Supervision)
        .outerjoin(Case, seen)
        .outerjoin(Unit, col(Unit.id) == Supervision.unit_id)
        .outerjoin(Station, col(Station.id) == Supervision.station_id)
        .outerjoin(Office, col(Office.id) == Supervision.desk_id)
        .where(visible_orders(actor))
    )


async def page(
    session: AsyncSession, actor: Actor, filters: Filters, now: datetime, *, limit: int, before: UUID | None
) -> tuple[list[OrderSummary], UUID | None]:
    query = _query(actor).where(*filters.conditions(actor, day_of(now)))
    if before is not None:
        query = query.where(col(Supervision.id) < before)
    rows = list(await session.exec(query.order_by(col(Supervision.id).desc()).limit(limit + 1)))
    items = [OrderSummary(**_summary(actor, now, *row)) for row in rows[:limit]]
    return items, items[-1].id if len(rows) > limit else None


async def get(session: AsyncSession, actor: Actor, order_id: UUID, now: datetime) -> OrderOut:
    """NotFound ORDER_NOT_FOUND for what the actor may not know of."""
    return _shown(actor, now, *await _find(session, actor, order_id))


async def answer(
    session: AsyncSession, actor: Actor, order_id: UUID, form: OrderAnswerForm, now: datetime
) -> OrderOut:
    """Once, by whom it is addressed to. Forbidden; Conflict STALE_VERSION, ORDER_CLOSED, ORDER_ANSWERED."""
    order, *more = await _open(session, actor, order_id, form.version, answers)
    if order.answered_at is not None:
        raise Conflict("ORDER_ANSWERED")
    order.answer, order.answered_by, order.answered_at = form.text, actor.name, now
    order.answered_by_id = actor.appointment_id
    return await _written(session, actor, now, order, *more)


async def progress(
    session: AsyncSession, actor: Actor, order_id: UUID, form: MilestoneDoneForm, now: datetime
) -> OrderOut:
    """A milestone was reached. NotFound REFERENCE_NOT_FOUND; Conflict DATE_OUT_OF_RANGE, NOTHING_CHANGED."""
    order, *more = await _open(session, actor, order_id, form.version, answers, oversees)
    if form.title not in {each["title"] for each in order.milestones}:
        raise NotFound("REFERENCE_NOT_FOUND", "没有这个节点")
    if form.done_on > day_of(now):
        raise Conflict("DATE_OUT_OF_RANGE", "完成日期不能晚于今天")
    reached = {"done_on": form.done_on.isoformat(), "proof": form.proof}
    steps: list[Json] = [
        each | reached if each["title"] == form.title and not each["done_on"] else each
        for each in order.milestones
    ]
    if steps == order.milestones:
        raise Conflict("NOTHING_CHANGED", "该节点已经完成")
    order.milestones = steps
    return await _written(session, actor, now, order, *more)


async def close(
    session: AsyncSession, actor: Actor, order_id: UUID, form: OrderCloseForm, now: datetime
) -> OrderOut:
    """By who watches over it, never by who was ordered. Forbidden; Conflict ORDER_CLOSED, ORDER_TO_ONESELF."""
    order, *more = await _open(session, actor, order_id, form.version, oversees)
    if _judges_himself(actor, order):
        raise Conflict("ORDER_TO_ONESELF")
    order.finding, order.fulfilled = form.finding, form.fulfilled
    order.closed_by, order.closed_at = actor.name, now
    return await _written(session, actor, now, order, *more)


def _judges_himself(actor: Actor, order: Supervision) -> bool:
    """At the county's office, above which there is nobody, another person than the one who answered may judge."""
    if order.station_id is not None:
        return order.station_id in actor.station_ids
    if order.desk_id is None or order.desk_id != actor.office_id:
        return False
    return actor.role is not Role.COUNTY_OFFICE or order.answered_by_id in (None, actor.appointment_id)


async def _find(session: AsyncSession, actor: Actor, order_id: UUID, *, lock: bool = False) -> Any:
    query = _query(actor).where(Supervision.id == order_id)
    if lock:
        query = query.with_for_update(of=Supervision).execution_options(populate_existing=True)
    row = (await session.exec(query)).one_or_none()
    if row is None:
        raise NotFound("ORDER_NOT_FOUND")
    return row


async def _open(
    session: AsyncSession,
    actor: Actor,
    order_id: UUID,
    version: int,
    *may: Callable[[Actor, Supervision], bool],
) -> Any:
    """Held until the transaction ends, and not closed yet. Who may not comes before what he was looking at."""
    row = await _find(session, actor, order_id, lock=True)
    order: Supervision = row[0]
    if not any(right(actor, order) for right in may):
        raise Forbidden("FORBIDDEN")
    check_version(order, version)
    if order.closed_at is not None:
        raise Conflict("ORDER_CLOSED")
    return row


async def _written(
    session: AsyncSession, actor: Actor, now: datetime, order: Supervision, about: Case | None, addressee: str
) -> OrderOut:
    order.version += 1
    await session.flush()
    return _shown(actor, now, order, about, addressee)


def _summary(actor: Actor, now: datetime, order: Supervision, about: Case | None, addressee: str) -> Json:
    return order.model_dump(include=set(OrderSummary.model_fields)) | {
        "state": state_of(order),
        "overdue": supervision.overdue(order, day_of(now)),
        "case_number": about.number if about else None,
        "case_title": title_for(actor, about) if about else None,
        "addressee": addressee,
        "by_rule": order.appointment_id is None,
        "milestones_done": sum(bool(each["done_on"]) for each in order.milestones),
        "milestones_total": len(order.milestones),
    }


def _shown(actor: Actor, now: datetime, order: Supervision, about: Case | None, addressee: str) -> OrderOut:
    is_open = order.closed_at is None
    return OrderOut(
        **order.model_dump(include=set(OrderOut.model_fields))
        | _summary(actor, now, order, about, addressee),
        may_answer=is_open and answers(actor, order),
        may_close=is_open and oversees(actor, order) and not _judges_himself(actor, order),
    )

"""Alarm that a figure raised: it becomes a case or is dismissed, and what came of the case is written down."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.vocabulary import AlertState, Channel, Kind, Visibility
from app.errors import Conflict, Forbidden, NotFound
from app.models import Alert, Indicator, Reading, Unit
from app.schemas.alerts import AlertDismissForm, AlertOpenForm, AlertOut, AlertOutcomeForm
from app.schemas.intake import EntryForm
from app.security.actors import Actor
from app.security.supervision import OFFICES, WATCHERS, visible_indicators
from app.services import intake
from app.services.directory import check_version
from app.services.memory import Memory
from app.services.repeats import Once


async def page(
    session: AsyncSession,
    actor: Actor,
    state: AlertState | None,
    indicator_id: UUID | None,
    *,
    limit: int,
    before: UUID | None,
) -> tuple[list[AlertOut], UUID | None]:
    """Forbidden for those who are watched."""
    _require(actor, WATCHERS)
    query = _query(actor)
    if state is not None:
        query = query.where(*_in_state(state))
    if indicator_id is not None:
        query = query.where(Alert.indicator_id == indicator_id)
    if before is not None:
        query = query.where(col(Alert.id) < before)
    rows = list(await session.exec(query.order_by(col(Alert.id).desc()).limit(limit + 1)))
    items = [_shown(*row) for row in rows[:limit]]
    return items, items[-1].id if len(rows) > limit else None


def _require(actor: Actor, roles: frozenset[Any]) -> None:
    if actor.role not in roles:
        raise Forbidden("FORBIDDEN")


def _query(actor: Actor) -> Any:
    return (
        select(Alert, Indicator, Unit.name)
        .select_from(Alert)
        .join(Indicator, col(Indicator.id) == Alert.indicator_id)
        .join(Unit, col(Unit.id) == Indicator.unit_id)
        .where(visible_indicators(actor))
    )


def _in_state(state: AlertState) -> list[Any]:
    opened, dismissed, outcome = col(Alert.case_id), col(Alert.dismissed), col(Alert.outcome)
    return {
        AlertState.RAISED: [opened.is_(None), dismissed == ""],
        AlertState.DISMISSED: [dismissed != ""],
        AlertState.OPENED: [opened.is_not(None), outcome == ""],
        AlertState.SETTLED: [outcome != ""],
    }[state]


def _state(alert: Alert) -> AlertState:
    if alert.dismissed:
        return AlertState.DISMISSED
    if alert.case_id is None:
        return AlertState.RAISED
    return AlertState.SETTLED if alert.outcome else AlertState.OPENED


def _shown(alert: Alert, indicator: Indicator, unit_name: str) -> AlertOut:
    return AlertOut(
        **alert.model_dump(include=set(AlertOut.model_fields)),
        **indicator.model_dump(include={"measure", "direction", "unit_id"}),
        indicator_name=indicator.name,
        unit_name=unit_name,
        state=_state(alert),
    )


async def shown(session: AsyncSession, actor: Actor, ids: list[UUID]) -> list[AlertOut]:
    """These, the first first."""
    rows = await session.exec(_query(actor).where(col(Alert.id).in_(ids)).order_by(col(Alert.id)))
    return [_shown(*row) for row in rows]


async def get(session: AsyncSession, actor: Actor, alert_id: UUID) -> AlertOut:
    _require(actor, WATCHERS)
    return _shown(*await _find(session, actor, alert_id))


async def open_case(
    session: AsyncSession, memory: Memory, actor: Actor, alert_id: UUID, form: AlertOpenForm, once: Once
) -> AlertOut:
    """A case as if the office had written it down. Refused as `intake.enter`; Conflict ALERT_DECIDED."""
    alert, indicator, unit_name = await _raised(session, actor, alert_id, form.version)
    reading = await session.get_one(Reading, alert.reading_id)
    entry = EntryForm(
        kind=Kind.REVIEW_ITEM,
        channel=Channel.EXTERNAL,
        title=form.title,
        text="\n".join(filter(None, (_facts(alert, indicator, reading, unit_name), form.text))),
        category_code=indicator.category_code,
        area_code=indicator.area_code if indicator.area_code != indicator.county_code else None,
        station_id=form.station_id,
        visibility=Visibility.UNITS,
    )
    case = await intake.enter(
        session, memory, actor, entry, replace(once, key=None), occasion=indicator.source
    )
    alert.case_id = case.id
    return await _decided(session, actor, alert, once.now)


def _facts(alert: Alert, indicator: Indicator, reading: Reading, unit_name: str) -> str:
    """What everybody who handles it has to know: which figure of what, how far beyond, on which day, from where."""
    said = [f"{number.normalize():f}{indicator.measure}" for number in (alert.value, alert.threshold)]
    return (
        f"{indicator.name}：{alert.subject}为{said[0]}，{indicator.direction.label}{said[1]}"
        f"（{reading.read_on.isoformat()}，{indicator.source}）。责任单位：{unit_name}。"
    )


async def dismiss(
    session: AsyncSession, actor: Actor, alert_id: UUID, form: AlertDismissForm, now: datetime
) -> AlertOut:
    """With a reason. Conflict ALERT_DECIDED."""
    alert, _, _ = await _raised(session, actor, alert_id, form.version)
    alert.dismissed = form.reason
    return await _decided(session, actor, alert, now)


async def settle(
    session: AsyncSession, actor: Actor, alert_id: UUID, form: AlertOutcomeForm, now: datetime
) -> AlertOut:
    """What came of the case, once. Conflict ALERT_NOT_OPENED, ALERT_SETTLED."""
    alert, _, _ = await _held(session, actor, alert_id, form.version)
    if alert.case_id is None:
        raise Conflict("ALERT_NOT_OPENED")
    if alert.outcome:
        raise Conflict("ALERT_SETTLED")
    alert.outcome, alert.amount_yuan = form.text, form.amount_yuan
    alert.settled_by, alert.settled_at = actor.name, now
    return await _written(session, actor, alert)


async def _find(session: AsyncSession, actor: Actor, alert_id: UUID, *, lock: bool = False) -> Any:
    query = _query(actor).where(Alert.id == alert_id)
    if lock:
        query = query.with_for_update(of=Alert).execution_options(populate_existing=True)
    row = (await session.exec(query)).one_or_none()
    if row is None:
        raise NotFound("ALERT_NOT_FOUND")
    return row


async def _held(session: AsyncSession, actor: Actor, alert_id: UUID, version: int) -> Any:
    """Until the transaction ends, as its author saw it."""
    _require(actor, OFFICES)
    row = await _find(session, actor, alert_id, lock=True)
    check_version(row[0], version)
    return row


async def _raised(session: AsyncSession, actor: Actor, alert_id: UUID, version: int) -> Any:
    row = await _held(session, actor, alert_id, version)
    if _state(row[0]) is not AlertState.RAISED:
        raise Conflict("ALERT_DECIDED")
    return row


async def _decided(session: AsyncSession, actor: Actor, alert: Alert, now: datetime) -> AlertOut:
    alert.decided_by, alert.decided_at = actor.name, now
    return await _written(session, actor, alert)


async def _written(session: AsyncSession, actor: Actor, alert: Alert) -> AlertOut:
    alert.version += 1
    await session.flush()
    return _shown(*await _find(session, actor, alert.id))

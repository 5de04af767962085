"""The routing rules as administrators keep them: an order, with at most one rule for all the rest, at its end."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete as delete_from
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.audit import AuditAction
from app.domain.vocabulary import OfficeKind
from app.errors import Conflict, FieldError, InvalidRequest, NotFound
from app.models import Notice, RoutingRule, Station
from app.models.base import new_id
from app.schemas.routing import MOST_RULES, OrderForm, RuleEdit, RuleForm, RuleList, RuleOut
from app.security.actors import Actor
from app.services import areas, audit, directory
from app.services.nouns import Noun
from app.services.routing import IN_ORDER, NOUN, Places, places
from app.services.turns import take_turns

RULE = Noun(NOUN, RoutingRule, RuleOut)
_MISSING = {
    "unit_id": "UNIT_NOT_FOUND",
    "office_id": "REFERENCE_NOT_FOUND",
    "to_station_id": "STATION_NOT_FOUND",
    "station_id": "STATION_NOT_FOUND",
    "category_code": "CATEGORY_NOT_FOUND",
    "area_code": "AREA_NOT_FOUND",
}


async def page(session: AsyncSession, actor: Actor) -> RuleList:
    """All of them, in order."""
    rows = await _stored(session, actor.county_code)
    found = await places(session, actor.county_code, rows)
    return RuleList(items=[_out(row, found) for row in rows])


def _out(row: RoutingRule, found: Places) -> RuleOut:
    return RuleOut(**row.model_dump(), target_name=found.target(row).name)


async def create(session: AsyncSession, actor: Actor, form: RuleForm, now: datetime) -> RuleOut:
    """Last in the order, but before the one for all the rest. NotFound and Conflict as `check`."""
    rows = await _ordering(session, actor)
    if len(rows) >= MOST_RULES:
        raise Conflict("LIMIT_REACHED", f"分流规则最多 {MOST_RULES} 条")
    row = RoutingRule(id=new_id(), county_code=actor.county_code, position=0, **form.columns())
    _note_off(actor, row, now)
    found = await check(session, actor.county_code, [row])
    before = [other for other in rows if not _fits_all(other)]
    last = [other for other in rows if _fits_all(other)]
    place([*before, row, *last] if not _fits_all(row) else [*rows, row])
    session.add(row)
    audit.record(session, actor, AuditAction.CREATE, NOUN, row.id, None, audit.snapshot(row), now)
    await session.flush()
    return _out(row, found)


async def edit(session: AsyncSession, actor: Actor, rule_id: UUID, form: RuleEdit, now: datetime) -> RuleOut:
    """Replaces all of it but its place. Switched on, it must lead somewhere."""
    rows = await _ordering(session, actor)
    row: RoutingRule = await directory.locked(session, actor, RULE, rule_id, form.version)
    before = audit.snapshot(row)
    for name, value in form.columns().items():
        setattr(row, name, value)
    row.version += 1
    _note_off(actor, row, now)
    found = await check(session, actor.county_code, [row])
    place(rows)
    audit.record(session, actor, AuditAction.EDIT, NOUN, row.id, before, audit.snapshot(row), now)
    await session.flush()
    return _out(row, found)


async def delete(session: AsyncSession, actor: Actor, rule_id: UUID, now: datetime) -> None:
    """With what was told of it. The database refuses for a rule that has sent cases: they say by which they went."""
    await _ordering(session, actor)
    row = await directory.locked(session, actor, RULE, rule_id)
    await session.exec(delete_from(Notice).where(col(Notice.rule_id) == row.id))
    audit.record(session, actor, AuditAction.DELETE, NOUN, row.id, audit.snapshot(row), None, now)
    await session.delete(row)
    await session.flush()


async def order(session: AsyncSession, actor: Actor, form: OrderForm, now: datetime) -> RuleList:
    """All rules in another order. Conflict STALE_VERSION if they are no longer those that the author saw."""
    rows = await _ordering(session, actor)
    by_id = {row.id: row for row in rows}
    seen = {item.id: item.version for item in form.rules}
    if len(seen) < len(form.rules):
        repeated = FieldError("rules", "REPEATED", "同一条规则列了两次")
        raise InvalidRequest("VALIDATION_FAILED", errors=[repeated])
    if seen != {row.id: row.version for row in rows}:
        raise Conflict("STALE_VERSION", "规则已被他人增减或修改，请刷新后重试")
    before = {row.id: audit.snapshot(row) for row in rows}
    place([by_id[rule_id] for rule_id in seen])
    for row in rows:
        if row.position != before[row.id]["position"]:
            row.version += 1
            after = audit.snapshot(row)
            audit.record(session, actor, AuditAction.EDIT, NOUN, row.id, before[row.id], after, now)
    await session.flush()
    return await page(session, actor)


async def _stored(session: AsyncSession, county_code: str, *, lock: bool = False) -> list[RoutingRule]:
    query = select(RoutingRule).where(RoutingRule.county_code == county_code).order_by(*IN_ORDER)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return list(await session.exec(query))


async def _ordering(session: AsyncSession, actor: Actor) -> list[RoutingRule]:
    """All rules, held. Changes of the list wait for each other: each keeps its order whole, two at once might not."""
    await take_turns(session, actor.county_code)
    return await _stored(session, actor.county_code, lock=True)


def place(rows: Sequence[RoutingRule]) -> None:
    """Numbers them in this order. Conflict CATCH_ALL_NOT_LAST: what stands after a rule that fits all never counts."""
    if any(_fits_all(row) for row in rows[:-1]):
        raise Conflict("CATCH_ALL_NOT_LAST")
    for position, row in enumerate(rows, start=1):
        row.position = position


def _fits_all(row: RoutingRule) -> bool:
    conditions = (row.kinds, row.category_code, row.area_code, row.station_id, row.words)
    return not any(conditions)


def _note_off(actor: Actor, row: RoutingRule, now: datetime) -> None:
    """Since when and why it is off; kept as it was if it was off before."""
    if row.active:
        row.off_at, row.off_reason = None, ""
    elif row.off_at is None:
        row.off_at, row.off_reason = now, f"由{actor.name}停用"


async def check(
    session: AsyncSession, county_code: str, rows: Sequence[RoutingRule], *, proposed: bool = False
) -> Places:
    """All that the rules name is there and has not ended, each leads somewhere, and elsewhere.

    What a rule to be stored names is held until the transaction ends; those only `proposed` have a number each.
    """
    found = await places(session, county_code, rows, hold=not proposed)
    for number, row in enumerate(rows):
        prefix = f"rules.{number}." if proposed else ""
        for name in found.missing(row):
            code = _MISSING[name]
            raise NotFound(code, errors=[FieldError(f"{prefix}{name}", code, "没有找到")])
        area = found.of(row, "area_code")
        if area is not None and area.successor_code is not None:
            raise await areas.ended(session, county_code, area.code)
        office = found.of(row, "office_id")
        if office is not None and office.kind is not OfficeKind.COMMITTEE:
            problem = FieldError(f"{prefix}office_id", "NOT_A_COMMITTEE", "只有委室能认领事项")
            raise InvalidRequest("VALIDATION_FAILED", errors=[problem])
        target = found.target(row)
        if row.active and not target.in_force:
            raise Conflict("TARGET_INACTIVE", f"“{target.name}”已停用，不能启用规则“{row.name}”")
        if await _already_there(session, row):
            raise Conflict("ROUTE_TO_ITSELF", f"规则“{row.name}”的事项本来就在“{target.name}”")
    return found


async def _already_there(session: AsyncSession, row: RoutingRule) -> bool:
    """It sends what comes in at a station to that station, or to the one on whose desk the point's matters lie."""
    if row.station_id is None or row.to_station_id is None:
        return False
    own = select(col(Station.id), col(Station.parent_id)).where(col(Station.id) == row.station_id)
    above = own.cte(recursive=True)
    above = above.union(
        select(col(Station.id), col(Station.parent_id)).where(col(Station.id) == above.c.parent_id)
    )
    return (await session.exec(select(above.c.id).where(above.c.id == row.to_station_id))).first() is not None

"""Where a new matter goes by the county's rules; a rule whose target left switches itself off, and says so."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.audit import AuditAction
from app.domain.routing import Facts, Rule, Target, TargetKind, match, told
from app.domain.vocabulary import Kind
from app.models import Area, Case, Category, Office, RoutingRule, Station, Unit
from app.models.base import CountyRow
from app.security.actors import SYSTEM, Actor
from app.services import audit, notices
from app.services.opening import NewCase

NOUN = "routing_rule"

_POINTERS: dict[str, tuple[type[CountyRow], str]] = {
    "unit_id": (Unit, "id"),
    "office_id": (Office, "id"),
    "to_station_id": (Station, "id"),
    "station_id": (Station, "id"),
    "category_code": (Category, "code"),
    "area_code": (Area, "code"),
}
"""What a column of a rule points at."""
_TARGETS = {
    "unit_id": TargetKind.UNIT,
    "office_id": TargetKind.COMMITTEE,
    "to_station_id": TargetKind.STATION,
}


class Places:
    """What some rules point at, as it stands now: looked up once for all of them."""

    def __init__(self, rows: dict[tuple[type[CountyRow], Any], Any]) -> None:
        self._rows = rows

    def of(self, rule: RoutingRule, pointer: str) -> Any | None:
        """The row behind one column of the rule; None if it is empty, or points at nothing of the county."""
        return self._rows.get((_POINTERS[pointer][0], getattr(rule, pointer)))

    def missing(self, rule: RoutingRule) -> list[str]:
        """The columns that point at nothing."""
        set_ = (name for name in _POINTERS if getattr(rule, name) is not None)
        return [name for name in set_ if self.of(rule, name) is None]

    def target(self, rule: RoutingRule) -> Target:
        pointer = next(name for name in _TARGETS if getattr(rule, name) is not None)
        row: Any = self.of(rule, pointer)
        return Target(_TARGETS[pointer], row.id, row.name, row.active)

    def name(self, rule: RoutingRule, pointer: str) -> str:
        row = self.of(rule, pointer)
        return row.name if row is not None else getattr(rule, pointer) or ""

    def rule(self, row: RoutingRule) -> Rule:
        return Rule(
            id=row.id,
            name=row.name,
            reason=row.reason,
            target=self.target(row),
            kinds=frozenset(Kind(kind) for kind in row.kinds),
            category_code=row.category_code,
            category_name=self.name(row, "category_code"),
            area_code=row.area_code,
            area_name=self.name(row, "area_code"),
            station_id=row.station_id,
            station_name=self.name(row, "station_id"),
            words=tuple(row.words),
        )


async def places(
    session: AsyncSession, county_code: str, rules: Iterable[RoutingRule], *, hold: bool = False
) -> Places:
    """`hold` keeps all of it from being deleted or switched off until the transaction ends."""
    wanted: dict[tuple[type[CountyRow], str], set[Any]] = {}
    for rule in rules:
        for name, pointer in _POINTERS.items():
            if (value := getattr(rule, name)) is not None:
                wanted.setdefault(pointer, set()).add(value)
    found: dict[tuple[type[CountyRow], Any], Any] = {}
    for (model, key), values in wanted.items():
        query = select(model).where(getattr(model, key).in_(values), model.county_code == county_code)
        if hold:
            held = query.with_for_update(read=True, key_share=True).order_by(col(model.id))
            query = held.execution_options(populate_existing=True)
        found |= {(model, getattr(row, key)): row for row in await session.exec(query)}
    return Places(found)


IN_ORDER = (col(RoutingRule.position), col(RoutingRule.id))


async def rules_of(session: AsyncSession, county_code: str) -> tuple[Rule, ...]:
    """The rules that are on, in order. Immutable and of no session: good until the directory or a rule changes."""
    query = select(RoutingRule).where(RoutingRule.county_code == county_code, col(RoutingRule.active))
    rows = list(await session.exec(query.order_by(*IN_ORDER)))
    found = await places(session, county_code, rows)
    return tuple(found.rule(row) for row in rows)


class Routed(NamedTuple):
    """The rule that decided, and what the desk is told of it."""

    rule: Rule
    reason: str


def facts_of(case: Case | NewCase) -> Facts:
    """Of a matter just handed in, still where it came in."""
    return Facts(
        kind=case.kind,
        category_code=case.category_code,
        area_code=case.area_code,
        station_id=case.station_id,
        text=f"{case.title}\n{case.text}",
        accused_unit_id=case.accused_unit_id,
    )


def route(rules: Iterable[Rule], facts: Facts) -> Routed | None:
    """None: it stays at the desk of its own station."""
    rule = match(facts, rules)
    return Routed(rule, told(rule, facts)) if rule else None


def apply(case: Case | NewCase, routed: Routed) -> None:
    """A unit is proposed, a committee gets it into its pool once it is at county level, a station onto its desk.

    People decide: the level stays, and nothing is handed over.
    """
    target = routed.rule.target
    case.rule_id, case.route_reason = routed.rule.id, routed.reason
    if target.kind is TargetKind.UNIT:
        case.proposed_unit_id = target.id
    elif target.kind is TargetKind.COMMITTEE:
        case.field_id = target.id
    elif target.id != case.station_id:
        case.origin_station_id, case.station_id = case.station_id, target.id


async def direct(
    session: AsyncSession, case: Case | NewCase, rules: Iterable[Rule], now: datetime
) -> Routed | None:
    """What the county's rules say of a matter just handed in. Those that lead nowhere any more go off."""
    for target in {rule.target for rule in rules if not rule.target.in_force}:
        pointer = next(name for name, kind in _TARGETS.items() if kind is target.kind)
        left = {pointer.removeprefix("to_"): target.id}
        by = replace(SYSTEM, county_code=case.county_code)
        await switch_off(session, by, **left, reason=f"“{target.name}”已停用", now=now)
    routed = route(rules, facts_of(case))
    if routed is not None:
        apply(case, routed)
    return routed


async def switch_off(
    session: AsyncSession,
    actor: Actor,
    *,
    unit_id: UUID | None = None,
    office_id: UUID | None = None,
    station_id: UUID | None = None,
    reason: str,
    now: datetime,
) -> None:
    """The rules that lead to a target which has just left: off, written down, and every administrator told.

    It is the product that does it; the record names whose change was the cause.
    """
    targets = {"unit_id": unit_id, "office_id": office_id, "to_station_id": station_id}
    gone = [getattr(RoutingRule, name) == value for name, value in targets.items() if value is not None]
    query = select(RoutingRule).where(
        RoutingRule.county_code == actor.county_code, col(RoutingRule.active), or_(*gone)
    )
    held = query.order_by(col(RoutingRule.id)).with_for_update()
    rules: Sequence[RoutingRule] = list(await session.exec(held.execution_options(populate_existing=True)))
    cause = SYSTEM.name if actor.account_id is None else f"{SYSTEM.name}（因{actor.name}的操作）"
    by = replace(SYSTEM, county_code=actor.county_code, name=cause)
    for rule in rules:
        before = audit.snapshot(rule)
        rule.active, rule.off_at, rule.off_reason = False, now, reason
        rule.version += 1
        audit.record(session, by, AuditAction.EDIT, NOUN, rule.id, before, audit.snapshot(rule), now)
    await session.flush()
    await notices.tell_administrators(session, actor.county_code, [rule.id for rule in rules], now)

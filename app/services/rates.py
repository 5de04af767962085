"""Rates and lengths of steps: read from the roll-ups where one place is asked for, else from the facts themselves."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, cast, false, func, literal, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain import waits as lengths
from app.domain.deadlines import day_of
from app.domain.facts import COUNTS
from app.domain.rates import FEWEST, Counts, Rate, rates, total
from app.domain.vocabulary import Dimension, Wait
from app.models import Area, CaseFact, Category, Deputy, Office, RollUp, Station, Unit
from app.schemas.rates import (
    LeftOutCount,
    PlaceRates,
    PlaceWait,
    RateOut,
    Rates,
    RateSheet,
    WaitOut,
    Waits,
)
from app.security.access import waits_for_tally
from app.security.actors import Actor
from app.services import pressed
from app.services.figure_scopes import COLUMN, Period, Places, Scope, period, scope_of, words

_HIDDEN = ("satisfied", "basically", "dissatisfied")
_NAMED: dict[Dimension, tuple[Any, str]] = {
    Dimension.TOWN: (Area, "code"),
    Dimension.STATION: (Station, "id"),
    Dimension.UNIT: (Unit, "id"),
    Dimension.COMMITTEE: (Office, "id"),
    Dimension.DEPUTY: (Deputy, "id"),
    Dimension.CATEGORY: (Category, "code"),
}
ByKey = dict[str, Counts]


async def sheet(
    session: AsyncSession,
    actor: Actor,
    places: Places,
    by: Dimension | None,
    first: date | None,
    last: date | None,
    now: datetime,
) -> Rates:
    """Of the matters handed in within these days that the actor reaches, as they stand now."""
    days, scope = period(first, last, now), await scope_of(session, actor, places)
    whole = total((await _counts(session, actor, scope, days, None, now)).values())
    apart = await _counts(session, actor, scope, days, by, now) if by is not None else {}
    groups = _with_parents(apart) if by is Dimension.CATEGORY else apart
    names = await _names(session, actor, by, groups)
    least = FEWEST if by is Dimension.DEPUTY else 1
    own = FEWEST if places.deputy_id is not None else 1
    return Rates(
        since=days.since,
        until=days.until,
        scope=await words(session, actor, places),
        by=by,
        total=RateSheet(**_sheet(whole, own)),
        groups=[
            PlaceRates.model_construct(key=key, name=names.get(key, ""), **_sheet(groups[key], least))
            for key in sorted(groups)
        ],
    )


def _sheet(counts: Counts, least: int) -> dict[str, Any]:
    """The answer is made of what was reckoned here: nothing in it needs to be checked again, rate by rate."""
    found = rates(counts, least=least)
    values = {each.name: getattr(found, each.name) for each in fields(found)}
    return {name: _out(value) if isinstance(value, Rate) else value for name, value in values.items()}


def _out(rate: Rate) -> RateOut:
    left_out = [
        LeftOutCount.model_construct(reason=reason, label=reason.label, count=count)
        for reason, count in rate.left_out.items()
        if count
    ]
    return RateOut(numerator=rate.numerator, denominator=rate.denominator, rate=rate.rate, left_out=left_out)


def _with_parents(apart: ByKey) -> ByKey:
    """A category and everything below it."""
    found: ByKey = defaultdict(Counts)
    for key, counts in apart.items():
        for code in _path(key):
            found[code] = found[code] + counts
    return found


def _path(code: str) -> list[str]:
    """The category and all above it."""
    parts = code.split(".")
    return [".".join(parts[:end]) for end in range(1, len(parts) + 1)]


async def _names(
    session: AsyncSession, actor: Actor, by: Dimension | None, groups: Iterable[str]
) -> dict[str, str]:
    if by is None:
        return {}
    model, key = _NAMED[by]
    query: Any = select(getattr(model, key), model.name).where(model.county_code == actor.county_code)
    wanted = set(groups)
    rows = (await (await session.connection()).execute(query)).all()
    return {str(found): name for found, name in rows if str(found) in wanted} | {"": "未分类"}


async def _counts(
    session: AsyncSession, actor: Actor, scope: Scope, days: Period, by: Dimension | None, now: datetime
) -> ByKey:
    """By the key along `by`; without one, all under the empty key."""
    rolled = _rolled(scope, days, by)
    query = _factual(actor, scope, days, by) if rolled is None else rolled
    connection, found = await session.connection(), defaultdict[str, Counts](Counts)
    for key, *numbers in (await connection.execute(query)).all():
        if by is None or key is not None:
            values = dict(zip((*COUNTS, "asked"), (number or 0 for number in numbers), strict=True))
            found[str(key)] = Counts(**values)
    await _add_overdue(session, scope, days, by, now, found)
    await pressed.take_out(session, actor, _factual_rows(scope, days, by), _key(by), found)
    return {key: counts for key, counts in found.items() if counts.received}


def _summed_place(scope: Scope, by: Dimension | None) -> Dimension | None:
    """Along which dimension the roll-ups hold what is asked for."""
    if scope.sums is None:
        return None
    if by is None:
        return scope.sums[0]
    return by if scope.sums[0] is Dimension.COUNTY else None


def _rolled(scope: Scope, days: Period, by: Dimension | None) -> Any:
    conditions = _rolled_rows(scope, days, by)
    if conditions is None:
        return None
    key: Any = literal("") if by is None else col(RollUp.key)
    sums = [func.sum(getattr(RollUp, name)) for name in COUNTS]
    query: Any = select(key, *sums, func.sum(RollUp.answered)).where(*conditions)
    return query if by is None else query.group_by(key)


def _rolled_rows(scope: Scope, days: Period, by: Dimension | None) -> list[ColumnElement[bool]] | None:
    dimension = _summed_place(scope, by)
    if dimension is None or scope.sums is None:
        return None
    found = [col(RollUp.county_code) == scope.county_code, col(RollUp.dimension) == dimension, days.rolled]
    if by is None:
        code = scope.sums[1]
        inside = col(RollUp.key).startswith(f"{code}.", autoescape=True)
        is_category = dimension is Dimension.CATEGORY
        found.append(or_(col(RollUp.key) == code, inside) if is_category else col(RollUp.key) == code)
    return found


def _factual_rows(scope: Scope, days: Period, by: Dimension | None) -> list[ColumnElement[bool]]:
    of_units = scope.of_units or by is Dimension.UNIT
    rows = col(CaseFact.unit_id).is_not(None) if of_units else col(CaseFact.unit_id).is_(None)
    return [col(CaseFact.county_code) == scope.county_code, days.days, rows, *scope.conditions]


def _key(by: Dimension | None) -> Any:
    return literal("") if by is None else getattr(CaseFact, COLUMN[by])


def _factual(actor: Actor, scope: Scope, days: Period, by: Dimension | None) -> Any:
    """Those whose work is rated learn nothing while others rate, not even whether."""
    sums: dict[str, Any] = {name: func.sum(getattr(CaseFact, name)) for name in COUNTS}
    asked: Any = func.sum(CaseFact.answered)
    if waits_for_tally(actor):
        decided = ~col(CaseFact.tallying)
        sums |= {name: sums[name].filter(decided) for name in _HIDDEN}
        asked = asked.filter(decided)
    query: Any = select(_key(by), *sums.values(), asked).where(*_factual_rows(scope, days, by))
    return query if by is None else query.group_by(_key(by))


async def _add_overdue(
    session: AsyncSession, scope: Scope, days: Period, by: Dimension | None, now: datetime, found: ByKey
) -> None:
    """What time alone makes of it: no roll-up knows what the clock says now."""
    late = {
        "overdue": col(CaseFact.due_at) < now,
        "promises_overdue": col(CaseFact.promise_due_on) < day_of(now),
    }
    rows = [col(CaseFact.county_code) == scope.county_code, days.days, *scope.conditions]
    connection = await session.connection()
    for name, condition in late.items():
        query: Any = select(_key(by), func.count()).where(*rows, condition)
        query = query if by is None else query.group_by(_key(by))
        for key, count in (await connection.execute(query)).all():
            if str(key) in found:
                setattr(found[str(key)], name, count)


async def steps(
    session: AsyncSession,
    actor: Actor,
    places: Places,
    by: Dimension | None,
    step: Wait,
    first: date | None,
    last: date | None,
    now: datetime,
) -> Waits:
    """How long every step took in all, and the one asked for by place."""
    days, scope = period(first, last, now), await scope_of(session, actor, places)
    whole = (await _lengths(session, actor, scope, days, None, None)).get("", Counter())
    apart = await _lengths(session, actor, scope, days, by, step) if by is not None else {}
    groups = _added_up(apart) if by is Dimension.CATEGORY else apart
    names = await _names(session, actor, by, groups)
    return Waits(
        since=days.since,
        until=days.until,
        scope=await words(session, actor, places),
        by=by,
        steps=[WaitOut(**_told(wait, whole)) for wait in Wait],
        groups=[
            PlaceWait.model_construct(key=key, name=names.get(key, ""), **_told(step, groups[key]))
            for key in sorted(groups)
        ],
    )


def _told(wait: Wait, counted: Mapping[int, int]) -> dict[str, Any]:
    hours: Counter[int] = Counter()
    for code, count in counted.items():
        which, length = lengths.told(code)
        if which is wait:
            hours[length] += count
    found = lengths.spread(hours)
    return {
        "wait": wait,
        "label": wait.label,
        "count": found.count,
        "median_hours": found.median,
        "p90_hours": found.p90,
    }


def _added_up(apart: Mapping[str, Counter[int]]) -> dict[str, Counter[int]]:
    found: dict[str, Counter[int]] = defaultdict(Counter)
    for key, counted in apart.items():
        for code in _path(key):
            found[code] += counted
    return found


async def _lengths(
    session: AsyncSession, actor: Actor, scope: Scope, days: Period, by: Dimension | None, step: Wait | None
) -> dict[str, Counter[int]]:
    """How often each code of `domain.waits` occurs, by key."""
    rows = _stored(scope, days, by, step).subquery()
    code = rows.c.each.op(">>")(32)
    query: Any = select(rows.c.key, code, func.sum(rows.c.each.op("&")((1 << 32) - 1)))
    if waits_for_tally(actor):
        query = query.where(or_(~rows.c.tallying, ~_of_step(rows.c.each, Wait.RATING)))
    found: dict[str, Counter[int]] = defaultdict(Counter)
    connection = await session.connection()
    for key, each, count in (await connection.execute(query.group_by(rows.c.key, code))).all():
        if key is not None:
            found[str(key)][each] = int(count)
    return found


def _stored(scope: Scope, days: Period, by: Dimension | None, step: Wait | None) -> Any:
    """Every number that `domain.waits` packed, with its key. No roll-up is read by those who wait for a tally."""
    conditions = _rolled_rows(scope, days, by)
    model: Any = CaseFact if conditions is None else RollUp
    key: Any = _key(by) if conditions is None else col(RollUp.key)
    tallying: Any = CaseFact.tallying if conditions is None else false()
    held = model.waits
    if step is not None:
        held = func.waits_of(held, *(cast(bound << 32, BigInteger) for bound in lengths.bounds(step)))
    named = literal("") if by is None else key
    labelled: Any = select(named.label("key"), func.unnest(held).label("each"), tallying.label("tallying"))
    return labelled.where(*(_factual_rows(scope, days, by) if conditions is None else conditions))


def _of_step(number: Any, step: Wait) -> ColumnElement[bool]:
    low, high = (bound << 32 for bound in lengths.bounds(step))
    return and_(number >= low, number < high)

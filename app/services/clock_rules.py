"""The rules of the clocks as administrators keep them: what was in force stays written as it was."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain import clock_rules as domain
from app.domain.audit import AuditAction
from app.domain.clock_rules import Period, Scope
from app.domain.deadlines import day_of
from app.domain.vocabulary import ClockName
from app.errors import Conflict, InvalidRequest
from app.models import ClockRule
from app.models.base import Json, new_id
from app.schemas.clock_rules import (
    MOST_RULES,
    ClockRuleChange,
    ClockRuleEnd,
    ClockRuleForm,
    ClockRuleList,
    ClockRuleOut,
)
from app.security.actors import Actor
from app.services import audit, directory, references
from app.services.nouns import Noun
from app.services.timetables import rule_of
from app.services.turns import take_turns

NOUN = "clock_rule"
RULE = Noun(NOUN, ClockRule, ClockRuleOut)
_ONE_DAY = timedelta(days=1)
_ORDER = list(ClockName)


async def listed(
    session: AsyncSession, actor: Actor, clock: ClockName | None, on: date | None
) -> ClockRuleList:
    """Those of the county, of a clock, in force on a day; the wider before the narrower."""
    query = select(ClockRule).where(ClockRule.county_code == actor.county_code)
    if clock is not None:
        query = query.where(ClockRule.clock == clock)
    if on is not None:
        last = col(ClockRule.valid_to)
        query = query.where(ClockRule.valid_from <= on, or_(last.is_(None), last >= on))
    rows = sorted(await session.exec(query), key=_place)
    return ClockRuleList(items=[ClockRuleOut.model_validate(row) for row in rows])


def _place(row: ClockRule) -> tuple[int, str, str, str, date]:
    return _ORDER.index(row.clock), row.profile, row.kind or "", row.category_code or "", row.valid_from


async def create(session: AsyncSession, actor: Actor, form: ClockRuleForm, now: datetime) -> ClockRuleOut:
    """InvalidRequest RULE_NUMBER, RULE_WITHOUT_SOURCE, RULE_PERIOD; NotFound; Conflict RULES_OVERLAP, LIMIT_REACHED."""
    domain.rule_of(form.number, form.unit, form.source)
    _check_begins(form.valid_from, now)
    if form.category_code is not None:
        await references.category(session, actor.county_code, form.category_code)
    await take_turns(session, actor.county_code)
    row = ClockRule(id=new_id(), county_code=actor.county_code, **form.columns())
    await _add(session, actor, row, now)
    return ClockRuleOut.model_validate(row)


async def change(
    session: AsyncSession, actor: Actor, rule_id: UUID, form: ClockRuleChange, now: datetime
) -> ClockRuleOut:
    """Ends on the day before, and another of the same scope goes on. Refused as `create`, and Conflict RULE_ENDED."""
    domain.rule_of(form.number, form.unit, form.source)
    _check_begins(form.valid_from, now)
    await take_turns(session, actor.county_code)
    old: ClockRule = await directory.locked(session, actor, RULE, rule_id)
    if form.valid_from <= old.valid_from:
        raise InvalidRequest("RULE_PERIOD", f"新规则应在原规则生效（{old.valid_from.isoformat()}）之后生效")
    _check_not_over(old, form.valid_from)
    await _end(session, actor, old, form.valid_from - _ONE_DAY, now)
    same = old.model_dump(include={"county_code", "clock", "kind", "category_code", "profile"})
    row = ClockRule(id=new_id(), **same, **form.model_dump())
    await _add(session, actor, row, now)
    return ClockRuleOut.model_validate(row)


async def end(
    session: AsyncSession, actor: Actor, rule_id: UUID, form: ClockRuleEnd, now: datetime
) -> ClockRuleOut:
    """InvalidRequest RULE_PERIOD; Conflict RULE_ENDED for one that was over by then."""
    _check_begins(form.last_day, now)
    await take_turns(session, actor.county_code)
    row: ClockRule = await directory.locked(session, actor, RULE, rule_id)
    Period(row.valid_from, form.last_day)
    _check_not_over(row, form.last_day)
    await _end(session, actor, row, form.last_day, now)
    return ClockRuleOut.model_validate(row)


async def delete(session: AsyncSession, actor: Actor, rule_id: UUID, now: datetime) -> None:
    """The database refuses for a rule that a clock was given."""
    await take_turns(session, actor.county_code)
    row: ClockRule = await directory.locked(session, actor, RULE, rule_id)
    audit.record(session, actor, AuditAction.DELETE, NOUN, row.id, audit.snapshot(row), None, now)
    await session.delete(row)
    await session.flush()


def _check_begins(day: date, now: datetime) -> None:
    """What was in force on a day that is over stays as it was."""
    if day < day_of(now):
        raise InvalidRequest("RULE_PERIOD", "不能早于今天")


def _check_not_over(row: ClockRule, day: date) -> None:
    if row.valid_to is not None and row.valid_to < day:
        raise Conflict("RULE_ENDED", f"该规则有效至 {row.valid_to.isoformat()}")


async def _end(session: AsyncSession, actor: Actor, row: ClockRule, last: date, now: datetime) -> None:
    before: Json = audit.snapshot(row)
    row.valid_to = last
    audit.record(session, actor, AuditAction.EDIT, NOUN, row.id, before, audit.snapshot(row), now)
    await session.flush()


async def _add(session: AsyncSession, actor: Actor, row: ClockRule, now: datetime) -> None:
    scope = Scope(row.clock, row.kind, row.category_code, row.profile)
    period = Period(row.valid_from, row.valid_to)
    query = select(ClockRule).where(ClockRule.county_code == actor.county_code, ClockRule.clock == row.clock)
    others = [rule_of(other) for other in await session.exec(query)]
    found = domain.overlapping(others, scope, period)
    if found is not None:
        until = found.period.last
        lasts = f"至 {until.isoformat()}" if until else "起长期"
        raise Conflict("RULES_OVERLAP", f"同一范围已有 {found.period.first.isoformat()} {lasts}有效的规则")
    total = select(func.count()).select_from(ClockRule).where(ClockRule.county_code == actor.county_code)
    if (await session.exec(total)).one() >= MOST_RULES:
        raise Conflict("LIMIT_REACHED", f"期限规则最多 {MOST_RULES} 条")
    session.add(row)
    audit.record(session, actor, AuditAction.CREATE, NOUN, row.id, None, audit.snapshot(row), now)
    await session.flush()

"""The lines of the clocks as administrators keep them: another row from a day on ends the one before it."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.audit import AuditAction
from app.domain.clock_rules import Period
from app.domain.deadlines import day_of
from app.domain.lines import OVERDUE
from app.domain.vocabulary import DeskLevel, Line
from app.errors import Conflict, InvalidRequest
from app.models import LineRule
from app.models.base import Json, new_id
from app.schemas.line_rules import LineRuleEnd, LineRuleForm, LineRuleList, LineRuleOut
from app.security.actors import Actor
from app.services import audit, directory
from app.services.nouns import Noun
from app.services.turns import take_turns

NOUN = "line_rule"
RULE = Noun(NOUN, LineRule, LineRuleOut)
_ONE_DAY = timedelta(days=1)
_MOST_DAYS = 250
_PERCENTAGES = range(1, 100)
_ORDER = list(Line)


async def listed(session: AsyncSession, actor: Actor, on: date | None) -> LineRuleList:
    """Those of the county, or those of them in force on a day."""
    query = select(LineRule).where(LineRule.county_code == actor.county_code)
    if on is not None:
        last = col(LineRule.valid_to)
        query = query.where(LineRule.valid_from <= on, or_(last.is_(None), last >= on))
    rows = sorted(await session.exec(query), key=_place)
    return LineRuleList(items=[LineRuleOut.model_validate(row) for row in rows])


def _place(row: LineRule) -> tuple[str, int, date]:
    return row.level, _ORDER.index(row.line), row.valid_from


async def in_force(
    session: AsyncSession, county_code: str, line: Line, level: DeskLevel, day: date
) -> LineRule | None:
    """The row of that scope on that day."""
    last = col(LineRule.valid_to)
    query = select(LineRule).where(
        LineRule.county_code == county_code,
        LineRule.line == line,
        LineRule.level == level,
        LineRule.valid_from <= day,
        or_(last.is_(None), last >= day),
    )
    return (await session.exec(query)).one_or_none()


async def create(session: AsyncSession, actor: Actor, form: LineRuleForm, now: datetime) -> LineRuleOut:
    """The one in force on the first day of the new one ends the day before.

    InvalidRequest RULE_WITHOUT_SOURCE, RULE_PERIOD, LINE_WITHOUT_THRESHOLD, LINE_DAYS, LINE_SHARE; Conflict
    RULES_OVERLAP with one that begins on that day or later.
    """
    _check(form)
    _check_begins(form.valid_from, now)
    period = Period(form.valid_from, form.valid_to)
    await take_turns(session, actor.county_code)
    await _make_room(session, actor, form, period, now)
    row = LineRule(id=new_id(), county_code=actor.county_code, **form.model_dump())
    session.add(row)
    audit.record(session, actor, AuditAction.CREATE, NOUN, row.id, None, audit.snapshot(row), now)
    await session.flush()
    return LineRuleOut.model_validate(row)


async def end(
    session: AsyncSession, actor: Actor, rule_id: UUID, form: LineRuleEnd, now: datetime
) -> LineRuleOut:
    """From the next day on that line is not drawn. InvalidRequest RULE_PERIOD; Conflict RULE_ENDED."""
    _check_begins(form.last_day, now)
    await take_turns(session, actor.county_code)
    row: LineRule = await directory.locked(session, actor, RULE, rule_id)
    Period(row.valid_from, form.last_day)
    if row.valid_to is not None and row.valid_to < form.last_day:
        raise Conflict("RULE_ENDED", f"该规则有效至 {row.valid_to.isoformat()}")
    await _end(session, actor, row, form.last_day, now)
    return LineRuleOut.model_validate(row)


async def delete(session: AsyncSession, actor: Actor, rule_id: UUID, now: datetime) -> None:
    """Only one that is not in force yet: what was drawn stays on record. Conflict STILL_IN_USE."""
    await take_turns(session, actor.county_code)
    row: LineRule = await directory.locked(session, actor, RULE, rule_id)
    if row.valid_from <= day_of(now):
        raise Conflict("STILL_IN_USE", "该规则已经生效，可以终止")
    audit.record(session, actor, AuditAction.DELETE, NOUN, row.id, audit.snapshot(row), None, now)
    await session.delete(row)
    await session.flush()


def _check(form: LineRuleForm) -> None:
    if not form.source:
        raise InvalidRequest("RULE_WITHOUT_SOURCE")
    if form.days is None and form.share_left is None:
        raise InvalidRequest("LINE_WITHOUT_THRESHOLD")
    if form.days is not None and not 0 <= form.days <= _MOST_DAYS:
        raise InvalidRequest("LINE_DAYS", f"工作日数应为 0 至 {_MOST_DAYS}")
    if form.share_left is None:
        return
    if form.line in OVERDUE:
        raise InvalidRequest("LINE_SHARE", f"“{form.line.label}”在到期之后，只按工作日数")
    if form.share_left not in _PERCENTAGES:
        raise InvalidRequest("LINE_SHARE", "百分比应为 1 至 99")


def _check_begins(day: date, now: datetime) -> None:
    """What was drawn on a day that is over stays as it was."""
    if day < day_of(now):
        raise InvalidRequest("RULE_PERIOD", "不能早于今天")


async def _make_room(
    session: AsyncSession, actor: Actor, form: LineRuleForm, period: Period, now: datetime
) -> None:
    query = select(LineRule).where(
        LineRule.county_code == actor.county_code, LineRule.line == form.line, LineRule.level == form.level
    )
    meeting = [row for row in await session.exec(query) if Period(row.valid_from, row.valid_to).meets(period)]
    for row in meeting:
        if row.valid_from >= form.valid_from:
            raise Conflict("RULES_OVERLAP", f"同一道线已有 {row.valid_from.isoformat()} 起生效的规则")
    for row in meeting:
        await _end(session, actor, row, form.valid_from - _ONE_DAY, now)


async def _end(session: AsyncSession, actor: Actor, row: LineRule, last: date, now: datetime) -> None:
    before: Json = audit.snapshot(row)
    row.valid_to = last
    audit.record(session, actor, AuditAction.EDIT, NOUN, row.id, before, audit.snapshot(row), now)
    await session.flush()

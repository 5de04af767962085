"""What a rule would give for a case that might be; nothing is changed."""

import asyncio
from datetime import timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.clock_rules import ClockRule, Matter, choose
from app.domain.clocks import Clock, Extension, Pause
from app.domain.deadlines import day_of
from app.domain.due_dates import Timetable, deadline, extend
from app.domain.explanations import explain
from app.errors import Conflict
from app.schemas.clock_rules import ClockRuleOut, PreviewForm, PreviewOut
from app.security.actors import Actor
from app.services import references, timetables
from app.services.explaining import explanation_out
from app.services.memory import Memory

REFUSALS = (
    "CLOCK_WITHOUT_RULE",
    "PAUSE_BACKWARDS",
    "EXTENSION_TOO_LATE",
    "EXTENSION_NOT_LATER",
    "DATE_OUT_OF_RANGE",
)
_LONGEST = timedelta(days=15 * 366)
"""From the start to the due day: an explanation has a line for each of them."""


async def preview(session: AsyncSession, memory: Memory, actor: Actor, form: PreviewForm) -> PreviewOut:
    """NotFound CATEGORY_NOT_FOUND, and the codes of REFUSALS."""
    if form.category_code is not None:
        await references.remembered_category(session, memory, actor.county_code, form.category_code)
    matter = Matter(form.clock, form.kind, form.category_code, form.profile)
    rules = await timetables.rules(session, memory, actor.county_code)
    chosen = choose(rules, matter, day_of(form.start))
    if chosen is None:
        raise Conflict("CLOCK_WITHOUT_RULE")
    timetable = await timetables.timetable(session, memory, actor.county_code)
    pauses = tuple(Pause(each.start, each.end, each.reason) for each in form.pauses)
    clock = _extended(Clock(chosen.rule, form.start, pauses), timetable, form)
    if deadline(clock, timetable).runs_out - form.start > _LONGEST:
        raise Conflict("DATE_OUT_OF_RANGE", "到期日离起算日太远，不能试算")
    told = await asyncio.to_thread(explain, clock, timetable)
    return PreviewOut(
        rule=_rule_out(chosen),
        due_at=told.due,
        provisional=told.provisional,
        explanation=explanation_out(told),
    )


def _extended(clock: Clock, timetable: Timetable, form: PreviewForm) -> Clock:
    asked = form.extension
    if asked is None:
        return clock
    return extend(clock, timetable, Extension(asked.until, asked.asked_at, asked.granted_at))


def _rule_out(found: ClockRule) -> ClockRuleOut:
    scope, rule, period = found.scope, found.rule, found.period
    return ClockRuleOut(
        id=found.id,
        clock=scope.clock,
        kind=scope.kind,
        category_code=scope.category_code,
        profile=scope.profile,
        number=rule.number,
        unit=rule.unit,
        source=rule.source,
        valid_from=period.first,
        valid_to=period.last,
    )

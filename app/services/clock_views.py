"""The clocks of a case as people see them, now or as they stood at any moment before."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain import colours
from app.domain.clocks import Clock, Mark, Pause, pauses_of
from app.domain.deadlines import day_of
from app.domain.due_dates import Standing, standing
from app.domain.explanations import explain
from app.domain.lines import colour_of
from app.domain.vocabulary import ClockName, Colour, Line, Part, Role
from app.errors import Conflict, InvalidRequest, NotFound
from app.models import Assignment, Case, CaseClock, CaseEvent
from app.schemas.clocks import CaseClocks, ClockOut, ExplanationOut, LineOut
from app.security.access import reads_ratings
from app.security.actors import Actor
from app.services import clocks, crossings, seeing
from app.services.clock_rows import ClockRow
from app.services.crossings import Bodies
from app.services.explaining import explanation_out
from app.services.moves import load_assignments
from app.services.reckoning import Reckoner, clock_of, reckoner

FOR_CITIZENS = frozenset(
    {
        *(ClockName.REGISTER, ClockName.HAND_OVER, ClockName.REPLY, ClockName.REDO),
        *(ClockName.FEEDBACK, ClockName.RATING, ClockName.PROMISE),
    }
)
"""What a submitter waits for; how units sort it out among themselves is theirs."""


OUTSIDE = frozenset({Role.CITIZEN, Role.EXTERNAL})
"""To whom nobody tells colours: they are how congress organs watch over units."""


async def listed(
    session: AsyncSession, actor: Actor, case_id: UUID, as_of: datetime | None, now: datetime
) -> CaseClocks:
    """NotFound CASE_NOT_FOUND; InvalidRequest AS_OF_AHEAD for a moment that is still to come."""
    at = as_of or now
    if at > now:
        raise InvalidRequest("AS_OF_AHEAD")
    case = await seeing.get(session, actor, case_id)
    shares = await load_assignments(session, case.id)
    marks = (await clocks.marks(session, [case.id]))[case.id]
    told, names = await reckoner(session, case.county_code), await crossings.bodies(session, case.county_code)
    rows = [row for row, began in _in_turn(await _rows(session, case.id)) if began <= at]
    known = [_Known(told, case, row, marks, at) for row in rows]
    unsigned = any(_was_unsigned(share, at) for share in shares)
    items = [each.out(names, shares) for each in known if _shown_to(actor, case, each.row, shares)]
    if actor.role in OUTSIDE:
        plain = [item.model_copy(update={"colour": None, "lines": []}) for item in items]
        return CaseClocks(as_of=at, colour=None, time_colour=None, items=plain)
    time_colour = colours.worst(
        Colour.YELLOW if unsigned else Colour.GREEN,
        *(each.colour for each in known if each.stopped_at is None),
    )
    return CaseClocks(
        as_of=at, colour=await colour_at(session, case, at), time_colour=time_colour, items=items
    )


async def explanation(
    session: AsyncSession, actor: Actor, case_id: UUID, clock_id: UUID, now: datetime
) -> ExplanationOut:
    """NotFound CASE_NOT_FOUND, CLOCK_NOT_FOUND; Conflict CLOCK_WITHOUT_RULE for a promise: due as it was given."""
    case = await seeing.get(session, actor, case_id)
    shares = await load_assignments(session, case.id)
    row = next((each for each in await _rows(session, case.id) if each.id == clock_id), None)
    if row is None or not _shown_to(actor, case, row, shares):
        raise NotFound("CLOCK_NOT_FOUND")
    told = await reckoner(session, case.county_code)
    rule = told.rule_of(row)
    if rule is None:
        raise Conflict("CLOCK_WITHOUT_RULE", "承诺的期限就是承诺的日期")
    marks = (await clocks.marks(session, [case.id]))[case.id]
    clock = clock_of(row, rule, _within(row, marks))
    return explanation_out(await asyncio.to_thread(explain, clock, told.timetable))


async def colour_at(session: AsyncSession, case: Case, at: datetime) -> Colour:
    """What the case showed: what the last entry said that changed it."""
    query = (
        select(CaseEvent.colour)
        .where(CaseEvent.case_id == case.id, CaseEvent.at <= at, col(CaseEvent.colour).is_not(None))
        .order_by(col(CaseEvent.at).desc(), col(CaseEvent.id).desc())
        .limit(1)
    )
    return Colour((await session.exec(query)).first() or Colour.GREEN)


async def _rows(session: AsyncSession, case_id: UUID) -> list[ClockRow]:
    query = select(CaseClock).where(CaseClock.case_id == case_id)
    found = await session.exec(query.order_by(col(CaseClock.started_at), col(CaseClock.id)))
    return [ClockRow(**row.model_dump()) for row in found]


def _in_turn(rows: list[ClockRow]) -> Iterator[tuple[ClockRow, datetime]]:
    """From when on each ran. One that counts from the hand-over may have begun again: not before the one before it
    stopped.
    """
    stopped: dict[tuple[ClockName, UUID | None], datetime] = {}
    for row in sorted(rows, key=lambda each: each.id):
        key = row.name, row.assignment_id
        yield row, max(row.started_at, stopped.get(key, row.started_at))
        stopped[key] = row.stopped_at or row.started_at


def _shown_to(actor: Actor, case: Case, row: ClockRow, shares: Sequence[Assignment]) -> bool:
    """A unit sees its own hand-overs and the case as a whole; a resident what he waits for.

    The clock of the rating stops when a bad one comes: it is told like the rating itself.
    """
    if actor.role in OUTSIDE:
        return row.name in FOR_CITIZENS
    if row.name is ClockName.RATING and not reads_ratings(actor, case, row.round):
        return False
    own = {share.id for share in shares if share.unit_id == actor.unit_id}
    return not actor.is_unit or row.assignment_id is None or row.assignment_id in own


def _was_unsigned(share: Assignment, at: datetime) -> bool:
    accepted = share.accepted_at
    ended = share.ended_at is not None and share.ended_at <= at
    return share.unsigned and accepted is not None and accepted <= at and not ended


def _within(row: ClockRow, marks: Sequence[Mark]) -> tuple[Pause, ...]:
    """The pauses while this clock ran: one that came after it stopped was none of its own."""
    return pauses_of(mark for mark in marks if row.stopped_at is None or mark.at <= row.stopped_at)


class _Known:
    """A clock as it was known at a moment."""

    def __init__(
        self, told: Reckoner, case: Case, row: ClockRow, marks: Sequence[Mark], at: datetime
    ) -> None:
        self.told, self.case, self.row, self.at = told, case, row, at
        self.stopped_at = row.stopped_at if row.stopped_at and row.stopped_at <= at else None
        self.until = self.stopped_at or at
        rule = told.rule_of(row)
        pauses = _within(row, [mark for mark in marks if mark.at <= self.until])
        self.clock: Clock | None = clock_of(row, rule, pauses).as_of(self.until) if rule else None
        self.standing: Standing | None = (
            standing(self.clock, told.timetable, self.until) if self.clock else None
        )
        self.due_at = self.standing.deadline.runs_out if self.standing else row.due_at
        self.moments = told.lines(row, self.clock, case.level)
        self.paused = self.standing is not None and self.standing.suspended
        reached = self.standing.deadline.stopped_at if self.standing else None
        self.crossed = [each for each in self.moments if each.at <= (reached or self.until)]
        self.colour = colour_of(each.line for each in self.crossed)

    def out(self, names: Bodies, shares: Sequence[Assignment]) -> ClockOut:
        row, stands = self.row, self.standing
        rule = self.clock.rule if self.clock else None
        units = {share.id: share.unit_id for share in shares}
        answering = max(
            (share for share in shares if share.part is not Part.CO), key=lambda share: share.id, default=None
        )
        unit_id = units[row.assignment_id] if row.assignment_id else answering.unit_id if answering else None
        calendar = self.told.timetable.calendar
        left = stands.working_days if stands else calendar.count(day_of(self.until), day_of(self.due_at))
        return ClockOut(
            id=row.id,
            clock=row.name,
            label=row.name.label,
            assignment_id=row.assignment_id,
            holder=crossings.holder(names, self.case, row, unit_id),
            round=row.round,
            number=rule.number if rule else None,
            unit=rule.unit if rule else None,
            source=rule.source if rule else "",
            started_at=row.started_at,
            due_at=self.due_at,
            provisional=stands.deadline.provisional if stands else False,
            paused=self.paused,
            stopped_at=self.stopped_at,
            extended_until=self.clock.extension.until if self.clock and self.clock.extension else None,
            overdue=stands.overdue if stands else self.until > self.due_at,
            working_days_left=left,
            share_left=round(stands.share_left, 4) if stands else float(self.until <= self.due_at),
            colour=self.colour,
            lines=[self._line(each.line, each.at) for each in self.moments],
        )

    def _line(self, line: Line, at: datetime) -> LineOut:
        rules: Any = self.told.line_rules
        supervisor = crossings.supervisor(line, self.case.level, at, rules)
        crossed = any(each.line is line for each in self.crossed)
        return LineOut(line=line, label=line.label, at=at, crossed=crossed, supervisor=supervisor)

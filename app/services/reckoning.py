"""From the rows of a clock to its facts, and from these and a county's calendar to what it comes to."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain import clock_rules, lines
from app.domain.clock_rules import Matter
from app.domain.clocks import Clock, Extension, Pause, Rule, Unit
from app.domain.deadlines import day_of, end_of
from app.domain.due_dates import Deadline, Reached, Timetable, deadline
from app.domain.lines import LineRule, Moment
from app.domain.spans import NATURE, Nature
from app.domain.vocabulary import ClockName, ClockProfile, DeskLevel, Kind, Line
from app.services import timetables
from app.services.clock_rows import ClockRow
from app.services.memory import memory_of

LAPSING = frozenset(clock for clock, nature in NATURE.items() if nature is Nature.WINDOW)
"""Clocks that nobody is late for: when they run out, something happens by itself."""


class Reach(NamedTuple):
    """Where a clock ends, and its lines on the way there and beyond."""

    due: datetime
    provisional: bool
    moments: list[Moment]


@dataclass(frozen=True)
class Reckoner:
    """Everything about time that a county keeps: read once, asked for every clock."""

    timetable: Timetable
    rules: tuple[clock_rules.ClockRule, ...]
    line_rules: tuple[LineRule, ...]
    _chosen: dict[tuple[Matter, date], clock_rules.ClockRule | None] = field(default_factory=dict)
    _known: dict[tuple[UUID | None, ClockName, DeskLevel, date], Reach] = field(default_factory=dict)

    def rule_for(
        self, name: ClockName, kind: Kind, category: str | None, profile: ClockProfile, day: date
    ) -> clock_rules.ClockRule | None:
        asked = Matter(name, kind, category, profile), day
        if asked not in self._chosen:
            self._chosen[asked] = clock_rules.choose(self.rules, *asked)
        return self._chosen[asked]

    def rule_of(self, row: ClockRow) -> Rule | None:
        """The rule that a clock was given; None for a promise."""
        return self._by_id.get(row.rule_id) if row.rule_id else None

    @cached_property
    def _by_id(self) -> dict[UUID, Rule]:
        return {each.id: each.rule for each in self.rules}

    def reckon(self, row: ClockRow, pauses: Iterable[Pause], level: DeskLevel, now: datetime) -> None:
        """Fill in what follows from the facts of the row. What was crossed, and is not ahead again, stays crossed."""
        rule, pauses = self.rule_of(row), tuple(pauses)
        if rule is None:
            return
        if pauses or row.extended_until is not None or rule.unit.hourly:
            reached = self._reach(row, clock_of(row, rule, pauses), level)
        else:  # everything follows from the day of receipt
            key = (row.rule_id, row.name, level, day_of(row.started_at))
            reached = self._known.get(key) or self._reach(row, clock_of(row, rule, ()), level)
            self._known[key] = reached
        _fill(row, reached, now)

    def _reach(self, row: ClockRow, clock: Clock, level: DeskLevel) -> Reach:
        found = deadline(clock, self.timetable)
        return Reach(found.runs_out, found.provisional, self._moments(row, clock, found, level))

    def promise(self, row: ClockRow, due_on: date, level: DeskLevel, now: datetime) -> None:
        """A promise has no rule but its own day."""
        due = end_of(due_on)
        days = max((due_on - day_of(row.started_at)).days, 1)
        clock = Clock(Rule(days, Unit.CALENDAR_DAY, row.name.label), row.started_at)
        found = Deadline(Reached(due_on, due), None, due, None, False)
        _fill(row, Reach(due, False, self._moments(row, clock, found, level)), now)

    def lines(self, row: ClockRow, clock: Clock | None, level: DeskLevel) -> list[Moment]:
        """Those of a clock as it was known at some moment; of a promise as they stand."""
        if clock is None:
            return [Moment(at, Line(name)) for name, at in zip(row.lines, row.line_at, strict=True)]
        moments = self._moments(row, clock, deadline(clock, self.timetable), level)
        return _given(moments, row.started_at)

    def _moments(self, row: ClockRow, clock: Clock, found: Deadline, level: DeskLevel) -> list[Moment]:
        if row.name in LAPSING:
            return lines.lapse(found)
        day = clock.receipt
        in_force = (rule for rule in self.line_rules if rule.level is level and day in rule.period)
        return lines.moments(clock, self.timetable, found, in_force)


def _fill(row: ClockRow, reach: Reach, now: datetime) -> None:
    """A line that was crossed stays so unless it moved ahead of us. One that moved behind us, or lies in a pause that
    ends, is reached only now: what people saw until now was true.
    """
    before = dict(zip(row.lines, row.line_at, strict=True))
    crossed = frozenset(row.lines[: row.crossed])
    moments = _given(reach.moments, row.started_at)
    row.due_at, row.provisional = reach.due, reach.provisional
    row.lines = [each.line.value for each in moments]
    row.crossed = 0
    for each in moments:
        known = before.get(each.line.value, each.at)
        if each.line.value not in crossed or each.at > max(now, known):
            break
        row.crossed += 1
    behind = moments[: row.crossed]
    ahead = (
        each
        if row.paused_at is None and before.get(each.line.value) == each.at
        else Moment(max(each.at, now), each.line)
        for each in moments[row.crossed :]
    )
    row.line_at = [each.at for each in (*behind, *ahead)]


def _given(moments: Iterable[Moment], start: datetime) -> list[Moment]:
    """No line lies before the start; a reminder that would come with it is not given."""
    kept = (each for each in moments if each.line is not Line.REMIND or each.at > start)
    return [Moment(max(each.at, start), each.line) for each in kept]


def clock_of(row: ClockRow, rule: Rule, pauses: Iterable[Pause]) -> Clock:
    extension = None
    if row.extended_until is not None and row.asked_at is not None and row.granted_at is not None:
        extension = Extension(row.extended_until, row.asked_at, row.granted_at)
    return Clock(rule, row.started_at, tuple(pauses), extension)


async def reckoner(session: AsyncSession, county_code: str) -> Reckoner:
    memory = memory_of(session)

    async def read() -> Reckoner:
        return Reckoner(
            await timetables.timetable(session, memory, county_code),
            await timetables.rules(session, memory, county_code),
            await timetables.lines(session, memory, county_code),
        )

    return await memory.recall(("reckoner", county_code), read)


def crossed_lines(row: ClockRow) -> list[Line]:
    return [Line(name) for name in row.lines[: row.crossed]]

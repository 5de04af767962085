"""The sweep: clocks that came to a line since somebody last looked. Each line is crossed once, however often it runs.

It takes a batch of cases at a time and passes over those that somebody is at work on: the move itself crosses what is
due then (`clocks.catch_up`), or the next sweep does.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain import colours
from app.domain.lines import colour_of
from app.domain.vocabulary import (
    ClockName,
    Colour,
    DeskLevel,
    Line,
    Quality,
    Status,
)
from app.models import CaseEvent
from app.services import bulk, crossings, noting, timetables
from app.services.clocks import Crossing, catch_up
from app.services.crossings import Bodies, Rules
from app.services.memory import memory_of
from app.services.reckoning import LAPSING

BATCH = 1_000
"""Cases a transaction: nobody waits long for one of them."""

_CASES = text(
    """
    SELECT id, county_code, status, round, level, area_code, station_id, committee_id, quality, time_colour, colour
    FROM "case" WHERE id IN (
        SELECT case_id FROM case_clock WHERE next_at <= :now AND name <> ALL(:lapsing) ORDER BY next_at LIMIT :batch
    ) FOR NO KEY UPDATE SKIP LOCKED
    """
)
_CLOCKS = text(
    """
    SELECT c.id, c.case_id, c.assignment_id, c.name, c.due_at, c.paused_at, c.lines, c.line_at, c.crossed,
           coalesce(a.unit_id, CASE WHEN c.name = 'promise' THEN (
               SELECT unit_id FROM assignment WHERE case_id = c.case_id AND part <> 'co' ORDER BY id DESC LIMIT 1
           ) END) AS unit_id
    FROM case_clock AS c LEFT JOIN assignment AS a ON a.id = c.assignment_id
    WHERE c.case_id = ANY(:cases) AND c.next_at <= :now AND c.name <> ALL(:lapsing)
    """
)
_CROSSED = text(
    """
    UPDATE case_clock SET crossed = each.crossed
    FROM unnest(CAST(:ids AS uuid[]), CAST(:crossed AS int[])) AS each (id, crossed) WHERE case_clock.id = each.id
    """
)
_PAINTED = text(
    """
    UPDATE "case" SET time_colour = each.time, colour = each.shown, updated_at = :now
    FROM unnest(CAST(:ids AS uuid[]), CAST(:times AS text[]), CAST(:shown AS text[])) AS each (id, time, shown)
    WHERE "case".id = each.id
    """
)


async def sweep(session: AsyncSession, now: datetime) -> int:
    """One batch; how many lines were crossed. None: nothing is due, or all of it is in somebody's hands."""
    lapsing = [clock.value for clock in LAPSING]
    found = await _rows(session, _CASES, now=now, lapsing=lapsing, batch=BATCH)
    cases = {row.id: _case(row) for row in found}
    if not cases:
        return 0
    clocks = await _rows(session, _CLOCKS, now=now, lapsing=lapsing, cases=list(cases))
    rows = [_Clock(*row) for row in clocks]
    crossed = catch_up(rows, now)
    await _write(session, rows, await _entries(session, cases, crossed), list(cases.values()), now)
    return len(crossed)


@dataclass(slots=True)
class _Case:
    """A row of the first statement, in the words of the domain."""

    id: UUID
    county_code: str
    status: Status
    round: int
    level: DeskLevel
    area_code: str
    station_id: UUID
    committee_id: UUID | None
    quality: Colour
    time: Colour
    colour: Colour
    painted: bool = False


def _case(row: Any) -> _Case:
    status, flag = Status(row.status), Quality(row.quality) if row.quality else None
    return _Case(
        id=row.id,
        county_code=row.county_code,
        status=status,
        round=row.round,
        level=DeskLevel(row.level),
        area_code=row.area_code,
        station_id=row.station_id,
        committee_id=row.committee_id,
        quality=colours.of_quality(status, flag, row.round),
        time=Colour(row.time_colour),
        colour=Colour(row.colour),
    )


@dataclass(slots=True)
class _Clock:
    """A row of the second statement."""

    id: UUID
    case_id: UUID
    assignment_id: UUID | None
    name: ClockName
    due_at: datetime
    paused_at: datetime | None
    lines: list[str]
    line_at: list[datetime]
    crossed: int
    unit_id: UUID | None

    def __post_init__(self) -> None:
        self.name = ClockName(self.name)


async def _rows(session: AsyncSession, statement: Any, **values: Any) -> Sequence[Any]:
    result: Any = await session.exec(statement, params=values)
    found: Sequence[Any] = result.all()
    return found


async def _entries(
    session: AsyncSession, cases: dict[UUID, _Case], crossed: Iterable[Crossing]
) -> list[bulk.Values]:
    by_county: dict[str, list[Crossing]] = defaultdict(list)
    for each in crossed:
        by_county[cases[each.row.case_id].county_code].append(each)
    entries = []
    for county_code, found in by_county.items():
        names = await crossings.bodies(session, county_code)
        rules = await timetables.lines(session, memory_of(session), county_code)
        found.sort(key=lambda each: each.at)
        entries += [_entry(cases[each.row.case_id], each, names, rules) for each in found]
    return entries


def _entry(case: _Case, crossing: Crossing, names: Bodies, rules: Rules) -> bulk.Values:
    row: Any = crossing.row
    case.time = colours.worst(case.time, colour_of([crossing.line]))
    shown = colours.shown(case.time, case.quality, suspended=False)
    changed = shown if shown is not case.colour else None
    case.painted = case.painted or crossing.line is not Line.REMIND
    case.colour = shown
    who = crossings.holder(names, case, row, row.unit_id)
    return crossings.of_clock(case, row, crossing.line, crossing.at, who, rules, changed)


async def _write(
    session: AsyncSession,
    rows: list[_Clock],
    entries: list[bulk.Values],
    cases: list[_Case],
    now: datetime,
) -> None:
    await _run(session, _CROSSED, ids=[row.id for row in rows], crossed=[row.crossed for row in rows])
    painted = [case for case in cases if case.painted]
    times, shown = [case.time.value for case in painted], [case.colour.value for case in painted]
    if painted:
        await _run(session, _PAINTED, ids=[case.id for case in painted], times=times, shown=shown, now=now)
    for packed in bulk.pack(CaseEvent, entries):
        await bulk.send(session, packed)
    await noting.tell(session, cases[0].county_code, [entry["id"] for entry in entries], now)


async def _run(session: AsyncSession, statement: Any, **values: Any) -> None:
    await session.exec(statement, params=values)

"""Every running clock of a county anew, because its calendar changed; and the clocks that cases lack.

Set by set: what a page of clocks comes to is reckoned here, and written by a handful of statements.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import exists, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain import colours
from app.domain.clocks import Mark, pauses_of
from app.domain.deadlines import day_of
from app.domain.vocabulary import Action, Colour, DeskLevel, Kind, Quality, Status
from app.domain.workflow import OPEN
from app.models import Case, CaseClock, CaseEvent
from app.services import bulk, clocks, crossings, noting
from app.services.clock_rows import ClockRow
from app.services.clocks import Turn, turn_over
from app.services.moves import shares_of
from app.services.reckoning import Reckoner, reckoner

PAGE = 2_000

_RUNNING = text(
    """
    SELECT c.id, c.county_code, c.status, c.round, c.level, clocks.rows FROM (
        SELECT case_id, jsonb_agg(to_jsonb(case_clock)) AS rows FROM case_clock
        WHERE county_code = :county AND stopped_at IS NULL AND name <> 'promise' AND case_id > :after
        GROUP BY case_id ORDER BY case_id LIMIT :page
    ) AS clocks JOIN "case" AS c ON c.id = clocks.case_id ORDER BY c.id FOR NO KEY UPDATE OF c
    """
)
_SHARES = text(
    """
    UPDATE assignment SET reply_due_at = case_clock.due_at FROM case_clock
    WHERE case_clock.id = ANY(:ids) AND case_clock.assignment_id = assignment.id
      AND (case_clock.name = assignment.clock OR case_clock.name = 'co_opinion')
    """
)
_CASES = text(
    """
    WITH stands AS (
        SELECT c.case_id,
            min(c.due_at) FILTER (WHERE c.name IN ('reply', 'redo')) AS reply_due_at,
            min(c.due_at) FILTER (WHERE c.name = 'rating') AS rating_until,
            CASE WHEN bool_or(c.lines[1:c.crossed] && ARRAY['red', 'deputy_director', 'director']::varchar[]) THEN 'red'
                 WHEN bool_or('yellow' = ANY (c.lines[1:c.crossed]) OR coalesce(a.unsigned, false)) THEN 'yellow'
                 ELSE 'green' END AS time_colour
        FROM case_clock AS c LEFT JOIN assignment AS a ON a.id = c.assignment_id
        WHERE c.case_id = ANY(:ids) AND c.stopped_at IS NULL GROUP BY c.case_id
    )
    UPDATE "case" SET reply_due_at = stands.reply_due_at, time_colour = stands.time_colour, updated_at = :now,
        rating_until = coalesce(stands.rating_until, "case".rating_until)
    FROM stands WHERE "case".id = stands.case_id AND ("case".reply_due_at, "case".time_colour, "case".rating_until)
        IS DISTINCT FROM (stands.reply_due_at, stands.time_colour, coalesce(stands.rating_until, "case".rating_until))
    RETURNING "case".id, status, round, quality, suspended_until, "case".time_colour, colour
    """
)
_PAINTED = text(
    """
    UPDATE "case" SET colour = each.shown FROM unnest(CAST(:ids AS uuid[]), CAST(:shown AS text[])) AS each (id, shown)
    WHERE "case".id = each.id
    """
)


class Page(NamedTuple):
    """How many dates moved, and after which case to go on; None: that was the last."""

    moved: int
    last: UUID | None


async def recount(
    session: AsyncSession, county_code: str, why: str, after: UUID | None, now: datetime
) -> Page:
    """The clocks of one page of cases, in the order of their ids. Done twice it moves nothing more."""
    start = after or UUID(int=0)
    asked = {"county": county_code, "after": start, "page": PAGE}
    found: Any = await session.exec(_RUNNING, params=asked)  # type: ignore[call-overload]
    cases = found.all()
    if not cases:
        return Page(0, None)
    marks = await clocks.marks(session, [case.id for case in cases])
    told, changed, entries = await reckoner(session, county_code), [], []
    for case in cases:
        rows = [ClockRow.read(each) for each in case.rows]
        moved = _reckon(told, rows, DeskLevel(case.level), marks.get(case.id, []), now)
        changed += [row for row, _ in moved]
        entries += [_entry(case, row, before, now, why) for row, before in moved if _day_moved(row, before)]
    shown = await _write(session, changed, now)
    for entry in entries:
        entry["colour"] = shown.pop(entry["case_id"], None)
    for packed in bulk.pack(CaseEvent, entries):
        await bulk.send(session, packed)
    await noting.tell(session, county_code, [entry["id"] for entry in entries], now)
    return Page(len(entries), cases[-1].id)


def _reckon(
    told: Reckoner, rows: Iterable[ClockRow], level: DeskLevel, marks: list[Mark], now: datetime
) -> list[tuple[ClockRow, datetime]]:
    """Those that changed, each with when it was due before."""
    pauses, changed = pauses_of(marks), []
    for row in rows:
        before = row.due_at, row.provisional, row.lines, row.line_at
        told.reckon(row, pauses, level, now)
        if before != (row.due_at, row.provisional, row.lines, row.line_at):
            changed.append((row, before[0]))
    return changed


def _day_moved(row: ClockRow, before: datetime) -> bool:
    return day_of(before) != day_of(row.due_at)


def _entry(case: Any, row: ClockRow, before: datetime, now: datetime, why: str) -> bulk.Values:
    days = {"from": day_of(before).isoformat(), "to": day_of(row.due_at).isoformat()}
    data = {"clock": row.name.value, **days} | ({"reason": why} if why else {})
    return crossings.entry(case, Action.MOVE_DUE, now, data, assignment_id=row.assignment_id)


async def _write(session: AsyncSession, changed: list[ClockRow], now: datetime) -> dict[UUID, Colour]:
    """The clocks, and what cases and hand-overs say of them. The colours of the cases that show another now."""
    if not changed:
        return {}
    await clocks.keep(session, changed)
    await session.exec(_SHARES, params={"ids": [row.id for row in changed]})  # type: ignore[call-overload]
    ids = list({row.case_id for row in changed})
    found: Any = await session.exec(_CASES, params={"ids": ids, "now": now})  # type: ignore[call-overload]
    shown = {case.id: colour for case in found.all() if (colour := _shown(case)) != case.colour}
    if shown:
        values = {"ids": list(shown), "shown": [colour.value for colour in shown.values()]}
        await session.exec(_PAINTED, params=values)  # type: ignore[call-overload]
    return shown


def _shown(case: Any) -> Colour:
    flag = Quality(case.quality) if case.quality else None
    quality = colours.of_quality(Status(case.status), flag, case.round)
    return colours.shown(Colour(case.time_colour), quality, suspended=case.suspended_until is not None)


async def furnish(session: AsyncSession, county_code: str, now: datetime) -> int:
    """Clocks for open cases that have none, as those from before there were clocks; how many cases got any."""
    runs = exists().where(col(CaseClock.case_id) == Case.id, col(CaseClock.stopped_at).is_(None))
    query = select(Case).where(Case.county_code == county_code, col(Case.status).in_(OPEN), ~runs)
    query = query.order_by(col(Case.id)).with_for_update(skip_locked=True)
    cases = [case for case in await session.exec(query) if case.kind is not Kind.WISH]
    told, shares = await reckoner(session, county_code), await shares_of(session, [case.id for case in cases])
    rows = []
    for case in cases:
        rows += turn_over(told, Turn(case, shares.get(case.id, []), now), {}, ())
    await session.flush()
    await clocks.keep(session, rows)
    return len({row.case_id for row in rows})

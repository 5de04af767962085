"""Clocks follow the state of their case: compared before and after a move, some begin, some stop, some stand still."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import takewhile
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain import colours
from app.domain.clocks import Clock, Extension, Mark, pauses_of
from app.domain.deadlines import day_of
from app.domain.due_dates import deadline, extend
from app.domain.lines import colour_of
from app.domain.outcomes import OPEN_ASSIGNMENT, required_raters
from app.domain.spans import CaseState, Running, ShareState, running
from app.domain.vocabulary import Action, ClockName, Colour, DeskLevel, Kind, Line, Part, Role
from app.errors import Conflict
from app.models import Assignment, Case, CaseClock, CaseEvent
from app.models.base import new_id
from app.services import bulk
from app.services.clock_rows import ClockRow, Held, held_in, running_of_case
from app.services.reckoning import LAPSING, Reckoner, clock_of, crossed_lines, reckoner


class Ticking(Protocol):
    """A clock that may have come to a line."""

    name: ClockName
    paused_at: datetime | None
    lines: list[str]
    line_at: list[datetime]
    crossed: int


class Crossing(NamedTuple):
    """A line that a clock had come to, unnoticed until now."""

    row: Any
    line: Line
    at: datetime


@dataclass
class Turn:
    """A move, as far as time and colours are concerned: how the case stood before it."""

    case: Case
    shares: Sequence[Assignment]
    now: datetime
    reckons: bool = False
    """It changes how long a clock runs: a pause, an extension."""
    held: Held | None = None
    """The clocks that ran before it, if they are known already."""
    crossings: list[Crossing] = field(default_factory=list)
    before: frozenset[Running] = field(init=False)
    promised: date | None = field(init=False)
    time: Colour = field(init=False)
    quality: Colour = field(init=False)
    colour: Colour = field(init=False)

    def __post_init__(self) -> None:
        case = self.case
        self.before, self.promised = runs(case, self.shares), case.promise_due_on
        self.time, self.quality, self.colour = case.time_colour, quality_of(case), case.colour

    @property
    def changes(self) -> bool:
        moved = self.promised != self.case.promise_due_on
        return self.reckons or moved or self.comes_to_a_line or self.before != runs(self.case, self.shares)

    @property
    def comes_to_a_line(self) -> bool:
        """A clock came to one that nobody noticed yet."""
        return any(next(_lines_due(row, self.now), None) for row in (self.held or {}).values())


def quality_of(case: Case) -> Colour:
    return colours.of_quality(case.status, case.quality, case.round)


def runs(case: Case, shares: Iterable[Assignment]) -> frozenset[Running]:
    """The clocks that run for a case as it stands."""
    state = CaseState(
        status=case.status,
        kind=case.kind,
        round=case.round,
        talk_required=case.talk_required,
        told=case.told_at is not None,
        redo_asked=case.redo_asked,
        promise_due_on=case.promise_due_on,
        deputy_rates=Role.DEPUTY in required_raters(case.kind, double=case.double_evaluation),
        shares=tuple(_share_state(share) for share in shares),
    )
    return running(state)


def _share_state(share: Assignment) -> ShareState:
    return ShareState(
        share.id,
        share.status,
        share.part,
        share.round,
        share.clock,
        share.profile,
        share.communicated,
        share.return_final,
        share.created_at,
    )


async def follow(session: AsyncSession, turns: Sequence[Turn]) -> list[ClockRow]:
    """After moves: stops, starts and pauses what must be, says on the cases what follows. The rows to be written."""
    changed = [turn for turn in turns if turn.changes]
    if not changed:
        return []
    unknown = [turn.case.id for turn in changed if turn.held is None]
    found = await held(session, unknown) if unknown else {}
    paused = [turn.case.id for turn in changed if turn.reckons]
    earlier = await marks(session, paused) if paused else {}
    told = await reckoner(session, changed[0].case.county_code)
    rows: dict[UUID, ClockRow] = {}
    for turn in changed:
        known = found.get(turn.case.id, {}) if turn.held is None else turn.held
        rows |= {row.id: row for row in turn_over(told, turn, known, earlier.get(turn.case.id, []))}
    return list(rows.values())


def turn_over(told: Reckoner, turn: Turn, held: Held, marks: Iterable[Mark]) -> list[ClockRow]:
    """Stops, pauses and dates the clocks of one case that are held, and starts others. `marks`: its earlier pauses.

    All rows that are new or may have changed.
    """
    case, wanted = turn.case, runs(turn.case, turn.shares)
    turn.crossings += catch_up(held.values(), turn.now)
    touched = list(held.values())
    for key in held.keys() - {(each.clock, each.share_id) for each in wanted}:
        row = held.pop(key)
        row.stopped_at = max(turn.now, row.started_at)
    if turn.reckons and held:
        _reckon(told, turn, held, marks)
    for each in wanted:
        key = each.clock, each.share_id
        fresh = begin(told, case, each, turn.now) if key not in held else None
        if fresh is not None:
            fresh.paused_at = turn.now if case.suspended_until is not None else None
            held[key] = fresh
            touched.append(fresh)
    _date_promise(told, turn, held)
    show(case, turn.shares, held)
    return touched


async def held(session: AsyncSession, case_ids: list[UUID]) -> dict[UUID, Held]:
    query: Any = select(Case.id, running_of_case()).where(col(Case.id).in_(case_ids))
    return {case_id: held_in(found) for case_id, found in await session.exec(query)}


async def keep(session: AsyncSession, rows: Iterable[ClockRow]) -> None:
    """Writes them as they are now."""
    for packed in bulk.pack(CaseClock, [row.values() for row in rows]):
        await bulk.merge(session, packed)


class Timed(Protocol):
    """What a clock needs to know of its case, written already or about to be."""

    id: UUID
    county_code: str
    kind: Kind
    category_code: str | None
    level: DeskLevel


def begin(told: Reckoner, case: Timed, each: Running, now: datetime) -> ClockRow | None:
    """A clock that starts to run; None where no rule says how long it may take."""
    start = each.since or now
    rule = told.rule_for(each.clock, case.kind, case.category_code, each.profile, day_of(start))
    if rule is None and each.clock is not ClockName.PROMISE:
        return None
    row = ClockRow(
        id=new_id(),
        county_code=case.county_code,
        case_id=case.id,
        assignment_id=each.share_id,
        name=each.clock,
        round=each.round,
        rule_id=rule.id if rule else None,
        started_at=start,
        due_at=start,
    )
    told.reckon(row, (), case.level, now)
    return row


def _date_promise(told: Reckoner, turn: Turn, held: Held) -> None:
    """A promise is due on the day that is written on the case, and moves with it."""
    row, due_on = held.get((ClockName.PROMISE, None)), turn.case.promise_due_on
    if row is not None and due_on is not None and (day_of(row.due_at) != due_on or not row.lines):
        told.promise(row, due_on, turn.case.level, turn.now)


def catch_up(rows: Iterable[Ticking], now: datetime) -> list[Crossing]:
    """Lines that running clocks came to before the sweep did; crossed now, each once. None of those that lapse."""
    found = []
    for row in rows:
        crossed = [Crossing(row, line, at) for line, at in _lines_due(row, now)]
        row.crossed += len(crossed)
        found += crossed
    return found


def _lines_due(row: Ticking, now: datetime) -> Iterator[tuple[Line, datetime]]:
    if row.paused_at is None and row.name not in LAPSING:
        ahead = zip(row.lines[row.crossed :], row.line_at[row.crossed :], strict=True)
        yield from ((Line(name), at) for name, at in takewhile(lambda each: each[1] <= now, ahead))


def show(case: Case, shares: Iterable[Assignment], held: Held) -> None:
    """What follows from the clocks, where screens and lists read it."""
    answers = []
    for share in shares:
        row = held.get((share.clock, share.id)) or held.get((ClockName.CO_OPINION, share.id))
        if row is not None:
            share.reply_due_at = row.due_at
            if share.part is not Part.CO:
                answers.append(row.due_at)
    external = held.get((ClockName.REPLY, None))
    case.reply_due_at = min([*answers, *([external.due_at] if external else [])], default=None)
    rating = held.get((ClockName.RATING, None))
    if rating is not None:
        case.rating_until = rating.due_at
    unsigned = any(share.unsigned and share.status in OPEN_ASSIGNMENT for share in shares)
    case.time_colour = colours.worst(
        Colour.YELLOW if unsigned else Colour.GREEN,
        *(colour_of(crossed_lines(row)) for row in held.values()),
    )


def _reckon(told: Reckoner, turn: Turn, held: Held, marks: Iterable[Mark]) -> None:
    """A pause begins or ends, an extension was asked for or decided."""
    case = turn.case
    for share in turn.shares:
        row = held.get((share.clock, share.id))
        if row is not None and share.extension_until is not None:
            row.asked_at = row.asked_at or turn.now
            if share.extension_granted and row.granted_at is None:
                row.granted_at, row.extended_until = turn.now, share.extension_until
    suspended = case.suspended_until is not None
    known = pauses_of([*marks, Mark(turn.now, suspended)])
    for row in held.values():
        if suspended:
            row.paused_at = row.paused_at or turn.now
        else:
            told.reckon(row, known, case.level, turn.now)
            row.paused_at = None


async def marks(session: AsyncSession, case_ids: Iterable[UUID]) -> dict[UUID, list[Mark]]:
    """Of each case every entry that stopped its clocks or let them go on, in order."""
    wanted, found = list(case_ids), defaultdict[UUID, list[Mark]](list)
    if not wanted:
        return found
    query = select(CaseEvent).where(
        col(CaseEvent.case_id).in_(wanted), col(CaseEvent.action).in_((Action.SUSPEND, Action.RESUME))
    )
    for entry in await session.exec(query.order_by(col(CaseEvent.case_id), col(CaseEvent.version))):
        mark = Mark(entry.at, entry.action is Action.SUSPEND, str(entry.data.get("reason", "")))
        found[entry.case_id].append(mark)
    return found


async def check_extension(session: AsyncSession, turn: Turn, share: Assignment, until: date) -> None:
    """Conflict SECOND_EXTENSION, EXTENSION_TOO_LATE, EXTENSION_NOT_LATER, EXTENSION_TOO_LONG."""
    case, row = turn.case, (turn.held or {}).get((share.clock, share.id))
    told = await reckoner(session, case.county_code)
    rule = told.rule_of(row) if row else None
    if row is None or rule is None:
        return
    clock = clock_of(row, rule, pauses_of((await marks(session, [case.id]))[case.id]))
    extend(clock, told.timetable, Extension(until, turn.now, turn.now))
    longest = told.rule_for(
        ClockName.EXTENSION, case.kind, case.category_code, share.profile, day_of(row.started_at)
    )
    if longest is not None:
        last = day_of(deadline(Clock(longest.rule, row.due_at), told.timetable).runs_out)
        if until > last:
            raise Conflict("EXTENSION_TOO_LONG", f"最迟可延至 {last.isoformat()}（{longest.rule.source}）")


def is_over(turn: Turn, name: ClockName, share: Assignment) -> bool:
    """Whether this clock of a hand-over has run out."""
    row = (turn.held or {}).get((name, share.id))
    return row is not None and row.paused_at is None and turn.now > row.due_at

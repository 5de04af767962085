"""When a clock runs out, and how it stands at a moment. Pure: the facts of a clock and a timetable in, a date out.

The day of receipt is day 0, and what is due on a day is due when it ends. A day is counted if the clock runs when it
ends, so a pause takes away the days at whose end it stood still. A due day rests neither for the offices nor for the
clock: it moves on to the next that does not. Hours pass from moment to moment; plain ones wait for nobody.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from app.domain.clocks import Clock, Extension, Unit
from app.domain.deadlines import add_months, day_of, end_of, start_of
from app.domain.working_days import Calendar, Days, EveryDay
from app.domain.working_hours import ALL_DAY, COUNTY_HOURS, OfficeHours, Pace, WallClock, WorkingTime
from app.errors import Conflict

HOUR = timedelta(hours=1)
ONE_DAY = timedelta(days=1)
Spells = list[tuple[datetime, datetime]]
_INSTANT = timedelta(microseconds=1)
_EVERY_DAY = EveryDay()
_WALL_CLOCK = WallClock()


@dataclass(frozen=True)
class Timetable:
    """When people work: the calendar, and the hours of its working days."""

    calendar: Calendar = field(default_factory=Calendar)
    hours: OfficeHours = COUNTY_HOURS

    def days(self, unit: Unit) -> Days:
        """The days that a unit counts."""
        return self.calendar if unit.working else _EVERY_DAY

    def pace(self, unit: Unit) -> Pace:
        """How time passes for a unit. A working day lasts from midnight to midnight."""
        if not unit.working:
            return _WALL_CLOCK
        return self._office_time if unit is Unit.WORKING_HOUR else self._working_days

    def opens(self, moment: datetime) -> datetime:
        """The moment itself if offices are open, else when they open next."""
        return self._office_time.later(moment, _INSTANT) - _INSTANT

    @cached_property
    def _office_time(self) -> WorkingTime:
        return WorkingTime(self.calendar, self.hours.in_day)

    @cached_property
    def _working_days(self) -> WorkingTime:
        return WorkingTime(self.calendar, ALL_DAY)


class Reached(NamedTuple):
    """Where the counting ends: the day as counted, and the moment after moving off days that rest."""

    counted: date
    due: datetime


@dataclass(frozen=True)
class Deadline:
    """What follows from a clock and a timetable.

    `plain` is without the extension, `extended` with it. `runs_out`: the later of them; of a clock that stands still,
    as if it had not stopped. `provisional`: it rests on a year that no notice has announced.
    """

    plain: Reached
    extended: Reached | None
    runs_out: datetime
    stopped_at: datetime | None
    provisional: bool

    @property
    def due(self) -> datetime | None:
        """The last moment; None while the clock stands still."""
        return self.runs_out if self.stopped_at is None else None

    @property
    def lengthened(self) -> bool:
        """The extension decides; it no longer does if pauses or a new calendar took the plain date beyond it."""
        return self.runs_out > self.plain.due


def deadline(clock: Clock, timetable: Timetable) -> Deadline:
    """A pause that begins when the time is already over changes nothing any more."""
    unit = clock.rule.unit
    stops = clock.stops
    spells = [(stop.start, stop.end) for stop in stops if stop.end is not None]
    plain = _plain(clock, timetable, spells)
    extended = _extended(clock, timetable, spells) if clock.extension else None
    runs_out = max(plain.due, extended.due) if extended else plain.due
    stopped_at = stops[-1].start if stops and stops[-1].end is None else None
    if stopped_at is not None and not _runs_at(stopped_at, unit, runs_out):
        stopped_at = None
    years = touched(clock, plain, runs_out)
    provisional = years is not None and bool(timetable.calendar.unpublished(*years))
    return Deadline(plain, extended, runs_out, stopped_at, provisional)


def extend(clock: Clock, timetable: Timetable, extension: Extension) -> Clock:
    """The clock with its extension, measured at the dates as they stood when it was asked for and granted.

    Conflict SECOND_EXTENSION, EXTENSION_TOO_LATE (asked after the time was over), EXTENSION_NOT_LATER.
    """
    if clock.extension is not None:
        raise Conflict("SECOND_EXTENSION")
    asked = deadline(clock.as_of(extension.asked_at), timetable).due
    if asked is not None and extension.asked_at > asked:
        raise Conflict("EXTENSION_TOO_LATE", f"{day_of(asked).isoformat()} 已到期，不能再申请延期")
    longer = replace(clock, extension=extension)
    granted = deadline(longer.as_of(extension.granted_at), timetable)
    if not granted.lengthened:
        raise Conflict("EXTENSION_NOT_LATER", f"延期应晚于 {day_of(granted.runs_out).isoformat()}")
    return longer


def touched(clock: Clock, plain: Reached, runs_out: datetime) -> tuple[date, date] | None:
    """The days whose nature decides: all that working time is counted in, else those that are moved over; or none."""
    unit, last = clock.rule.unit, day_of(runs_out)
    if unit is Unit.HOUR:
        return None
    if unit is Unit.WORKING_HOUR:
        return clock.receipt, last
    return (clock.receipt + ONE_DAY if unit is Unit.WORKING_DAY else plain.counted), last


def allowance(clock: Clock) -> timedelta:
    """What the rule gives: hours, or days of the unit's own kind. Months are the days they have from the receipt on."""
    number = clock.rule.number
    if clock.rule.unit.hourly:
        return number * HOUR
    if clock.rule.unit is Unit.MONTH:
        return add_months(clock.receipt, number) - clock.receipt
    return number * ONE_DAY


def still_days(spells: Iterable[tuple[datetime, datetime]], first: date) -> list[tuple[date, date]]:
    """The days, half-open and none before `first`, at whose end the clock stood still."""
    days = ((max(day_of(start), first), day_of(end)) for start, end in spells)
    return [(start, end) for start, end in days if start < end]


def _plain(clock: Clock, timetable: Timetable, spells: Spells) -> Reached:
    unit, time = clock.rule.unit, allowance(clock)
    if unit.hourly:
        pace = timetable.pace(unit)
        due = _moved_on(pace.later(clock.start, time), spells, pace)
        return Reached(day_of(due), due)
    day = timetable.days(unit).later(clock.receipt, time.days)
    still = still_days(spells, clock.receipt + ONE_DAY)  # the day of receipt is not counted anyhow
    return _rolled(_past(day, still, unit, timetable), timetable)


def _extended(clock: Clock, timetable: Timetable, spells: Spells) -> Reached | None:
    """The day that was granted, moved by the pauses after the grant: earlier ones were known to whoever granted it."""
    extension, unit = clock.extension, clock.rule.unit
    if extension is None:
        return None
    since = extension.granted_at
    later = [(max(start, since), end) for start, end in spells if end > since]
    until = timetable.calendar.next_working(extension.until) if unit.working else extension.until
    if unit.hourly:
        return Reached(extension.until, _moved_on(end_of(until), later, timetable.pace(unit)))
    return _rolled(_past(until, still_days(later, day_of(since)), unit, timetable), timetable)


def _moved_on(due: datetime, spells: Spells, pace: Pace) -> datetime:
    """A moment, moved by the time of every pause that began before it was reached."""
    for start, end in spells:
        if start >= due:
            break
        due = pace.later(due, pace.elapsed(start, end))
    return due


def _past(day: date, still: list[tuple[date, date]], unit: Unit, timetable: Timetable) -> date:
    """A day, moved by the days of every pause that began before it was over.

    A pause that begins while it is only being moved off days that rest takes it to the day on which the clock goes on.
    """
    days, next_working = timetable.days(unit), timetable.calendar.next_working
    for first, end in still:
        if first <= day:
            day = days.later(day, days.count(first - ONE_DAY, end - ONE_DAY))
        elif first <= next_working(day):
            day = end
        else:
            break
    return day


def _rolled(day: date, timetable: Timetable) -> Reached:
    return Reached(day, end_of(timetable.calendar.next_working(day)))


def _runs_at(moment: datetime, unit: Unit, runs_out: datetime) -> bool:
    """Whether there is any time left: days are left until they end."""
    return moment < runs_out if unit.hourly else day_of(moment) <= day_of(runs_out)


@dataclass(frozen=True)
class Standing:
    """How a clock stands at a moment. One that stands still stands as it did when it stopped.

    `remaining` is in the unit of the rule, days of it still to come after this one; for months the whole ones, and
    `remaining_days` beyond them. `time` is by the wall clock, `working_days` until the due day whatever the unit.
    All of them are negative once it is overdue. `share_left` of the time that the clock runs: 1 at the start, 0 from
    the due moment on, and it falls while the unit counts and at no other time.
    """

    deadline: Deadline
    suspended: bool
    overdue: bool
    remaining: int | float
    remaining_days: int
    time: timedelta
    working_days: int
    share_left: float

    @property
    def share_used(self) -> float:
        return 1 - self.share_left


def standing(clock: Clock, timetable: Timetable, now: datetime) -> Standing:
    """As it was known then: for a past moment exactly what was said in that moment."""
    clock = clock.as_of(now)
    found = deadline(clock, timetable)
    at = max(found.stopped_at or now, clock.start)
    today = day_of(at)
    if found.stopped_at is not None and not clock.rule.unit.hourly and today > clock.receipt:
        today -= ONE_DAY  # the day on which it stopped is not used up
    due_day = day_of(found.runs_out)
    number, days = _remaining(clock.rule.unit, timetable, at, today, found.runs_out)
    return Standing(
        deadline=found,
        suspended=found.stopped_at is not None,
        overdue=found.stopped_at is None and now > found.runs_out,
        remaining=number,
        remaining_days=days,
        time=found.runs_out - at,
        working_days=timetable.calendar.count(today, due_day),
        share_left=_share_left(clock, timetable, at, found.runs_out),
    )


def _remaining(
    unit: Unit, timetable: Timetable, at: datetime, today: date, runs_out: datetime
) -> tuple[int | float, int]:
    if unit.hourly:
        return timetable.pace(unit).elapsed(at, runs_out) / HOUR, 0
    due_day = day_of(runs_out)
    if unit is Unit.MONTH:
        if today <= due_day:
            return _months_between(today, due_day)
        months, days = _months_between(due_day, today)
        return -months, -days
    return timetable.days(unit).count(today, due_day), 0


def _months_between(first: date, last: date) -> tuple[int, int]:
    """Whole calendar months from one day to a later one, and the days beyond them."""
    months = (last.year - first.year) * 12 + last.month - first.month
    if add_months(first, months) > last:
        months -= 1
    return months, (last - add_months(first, months)).days


def used_up(clock: Clock, timetable: Timetable, found: Deadline, part: float) -> datetime:
    """The moment by which this part of the time, between 0 and 1, is used up."""
    pace = timetable.pace(clock.rule.unit)
    used = _running(clock, pace, found.runs_out) * part
    spells = [(stop.start, stop.end) for stop in clock.stops if stop.end is not None]
    return _moved_on(pace.later(counted_from(clock), used), spells, pace)


def counted_from(clock: Clock) -> datetime:
    """Hours count from the moment of receipt, days from the end of that day: it is the day 0."""
    return clock.start if clock.rule.unit.hourly else start_of(clock.receipt + ONE_DAY)


def _running(clock: Clock, pace: Pace, runs_out: datetime) -> timedelta:
    """All the time that the clock runs, from when it is counted to the due moment."""
    whole = pace.elapsed(counted_from(clock), runs_out)
    for stop in clock.stops:
        if stop.end is not None and stop.start < runs_out:
            whole -= pace.elapsed(stop.start, stop.end)
    return whole


def _share_left(clock: Clock, timetable: Timetable, at: datetime, runs_out: datetime) -> float:
    pace = timetable.pace(clock.rule.unit)
    whole = _running(clock, pace, runs_out)
    left = pace.elapsed(at, runs_out)
    return min(left / whole, 1.0) if timedelta() < left and timedelta() < whole else 0.0

"""Why a deadline is what it is: every day from the receipt on, what was counted of it or why not, and one sentence.

Told day by day from the facts of the clock, not from the numbers by which `due_dates` found it: whoever adds up the
days comes to the same date. Made when somebody asks, so its length does not matter.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.domain.clocks import Clock, Extension, Pause, Rule, Unit
from app.domain.deadlines import CHINA, day_of
from app.domain.due_dates import (
    HOUR,
    ONE_DAY,
    Deadline,
    Timetable,
    allowance,
    deadline,
    still_days,
    touched,
)
from app.domain.labels import LabelledEnum
from app.domain.working_days import WEEKDAYS, Notice


class Told(LabelledEnum):
    """What became of a day."""

    RECEIPT = "receipt", "收到当日"
    COUNTED = "counted", "计入"
    EXTENDED = "extended", "延期"
    REST = "rest", "休息日"
    PAUSED = "paused", "暂停计时"
    ROLLED = "rolled", "期满日顺延"


@dataclass(frozen=True)
class Line:
    """A day, or the part of it before or after the end of the plain time. `counted` is a whole day or the hours of it.

    `note`: the festival or weekday for which it rests, or that it works by exception.
    """

    day: date
    told: Told
    counted: timedelta
    note: str


@dataclass(frozen=True)
class PauseTold:
    """A time in which the clock stood, and how much of the time of the unit that took away."""

    start: datetime
    end: datetime | None
    reason: str
    added: timedelta


@dataclass(frozen=True)
class Explanation:
    """A deadline with its reasons.

    Of the lines, those `counted` add up to `allowance` (for a clock that stands still: with what is `left`), those
    `extended` to what the extension added; the last is the day on which it is due.
    """

    rule: Rule
    start: datetime
    receipt: date
    allowance: timedelta
    lines: tuple[Line, ...]
    pauses: tuple[PauseTold, ...]
    extension: Extension | None
    due: datetime | None
    stopped_at: datetime | None
    provisional: bool
    unpublished: tuple[int, ...]
    notices: tuple[Notice, ...]

    @property
    def counted(self) -> timedelta:
        return self._sum(Told.COUNTED)

    @property
    def added_by_extension(self) -> timedelta:
        return self._sum(Told.EXTENDED)

    @property
    def left(self) -> timedelta:
        """Of the plain time, for a clock that stands still; nothing otherwise."""
        return self.allowance - self.counted

    @property
    def skipped(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if not line.counted)

    @property
    def sentence(self) -> str:
        return sentence(self)

    def _sum(self, told: Told) -> timedelta:
        return sum((line.counted for line in self.lines if line.told is told), timedelta())


def explain(clock: Clock, timetable: Timetable) -> Explanation:
    found = deadline(clock, timetable)
    lines = tuple(
        _hours(clock, timetable, found) if clock.rule.unit.hourly else _days(clock, timetable, found)
    )
    days = touched(clock, found.plain, found.runs_out)
    years = range(days[0].year, days[1].year + 1) if days else ()
    calendar = timetable.calendar
    return Explanation(
        rule=clock.rule,
        start=clock.start.astimezone(CHINA),
        receipt=clock.receipt,
        allowance=allowance(clock),
        lines=lines,
        pauses=tuple(_pause(stop, clock, timetable, found, lines) for stop in clock.stops),
        extension=clock.extension if found.lengthened else None,
        due=found.due,
        stopped_at=found.stopped_at,
        provisional=found.provisional,
        unpublished=calendar.unpublished(*days) if days else (),
        notices=tuple(calendar.notices[year] for year in years if year in calendar.notices),
    )


def _days(clock: Clock, timetable: Timetable, found: Deadline) -> Iterator[Line]:
    """The day of receipt, then every day to the due one, or until the clock stopped."""
    calendar, working = timetable.calendar, clock.rule.unit.working
    left = allowance(clock).days
    granted = found.extended.counted if found.extended and found.lengthened else clock.receipt
    spells = ((stop.start, stop.end) for stop in clock.stops if stop.end is not None)
    still = still_days(spells, clock.receipt + ONE_DAY)
    yield Line(clock.receipt, Told.RECEIPT, timedelta(), "")
    for day in _between(clock.receipt + ONE_DAY, found):
        works = calendar.works(day)
        note = calendar.note(day) if working or not works else ""
        if working and not works:
            yield Line(day, Told.REST, timedelta(), note)
        elif any(first <= day < end for first, end in still):
            yield Line(day, Told.PAUSED, timedelta(), "")
        elif left:
            left -= 1
            yield Line(day, Told.COUNTED, ONE_DAY, note)
        elif day <= granted:
            yield Line(day, Told.EXTENDED, ONE_DAY, note)
        else:
            yield Line(day, Told.ROLLED, timedelta(), note)


def _between(first: date, found: Deadline) -> Iterator[date]:
    """From a day to the due one, or to the last at whose end the clock still ran."""
    stopped = found.stopped_at
    last = day_of(found.runs_out) if stopped is None else day_of(stopped) - ONE_DAY
    return (first + number * ONE_DAY for number in range((last - first).days + 1))


def _hours(clock: Clock, timetable: Timetable, found: Deadline) -> Iterator[Line]:
    """Day by day what was counted of it; the extension in lines of its own, from the end of the plain time on."""
    end = found.stopped_at or found.runs_out
    plain = min(end, found.plain.due)
    yield from _spell(clock, timetable, clock.start, plain, Told.COUNTED)
    if end > plain:
        lines = _spell(clock, timetable, plain, end, Told.EXTENDED)
        yield from (line for line in lines if line.counted or line.day > day_of(plain))


def _spell(clock: Clock, timetable: Timetable, start: datetime, end: datetime, told: Told) -> Iterator[Line]:
    pace, calendar, working = timetable.pace(clock.rule.unit), timetable.calendar, clock.rule.unit.working
    for number in range((day_of(end) - day_of(start)).days + 1):
        day = day_of(start) + number * ONE_DAY
        midnight = datetime.combine(day, time(0), CHINA)
        opens, closes = max(start, midnight), min(end, midnight + ONE_DAY)
        passed = pace.elapsed(opens, closes)
        counted = passed - _stood(clock, timetable, opens, closes)
        note = calendar.note(day) if working else ""
        if counted:
            yield Line(day, told, counted, note)
        elif passed:
            yield Line(day, Told.PAUSED, counted, "")
        elif working and not calendar.works(day):
            yield Line(day, Told.REST, counted, note)
        else:  # came in after hours, or granted until the end of a day
            yield Line(day, Told.RECEIPT if day == clock.receipt else told, counted, "")


def _stood(clock: Clock, timetable: Timetable, start: datetime, end: datetime) -> timedelta:
    """How much of a time the clock stood still, as its unit counts."""
    pace, stood = timetable.pace(clock.rule.unit), timedelta()
    for stop in clock.stops:
        first, last = max(stop.start, start), min(stop.end or end, end)
        if first < last:
            stood += pace.elapsed(first, last)
    return stood


def _pause(
    stop: Pause, clock: Clock, timetable: Timetable, found: Deadline, lines: tuple[Line, ...]
) -> PauseTold:
    added = timedelta()
    if stop.end is not None and clock.rule.unit.hourly and stop.start < found.runs_out:
        added = timetable.pace(clock.rule.unit).elapsed(stop.start, stop.end)
    elif stop.end is not None and not clock.rule.unit.hourly:
        first, end = day_of(stop.start), day_of(stop.end)
        added = ONE_DAY * sum(line.told is Told.PAUSED and first <= line.day < end for line in lines)
    return PauseTold(
        stop.start.astimezone(CHINA), stop.end and stop.end.astimezone(CHINA), stop.reason, added
    )


def sentence(told: Explanation) -> str:
    """One Chinese sentence, from the data of the explanation alone."""
    rule = told.rule
    hourly = rule.unit.hourly
    parts = [
        f"依据{rule.source.strip()}，期限为{rule.number}个{rule.unit.label}",
        f"自{_moment(told.start)}起算" if hourly else f"{_day(told.receipt)}收到，当日不计",
        _rests(told),
        _worked(told),
        _pauses(told),
        f"经批准延期至{_day(told.extension.until)}" if told.extension else "",
        _roll(told),
        _result(told),
        f"{'、'.join(map(str, told.unpublished))}年放假安排尚未公布，日期暂定" if told.provisional else "",
    ]
    return "；".join(filter(None, parts)) + "。"


def _rests(told: Explanation) -> str:
    rests = [line for line in told.lines if line.told is Told.REST]
    if not rests:
        return ""
    reasons = Counter("周末" if line.note in WEEKDAYS else line.note for line in rests)
    return f"休息日{len(rests)}天不计（{'、'.join(f'{why}{days}天' for why, days in reasons.items())}）"


def _worked(told: Explanation) -> str:
    days = [_short(line.day) for line in told.lines if line.counted and line.note and told.rule.unit.working]
    return f"调休上班的{'、'.join(days)}计入" if days else ""


def _pauses(told: Explanation) -> str:
    pauses = [pause for pause in told.pauses if pause.added]
    if not pauses:
        return ""
    added = sum((pause.added for pause in pauses), timedelta())
    return f"暂停计时{len(pauses)}次，扣除{_amount(added, told.rule.unit)}"


def _roll(told: Explanation) -> str:
    """The day that was counted last, and why it is not the due one."""
    rolled = [line for line in told.lines if line.told is Told.ROLLED]
    if not rolled:
        return ""
    last = next(line for line in reversed(told.lines) if line.counted)
    return f"期满日{_short(last.day)}为休息日（{last.note}），顺延"


def _result(told: Explanation) -> str:
    if told.stopped_at is not None:
        unit = told.rule.unit
        counted, left = _amount(told.counted, unit), _amount(told.left, unit)
        return f"{_moment(told.stopped_at)}起暂停计时，已计{counted}，尚余{left}，恢复后续算"
    assert told.due is not None
    if told.rule.unit.hourly and told.extension is None:
        return f"{_moment(told.due)}到期"
    return f"{_day(told.due.date())}结束时到期"


def _amount(amount: timedelta, unit: Unit) -> str:
    if unit.hourly:
        return f"{round(amount / HOUR, 2):g}个{unit.label}"
    return f"{amount.days}个工作日" if unit.working else f"{amount.days}天"


def _day(day: date) -> str:
    return f"{day.year}年{_short(day)}（{WEEKDAYS[day.weekday()]}）"


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _moment(moment: datetime) -> str:
    return f"{_day(day_of(moment))}{moment.astimezone(CHINA):%H:%M}"

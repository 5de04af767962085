"""A slow second opinion on due dates: walks day by day and quarter by quarter, and shares nothing with the fast way."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta, timezone

from app.domain.clocks import Pause, Unit
from app.domain.working_days import DayKind, SpecialDay
from app.domain.working_hours import OfficeHours

ZONE = timezone(timedelta(hours=8))
DAY = timedelta(days=1)
QUARTER = timedelta(minutes=15)


def works(day: date, special: Iterable[SpecialDay]) -> bool:
    for each in special:
        if each.day == day:
            return each.kind is DayKind.WORKDAY
    return day.isoweekday() < 6


def due(
    number: int,
    unit: Unit,
    start: datetime,
    pauses: Iterable[Pause],
    special: Iterable[SpecialDay],
    hours: OfficeHours,
) -> datetime | None:
    """None for a clock that stands still for good."""
    kinds = list(special)
    if unit in (Unit.HOUR, Unit.WORKING_HOUR):
        return _by_quarters(number, start, pauses, lambda at: unit is Unit.HOUR or _open(at, kinds, hours))
    receipt = start.astimezone(ZONE).date()
    number = (_months_on(receipt, number) - receipt).days if unit is Unit.MONTH else number
    day, left = receipt, number
    for _ in range(1000):
        day += DAY
        if _stands(datetime.combine(day + DAY, time(0), ZONE) - timedelta.resolution, pauses):
            continue
        if unit is not Unit.WORKING_DAY or works(day, kinds):
            left -= 1
        if left <= 0 and works(day, kinds):
            return datetime.combine(day, time(23, 59, 59), ZONE)
    return None


def _by_quarters(
    number: int, start: datetime, pauses: Iterable[Pause], runs: Callable[[datetime], bool]
) -> datetime | None:
    at, left = start, number * 4
    for _ in range(100 * 96):
        if not _stands(at, pauses) and runs(at):
            left -= 1
        at += QUARTER
        if left == 0:
            return at
    return None


def _stands(at: datetime, pauses: Iterable[Pause]) -> bool:
    return any(pause.start <= at and (pause.end is None or at < pause.end) for pause in pauses)


def _open(at: datetime, special: Iterable[SpecialDay], hours: OfficeHours) -> bool:
    local = at.astimezone(ZONE)
    spells = (opens <= local.time() and local.time() < closes for opens, closes in hours.spells)
    return any(spells) and works(local.date(), special)


def _months_on(day: date, months: int) -> date:
    """The same day of a later month, or the last that it has."""
    first = day.replace(day=1)
    for _ in range(months):
        first = (first + 31 * DAY).replace(day=1)
    for last in range(day.day, 0, -1):
        try:
            return first.replace(day=last)
        except ValueError:
            continue
    raise AssertionError("a month without days")

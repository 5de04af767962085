"""How much time passes between two moments: by the wall clock, or only while offices are open."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from app.domain.deadlines import CHINA
from app.domain.working_days import Calendar
from app.errors import InvalidRequest

_SECOND = 1_000_000
_MICRO = timedelta(microseconds=1)
MIDNIGHT = time(0)


def _micros(at: time) -> int:
    return ((at.hour * 60 + at.minute) * 60 + at.second) * _SECOND + at.microsecond


class Pace(Protocol):
    """A way in which time passes."""

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """What passes from one moment to another; less than nothing if `end` is the earlier."""

    def later(self, moment: datetime, amount: timedelta) -> datetime:
        """The earliest moment by which so much has passed; 0 is the moment itself."""


class WallClock:
    """All the time there is."""

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        return end - start

    def later(self, moment: datetime, amount: timedelta) -> datetime:
        return (moment + amount).astimezone(CHINA)


@dataclass(frozen=True)
class OfficeHours:
    """When offices are open on every working day, China's time. They close before midnight: it belongs to the next day.

    InvalidRequest OFFICE_HOURS_INVALID unless there is a spell and they follow one another.
    """

    spells: tuple[tuple[time, time], ...]

    def __post_init__(self) -> None:
        edges = [edge for spell in self.in_day for edge in spell]
        if not edges or edges != sorted(edges) or any(opens == closes for opens, closes in self.in_day):
            raise InvalidRequest("OFFICE_HOURS_INVALID")

    @property
    def in_day(self) -> tuple[tuple[int, int], ...]:
        """From when to when, in microseconds since midnight."""
        return tuple((_micros(opens), _micros(closes)) for opens, closes in self.spells)


COUNTY_HOURS = OfficeHours(((time(8, 30), time(12)), (time(14, 30), time(18))))
"""Seven hours a day, the usual ones of a county's organs. Product default: each county sets its own."""
ALL_DAY = ((0, timedelta(days=1) // _MICRO),)


class WorkingTime:
    """Only while offices are open: on working days, in spells of microseconds since midnight."""

    def __init__(self, calendar: Calendar, spells: tuple[tuple[int, int], ...]) -> None:
        self._calendar = calendar
        self._spells = spells
        self._daily = sum(closes - opens for opens, closes in spells)

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        return timedelta(microseconds=self._reading(end) - self._reading(start))

    def later(self, moment: datetime, amount: timedelta) -> datetime:
        if not amount:
            return moment.astimezone(CHINA)
        days, rest = divmod(self._reading(moment) + amount // _MICRO - 1, self._daily)
        return self._within(self._calendar.numbered(days), rest + 1)

    def _reading(self, moment: datetime) -> int:
        """Office time since the beginning of the calendar."""
        local = moment.astimezone(CHINA)
        day, reading = local.date(), 0
        if self._calendar.works(day):
            now = _micros(local.timetz())
            reading = sum(min(now, closes) - opens for opens, closes in self._spells if now > opens)
        return self._calendar.worked_before(day) * self._daily + reading

    def _within(self, day: date, worked: int) -> datetime:
        """The moment of a working day by which so much of it has been worked; all of it at the latest."""
        midnight = datetime.combine(day, MIDNIGHT, CHINA)
        for opens, closes in self._spells:
            if worked <= closes - opens:
                return midnight + timedelta(microseconds=opens + worked)
            worked -= closes - opens
        raise ValueError("longer than a working day")

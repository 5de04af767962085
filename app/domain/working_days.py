"""Which days are worked in China. Weekends rest, unless the yearly notice of the State Council says otherwise.

A calendar is data: the days that the notices name, and which years have been announced. A year without a notice rests
on its weekends; whoever counts on it is told so (`unpublished`) and never refused. Nothing here walks from day to day:
working days are numbered, and a day is found by its number.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import NamedTuple, Protocol

from app.domain.labels import LabelledEnum
from app.errors import InvalidRequest

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
_SATURDAY = 5


class DayKind(LabelledEnum):
    """What a notice makes of a day."""

    HOLIDAY = "holiday", "放假"
    WORKDAY = "workday", "调休上班"


class SpecialDay(NamedTuple):
    """A day that a notice names. `name` is the festival; a day that rests without one is a 法定节假日."""

    day: date
    kind: DayKind
    name: str = ""


@dataclass(frozen=True)
class Notice:
    """Where the days of a year come from, e.g. 国办发明电〔2025〕7号. A correction of it is the next version."""

    text: str
    version: int = 1


def check_year(year: int, days: Iterable[SpecialDay]) -> None:
    """InvalidRequest CALENDAR_OTHER_YEAR, CALENDAR_DAY_TWICE: a notice names days of its own year, each once."""
    known: dict[date, DayKind] = {}
    for each in days:
        if each.day.year != year:
            raise InvalidRequest("CALENDAR_OTHER_YEAR", f"{each.day.isoformat()} 不在{year}年")
        if each.day in known:
            kinds = "、".join(dict.fromkeys((known[each.day].label, each.kind.label)))
            raise InvalidRequest("CALENDAR_DAY_TWICE", f"{each.day.isoformat()} 出现了不止一次（{kinds}）")
        known[each.day] = each.kind


class Days(Protocol):
    """Days that are counted, whichever they are."""

    def count(self, after: date, upto: date) -> int:
        """How many lie in (after, upto]; as many less than nothing if `upto` is the earlier."""

    def later(self, day: date, number: int) -> date:
        """The number-th of them after `day`; 0 is the day itself."""


class EveryDay:
    """Calendar days."""

    def count(self, after: date, upto: date) -> int:
        return (upto - after).days

    def later(self, day: date, number: int) -> date:
        return day + timedelta(days=number)


class Calendar:
    """Working days. InvalidRequest CALENDAR_DAY_TWICE if a day is named twice, even for the same.

    `notices` are those of the years that were announced.
    """

    def __init__(self, days: Iterable[SpecialDay] = (), notices: Mapping[int, Notice] | None = None) -> None:
        self.special: dict[date, SpecialDay] = {}
        for each in days:
            if each.day in self.special:
                raise InvalidRequest("CALENDAR_DAY_TWICE", f"{each.day.isoformat()} 出现了不止一次")
            self.special[each.day] = each
        self.notices = dict(notices or {})
        odd = sorted(day for day in self.special if self.works(day) == (day.weekday() >= _SATURDAY))
        steps = (1 if self.works(day) else -1 for day in odd)
        self._odd = [day.toordinal() for day in odd]  # unlike their weekday
        self._gained = [0, *accumulate(steps)]  # working days won by the first n of them
        self._numbers = [self._number(ordinal) for ordinal in self._odd]

    def works(self, day: date) -> bool:
        special = self.special.get(day)
        return special.kind is DayKind.WORKDAY if special else day.weekday() < _SATURDAY

    def note(self, day: date) -> str:
        """Why a day rests, or works though it is a weekend; nothing for an ordinary working day."""
        special = self.special.get(day)
        if special is None:
            return WEEKDAYS[day.weekday()] if day.weekday() >= _SATURDAY else ""
        if special.kind is DayKind.HOLIDAY:
            return special.name or "法定节假日"
        return special.kind.label if day.weekday() >= _SATURDAY else ""

    def count(self, after: date, upto: date) -> int:
        return self._number(upto.toordinal()) - self._number(after.toordinal())

    def later(self, day: date, number: int) -> date:
        if number == 0:
            return day
        return date.fromordinal(self._nth(self._number(day.toordinal()) + number))

    def earlier(self, day: date, number: int) -> date:
        """The first day after which no more than so many are still to come, `day` the last of them."""
        return date.fromordinal(self._nth(self._number(day.toordinal()) - number))

    def next_working(self, day: date) -> date:
        """The day itself if it works, else the first one after it that does."""
        return day if self.works(day) else self.later(day, 1)

    def unpublished(self, first: date, last: date) -> tuple[int, ...]:
        """The years from one day to another that no notice has announced."""
        return tuple(year for year in range(first.year, last.year + 1) if year not in self.notices)

    def worked_before(self, day: date) -> int:
        """How many working days lie before a day, from the beginning of the calendar."""
        return self._number(day.toordinal() - 1)

    def numbered(self, number: int) -> date:
        """The working day before which as many others lie."""
        return date.fromordinal(self._nth(number + 1))

    def _number(self, ordinal: int) -> int:
        return _weekdays(ordinal) + self._gained[bisect_right(self._odd, ordinal)]

    def _nth(self, number: int) -> int:
        """The earliest day with this number: an ordinary weekday, or the odd day that comes before it."""
        passed = bisect_left(self._numbers, number)
        weeks, rest = divmod(number - self._gained[passed] - 1, _SATURDAY)
        plain = weeks * 7 + rest + 1
        return min([plain, *self._odd[passed : passed + 1]])


def _weekdays(ordinal: int) -> int:
    """Mondays to Fridays up to a day, since the 1st of January of the year 1, which was a Monday."""
    weeks, rest = divmod(ordinal, 7)
    return weeks * _SATURDAY + min(rest, _SATURDAY)

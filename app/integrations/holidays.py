"""The holidays and working weekends of China, for the years that were announced. The only importer of chinese_calendar.

The library is a table that is released anew when the next notice appears; it knows the days, not the notices.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from chinese_calendar import constants

_IN_FULL = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}
"""As the notices call what the library calls shortly."""


class Day(NamedTuple):
    """A day that rests, or a weekend that is worked instead (`works`), for a festival."""

    day: date
    works: bool
    name: str


def years() -> dict[int, list[Day]]:
    """Every year that the library knows, its days in order."""
    found: dict[int, list[Day]] = {}
    for each in sorted((*_days(constants.holidays, works=False), *_days(constants.workdays, works=True))):
        found.setdefault(each.day.year, []).append(each)
    return found


def _days(table: Mapping[date, str], *, works: bool) -> Iterator[Day]:
    for day, name in table.items():
        festival = constants.Holiday(name).chinese
        yield Day(day, works, "" if works else _IN_FULL.get(festival, festival))

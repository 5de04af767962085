"""How long things took: told in hours below three days, in whole days from there on; counted, never averaged. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from app.domain.vocabulary import Wait

_HOUR, _DAY = 3600, 24
_FINE = 72
"""Below so many hours an hour is told from the next."""
_STEP = 1000
_ORDER = tuple(Wait)


def code(wait: Wait, begin: datetime, end: datetime) -> int:
    """One wait as it is stored: which, and how long. What ended before it began took no time."""
    hours = max(int((end - begin).total_seconds()) // _HOUR, 0)
    length = hours if hours < _FINE else min(_FINE + hours // _DAY - _FINE // _DAY, _STEP - 1)
    return _ORDER.index(wait) * _STEP + length


def bounds(wait: Wait) -> tuple[int, int]:
    """The codes of this wait: from, and up to but not with."""
    first = _ORDER.index(wait) * _STEP
    return first, first + _STEP


def told(stored: int) -> tuple[Wait, int]:
    """Which wait, and its hours."""
    place, length = divmod(stored, _STEP)
    return _ORDER[place], length if length < _FINE else (length - _FINE) * _DAY + _FINE


def packed(counts: Mapping[int, int]) -> list[int]:
    """Code and count in one number each: the upper and the lower half of 64 bits. A count may be negative."""
    return [(each << 32) + count for each, count in sorted(counts.items()) if count]


def unpacked(numbers: Iterable[int]) -> Counter[int]:
    found: Counter[int] = Counter()
    for number in numbers:
        each = (number + (1 << 31)) >> 32
        found[each] += number - (each << 32)
    return found


@dataclass(frozen=True)
class Spread:
    """Of so many waits: half took no longer than the median, nine in ten no longer than `p90`. None without any."""

    count: int
    median: float | None
    p90: int | None


def spread(hours: Mapping[int, int]) -> Spread:
    """From how many took how many hours. Of an even number the median lies half-way between the two in the middle."""
    count = sum(hours.values())
    if not count:
        return Spread(0, None, None)
    middle = (_place(hours, (count - 1) // 2) + _place(hours, count // 2)) / 2
    return Spread(count, middle, _place(hours, ceil(count * 9 / 10) - 1))


def _place(hours: Mapping[int, int], place: int) -> int:
    """How long the one took that stands there, counted from 0, when they are put in order."""
    for length in sorted(hours):
        place -= hours[length]
        if place < 0:
            return length
    raise LookupError("there are fewer")

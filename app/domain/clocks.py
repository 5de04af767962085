"""The facts of a clock: the rule it was given, when it began, when it stood still, whether it was extended.

Facts only. What follows from them and a calendar is in `due_dates`, why it follows in `explanations`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

from app.domain.deadlines import day_of
from app.domain.labels import LabelledEnum
from app.errors import InvalidRequest

LONGEST = 10_000
"""Of a rule, in its own unit: no law comes near it, and no date runs over."""


class Unit(LabelledEnum):
    """What a rule counts in. Hours run from the moment of receipt, all others from the day after it."""

    WORKING_HOUR = "working_hour", "工作小时"
    HOUR = "hour", "小时"
    WORKING_DAY = "working_day", "工作日"
    CALENDAR_DAY = "calendar_day", "自然日"
    MONTH = "month", "月"

    @property
    def hourly(self) -> bool:
        return self in (Unit.WORKING_HOUR, Unit.HOUR)

    @property
    def working(self) -> bool:
        """Counts working time alone; the others count all time, whoever works."""
        return self in (Unit.WORKING_HOUR, Unit.WORKING_DAY)


@dataclass(frozen=True)
class Rule:
    """How long something may take, and which law says so.

    InvalidRequest RULE_WITHOUT_SOURCE, RULE_NUMBER.
    """

    number: int
    unit: Unit
    source: str

    def __post_init__(self) -> None:
        if not self.source.strip():
            raise InvalidRequest("RULE_WITHOUT_SOURCE")
        if not 1 <= self.number <= LONGEST:
            raise InvalidRequest("RULE_NUMBER", f"期限应为1至{LONGEST}的整数")


@dataclass(frozen=True)
class Pause:
    """A time in which a clock stands: half-open, and open while `end` is None. InvalidRequest PAUSE_BACKWARDS."""

    start: datetime
    end: datetime | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        _check_aware(self.start, self.end)
        if self.end is not None and self.end < self.start:
            raise InvalidRequest("PAUSE_BACKWARDS")


class Mark(NamedTuple):
    """An entry of the history that stops a clock or lets it go on."""

    at: datetime
    stops: bool
    reason: str = ""


def pauses_of(history: Iterable[Mark]) -> tuple[Pause, ...]:
    """The pauses that a history tells of, in its own order: stopping twice is stopping once, and so is going on.

    Where the machine's clock was set back in between, the order holds and the pause has no length.
    """
    pauses: list[Pause] = []
    stopped: Mark | None = None
    for mark in history:
        if stopped is None and mark.stops:
            stopped = mark
        elif stopped is not None and not mark.stops:
            pauses.append(Pause(stopped.at, max(mark.at, stopped.at), stopped.reason))
            stopped = None
    if stopped is not None:
        pauses.append(Pause(stopped.at, None, stopped.reason))
    return tuple(pauses)


@dataclass(frozen=True)
class Extension:
    """The one extension: granted until the end of a day. `due_dates.extend` checks that it may be."""

    until: date
    asked_at: datetime
    granted_at: datetime

    def __post_init__(self) -> None:
        _check_aware(self.asked_at, self.granted_at)


@dataclass(frozen=True)
class Clock:
    """Everything that decides a deadline, besides the calendar."""

    rule: Rule
    start: datetime
    pauses: tuple[Pause, ...] = ()
    extension: Extension | None = None

    def __post_init__(self) -> None:
        _check_aware(self.start)

    @cached_property
    def receipt(self) -> date:
        """The day 0."""
        return day_of(self.start)

    @cached_property
    def stops(self) -> tuple[Pause, ...]:
        """The pauses in order of time, what overlaps or touches as one, none before the start, only the last open."""
        stops: list[Pause] = []
        for pause in sorted(self.pauses, key=lambda each: each.start):
            if pause.end is not None and pause.end <= max(pause.start, self.start):
                continue
            if stops and (stops[-1].end is None or pause.start <= stops[-1].end):
                stops[-1] = _joined(stops[-1], pause)
            else:
                stops.append(replace(pause, start=max(pause.start, self.start)))
        return tuple(stops)

    def as_of(self, moment: datetime) -> "Clock":
        """The clock as it was known at a moment: what came later had not happened, what lasted was open."""
        pauses = tuple(_known(pause, moment) for pause in self.pauses if pause.start <= moment)
        granted = self.extension is not None and self.extension.granted_at <= moment
        extension = self.extension if granted else None
        if (pauses, extension) == (self.pauses, self.extension):
            return self
        return replace(self, pauses=pauses, extension=extension)


def _known(pause: Pause, moment: datetime) -> Pause:
    return pause if pause.end is None or pause.end <= moment else replace(pause, end=None)


def _joined(first: Pause, second: Pause) -> Pause:
    ends = (first.end, second.end)
    end = None if None in ends else max(filter(None, ends))
    reasons = (*first.reason.split("、"), second.reason)
    return Pause(first.start, end, "、".join(dict.fromkeys(filter(None, reasons))))


def _check_aware(*moments: datetime | None) -> None:
    """A moment without a zone would be taken for one of this machine's zone."""
    if any(moment is not None and moment.utcoffset() is None for moment in moments):
        raise ValueError("a moment without a time zone")

"""The lines that a running clock comes to, and when: reminder, yellow, red, and the steps of the ladder beyond.

Thresholds are rows (大新镇三色督办 and what a county makes of it); what follows from them is computed here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from app.domain.clock_rules import Period
from app.domain.clocks import Clock
from app.domain.deadlines import day_of, end_of, start_of
from app.domain.due_dates import Deadline, Timetable, used_up
from app.domain.vocabulary import Colour, DeskLevel, Line, Supervisor

OVERDUE = frozenset((Line.RED, Line.DEPUTY_DIRECTOR, Line.DIRECTOR))
"""Lines that are never before the due moment."""
COLOUR = {
    Line.YELLOW: Colour.YELLOW,
    Line.RED: Colour.RED,
    Line.DEPUTY_DIRECTOR: Colour.RED,
    Line.DIRECTOR: Colour.RED,
}
"""What a clock shows that crossed a line. A reminder shows nothing."""
_MOMENT = timedelta(seconds=1)
_ORDER = {line: place for place, line in enumerate(Line)}


@dataclass(frozen=True)
class LineRule:
    """One row. `share_left` is a percentage of the time; `days` are working days that are left, or for the lines that
    lie beyond the due moment (`OVERDUE`), by which it is overdue. Where both are given the later moment counts.

    `supervisor` watches over the case from the line on; without one nobody is called in by it.
    """

    line: Line
    level: DeskLevel
    share_left: int | None
    days: int | None
    supervisor: Supervisor | None
    period: Period


class Moment(NamedTuple):
    """When a line is crossed."""

    at: datetime
    line: Line


def moments(clock: Clock, timetable: Timetable, found: Deadline, rules: Iterable[LineRule]) -> list[Moment]:
    """In order of time. Of a clock that counts days they are the same whenever on that day it began."""
    reached = [Moment(_whole(_moment(clock, timetable, found, rule)), rule.line) for rule in rules]
    return sorted(reached, key=lambda each: (each.at, _ORDER[each.line]))


def lapse(found: Deadline) -> list[Moment]:
    """Of a clock that ends by itself: the first moment after it."""
    return [Moment(found.runs_out + _MOMENT, Line.LAPSE)]


def _moment(clock: Clock, timetable: Timetable, found: Deadline, rule: LineRule) -> datetime:
    due_day, calendar = day_of(found.runs_out), timetable.calendar
    over = found.runs_out + _MOMENT
    if rule.line in OVERDUE:
        return end_of(calendar.later(due_day, rule.days)) + _MOMENT if rule.days else over
    at = []
    if rule.share_left is not None:
        at.append(used_up(clock, timetable, found, 1 - rule.share_left / 100))
    if rule.days is not None:
        at.append(start_of(calendar.earlier(due_day, rule.days)))
    return max(at, default=over)


def _whole(moment: datetime) -> datetime:
    """The first whole second from here on: moments are told without fractions."""
    return moment if moment.microsecond == 0 else moment.replace(microsecond=0) + _MOMENT


def colour_of(lines: Iterable[Line]) -> Colour:
    """The colour of a clock that crossed these."""
    shown = {COLOUR.get(line, Colour.GREEN) for line in lines}
    return next((each for each in (Colour.RED, Colour.YELLOW) if each in shown), Colour.GREEN)

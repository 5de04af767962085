"""The lines that a clock comes to: in order, due before red, moved by pauses, the same for every hour of a day."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import lines
from app.domain.clock_rules import Period
from app.domain.clocks import Clock, Pause, Unit
from app.domain.deadlines import day_of, end_of, start_of
from app.domain.due_dates import Timetable, deadline, standing
from app.domain.lines import LineRule, Moment
from app.domain.vocabulary import Colour, DeskLevel, Line, Supervisor
from app.presets.timing import SINCE, line_timings
from tests.domain.almanac import CHINA_2026, at, clock, clocks, rules, timetables, untimed

SECOND = timedelta(seconds=1)
EVER = Period(SINCE)
DEFAULT = [
    LineRule(each.line, each.level, each.share_left, each.days, each.supervisor, EVER)
    for each in line_timings()
    if each.level is DeskLevel.TOWN
]
BY_DAYS = (Unit.WORKING_DAY, Unit.CALENDAR_DAY, Unit.MONTH)
OVERDUE = (Line.RED, Line.DEPUTY_DIRECTOR, Line.DIRECTOR)

thresholds = st.builds(
    LineRule,
    st.sampled_from([line for line in Line if line is not Line.LAPSE]),
    st.just(DeskLevel.TOWN),
    st.none() | st.integers(1, 99),
    st.none() | st.integers(0, 12),
    st.none() | st.sampled_from(Supervisor),
    st.just(EVER),
)
line_rules = st.lists(thresholds, max_size=6, unique_by=lambda rule: rule.line)
closed = clocks(opened=False)


def of(a_clock: Clock, timetable: Timetable, found_by: Iterable[LineRule] = DEFAULT) -> list[Moment]:
    return lines.moments(a_clock, timetable, deadline(a_clock, timetable), found_by)


def when(found: list[Moment]) -> dict[Line, datetime]:
    return {line: moment for moment, line in found}


WORKED_OUT = [
    (  # handed over on Friday, due on Tuesday: four fifths of the seven days are over on Monday afternoon
        clock(7, Unit.WORKING_DAY, "2026-11-20T09:00"),
        {
            "remind": "2026-11-26T00:00:00",
            "yellow": "2026-11-30T14:24:00",
            "red": "2026-12-02T00:00:00",
            "deputy_director": "2026-12-09T00:00:00",
            "director": "2026-12-16T00:00:00",
        },
    ),
    (  # round the National Day: 30 September, 8 and 9 October are the last three days, the 10th is worked
        clock(10, Unit.WORKING_DAY, "2026-09-18T10:00"),
        {
            "remind": "2026-09-29T00:00:00",
            "yellow": "2026-10-01T00:00:00",
            "red": "2026-10-10T00:00:00",
            "deputy_director": "2026-10-16T00:00:00",
            "director": "2026-10-23T00:00:00",
        },
    ),
    (  # three months: a fifth of them is more than three working days
        clock(3, Unit.MONTH, "2026-03-02T10:00"),
        {
            "remind": "2026-05-28T00:00:00",
            "yellow": "2026-05-28T00:00:00",
            "red": "2026-06-03T00:00:00",
            "deputy_director": "2026-06-10T00:00:00",
            "director": "2026-06-17T00:00:00",
        },
    ),
    (  # two hours for what endangers life
        clock(2, Unit.HOUR, "2026-11-20T09:00"),
        {
            "remind": "2026-11-17T00:00:00",
            "yellow": "2026-11-20T10:36:00",
            "red": "2026-11-20T11:00:01",
            "deputy_director": "2026-11-28T00:00:00",
            "director": "2026-12-05T00:00:00",
        },
    ),
]


@pytest.mark.parametrize(("a_clock", "expected"), WORKED_OUT)
def test_worked_out_by_hand(a_clock: Clock, expected: dict[str, str]) -> None:
    found = {line.value: moment for moment, line in of(a_clock, CHINA_2026)}
    assert found == {line: at(moment) for line, moment in expected.items()}


@given(closed, timetables, line_rules)
@untimed
def test_in_order_of_time_and_each_once(a_clock: Clock, timetable: Timetable, given_: list[LineRule]) -> None:
    found = of(a_clock, timetable, given_)
    assert [each.at for each in found] == sorted(each.at for each in found)
    assert {each.line for each in found} == {rule.line for rule in given_}
    assert len(found) == len(given_)


@given(closed, timetables, line_rules)
@untimed
def test_nothing_that_means_overdue_comes_before_it_is(
    a_clock: Clock, timetable: Timetable, given_: list[LineRule]
) -> None:
    due = deadline(a_clock, timetable).runs_out
    for moment, line in of(a_clock, timetable, given_):
        assert moment > due or line not in OVERDUE
        assert moment <= due + SECOND or line in OVERDUE


@given(closed, timetables)
@untimed
def test_yellow_comes_before_red_and_the_ladder_goes_up(a_clock: Clock, timetable: Timetable) -> None:
    found = when(of(a_clock, timetable))
    due = deadline(a_clock, timetable).runs_out
    assert found[Line.YELLOW] <= due
    assert found[Line.YELLOW] < found[Line.RED] < found[Line.DEPUTY_DIRECTOR] < found[Line.DIRECTOR]
    assert found[Line.RED] == due + SECOND
    due_day = day_of(due)
    for line, days in ((Line.DEPUTY_DIRECTOR, 5), (Line.DIRECTOR, 10)):
        last = found[line] - SECOND
        assert last == end_of(day_of(last))
        assert timetable.calendar.count(due_day, day_of(last)) == days


@given(clocks(paused=False), timetables)
@untimed
def test_yellow_comes_when_both_little_time_and_few_days_are_left(
    a_clock: Clock, timetable: Timetable
) -> None:
    """Measured by the other way of asking how a clock stands."""
    yellow = when(of(a_clock, timetable))[Line.YELLOW]
    if yellow < a_clock.start or a_clock.extension is not None:
        return
    then, before = (standing(a_clock, timetable, each) for each in (yellow, yellow - SECOND))
    assert then.share_left <= 0.2 + 1e-6 and then.working_days <= 3
    assert before.share_left >= 0.2 - 1e-6 or before.working_days > 3


@given(clocks(Unit.WORKING_DAY, paused=False, longer=False), timetables, st.data())
@untimed
def test_a_pause_of_working_days_moves_every_line_that_was_not_reached_by_so_many(
    a_clock: Clock, timetable: Timetable, data: st.DataObject
) -> None:
    calendar, due_day = timetable.calendar, day_of(deadline(a_clock, timetable).runs_out)
    begins = calendar.later(a_clock.receipt, data.draw(st.integers(1, a_clock.rule.number)))
    number = data.draw(st.integers(1, 8))
    pause = Pause(start_of(begins), start_of(calendar.later(begins, number)))
    before, after = of(a_clock, timetable), when(of(replace(a_clock, pauses=(pause,)), timetable))
    assert begins <= due_day
    ahead = [each for each in before if each.at > pause.start]
    assert {Line.RED, Line.DEPUTY_DIRECTOR, Line.DIRECTOR} <= {each.line for each in ahead}
    days = timetable.pace(Unit.WORKING_DAY)
    for moment, line in ahead:
        assert days.elapsed(moment, after[line]) == timedelta(days=number), line


@given(rules(*BY_DAYS), timetables, line_rules, st.data())
@untimed
def test_the_same_for_every_start_on_one_day(
    rule: object, timetable: Timetable, given_: list[LineRule], data: st.DataObject
) -> None:
    midnight = at("2026-01-01") + timedelta(days=data.draw(st.integers(0, 300)))
    one, other = (
        Clock(rule, midnight + timedelta(seconds=data.draw(st.integers(0, 86_399))))  # type: ignore[arg-type]
        for _ in range(2)
    )
    assert of(one, timetable, given_) == of(other, timetable, given_)


@given(closed, timetables)
@untimed
def test_what_ends_by_itself_does_so_in_the_first_moment_after(a_clock: Clock, timetable: Timetable) -> None:
    found = deadline(a_clock, timetable)
    assert lines.lapse(found) == [(found.runs_out + SECOND, Line.LAPSE)]


@pytest.mark.parametrize(
    ("crossed", "colour"),
    [
        ([], Colour.GREEN),
        ([Line.REMIND], Colour.GREEN),
        ([Line.REMIND, Line.YELLOW], Colour.YELLOW),
        ([Line.REMIND, Line.YELLOW, Line.RED], Colour.RED),
        ([Line.RED], Colour.RED),
        ([Line.YELLOW, Line.DIRECTOR], Colour.RED),
        ([Line.LAPSE], Colour.GREEN),
    ],
)
def test_the_colour_of_what_was_crossed(crossed: list[Line], colour: Colour) -> None:
    assert lines.colour_of(crossed) is colour
    assert lines.colour_of(reversed(crossed)) is colour

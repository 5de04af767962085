"""What holds for every clock and every calendar."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.clocks import Clock, Extension, Pause, Rule, Unit
from app.domain.deadlines import day_of, end_of
from app.domain.due_dates import Timetable, deadline, standing
from app.domain.explanations import explain
from app.domain.working_days import Calendar, DayKind, SpecialDay
from tests.domain import day_by_day
from tests.domain.almanac import (
    CHINA_2026,
    NOTICES,
    QUARTER,
    clocks,
    days,
    lengths,
    moments,
    rules,
    timetables,
    untimed,
)

DAY = timedelta(days=1)
NEVER = datetime.max.replace(tzinfo=UTC)
ROLLING = tuple(set(Unit) - {Unit.HOUR})
NOT_MONTHS = tuple(set(Unit) - {Unit.MONTH})


def due(clock: Clock, timetable: Timetable) -> datetime:
    """A clock that stands still is due later than any that runs."""
    return deadline(clock, timetable).due or NEVER


def slowly(clock: Clock, timetable: Timetable) -> datetime | None:
    special, rule = timetable.calendar.special.values(), clock.rule
    return day_by_day.due(rule.number, rule.unit, clock.start, clock.pauses, special, timetable.hours)


@untimed
@given(clocks(longer=False), timetables)
def test_walking_day_by_day_leads_to_the_same_date(clock: Clock, timetable: Timetable) -> None:
    assert deadline(clock, timetable).due == slowly(clock, timetable)


@untimed
@given(clocks(Unit.WORKING_HOUR, longer=False), timetables)
def test_walking_quarter_by_quarter_leads_to_the_same_moment(clock: Clock, timetable: Timetable) -> None:
    assert deadline(clock, timetable).due == slowly(clock, timetable)


@untimed
@given(clocks(*NOT_MONTHS), timetables, lengths)
def test_who_starts_later_is_not_due_earlier(clock: Clock, timetable: Timetable, length: timedelta) -> None:
    later = replace(clock, start=clock.start + length)
    assume(clock.extension is None or clock.extension.granted_at >= later.start)
    assert due(clock, timetable) <= due(later, timetable)


@untimed
@given(clocks(Unit.MONTH, paused=False), timetables, lengths)
def test_nor_in_months_as_long_as_nothing_pauses(
    clock: Clock, timetable: Timetable, length: timedelta
) -> None:
    later = replace(clock, start=clock.start + length)
    assert due(clock, timetable) <= due(later, timetable)


@untimed
@given(clocks(), timetables, st.integers(0, 20))
def test_who_has_more_time_is_not_due_earlier(clock: Clock, timetable: Timetable, more: int) -> None:
    rule = Rule(clock.rule.number + more, clock.rule.unit, clock.rule.source)
    longer = replace(clock, rule=rule)
    assert due(clock, timetable) <= due(longer, timetable)


@untimed
@given(clocks(*ROLLING), timetables)
def test_it_is_never_due_while_people_rest_or_the_clock_stands(clock: Clock, timetable: Timetable) -> None:
    found = deadline(clock, timetable)
    assert timetable.calendar.works(day_of(found.runs_out))
    if found.due and found.extended is None and not clock.rule.unit.hourly:
        assert not any(
            day_of(stop.start) <= day_of(found.due)
            and (stop.end is None or day_of(found.due) < day_of(stop.end))
            for stop in clock.stops
        )


@untimed
@given(clocks(Unit.HOUR, paused=False, longer=False), timetables)
def test_plain_hours_wait_for_nobody(clock: Clock, timetable: Timetable) -> None:
    found = deadline(clock, timetable)
    assert found.due == clock.start + timedelta(hours=clock.rule.number)
    assert not found.provisional


def known_by(clock: Clock) -> datetime:
    """The moment from which on nothing more happens to a clock."""
    stops = [stop.end or stop.start for stop in clock.stops]
    return max([clock.start, *stops, *([clock.extension.granted_at] if clock.extension else [])])


@untimed
@given(clocks(Unit.WORKING_HOUR, Unit.HOUR, opened=False), timetables, st.data())
def test_a_pause_of_some_hours_moves_the_date_by_as_many(
    clock: Clock, timetable: Timetable, data: st.DataObject
) -> None:
    before, first = deadline(clock, timetable).runs_out, known_by(clock)
    assume(first < before)
    start = first + data.draw(st.integers(0, (before - first - timedelta.resolution) // QUARTER)) * QUARTER
    end = start + data.draw(lengths)
    after = due(replace(clock, pauses=(*clock.pauses, Pause(start, end))), timetable)
    pace = timetable.pace(clock.rule.unit)
    assert pace.elapsed(before, after) == pace.elapsed(start, end)


@untimed
@given(clocks(Unit.WORKING_DAY, opened=False), timetables, st.data())
def test_a_pause_of_some_working_days_moves_the_date_by_as_many(
    clock: Clock, timetable: Timetable, data: st.DataObject
) -> None:
    """Those of them at whose end it stands still, the day of receipt apart."""
    calendar, before = timetable.calendar, day_of(deadline(clock, timetable).runs_out)
    first = day_of(known_by(clock)) + DAY
    assume(first <= before)
    day = first + data.draw(st.integers(0, (before - first).days)) * DAY
    start = end_of(day) - timedelta(hours=data.draw(st.integers(0, 23)))
    end = start + data.draw(lengths)
    after = due(replace(clock, pauses=(*clock.pauses, Pause(start, end))), timetable)
    assert calendar.count(before, day_of(after)) == calendar.count(day - DAY, day_of(end) - DAY)


@untimed
@given(clocks(Unit.CALENDAR_DAY, Unit.MONTH, paused=False, longer=False), timetables, st.data())
def test_a_pause_of_some_nights_moves_the_date_by_as_many_and_off_days_that_rest(
    clock: Clock, timetable: Timetable, data: st.DataObject
) -> None:
    counted = deadline(clock, timetable).plain.counted
    day = data.draw(st.dates(clock.receipt + DAY, counted))
    end = end_of(day) + data.draw(lengths)
    after = due(replace(clock, pauses=(Pause(end_of(day), end),)), timetable)
    nights = (day_of(end) - day).days
    assert day_of(after) == timetable.calendar.next_working(counted + nights * DAY)


@untimed
@given(clocks(), timetables, days, st.sampled_from(["holiday", "rest"]))
def test_another_holiday_never_shortens(clock: Clock, timetable: Timetable, day: date, how: str) -> None:
    """Short of the one case where it must: a granted date does not move, so what a pause then took of it is less."""
    special = dict(timetable.calendar.special)
    assume(how == "holiday" or day in special)
    granted = clock.extension.granted_at if clock.extension else NEVER
    assume(all(stop.end is None or stop.end <= granted for stop in clock.stops))
    if how == "holiday":
        special[day] = SpecialDay(day, DayKind.HOLIDAY)
    elif special.pop(day).kind is DayKind.HOLIDAY:
        assume(False)
    assume(how == "holiday" or day.weekday() >= 5)
    fewer = Timetable(Calendar(special.values(), timetable.calendar.notices), timetable.hours)
    assert due(clock, timetable) <= due(clock, fewer)


@untimed
@given(clocks(), timetables)
def test_the_zone_is_that_of_china_wherever_the_start_was_written_down(
    clock: Clock, timetable: Timetable
) -> None:
    elsewhere = Clock(
        clock.rule,
        clock.start.astimezone(UTC),
        tuple(
            Pause(each.start.astimezone(UTC), each.end and each.end.astimezone(UTC)) for each in clock.pauses
        ),
        clock.extension,
    )
    found = deadline(clock, timetable)
    assert deadline(elsewhere, timetable) == found
    shanghai = found.runs_out.astimezone(ZoneInfo("Asia/Shanghai"))
    assert found.runs_out.replace(tzinfo=None) == shanghai.replace(tzinfo=None)


@untimed
@given(rules(*(set(Unit) - {Unit.HOUR, Unit.WORKING_HOUR})), timetables, days)
def test_midnight_belongs_to_the_new_day(rule: Rule, timetable: Timetable, day: date) -> None:
    midnight = end_of(day) + timedelta(seconds=1)
    late, early = Clock(rule, midnight - timedelta.resolution), Clock(rule, midnight)
    assert (late.receipt, early.receipt) == (day, day + DAY)
    noon = Clock(rule, midnight + timedelta(hours=12))
    assert due(late, timetable) == due(Clock(rule, end_of(day) - timedelta(hours=12)), timetable)
    assert due(early, timetable) == due(noon, timetable)


@untimed
@given(clocks(), timetables)
def test_a_date_is_provisional_exactly_if_a_year_it_rests_on_was_not_announced(
    clock: Clock, timetable: Timetable
) -> None:
    announced = Timetable(
        Calendar(
            timetable.calendar.special.values(), NOTICES | dict.fromkeys(range(2027, 2030), NOTICES[2026])
        ),
        timetable.hours,
    )
    unannounced = Timetable(Calendar(timetable.calendar.special.values()), timetable.hours)
    found = deadline(clock, timetable)
    assert not deadline(clock, announced).provisional
    assert deadline(clock, unannounced).provisional is (clock.rule.unit is not Unit.HOUR)
    assert (found.due, found.stopped_at) == (due(clock, announced) if found.due else None, found.stopped_at)
    if clock.rule.unit.working:
        # a clock on working days counts from the morrow of the receipt, one on working hours from the receipt itself
        first = clock.receipt if clock.rule.unit.hourly else clock.receipt + DAY
        touched = set(range(first.year, day_of(found.runs_out).year + 1))
        assert found.provisional is not (touched <= timetable.calendar.notices.keys())


@untimed
@given(clocks(), timetables, st.lists(moments, min_size=2, max_size=2).map(sorted))
def test_time_left_only_falls_and_is_gone_when_it_is_due(
    clock: Clock, timetable: Timetable, seen: list[datetime]
) -> None:
    """Measured with what was known in the end; facts that come later may give time back."""
    later = (known_by(clock) + (moment - seen[0]) for moment in seen)
    first, second = (standing(clock, timetable, moment) for moment in later)
    assert 1 >= first.share_left >= second.share_left >= 0
    assert (first.remaining, first.remaining_days) >= (second.remaining, second.remaining_days)
    assert first.time >= second.time
    assert first.working_days >= second.working_days
    for each in (first, second):
        assert each.overdue <= (each.share_left == 0)
        assert not (each.overdue and each.suspended)
        assert (each.time < timedelta()) is each.overdue


@untimed
@given(clocks(), timetables, moments, clocks())
def test_a_past_moment_is_told_as_it_was_known_then(
    clock: Clock, timetable: Timetable, now: datetime, future: Clock
) -> None:
    """Whatever happens later, it does not reach back."""
    known = clock.as_of(now)
    later = tuple(pause for pause in future.pauses if pause.start > now)
    granted = known.extension or future.extension
    if known.extension is None and granted and granted.granted_at <= now:
        granted = None
    assert standing(
        Clock(clock.rule, clock.start, known.pauses + later, granted), timetable, now
    ) == standing(known, timetable, now)


@untimed
@given(clocks(opened=False, longer=False), timetables, st.data())
def test_a_clock_that_stands_still_keeps_what_is_left(
    clock: Clock, timetable: Timetable, data: st.DataObject
) -> None:
    time = deadline(clock, timetable).runs_out - clock.start
    stop = clock.start + data.draw(st.integers(0, (time - timedelta.resolution) // QUARTER)) * QUARTER
    clock = replace(clock, pauses=(*clock.pauses, Pause(stop)))
    found = deadline(clock, timetable)
    assert (found.due, found.stopped_at and found.stopped_at <= stop) == (None, True)
    first, much_later = (standing(clock, timetable, stop + days * DAY) for days in (0, 500))
    assert first == much_later
    assert (first.suspended, first.overdue) == (True, False)
    assert min(first.remaining, first.remaining_days) >= 0
    assert first.time > timedelta()
    if clock.rule.unit in (Unit.WORKING_DAY, Unit.WORKING_HOUR, Unit.HOUR):
        unit = DAY if clock.rule.unit is Unit.WORKING_DAY else timedelta(hours=1)
        assert explain(clock, timetable).counted + unit * first.remaining == unit * clock.rule.number


@untimed
@given(rules(), moments, days, moments)
def test_an_extension_only_ever_lengthens(
    rule: Rule, start: datetime, until: date, granted: datetime
) -> None:
    plain = Clock(rule, start)
    longer = Clock(rule, start, (), Extension(until, granted, granted))
    moved = end_of(until if rule.unit is Unit.HOUR else CHINA_2026.calendar.next_working(until))
    assert due(longer, CHINA_2026) == max(due(plain, CHINA_2026), moved)

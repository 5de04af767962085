"""Calendars of days, office hours, and counting on them."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.working_days import Calendar, DayKind, Notice, SpecialDay
from app.domain.working_hours import ALL_DAY, COUNTY_HOURS, OfficeHours, WorkingTime
from app.errors import InvalidRequest
from tests.domain import day_by_day
from tests.domain.almanac import CHINA_2026, NOTICES, at, calendars, days, moments, office_hours, untimed

CALENDAR = CHINA_2026.calendar


@untimed
@given(calendars, days, st.integers(-40, 120))
def test_counting_by_numbers_is_counting_one_by_one(calendar: Calendar, day: date, number: int) -> None:
    other = day + timedelta(days=number)
    first, last = sorted((day, other))
    between = (first + timedelta(days=each + 1) for each in range((last - first).days))
    worked = [each for each in between if day_by_day.works(each, calendar.special.values())]
    assert calendar.count(first, last) == len(worked) == -calendar.count(last, first)
    for place, each in enumerate(worked):
        assert calendar.later(first, place + 1) == each
    assert calendar.later(day, 0) == day
    assert calendar.works(calendar.next_working(day))
    assert calendar.next_working(day) == (day if calendar.works(day) else calendar.later(day, 1))


@pytest.mark.parametrize("year", [1, 1970, 2026, 9000])
def test_without_data_weekends_rest_in_any_year(year: int) -> None:
    calendar = Calendar()
    first = date(year, 3, 1)
    assert calendar.unpublished(first, first) == (year,)
    for number in range(14):
        day = first + timedelta(days=number)
        assert calendar.works(day) is (day.isoweekday() < 6)
        assert calendar.count(first, day) == sum(
            (first + timedelta(days=each + 1)).isoweekday() < 6 for each in range(number)
        )


def test_why_a_day_rests_or_works() -> None:
    notes = {date(2026, 2, day): CALENDAR.note(date(2026, 2, day)) for day in (7, 8, 13, 14, 15, 23, 24)}
    assert list(notes.values()) == ["周六", "周日", "", "调休上班", "春节", "春节", ""]
    nameless = Calendar([SpecialDay(date(2027, 1, 1), DayKind.HOLIDAY)])
    assert nameless.note(date(2027, 1, 1)) == "法定节假日"
    assert Calendar([SpecialDay(date(2027, 1, 4), DayKind.WORKDAY)]).note(date(2027, 1, 4)) == ""


def test_the_announced_years_have_the_working_days_that_they_have() -> None:
    """365 days less 104 of weekends and, from 2025 on, 13 of festivals: whatever is moved about."""
    assert CALENDAR.count(date(2024, 12, 31), date(2025, 12, 31)) == 248
    assert CALENDAR.count(date(2025, 12, 31), date(2026, 12, 31)) == 248


def test_years_that_were_not_announced() -> None:
    assert CALENDAR.unpublished(date(2025, 1, 1), date(2026, 12, 31)) == ()
    assert CALENDAR.unpublished(date(2024, 12, 31), date(2028, 1, 1)) == (2024, 2027, 2028)
    assert Calendar((), {2027: Notice("更正", 2)}).notices[2027].version == 2


@pytest.mark.parametrize("again", DayKind)
def test_no_day_is_there_twice(again: DayKind) -> None:
    days = [SpecialDay(date(2026, 10, 1), DayKind.HOLIDAY, "国庆节"), SpecialDay(date(2026, 10, 1), again)]
    with pytest.raises(InvalidRequest) as refused:
        Calendar(days, NOTICES)
    assert refused.value.code == "CALENDAR_DAY_TWICE"
    assert "2026-10-01" in str(refused.value.detail)


@pytest.mark.parametrize(
    "spells",
    [
        (),
        ((time(9), time(9)),),
        ((time(12), time(9)),),
        ((time(14), time(18)), (time(9), time(12))),
        ((time(9), time(13)), (time(12), time(18))),
        ((time(9), time(12)), (time(14), time(0))),
    ],
)
def test_office_hours_follow_one_another(spells: tuple[tuple[time, time], ...]) -> None:
    with pytest.raises(InvalidRequest) as refused:
        OfficeHours(spells)
    assert refused.value.code == "OFFICE_HOURS_INVALID"


@untimed
@given(calendars, st.one_of(office_hours, st.just(COUNTY_HOURS)), moments, st.integers(1, 10**12))
def test_the_moment_by_which_so_much_was_worked_is_the_earliest(
    calendar: Calendar, hours: OfficeHours, start: datetime, micros: int
) -> None:
    pace, amount = WorkingTime(calendar, hours.in_day), timedelta(microseconds=micros)
    end = pace.later(start, amount)
    assert pace.elapsed(start, end) == amount == -pace.elapsed(end, start)
    assert pace.elapsed(start, end - timedelta.resolution) < amount
    assert pace.later(start, timedelta()) == start


def test_a_working_day_lasts_from_midnight_to_midnight() -> None:
    pace = WorkingTime(CALENDAR, ALL_DAY)
    assert pace.elapsed(at("2026-02-13T18:00"), at("2026-02-24T06:00")) == timedelta(hours=6 + 24 + 6)

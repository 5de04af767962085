"""Two announced years, invented ones, and clocks to be measured with them."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from hypothesis import settings
from hypothesis import strategies as st

from app.domain.clocks import Clock, Extension, Pause, Rule, Unit
from app.domain.deadlines import CHINA
from app.domain.due_dates import Timetable
from app.domain.working_days import Calendar, DayKind, Notice, SpecialDay
from app.domain.working_hours import COUNTY_HOURS, OfficeHours

untimed = settings(deadline=None)
SOURCE = "示例县办理办法第九条"
NOTICES = {2025: Notice("国办发明电〔2024〕12号"), 2026: Notice("国办发明电〔2025〕7号")}
_HOLIDAYS = {
    "元旦": [(date(2025, 1, 1), 1), (date(2026, 1, 1), 3)],
    "春节": [(date(2025, 1, 28), 8), (date(2026, 2, 15), 9)],
    "清明节": [(date(2025, 4, 4), 3), (date(2026, 4, 4), 3)],
    "劳动节": [(date(2025, 5, 1), 5), (date(2026, 5, 1), 5)],
    "端午节": [(date(2025, 5, 31), 3), (date(2026, 6, 19), 3)],
    "国庆节": [(date(2025, 10, 1), 8), (date(2026, 10, 1), 7)],
    "中秋节": [(date(2026, 9, 25), 3)],
}
_WORKED = ["2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"]
_WORKED += ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]

SPECIAL = [
    *(
        SpecialDay(first + timedelta(days=number), DayKind.HOLIDAY, name)
        for name, spells in _HOLIDAYS.items()
        for first, days in spells
        for number in range(days)
    ),
    *(SpecialDay(date.fromisoformat(day), DayKind.WORKDAY) for day in _WORKED),
]
CHINA_2026 = Timetable(Calendar(SPECIAL, NOTICES))

QUARTER = timedelta(minutes=15)
"""Everything invented lies on quarters of an hour, so that a slow reference may walk in them."""


def at(text: str) -> datetime:
    """A moment in China."""
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def clock(number: int, unit: Unit, start: str, *pauses: tuple[str, str | None]) -> Clock:
    spells = tuple(Pause(at(begin), at(end) if end else None, "待鉴定") for begin, end in pauses)
    return Clock(Rule(number, unit, SOURCE), at(start), spells)


days = st.integers(0, 210).map(lambda number: date(2025, 11, 1) + timedelta(days=number))
moments = st.integers(0, 90 * 96).map(lambda number: at("2025-12-01") + number * QUARTER)
_LONGEST = {
    Unit.WORKING_HOUR: 30,
    Unit.HOUR: 72,
    Unit.WORKING_DAY: 24,
    Unit.CALENDAR_DAY: 40,
    Unit.MONTH: 4,
}


def rules(*units: Unit) -> st.SearchStrategy[Rule]:
    """Every unit as often as the others."""
    drawn = [(unit, 1 + _LONGEST[unit] * step // 30) for step in range(30) for unit in units or Unit]
    return st.sampled_from(drawn).map(lambda length: Rule(length[1], length[0], SOURCE))


spells = st.tuples(days, st.integers(1, 9), st.sampled_from(DayKind))
special_days = st.lists(spells, max_size=6).map(
    lambda drawn: list(
        {
            day: SpecialDay(day, kind)
            for first, length, kind in drawn
            for day in (first + timedelta(days=number) for number in range(length))
        }.values()
    )
)
calendars = st.builds(
    lambda drawn, years: Calendar(drawn or SPECIAL, {year: NOTICES[year] for year in years}),
    st.none() | special_days,
    st.sampled_from([(2025, 2026), (2025,), (2026,), ()]),
)
office_hours = st.sampled_from(
    [
        COUNTY_HOURS,
        OfficeHours(((time(0), time(23, 45)),)),
        OfficeHours(((time(8), time(12)), (time(15), time(18, 15)))),
        OfficeHours(((time(0, 15), time(6)), (time(6), time(6, 45)), (time(22), time(23, 30)))),
        OfficeHours(((time(11, 45), time(13, 45)),)),
    ]
)
timetables = st.builds(Timetable, calendars, office_hours)
lengths = st.integers(0, 1500).map(lambda quarters: quarters * QUARTER)
ended = st.builds(lambda start, length: Pause(start, start + length), moments, lengths)
open_pauses = st.builds(Pause, moments)


@st.composite
def clocks(
    draw: st.DrawFn, *units: Unit, paused: bool = True, opened: bool = True, longer: bool = True
) -> Clock:
    """Pauses in any order, overlapping, before, around and after the time of the clock."""
    pauses = draw(st.lists(ended, max_size=3)) if paused else []
    if opened and paused and draw(st.booleans()):
        pauses.append(draw(open_pauses))
    clock = Clock(draw(rules(*units)), draw(moments), tuple(pauses))
    if not longer or draw(st.booleans()):
        return clock
    granted = clock.start + draw(lengths)
    return replace(clock, extension=Extension(draw(days), granted, granted))

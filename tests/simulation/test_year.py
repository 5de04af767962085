"""A year of one town, played with a clock that runs ahead (大新镇三色督办): what it came to is what was planned."""

from datetime import date

import pytest

from app.domain.deadlines import day_of
from app.domain.working_days import Calendar, DayKind, SpecialDay
from app.integrations import holidays
from app.simulation import running
from app.simulation.plan import Plan, after, at, plans
from tests.demo.conftest import emptied

YEAR, SEED = 2026, 7


async def test_the_end_figures_are_those_of_the_plans() -> None:
    async with emptied() as url:
        recorded, expected = await running.run(url, 24, YEAR, SEED)
    assert recorded == expected
    assert recorded.closed == recorded.cases == 24
    assert {"remind", "yellow", "red", "deputy_director"} <= recorded.by_time.keys()
    assert 0 < recorded.on_time < recorded.answered
    assert recorded.still_coloured == 0


def test_the_same_seed_plans_the_same_year() -> None:
    assert list(plans(YEAR, 30, SEED)) == list(plans(YEAR, 30, SEED)) != list(plans(YEAR, 30, SEED + 1))


def test_a_year_has_something_of_everything() -> None:
    planned = list(plans(YEAR, 240, 411122))
    assert (
        {bool(plan.pause) for plan in planned} == {True, False} == {bool(plan.extension) for plan in planned}
    )
    assert {plan.signs for plan in planned} == {True, False}
    assert {plan.rating is None for plan in planned} == {True, False}
    assert sum(plan.lines["director"] for plan in planned) >= 5


@pytest.mark.parametrize(
    ("number", "lands"), [(1, "2026-02-24"), (3, "2026-02-26"), (4, "2026-02-27"), (5, "2026-02-28")]
)
def test_days_are_walked_over_holidays_and_through_working_saturdays(number: int, lands: str) -> None:
    """Spring Festival 2026: the 15th to the 23rd of February rest, Saturday the 28th is worked."""
    days = [
        SpecialDay(day, DayKind.WORKDAY if works else DayKind.HOLIDAY, name)
        for day, works, name in holidays.years()[YEAR]
    ]
    assert after(Calendar(days), date(2026, 2, 14), number).isoformat() == lands


def test_an_answer_is_late_from_the_day_after_the_last() -> None:
    plan = next(plan for plan in plans(YEAR, 240, SEED) if not (plan.pause or plan.extension))

    def answered(days: int) -> Plan:
        return Plan(plan.submitted_at, 1, days, True, None, 0, 0, None)

    assert [answered(days).late for days in (6, 7, 8, 13)] == [0, 0, 1, 6]
    assert answered(7).lines == {"remind": 1, "yellow": 1, "red": 0, "deputy_director": 0, "director": 0}
    assert answered(13).lines["deputy_director"] == 1
    assert day_of(at(date(2026, 1, 1), 0)) == date(2026, 1, 1)

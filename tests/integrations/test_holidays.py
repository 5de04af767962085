"""The library of holidays says what the notices of two years say, and the presets fit what it knows."""

from app.domain.working_days import DayKind
from app.integrations import holidays
from app.presets.loader import load
from app.presets.timing import notice_of, timings
from tests.domain.almanac import NOTICES, SPECIAL


def test_the_library_knows_the_days_of_the_notices() -> None:
    known = holidays.years()
    said = sorted((each.day, each.kind is DayKind.WORKDAY) for each in SPECIAL)
    assert [(day, works) for year in (2025, 2026) for day, works, _ in known[year]] == said
    names = {each.day: each.name for each in SPECIAL}
    days = [each for each in known[2026] if not each.works]
    assert [each.name for each in days] == [names[each.day] for each in days]


def test_every_year_has_a_notice() -> None:
    for year in holidays.years():
        assert str(year) in notice_of(year).title
    assert {year: notice_of(year).number for year in NOTICES} == {
        year: notice.text for year, notice in NOTICES.items()
    }


def test_the_rules_that_come_along_name_categories_that_come_along() -> None:
    codes = {category.code for category in load().categories}
    assert {each.category for each in timings()} - {None} <= codes
    scopes = [(each.clock, each.kind, each.category, each.profile) for each in timings()]
    assert len(scopes) == len(set(scopes))

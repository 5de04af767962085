"""Which rule a clock is given: compared with choosing by hand over every combination of scopes."""

from datetime import date, timedelta
from itertools import chain, combinations, product
from uuid import UUID

import pytest

from app.domain.clock_rules import ClockRule, Matter, Period, Scope, choose, overlapping, rule_of
from app.domain.clocks import Rule, Unit
from app.domain.vocabulary import ClockName, ClockProfile, Kind
from app.errors import InvalidRequest

DAY = date(2026, 11, 20)
REPLY = ClockName.REPLY
KINDS = (None, Kind.APPEAL)
CATEGORIES = (None, "water", "water.tap")
PROFILES = (ClockProfile.PLAIN, ClockProfile.HOTLINE)
ALL = [
    Scope(REPLY, kind, category, profile) for kind, category, profile in product(KINDS, CATEGORIES, PROFILES)
]
BEST_FIRST = [
    Scope(REPLY, kind, category, profile)
    for profile in (ClockProfile.HOTLINE, ClockProfile.PLAIN)
    for category in ("water.tap", "water", None)
    for kind in (Kind.APPEAL, None)
]
"""For an appeal about tap water under the hotline: the order in which rules are to be preferred."""


def made(scope: Scope, first: date = DAY, last: date | None = None) -> ClockRule:
    return ClockRule(UUID(int=hash(scope) % 2**64), scope, Rule(1, Unit.HOUR, "某法"), Period(first, last))


def test_the_closest_wins_whatever_else_is_there() -> None:
    """Every set of up to four of the twelve scopes, in both orders; and all of them."""
    sets = chain.from_iterable(combinations(ALL, size) for size in (0, 1, 2, 3, 4, 12))
    matter = Matter(REPLY, Kind.APPEAL, "water.tap", ClockProfile.HOTLINE)
    for scopes in sets:
        expected = next((scope for scope in BEST_FIRST if scope in scopes), None)
        for order in (scopes, scopes[::-1]):
            found = choose([made(scope) for scope in order], matter, DAY)
            assert (found and found.scope) == expected


def fits_by_hand(scope: Scope, matter: Matter) -> bool:
    categories: dict[str | None, set[str | None]] = {
        None: {None},
        "water": {None, "water"},
        "water.tap": {None, "water", "water.tap"},
        "waterworks": {None},
    }
    profiles = {
        ClockProfile.PLAIN: {ClockProfile.PLAIN},
        ClockProfile.HOTLINE: {ClockProfile.PLAIN, ClockProfile.HOTLINE},
        ClockProfile.HOTLINE_HARD: {ClockProfile.PLAIN, ClockProfile.HOTLINE},
        ClockProfile.DEPUTY: {ClockProfile.PLAIN},
        ClockProfile.HARD: {ClockProfile.PLAIN},
    }
    return (
        scope.clock is matter.clock
        and scope.kind in (None, matter.kind)
        and scope.category_code in categories[matter.category_code]
        and scope.profile in profiles[matter.profile]
    )


@pytest.mark.parametrize("profile", ClockProfile)
@pytest.mark.parametrize("category", [None, "water", "water.tap", "waterworks"])
@pytest.mark.parametrize("kind", [Kind.APPEAL, Kind.SUGGESTION])
def test_a_rule_alone_is_given_to_what_it_is_about_and_to_nothing_else(
    kind: Kind, category: str | None, profile: ClockProfile
) -> None:
    for scope in ALL:
        for clock in (REPLY, ClockName.REDO):
            matter = Matter(clock, kind, category, profile)
            assert (choose([made(scope)], matter, DAY) is not None) == fits_by_hand(scope, matter)


def test_only_what_is_in_force_counts_on_its_first_and_last_day_too() -> None:
    rules = [made(Scope(REPLY), DAY, DAY), made(Scope(REPLY, Kind.APPEAL), DAY + timedelta(days=2))]
    given = [choose(rules, Matter(REPLY, Kind.APPEAL), DAY + timedelta(days=day)) for day in range(-1, 4)]
    assert given == [None, rules[0], None, rules[1], rules[1]]


def test_overlapping_is_having_a_day_in_common_by_brute_force() -> None:
    days = [DAY + timedelta(days=number) for number in range(5)]
    periods = [
        Period(first, last) for first, last in product(days, [*days, None]) if not last or first <= last
    ]
    horizon = [DAY + timedelta(days=number) for number in range(8)]
    scope = Scope(REPLY, Kind.APPEAL, "water")
    for one, other in product(periods, periods):
        common = any(day in one and day in other for day in horizon)
        assert (overlapping([made(scope, one.first, one.last)], scope, other) is not None) == common
    assert all(overlapping([made(scope)], other, Period(DAY)) is None for other in ALL if other != scope)


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(InvalidRequest) as refused:
        Period(DAY, DAY - timedelta(days=1))
    assert refused.value.code == "RULE_PERIOD"


@pytest.mark.parametrize(
    ("unit", "most"), [(Unit.MONTH, 120), (Unit.WORKING_DAY, 2500), (Unit.CALENDAR_DAY, 3650)]
)
def test_no_rule_is_longer_than_ten_years(unit: Unit, most: int) -> None:
    assert rule_of(most, unit, "某法").number == most
    with pytest.raises(InvalidRequest) as refused:
        rule_of(most + 1, unit, "某法")
    assert refused.value.code == "RULE_NUMBER"

"""Which rule a clock is given: of those in force on the day, the one that is closest to the case.

Rules of the case's own regime (profile) come before those of the regime that it stands on; among them the deeper
category wins, then the one for its kind, then the one for any. Two of equal scope are never in force on one day
(`overlapping`), so there is one answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.domain.clocks import Rule, Unit
from app.domain.trees import lies_within
from app.domain.vocabulary import ClockName, ClockProfile, Kind
from app.errors import InvalidRequest

_LONGEST = {
    Unit.WORKING_HOUR: 10_000,
    Unit.HOUR: 10_000,
    Unit.WORKING_DAY: 2_500,
    Unit.CALENDAR_DAY: 3_650,
    Unit.MONTH: 120,
}
"""Ten years: beyond it somebody took one unit for another."""


@dataclass(frozen=True)
class Scope:
    """What a rule is about. Without a kind or category it is about any; a category is that and all below it."""

    clock: ClockName
    kind: Kind | None = None
    category_code: str | None = None
    profile: ClockProfile = ClockProfile.PLAIN


@dataclass(frozen=True)
class Matter:
    """What is asked for: a clock of a case of this kind and category, handled under this regime."""

    clock: ClockName
    kind: Kind
    category_code: str | None = None
    profile: ClockProfile = ClockProfile.PLAIN


@dataclass(frozen=True)
class Period:
    """Days from the first to the last, both in force; without a last one for good. InvalidRequest RULE_PERIOD."""

    first: date
    last: date | None = None

    def __post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            raise InvalidRequest("RULE_PERIOD", "终止日期早于生效日期")

    def __contains__(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)

    def meets(self, other: "Period") -> bool:
        """They have a day in common."""
        return self.first in other or other.first in self


@dataclass(frozen=True)
class ClockRule:
    """One row: a rule, what it is about, and when it is in force."""

    id: UUID
    scope: Scope
    rule: Rule
    period: Period

    def fits(self, matter: Matter, day: date) -> bool:
        scope = self.scope
        return (
            scope.clock is matter.clock
            and scope.profile in matter.profile.chain
            and scope.kind in (None, matter.kind)
            and (scope.category_code is None or lies_within(matter.category_code, scope.category_code))
            and day in self.period
        )

    def closeness(self, matter: Matter) -> tuple[int, int, bool]:
        """Of a rule that fits: the greater, the closer."""
        code = self.scope.category_code
        depth = 0 if code is None else code.count(".") + 1
        return -matter.profile.chain.index(self.scope.profile), depth, self.scope.kind is not None


def choose(rules: Iterable[ClockRule], matter: Matter, day: date) -> ClockRule | None:
    """None: nothing says how long it may take."""
    fitting = (rule for rule in rules if rule.fits(matter, day))
    return max(fitting, key=lambda rule: rule.closeness(matter), default=None)


def overlapping(rules: Iterable[ClockRule], scope: Scope, period: Period) -> ClockRule | None:
    """One of equal scope that is in force on a day of the period."""
    return next((rule for rule in rules if rule.scope == scope and rule.period.meets(period)), None)


def rule_of(number: int, unit: Unit, source: str) -> Rule:
    """InvalidRequest RULE_NUMBER, RULE_WITHOUT_SOURCE."""
    if number > _LONGEST[unit]:
        raise InvalidRequest("RULE_NUMBER", f"期限最长为{_LONGEST[unit]}个{unit.label}")
    return Rule(number, unit, source)

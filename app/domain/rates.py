"""From counts to rates: numerator, denominator, and what was left out and why. Pure.

A rate without a denominator is none at all, never 100 %.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import NamedTuple

from app.domain.facts import Tally
from app.domain.labels import LabelledEnum

FEWEST = 5
"""Of a deputy no rate is told of fewer: one matter more or less would make another of him."""


class LeftOut(LabelledEnum):
    """Why something is not in a denominator."""

    RETURNED = "returned", "已退办"
    UNTIMED = "untimed", "没有期限"
    NOT_DUE = "not_due", "未答复且尚未到期或已挂账"
    ENDED = "ended", "不予受理、撤回、并案、转化，或本单位已退办"
    UNANSWERED = "unanswered", "尚未答复"
    NEVER_ANSWERED = "never_answered", "从未答复过"
    UNRATED = "unrated", "已答复而未评价"
    TALLY_OPEN = "tally_open", "评价尚未结束"
    PRESSURE = "pressure", "评价被反映为受到干扰"
    PROMISE_NOT_DUE = "promise_not_due", "承诺尚未到期"
    SUPERSEDED = "superseded", "承诺已由新的答复取代"
    TOO_FEW = "too_few", f"少于 {FEWEST} 件，不列比率"


@dataclass
class Counts(Tally):
    """A tally with what depends on who asks and when.

    `overdue` and `promises_overdue` are open and past their moment today; `asked` of the answered ones, those whose
    ratings the reader may know; `under_pressure` were rated, but by nobody who was free to.
    """

    overdue: int = 0
    promises_overdue: int = 0
    asked: int = 0
    under_pressure: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))


class Rate(NamedTuple):
    numerator: int
    denominator: int
    left_out: Mapping[LeftOut, int]
    shown: bool = True

    @property
    def rate(self) -> float | None:
        return round(self.numerator / self.denominator, 4) if self.denominator and self.shown else None


@dataclass(frozen=True)
class Rates:
    received: int
    on_time: Rate
    closing: Rate
    satisfaction_strict: Rate
    satisfaction_broad: Rate
    rating_coverage: Rate
    resolved: Rate
    promises_kept: Rate
    returned: Rate
    redone: Rate


def rates(counts: Counts, *, least: int = 1) -> Rates:
    """Every rate of these counts; none where the denominator is less than `least`."""
    rated = counts.satisfied + counts.basically + counts.dissatisfied
    hidden = counts.answered - counts.asked
    unanswered = counts.received - counts.answered
    answered = counts.in_time + counts.late
    timed = answered + counts.overdue
    waiting = counts.handed - counts.returned - counts.untimed - timed
    due = counts.kept_in_time + counts.kept_late + counts.promises_overdue
    unrated = {
        LeftOut.UNRATED: counts.asked - rated - counts.under_pressure,
        LeftOut.PRESSURE: counts.under_pressure,
        LeftOut.TALLY_OPEN: hidden,
    }
    found = Rates(
        received=counts.received,
        on_time=Rate(
            counts.in_time,
            timed,
            {
                LeftOut.RETURNED: counts.returned,
                LeftOut.UNTIMED: counts.untimed,
                LeftOut.NOT_DUE: waiting,
            },
        ),
        closing=Rate(counts.closed, counts.received - counts.ended, {LeftOut.ENDED: counts.ended}),
        satisfaction_strict=Rate(counts.satisfied, rated, unrated),
        satisfaction_broad=Rate(counts.satisfied + counts.basically, rated, unrated),
        rating_coverage=Rate(
            rated,
            counts.asked - counts.under_pressure,
            {
                LeftOut.UNANSWERED: unanswered,
                LeftOut.PRESSURE: counts.under_pressure,
                LeftOut.TALLY_OPEN: hidden,
            },
        ),
        resolved=Rate(counts.resolved, counts.answered, {LeftOut.UNANSWERED: unanswered}),
        promises_kept=Rate(
            counts.kept_in_time,
            due,
            {LeftOut.PROMISE_NOT_DUE: counts.promised - due, LeftOut.SUPERSEDED: counts.superseded},
        ),
        returned=Rate(counts.returned, counts.handed, {}),
        redone=Rate(
            counts.redone,
            counts.answered_once,
            {LeftOut.NEVER_ANSWERED: counts.received - counts.answered_once},
        ),
    )
    return _withheld(found, least)


def _withheld(found: Rates, least: int) -> Rates:
    values = {each.name: getattr(found, each.name) for each in fields(found)}
    for name, rate in values.items():
        if isinstance(rate, Rate) and 0 < rate.denominator < least:
            values[name] = Rate(
                rate.numerator,
                rate.denominator,
                {**rate.left_out, LeftOut.TOO_FEW: rate.denominator},
                shown=False,
            )
    return Rates(**values)


def total(counts: Iterable[Counts]) -> Counts:
    return sum(counts, Counts())

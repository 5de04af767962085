"""The ledger of promises in figures, each with numerator, denominator and what was left out. Pure."""

from dataclasses import dataclass

from app.domain.figures import Figure


@dataclass(frozen=True)
class Counts:
    """Of so many promises; `overdue` are open and past their day, `kept_in_time` struck off by the day first named."""

    superseded: int
    open: int
    overdue: int
    kept: int
    kept_in_time: int
    carried_over: int
    revived: int
    struck_off: int

    @property
    def in_force(self) -> int:
        return self.open + self.kept

    @property
    def due(self) -> int:
        return self.kept + self.overdue

    @property
    def total(self) -> int:
        return self.in_force + self.superseded


@dataclass(frozen=True)
class Ledger:
    due: Figure
    kept: Figure
    kept_in_time: Figure
    late: Figure
    carried_over: Figure
    revived: Figure


def ledger(counts: Counts) -> Ledger:
    """A promise that is not due yet is neither kept nor broken; one that a new answer replaced counts for nothing."""
    not_due = counts.total - counts.due
    return Ledger(
        due=Figure(counts.due, counts.in_force, counts.superseded),
        kept=Figure(counts.kept, counts.due, not_due),
        kept_in_time=Figure(counts.kept_in_time, counts.due, not_due),
        late=Figure(counts.overdue, counts.open, counts.total - counts.open),
        carried_over=Figure(counts.carried_over, counts.in_force, counts.superseded),
        revived=Figure(counts.revived, counts.struck_off, counts.total - counts.struck_off),
    )

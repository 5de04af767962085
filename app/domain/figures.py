"""How figures are made of counts: numerator, denominator and what was left out. Pure.

A rate without a denominator is none at all, never 100 %. Satisfaction is strict and broad, beside the coverage.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.outcomes import required_raters
from app.domain.vocabulary import Kind, Role, Satisfaction, Status

ANSWERED = frozenset({Status.REPLIED, Status.EXPERT_REVIEW, Status.TRACKING, Status.CLOSED})
"""Only an answer leads here; what is handled again is not answered."""
_FROM_WORST = (Satisfaction.DISSATISFIED, Satisfaction.BASICALLY, Satisfaction.SATISFIED)


@dataclass(frozen=True)
class Figure:
    """`excluded` is how many of those looked at are not in the denominator."""

    numerator: int
    denominator: int
    excluded: int

    @property
    def rate(self) -> float | None:
        return round(self.numerator / self.denominator, 4) if self.denominator else None


@dataclass(frozen=True)
class Answers:
    """So many answered matters rated alike in the round of their last answer: the worst by each rater, None if none."""

    kind: Kind
    double: bool
    citizen: Satisfaction | None
    deputy: Satisfaction | None
    panel: Satisfaction | None
    count: int

    @property
    def rating(self) -> Satisfaction | None:
        """A matter counts once: by who must rate it, or whoever did if none of those; where they differ the worse."""
        given = {Role.CITIZEN: self.citizen, Role.DEPUTY: self.deputy, Role.COUNTY_OFFICE: self.panel}
        required = [given[role] for role in required_raters(self.kind, double=self.double)]
        for ratings in (required, list(given.values())):
            worst = next((rating for rating in _FROM_WORST if rating in ratings), None)
            if worst is not None:
                return worst
        return None


@dataclass(frozen=True)
class Satisfactions:
    strict: Figure
    broad: Figure
    coverage: Figure


def satisfaction(answers: Iterable[Answers], received: int) -> Satisfactions:
    """满意 ÷ rated, (满意 + 基本满意) ÷ rated, rated ÷ answered. The first two leave out what nobody rated."""
    counted = [(item.rating, item.count) for item in answers]
    answered = sum(count for _, count in counted)
    by_rating = {
        rating: sum(count for given, count in counted if given is rating) for rating in (*Satisfaction, None)
    }
    rated, unrated = answered - by_rating[None], by_rating[None]
    satisfied = by_rating[Satisfaction.SATISFIED]
    return Satisfactions(
        strict=Figure(satisfied, rated, unrated),
        broad=Figure(satisfied + by_rating[Satisfaction.BASICALLY], rated, unrated),
        coverage=Figure(rated, answered, received - answered),
    )


def on_time(in_time: int, late: int, overdue: int, hand_overs: int) -> Figure:
    """Answered in time ÷ (answered + open and overdue); without a term, paused or not yet due: left out."""
    due = in_time + late + overdue
    return Figure(in_time, due, hand_overs - due)


@dataclass(frozen=True)
class Days:
    """How long so many answers took."""

    count: int
    mean: float | None
    median: float | None


def days(answers: Mapping[int, int]) -> Days:
    """From how many answers took how many days. Half of them took no longer than the median; without any there is none.

    Of an even number the median lies half-way between the two in the middle.
    """
    count = sum(answers.values())
    if not count:
        return Days(0, None, None)
    mean = sum(taken * times for taken, times in answers.items()) / count
    lower, upper = (_place(answers, place) for place in ((count - 1) // 2, count // 2))
    return Days(count, round(mean, 2), (lower + upper) / 2)


def _place(answers: Mapping[int, int], place: int) -> int:
    """How long the one took that stands there, counted from 0, when they are put in order."""
    for taken in sorted(answers):
        place -= answers[taken]
        if place < 0:
            return taken
    raise LookupError("there are fewer answers")


def mediation(agreed: int, closed: int, disputes: int) -> Figure:
    """Disputes that ended by the agreement of a mediator ÷ all that were closed; what is not closed is left out."""
    return Figure(agreed, closed, disputes - closed)

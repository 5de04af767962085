"""Counts of a rating given on the spot 现场测评: what they come to, each alone and several together. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.figures import Figure
from app.domain.vocabulary import Satisfaction


@dataclass(frozen=True)
class Votes:
    """How many of those present said what."""

    satisfied: int
    basically: int
    dissatisfied: int

    @property
    def total(self) -> int:
        return self.satisfied + self.basically + self.dissatisfied

    @property
    def outcome(self) -> Satisfaction:
        """满意 by more than half; 基本满意 if both together are more than half; otherwise 不满意."""
        if 2 * self.satisfied > self.total:
            return Satisfaction.SATISFIED
        if 2 * (self.satisfied + self.basically) > self.total:
            return Satisfaction.BASICALLY
        return Satisfaction.DISSATISFIED

    def __str__(self) -> str:
        return f"满意 {self.satisfied} 票，基本满意 {self.basically} 票，不满意 {self.dissatisfied} 票"


@dataclass(frozen=True)
class Outcomes:
    strict: Figure
    broad: Figure


def outcomes(ballots: Iterable[Votes]) -> Outcomes:
    """Of what was rated, by what each came to: 满意 ÷ rated, (满意 + 基本满意) ÷ rated."""
    found = [votes.outcome for votes in ballots]
    satisfied = found.count(Satisfaction.SATISFIED)
    content = satisfied + found.count(Satisfaction.BASICALLY)
    return Outcomes(Figure(satisfied, len(found), 0), Figure(content, len(found), 0))

"""The steps by which a case is shown: statuses grouped under the words of the practice that it follows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.vocabulary import Status


@dataclass(frozen=True)
class PresetStep:
    """One step of a preset. A case stands in it while its status is one of these."""

    label: str
    statuses: frozenset[Status]


@dataclass(frozen=True)
class ShownStep:
    """`reached_at` is None for a step not reached, or passed over; `current` holds for one step at most."""

    label: str
    reached_at: datetime | None
    current: bool


def walk(steps: Sequence[PresetStep], history: Iterable[tuple[Status, datetime]]) -> list[ShownStep]:
    """Where a case is and when it got to each step, from every status that it entered, oldest first.

    Going back (an upheld return, a redo) takes it out of the steps ahead until it reaches them again, and leaves
    the time of those behind. A status of no step (a draft, a way out) makes none current and takes nothing away.
    """
    place = {status: index for index, step in enumerate(steps) for status in step.statuses}
    reached: list[datetime | None] = [None] * len(steps)
    current: int | None = None
    for status, at in history:
        current = place.get(status)
        if current is not None:
            reached[current] = reached[current] or at
            reached[current + 1 :] = [None] * (len(steps) - current - 1)
    return [
        ShownStep(step.label, at, index == current)
        for index, (step, at) in enumerate(zip(steps, reached, strict=True))
    ]

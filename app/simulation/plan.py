"""What is to happen to each matter of the year, decided beforehand and in whole working days.

Nothing here knows how deadlines are counted: days are walked one by one, so that what the product makes of the year can
be held against it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from app.domain.deadlines import CHINA
from app.domain.vocabulary import Quality, Satisfaction
from app.domain.working_days import Calendar

ALLOWED, ALLOWED_EXTENSION = 7, 3
"""Working days of an appeal, and of the extensions that are asked for here."""
YELLOW_AT = 0.8
"""Of the time; three working days are left earlier than that, and the later counts."""
_ANSWERS = ((55, 2, 5), (17, 6, 7), (14, 8, 11), (8, 13, 16), (6, 18, 24))
"""In how many of a hundred the answer takes how many working days: in time, just in time, late …"""
_GOOD = (Satisfaction.SATISFIED, Satisfaction.SATISFIED, Satisfaction.BASICALLY)


@dataclass(frozen=True)
class Plan:
    """One matter. Days are working days: of waiting for the hand-over, and from it to the answer."""

    submitted_at: datetime
    sorted_after: int
    answered_after: int
    signs: bool
    quality: Quality | None
    pause: int
    extension: int
    rating: Satisfaction | None

    @property
    def allowed(self) -> int:
        """Working days until the answer is due."""
        return ALLOWED + self.pause + self.extension

    @property
    def late(self) -> int:
        """By how many working days it was overdue when it was answered; 0: in time."""
        return max(self.answered_after - self.allowed, 0)

    @property
    def lines(self) -> dict[str, int]:
        """How often each line is crossed: answers are given at ten in the morning of their day."""
        running = self.answered_after - self.pause
        whole = ALLOWED + self.extension
        overdue = self.late
        return {
            "remind": int(running >= whole - 3 and running > 0),
            "yellow": int(running - 1 + 10 / 24 >= YELLOW_AT * whole),
            "red": int(overdue > 0),
            "deputy_director": int(overdue > 5),
            "director": int(overdue > 10),
        }


def plans(year: int, cases: int, seed: int) -> Iterator[Plan]:
    """As many matters as asked for, in the order in which they come; none in the last two months, so that all end."""
    rng = Random(seed)
    days = sorted(rng.randrange(290) for _ in range(cases))
    for day in days:
        at = datetime(year, 1, 5, tzinfo=CHINA) + timedelta(days=day, minutes=rng.randrange(7 * 60, 22 * 60))
        yield _plan(rng, at)


def _plan(rng: Random, at: datetime) -> Plan:
    weights = [weight for weight, _, _ in _ANSWERS]
    _, least, most = rng.choices(_ANSWERS, weights)[0]
    answered = rng.randint(least, most)
    kind = rng.random()
    pause = 5 if kind < 0.05 and answered <= ALLOWED else 0
    extension = ALLOWED_EXTENSION if 0.05 <= kind < 0.11 and answered > ALLOWED else 0
    quality = rng.choices((None, Quality.LOW, Quality.POOR), (92, 5, 3))[0]
    rated = rng.random() < 0.8
    return Plan(
        submitted_at=at,
        sorted_after=rng.randint(1, 3),
        answered_after=answered + pause,
        signs=rng.random() < 0.95,
        quality=quality,
        pause=pause,
        extension=extension,
        rating=rng.choice(_GOOD) if rated else None,
    )


def after(calendar: Calendar, day: date, number: int) -> date:
    """The number-th working day after a day, walked to."""
    while number:
        day += timedelta(days=1)
        number -= calendar.works(day)
    return day


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=CHINA)

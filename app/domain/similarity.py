"""Whether two matters may be about the same thing: what they say, where it is, how long ago. Pure.

A product default: no source says how alike is alike. The numbers are settled by the examples in the tests.
"""

import math
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID

from app.domain import words
from app.domain.vocabulary import Kind

WINDOW = timedelta(days=90)
"""A matter handed in before that is another one, however alike."""
ENDED_LATELY = timedelta(days=30)
"""So long after its end a matter is still worth pointing at."""
REACH = 1000
"""Metres beyond which two positions are two places."""
THRESHOLD = 0.5
"""From this score on two matters may be the same."""
_ENOUGH = 0.25
"""Of what and of where there must be this much: no nearness makes up for another subject, nor the other way round."""
_AREA = 0.4
"""What the same area says of the place, as long as nothing narrower is known."""
_READ = 160
"""Characters of a text that are compared: what it is about stands at its beginning."""

_METRES_A_DEGREE = 111_320
_TOWN_DIGITS, _VILLAGE_DIGITS = 9, 12
_BREAKS = re.compile(r"[\W_的了是在和与及就也都还把被请们个]+")
"""What parts words: signs, spaces, and characters that stand in every sentence."""


def pairs(text: str) -> frozenset[str]:
    """Every two neighbouring characters, as the text index has them, but for those that say nothing."""
    return frozenset(pair for run in _BREAKS.split(text[:_READ]) for pair in words.pairs(run))


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of the shorter that the longer has too; 0 if one of them says nothing."""
    fewer = min(len(one), len(other))
    return len(one & other) / fewer if fewer else 0.0


@dataclass(frozen=True)
class Matter:
    """What is compared. `at` is when it was handed in; `text` what may be read of it, title first."""

    kind: Kind
    category_code: str | None
    station_id: UUID
    area_code: str
    place: str
    text: str
    at: datetime
    position: tuple[float, float] | None = None

    @cached_property
    def place_words(self) -> frozenset[str]:
        return pairs(self.place)

    @cached_property
    def spoken(self) -> frozenset[str]:
        return pairs(self.text)

    @property
    def words(self) -> frozenset[str]:
        """What it says besides where: people name the place in the title too."""
        return self.spoken - self.place_words

    @property
    def branch(self) -> str | None:
        """The root of its category: codes are dotted paths."""
        return self.category_code.split(".", 1)[0] if self.category_code else None

    @property
    def town(self) -> str:
        return self.area_code[:_TOWN_DIGITS]


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Between two positions (latitude, longitude) near each other: the earth is flat there."""
    north = (one[0] - other[0]) * _METRES_A_DEGREE
    east = (one[1] - other[1]) * _METRES_A_DEGREE * math.cos(math.radians((one[0] + other[0]) / 2))
    return math.hypot(north, east)


def around(position: tuple[float, float]) -> tuple[float, float]:
    """Half the sides, in degrees of latitude and longitude, of the square that holds everything within `REACH`."""
    shrunk = max(math.cos(math.radians(position[0])), 0.01)  # at the poles every longitude is near
    return REACH / _METRES_A_DEGREE, REACH / _METRES_A_DEGREE / shrunk


def same_subject(one: Matter, other: Matter) -> float:
    """0 to 1: the same category says it all, its branch half; half of the words in common are as good as all."""
    common = min(1.0, 2 * overlap(one.words - other.place_words, other.words - one.place_words))
    if one.branch is None or one.branch != other.branch:
        return common
    return 1.0 if one.category_code == other.category_code else max(common, 0.5)


def same_place(one: Matter, other: Matter) -> float:
    """0 to 1: by position if both have one, just enough at `REACH`; else by its words; else by area or station."""
    if one.position and other.position:
        away = metres(one.position, other.position) / REACH
        return 1 - (1 - _ENOUGH) * away if away <= 1 else 0.0
    if len(one.area_code) == len(other.area_code) == _VILLAGE_DIGITS:
        return max(_named(one, other), _AREA) if one.area_code == other.area_code else 0.0
    if one.town != other.town and one.station_id != other.station_id:
        return 0.0
    return _named(one, other)


def _named(one: Matter, other: Matter) -> float:
    """Whether both name the same place; where one does not, perhaps its text does."""
    if one.place_words and other.place_words:
        return overlap(one.place_words, other.place_words)
    return max(_AREA, overlap(one.place_words, other.spoken), overlap(other.place_words, one.spoken))


def alike(one: Matter, other: Matter) -> bool:
    """Whether both are about the same kind of thing, around the same place."""
    return min(same_subject(one, other), same_place(one, other)) >= _ENOUGH


def score(new: Matter, known: Matter) -> float:
    """0 to 1: how likely it is that somebody handed in `known` about what is `new` now."""
    if not alike(new, known):
        return 0.0
    recent = max(0.0, 1 - (new.at - known.at) / WINDOW)
    parts = (
        (0.45, same_subject(new, known)),
        (0.30, same_place(new, known)),
        (0.15, recent),
        (0.10, float(new.kind is known.kind)),
    )
    return sum(weight * part for weight, part in parts)

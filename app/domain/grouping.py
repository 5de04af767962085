"""Mixed groups 混合编组: everybody of a grid dealt into its groups, all levels in each. Pure and repeatable."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

from app.domain.labels import LabelledEnum

Key = TypeVar("Key")


class GridLevel(LabelledEnum):
    """What a grid is: a division of this level."""

    TOWN = "town", "乡镇（街道）"
    VILLAGE = "village", "村（社区）"


DIGITS = {GridLevel.TOWN: 9, GridLevel.VILLAGE: 12}
"""Of a division code, down to this level."""


@dataclass(frozen=True)
class Person(Generic[Key]):
    """Somebody to be placed. `rank` is 0 for the highest level."""

    key: Key
    rank: int
    grid: str


@dataclass(frozen=True)
class Formed(Generic[Key]):
    """The `number`-th group of a grid, from 1, with its members, the highest first."""

    grid: str
    number: int
    members: tuple[Key, ...]


def grid_of(area_code: str, station_area_code: str, level: GridLevel) -> str:
    """The division that somebody belongs to: his own, or his station's where his own reaches above the grid.

    Who is known by a wider division on both sides forms a grid with those of that division.
    """
    digits = DIGITS[level]
    code = area_code if len(area_code) >= digits else max(area_code, station_area_code, key=len)
    return code[:digits]


def by_number(sizes: Mapping[str, int], groups: int) -> dict[str, int]:
    """How many groups each grid gets of `groups`: by largest remainder, at least one each, never more than its people.

    ValueError if there are fewer groups than grids or more than people. Ties go to the smaller division code.
    """
    people = sum(sizes.values())
    if not len(sizes) <= groups <= people:
        raise ValueError(f"{groups} groups for {len(sizes)} grids and {people} people")
    seats: dict[str, int] = {}
    open_grids = dict(sizes)
    while small := [grid for grid, size in open_grids.items() if size * groups < people]:
        for grid in small:
            seats[grid] = 1
            people -= open_grids.pop(grid)
        groups -= len(small)
    quotas = {grid: Fraction(size * groups, people) for grid, size in open_grids.items()}
    seats |= {grid: int(quota) for grid, quota in quotas.items()}
    left = groups - sum(int(quota) for quota in quotas.values())
    for grid in sorted(quotas, key=lambda each: (int(quotas[each]) - quotas[each], each))[:left]:
        seats[grid] += 1
    return seats


def by_size(sizes: Mapping[str, int], most: int) -> dict[str, int]:
    """How many groups each grid needs so that none has more than `most` people."""
    return {grid: -(-size // most) for grid, size in sizes.items()}


def deal(people: Iterable[Person[Key]], seats: Mapping[str, int]) -> list[Formed[Key]]:
    """Everybody into exactly one group of his grid, grids by division code, equals in the order given.

    Like cards: one after the other, the highest rank first and without beginning anew at the next one, so that both the
    sizes and the numbers of each rank differ by at most one within a grid.
    """
    grids: dict[str, list[Key]] = {}
    for person in sorted(people, key=lambda each: (each.grid, each.rank)):
        grids.setdefault(person.grid, []).append(person.key)
    return [
        Formed(grid, number + 1, tuple(members[number :: seats[grid]]))
        for grid, members in grids.items()
        for number in range(seats[grid])
    ]

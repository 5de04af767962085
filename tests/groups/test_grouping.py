"""Mixed groups as arithmetic: nobody lost, nobody twice, no grid crossed, and everything as even as it can be."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.grouping import Formed, GridLevel, Person, by_number, by_size, deal, grid_of

grids = st.sampled_from(["411122101", "411122102", "411122103", "411122104", "411122"])
crowds = st.lists(st.tuples(grids, st.integers(0, 6)), min_size=1, max_size=120).map(
    lambda drawn: [Person(place, rank, grid) for place, (grid, rank) in enumerate(drawn)]
)


def sizes_of(people: list[Person[int]]) -> Counter[str]:
    return Counter(person.grid for person in people)


def spread(counts: list[int]) -> int:
    return max(counts) - min(counts)


def check_dealt(people: list[Person[int]], formed: list[Formed[int]], seats: dict[str, int]) -> None:
    by_key = {person.key: person for person in people}
    assert Counter(key for group in formed for key in group.members) == Counter(by_key.keys())
    assert Counter(group.grid for group in formed) == seats
    for grid in seats:
        groups = [group for group in formed if group.grid == grid]
        assert [group.number for group in groups] == list(range(1, len(groups) + 1))
        assert all(by_key[key].grid == grid for group in groups for key in group.members)
        assert spread([len(group.members) for group in groups]) <= 1
        for rank in range(7):
            assert spread([sum(by_key[key].rank == rank for key in group.members) for group in groups]) <= 1
        for group in groups:
            ranks = [by_key[key].rank for key in group.members]
            assert ranks == sorted(ranks)


@given(crowds, st.data())
def test_a_number_of_groups_is_shared_and_dealt(people: list[Person[int]], data: st.DataObject) -> None:
    sizes = sizes_of(people)
    groups = data.draw(st.integers(len(sizes), len(people)))
    seats = by_number(sizes, groups)
    assert sum(seats.values()) == groups
    assert all(1 <= seats[grid] <= sizes[grid] for grid in sizes)
    bigger_gets_no_less = sorted(sizes, key=lambda grid: sizes[grid])
    for small, big in pairwise(bigger_gets_no_less):
        assert seats[small] <= seats[big] or sizes[small] == sizes[big]
    formed = deal(people, seats)
    check_dealt(people, formed, seats)
    assert formed == deal(list(people), by_number(dict(reversed(sizes.items())), groups))


@given(crowds, st.integers(2, 20))
def test_a_size_is_never_exceeded(people: list[Person[int]], most: int) -> None:
    seats = by_size(sizes_of(people), most)
    formed = deal(people, seats)
    check_dealt(people, formed, seats)
    assert max(len(group.members) for group in formed) <= most


@given(crowds)
def test_too_few_or_too_many_groups_are_refused(people: list[Person[int]]) -> None:
    sizes = sizes_of(people)
    for groups in (len(sizes) - 1, len(people) + 1):
        with pytest.raises(ValueError, match="grids"):
            by_number(sizes, groups)


def test_what_is_left_goes_to_the_largest_remainders() -> None:
    assert by_number({"a": 50, "b": 30, "c": 20}, 7) == {"a": 4, "b": 2, "c": 1}
    assert by_number({"a": 97, "b": 2, "c": 1}, 10) == {"a": 8, "b": 1, "c": 1}


@pytest.mark.parametrize(
    ("own", "station", "level", "grid"),
    [
        ("411122102201", "411122102", GridLevel.TOWN, "411122102"),
        ("411122102201", "411122102", GridLevel.VILLAGE, "411122102201"),
        ("411122102", "411122103", GridLevel.TOWN, "411122102"),
        ("411122", "411122103", GridLevel.TOWN, "411122103"),
        ("411122", "411122103", GridLevel.VILLAGE, "411122103"),
        ("411122", "411122", GridLevel.TOWN, "411122"),
    ],
)
def test_everybody_has_a_grid(own: str, station: str, level: GridLevel, grid: str) -> None:
    assert grid_of(own, station, level) == grid

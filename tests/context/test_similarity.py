"""How alike two matters are: examples that settle the numbers, and what holds for any two."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.similarity import (
    REACH,
    THRESHOLD,
    WINDOW,
    Matter,
    alike,
    around,
    metres,
    overlap,
    pairs,
    same_place,
    score,
)
from app.domain.vocabulary import Kind

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
TOWN, OTHER_TOWN, VILLAGE, OTHER_VILLAGE = "411122102", "411122103", "411122102201", "411122102202"
STATION, OTHER_STATION = UUID(int=1), UUID(int=2)
SQUARE = (33.587711, 114.016536)
LAMP = Matter(
    kind=Kind.APPEAL,
    category_code="lighting.street_lamp",
    station_id=STATION,
    area_code=TOWN,
    place="老街东口",
    text="老街东口路灯不亮 第二盏路灯三天没亮了，晚上孩子放学看不清路。",
    at=NOW,
)
SAID_AGAIN = replace(LAMP, category_code=None, place="老街东口北侧", text="路灯坏了好几天，没人修")


def north_of(position: tuple[float, float], away: float) -> tuple[float, float]:
    return position[0] + away / 111_320, position[1]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("路灯不亮", {"路灯", "灯不", "不亮"}),
        ("老街的路灯", {"老街", "路灯"}),
        ("坏了，没修", {"没修"}),
        ("3号楼 LED", {"3号", "号楼", "le", "ed"}),
        ("’; | & \\", set()),
        ("灯", set()),
        ("", set()),
    ],
)
def test_words_are_pairs_without_what_stands_in_every_sentence(text: str, found: set[str]) -> None:
    assert pairs(text) == found


def test_only_the_beginning_of_a_text_is_compared() -> None:
    assert pairs("路灯" + "，" * 160 + "井盖") == {"路灯"}


@pytest.mark.parametrize(
    ("known", "same"),
    [
        (LAMP, True),
        (SAID_AGAIN, True),
        (replace(LAMP, category_code="lighting", text="太暗，看不见"), True),
        (replace(LAMP, kind=Kind.OPINION, at=NOW - timedelta(days=40)), True),
        # another thing at the same place
        (replace(LAMP, category_code=None, text="老街东口井盖没有盖好"), False),
        (replace(LAMP, category_code="road.manhole", text="老街东口井盖没有盖好"), False),
        # the same thing somewhere else
        (replace(LAMP, place="卫生院门前"), False),
        (replace(LAMP, station_id=OTHER_STATION, area_code=OTHER_TOWN), False),
        # the same thing, and nobody said where
        (replace(LAMP, place=""), True),
    ],
)
def test_what_may_be_the_same_is_settled_by_examples(known: Matter, same: bool) -> None:
    assert (score(LAMP, known) >= THRESHOLD) is same


def test_positions_decide_where_words_would_not() -> None:
    here = replace(LAMP, position=SQUARE)
    assert same_place(here, replace(LAMP, position=north_of(SQUARE, 3000))) == 0
    across = replace(LAMP, place="", area_code=OTHER_TOWN, station_id=OTHER_STATION)
    assert same_place(here, replace(across, position=north_of(SQUARE, 100))) > 0.9
    assert alike(here, replace(across, position=north_of(SQUARE, 999)))
    assert not alike(here, replace(across, position=north_of(SQUARE, 1001)))
    assert same_place(here, replace(here, position=None)) == 1


def test_two_villages_are_two_places_and_one_is_one() -> None:
    here = replace(LAMP, area_code=VILLAGE)
    assert same_place(here, replace(here, area_code=OTHER_VILLAGE)) == 0
    assert alike(here, replace(here, place="村委会后"))
    assert alike(here, replace(here, area_code=TOWN, place=""))


def test_the_newer_is_the_likelier_and_after_the_window_age_counts_no_more() -> None:
    days = (0, 30, 89, 90, 200)
    scores = [score(LAMP, replace(LAMP, at=NOW - timedelta(days=ago))) for ago in days]
    assert scores == sorted(scores, reverse=True)
    assert scores[3] == scores[4] < scores[0]


def test_a_thousand_metres_are_a_thousand_metres() -> None:
    assert metres(SQUARE, north_of(SQUARE, REACH)) == pytest.approx(REACH)
    lat, lng = around(SQUARE)
    assert metres(SQUARE, (SQUARE[0], SQUARE[1] + lng)) == pytest.approx(REACH)
    assert lat < lng < 180


@given(st.text(max_size=60), st.text(max_size=60))
def test_overlap_is_a_share_both_ways(one: str, other: str) -> None:
    words = pairs(one), pairs(other)
    assert 0 <= overlap(*words) == overlap(*reversed(words)) <= 1
    assert overlap(words[0], words[0]) == (1 if words[0] else 0)
    assert all(pair.isprintable() and "'" not in pair and "\\" not in pair for pair in words[0])


@given(
    st.floats(-90, 90), st.floats(-180, 180), st.floats(-90, 90), st.floats(-180, 180), st.integers(0, 10**4)
)
def test_a_score_is_a_score_wherever_on_earth_and_however_old(
    lat: float, lng: float, other_lat: float, other_lng: float, days: int
) -> None:
    here, there = replace(LAMP, position=(lat, lng)), replace(LAMP, position=(other_lat, other_lng))
    assert 0 <= score(here, replace(there, at=NOW - WINDOW * (days / 90))) <= 1
    assert all(side > 0 for side in around((lat, lng)))

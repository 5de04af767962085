"""A county of any size, the same every time, with nothing pointing nowhere."""

import inspect
import re
from collections import Counter
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from app import cli
from app.domain.clock_rules import ClockRule, Period, Scope
from app.domain.clocks import Rule
from app.domain.due_dates import Timetable
from app.domain.vocabulary import (
    CongressLevel,
    DeputyStatus,
    GroupKind,
    RefusalReason,
    Role,
    Satisfaction,
    StationTier,
    Status,
)
from app.models.base import new_id
from app.presets.growing import grow
from app.presets.loader import Preset, load, problems
from app.presets.size import DEMO, Size
from app.presets.timing import SINCE, timings
from app.services import histories
from app.services.histories import casting
from app.services.histories.courses import COURSES, DEEDS
from app.services.histories.past import Past
from app.services.histories.staging import Stage
from app.services.reckoning import Reckoner
from app.services.seeding_rows import CountyRows
from tests.demo.conftest import SMALL
from tests.demo.replay import History, played
from tests.world import START

HISTORIES = Path(histories.__file__).parent
SLOT_WORDS = ("since", "kin", "child", "elder", "few", "many")
RULES = tuple(
    ClockRule(
        new_id(),
        Scope(each.clock, each.kind, each.category, each.profile),
        Rule(each.number, each.unit, each.source),
        Period(SINCE),
    )
    for each in timings()
)
BIG = Size(stations=24, points=112, groups=137, deputies=2000, units=90, cases=1000)


def stage(size: Size) -> Stage:
    """Ready to play, and no database anywhere."""
    preset = grow(load(), size)
    rows = CountyRows(preset, {js_code: f"openid-{js_code}" for js_code in preset.county.js_codes}, START)
    for _ in rows.all():
        pass
    rng = Random(size.seed)
    return Stage(casting.of(rows, rng), preset, rng, START, Reckoner(Timetable(), RULES, ()))


@pytest.fixture(scope="module", params=[SMALL, DEMO, BIG], ids=["small", "demo", "big"])
def grown(request: pytest.FixtureRequest) -> tuple[Preset, Size]:
    return grow(load(), request.param), request.param


def test_nothing_points_nowhere_and_no_name_is_given_twice(grown: tuple[Preset, Size]) -> None:
    assert problems(grown[0]) == []


def test_there_is_as_much_as_was_asked_for(grown: tuple[Preset, Size]) -> None:
    county, size = grown[0].county, grown[1]
    tiers = Counter(station.tier for station in county.stations)
    counted = (tiers[StationTier.STATION], tiers[StationTier.POINT], len(county.deputies), len(county.units))
    hand = load().county
    least = (19, 6, len(hand.deputies), 59)
    asked = (size.stations, size.points, size.deputies, size.units)
    assert counted == tuple(map(max, zip(asked, least, strict=True)))
    assert {town.code for town in grown[0].places.towns} <= {office.area_code for office in county.offices}
    assert len({station.name for station in county.stations}) == len(county.stations)


def test_everybody_in_office_is_in_one_group_of_a_kind(grown: tuple[Preset, Size]) -> None:
    county, size = grown[0].county, grown[1]
    if size is SMALL:
        return
    assert len(county.groups) == size.groups
    placed = Counter((group.kind, deputy) for group in county.groups for deputy in group.members)
    assert set(placed.values()) == {1}
    active = {deputy.key for deputy in county.deputies if deputy.status is DeputyStatus.ACTIVE}
    assert {deputy for _, deputy in placed} == active
    assert all(group.leader in group.members for group in county.groups)
    by_grid: dict[str, list[int]] = {}
    for group in county.groups:
        if group.kind is GroupKind.MIXED:
            by_grid.setdefault(group.area_code, []).append(len(group.members))
    assert all(max(sizes) - min(sizes) <= 1 for sizes in by_grid.values())


def test_most_sit_in_the_county_and_the_towns_and_some_at_every_level() -> None:
    county = grow(load(), DEMO).county
    levels = {congress.key: congress.level for congress in county.congresses}
    seats = Counter(levels[mandate.congress] for deputy in county.deputies for mandate in deputy.mandates)
    assert set(seats) == set(CongressLevel)
    assert min(seats[CongressLevel.COUNTY], seats[CongressLevel.TOWN]) > 4 * seats[CongressLevel.CITY]


def test_somebody_serves_at_every_station_office_and_unit(grown: tuple[Preset, Size]) -> None:
    county = grown[0].county
    served = {(person.role, person.scope) for person in county.staff}
    served |= {(Role.UNIT_HEAD, deputy.heads_unit) for deputy in county.deputies if deputy.heads_unit}
    for station in county.stations:
        if station.tier is StationTier.STATION:
            assert {(Role.LIAISON, station.key), (Role.STATION_HEAD, station.key)} <= served
    for unit in county.units:
        assert {(Role.UNIT_HANDLER, unit.key), (Role.UNIT_HEAD, unit.key)} <= served
    assert {office.key for office in county.offices} <= {scope for _, scope in served}


def test_the_same_size_is_the_same_county_and_another_seed_another() -> None:
    first, second, other = (grow(load(), size).county for size in (DEMO, DEMO, Size(seed=7)))
    assert first == second
    assert [deputy.name for deputy in first.deputies] != [deputy.name for deputy in other.deputies]
    assert len(first.deputies) == len(other.deputies)


def told(past: Past) -> list[object]:
    """Everything of a past but the ids."""
    case = past.case
    steps = [(entry["action"], entry["at"], entry["actor_name"]) for entry in past.events]
    return [case.number, case.title, case.text, case.place, past.stands, steps]


def test_the_same_seed_tells_the_same_histories() -> None:
    assert [told(past) for past in stage(SMALL).pasts(60)] == [told(past) for past in stage(SMALL).pasts(60)]


def test_every_status_comes_before_any_comes_again() -> None:
    assert {past.stands for past in stage(SMALL).pasts(len(Status))} == set(Status)


def test_whatever_is_drawn_is_legal() -> None:
    """Another county than the demo's, and every course at least once."""
    wanted = sum(course.weight for course in COURSES)
    pasts = list(stage(Size(deputies=200, cases=wanted, seed=1)).pasts(wanted))
    assert len({past.case.number for past in pasts}) == len(pasts)
    for past in pasts:
        events: list[Any] = [SimpleNamespace(**entry) for entry in past.events if entry["version"]]
        history = History(
            past.case,
            events,
            assignments=past.shares,
            replies=past.replies,
            evaluations=past.evaluations,
        )
        assert played(history) == {item.id: item.status for item in past.shares}


def test_every_deed_is_done_on_some_course() -> None:
    named = {step.removeprefix("?") for course in COURSES for step in course.steps.split() if step[0] != "+"}
    stand_ins = {"open", "hand_over", "dispatch"}
    behind = {
        "take_down",
        "register",
        "claim_field",
        "dispatch_town",
        "dispatch_field",
        "dispatch_county",
        "accept",
    }
    assert named - stand_ins <= DEEDS.keys()
    assert DEEDS.keys() == named - stand_ins | behind | {"escalate"}


def test_the_command_offers_the_demo_county() -> None:
    defaults = {name: each.default for name, each in inspect.signature(cli.seed).parameters.items()}
    assert Size(**defaults) == DEMO


def test_every_phrase_is_said_somewhere_and_none_is_missing() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in HISTORIES.glob("*.py"))
    said = set(re.findall(r'say\(\s*"(\w+)"', sources)) | {"tail", "tail_formal", *SLOT_WORDS}
    said |= {f"refuse_{reason}" for reason in RefusalReason} | {
        f"feedback_{how}" for how in ("visit", "phone")
    }
    said |= {result.value for result in Satisfaction}
    known = load().phrases.keys()
    assert known <= said
    assert said - known == {"refuse_hotline", "refuse_fire"}

"""Roll-ups equal the slow reference: over random histories, for any days and any place."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from app import demo
from app.domain.vocabulary import Dimension, Role, Status, Wait
from app.models import CaseFact, RollUp
from app.presets.size import Size
from app.security.actors import Actor
from app.services import rates, rollups
from app.services.figure_scopes import Places
from tests.demo.conftest import emptied, session_on
from tests.figures import reference
from tests.figures.reference import Told
from tests.world import HOME, START

SIZE = Size(stations=3, points=2, groups=0, deputies=12, units=8, cases=260, seed=17)
COUNTY = Actor(Role.COUNTY_OFFICE, county_code=HOME, area_code=HOME)
LATER = START + timedelta(days=40)


@pytest.fixture(scope="module")
async def grown() -> AsyncIterator[str]:
    """A county with a past of its own, and its figures."""
    async with emptied() as url:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(demo, "utc_now", lambda: START)
            await demo.seed(url, size=SIZE)
        yield url


@pytest.fixture
async def session(grown: str) -> AsyncIterator[AsyncSession]:
    async with session_on(grown) as opened:
        yield opened


def periods(count: int, told: list[Told]) -> list[tuple[date, date]]:
    """Any days: one alone, some within a month, whole months, most of a year."""
    rng, first, last = Random(5), min(each.day for each in told), max(each.day for each in told)
    found = [(last, last), (date(2026, 10, 1), date(2026, 10, 31)), (last - timedelta(days=365), last)]
    while len(found) < count:
        begin = first + timedelta(days=rng.randrange((last - first).days + 1))
        found.append((begin, min(begin + timedelta(days=rng.randrange(200)), last)))
    return found


def town(told: Told) -> str:
    return told.case.area_code[:9]


PLACE: dict[Dimension, Callable[[Told], str]] = {
    Dimension.TOWN: town,
    Dimension.STATION: lambda told: str(told.case.station_id),
    Dimension.DEPUTY: lambda told: str(told.case.deputy_id),
    Dimension.COMMITTEE: lambda told: str(told.case.committee_id or told.case.field_id),
}


def within(told: list[Told], since: date, until: date) -> list[Told]:
    return [each for each in told if since <= each.day <= until]


def part(told: list[Told], by: Dimension, key: str) -> list[Told]:
    if by is Dimension.CATEGORY:
        codes = [(each, each.case.category_code or "") for each in told]
        return [each for each, code in codes if code == key or (key and code.startswith(f"{key}."))]
    if by is Dimension.UNIT:
        return [each for each in told if key in {str(share.unit_id) for share in each.shares}]
    return [each for each in told if PLACE[by](each) == key]


def shown(sheet: Any) -> dict[str, tuple[int, int]]:
    return {
        name: (getattr(sheet, name).numerator, getattr(sheet, name).denominator) for name in reference.RATES
    }


def compare(sheet: Any, told: list[Told], now: Any, unit: Any = None) -> None:
    counts = reference.count(told, now, unit)
    assert sheet.received == counts["received"]
    assert shown(sheet) == reference.rates(counts)


async def test_the_whole_county_on_any_days(session: AsyncSession) -> None:
    told = await reference.told_in(session, HOME)
    assert {each.status for each in told} >= set(Status) - {Status.DRAFT}
    for now in (START, LATER):
        for since, until in periods(25, told):
            found = await rates.sheet(session, COUNTY, Places(), None, since, until, now)
            compare(found.total, within(told, since, until), now)


@pytest.mark.parametrize("by", sorted(set(Dimension) - {Dimension.COUNTY}))
async def test_every_place_on_any_days(session: AsyncSession, by: Dimension) -> None:
    told = await reference.told_in(session, HOME)
    units = {str(share.unit_id): share.unit_id for each in told for share in each.shares}
    for since, until in periods(8, told):
        found = await rates.sheet(session, COUNTY, Places(), by, since, until, LATER)
        mine = within(told, since, until)
        for each in found.groups:
            compare(each, part(mine, by, each.key), LATER, units[each.key] if by is Dimension.UNIT else None)
        known = (
            {PLACE[by](each) for each in mine if each.status is not Status.DRAFT} if by in PLACE else set()
        )
        assert {each.key for each in found.groups} >= known - {"None"}


async def test_every_reader_on_any_days(session: AsyncSession) -> None:
    """A town reads sums, others the facts themselves; narrowed or by place, it is the same."""
    told = await reference.told_in(session, HOME)
    case = max(told, key=lambda each: len(part(told, Dimension.STATION, str(each.case.station_id)))).case
    county, station = replace(COUNTY, station_ids=(case.station_id,)), str(case.station_id)
    at_town = [each for each in told if town(each) == case.area_code[:9]]
    at_station = [each for each in told if each.case.station_id == case.station_id]
    open_there = [each for each in at_station if not each.case.sealed]
    readers = (
        (replace(county, role=Role.TOWN_OFFICE, area_code=case.area_code[:9]), Places(), at_town),
        (replace(county, role=Role.STATION_HEAD), Places(), at_station),
        (replace(county, role=Role.LIAISON), Places(), open_there),
        (COUNTY, Places(station_id=case.station_id), at_station),
        (COUNTY, Places(station_id=case.station_id, area_code=case.area_code[:9]), at_station),
    )
    for since, until in periods(8, told):
        for actor, places, own in readers:
            mine = within(own, since, until)
            for by in (None, Dimension.CATEGORY, Dimension.STATION):
                found = await rates.sheet(session, actor, places, by, since, until, LATER)
                compare(found.total, mine, LATER)
                for each in found.groups if by else ():
                    compare(each, part(mine, by or Dimension.STATION, each.key), LATER)
                if by is Dimension.STATION and actor.role is not Role.TOWN_OFFICE:
                    assert {each.key for each in found.groups} <= {station}


async def test_median_and_p90_of_every_step(session: AsyncSession) -> None:
    told = await reference.told_in(session, HOME)
    met = set()
    for since, until in periods(12, told):
        found = await rates.steps(session, COUNTY, Places(), None, Wait.REPLY, since, until, LATER)
        expected = reference.waits(within(told, since, until))
        for each in found.steps:
            lengths = expected.get(each.wait, [])
            assert each.count == len(lengths), each.wait
            assert (each.median_hours, each.p90_hours) == (reference.median(lengths), reference.p90(lengths))
            met |= {each.wait} if lengths else set()
    assert met == set(Wait)


@pytest.mark.parametrize("by", [Dimension.UNIT, Dimension.STATION, Dimension.CATEGORY])
async def test_a_step_by_place(session: AsyncSession, by: Dimension) -> None:
    told = await reference.told_in(session, HOME)
    units = {str(share.unit_id): share.unit_id for each in told for share in each.shares}
    liaison = replace(COUNTY, role=Role.STATION_HEAD, station_ids=(told[0].case.station_id,))
    for since, until in periods(6, told):
        for actor, own in (
            (COUNTY, told),
            (liaison, part(told, Dimension.STATION, str(told[0].case.station_id))),
        ):
            found = await rates.steps(session, actor, Places(), by, Wait.REPLY, since, until, LATER)
            mine = within(own, since, until)
            for each in found.groups:
                unit = units[each.key] if by is Dimension.UNIT else None
                lengths = reference.waits(part(mine, by, each.key), unit)["reply"]
                assert (each.count, each.median_hours) == (len(lengths), reference.median(lengths))
                assert each.p90_hours == reference.p90(lengths)


async def test_made_again_from_scratch_it_is_the_same(session: AsyncSession) -> None:
    before = await _kept(session)
    assert await rollups.page(session, HOME, None) is None
    assert await _kept(session) == before
    await rollups.sum_up(session, HOME)
    assert await _kept(session) == before
    assert len(before[0]) > 300 and len(before[1]) > 300


async def _kept(session: AsyncSession) -> tuple[dict[Any, Any], dict[Any, Any]]:
    """Facts and sums, but for rows of nothing."""
    session.expire_all()
    facts = {
        (row.case_id, row.unit_id): row.model_dump(exclude={"id"})
        for row in await session.exec(reference.rows_of(CaseFact, HOME))
    }
    sums = {
        (row.dimension, row.grain, row.since, row.key): row.model_dump()
        for row in await session.exec(reference.rows_of(RollUp, HOME))
        if row.received
    }
    return facts, sums

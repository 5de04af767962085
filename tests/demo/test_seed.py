"""The demo county as it stands in the database, and who can sign in to it."""

import asyncio
import re
from pathlib import Path

import pytest
from sqlalchemy import delete, func, text
from sqlmodel import col, select

from app import demo
from app.clock import utc_now
from app.config import Environment, get_settings
from app.domain import tokens
from app.domain.vocabulary import (
    Action,
    CodeTarget,
    CongressLevel,
    DeputyStatus,
    OfficeKind,
    Role,
    StationKind,
    StationTier,
)
from app.integrations import holidays
from app.integrations.wechat import FakeWeChat
from app.migrate import Refusal
from app.models import (
    Account,
    Appointment,
    Area,
    CalendarDay,
    CalendarNotice,
    Case,
    CaseClock,
    CaseEvent,
    Category,
    ClockRule,
    Code,
    Congress,
    County,
    Deputy,
    DeputyGroup,
    ExternalSystem,
    FieldLink,
    GroupMember,
    Link,
    Mandate,
    Office,
    Station,
    Term,
    Unit,
)
from app.presets.county import CountyFile
from app.presets.entries import Deputy as DeputyEntry
from app.presets.growing import grow
from app.presets.loader import load
from app.presets.size import DEMO
from app.presets.timing import timings
from app.schemas.people import SessionOut
from app.services import people, scanning
from app.services.memory import Memory
from tests.demo.conftest import SMALL, session_on
from tests.demo.test_presets import broken

TABLES = (
    *(Account, Appointment, Area, Case, CaseEvent, Category, Code, County, Deputy, DeputyGroup),
    *(CalendarDay, CalendarNotice, ClockRule),
    *(ExternalSystem, FieldLink, GroupMember, Link, Mandate, Office, Station, Unit),
)


async def count(url: str) -> dict[str, int]:
    async with session_on(url) as session:
        return {
            table.__name__: (await session.exec(select(func.count()).select_from(table))).one()
            for table in TABLES
        }


async def sign_in(url: str, js_code: str) -> SessionOut:
    async with session_on(url) as session:
        account = await people.account_for(session, (await FakeWeChat().exchange(js_code)).openid)
        return await people.open_session(session, get_settings(), account, None, utc_now())


async def test_everything_is_written_once(empty: str) -> None:
    await demo.seed(empty, size=SMALL)
    first = await count(empty)
    await demo.seed(empty, size=SMALL)
    assert await count(empty) == first
    assert first["County"] == 1
    assert first["ClockRule"] == len(timings())
    assert first["CalendarNotice"] == len(holidays.years())


async def test_a_county_from_before_gets_the_calendar_and_rules_that_it_lacks(empty: str) -> None:
    await demo.seed(empty, size=SMALL)
    first = await count(empty)
    async with session_on(empty) as session:
        for table in (CaseClock, CalendarDay, CalendarNotice, ClockRule):
            await session.exec(delete(table))
        await session.commit()
    await demo.seed(empty, size=SMALL)
    assert await count(empty) == first


async def test_the_county_has_the_size_that_was_asked_for(seeded: str) -> None:
    counted, preset = await count(seeded), grow(load(), DEMO)
    county = preset.county
    sizes = (DEMO.stations + DEMO.points, DEMO.groups, DEMO.deputies, DEMO.units, DEMO.cases)
    assert sizes == (131, 16, 330, 59, 300)
    nouns = ("Station", "DeputyGroup", "Deputy", "Unit", "Case")
    assert tuple(counted[noun] for noun in nouns) == sizes
    assert counted["Category"] == len(preset.categories)
    assert counted["Area"] == len(preset.places.areas)
    assert counted["Code"] == len(county.codes) == 131 + len(in_office(county))
    assert counted["Account"] == len(county.js_codes)
    assert counted["Mandate"] == sum(len(deputy.mandates) for deputy in county.deputies)
    assert counted["GroupMember"] == sum(len(group.members) + len(group.others) for group in county.groups)
    assert counted["Link"] == len(county.links)
    async with session_on(seeded) as session:
        offices = list(await session.exec(select(Office)))
        stations = list(await session.exec(select(Station)))
        levels = set(await session.exec(select(Congress.level).join(Term).join(Mandate)))
    assert sum(office.kind is OfficeKind.COMMITTEE for office in offices) == 8
    assert sum(station.tier is StationTier.STATION for station in stations) == DEMO.stations
    assert {station.kind for station in stations if station.tier is StationTier.STATION} == {
        *(StationKind.TOWN, StationKind.INDUSTRY, StationKind.STUDIO, StationKind.SELF_RUN)
    }
    assert levels == set(CongressLevel)


def in_office(county: CountyFile) -> list[DeputyEntry]:
    return [deputy for deputy in county.deputies if deputy.status is DeputyStatus.ACTIVE]


async def test_two_seeds_at_once_write_one_county(empty: str) -> None:
    await asyncio.gather(demo.seed(empty, size=SMALL), demo.seed(empty, size=SMALL))
    assert await count(empty) | {"County": 1, "Case": SMALL.cases} == await count(empty)


async def test_what_is_hand_written_came_through_the_front_door(seeded: str) -> None:
    titles = [case.title for case in load().county.cases]
    async with session_on(seeded) as session:
        cases = list(await session.exec(select(Case).where(col(Case.title).in_(titles))))
        events = list(await session.exec(select(CaseEvent).order_by(col(CaseEvent.version))))
        jobs = (await session.exec(text("SELECT count(*) FROM pgqueuer"))).scalar_one()  # type: ignore[call-overload]
    assert len(cases) == len(titles)
    assert all(case.code_id and case.submitter_id for case in cases)
    for case in cases:
        steps = [event.action for event in events if event.case_id == case.id]
        assert steps == [Action.SUBMIT, Action.REGISTER]
    assert jobs == 2 * len(cases)
    assert [case.firm_name for case in cases if case.firm_name] == ["临颍青禾食品有限公司（演示）"]


async def test_lists_begin_with_what_has_a_story(seeded: str) -> None:
    """Newest first is how every list goes: the tour and the story take the first that fits."""
    async with session_on(seeded) as session:
        newest = (await session.exec(select(Code.place).order_by(col(Code.id).desc()).limit(15))).all()
        centres = select(Unit.name).where(col(Unit.name).contains("村镇")).order_by(col(Unit.id).desc())
        centre = (await session.exec(centres.limit(1))).one()
    assert set(newest) == {code.place for code in load().county.codes}
    assert centre == "杜曲镇村镇建设发展中心"


async def test_every_js_code_signs_in_to_its_role(seeded: str) -> None:
    county = load().county
    expected = {person.js_code: person.role for person in county.staff}
    expected |= {"demo-deputy": Role.DEPUTY, "demo-deputy-farmer": Role.DEPUTY}
    for js_code, role in expected.items():
        session = await sign_in(seeded, js_code)
        assert session.appointment is not None, js_code
        assert session.appointment.role is role
    for resident in county.residents:
        assert (await sign_in(seeded, resident.js_code)).appointments == []


async def test_a_deputy_who_heads_a_unit_has_two_capacities(seeded: str) -> None:
    session = await sign_in(seeded, "demo-deputy-bureau")
    assert session.appointment is None
    assert {card.role for card in session.appointments} == {Role.DEPUTY, Role.UNIT_HEAD}
    assert {card.scope_name for card in session.appointments} >= {"县住房和城乡建设局"}


@pytest.mark.parametrize("js_code", ["demo-deputy-suspended", "demo-deputy-ended"])
async def test_a_deputy_who_may_not_act_signs_in_as_a_resident(seeded: str, js_code: str) -> None:
    assert (await sign_in(seeded, js_code)).appointments == []


async def test_the_welcome_names_codes_that_resolve_and_people_who_sign_in(seeded: str) -> None:
    said = await demo.welcome(seeded, "http://here.invalid:8000")
    assert "http://here.invalid:8000/docs" in said
    printed = re.findall(r"http://here\.invalid:8000/q/\w+", said)
    async with session_on(seeded) as session:
        found = [await scanning.find(session, Memory(), address) for address in printed]
        wanted = select(Code).where(col(Code.id).in_([target.code_id for target in found]))
        rows = {code.id: code for code in await session.exec(wanted.order_by(col(Code.id)))}
    hanging = [rows[target.code_id] for target in found]
    assert [code.target for code in hanging] == [CodeTarget.DEPUTY, CodeTarget.STATION]
    assert [code.place for code in hanging] == ["吕集村公告栏", "杜曲镇党群服务中心门口"]
    assert [tokens.parse(address) for address in printed] == [code.token for code in hanging]
    offered = re.findall(r"(demo-[\w-]+)\n", said)
    roles = [(await sign_in(seeded, js_code)).appointment for js_code in offered]
    assert len({card.role if card else Role.CITIZEN for card in roles}) == len(offered) == 11
    assert "curl " in said and "make demo" in said


async def test_secrets_and_tokens_are_fresh_every_time(empty: str) -> None:
    async def secret() -> tuple[str, set[str]]:
        await demo.seed(empty, size=SMALL)
        async with session_on(empty) as session:
            key = (await session.exec(select(ExternalSystem.secret))).one()
            printed = set(await session.exec(select(Code.token)))
            await session.exec(text("TRUNCATE county, account CASCADE"))  # type: ignore[call-overload]
            await session.commit()
        return key, printed

    (first, printed), (second, reprinted) = await secret(), await secret()
    assert len(first) >= 40
    assert first != second
    assert not printed & reprinted


async def test_a_broken_preset_writes_nothing(empty: str, tmp_path: Path) -> None:
    broken(tmp_path, "demo_county.yaml", "submitter: firm", "submitter: nobody")
    with pytest.raises(Refusal, match="“nobody”不存在"):
        await demo.seed(empty, tmp_path)
    assert set((await count(empty)).values()) == {0}


async def test_a_matter_that_is_refused_takes_the_whole_county_with_it(empty: str, tmp_path: Path) -> None:
    broken(tmp_path, "demo_county.yaml", "kind: enterprise", "kind: suggestion")
    with pytest.raises(ValueError, match="群众不能提交"):
        await demo.seed(empty, tmp_path, SMALL)
    assert set((await count(empty)).values()) == {0}


async def test_production_is_never_seeded(empty: str, monkeypatch: pytest.MonkeyPatch) -> None:
    live = get_settings().model_copy(update={"environment": Environment.PRODUCTION})
    monkeypatch.setattr(demo, "get_settings", lambda: live)
    with pytest.raises(Refusal, match="只能写入试用和开发环境"):
        await demo.seed(empty)
    assert set((await count(empty)).values()) == {0}

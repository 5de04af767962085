"""The demo county as it stands in the database, and who can sign in to it."""

import asyncio
import re
import shutil
from pathlib import Path

import pytest
from sqlalchemy import func, text
from sqlmodel import col, select

from app import demo
from app.clock import utc_now
from app.config import Environment, get_settings
from app.domain import tokens
from app.domain.vocabulary import Action, CodeTarget, Role, Status
from app.integrations.wechat import FakeWeChat
from app.migrate import Refusal
from app.models import (
    Account,
    Appointment,
    Case,
    CaseEvent,
    Category,
    Code,
    County,
    Deputy,
    ExternalSystem,
    FieldLink,
    Mandate,
    Office,
    Station,
    Unit,
)
from app.presets.loader import PRESETS, load
from app.schemas.people import SessionOut
from app.services import codes, people
from tests.demo.conftest import session_on

TABLES = (
    *(Account, Appointment, Case, CaseEvent, Category, Code, County, Deputy),
    *(ExternalSystem, FieldLink, Mandate, Office, Station, Unit),
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
    await demo.seed(empty)
    first = await count(empty)
    await demo.seed(empty)
    assert await count(empty) == first
    county = load().county
    assert first["County"] == 1
    assert first["Category"] == len(load().categories)
    assert first["Case"] == len(county.cases)
    assert first["Code"] == len(county.codes)
    assert first["Account"] == len(county.js_codes)
    assert first["Mandate"] == sum(len(deputy.mandates) for deputy in county.deputies)


async def test_two_seeds_at_once_write_one_county(empty: str) -> None:
    await asyncio.gather(demo.seed(empty), demo.seed(empty))
    assert await count(empty) | {"County": 1, "Case": len(load().county.cases)} == await count(empty)


async def test_the_matters_came_through_the_front_door(seeded: str) -> None:
    async with session_on(seeded) as session:
        cases = list(await session.exec(select(Case)))
        events = list(await session.exec(select(CaseEvent).order_by(col(CaseEvent.version))))
        jobs = (await session.exec(text("SELECT count(*) FROM pgqueuer"))).scalar_one()  # type: ignore[call-overload]
    assert {case.status for case in cases} == {Status.REGISTERED}
    assert all(case.code_id and case.submitter_id for case in cases)
    for case in cases:
        steps = [event.action for event in events if event.case_id == case.id]
        assert steps == [Action.SUBMIT, Action.REGISTER]
    assert jobs == len(events)
    assert [case.firm_name for case in cases if case.firm_name] == ["临颍青禾食品有限公司（演示）"]


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
        found = [await codes.find(session, address) for address in printed]
    assert [target.code.target for target in found] == [CodeTarget.DEPUTY, CodeTarget.STATION]
    assert all(
        tokens.parse(address) == target.code.token for address, target in zip(printed, found, strict=True)
    )
    offered = re.findall(r"(demo-[\w-]+)\n", said)
    roles = [(await sign_in(seeded, js_code)).appointment for js_code in offered]
    assert len({card.role if card else Role.CITIZEN for card in roles}) == len(offered) == 11
    assert "curl " in said and "make demo" in said


async def test_secrets_and_tokens_are_fresh_every_time(empty: str) -> None:
    async def secret() -> tuple[str, set[str]]:
        await demo.seed(empty)
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
    for name in ("categories.yaml", "demo_county.yaml"):
        shutil.copy(PRESETS / name, tmp_path)
    file = tmp_path / "demo_county.yaml"
    file.write_text(file.read_text().replace("submitter: firm", "submitter: nobody"))
    with pytest.raises(Refusal, match="“nobody”不存在"):
        await demo.seed(empty, tmp_path)
    assert set((await count(empty)).values()) == {0}


async def test_a_matter_that_is_refused_takes_the_whole_county_with_it(empty: str, tmp_path: Path) -> None:
    for name in ("categories.yaml", "demo_county.yaml"):
        shutil.copy(PRESETS / name, tmp_path)
    file = tmp_path / "demo_county.yaml"
    file.write_text(file.read_text().replace("kind: enterprise", "kind: suggestion"))
    with pytest.raises(ValueError, match="群众不能提交"):
        await demo.seed(empty, tmp_path)
    assert set((await count(empty)).values()) == {0}


async def test_production_is_never_seeded(empty: str, monkeypatch: pytest.MonkeyPatch) -> None:
    live = get_settings().model_copy(update={"environment": Environment.PRODUCTION})
    monkeypatch.setattr(demo, "get_settings", lambda: live)
    with pytest.raises(Refusal, match="只能写入试用和开发环境"):
        await demo.seed(empty)
    assert set((await count(empty)).values()) == {0}

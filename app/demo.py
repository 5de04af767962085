"""The demo county: written once, in one transaction, and shown to whoever starts the product.

Never in production: everybody in it signs in with a word that is printed below.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.clock import utc_now
from app.config import Environment, get_settings
from app.db import make_engine, make_sessions, unit_of_work
from app.domain import tokens
from app.domain.vocabulary import CodeState, CodeTarget, Role
from app.integrations import holidays
from app.integrations.wechat import FakeWeChat
from app.migrate import Refusal
from app.models import Account, Code
from app.presets.county import CountyFile
from app.presets.growing import grow
from app.presets.loader import PRESETS, Preset, PresetError, load
from app.presets.size import DEMO, Size
from app.services.seeding import Seeding
from app.terminal import table

BAD_SETTINGS, BAD_PRESET = 2, 7
SIGN_IN = "/api/v1/public/sessions/wechat"


async def seed(database_url: str, presets: Path = PRESETS, size: Size = DEMO) -> None:
    """Write a county of that size unless it is there. Raises Refusal in production and for a broken preset."""
    if get_settings().environment is not Environment.DEVELOPMENT:
        raise Refusal("演示数据只能写入试用和开发环境", BAD_SETTINGS)
    preset = grow(_preset(presets), size)
    openids = {js_code: (await FakeWeChat().exchange(js_code)).openid for js_code in preset.county.js_codes}
    async with _session(database_url) as session:
        await Seeding(preset, openids, size, holidays.years()).write(session, utc_now())


async def welcome(database_url: str, base_url: str) -> str:
    """What somebody needs to look around: addresses, people, and one line that signs in."""
    preset = _preset(PRESETS)
    county = preset.county.county
    places = [code.place for code in preset.county.codes]
    async with _session(database_url) as session:
        codes = [
            await _code(session, county.code, target, places)
            for target in (CodeTarget.DEPUTY, CodeTarget.STATION)
        ]
        accounts = (await session.exec(select(func.count()).select_from(Account))).one()
    printed = [
        (code.target.label, base_url + tokens.landing_path(code.token), code.place) for code in codes if code
    ]
    people = _cast(preset.county)
    form = json.dumps({"js_code": people[0][3]})
    return f"""
代表码已启动，演示县：{county.name}

{table([("接口文档", f"{base_url}/docs", ""), *printed])}

演示身份（另有 {accounts - len(people)} 个，见 app/presets/demo_county.yaml 和 app/presets/README.md）：

{table([("身份", "姓名", "所在", "js_code"), *people])}

登录：
curl -s {base_url}{SIGN_IN} -H 'Content-Type: application/json' -d '{form}'

看一件事从扫码到评价的全过程：另开一个终端，运行 make demo
"""


def _preset(folder: Path) -> Preset:
    try:
        return load(folder)
    except PresetError as error:
        raise Refusal(f"演示数据有误，没有写入：\n{error}", BAD_PRESET) from error


@asynccontextmanager
async def _session(database_url: str) -> AsyncIterator[AsyncSession]:
    """One transaction."""
    engine = make_engine(get_settings().model_copy(update={"database_url": database_url}))
    try:
        async with unit_of_work(make_sessions(engine)) as session:
            yield session
    finally:
        await engine.dispose()


async def _code(
    session: AsyncSession, county_code: str, target: CodeTarget, places: list[str]
) -> Code | None:
    """The oldest of its kind that is in use and has a story."""
    wanted = (Code.county_code == county_code, Code.target == target, Code.state == CodeState.ACTIVE)
    query = select(Code).where(*wanted, col(Code.place).in_(places)).order_by(col(Code.id))
    return (await session.exec(query)).first()


def _cast(county: CountyFile) -> list[tuple[str, str, str, str]]:
    """(role, name, where, js_code) of the first who can sign in, in each role."""
    names = {entry.key: entry.name for entry in county.keyed}
    everybody: list[tuple[Role, str, str | None, str | None]] = [
        *((Role.CITIZEN, person.name, None, person.js_code) for person in county.residents),
        *((Role.DEPUTY, person.name, person.station, person.js_code) for person in county.deputies),
        *((person.role, person.name, person.scope, person.js_code) for person in county.staff),
    ]
    first: dict[Role, tuple[str, str, str, str]] = {}
    for role, name, scope, js_code in everybody:
        if js_code is not None:
            first.setdefault(role, (role.label, name, names.get(scope or "", ""), js_code))
    return list(first.values())

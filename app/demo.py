"""The demo county: written once, in one transaction, and shown to whoever starts the product.

Never in production: everybody in it signs in with a word that is printed below.
"""

import json
import secrets
from collections.abc import Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.config import Environment, get_settings
from app.db import make_engine, make_sessions, unit_of_work
from app.domain import tokens
from app.domain.vocabulary import CodeState, CodeTarget, Role, StationTier
from app.integrations.wechat import FakeWeChat
from app.migrate import Refusal
from app.models import (
    Account,
    Appointment,
    Area,
    Category,
    Code,
    Congress,
    County,
    Deputy,
    ExternalSystem,
    FieldLink,
    Mandate,
    Office,
    Station,
    Unit,
)
from app.models.base import Row, new_id
from app.presets import entries
from app.presets.loader import PRESETS, Preset, PresetError, load
from app.schemas.cases import Contact, SubmitForm
from app.security.actors import citizen
from app.services import intake
from app.terminal import table

BAD_SETTINGS, BAD_PRESET = 2, 7
SIGN_IN = "/api/v1/public/sessions/wechat"


async def seed(database_url: str, presets: Path = PRESETS) -> None:
    """Write the demo county unless it is there. Raises Refusal in production and for a broken preset."""
    if get_settings().environment is not Environment.DEVELOPMENT:
        raise Refusal("演示数据只能写入试用和开发环境", BAD_SETTINGS)
    preset = _preset(presets)
    writer = Writer(preset, await _openids(preset.county.js_codes))
    async with _session(database_url) as session:
        if await _is_first(session, preset.county.county):
            await writer.write(session, datetime.now(UTC))


async def welcome(database_url: str, base_url: str) -> str:
    """What somebody needs to look around: addresses, people, and one line that signs in."""
    async with _session(database_url) as session:
        printed = [
            await _landing(session, base_url, target) for target in (CodeTarget.DEPUTY, CodeTarget.STATION)
        ]
    preset = _preset(PRESETS)
    people = _cast(preset.county)
    form = json.dumps({"js_code": people[0][3]})
    others = len(preset.county.js_codes) - len(people)
    return f"""
代表码已启动，演示县：{preset.county.county.name}

{table([("接口文档", f"{base_url}/docs", ""), *(row for row in printed if row)])}

演示身份（另有 {others} 个见 app/presets/demo_county.yaml）：

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
async def _session(database_url: str) -> Any:
    """One transaction."""
    engine = make_engine(get_settings().model_copy(update={"database_url": database_url}))
    try:
        async with unit_of_work(make_sessions(engine)) as session:
            yield session
    finally:
        await engine.dispose()


async def _openids(js_codes: Sequence[str]) -> dict[str, str]:
    """Whom the fake WeChat takes each of them for."""
    return {js_code: (await FakeWeChat().exchange(js_code)).openid for js_code in js_codes}


async def _is_first(session: AsyncSession, county: entries.County) -> bool:
    """Takes the county's place; a second seed waits here for the first, and then has nothing to do."""
    taken = await session.exec(insert(County).values(**county.model_dump()).on_conflict_do_nothing())
    return bool(taken.rowcount)


async def _landing(session: AsyncSession, base_url: str, target: CodeTarget) -> tuple[str, str, str] | None:
    query = select(Code).where(Code.target == target, Code.state == CodeState.ACTIVE).order_by(col(Code.id))
    code = (await session.exec(query)).first()
    return (target.label, base_url + tokens.landing_path(code.token), code.place) if code else None


def _cast(county: entries.CountyFile) -> list[tuple[str, str, str, str]]:
    """(role, name, where, js_code) of the first who can sign in, in each role."""
    names = {entry.key: entry.name for entry in county.keyed}
    everybody: list[tuple[Role, str, str | None, str | None]] = [
        *((Role.CITIZEN, person.name, None, person.js_code) for person in county.residents),
        *((Role.DEPUTY, person.name, person.station, person.js_code) for person in county.deputies),
        *((person.role, person.name, scope_of(person), person.js_code) for person in county.staff),
    ]
    first: dict[Role, tuple[str, str, str, str]] = {}
    for role, name, scope, js_code in everybody:
        if js_code is not None:
            first.setdefault(role, (role.label, name, names.get(scope or "", ""), js_code))
    return list(first.values())


Table = TypeVar("Table", bound=Row)


@dataclass
class Writer:
    """Turns entries into rows. A key becomes an id; whoever can sign in gets an account."""

    preset: Preset
    openids: dict[str, str]

    def __post_init__(self) -> None:
        self.county = self.preset.county
        self.ids = {entry.key: new_id() for entry in self.county.keyed}
        self.accounts = {js_code: new_id() for js_code in self.openids}
        self.codes = {code.target: tokens.new_token() for code in self.county.codes}
        self.tiers = {station.key: station.tier for station in self.county.stations}

    async def write(self, session: AsyncSession, now: datetime) -> None:
        """All of it, in the order in which rows point at each other."""
        for rows in (*self._directory(), *self._people(), self._codes(now)):
            session.add_all(rows)
            await session.flush()
        await self._submit(session, now)

    def _row(self, table: type[Table], entry: entries.Entry, **more: object) -> Table:
        """A row of the county: what the entry has under the same name, and `more`."""
        same = entry.model_dump(include=set(table.model_fields))
        return table(**same | {"county_code": self.county.county.code} | more)

    def _id(self, key: str | None) -> UUID | None:
        return None if key is None else self.ids[key]

    def _keyed(self, table: type[Table], listed: Sequence[entries.Keyed], **more: object) -> list[Table]:
        return [self._row(table, entry, id=self.ids[entry.key], **more) for entry in listed]

    def _directory(self) -> Iterator[Sequence[SQLModel]]:
        county = self.county
        yield self._categories()
        yield [self._row(Area, area) for area in county.areas]
        yield self._keyed(Congress, county.congresses)
        yield self._keyed(Office, county.offices)
        yield self._keyed(Unit, county.units)
        yield [
            FieldLink(county_code=county.county.code, office_id=self.ids[office], unit_id=self.ids[unit])
            for office, field in county.field_map.items()
            for unit in field
        ]
        for tier in StationTier:
            yield [
                self._row(Station, entry, id=self.ids[entry.key], parent_id=self._id(entry.parent))
                for entry in county.stations
                if entry.tier is tier
            ]

    def _categories(self) -> list[Category]:
        return [
            self._row(
                Category,
                entry,
                parent_code=entry.code.rpartition(".")[0] or None,
                refusal=entry.refuse.text if entry.refuse else "",
            )
            for entry in self.preset.categories
        ]

    def _people(self) -> Iterator[Sequence[SQLModel]]:
        county = self.county
        congresses = {congress.key: congress for congress in county.congresses}
        yield [
            self._row(
                Deputy,
                entry,
                id=self.ids[entry.key],
                station_id=self._id(entry.station),
                heads_unit_id=self._id(entry.heads_unit),
            )
            for entry in county.deputies
        ]
        yield [
            self._row(
                Mandate,
                mandate,
                deputy_id=self.ids[entry.key],
                congress_id=self.ids[mandate.congress],
                term=congresses[mandate.congress].term,
                starts_on=congresses[mandate.congress].starts_on,
            )
            for entry in county.deputies
            for mandate in entry.mandates
        ]
        yield [Account(id=self.accounts[js_code], openid=openid) for js_code, openid in self.openids.items()]
        yield list(self._appointments())
        yield [
            self._row(ExternalSystem, entry, secret=secrets.token_urlsafe(32))
            for entry in county.external_systems
        ]

    def _appointments(self) -> Iterator[Appointment]:
        """A deputy who heads a unit holds two."""
        for deputy in self.county.deputies:
            if deputy.js_code is None:
                continue
            account = self.accounts[deputy.js_code]
            yield self._row(
                Appointment, deputy, account_id=account, role=Role.DEPUTY, deputy_id=self.ids[deputy.key]
            )
            if deputy.heads_unit is not None:
                yield self._row(
                    Appointment,
                    deputy,
                    account_id=account,
                    role=Role.UNIT_HEAD,
                    unit_id=self.ids[deputy.heads_unit],
                )
        for person in self.county.staff:
            yield self._row(
                Appointment,
                person,
                account_id=self.accounts[person.js_code],
                station_id=self._id(person.station),
                office_id=self._id(person.office),
                unit_id=self._id(person.unit),
            )

    def _codes(self, now: datetime) -> list[Code]:
        return [
            self._row(
                Code,
                entry,
                token=self.codes[entry.target],
                target=self._target(entry),
                deputy_id=self._id(entry.deputy),
                station_id=self._id(entry.station),
                issued_at=now,
            )
            for entry in self.county.codes
        ]

    def _target(self, code: entries.Code) -> CodeTarget:
        if code.deputy is not None:
            return CodeTarget.DEPUTY
        return CodeTarget.POINT if self.tiers[code.target] is StationTier.POINT else CodeTarget.STATION

    async def _submit(self, session: AsyncSession, now: datetime) -> None:
        """Through the front door, so that each matter has its timeline and its notices."""
        residents = {resident.key: resident for resident in self.county.residents}
        for case in self.county.cases:
            submitter = residents[case.submitter]
            contact = Contact(name=submitter.name, phone=submitter.phone)
            form = SubmitForm(
                **case.model_dump(include=set(SubmitForm.model_fields)),
                category_code=case.category,
                code=self.codes[case.target],
                contact=None if case.anonymous else contact,
                firm_name=submitter.firm,
            )
            await intake.submit(session, citizen(self.accounts[submitter.js_code]), form, now)
